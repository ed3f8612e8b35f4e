"""历次通过: the passes an enterprise bears, each with its five years, and the admission of a repeat inside them (R2025 14)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.calendar.deadline import reapplication_window
from domain.law.refusal import Refusal
from domain.register.enterprise import check_evidence
from domain.register.events import Passed, PassRevoked, PriorPassRecorded, ReapplicationOpened, RepeatAdmitted

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from domain.law.rule_set import RuleSet
    from domain.register.enterprise import Enterprise

PASS_IN_FUTURE = Refusal("pass-in-future", "通过验收的日期 {passed_on} 晚于今天。", "请核对上次通过验收的日期。")
PASS_KNOWN = Refusal("pass-already-recorded", "{passed_on} 的通过已经登记。", "请核对日期。")
NO_WINDOW = Refusal(
    "no-window-running",
    "企业名下没有仍在 {years} 年期间内的通过记录，无须准予重复申报。",
    "企业可直接作为首次申报提交计划；如有以前的通过，请先补录。",
)
REASON_MISSING = Refusal("reason-missing", "理由未填写。", "请写明理由。")
PASS_NOT_STANDING = Refusal("pass-not-standing", "企业名下没有该案件的通过记录。", "请核对案件。")
NOT_YET_OPEN = Refusal("reapplication-not-open", "企业尚未到可以再次首次申报的日期。", "请等到该日期。")


def record_pass(enterprise: Enterprise, *, case_id: UUID, decided_on: date, rules: RuleSet) -> None:
    """通过验收: called where a case is graded a pass, and where a correction turns a fail into one; the window starts at once."""
    window = reapplication_window(decided_on, rules)
    fact = Passed(case_id=case_id, decided_on=decided_on, window_last_day=window.last_day, first_day=window.first_day)
    if enterprise.passes.get(case_id) != fact:
        enterprise.record(fact)


def revoke_pass(enterprise: Enterprise, *, case_id: UUID) -> None:
    """撤销通过: a correction took the pass away; the pass before it, if any, stands again with its own window."""
    if case_id not in enterprise.passes:
        raise PASS_NOT_STANDING(field="case_id")
    enterprise.record(PassRevoked(case_id=case_id))


def record_prior_pass(
    enterprise: Enterprise,
    *,
    passed_on: date,
    rule_document: str,
    source: str,
    evidence_digest: str | None,
    rules: RuleSet,
    on: date,
) -> None:
    """补录历史通过: a pass from before this record. Its window is reckoned by the rules in force now: it is they that ask about it."""
    check_evidence(evidence_digest)
    if passed_on > on:
        raise PASS_IN_FUTURE(field="passed_on", passed_on=passed_on)
    if passed_on in days_of_passes(enterprise):
        raise PASS_KNOWN(rules.cite("reapplication/years"), field="passed_on", passed_on=passed_on)
    window = reapplication_window(passed_on, rules)
    enterprise.record(
        PriorPassRecorded(
            passed_on=passed_on,
            rule_document=rule_document,
            source=source,
            evidence_digest=evidence_digest,
            window_last_day=window.last_day,
            first_day=window.first_day,
        ),
    )


def admit_repeat(enterprise: Enterprise, *, reason: str, rules: RuleSet, on: date) -> None:
    """准予重复申报: good for the next application inside the window that runs; marks the case everywhere."""
    if not reason.strip():
        raise REASON_MISSING(rules.cite("reapplication/years"), field="reason")
    last = enterprise.last_pass
    if last is None or on >= last.first_day:
        raise NO_WINDOW(rules.cite("reapplication/years"), years=rules.integer("reapplication/years", on))
    enterprise.record(RepeatAdmitted(reason=reason.strip(), window_last_day=last.window_last_day))


def open_reapplication(enterprise: Enterprise, *, rules: RuleSet, on: date) -> None:
    """可再次首次申报: recorded by the clock on the first allowed day or when it catches up; once for each window, never for a superseded one."""
    last = enterprise.last_pass
    if last is None or on < last.first_day:
        raise NOT_YET_OPEN(rules.cite("reapplication/years"))
    known = enterprise.reapplication_opened
    if known is None or known.first_day != last.first_day:
        enterprise.record(ReapplicationOpened(first_day=last.first_day, fell_due_on=last.first_day))


def days_of_passes(enterprise: Enterprise) -> frozenset[date]:
    """Days of all passes that stand, recorded here or from before."""
    return frozenset({*(each.decided_on for each in enterprise.passes.values()), *(each.passed_on for each in enterprise.prior_passes)})
