"""终稿期限: more time asked for and given, the lapse the clock records, and the day a new calendar gives (R2025 21).

The clock never grades and never fails a case. No step here shortens a day already shown to the enterprise.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from domain.calendar.deadline import Term, extended, recalculated
from domain.case.audit_case import AuditCase
from domain.case.delivery import not_earlier
from domain.case.events.revision import ExtensionRequested, RevisionDeadlineRecalculated, RevisionExtended, RevisionLapsed
from domain.case.order import stands_at
from domain.case.panel import require_words
from domain.case.platform import received_on
from domain.law.refusal import Refusal

if TYPE_CHECKING:
    from datetime import date

    from domain.calendar.deadline import Deadline, Unit
    from domain.calendar.working_days import Calendar
    from domain.case.revision import FinalPapers
    from domain.fact import Stamp
    from domain.law.rule_set import RuleSet

NO_LAST_DAY = Refusal("no-last-day", "本案没有在计的终稿期限。", "无需办理。")
TERM_UNIT_UNKNOWN = Refusal("term-unit-unknown", "延期单位“{unit}”不存在。", "请选择日、工作日或月。")
TERM_OUT_OF_BOUNDS = Refusal("term-out-of-bounds", "延期长度 {count} 不在 1 至 {most} 之间。", "请核对延期长度。")
NOT_LONGER = Refusal(
    "extension-not-longer", "延期自原最后一日 {original} 起算至 {last_day}，没有超过现行的最后一日 {current}。", "请给予更长的延期。"
)
OVER_ALREADY = Refusal("extension-over-already", "延期后的最后一日 {last_day} 已经过去。", "请给予更长的延期。")
APPROVER_NEEDED = Refusal("extension-needs-approver", "第 {times} 次延期须由复核人批准。", "请由市局复核人员办理。")
NOT_LAPSED = Refusal("not-lapsed", "终稿期限至 {last_day}，尚未届满。", "届满后再记录。")
LAPSED_ALREADY = Refusal("lapsed-already", "终稿逾期已经记录。", "无需再次记录。")
FILED_IN_TIME = Refusal("filed-in-time", "平台回执显示终稿已于 {received_on} 提交，没有逾期。", "请登记终稿。")

UNITS: dict[str, Unit] = {"days": "days", "working-days": "working-days", "months": "months"}
KEPT_BECAUSE = "终稿于 {received_on} 收到，晚于最后一日 {last_day}，按延期申请保存。"


def request_extension(case: AuditCase, *, reason: str, rules: RuleSet, on: date) -> None:
    """申请延期: the enterprise asks for more time, before or after the last day (21)."""
    running(case, "extension-request", rules, on)
    require_words(reason, "reason")
    case.record(ExtensionRequested(reason=reason, late_papers=(), paper_names=(), late_table=None, late_answers=(), received_on=on))


def keep_late_papers(case: AuditCase, filed: FinalPapers, *, received: date, rules: RuleSet, on: date) -> None:
    """逾期终稿按延期申请保存: nothing handed in is lost; the same papers are kept once (21)."""
    deadline = running(case, "revision", rules, on)
    known = case.extension_request
    if known is not None and (known.late_papers, known.late_table) == (filed.papers, filed.table):
        return
    case.record(
        ExtensionRequested(
            reason=KEPT_BECAUSE.format(received_on=received, last_day=deadline.last_day),
            late_papers=filed.papers,
            paper_names=filed.paper_names,
            late_table=filed.table,
            late_answers=filed.answers,
            received_on=received,
        ),
    )


def extend(case: AuditCase, *, reason: str, count: int, unit: str, calendar: Calendar, rules: RuleSet, on: date) -> None:
    """终稿延期: counted from the original last day; who may give a further one the rules say (21, assumed)."""
    article = rules.cite("revision/extension-approvals", on=on)
    current = running(case, "revision-extension", rules, on)
    _approved_by_right_hand(case, rules, on)
    require_words(reason, "reason")
    if unit not in UNITS:
        raise TERM_UNIT_UNKNOWN(article, field="unit", unit=unit)
    most = rules.integer("revision/longest-extension", on)
    if not 1 <= count <= most:
        raise TERM_OUT_OF_BOUNDS(article, field="count", count=count, most=most)
    original = recalculated(case.original_deadline or current, calendar)
    deadline = extended(original, Term(count, UNITS[unit]), calendar)
    if deadline.last_day > original.last_day + timedelta(days=most):
        raise TERM_OUT_OF_BOUNDS(article, field="count", count=count, most=most)
    if deadline.last_day <= current.last_day:
        raise NOT_LONGER(article, field="count", original=original.last_day, last_day=deadline.last_day, current=current.last_day)
    if deadline.last_day < on:
        raise OVER_ALREADY(article, field="count", last_day=deadline.last_day)
    case.record(RevisionExtended(reason=reason, times=case.extensions + 1, from_last_day=original.last_day, revision_deadline=deadline))


def lapse(case: AuditCase, *, rules: RuleSet, on: date) -> None:
    """终稿逾期: the last day has passed without final papers; recorded, nothing is decided (21)."""
    article = rules.cite("revision/months", on=on)
    deadline = running(case, "revision-lapse", rules, on)
    if on <= deadline.last_day:
        raise NOT_LAPSED(article, last_day=deadline.last_day)
    if case.lapsed:
        raise LAPSED_ALREADY(article)
    receipt = case.platform_receipts.get("revised")
    if receipt is not None and received_on(receipt) <= deadline.last_day:
        raise FILED_IN_TIME(article, received_on=received_on(receipt))
    case.record(RevisionLapsed(last_day=deadline.last_day, fell_due_on=deadline.last_day + timedelta(days=1)))


def recalculate(case: AuditCase, *, cause: str, calendar: Calendar, rules: RuleSet, on: date) -> None:
    """重算终稿期限: by the calendar as it is now; where nothing changes nothing is recorded (21)."""
    shown = running(case, "revision-recalculation", rules, on)
    require_words(cause, "cause")
    fresh = _counted_again(case, shown, calendar)
    deadline = not_earlier(fresh, shown) or fresh
    if (deadline.last_day, deadline.editions, deadline.provisional) == (shown.last_day, shown.editions, shown.provisional):
        return
    case.record(
        RevisionDeadlineRecalculated(was_last_day=shown.last_day, computed_last_day=fresh.computed_day, revision_deadline=deadline, cause=cause)
    )


def _counted_again(case: AuditCase, shown: Deadline, calendar: Calendar) -> Deadline:
    if case.original_deadline is None or not is_extension(shown):
        return recalculated(shown, calendar)
    return extended(recalculated(case.original_deadline, calendar), Term(shown.rule_value, shown.rule_unit), calendar)


def is_extension(deadline: Deadline) -> bool:
    """Whether the last day was counted from the original last day."""
    return deadline.rule.endswith("-extension")


def running(case: AuditCase, act: str, rules: RuleSet, on: date) -> Deadline:
    """在计的终稿期限: the deadline that runs. Raises Refused out of order or where none does."""
    article = rules.cite("revision/months", on=on)
    stands_at(case, "accepted", act=act, missing="accepted", citation=article, on=on)
    if case.revision_deadline is None:
        raise NO_LAST_DAY(article)
    return case.revision_deadline


def _approved_by_right_hand(case: AuditCase, rules: RuleSet, on: date) -> None:
    first, further = rules.entries("revision/extension-approvals", on)
    needed = further if case.extensions else first
    acting = case.stamp.by.role if case.stamp else None
    if acting not in {needed["by"], further["by"]}:
        raise APPROVER_NEEDED(rules.cite("revision/extension-approvals", on=on), times=case.extensions + 1)


@AuditCase.evolves(ExtensionRequested)
def _requested(case: AuditCase, fact: ExtensionRequested, stamp: Stamp) -> None:
    case.extension_request = fact


@AuditCase.evolves(RevisionExtended)
def _extended(case: AuditCase, fact: RevisionExtended, stamp: Stamp) -> None:
    case.revision_deadline = fact.revision_deadline
    case.extensions = fact.times
    case.extension_request = None
    case.lapsed = False


@AuditCase.evolves(RevisionLapsed)
def _lapsed(case: AuditCase, fact: RevisionLapsed, stamp: Stamp) -> None:
    case.lapsed = True


@AuditCase.evolves(RevisionDeadlineRecalculated)
def _recalculated(case: AuditCase, fact: RevisionDeadlineRecalculated, stamp: Stamp) -> None:
    case.revision_deadline = fact.revision_deadline
    if not is_extension(fact.revision_deadline):
        case.original_deadline = fact.revision_deadline
    case.lapsed = case.lapsed and fact.revision_deadline.last_day < stamp.on
