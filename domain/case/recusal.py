"""回避: the enterprise or its consultancy asks that an expert withdraw, and the bureau decides (R2025 20(3))."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.case.audit_case import AuditCase
from domain.case.events.panel import RecusalDecided, RecusalRequested
from domain.case.panel import require_words, seat_of
from domain.case.stage import FORMING, panel_stands_at
from domain.law.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from uuid import UUID

    from domain.fact import Stamp
    from domain.law.refusal import Refused
    from domain.law.rule_set import RuleSet

RECUSAL_ALREADY_ASKED = Refusal("recusal-already-asked", "对{expert}的回避申请尚在处理中。", "请等待市局决定。")
NO_RECUSAL_REQUEST = Refusal("no-recusal-request", "没有针对{expert}的待决定回避申请。", "请核对专家。")
RECUSAL_UNDECIDED = Refusal("recusal-undecided", "对{expert}的回避申请尚未决定。", "请先作出回避决定。")
MUST_WITHDRAW = Refusal("must-withdraw", "{expert}存在利益关系，应当回避而尚未退出。", "请先办理退出，并更换专家。")


def request_recusal(case: AuditCase, expert_id: UUID, *, asked_by: str, grounds: str, rules: RuleSet, on: date) -> None:
    """申请回避: against an expert invited or seated, with grounds, until the site acceptance is fixed (20(3))."""
    citation = rules.cite("panel/interested-parties", on=on)
    panel_stands_at(case, FORMING, act="recusal-request", missing="listed-for-acceptance", citation=citation, on=on)
    seat_of(case, expert_id)
    if expert_id in case.recusals:
        raise RECUSAL_ALREADY_ASKED(citation, expert=expert_id)
    require_words(grounds, "grounds")
    case.record(RecusalRequested(expert_id=expert_id, asked_by=asked_by, grounds=grounds))


def decide_recusal(case: AuditCase, expert_id: UUID, *, granted: bool, reason: str, rules: RuleSet, on: date) -> None:
    """决定回避: an expert against whom the request is granted must withdraw (20(3))."""
    citation = rules.cite("panel/interested-parties", on=on)
    panel_stands_at(case, FORMING, act="recusal-decision", missing="listed-for-acceptance", citation=citation, on=on)
    if expert_id not in case.recusals:
        raise NO_RECUSAL_REQUEST(citation, expert=expert_id)
    require_words(reason, "reason")
    case.record(RecusalDecided(expert_id=expert_id, granted=granted, reason=reason))


def recusals_settled(case: AuditCase, rules: RuleSet, on: date) -> Iterator[Refused]:
    """回避已了结: no request waits for its decision, nobody who must withdraw still sits."""
    citation = rules.cite("panel/interested-parties", on=on)
    for expert_id, seat in case.seats.items():
        if seat.appointed and seat.status == "conflicted":
            yield MUST_WITHDRAW(citation, expert=expert_id)
        elif seat.appointed and expert_id in case.recusals:
            yield RECUSAL_UNDECIDED(citation, expert=expert_id)


@AuditCase.evolves(RecusalRequested)
def _requested(case: AuditCase, fact: RecusalRequested, stamp: Stamp) -> None:
    case.recusals[fact.expert_id] = fact


@AuditCase.evolves(RecusalDecided)
def _decided(case: AuditCase, fact: RecusalDecided, stamp: Stamp) -> None:
    case.recusals.pop(fact.expert_id, None)
    if fact.granted:
        case.seats[fact.expert_id].status = "conflicted"
