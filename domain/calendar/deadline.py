"""期限: deadlines that can account for themselves: start facts, rule and its value, calendar editions, each step, the last day.

Deadlines are stored inside events, so they are plain frozen structs and nothing in them is computed again when they are read.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Literal

import msgspec

from domain.calendar.periods import Reckoned, add_months, add_years, roll, working_day_end
from domain.calendar.working_days import Edition
from domain.law.citation import Citation

if TYPE_CHECKING:
    from domain.calendar.working_days import Calendar
    from domain.law.figure import Figure
    from domain.law.rule_set import RuleSet

Unit = Literal["days", "working-days", "months", "years"]

STEPS: dict[str, str] = {
    "start": "起算事实日为 {day}，当日不计。",
    "start-counts": "起算日为 {day}，当日计入。",
    "corresponding-day": "期间 {number} {unit}，对应日为 {day}。",
    "month-end": "期间 {number} {unit}，该月无对应日，以月末日 {day} 为最后一日。",
    "count": "期间 {number} {unit}，数至 {day}。",
    "rest-day": "{day} 为休息日，顺延至其后的第一个工作日。",
    "last": "最后一日为 {day}，至当日 24:00。",
    "kept": "已告知的最后一日为 {day}，重新计算不缩短。",
    "first-after": "自 {day} 起。",
}
"""Each step of a calculation in words; the message ids that ``web`` translates."""


class StartFact(msgspec.Struct, frozen=True):
    """起算事实: what happened, and on which day."""

    name: str
    """``held``, ``opinion-delivered``, ``decided``, ``published``, ``original-last-day``."""
    day: date


class Step(msgspec.Struct, frozen=True):
    """计算步骤: one step of a deadline's calculation; ``STEPS`` says it in words."""

    code: str
    day: date
    number: int | None = None
    unit: str | None = None


class Deadline(msgspec.Struct, frozen=True, kw_only=True):
    """期限: the last day on which something is in time, with everything it rests on."""

    rule: str
    """``revision``, ``publication``, ``notice``, ``objection``, ``revision-extension``."""
    rule_set: str
    """Id of the rule set applied."""
    rule_path: str
    """Path of the figure that gives the length."""
    rule_value: int
    """That figure's value, in ``rule_unit``."""
    rule_unit: Unit
    citation: Citation
    """Where the length stands."""
    readings: tuple[str, ...]
    """Ids of the readings the day rests on; a deadline with any is shown as 暂定."""
    start_facts: tuple[StartFact, ...]
    """Every fact that could have started the period."""
    starts_from: date
    """Day of the fact that did."""
    first_day_counts: bool
    """Whether that day is the first one counted."""
    nominal_day: date
    """Last day before any move from a rest day."""
    computed_day: date
    """Last day by the calendar editions below."""
    last_day: date
    """Last day that holds: the computed one, or a later one shown to the enterprise before."""
    provisional: bool
    """Whether a notice not yet out could move the computed day."""
    awaits: tuple[int, ...]
    """Years whose notice is not out."""
    editions: tuple[Edition, ...]
    """Notices that were asked."""
    steps: tuple[Step, ...]
    """The calculation in order."""


class Term(msgspec.Struct, frozen=True):
    """延长的期限: how much longer an officer gives."""

    count: int
    unit: Unit


class ReapplicationWindow(msgspec.Struct, frozen=True, kw_only=True):
    """五年期间: how long after a pass an application is not a first one; no rest day moves it, for nobody has to act within it."""

    rule_set: str
    rule_value: int
    """Length in years."""
    citation: Citation
    readings: tuple[str, ...]
    passed_on: date
    last_day: date
    """Last day of the period."""
    first_day: date
    """First day on which an application counts as a first one."""


STARTS: dict[str, tuple[str, ...]] = {
    "later-of-held-and-delivered": ("held", "opinion-delivered"),
    "held": ("held",),
    "delivered": ("opinion-delivered",),
    "decided": ("decided",),
    "published": ("published",),
}
"""What ``revision/starts-on`` can say, as the facts of which the latest starts the period."""


def revision_deadline(facts: tuple[StartFact, ...], rules: RuleSet, calendar: Calendar) -> Deadline:
    """终稿期限: the last day for the final papers (21), from the fact the rule set names.

    Of several the latest one known counts: a later delivery of the opinion moves the day. Raises ValueError where none is known.
    """
    latest = max((fact.day for fact in facts), default=None)
    start = rules.figure("revision/starts-on", latest)
    days = {fact.name: fact.day for fact in facts}
    known = [days[name] for name in STARTS[str(start.value)] if name in days]
    if not known:
        raise ValueError(f"the month for final papers starts from {start.value}, which is not known")
    starts_from = max(known)
    length = rules.figure("revision/months", starts_from)
    return _deadline("revision", rules, length, facts, starts_from, calendar, readings=_readings(rules, start, length))


def publication_deadline(decided_on: date, rules: RuleSet, calendar: Calendar) -> Deadline:
    """公布期限: the last day for publishing the result (信息公开条例 26), from the day it was decided."""
    return _working_days("publication", "publication/working-days", "publication/counts-first-day", StartFact("decided", decided_on), rules, calendar)


def notice_deadline(published_on: date, rules: RuleSet, calendar: Calendar) -> Deadline:
    """公示期: the last day of the public notice, from the day it is put up."""
    path = "publication/notice-working-days"
    return _working_days("notice", path, "publication/notice-counts-first-day", StartFact("published", published_on), rules, calendar)


def objection_deadline(published_on: date, rules: RuleSet, calendar: Calendar) -> Deadline:
    """异议期: the last day for an objection, from the day the result was published."""
    return _working_days("objection", "objection/working-days", "objection/counts-first-day", StartFact("published", published_on), rules, calendar)


def extended(original: Deadline, term: Term, calendar: Calendar) -> Deadline:
    """延期: the deadline with more time, counted from the original last day, which does not count. Raises ValueError for no time."""
    if term.count < 1:
        raise ValueError("an extension gives at least one day")
    start = StartFact("original-last-day", original.last_day)
    fresh = msgspec.structs.replace(
        original,
        rule=f"{original.rule.removesuffix('-extension')}-extension",
        rule_value=term.count,
        rule_unit=term.unit,
        start_facts=(*(fact for fact in original.start_facts if fact.name != start.name), start),
        starts_from=start.day,
        first_day_counts=False,
    )
    return _computed(fresh, calendar)


def recalculated(shown: Deadline, calendar: Calendar) -> Deadline:
    """重新计算: the same deadline by another edition of the calendar. A day already shown is never shortened; both are kept."""
    again = _computed(shown, calendar)
    if again.computed_day >= shown.last_day:
        return again
    kept = (*again.steps, Step("kept", shown.last_day))
    return msgspec.structs.replace(again, last_day=shown.last_day, steps=kept)


def reapplication_window(passed_on: date, rules: RuleSet) -> ReapplicationWindow:
    """五年期间: last day of the period after a pass (14), and the first day on which an application counts as a first one."""
    years = rules.figure("reapplication/years", passed_on)
    strictness = rules.figure("reapplication/first-day", passed_on)
    last_day = add_years(passed_on, rules.integer("reapplication/years", passed_on))
    return ReapplicationWindow(
        rule_set=rules.id,
        rule_value=rules.integer("reapplication/years", passed_on),
        citation=years.citation,
        readings=_readings(rules, years, strictness, rules.figure("reapplication/starts-on", passed_on)),
        passed_on=passed_on,
        last_day=last_day,
        first_day=last_day if strictness.value == "lenient" else last_day + timedelta(days=1),
    )


def _working_days(rule: str, path: str, counting: str, start: StartFact, rules: RuleSet, calendar: Calendar) -> Deadline:
    length, counts_first = rules.figure(path, start.day), rules.figure(counting, start.day)
    readings = _readings(rules, length, counts_first)
    first_day_counts = counts_first.value is True
    return _deadline(rule, rules, length, (start,), start.day, calendar, readings=readings, first_day_counts=first_day_counts)


def _deadline(
    rule: str,
    rules: RuleSet,
    length: Figure,
    facts: tuple[StartFact, ...],
    starts_from: date,
    calendar: Calendar,
    *,
    readings: tuple[str, ...],
    first_day_counts: bool = False,
) -> Deadline:
    asked = Deadline(
        rule=rule,
        rule_set=rules.id,
        rule_path=length.path,
        rule_value=rules.integer(length.path, starts_from),
        rule_unit=msgspec.convert(length.unit, Unit),
        citation=length.citation,
        readings=readings,
        start_facts=facts,
        starts_from=starts_from,
        first_day_counts=first_day_counts,
        nominal_day=starts_from,
        computed_day=starts_from,
        last_day=starts_from,
        provisional=False,
        awaits=(),
        editions=(),
        steps=(),
    )
    return _computed(asked, calendar)


def _computed(asked: Deadline, calendar: Calendar) -> Deadline:
    nominal, found = _nominal_and_last(asked, calendar)
    return msgspec.structs.replace(
        asked,
        nominal_day=nominal,
        computed_day=found.day,
        last_day=found.day,
        provisional=found.provisional,
        awaits=found.awaits,
        editions=found.editions,
        steps=_steps(asked, nominal, found.day),
    )


def _nominal_and_last(asked: Deadline, calendar: Calendar) -> tuple[date, Reckoned]:
    start, value = asked.starts_from, asked.rule_value
    if asked.rule_unit == "working-days":
        found = working_day_end(start, value, calendar, first_counts=asked.first_day_counts)
        return found.day, found
    if asked.rule_unit == "days":
        nominal = start + timedelta(days=value)
    else:
        nominal = add_months(start, value) if asked.rule_unit == "months" else add_years(start, value)
    return nominal, roll(nominal, calendar)


def _steps(asked: Deadline, nominal: date, last: date) -> tuple[Step, ...]:
    how = "count" if asked.rule_unit in {"days", "working-days"} else "corresponding-day" if nominal.day == asked.starts_from.day else "month-end"
    moved = (Step("rest-day", nominal),) if last != nominal else ()
    return (
        Step("start-counts" if asked.first_day_counts else "start", asked.starts_from),
        Step(how, nominal, asked.rule_value, asked.rule_unit),
        *moved,
        Step("last", last),
    )


def _readings(rules: RuleSet, *figures: Figure) -> tuple[str, ...]:
    counting = rules.figure("periods/counting")
    return tuple(sorted({figure.reading for figure in (*figures, counting) if figure.reading is not None}))
