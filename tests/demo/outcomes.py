"""What happened in a history, read from its facts and by no other word."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from domain.case.events import acceptance, audit, grade, panel, plan, review, revision
from domain.lists import events as lists
from domain.register import events as register
from domain.scoring import events as sheets

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from uuid import UUID

    from application.store.event_store import Recorded

    Facts = Sequence[Any]

SCORES = {Fraction(5999, 100): "59.99", Fraction(60): "60", Fraction(7499, 100): "74.99", Fraction(75): "75"}


def outcomes(records: Iterable[Recorded]) -> set[str]:
    """Every outcome of the issue that occurs, by name."""
    facts: defaultdict[UUID, list[Any]] = defaultdict(list)
    for record in records:
        facts[record.case_id].append(record.fact)
    found: set[str] = set()
    for stream in facts.values():
        for reader in (of_the_plan, of_the_audit, of_the_review, of_the_panel, of_the_visit, of_the_final_papers, of_the_result, of_the_rest):
            found.update(reader(stream))
    return found


def of(kind: type[Any], stream: Facts) -> list[Any]:
    return [fact for fact in stream if isinstance(fact, kind)]


def has(stream: Facts, *kinds: type[Any]) -> bool:
    """Whether facts of these kinds occur in this order."""
    left = iter(stream)
    return all(any(isinstance(fact, kind) for fact in left) for kind in kinds)


def of_the_plan(stream: Facts) -> Iterator[str]:
    for planned in of(plan.Planned, stream):
        yield f"{planned.application} application, {planned.form.audit_mode}"
    if has(stream, plan.PlanReturned, plan.PlanAmended, plan.PlanEndorsed):
        yield "plan returned, amended and endorsed"
    if has(stream, plan.PlanReturned, plan.PlanAmended, plan.PlanReturned):
        yield "plan returned twice"
    if has(stream, plan.PlanReturned, grade.Withdrawn):
        yield "returned and withdrawn"
    if has(stream, plan.PlanReported, plan.PlanDeclined):
        yield "declined"


def of_the_audit(stream: Facts) -> Iterator[str]:
    for changed in of(plan.ConsultancyChanged, stream):
        yield f"consultancy changed {'from one' if changed.from_id else 'from none'} {'to one' if changed.to_id else 'to none'}"
    if of(plan.DistrictTransferred, stream):
        yield "moved to another district"
    for kind in (audit.Registered, audit.Submitted, revision.Revised):
        if any(fact.channel == "gdqjsc" for fact in of(kind, stream)):
            yield f"{kind.__name__} on the platform"
    yield from (f"{each.act} receipt known later" for each in of(audit.PlatformReceiptRecorded, stream))
    yield from (f"application in round {each.round}" for each in of(audit.Submitted, stream))
    if any(each.no_medium_high_cost_reason for each in of(audit.Submitted, stream)):
        yield "no medium or high-cost scheme"


def of_the_review(stream: Facts) -> Iterator[str]:
    for match in of(review.PenaltyMatchDecided, stream):
        yield f"penalty {'own' if match.concerns_enterprise else 'of another'}, {'inside' if match.inside_window else 'outside'}"
    for failed in of(review.PrecheckFailed, stream):
        yield f"precheck failed for {'+'.join(failed.grounds)}"
    for heard in of(review.EnterpriseHeard, stream):
        yield f"heard on {heard.act}, {'silent' if heard.waived else 'spoke'}"
    if has(stream, review.AdverseActProposed, review.EnterpriseHeard, review.Prechecked):
        yield "failing proposed and dropped"


def of_the_panel(stream: Facts) -> Iterator[str]:
    yield from (f"panel of {len(each.experts)}" for each in of(panel.PanelAppointed, stream))
    yield from (f"tie declared by {each.declared_by}" for each in of(panel.ConflictDeclared, stream))
    yield from (f"expert left: {each.cause}" for each in of(panel.ExpertWithdrew, stream))
    yield from (f"recusal {'granted' if each.granted else 'refused'}" for each in of(panel.RecusalDecided, stream))
    if has(stream, panel.ExpertWithdrew, panel.ExpertReplaced, acceptance.Accepted):
        yield "withdrawn expert replaced"
    if of(panel.VisitPostponed, stream):
        yield "visit postponed"


def of_the_visit(stream: Facts) -> Iterator[str]:
    for accepted in of(acceptance.Accepted, stream):
        score = Fraction(accepted.score.numerator, accepted.score.denominator)
        if score in SCORES:
            yield f"score {SCORES[score]}"
        yield f"level {accepted.level}"
        yield from (f"reported veto {'adopted' if each.adopted else 'not adopted'}" for each in accepted.vetoes)
        if accepted.dissents:
            yield "dissent"
        if accepted.delivered_on is None:
            yield "opinion delivered later"
    for corrected in of(acceptance.AcceptanceCorrected, stream):
        yield "visit held again" if corrected.new_visit_needed else "recombined"
    yield from (f"sheet void: {each.cause}" for each in of(sheets.SheetVoided, stream))
    if of(sheets.SheetCorrected, stream):
        yield "sheet corrected"


def of_the_final_papers(stream: Facts) -> Iterator[str]:
    lapsed, extended, revised = revision.RevisionLapsed, revision.RevisionExtended, revision.Revised
    if has(stream, lapsed, extended, revised):
        yield "lapsed, extended, handed in"
    yield from (f"extension {each.times}" for each in of(extended, stream))
    yield from (f"returned {'with a term' if each.term_set else 'within the month'}" for each in of(revision.RevisionReturned, stream))
    for asked in of(revision.ExtensionRequested, stream):
        yield "late papers kept" if asked.late_papers else "more time asked for"
    if any(each.undid_lapse for each in of(audit.PlatformReceiptRecorded, stream)):
        yield "lapse undone"
    if of(revision.RevisionReminded, stream):
        yield "reminded"


def of_the_result(stream: Facts) -> Iterator[str]:
    for graded in of(grade.Graded, stream):
        yield f"{graded.result} {graded.grade or ''}".strip()
        yield f"final papers {graded.final_papers}"
        yield from (f"failed by {each}" for each in graded.vetoes)
        yield from (f"departure: {'found' if each.found else 'not found'}" for each in graded.departures)
    if of(grade.GradeProposalRejected, stream):
        yield "proposal rejected"
    yield from (f"objection {'late' if each.late else 'in time'} by {each.party_kind}" for each in of(grade.ObjectionRaised, stream))
    yield from (f"objection {'upheld' if each.upheld else 'refused'}" for each in of(grade.ObjectionDecided, stream))
    for corrected in of(grade.GradeCorrected, stream):
        yield f"corrected for {corrected.ground}: {corrected.was_result} to {corrected.result}"
    if of(grade.GradeCorrectionRejected, stream):
        yield "correction rejected"
    for kind in (grade.Withdrawn, grade.Discontinued):
        if of(kind, stream):
            before = [name for name in ("Planned", "Registered", "Submitted", "PanelAppointed", "Accepted") if _occurs(name, stream)]
            yield f"{kind.__name__} after {before[-1]}"


def of_the_rest(stream: Facts) -> Iterator[str]:
    yield from (f"{each.source} earlier pass" for each in of(register.PriorPassRecorded, stream))
    if has(stream, register.PriorPassRecorded, register.ReapplicationOpened, register.CaseOpened):
        yield "five years over"
    opened = of(register.CaseOpened, stream)
    if len(opened) > 1:
        yield f"again as {opened[-1].application}"
    yield from (f"published list: {drafted.kind}" for drafted in of(lists.ListDrafted, stream) if of(lists.ListPublished, stream))
    yield from (f"plan call {each.year}" for each in of(lists.PlanCallOpened, stream))
    yield from (f"mandatory list {each.year}" for each in of(lists.MandatoryListEntered, stream))


def _occurs(name: str, stream: Facts) -> bool:
    return any(type(fact).__name__ == name for fact in stream)
