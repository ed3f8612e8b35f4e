"""现场验收更正: an expert was found conflicted afterwards; the sheet is void and the rest combined anew (R2025 20(3)).

Where fewer sheets are left than a panel has experts, the site acceptance is held again: the case goes back to its panel, whose free
places are filled as after any leaving. A result already decided stands meanwhile, until it is corrected.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.case.audit_case import AuditCase
from domain.case.events.acceptance import AcceptanceCorrected
from domain.case.order import OUT_OF_ORDER, stands_at
from domain.case.panel import vacate
from domain.case.stage import panel_reaches
from domain.case.vetoes import still_adopted
from domain.law.refusal import Refusal, refuse
from domain.scoring.combining import combine

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from uuid import UUID

    from domain.fact import Stamp
    from domain.law.citation import Citation
    from domain.law.reason import Reason
    from domain.law.refusal import Refused
    from domain.law.rule_set import RuleSet
    from domain.scoring.score_sheet import ScoreSheet

NOBODY_CONFLICTED = Refusal("nobody-conflicted", "没有指明存在利益关系的专家。", "请至少指明一名专家。")
DID_NOT_SCORE = Refusal("did-not-score", "{expert}没有计入本次验收的评分表。", "请核对专家。")
CORRECTION_WITHOUT_REASON = Refusal("acceptance-correction-without-reason", "现场验收更正没有写明理由。", "请写明发现的利益关系及其依据。")

CORRECTABLE = ("accepted", "revised", "graded", "published")


def correct(
    case: AuditCase,
    conflicted: tuple[UUID, ...],
    reasons: tuple[Reason, ...],
    sheets: Sequence[ScoreSheet],
    *,
    rules: RuleSet,
    on: date,
) -> None:
    """现场验收更正: void the sheets of the experts found conflicted; combine the rest where enough are left (20(3)).

    ``sheets``: every sheet of the case. Raises Refused: out of order, nobody named, an expert who did not score, no reason.
    """
    citation = rules.cite("panel/interested-parties", on=on)
    stands_at(case, *CORRECTABLE, act="acceptance-correction", missing="accepted", citation=citation, on=on)
    if case.new_visit_needed:
        raise OUT_OF_ORDER(citation, state=case.state, act="acceptance-correction", missing="accepted")
    refuse(_well_founded(case, conflicted, reasons, citation))
    left = tuple(seal for seal in case.sheets if seal.expert_id not in conflicted)
    enough = len(left) >= rules.integer("panel/minimum-experts", on)
    standing = left if enough else ()
    void = tuple(seal.sheet_id for seal in case.sheets if seal not in standing)
    marks = {sheet.id: sheet.marks for sheet in sheets}
    case.record(
        AcceptanceCorrected(
            conflicted_experts=conflicted,
            void_sheets=void,
            sheets=standing,
            score=combine([marks[seal.sheet_id] for seal in standing], rules) if enough else None,
            method=rules.function("combine"),
            vetoes_adopted=still_adopted(case.accepted.vetoes, frozenset(void)) if enough and case.accepted else (),
            new_visit_needed=not enough,
            reasons=reasons,
        ),
    )


def _well_founded(case: AuditCase, conflicted: tuple[UUID, ...], reasons: tuple[Reason, ...], citation: Citation) -> Iterator[Refused]:
    if not conflicted:
        yield NOBODY_CONFLICTED(citation, field="conflicted_experts")
    scored = {seal.expert_id for seal in case.sheets}
    for expert_id in conflicted:
        if expert_id not in scored:
            yield DID_NOT_SCORE(citation, field="conflicted_experts", expert=expert_id)
    if not any(reason.text.strip() for reason in reasons):
        yield CORRECTION_WITHOUT_REASON(citation, field="reasons")


@AuditCase.evolves(AcceptanceCorrected)
def _corrected(case: AuditCase, fact: AcceptanceCorrected, stamp: Stamp) -> None:
    case.acceptance_corrections = (*case.acceptance_corrections, fact)
    case.sheets, case.score, case.vetoes_adopted = fact.sheets, fact.score, fact.vetoes_adopted
    case.proposal = None
    for expert_id in fact.conflicted_experts:
        vacate(case, expert_id, "found-later")
    if fact.new_visit_needed:
        _held_again(case)


def _held_again(case: AuditCase) -> None:
    case.new_visit_needed = True
    case.visit_on = case.opinion = case.panel_done_on = None
    case.signatures = {}
    panel_reaches(case, "panel-appointed")
    if case.graded is not None:
        return
    case.corrections = ()
    case.compliance = None
    case.revision_deadline = case.original_deadline = case.extension_request = None
    case.revised = case.revision_reviewed = case.delivered = None
    case.extensions, case.lapsed = 0, False
    for milestone in ("Accepted", "Revised"):
        case.milestone_on.pop(milestone, None)
