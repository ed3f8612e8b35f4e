"""Erasure: two agree over HTTP, and then the value is found nowhere the system writes, while every proof and every decision stands."""

from __future__ import annotations

import importlib
import io
import pkgutil
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from uuid import UUID, uuid4

import pytest
from sqlalchemy import MetaData, insert, text

import application.store
from application.commands.trail import ApproveExport, RequestExport
from application.identity import Entry
from application.store.erasure_rows import HOLDS_NOTHING, SWEPT
from application.store.list_tables import KEPT_FILTERS, LIST_FILES
from application.store.paper_tables import DRAFTS
from application.store.read_tables import READS
from application.store.tables import METADATA
from application.store.trail_log import TrailLog
from application.store.watch_tables import BACKUPS
from application.trail.erasing import HeldUpError
from application.trail.exporting import carry_out
from application.trail.inspection import Inspection
from application.trail.package.verify import main as verify
from application.trail.sealing import Sealing
from application.trail.signer import Signer
from domain.case.events.audit import StaffIdentity, Submitted
from domain.catalogue import FACTS
from domain.fact import ERASED, Capacity
from domain.papers.paper import Paper, PaperName
from domain.trail.events import DisclosureErased, Portion
from tests.examples.audit import SUBMITTED_ON, staff_of_nine, submission
from tests.stories.driver import CLOCK, COMMAND_LINE
from tests.stories.trade import members_of
from web.erasing import erasing_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from application.trail.erasing import Erased
    from tests.postgres import Postgres
    from tests.stories.driver import Reply, Someone
    from tests.stories.trade import Trade

CONTACT = "示例赵工"
"""Named in the plan as well."""
NAME = "示例独一无二工"
CERTIFICATE = "示例证书-XQ7731"
FILE_NAME = "示例机密工艺-方案七.pdf"
VALUES = (NAME, CERTIFICATE, FILE_NAME)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n% secret process seven\n%%EOF\n"
LIST = UUID(int=77)
BASIS = "示例：个人信息保护法第四十七条"


class Scene:
    """A case that says the values, with copies of them wherever the system writes."""

    def __init__(self, trade: Trade, folder: Path, databases: Path | None, postgres: Postgres | None, *, refused: bool = False) -> None:
        self.trade, self.town, self.folder = trade, trade.town, folder
        self._databases, self._postgres = databases, postgres
        self.signer = Signer.create(self.town.system.settings.signing_key, self.town.system.settings.trail_origin)
        self.sealing = Sealing(self.town.system.casework, self.signer)
        self.second = self.town.person("bureau-approver")
        self.digest = self._hands_in_a_paper()
        self.case = trade.on_the_plan_list()
        identities = [StaffIdentity(each.reference, f"示例{number}") for number, each in enumerate(staff_of_nine())]
        identities[5] = StaffIdentity(identities[5].reference, CONTACT)
        identities[3] = StaffIdentity(identities[3].reference, NAME, (CERTIFICATE,))
        trade.registers(self.case, staff_identities=tuple(identities))
        if refused:
            trade.on(SUBMITTED_ON)
            stray = (PaperName("f" * 64, FILE_NAME),)
            members = members_of(submission(statements=trade.statements(self.town.today), paper_names=stray))
            assert trade.signer.tries("submission", self.case, **members).faults == {("19", "paper-name-stray")}
        self._applies()
        self.town.catch_up()

    def _hands_in_a_paper(self) -> str:
        by = Capacity(person=self.trade.signer.person, role="enterprise-signer")
        return self.town.system.papers.take(io.BytesIO(PDF), FILE_NAME, by).digest

    def _applies(self) -> None:
        paper = Paper("audit-report", self.digest, len(PDF), "application/pdf")
        papers = (*submission().papers[1:], paper)
        reply = self.trade.applies(self.case, papers=papers, paper_names=(PaperName(self.digest, FILE_NAME),))
        assert reply.status == 200, reply

    def spread(self) -> None:
        """Copies: a draft, a session, the directory, a package kept on the server, backups on the list."""
        system = self.town.system
        system.credentials.open_session(Capacity(person=str(uuid4()), role="enterprise-filler"), {"typed": {"staff.4.name": NAME}})
        system.identity.enter([Entry(str(uuid4()), NAME, "010-00000000")])
        draft = {"case_id": UUID(self.case), "act": "submission", "version": 1, "saved_by": "p", "saved_at": "2026"}
        with system.engine.begin() as connection:
            connection.execute(insert(DRAFTS).values(content=f'{{"papers.1.name": "{FILE_NAME}"}}', **draft))
            made = {"made_at": "2026-08-01T00:00:00.000000Z", "position": 1}
            connection.execute(insert(BACKUPS).values(name="before.tar", ends_on=date(2026, 12, 31), **made))
            made = {"kind": "cases", "form": "csv", "language": "zh", "query": "", "state": "ready", "written": 1, "total": 1}
            connection.execute(insert(LIST_FILES).values(file_id=LIST, person="p", capacity="{}", asked_at="2026", **made))
            connection.execute(insert(KEPT_FILTERS).values(person="p", name="示例", address=f"/cases?q={quote(NAME)}", kept_at="2026"))
            read = {"read_at": "2026", "person": "p", "role": "auditor", "act": "searched", "way": "page", "what": "/cases"}
            connection.execute(insert(READS).values(query=f"q={quote(NAME)}", purpose=f"核对{NAME}的证书", **read))
        written = system.list_files.path(LIST, "csv")
        written.parent.mkdir(exist_ok=True)
        written.write_text(f"{NAME}\n{FILE_NAME}\n")
        self.makes_a_package()

    def makes_a_package(self) -> Path:
        """A package of everything, kept on the server."""
        casework = self.town.system.casework
        asked = RequestExport(portion=Portion(mode="full"), profile="regulator", basis="示例", recipient="示例单位")
        export_id = casework.handle(asked, COMMAND_LINE).created
        assert export_id is not None
        casework.handle(ApproveExport(export_id=export_id), Capacity(person=self.trade.approver.person, role="bureau-approver"))
        out = self.folder / "exports" / f"{export_id}.zip"
        out.parent.mkdir(exist_ok=True)
        carry_out(self.sealing, export_id, out, acting=COMMAND_LINE)
        return out

    # -------------------------------------------------------------------------------------------------------- erasing

    def events(self, topic: str) -> tuple[str, ...]:
        told = [each for each in self.town.system.log.read(0, 10_000) if type(each.fact) is FACTS[topic]]
        return tuple(f"{each.originator_id}/{each.originator_version}" for each in told)

    def proposes(self, events: tuple[str, ...], field_class: str, **members: Any) -> str:
        asked = {"events": events, "field_class": field_class, "basis": BASIS, **members}
        return str(self.trade.officer.posts("/erasures", asked).body["id"])

    def agrees(self, who: Someone, erasure: str) -> Reply:
        version = len(list(self.town.system.casework.events.get(UUID(erasure))))
        return who.asks(f"/erasures/{erasure}/approval", {}, if_match=f'"{version}"')

    def erases(self, topic: str, field_class: str) -> Erased:
        erasure = self.proposes(self.events(topic), field_class)
        for who in (self.trade.approver, self.second):
            assert self.agrees(who, erasure).status == 200
        erasing = erasing_of(self.town.system)
        assert erasing.agreed() == [UUID(erasure)]
        done = erasing.carry_out(UUID(erasure), acting=CLOCK)
        assert erasing.agreed() == []
        return done

    # -------------------------------------------------------------------------------------------------------- looking

    def places(self, value: str) -> list[str]:
        """Every column and every file in which a value is found."""
        return [*self._columns(value), *self._columns(quote(value)), *self.files(value.encode())]

    def _columns(self, value: str) -> Iterator[str]:
        engine = self.town.system.engine
        metadata = MetaData()
        metadata.reflect(engine)
        with engine.connect() as connection:
            for table in metadata.sorted_tables:
                for row in connection.execute(text(f"SELECT * FROM {table.name}")).mappings():  # noqa: S608  a table of ours
                    yield from (f"{table.name}.{name}" for name, each in row.items() if value in _text(each))

    def files(self, value: bytes) -> Iterator[str]:
        """Files of the instance and of the database that hold these bytes; what PostgreSQL writes ahead is not ours to empty."""
        roots = [self.folder, self._databases, self._postgres.socket / "base" if self._postgres else None]
        for root in (each for each in roots if each is not None):
            yield from (path.name for path in root.rglob("*") if path.is_file() and value in path.read_bytes())


def _text(value: object) -> str:
    return bytes(value).decode(errors="replace") if isinstance(value, bytes | memoryview) else str(value)


@pytest.fixture
def scene(trade: Trade, tmp_path: Path, request: pytest.FixtureRequest) -> Scene:
    url, refused = trade.town.system.engine.url, hasattr(request, "param")
    if url.get_backend_name() == "sqlite":
        return Scene(trade, tmp_path, Path(str(url.database)).parent, None, refused=refused)
    return Scene(trade, tmp_path, None, request.getfixturevalue("postgres"), refused=refused)


def test_after_an_erasure_the_value_is_found_nowhere(scene: Scene) -> None:
    scene.spread()
    for value in VALUES:
        assert scene.places(value), f"{value} was nowhere before: the search proves nothing"
    assert list(scene.files(PDF))
    scene.erases("case.Registered", "personal")
    done = scene.erases("case.Submitted", "business-secret")
    assert {value: scene.places(value) for value in VALUES} == {value: [] for value in VALUES}
    assert not list(scene.files(PDF))
    assert [each.name for each in done.backups] == ["before.tar"]


def test_the_counts_of_every_store_are_on_record_with_the_day_the_backups_end(scene: Scene) -> None:
    scene.spread()
    done = scene.erases("case.Submitted", "business-secret")
    counts = {each.store: each.count for each in done.removed}
    assert {name: counts[name] for name in ("disclosures", "drafts", "papers", "papers-entries", "exports", "lists")} == {
        "disclosures": 1,
        "drafts": 1,
        "papers": 1,
        "papers-entries": 1,
        "exports": 1,
        "lists": 1,
    }
    assert counts["read-models"] > 0
    (fact,) = [each.fact for each in scene.town.system.log.read(0, 10_000) if isinstance(each.fact, DisclosureErased)]
    assert fact.backups_end_on == datetime(2026, 12, 31, 15, 59, 59, tzinfo=UTC)
    assert sorted(fact.approvers) == sorted((scene.trade.approver.person, scene.second.person))


def test_packages_made_afterwards_prove_and_loads_give_erased(scene: Scene) -> None:
    scene.sealing.seal()
    scene.erases("case.Submitted", "business-secret")
    assert Inspection(TrailLog(scene.town.system.engine)).run() == []
    assert verify([str(scene.makes_a_package()), "--vkey", str(scene.signer.key().verifier)]) == 0
    case_events = scene.town.system.casework.events.get(UUID(scene.case))
    (submitted,) = [each.fact for each in case_events if isinstance(each.fact, Submitted)]
    assert submitted.paper_names is ERASED


def test_the_case_goes_on_to_its_result_after_an_erasure(scene: Scene) -> None:
    scene.erases("case.Submitted", "business-secret")
    scene.erases("case.Registered", "personal")
    trade, case = scene.trade, scene.case
    trade.passes_precheck(case)
    trade.publishes("acceptance", case, date(2026, 9, 15))
    trade.passes(case)
    assert "case.Graded" in trade.officer.timeline(case)


def test_it_takes_two_persons_and_neither_is_who_asked(scene: Scene) -> None:
    town, trade = scene.town, scene.trade
    erasure = scene.proposes(scene.events("case.Submitted"), "business-secret")
    asking_as_approver = town.second_role(trade.officer, "bureau-approver")
    assert scene.agrees(asking_as_approver, erasure).code == "asked-and-approved-by-one"
    assert scene.agrees(trade.approver, erasure).status == 200
    assert scene.agrees(trade.approver, erasure).code == "approved-twice-by-one"
    assert erasing_of(town.system).agreed() == []
    assert scene.places(FILE_NAME)


def test_what_is_broken_off_is_begun_again_and_goes_on_counting(scene: Scene) -> None:
    scene.spread()
    erasure = scene.proposes(scene.events("case.Submitted"), "business-secret")
    for who in (scene.trade.approver, scene.second):
        scene.agrees(who, erasure)
    erasing = erasing_of(scene.town.system)
    with pytest.raises(HeldUpError):
        erasing.carry_out(UUID(erasure), acting=CLOCK, go_on=lambda: False)
    assert erasing.agreed() == [UUID(erasure)]
    done = erasing_of(scene.town.system).carry_out(UUID(erasure), acting=CLOCK)
    counts = {each.store: each.count for each in done.removed}
    assert (counts["disclosures"], counts["papers"], counts["drafts"]) == (1, 1, 1)
    assert scene.places(FILE_NAME) == []


def test_who_has_an_account_stays_in_the_directory_and_is_named(scene: Scene) -> None:
    town = scene.town
    person = str(uuid4())
    town.system.identity.enter([Entry(person, NAME)])
    town.system.identity.open_account("example", person)
    done = scene.erases("case.Registered", "personal")
    assert done.still_in_directory == (person,)
    assert "directory.name" in scene.places(NAME)


def test_other_events_that_say_the_same_are_named(scene: Scene) -> None:
    (registered,) = scene.events("case.Registered")
    done = scene.erases("case.Planned", "personal")
    assert done.elsewhere == ((registered, "personal"),)
    assert scene.places(CONTACT)
    assert scene.erases("case.Registered", "personal").elsewhere == ()
    assert scene.places(CONTACT) == []


@pytest.mark.parametrize("scene", ["refused first"], indirect=True)
def test_a_refusal_that_repeated_the_value_is_named_and_can_be_erased_as_well(scene: Scene) -> None:
    (refusal,) = scene.events("refusal.RequestRefused")
    assert scene.erases("case.Submitted", "business-secret").elsewhere == ((refusal, "business-secret"),)
    assert scene.places(FILE_NAME)
    scene.erases("refusal.RequestRefused", "business-secret")
    assert scene.places(FILE_NAME) == []
    (kept,) = scene.trade.signer.sees("/refusals")["items"]
    assert (kept["code"], kept["sentences"]) == ("paper-name-stray", [])


def test_what_is_only_shut_away_stays(scene: Scene) -> None:
    erasure = scene.proposes(scene.events("case.Submitted"), "business-secret", restrict_only=True)
    for who in (scene.trade.approver, scene.second):
        scene.agrees(who, erasure)
    assert erasing_of(scene.town.system).carry_out(UUID(erasure), acting=CLOCK).removed == ()
    assert scene.places(FILE_NAME)


def test_every_durable_table_says_what_an_erasure_does_with_it() -> None:
    for module in pkgutil.iter_modules(application.store.__path__):
        importlib.import_module(f"application.store.{module.name}")
    swept = {table.name for table in SWEPT}
    assert not swept & HOLDS_NOTHING.keys()
    assert set(METADATA.tables) == swept | HOLDS_NOTHING.keys()
