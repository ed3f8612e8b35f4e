"""A notice entered anywhere holds from then on everywhere, and never to an enterprise's harm."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import msgspec
import pytest

from application.casework import Casework
from application.commands.calendar import EnterHolidayNotice
from application.outcome import NotAllowedError
from domain.calendar.working_days import shipped_calendar
from domain.fact import Capacity
from domain.law.refusal import Refused
from domain.law.rulebook import shipped
from tests.examples.calendar import days_2027
from tests.scenario import OFFICER

if TYPE_CHECKING:
    from application.clock import SetClock

ENTER = EnterHolidayNotice(**msgspec.structs.asdict(days_2027()))


def test_a_notice_entered_in_one_process_holds_in_the_other(casework: Casework, clock: SetClock) -> None:
    other = Casework(
        casework.engine, clock=clock, rulebook=shipped(), calendar=shipped_calendar(), receipt_key=b"k" * 32, origin="test.qingjian.example/log"
    )
    assert other.calendar.is_working(date(2027, 2, 8)).provisional
    casework.handle(ENTER, OFFICER)
    assert not other.calendar.is_working(date(2027, 2, 8)).working
    assert not other.calendar.is_working(date(2027, 2, 8)).provisional


def test_the_entered_notice_wins_over_an_earlier_entry(casework: Casework) -> None:
    casework.handle(ENTER, OFFICER)
    changed = msgspec.structs.asdict(days_2027(working_days=()))
    casework.handle(EnterHolidayNotice(**changed, amends="示例：调整"), OFFICER)
    assert not casework.calendar.is_working(date(2027, 2, 14)).working


def test_a_year_entered_twice_is_refused_with_its_article(casework: Casework) -> None:
    casework.handle(ENTER, OFFICER)
    with pytest.raises(Refused) as refused:
        casework.handle(EnterHolidayNotice(**msgspec.structs.asdict(days_2027(working_days=()))), OFFICER)
    assert (refused.value.code, str(refused.value.citation)) == ("notice-year-entered", "民法典 203")


@pytest.mark.parametrize("role", ["enterprise-signer", "consultant", "district-officer", "expert", "auditor", "public"])
def test_nobody_but_the_bureau_enters_a_notice(casework: Casework, role: str) -> None:
    with pytest.raises(NotAllowedError):
        casework.handle(ENTER, Capacity(person="p-other", role=role, organisation="440304"))
