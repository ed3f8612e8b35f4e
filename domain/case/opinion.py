"""验收意见: drafted by the panel with numbered corrections, signed by each of its experts (R2025 20(3))."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.case.audit_case import AuditCase
from domain.case.events.acceptance import OpinionDrafted, OpinionSigned
from domain.case.panel import NOT_ON_PANEL, require_words
from domain.case.panel_composition import sitting
from domain.case.recusal import MUST_WITHDRAW
from domain.case.stage import SCHEDULED, panel_stands_at
from domain.law.refusal import Refusal, refuse
from domain.papers.paper import digest_faults
from domain.scoring.score_sheet import VISIT_NOT_HELD

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from uuid import UUID

    from domain.case.events.acceptance import Correction
    from domain.fact import Stamp
    from domain.law.citation import Citation
    from domain.law.refusal import Refused
    from domain.law.rule_set import RuleSet

CORRECTIONS_MISNUMBERED = Refusal("corrections-misnumbered", "整改意见的编号为 {found}，应从 1 起连续编号。", "请按 1 至 {count} 重新编号。")
CORRECTION_EMPTY = Refusal("correction-empty", "第 {number} 条整改意见没有内容。", "请写明整改要求，或删去该条。")
NO_OPINION = Refusal("no-opinion", "验收意见尚未起草。", "请先起草验收意见。")
OTHER_OPINION = Refusal("other-opinion", "所签验收意见不是现行的一稿。", "请打开现行的验收意见再签署。")
ALREADY_SIGNED = Refusal("already-signed", "您已签署这一稿验收意见。", "不需要重复签署。")
OPINION_UNSIGNED = Refusal("opinion-unsigned", "{expert}尚未签署现行的验收意见。", "请由该专家签署；有不同意见可一并注明。")


def draft(case: AuditCase, *, opinion_digest: str, conclusion: str, corrections: tuple[Correction, ...], rules: RuleSet, on: date) -> None:
    """起草验收意见: on or after the day of the visit, with corrections numbered 1 to n; a new draft asks for new signatures (20(3))."""
    citation = rules.cite("visit/steps", on=on)
    panel_stands_at(case, SCHEDULED, act="opinion", missing="visit-scheduled", citation=citation, on=on)
    if case.visit_on is not None and on < case.visit_on:
        raise VISIT_NOT_HELD(citation, visit_on=case.visit_on)
    require_words(conclusion, "conclusion")
    refuse((*digest_faults(opinion_digest, "opinion_digest", citation), *numbered_without_gaps(corrections, citation)))
    case.record(OpinionDrafted(opinion_digest=opinion_digest, conclusion=conclusion, corrections=corrections))


def sign(case: AuditCase, expert_id: UUID, *, opinion_digest: str, dissent: str | None, rules: RuleSet, on: date) -> None:
    """签署验收意见: an expert of the panel signs the draft that stands, noting a dissent in words where there is one (20(3))."""
    citation = rules.cite("visit/steps", on=on)
    panel_stands_at(case, SCHEDULED, act="opinion-signature", missing="visit-scheduled", citation=citation, on=on)
    seat = case.seats.get(expert_id)
    if seat is None or not seat.appointed:
        raise NOT_ON_PANEL(citation, expert=expert_id)
    if seat.status != "confirmed":
        raise MUST_WITHDRAW(rules.cite("panel/interested-parties", on=on), expert=expert_id)
    if case.opinion is None:
        raise NO_OPINION(citation)
    if opinion_digest != case.opinion.opinion_digest:
        raise OTHER_OPINION(citation, field="opinion_digest")
    if expert_id in case.signatures:
        raise ALREADY_SIGNED(citation)
    if dissent is not None:
        require_words(dissent, "dissent")
    case.record(OpinionSigned(expert_id=expert_id, opinion_digest=opinion_digest, dissents=dissent is not None, dissent=dissent))


def signed_by_all(case: AuditCase, rules: RuleSet, on: date) -> Iterator[Refused]:
    """验收意见已签署: there is a draft, and every expert of the panel signed it."""
    citation = rules.cite("visit/steps", on=on)
    if case.opinion is None:
        yield NO_OPINION(citation)
        return
    for expert in sitting(case):
        if expert.expert_id not in case.signatures:
            yield OPINION_UNSIGNED(citation, expert=expert.expert_id)


def numbered_without_gaps(corrections: tuple[Correction, ...], citation: Citation) -> Iterator[Refused]:
    """整改意见编号: from 1 without gaps, each with words, so that each can be answered by its number."""
    numbers = [each.number for each in corrections]
    if numbers != list(range(1, len(corrections) + 1)):
        yield CORRECTIONS_MISNUMBERED(citation, field="corrections", found=tuple(numbers), count=len(numbers))
    for each in corrections:
        if not each.text.strip():
            yield CORRECTION_EMPTY(citation, field=f"corrections.{each.number}", number=each.number)


@AuditCase.evolves(OpinionDrafted)
def _drafted(case: AuditCase, fact: OpinionDrafted, stamp: Stamp) -> None:
    case.opinion = fact
    case.signatures = {}


@AuditCase.evolves(OpinionSigned)
def _signed(case: AuditCase, fact: OpinionSigned, stamp: Stamp) -> None:
    case.signatures[fact.expert_id] = fact
