"""结束案件: the enterprise takes its case back, or the bureau ends it by two persons (R2025 6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.case.adverse import DISCONTINUATION, case_can_be_discontinued, decided_by_second_person, drop_proposal, proposer
from domain.case.audit_case import AuditCase
from domain.case.events.grade import Discontinued, Withdrawn
from domain.case.order import CASE_CLOSED, OUT_OF_ORDER
from domain.law.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from domain.fact import Stamp
    from domain.law.rule_set import RuleSet

WITHDRAWAL_TOO_LATE = Refusal("withdrawal-too-late", "现场验收已经开始评分，不能再撤回案件。", "请完成验收；对结果有异议的，可以提出异议。")
WITHDRAWAL_WITHOUT_REASON = Refusal("withdrawal-without-reason", "撤回案件没有说明理由。", "请写明撤回的理由。")


def withdraw(case: AuditCase, reason: str, *, sheet_locked: bool, rules: RuleSet, on: date) -> None:
    """撤回: the audit is voluntary (6); ``sheet_locked`` says whether any score sheet of the case was ever locked."""
    article = rules.cite("endings/withdrawal-until", on=on)
    if case.closed:
        raise CASE_CLOSED(article, state=case.state, act="withdrawal")
    if case.state == "new":
        raise OUT_OF_ORDER(article, state=case.state, act="withdrawal", missing="planned")
    if TOO_LATE[rules.word("endings/withdrawal-until", on)](case, sheet_locked):
        raise WITHDRAWAL_TOO_LATE(article)
    if not reason.strip():
        raise WITHDRAWAL_WITHOUT_REASON(article, field="reason")
    case.record(Withdrawn(reason=reason.strip()))


def discontinue(case: AuditCase, *, rules: RuleSet, on: date) -> None:
    """终结案件: by another person than proposed it, for the reasons the enterprise was heard on, before the result is decided."""
    case_can_be_discontinued(case, rules, on)
    proposed = decided_by_second_person(case, DISCONTINUATION, rules=rules, on=on)
    case.record(Discontinued(reasons=proposed.reasons, proposed_by=proposer(case)))


def after_the_first_locked_sheet(case: AuditCase, sheet_locked: bool) -> bool:  # noqa: FBT001  the shape of the table below
    """首份评分表锁定后."""
    return sheet_locked or case.accepted is not None


TOO_LATE: Mapping[str, Callable[[AuditCase, bool], bool]] = {"first-locked-sheet": after_the_first_locked_sheet}
"""What ``endings/withdrawal-until`` can say."""


@AuditCase.evolves(Withdrawn)
def _withdrawn(case: AuditCase, fact: Withdrawn, stamp: Stamp) -> None:
    case.state = "withdrawn"
    case.panel_done_on = stamp.on


@AuditCase.evolves(Discontinued)
def _discontinued(case: AuditCase, fact: Discontinued, stamp: Stamp) -> None:
    case.state = "discontinued"
    case.panel_done_on = stamp.on
    case.revision_deadline = None
    drop_proposal(case, DISCONTINUATION)
