"""重新推导: what a deciding event must say, given the facts recorded before it: from marks, staff, dates and replies, never from its own result.

A claim is one answer of an event that the rules fix. :func:`claims` computes each anew; where the recorded answer differs there is a
finding, whose cause the reader of the store knows: rule data, code, or the record itself.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

from domain.calendar.deadline import STEPS, Deadline, Term, extended, notice_deadline, objection_deadline, publication_deadline, recalculated
from domain.case.delivery import deadline_from, not_earlier
from domain.case.departures import holding
from domain.case.events.acceptance import AcceptanceCorrected, Accepted, OpinionDelivered
from domain.case.events.grade import ComplianceRechecked, GradeCorrected, Graded, ResultPublished
from domain.case.events.review import ListedForAcceptance, PenaltyMatchDecided, PenaltyReplyFiled, Prechecked, PrecheckFailed
from domain.case.events.revision import RevisionDeadlineRecalculated, RevisionExtended
from domain.case.judgement import judge, shown
from domain.case.revision_clock import is_extension
from domain.history import review
from domain.history.claim import Account, Claim, Ground
from domain.history.traced_rules import TracedRules
from domain.scoring.combining import combine, points

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from domain.calendar.working_days import Calendar
    from domain.case.events.acceptance import Score, SealedSheet
    from domain.fact import Fact
    from domain.law.rule_set import RuleSet


Derive = Callable[[Any, Ground], "Iterator[Claim]"]


def claims(fact: Fact, ground: Ground) -> list[Claim]:
    """What a fact claims; nothing where it decides nothing the rules fix. Raises UnknownFigure where the rules have no answer."""
    derive = DERIVATIONS.get(type(fact))
    return list(derive(fact, ground)) if derive else []


def _accepted(fact: Accepted, ground: Ground) -> Iterator[Claim]:
    yield _score_claim(fact.sheets, fact.score, ground)
    adopted = tuple(each.veto for each in fact.vetoes if each.adopted)
    facts = tuple((f"veto {each.veto}", f"{len(each.reported_by)} 份评分表报告，{'采纳' if each.adopted else '不采纳'}") for each in fact.vetoes)
    yield Claim("vetoes", fact.vetoes_adopted, adopted, lambda: Account(facts, (f"采纳的否决情形 {len(adopted)} 项。",)))
    yield _method(fact.method, ground.rules.function("combine"))
    if fact.revision_deadline is not None:
        yield _deadline(fact.revision_deadline, _from_record(ground, deadline_from, fact.held_on, fact.delivered_on))


def _acceptance_corrected(fact: AcceptanceCorrected, ground: Ground) -> Iterator[Claim]:
    left = tuple(seal for seal in ground.case.sheets if seal.expert_id not in fact.conflicted_experts)
    enough = len(left) >= ground.rules.integer("panel/minimum-experts", ground.stamp.on)
    facts = (("conflicted", f"{len(fact.conflicted_experts)}"), ("left", f"{len(left)}"))
    yield Claim("new-visit", fact.new_visit_needed, not enough, lambda: Account(facts, (f"剩余有效评分表 {len(left)} 份。",)))
    if fact.score is not None:
        yield _score_claim(fact.sheets, fact.score, ground)


def _delivered(fact: OpinionDelivered, ground: Ground) -> Iterator[Claim]:
    accepted = ground.case.accepted
    if fact.revision_deadline is not None and accepted is not None:
        computed = _from_record(ground, deadline_from, accepted.held_on, fact.delivered_on)
        yield _deadline(fact.revision_deadline, not_earlier(computed, ground.case.revision_deadline))


def _extended(fact: RevisionExtended, ground: Ground) -> Iterator[Claim]:
    original = ground.case.original_deadline or ground.case.revision_deadline
    if original is None:
        yield Claim("deadline", fact.revision_deadline.last_day, None, lambda: Account((), ("没有在计的期限。",)))
        return
    term = Term(fact.revision_deadline.rule_value, fact.revision_deadline.rule_unit)
    yield _deadline(fact.revision_deadline, extended(recalculated(original, ground.calendar), term, ground.calendar))
    yield Claim("times", fact.times, ground.case.extensions + 1, lambda: Account((("extensions", str(ground.case.extensions)),), ()))


def _recalculated(fact: RevisionDeadlineRecalculated, ground: Ground) -> Iterator[Claim]:
    shown_before, original = ground.case.revision_deadline, ground.case.original_deadline
    if shown_before is None:
        return
    if original is not None and is_extension(shown_before):
        fresh = extended(recalculated(original, ground.calendar), Term(shown_before.rule_value, shown_before.rule_unit), ground.calendar)
    else:
        fresh = recalculated(shown_before, ground.calendar)
    yield _deadline(fact.revision_deadline, not_earlier(fresh, shown_before) or fresh)


def _graded(fact: Graded, ground: Ground) -> Iterator[Claim]:
    case, rules, on = ground.case, ground.rules, ground.stamp.on
    score = ground.score or case.score
    if score is None:
        yield Claim("result", (fact.result, fact.grade), None, lambda: Account((), ("没有综合得分。",)))
        return
    vetoes = holding(case, fact.departures, rules, on)
    judgement = judge(score, vetoes, rules, on)
    facts = (("score", shown(score, rules, on)), ("vetoes", "、".join(vetoes)), ("departures", str(len(fact.departures))))

    def account() -> Account:
        return Account(facts, tuple(f"{step}（{step.citation}）" for step in judgement.steps))

    yield Claim("result", (fact.result, fact.grade), (judgement.result, judgement.grade), account)
    yield Claim("vetoes", fact.vetoes, vetoes, account)
    yield Claim("score", _fraction(fact.score), _fraction(score), account)
    yield _method(fact.method, rules.function("grade"))


def _grade_corrected(fact: GradeCorrected, ground: Ground) -> Iterator[Claim]:
    score = ground.score or ground.case.score or fact.score
    judgement = judge(score, fact.vetoes, ground.rules, ground.stamp.on)
    facts = (("score", shown(score, ground.rules, ground.stamp.on)), ("vetoes", "、".join(fact.vetoes)), ("ground", fact.ground))

    def account() -> Account:
        return Account(facts, tuple(f"{step}（{step.citation}）" for step in judgement.steps))

    yield Claim("result", (fact.result, fact.grade), (judgement.result, judgement.grade), account)
    yield Claim("was", (fact.was_result, fact.was_grade), (ground.case.result or "", ground.case.grade), account)


def _published(fact: ResultPublished, ground: Ground) -> Iterator[Claim]:
    yield _deadline(fact.publication_deadline, _from_record(ground, publication_deadline, ground.case.milestone_on["Graded"]))
    yield _deadline(fact.notice_deadline, _from_record(ground, notice_deadline, fact.published_on))
    yield _deadline(fact.objection_deadline, _from_record(ground, objection_deadline, fact.published_on))


DERIVATIONS: Mapping[type[Fact], Derive] = {
    PenaltyReplyFiled: review.penalty_reply,
    PenaltyMatchDecided: review.penalty_match,
    Prechecked: review.prechecked,
    PrecheckFailed: review.precheck_failed,
    ListedForAcceptance: review.listed,
    Accepted: _accepted,
    AcceptanceCorrected: _acceptance_corrected,
    OpinionDelivered: _delivered,
    RevisionExtended: _extended,
    RevisionDeadlineRecalculated: _recalculated,
    ComplianceRechecked: review.compliance,
    Graded: _graded,
    GradeCorrected: _grade_corrected,
    ResultPublished: _published,
}
"""Deciding event → how it follows from what was recorded before it."""


def derived_score(fact: Fact, ground: Ground) -> Score | None:
    """The combined score as it stands after a fact, from the marks alone."""
    if isinstance(fact, Accepted):
        return _combined(fact.sheets, ground)
    if isinstance(fact, AcceptanceCorrected):
        return _combined(fact.sheets, ground) if fact.sheets else None
    return ground.score


def _score_claim(seals: tuple[SealedSheet, ...], recorded: Score, ground: Ground) -> Claim:
    derived = _combined(seals, ground)

    def account() -> Account:
        totals = [(seal, points(ground.versions.get((seal.sheet_id, seal.version), ()))) for seal in seals]
        facts = tuple((f"sheet {seal.sheet_id} v{seal.version}", str(total)) for seal, total in totals)
        whole = sum(total for _, total in totals)
        steps = (f"{' + '.join(str(total) for _, total in totals)} = {whole}。",)
        return Account(
            facts,
            (*steps, f"{whole} ÷ {len(totals)} = {_fraction(derived)}，示为 {shown(derived, ground.rules, ground.stamp.on)}。") if derived else steps,
        )

    return Claim("score", _fraction(recorded), _fraction(derived), account)


def _combined(seals: tuple[SealedSheet, ...], ground: Ground) -> Score | None:
    key = tuple((seal.sheet_id, seal.version) for seal in seals)
    if key not in ground.combined:
        marks = [ground.versions.get(each) for each in key]
        known = [each for each in marks if each is not None]
        ground.combined[key] = combine(known, ground.rules) if marks and len(known) == len(marks) else None
    return ground.combined[key]


def _from_record(ground: Ground, count: Callable[..., Deadline | None], *days: date | None) -> Deadline | None:
    """A deadline counted from days of the record; the same days give the same one, so each is counted once while the rules live."""
    if isinstance(ground.rules, TracedRules):
        return count(*days, ground.rules, ground.calendar)
    return _counted(count, days, ground.rules, ground.calendar)


@cache
def _counted(count: Callable[..., Deadline | None], days: tuple[date | None, ...], rules: RuleSet, calendar: Calendar) -> Deadline | None:
    return count(*days, rules, calendar)


def _deadline(recorded: Deadline, derived: Deadline | None) -> Claim:
    def account() -> Account:
        found = derived or recorded
        facts = (
            *((fact.name, str(fact.day)) for fact in found.start_facts),
            *(("calendar", f"{each.year} {each.digest}") for each in found.editions),
        )
        steps = tuple(STEPS[step.code].format(day=step.day, number=step.number, unit=step.unit) for step in found.steps)
        return Account(facts, (f"{found.rule_path} = {found.rule_value} {found.rule_unit}（{found.citation}）。", *steps))

    same = derived is not None and (derived.last_day, derived.editions) == (recorded.last_day, recorded.editions)
    told = recorded.last_day if same or derived is None or derived.last_day != recorded.last_day else (recorded.last_day, _editions(recorded))
    then = None if derived is None else derived.last_day if same or derived.last_day != recorded.last_day else (derived.last_day, _editions(derived))
    return Claim(f"{recorded.rule}-deadline", told, then, account)


def _editions(deadline: Deadline) -> str:
    return "、".join(f"{edition.year} {edition.digest}" for edition in deadline.editions)


def _method(recorded: str, derived: str) -> Claim:
    return Claim("method", recorded, derived, lambda: Account((), ()))


def _fraction(score: Score | None) -> str | None:
    return None if score is None else f"{score.numerator}/{score.denominator}"
