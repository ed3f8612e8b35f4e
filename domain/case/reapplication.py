"""再次申报: whether an application counts as a first one, and whether one inside the five years is admitted (R2025 14)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from domain.calendar.deadline import reapplication_window
from domain.case.standing import Asked, Finding, found
from domain.law.refusal import Refusal
from domain.register.events import Passed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date

    from domain.law.refusal import Refused
    from domain.register.events import PriorPassRecorded

INSIDE_FIVE_YEARS = Refusal(
    "inside-five-years",
    "企业于 {passed_on} 通过验收，自 {first_day} 起再次申报方可视为首次申报；此前须由市工业和信息化局准予重复申报。",
    "请在该日及以后提交计划；确需提前的，请先向市工业和信息化局申请准予重复申报。",
)


WAITS_AFTER_FAILURE = Refusal("waits-after-failure", "企业于 {failed_on} 验收不合格，按现行口径现在不能再次申报。", "请在口径允许的时间提交计划。")


class Window(NamedTuple):
    """五年期间: a pass and the days that follow from it."""

    passed_on: date
    last_day: date
    first_day: date


def outside_five_years(asked: Asked) -> Finding:
    """不在五年期间内: unless the bureau admitted a repeat, or the rule data admit one to everybody (14)."""
    citation = asked.rules.cite("reapplication/early-application", on=asked.on)
    window = running_window(asked)
    if window is None:
        return found("outside-five-years", "", citation)
    if admitted(asked, window):
        return found("outside-five-years", f"{window.passed_on.isoformat()} repeat-admitted", citation)
    refused = INSIDE_FIVE_YEARS(citation, field="form.last_pass_on", passed_on=window.passed_on, first_day=window.first_day)
    return found("outside-five-years", window.passed_on.isoformat(), citation, refused)


def waits_after_failure(asked: Asked) -> Iterator[Refused]:
    """不合格后再次申报: how long the rules let an enterprise wait whose last result is a fail (14, assumed; R-14)."""
    path = "reapplication/after-failure"
    failed_on = max(asked.record.enterprise.failures.values(), default=None) if asked.record.enterprise else None
    if failed_on is not None and not MAY_APPLY_AGAIN[asked.rules.word(path, asked.on)](failed_on, asked):
        yield WAITS_AFTER_FAILURE(asked.rules.cite(path, on=asked.on), field="form.credit_code", failed_on=failed_on)


def _in_a_later_call(failed_on: date, asked: Asked) -> bool:
    batch = asked.record.call.batch_open_on(asked.on) if asked.record.call else None
    return batch is None or batch.opens_on > failed_on


MAY_APPLY_AGAIN: Mapping[str, Callable[[date, Asked], bool]] = {
    "no-waiting-time": lambda _failed_on, _asked: True,
    "same-year": lambda failed_on, asked: asked.on.year > failed_on.year,
    "next-call": _in_a_later_call,
}
"""What ``reapplication/after-failure`` can say."""


def application_kind(asked: Asked) -> str:
    """首次或重复: ``repeat`` inside the five years of a pass, else ``first``."""
    return "first" if running_window(asked) is None else "repeat"


def running_window(asked: Asked) -> Window | None:
    """The five years the day of the plan lies in: those of the pass, on record or declared, that end last."""
    last = max(_windows(asked), key=lambda each: each.first_day, default=None)
    return last if last is not None and asked.planned_on < last.first_day else None


def admitted(asked: Asked, window: Window) -> bool:
    """准予: by rule for everybody, for this case already, or by the bureau for this very window."""
    if asked.application == "repeat" or asked.rules.word("reapplication/early-application", asked.on) == "admit":
        return True
    admission = asked.record.enterprise.admission if asked.record.enterprise else None
    return admission is not None and admission.window_last_day == window.last_day


def _windows(asked: Asked) -> list[Window]:
    enterprise = asked.record.enterprise
    passes: tuple[Passed | PriorPassRecorded, ...] = (*enterprise.prior_passes, *enterprise.passes.values()) if enterprise else ()
    windows = [_window_of(each) for each in passes]
    declared = asked.form.last_pass_on
    if declared is not None and declared <= asked.planned_on:
        window = reapplication_window(declared, asked.rules)
        windows.append(Window(declared, window.last_day, window.first_day))
    return windows


def _window_of(known: Passed | PriorPassRecorded) -> Window:
    passed_on = known.decided_on if isinstance(known, Passed) else known.passed_on
    return Window(passed_on, known.window_last_day, known.first_day)
