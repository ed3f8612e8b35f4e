"""初审: the checklist and its outcome, and the acceptance list (R2025 15, 20(1), 20(2))."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Any

from domain.case.adverse import PRECHECK_FAILURE, decided_by_second_person, drop_proposal, precheck_can_fail, proposer
from domain.case.audit_case import AuditCase
from domain.case.eligibility import OWN_STATEMENT
from domain.case.events.review import ChecklistAnswer, ListedForAcceptance, Prechecked, PrecheckFailed
from domain.case.order import stands_at
from domain.case.panel_words import named
from domain.case.penalties import counted, penalty_faults
from domain.law.districts import districts
from domain.law.label import Label, label_of, named_in
from domain.law.refusal import Refusal, refuse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from domain.case.events.plan import EligibilityLine
    from domain.case.events.review import PenaltyReplyFiled
    from domain.fact import Stamp
    from domain.law.refusal import Refused
    from domain.law.rule_set import RuleSet

CHECKLIST = "review/checklist"
STANDINGS = {
    "independent-legal-person": Label("独立法人", "an independent legal person"),
    "accounted-as-legal-person": Label("视同法人的独立核算单位", "treated as a legal person"),
    "none": Label("不具有法人资格", "neither a legal person nor treated as one"),
}

ITEM_UNANSWERED = Refusal("checklist-item-unanswered", "初审检查项“{item}”尚未作答。", "请逐项作答并注明所见材料。")
ITEM_TWICE = Refusal("checklist-item-twice", "初审检查项“{item}”作答了两次。", "请每项只作答一次。")
ITEM_UNKNOWN = Refusal("checklist-item-unknown", "“{item}”不是本案适用的初审检查项。", "请按本案的检查表作答。")
ITEM_WITHOUT_EVIDENCE = Refusal("checklist-item-without-evidence", "初审检查项“{item}”没有注明所见材料。", "请注明材料名称和页码。")
ITEM_APPLIES = Refusal("checklist-item-applies", "初审检查项“{item}”适用于本案，只能答“符合”或“不符合”。", "请据材料作答。")
ITEM_NOT_MET = Refusal("checklist-item-not-met", "初审检查项“{item}”不符合。", "请退回企业补正，或拟办初审不通过。")
NO_GROUND_TO_FAIL = Refusal("no-ground-to-fail", "检查项全部符合，也没有计入的处罚记录，不能作出不通过的决定。", "请改为通过初审，或更正检查结果。")
INELIGIBLE_BY_NOW = Refusal("ineligible-by-now", "列入验收计划名单当日，企业已不符合条件“{condition}”（{found}）。", "请核实企业情况后再列入名单。")

OUTCOMES = ("met", "not-met")
"""Answers to an item that applies."""


def checklist_version(rules: RuleSet, on: date) -> str:
    """检查表版本: rule set and first day of the list of items, ``sz-2025-5/2025-04-27``."""
    return f"{rules.id}/{rules.figure(CHECKLIST, on).valid_from.isoformat()}"


def items_for(case: AuditCase, rules: RuleSet, on: date) -> dict[str, dict[str, Any]]:
    """本案检查项: the items that apply to the case's audit mode, by code, in the order of the list."""
    return {entry["code"]: entry for entry in rules.entries(CHECKLIST, on) if entry.get("mode") in {None, case.form.audit_mode}}


def checklist_faults(case: AuditCase, answers: tuple[ChecklistAnswer, ...], rules: RuleSet, on: date) -> Iterator[Refused]:
    """检查表不完整: each item that applies is answered once, met or not, with evidence. Others may only be ``not-applicable``."""
    items, answered = items_for(case, rules, on), Counter(answer.item for answer in answers)
    for code, entry in items.items():
        if not answered[code]:
            yield ITEM_UNANSWERED(rules.cite(CHECKLIST, code, on), field=f"checklist.{code}", item=label_of(entry))
        if answered[code] > 1:
            yield ITEM_TWICE(rules.cite(CHECKLIST, code, on), field=f"checklist.{code}", item=label_of(entry))
    elsewhere = set(rules.words(CHECKLIST, on)) - items.keys()
    for answer in answers:
        field, item = f"checklist.{answer.item}", items.get(answer.item)
        if item is None:
            if answer.item not in elsewhere or answer.outcome != "not-applicable":
                yield ITEM_UNKNOWN(rules.cite(CHECKLIST, on=on), field=field, item=named_in(rules, CHECKLIST, answer.item, on))
        elif answer.outcome not in OUTCOMES:
            yield ITEM_APPLIES(rules.cite(CHECKLIST, answer.item, on), field=field, item=label_of(item))
        elif not answer.evidence.strip():
            yield ITEM_WITHOUT_EVIDENCE(rules.cite(CHECKLIST, answer.item, on), field=field, item=label_of(item))


def not_met(case: AuditCase, answers: tuple[ChecklistAnswer, ...], rules: RuleSet, on: date) -> Iterator[Refused]:
    """检查项不符合: each item answered ``not-met``, with the article it rests on."""
    items = items_for(case, rules, on)
    for answer in answers:
        if answer.outcome == "not-met" and answer.item in items:
            item = label_of(items[answer.item])
            yield ITEM_NOT_MET(rules.cite(CHECKLIST, answer.item, on), field=f"checklist.{answer.item}", item=item)


def pass_precheck(case: AuditCase, answers: tuple[ChecklistAnswer, ...], *, rules: RuleSet, on: date) -> None:
    """初审与处罚核查通过: every item met, a reply on file, and no record of the look-back in the way."""
    stands_at(case, "submitted", act="precheck", missing="submitted", citation=rules.cite(CHECKLIST, on=on), on=on)
    refuse((*checklist_faults(case, answers, rules, on), *not_met(case, answers, rules, on), *penalty_faults(case, rules, on)))
    reply = _reply(case)
    case.record(
        Prechecked(
            round=_round(case),
            checklist_version=checklist_version(rules, on),
            checklist=answers,
            penalties_reference_on=reply.reference_on,
            penalties_from=reply.window_from,
            penalties_counted=counted(case, rules, on),
            reply_digest=reply.reply_digest,
        ),
    )


def fail_precheck(case: AuditCase, answers: tuple[ChecklistAnswer, ...], *, rules: RuleSet, on: date) -> None:
    """初审或处罚核查未通过: decided by another person than proposed it, for the reasons the enterprise was heard on; the case closes."""
    precheck_can_fail(case, rules, on)
    proposed = decided_by_second_person(case, PRECHECK_FAILURE, rules=rules, on=on)
    refuse(checklist_faults(case, answers, rules, on))
    records, reply = counted(case, rules, on), case.penalty_reply
    grounds = (*(("checklist",) if any(not_met(case, answers, rules, on)) else ()), *(("penalty",) if records else ()))
    if not grounds:
        raise NO_GROUND_TO_FAIL(rules.cite(CHECKLIST, on=on), field="checklist")
    case.record(
        PrecheckFailed(
            round=_round(case),
            grounds=grounds,
            checklist_version=checklist_version(rules, on),
            checklist=answers,
            penalties_reference_on=reply.reference_on if reply else None,
            penalties_from=reply.window_from if reply else None,
            penalties_counted=records,
            reasons=proposed.reasons,
            proposed_by=proposer(case),
        ),
    )


def list_for_acceptance(
    case: AuditCase,
    list_id: UUID,
    number: str,
    listed_on: date,
    eligibility: tuple[EligibilityLine, ...],
    *,
    rules: RuleSet,
) -> None:
    """列入验收计划名单: called where the list is published, with the conditions of 15 as found again that day."""
    article = rules.cite("penalties/look-back-years", on=listed_on)
    stands_at(case, "prechecked", act="acceptance-listing", missing="prechecked", citation=article, on=listed_on)
    refuse(INELIGIBLE_BY_NOW(line.citation, condition=line.condition, found=_as_found(line)) for line in eligibility if not line.met)
    case.record(ListedForAcceptance(list_id=list_id, list_number=number, listed_on=listed_on, eligibility=eligibility))


def _as_found(line: EligibilityLine) -> object:
    """What a condition found, as a refusal says it: days, districts and standings are kept as codes."""
    if line.condition == "founded-long-enough":
        return date.fromisoformat(line.found)
    if line.condition == "produces-in-shenzhen":
        known = {each.code: Label(each.zh, each.en) for each in districts()}
        return tuple(known.get(each, each) for each in line.found.split("、"))
    if line.condition == "legal-standing":
        return named(STANDINGS, line.found)
    return OWN_STATEMENT if line.found == OWN_STATEMENT.zh else line.found


def _round(case: AuditCase) -> int:
    return case.submitted.round if case.submitted else 1


def _reply(case: AuditCase) -> PenaltyReplyFiled:
    if case.penalty_reply is None:
        raise RuntimeError("the look-back was not asked about")
    return case.penalty_reply


@AuditCase.evolves(Prechecked)
def _prechecked(case: AuditCase, fact: Prechecked, stamp: Stamp) -> None:
    case.prechecked = fact
    drop_proposal(case, PRECHECK_FAILURE)
    case.reach("Prechecked", "prechecked", stamp.on)


@AuditCase.evolves(PrecheckFailed)
def _precheck_failed(case: AuditCase, fact: PrecheckFailed, stamp: Stamp) -> None:
    case.state = "precheck-failed"
    drop_proposal(case, PRECHECK_FAILURE)


@AuditCase.evolves(ListedForAcceptance)
def _listed(case: AuditCase, fact: ListedForAcceptance, stamp: Stamp) -> None:
    case.acceptance_listed = fact
    case.state = "listed-for-acceptance"
