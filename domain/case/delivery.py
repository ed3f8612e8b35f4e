"""验收意见送达: the opinion reached the enterprise; the last day for final papers follows, never earlier than shown (R2025 21)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from domain.calendar.deadline import Deadline, StartFact, Step, revision_deadline
from domain.case.audit_case import AuditCase
from domain.case.events.acceptance import OpinionDelivered
from domain.case.order import stands_at
from domain.law.refusal import Refusal, refuse
from domain.papers.paper import digest_faults

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from domain.calendar.working_days import Calendar
    from domain.fact import Stamp
    from domain.law.citation import Citation
    from domain.law.refusal import Refused
    from domain.law.rule_set import RuleSet

DELIVERED_BEFORE_HELD = Refusal("delivered-before-held", "验收意见送达日 {delivered_on} 早于现场验收日 {held_on}。", "请核对送达日期。")
DELIVERED_IN_FUTURE = Refusal("delivered-in-future", "验收意见送达日 {delivered_on} 晚于办理日期 {on}。", "请在送达后登记。")
ALREADY_DELIVERED = Refusal("already-delivered", "验收意见已于 {delivered_on} 送达。", "不需要重复登记。")


def deliver(case: AuditCase, *, delivered_on: date, evidence_digest: str | None, calendar: Calendar, rules: RuleSet, on: date) -> None:
    """验收意见送达: on a day from the acceptance to today; the later of held and delivered starts the month (21)."""
    citation = rules.cite("revision/starts-on", on=on)
    stands_at(case, "accepted", "revised", act="opinion-delivery", missing="accepted", citation=citation, on=on)
    accepted = case.accepted
    if accepted is None:
        message = "an accepted case has its acceptance"
        raise RuntimeError(message)
    before = case.delivered.delivered_on if case.delivered else accepted.delivered_on
    if before is not None:
        raise ALREADY_DELIVERED(citation, delivered_on=before)
    evidence = () if evidence_digest is None else digest_faults(evidence_digest, "evidence_digest", citation)
    refuse((*deliverable(delivered_on, accepted.held_on, citation, on), *evidence))
    deadline = not_earlier(deadline_from(accepted.held_on, delivered_on, rules, calendar), case.revision_deadline)
    case.record(OpinionDelivered(delivered_on=delivered_on, evidence_digest=evidence_digest, revision_deadline=deadline))


def deliverable(delivered_on: date, held_on: date, citation: Citation, on: date) -> Iterator[Refused]:
    """送达日: not before the site acceptance, not in the future."""
    if delivered_on < held_on:
        yield DELIVERED_BEFORE_HELD(citation, field="delivered_on", delivered_on=delivered_on, held_on=held_on)
    if delivered_on > on:
        yield DELIVERED_IN_FUTURE(citation, field="delivered_on", delivered_on=delivered_on, on=on)


def deadline_from(held_on: date, delivered_on: date | None, rules: RuleSet, calendar: Calendar) -> Deadline | None:
    """终稿期限: from the facts known; none while nothing it runs from is known (21)."""
    delivered = () if delivered_on is None else (StartFact("opinion-delivered", delivered_on),)
    try:
        return revision_deadline((StartFact("held", held_on), *delivered), rules, calendar)
    except ValueError:
        return None


def not_earlier(computed: Deadline | None, shown: Deadline | None) -> Deadline | None:
    """不早于已告知的期限: a day already shown to the enterprise is never shortened; both are kept."""
    if computed is None or shown is None:
        return computed or shown
    if computed.last_day >= shown.last_day:
        return computed
    return msgspec.structs.replace(computed, last_day=shown.last_day, steps=(*computed.steps, Step("kept", shown.last_day)))


@AuditCase.evolves(OpinionDelivered)
def _delivered(case: AuditCase, fact: OpinionDelivered, stamp: Stamp) -> None:
    case.delivered = fact
    case.revision_deadline = fact.revision_deadline
    if fact.revision_deadline is None:
        return
    if not case.extensions:
        case.original_deadline = fact.revision_deadline
    case.lapsed = case.lapsed and fact.revision_deadline.last_day < stamp.on
