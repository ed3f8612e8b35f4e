"""The clock goes on whatever the wall clock does, and ends its process rather than stand still unseen."""

from __future__ import annotations

import subprocess
import sys
import time
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from application.clock import SystemClock
from domain.case.events.revision import RevisionLapsed, RevisionReminded
from domain.register.events import ReapplicationOpened
from tests.architecture.tree import ROOT
from tests.examples.acceptance import LAST_DAY
from web import clockwork
from web.clockwork import DEAD_THREAD, Clockwork

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.clock.office import Office

PATIENCE = 15.0


class SteppedClock(SystemClock):
    """The machine's clock, off by what it was stepped."""

    def __init__(self) -> None:
        self.off = timedelta()

    def now(self) -> datetime:
        return super().now() + self.off


def idle(_go_on: Callable[[], bool]) -> None:
    """A round with nothing to do."""


def eventually(seen: Callable[[], bool], within: float = PATIENCE) -> bool:
    until = time.monotonic() + within
    while time.monotonic() < until:
        if seen():
            return True
        time.sleep(0.02)
    return False


def test_rounds_follow_one_another() -> None:
    with Clockwork(idle, SystemClock(), lambda: True, every=0.1) as running:
        assert eventually(lambda: running.rounds >= 3)


@pytest.mark.parametrize("step", [timedelta(hours=3), timedelta(days=30), timedelta(hours=-4), timedelta(days=-30)], ids=str)
def test_a_round_follows_a_step_of_the_wall_clock_within_seconds(step: timedelta) -> None:
    """An hour lies between two rounds here, so that only the watcher can have started the second."""
    wall = SteppedClock()
    with Clockwork(idle, wall, lambda: True, every=3_600) as running:
        assert eventually(lambda: running.rounds == 1)
        wall.off = step
        assert eventually(lambda: running.rounds == 2, within=3 * clockwork.WATCH_SECONDS + 1)


def test_without_a_step_no_round_comes_early() -> None:
    """The control of the test above."""
    with Clockwork(idle, SteppedClock(), lambda: True, every=3_600) as running:
        assert eventually(lambda: running.rounds == 1)
        time.sleep(2 * clockwork.WATCH_SECONDS)
        assert running.rounds == 1


def test_a_round_that_fails_is_followed_by_the_next() -> None:
    seen: list[int] = []

    def work(go_on: object) -> None:
        seen.append(1)
        if len(seen) == 1:
            message = "示例"
            raise OSError(message)

    with Clockwork(work, SystemClock(), lambda: True, every=0.1) as running:
        assert eventually(lambda: running.rounds >= 1)


def test_who_is_not_on_duty_any_more_does_nothing_more() -> None:
    held = [True]
    with Clockwork(idle, SystemClock(), lambda: held[0], every=0.2) as running:
        assert eventually(lambda: running.rounds >= 1)
        held[0] = False
        assert eventually(lambda: not running.on_duty)
        rounds = running.rounds
        time.sleep(0.6)
        assert running.rounds <= rounds + 1


def test_a_process_whose_scheduler_died_ends() -> None:
    """The thread is killed as the library's own faults killed it: by an error while it looks for the next job."""
    program = """
import time
from application.clock import SystemClock
from web.clockwork import Clockwork

with Clockwork(lambda go_on: None, SystemClock(), lambda: True, every=0.2) as running:
    time.sleep(0.5)
    def broken():
        raise KeyError("JobLookupError")
    running.scheduler._process_jobs = broken
    running.scheduler.wakeup()
    time.sleep(30)
"""
    found = subprocess.run((sys.executable, "-c", program), cwd=ROOT, check=False, capture_output=True, timeout=25)
    assert found.returncode == DEAD_THREAD


STEPS = [
    # The clock was 30 days slow; set right, everything of those days is done at once, in order.
    ("forward 30 days", [LAST_DAY - timedelta(days=9), LAST_DAY + timedelta(days=21)], [], [LAST_DAY + timedelta(days=21)]),
    # Set forward by three hours over midnight: the day is over when the machine says so.
    ("forward 3 hours over midnight", [datetime(2026, 11, 16, 14, tzinfo=UTC), datetime(2026, 11, 16, 17, tzinfo=UTC)], [0], [date(2026, 11, 17)]),
    # Set back by four hours over midnight: what was recorded stays, and nothing is recorded twice.
    (
        "backward 4 hours over midnight",
        [datetime(2026, 11, 16, 17, tzinfo=UTC), datetime(2026, 11, 16, 13, tzinfo=UTC), datetime(2026, 11, 16, 17, tzinfo=UTC)],
        [],
        [date(2026, 11, 17)],
    ),
]


@pytest.mark.parametrize(("moments", "reminded", "lapsed"), [pytest.param(*each[1:], id=each[0]) for each in STEPS])
def test_a_clock_that_steps_records_each_thing_once(office: Office, moments: list[date], reminded: list[int], lapsed: list[date]) -> None:
    office.accepted(1)
    for each in moments:
        office.round(each)
    assert [on for _, _, on in office.facts(RevisionLapsed)] == lapsed
    assert [fact.days_left for _, fact, _ in office.facts(RevisionReminded)] == reminded


@pytest.mark.parametrize(
    ("held_on", "last_day", "provisional"),
    [
        # The leap day is the last day of a month that has no 30th.
        (date(2028, 1, 30), date(2028, 2, 29), True),
        (date(2028, 1, 31), date(2028, 2, 29), True),
        # The year ends, and the next notice is not out: 1 January is off by statute, the day after it a Saturday.
        (date(2026, 12, 1), date(2027, 1, 4), True),
        # The last days of December wait for the next year's notice.
        (date(2026, 11, 30), date(2026, 12, 30), True),
        # The days before them do not.
        (date(2026, 11, 28), date(2026, 12, 28), False),
    ],
)
def test_the_clock_keeps_leap_days_and_year_ends(office: Office, held_on: date, last_day: date, provisional: bool) -> None:  # noqa: FBT001  a row of the table
    case_id = office.put_accepted(1, held_on)
    office.round(last_day)
    assert office.facts(RevisionLapsed) == []
    office.round(last_day + timedelta(days=1))
    ((lapsed, fact, on),) = office.facts(RevisionLapsed)
    assert (lapsed, fact.last_day, on) == (case_id, last_day, last_day + timedelta(days=1))
    (accepted,) = [each.fact for each in office.log() if each.fact.TOPIC == "case.Accepted"]
    assert accepted.revision_deadline.provisional is provisional


def test_a_pass_on_the_leap_day_opens_on_the_first_of_march(office: Office) -> None:
    enterprise = office.passed(9, date(2029, 3, 1))
    office.round(date(2029, 2, 28))
    assert office.facts(ReapplicationOpened) == []
    office.round(date(2029, 3, 1))
    assert [(each, on) for each, _, on in office.facts(ReapplicationOpened)] == [(enterprise, date(2029, 3, 1))]
