"""终稿阶段: final papers in time, late, returned, extended; the clock that records what passed."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from application.clock import SHENZHEN
from application.commands.audit import RecordPlatformReceipt
from application.commands.revision import (
    ExtendRevision,
    LapseRevision,
    RemindOfRevision,
    RequestExtension,
    ReturnRevision,
    ReviewRevision,
    SubmitRevision,
)
from application.demo.auditing import channel
from application.demo.papers import defects, papers, performance_table, receipt, statements
from application.demo.persons import SYSTEM_CLOCK
from domain.case.events.revision import AnswerTick, CorrectionAnswer

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from datetime import date

    from application.demo.agenda import Move
    from application.demo.story import Story

    Way = Callable[[Story], Generator[Move, Any, None]]

MIDNIGHT = time(0, 1), time(0, 9)
EARLY = time(7, 0), time(7, 9)
MONTH_REPORT = "revision/months"


def revise(s: Story) -> Generator[Move, Any, None]:
    """终稿 in the way chosen, up to their review."""
    yield from WAYS[s.choices.revision](s)


def in_time(s: Story) -> Generator[Move, Any, None]:
    """Handed in by the last day, found in order."""
    yield from reminded(s, min(s.today + timedelta(days=s.dice.between(8, 27)), s.last_day))
    yield from hand_in(s)
    yield from look_through(s, satisfied=True)


def returned(s: Story) -> Generator[Move, Any, None]:
    """退回终稿 within the month: the last day stays."""
    yield from reminded(s, min(s.today + timedelta(days=s.dice.between(3, 8)), s.last_day))
    yield from hand_in(s)
    s.in_office(1, 3)
    if s.today > s.last_day:
        yield from look_through(s, satisfied=True)
        return
    yield from look_through(s, satisfied=False, at_once=True)
    s.soon()
    yield s.asks(s.officer, ReturnRevision(case_id=s.case_id, defects=defects(s.rules, s.dice, MONTH_REPORT)))
    s.on_day(min(s.today + timedelta(days=s.dice.between(2, 9)), s.last_day))
    yield from hand_in(s)
    yield from look_through(s, satisfied=True)


def returned_after(s: Story) -> Generator[Move, Any, None]:
    """退回终稿 after the month: the officer sets a term."""
    yield from reminded(s, s.last_day)
    yield from hand_in(s)
    s.in_office(2, 6)
    yield from look_through(s, satisfied=False, at_once=True)
    s.soon()
    term = s.world.working_day(s.today + timedelta(days=s.dice.between(12, 20)))
    yield s.asks(s.officer, ReturnRevision(case_id=s.case_id, defects=defects(s.rules, s.dice, MONTH_REPORT), last_day=term))
    s.any_day(4, 11)
    yield from hand_in(s)
    yield from look_through(s, satisfied=True)


def lapsed(s: Story) -> Generator[Move, Any, None]:
    """终稿逾期, recorded by the clock."""
    yield from reminded(s, s.last_day)
    s.on_day(s.last_day + timedelta(days=1), *MIDNIGHT)
    yield s.asks(SYSTEM_CLOCK, LapseRevision(case_id=s.case_id))


def lapsed_extended(s: Story) -> Generator[Move, Any, None]:
    """Lapsed, then more time asked for and given."""
    yield from lapsed(s)
    s.any_day(1, 4)
    yield s.asks(s.filler, RequestExtension(case_id=s.case_id, reason="关键设备到货延迟（示例）。"))
    yield from extended(s)
    s.any_day(2, 9)
    yield from hand_in(s)
    yield from look_through(s, satisfied=True)


def late(s: Story) -> Generator[Move, Any, None]:
    """Handed in too late: kept as a request for more time, which is given; then they are handed in again."""
    yield from lapsed(s)
    s.any_day(0, 5)
    yield from hand_in(s, too_late=True)
    yield from extended(s)
    s.any_day(0, 5)
    yield from hand_in(s)
    yield from look_through(s, satisfied=True)


def extended_twice(s: Story) -> Generator[Move, Any, None]:
    """Extended by the officer before the last day, and again by the approver."""
    yield from reminded(s, s.last_day - timedelta(days=s.dice.between(2, 6)))
    yield s.asks(s.filler, RequestExtension(case_id=s.case_id, reason="第三方检测报告尚未出具（示例）。"))
    yield from extended(s)
    s.in_office(2, 6)
    days = s.dice.between(45, 60)
    yield s.asks(s.approver, ExtendRevision(case_id=s.case_id, reason="检测复测，再次延期（示例）。", count=days))
    s.any_day(5, 20)
    yield from hand_in(s)
    yield from look_through(s, satisfied=True)


def undone(s: Story) -> Generator[Move, Any, None]:
    """The platform had the papers in time: its receipt undoes the lapse."""
    yield from lapsed(s)
    at_platform = datetime.combine(s.last_day, time(20, 15), tzinfo=SHENZHEN)
    known = receipt(at_platform, s.dice)
    s.in_office(1, 5)
    yield s.asks(s.officer, RecordPlatformReceipt(case_id=s.case_id, act="revised", platform=known))
    s.soon()
    yield from hand_in(s, {"channel": "gdqjsc", "platform": known})
    yield from look_through(s, satisfied=True)


WAYS: dict[str, Way] = {
    "in-time": in_time,
    "returned": returned,
    "returned-after": returned_after,
    "lapsed-extended": lapsed_extended,
    "lapsed-graded": lapsed,
    "late": late,
    "extended-twice": extended_twice,
    "undone": undone,
}
"""What ``Choices.revision`` can say."""


def reminded(s: Story, day: date) -> Generator[Move, Any, None]:
    """提醒 by the clock as they fall due, until the day on which the enterprise acts."""
    for left in sorted(s.rules.integers("revision/reminders"), reverse=True):
        due_on = s.last_day - timedelta(days=left)
        if s.today < due_on <= day:
            s.on_day(due_on, *EARLY)
            yield s.asks(SYSTEM_CLOCK, RemindOfRevision(case_id=s.case_id, last_day=s.last_day, days_left=left))
    s.on_day(day)


def extended(s: Story) -> Generator[Move, Any, None]:
    """终稿延期: by the officer, counted from the original last day and long enough from today."""
    s.in_office(1, 5)
    days = max((s.today - s.last_day).days, 0) + s.dice.between(18, 30)
    yield s.asks(s.officer, ExtendRevision(case_id=s.case_id, reason="理由成立，准予延期（示例）。", count=days))


def hand_in(s: Story, filed: dict[str, Any] | None = None, *, too_late: bool = False) -> Generator[Move, Any, None]:
    """终稿提交: table, report, an answer to each correction, the statements."""
    report, names = papers("final-report", s.dice.child("final"))
    step = s.asks(
        s.submitter,
        SubmitRevision(
            case_id=s.case_id,
            table=performance_table(s.applied_on, s.dice.child("table"), only_low_cost=s.choices.only_low_cost),
            papers=report,
            paper_names=names,
            answers=tuple(CorrectionAnswer(each.number, "已按意见完善（示例）。", f"第 {each.number * 7} 页") for each in s.corrections),
            statements=statements(s.signer.person, str(s.office.person) if s.office else None, s.today),
            **(channel(s) if filed is None else filed),
        ),
    )
    yield step._replace(declined=too_late)


def look_through(s: Story, *, satisfied: bool, at_once: bool = False) -> Generator[Move, Any, None]:
    """审阅终稿: a tick for each answer; the first one does not satisfy where they are to be returned."""
    if not at_once:
        s.in_office(1, 8)
    ticks = tuple(
        AnswerTick(each.number, satisfied or each.number > 1, None if satisfied or each.number > 1 else "答复不具体（示例）。")
        for each in s.corrections
    )
    yield s.asks(s.officer, ReviewRevision(case_id=s.case_id, ticks=ticks))
