"""A case that says what is to be erased, with copies of it wherever the system writes, and the search for them."""

from __future__ import annotations

import io
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from uuid import UUID, uuid4

from sqlalchemy import MetaData, insert, text

from application.commands.trail import ApproveExport, RequestExport
from application.identity import Entry
from application.store.list_tables import KEPT_FILTERS, LIST_FILES
from application.store.paper_tables import DRAFTS
from application.store.read_tables import READS
from application.store.watch_tables import BACKUPS
from application.trail.exporting import carry_out
from application.trail.sealing import Sealing
from application.trail.signer import Signer
from domain.case.events.audit import StaffIdentity
from domain.catalogue import FACTS
from domain.fact import Capacity
from domain.papers.paper import Paper, PaperName
from domain.trail.events import Portion
from tests.examples.audit import SUBMITTED_ON, staff_of_nine, submission
from tests.stories.driver import CLOCK, COMMAND_LINE
from tests.stories.trade import members_of
from web.erasing import erasing_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

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
