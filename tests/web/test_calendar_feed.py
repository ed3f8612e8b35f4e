"""The private calendar: a secret address, each entry with an id for ever, read by a parser that is not ours."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
import vobject

from application.commands.revision import ExtendRevision
from tests.clock.office import Office
from tests.examples.acceptance import LAST_DAY
from tests.examples.register import ENTERPRISE_ID
from tests.scenario import OFFICER

if TYPE_CHECKING:
    from tests.stories.driver import Someone, Town


@pytest.fixture
def office(town: Town) -> Office:
    found = Office(town.system.casework, town.system.projector, town.clock)
    found.accepted(1)
    town.on(LAST_DAY - timedelta(days=10))
    found.projector.catch_up()
    return found


def address(someone: Someone) -> str:
    parts = urlsplit(someone.asks("/calendar-feed").body["address"])
    return f"{parts.path}?{parts.query}"


def events(town: Town, path: str) -> list[Any]:
    response = town.app.test_client().get(path, base_url="https://localhost")
    assert (response.status_code, response.mimetype) == (200, "text/calendar")
    parsed = vobject.readOne(response.get_data(as_text=True))
    return list(parsed.contents.get("vevent", []))


def test_an_enterprise_has_its_last_day_in_its_calendar(town: Town, office: Office) -> None:
    (event,) = events(town, address(town.person("enterprise-signer", ENTERPRISE_ID)))
    assert (event.dtstart.value, event.dtend.value) == (LAST_DAY, LAST_DAY + timedelta(days=1))
    assert event.summary.value.startswith("终稿最后一日 QJ-2026-000001")


def test_a_day_that_moves_keeps_its_id_and_counts_up(town: Town, office: Office) -> None:
    path = address(town.person("bureau-officer"))
    (before,) = events(town, path)
    (again,) = events(town, path)
    assert again.sequence.value == before.sequence.value, "nothing moved"
    office.do(ExtendRevision(case_id=office.case_ids()[0], reason="台风停产", count=14), OFFICER)
    (after,) = events(town, path)
    assert after.uid.value == before.uid.value
    assert after.dtstart.value == date(2026, 11, 30)
    assert int(after.sequence.value) > int(before.sequence.value)
    assert after.contents["last-modified"][0].value >= before.contents["last-modified"][0].value


def test_another_enterprise_sees_nothing_of_it(town: Town, office: Office) -> None:
    from uuid import UUID  # noqa: PLC0415  used once

    assert events(town, address(town.person("enterprise-signer", UUID(int=99)))) == []


def test_a_secret_that_was_replaced_or_never_was_opens_nothing(town: Town, office: Office) -> None:
    signer = town.person("enterprise-signer", ENTERPRISE_ID)
    old, new = address(signer), address(signer)
    client = town.app.test_client()
    wrong = ("/api/v1/calendar.ics", "/api/v1/calendar.ics?token=", "/api/v1/calendar.ics?token=wrong", old)
    assert [client.get(path, base_url="https://localhost").status_code for path in wrong] == [404] * 4
    assert client.get(new, base_url="https://localhost").status_code == 200


def test_nobody_gets_a_calendar_who_is_not_signed_in(town: Town) -> None:
    assert town.app.test_client().post("/api/v1/calendar-feed", base_url="https://localhost").status_code == 401
