"""People are told once of what concerns them, by a real mail server, whatever fails on the way."""

from __future__ import annotations

import socket
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec
import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import select

from application.clock import business_day
from application.identity import Entry, Identity
from application.mail import PAUSES, Mail, MailServer, retry_failed
from application.messages import KINDS, MESSAGES, Outbox
from application.store.message_tables import OUTBOX
from domain.register.consultancy import Consultancy
from domain.register.expert import Expert
from domain.register.person import Person
from domain.register.person_events import RoleGranted
from tests.application.put_on_record import put_on_record
from tests.examples import panel, register
from tests.examples.acceptance import LAST_DAY
from tests.examples.register import ENTERPRISE_ID
from web import texts
from web.letters import Recipients, worded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiosmtpd.smtp import SMTP, Envelope, Session

    from tests.clock.office import Office

SIGNER, FILLER, OFFICER = (UUID(int=each) for each in (71, 72, 73))


class Box:
    """A mail server's handler: keeps what it took, and refuses as it is told."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, Any]] = []
        self.answers: list[str] = []

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  the library's name
        if self.answers:
            return self.answers.pop(0)
        assert isinstance(envelope.content, bytes)
        self.taken.append((envelope.rcpt_tos[0], message_from_bytes(envelope.content, policy=policy.default)))
        return "250 OK"


@contextmanager
def serving(box: Box) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    try:
        yield f"smtp://127.0.0.1:{port}?from=qingjian@bureau.example"
    finally:
        server.stop()


@pytest.fixture
def box() -> Box:
    return Box()


@pytest.fixture
def people(office: Office) -> None:
    """A signer, a filler without an address, and an officer."""
    grants = ((SIGNER, "enterprise-signer", str(ENTERPRISE_ID)), (FILLER, "enterprise-filler", str(ENTERPRISE_ID)), (OFFICER, "bureau-officer", None))
    put_on_record(office.casework, *((Person, person, (RoleGranted(role=role, organisation=where),)) for person, role, where in grants))
    addressed = ((SIGNER, "signer@enterprise.example"), (FILLER, None), (OFFICER, "officer@bureau.example"))
    Identity(office.casework.engine, office.clock).enter(Entry(str(person), "示例", mail=mail) for person, mail in addressed)


def tell(office: Office, url: str) -> int:
    """What the worker does: collect, deliver."""
    outbox(office).collect(office.log_of_record, recipients(office))
    return Mail(office.casework.engine, office.clock, MailServer.at(url), worded, origin="test.qingjian.example/log").deliver()


def recipients(office: Office) -> Recipients:
    return Recipients(office.casework.engine, lambda: business_day(office.clock.now()))


def outbox(office: Office) -> Outbox:
    return Outbox(office.casework.engine, office.clock)


def rows(office: Office) -> list[Any]:
    with office.casework.engine.connect() as connection:
        return list(connection.execute(select(OUTBOX).order_by(OUTBOX.c.created_at, OUTBOX.c.key)))


@pytest.mark.usefixtures("people")
def test_a_reminder_reaches_the_signer_once(office: Office, box: Box) -> None:
    office.accepted(1)
    with serving(box) as url:
        office.round(LAST_DAY - timedelta(days=7))
        assert [tell(office, url), tell(office, url)] == [1, 0]
    ((to, message),) = box.taken
    assert to == "signer@enterprise.example"
    assert message["Subject"] == f"QJ-2026-000001 终稿请于 {LAST_DAY} 前提交"
    assert "第二十一条" in message.get_content()
    assert "art. 21" in message.get_content()
    assert {row.person: row.state for row in rows(office)} == {str(SIGNER): "sent", str(FILLER): "no-address"}


@pytest.mark.usefixtures("people")
def test_a_lapse_is_told_to_enterprise_and_bureau(office: Office, box: Box) -> None:
    office.accepted(1)
    office.round(LAST_DAY + timedelta(days=1))
    with serving(box) as url:
        tell(office, url)
    assert sorted(to for to, _ in box.taken) == ["officer@bureau.example", "signer@enterprise.example"]


@pytest.mark.usefixtures("people")
def test_who_wants_none_of_a_kind_gets_none_of_it_and_the_others_still(office: Office, box: Box) -> None:
    office.accepted(1)
    outbox(office).switch(str(SIGNER), ["revision-reminder"])
    office.round(LAST_DAY)
    with serving(box) as url:
        tell(office, url)
        assert box.taken == []
        office.round(LAST_DAY + timedelta(days=1))
        tell(office, url)
    assert "signer@enterprise.example" in {to for to, _ in box.taken}
    with pytest.raises(LookupError):
        outbox(office).switch(str(SIGNER), ["no-such-kind"])


@pytest.mark.usefixtures("people")
def test_a_server_that_does_not_answer_is_asked_again_after_growing_pauses_and_given_up_visibly(office: Office) -> None:
    office.accepted(1)
    office.round(LAST_DAY)
    nowhere = "smtp://127.0.0.1:1?from=qingjian@bureau.example"
    assert tell(office, nowhere) == 0
    for pause in PAUSES:
        (waiting,) = (row for row in rows(office) if row.person == str(SIGNER))
        assert (waiting.state, waiting.fault) == ("waiting", "ConnectionRefusedError")
        assert tell(office, nowhere) == 0
        assert next(row for row in rows(office) if row.person == str(SIGNER)).attempts == waiting.attempts, "not before the pause is over"
        office.clock.moment += pause
        tell(office, nowhere)
    assert outbox(office).counts() == {"failed": 1, "no-address": 1}


@pytest.mark.usefixtures("people")
def test_a_message_refused_for_now_goes_out_later_under_the_same_id_and_one_refused_for_good_does_not(office: Office, box: Box) -> None:
    outbox(office).switch(str(SIGNER), ["visit-scheduled"])
    office.accepted(1)
    office.round(LAST_DAY)
    with serving(box) as url:
        box.answers = ["451 later"]
        assert tell(office, url) == 0
        office.clock.moment += PAUSES[0]
        assert tell(office, url) == 1
        office.accepted(2)
        office.round(office.clock.moment)
        box.answers = ["550 never"]
        assert tell(office, url) == 0
        assert outbox(office).counts() == {"sent": 1, "failed": 1, "no-address": 3, "unwanted": 1}
        retry_failed(office.casework.engine, office.clock.now())
        assert tell(office, url) == 1
    assert len({message["Message-ID"] for _, message in box.taken}) == 2


@pytest.mark.usefixtures("people")
def test_two_workers_send_a_message_once(office: Office, box: Box) -> None:
    office.accepted(1)
    office.round(LAST_DAY)
    outbox(office).collect(office.log_of_record, recipients(office))
    with serving(box) as url:
        mails = [Mail(office.casework.engine, office.clock, MailServer.at(url), worded, origin="test.example") for _ in range(2)]
        due = mails[0]._due()
        assert mails[1].deliver() == 1
        assert not any(mails[0]._claim(row) for row in due if row.mail)
    assert len(box.taken) == 1


@pytest.mark.usefixtures("people")
def test_what_is_a_week_old_is_told_to_nobody(office: Office, box: Box) -> None:
    office.accepted(1)
    office.round(LAST_DAY)
    office.clock.moment += timedelta(days=8)
    with serving(box) as url:
        assert tell(office, url) == 0
    assert rows(office) == []


@pytest.mark.parametrize("url", ["", "http://host", "smtp://host:25", "smtp://?from=a@b.example"])
def test_a_faulty_address_of_a_mail_server_is_said(url: str) -> None:
    with pytest.raises(ValueError, match="QINGJIAN_SMTP_URL"):
        MailServer.at(url)


def test_every_kind_of_message_has_words_in_both_languages() -> None:
    days = {
        "name": "示例",
        "last_day": "2026-11-16",
        "was_last_day": "2026-11-15",
        "days_left": 7,
        "first_day": "2026-11-16",
        "provisional": False,
        "visit_on": "2026-10-16",
    }
    assert all(worded(kind, days).subject for kind in KINDS)
    assert set(texts.catalogue()["message"]) == {f"{message.kind}.{part}" for message in MESSAGES.values() for part in ("subject", "text")}


def test_an_expert_is_told_of_the_invitation_and_the_panel_of_the_visit(office: Office) -> None:
    asked, other = panel.ENERGY, panel.INDUSTRY
    persons = {each: UUID(int=900 + place) for place, each in enumerate((panel.ENERGY, panel.INDUSTRY, panel.PRODUCTION))}
    for expert, person in persons.items():
        put_on_record(office.casework, (Expert, expert, (msgspec.structs.replace(register.expert_registered(), person=str(person)),)))
    office.put(UUID(int=1), *panel.visit_case())
    office.clock.moment = datetime(2026, 10, 1, 1, tzinfo=UTC)
    found: dict[str, set[str]] = {}
    office.projector.catch_up()
    outbox(office).collect(office.log_of_record, recipients(office))
    for row in rows(office):
        found.setdefault(row.kind, set()).add(row.person)
    assert {str(persons[asked]), str(persons[other])} <= found["expert-invited"]
    assert found["visit-scheduled"] == {str(each) for each in persons.values()}


def test_a_consultancy_under_a_running_mandate_is_told_what_its_client_is_told(office: Office) -> None:
    consultant, stranger = UUID(int=81), UUID(int=82)
    mandate = register.mandate_granted()
    put_on_record(
        office.casework,
        (Consultancy, register.CONSULTANCY_ID, (register.consultancy_registered(), msgspec.structs.replace(mandate, until_on=LAST_DAY))),
        (Person, consultant, (RoleGranted(role="consultant", organisation=str(register.CONSULTANCY_ID)),)),
        (Person, stranger, (RoleGranted(role="consultant", organisation=str(UUID(int=9))),)),
    )
    office.accepted(1)
    for day, told in ((LAST_DAY, {str(consultant)}), (LAST_DAY + timedelta(days=1), set[str]())):
        office.round(day)
        outbox(office).collect(office.log_of_record, recipients(office))
        kind = "revision-reminder" if day == LAST_DAY else "revision-lapsed"
        assert {row.person for row in rows(office) if row.kind == kind} == told
