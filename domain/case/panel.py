"""专家组: invitation after ties were looked for, declarations, confirmation, appointment, leaving and replacement (R2025 20(3))."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.case.audit_case import AuditCase, Seat
from domain.case.events.panel import (
    ConflictDeclared,
    ExpertConfirmed,
    ExpertInvited,
    ExpertReplaced,
    ExpertWithdrew,
    PanelAppointed,
)
from domain.case.interests import organisations_searched
from domain.case.panel_composition import composition_faults, each_expert_qualified, members_named, no_known_interest, sitting
from domain.case.panel_words import CAUSES, STATUSES, named
from domain.case.stage import FORMING, panel_reaches, panel_stands_at
from domain.law.refusal import Refusal, refuse
from domain.register.expert import INTERESTS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date
    from uuid import UUID

    from domain.case.events.panel import ExpertFacts, InterestFinding
    from domain.fact import Stamp
    from domain.law.refusal import Refused
    from domain.law.rule_set import RuleSet

ALREADY_INVITED = Refusal("already-invited", "{expert}已在本案邀请之列（{status}）。", "不需要重复邀请。")
LEFT_FOR_INTEREST = Refusal("left-for-interest", "{expert}已因利益关系退出本案（{cause}）。", "请另选专家。")
NOT_ON_PANEL = Refusal("not-on-panel", "{expert}不在本案专家名单中。", "请核对专家；需要时先邀请该专家。")
NOT_INVITED = Refusal("not-awaiting-answer", "{expert}当前为「{status}」，不在待确认状态。", "只有受邀而未答复的专家可以确认。")
NOT_CONFIRMED = Refusal("expert-not-confirmed", "{expert}当前为「{status}」，尚未确认。", "请先由专家签署保密承诺并声明无利益关系。")
UNDERTAKING_MISSING = Refusal("undertaking-missing", "未签署保密承诺。", "请先签署保密承诺。")
INTEREST_NOT_DENIED = Refusal("interest-not-denied", "未声明与企业、咨询服务机构均无利益关系。", "如有利益关系，请申报并回避。")
UNKNOWN_PARTY = Refusal("unknown-party", "「{party}」不是应当核对利益关系的一方。", "请填写企业或咨询服务机构。")
UNKNOWN_TIE = Refusal("unknown-tie", "「{kind}」不是可登记的利益关系类型。", "请从列出的类型中选择；其他情形选“其他”。")
UNKNOWN_CAUSE = Refusal("unknown-cause", "「{cause}」不是退出原因的类型。", "请从列出的类型中选择。")
CONFLICT_IS_THE_CAUSE = Refusal("conflict-is-the-cause", "{expert}存在利益关系，退出原因不能填写为无法参加。", "请按利益关系或回避填写。")
WORDS_MISSING = Refusal("words-missing", "没有写明情况或理由。", "请写明。")
NOT_TO_REPLACE = Refusal("nobody-to-replace", "{expert}没有空出席位。", "只能更换已退出专家组且尚未补上的专家。")
ALREADY_APPOINTED = Refusal("already-appointed", "{expert}已是专家组成员。", "请另选已确认而未进专家组的专家。")
EXPERT_TWICE = Refusal("expert-twice", "{expert}列了两次。", "每名专家只列一次。")

LEAVING_FOR = ("interest", "recusal", "unable")
FOR_INTEREST = frozenset({"interest", "recusal", "found-later"})


def invite(case: AuditCase, expert: ExpertFacts, ties: Sequence[InterestFinding], *, rules: RuleSet, on: date) -> None:
    """邀请专家: after ties were looked for; a known one refuses the invitation (20(3))."""
    panel_stands_at(case, FORMING, act="invitation", missing="listed-for-acceptance", citation=rules.cite("panel/minimum-experts"), on=on)
    seat = case.seats.get(expert.expert_id)
    if seat is not None and seat.status != "left":
        raise ALREADY_INVITED(expert=expert.expert_id, status=named(STATUSES, seat.status))
    if seat is not None and seat.left_for in FOR_INTEREST:
        raise LEFT_FOR_INTEREST(rules.cite("panel/interested-parties"), expert=expert.expert_id, cause=named(CAUSES, seat.left_for))
    refuse(no_known_interest(expert.expert_id, ties, rules, on))
    case.record(ExpertInvited(expert=expert, searched=tuple(organisations_searched(case, rules, on))))


def declare_conflict(case: AuditCase, expert_id: UUID, *, party: str, kind: str, declared_by: str, text: str, rules: RuleSet, on: date) -> None:
    """利益关系申报: the expert declares a tie, or the bureau found one; the expert must withdraw (20(3))."""
    citation = rules.cite("panel/interested-parties", on=on)
    panel_stands_at(case, FORMING, act="conflicts", missing="listed-for-acceptance", citation=citation, on=on)
    seat_of(case, expert_id)
    if party not in rules.words("panel/interested-parties", on):
        raise UNKNOWN_PARTY(citation, field="party", party=party)
    if kind not in INTERESTS:
        raise UNKNOWN_TIE(field="kind", kind=kind)
    require_words(text, "text")
    case.record(ConflictDeclared(expert_id=expert_id, party=party, kind=kind, declared_by=declared_by, text=text))


def confirm(
    case: AuditCase,
    expert_id: UUID,
    ties: Sequence[InterestFinding],
    *,
    undertaking_version: str,
    no_interest_declared: bool,
    rules: RuleSet,
    on: date,
) -> None:
    """专家确认: with the undertaking signed and no interest declared; ties are looked for once more (20(3))."""
    citation = rules.cite("panel/interested-parties", on=on)
    panel_stands_at(case, FORMING, act="expert-confirmation", missing="listed-for-acceptance", citation=citation, on=on)
    seat = seat_of(case, expert_id)
    if seat.status != "invited":
        raise NOT_INVITED(expert=expert_id, status=named(STATUSES, seat.status))
    refuse(no_known_interest(expert_id, ties, rules, on))
    refuse(
        (
            *((UNDERTAKING_MISSING(field="undertaking_version"),) if not undertaking_version.strip() else ()),
            *((INTEREST_NOT_DENIED(citation, field="no_interest_declared"),) if not no_interest_declared else ()),
        ),
    )
    case.record(ExpertConfirmed(expert_id=expert_id, undertaking_version=undertaking_version, no_interest_declared=True))


def withdraw(case: AuditCase, expert_id: UUID, *, cause: str, reason: str, rules: RuleSet, on: date) -> None:
    """专家退出或回避: with its cause; a known tie is the cause where there is one (20(3))."""
    citation = rules.cite("panel/interested-parties", on=on)
    panel_stands_at(case, FORMING, act="expert-withdrawal", missing="listed-for-acceptance", citation=citation, on=on)
    seat = seat_of(case, expert_id)
    if cause not in LEAVING_FOR:
        raise UNKNOWN_CAUSE(field="cause", cause=cause)
    if seat.status == "conflicted" and cause not in FOR_INTEREST:
        raise CONFLICT_IS_THE_CAUSE(citation, field="cause", expert=expert_id)
    require_words(reason, "reason")
    case.record(ExpertWithdrew(expert_id=expert_id, cause=cause, reason=reason))


def appoint(
    case: AuditCase,
    experts: Sequence[ExpertFacts],
    ties: Mapping[UUID, Sequence[InterestFinding]],
    *,
    bureau_members: tuple[str, ...],
    district_members: tuple[str, ...],
    persons: Collection[str] = (),
    rules: RuleSet,
    on: date,
) -> None:
    """组成专家组: confirmed experts with the facts of the day, enough and fit, with bureau and district (20(3)).

    ``persons``: opaque ids of the persons behind the experts; nobody takes part in two capacities.
    """
    citation = rules.cite("panel/minimum-experts", on=on)
    panel_stands_at(case, FORMING[:1], act="panel", missing="listed-for-acceptance", citation=citation, on=on)
    refuse(_not_ready(case, experts))
    members = {"bureau": bureau_members, "district": district_members}
    refuse(
        (
            *(fault for expert in experts for fault in no_known_interest(expert.expert_id, ties.get(expert.expert_id, ()), rules, on)),
            *composition_faults(experts, rules, on),
            *members_named(members, persons, rules, on),
        ),
    )
    covered = sorted({field for expert in experts for field in expert.fields})
    case.record(
        PanelAppointed(experts=tuple(experts), bureau_members=bureau_members, district_members=district_members, covered_fields=tuple(covered)),
    )


def replace(case: AuditCase, left_id: UUID, successor: ExpertFacts, ties: Sequence[InterestFinding], *, rules: RuleSet, on: date) -> None:
    """更换专家: a confirmed expert, fit and without ties, takes the place of one who left the panel (20(3))."""
    citation = rules.cite("panel/minimum-experts", on=on)
    panel_stands_at(case, FORMING[1:], act="expert-replacement", missing="panel-appointed", citation=citation, on=on)
    if left_id not in case.vacancies:
        raise NOT_TO_REPLACE(field="left_id", expert=left_id)
    refuse(_not_ready(case, (successor,)))
    refuse(
        (
            *no_known_interest(successor.expert_id, ties, rules, on),
            *each_expert_qualified((successor,), rules, on),
        ),
    )
    case.record(ExpertReplaced(left_id=left_id, successor=successor))


def short(case: AuditCase, rules: RuleSet, on: date) -> tuple[Refused, ...]:
    """专家组缺员: what the experts still sitting lack as a panel; nothing where it is complete."""
    return tuple(composition_faults(sitting(case), rules, on))


def seat_of(case: AuditCase, expert_id: UUID) -> Seat:
    """The expert's seat. Refused where the expert was never invited or has left."""
    seat = case.seats.get(expert_id)
    if seat is None or seat.status == "left":
        raise NOT_ON_PANEL(expert=expert_id)
    return seat


def require_words(text: str, field: str) -> None:
    """Refuse an empty explanation."""
    if not text.strip():
        raise WORDS_MISSING(field=field)


def _not_ready(case: AuditCase, experts: Sequence[ExpertFacts]) -> list[Refused]:
    found: list[Refused] = []
    seen: set[UUID] = set()
    for expert in experts:
        seat = case.seats.get(expert.expert_id)
        if expert.expert_id in seen:
            found.append(EXPERT_TWICE(field="experts", expert=expert.expert_id))
        elif seat is None:
            found.append(NOT_ON_PANEL(field="experts", expert=expert.expert_id))
        elif seat.status != "confirmed":
            found.append(NOT_CONFIRMED(field="experts", expert=expert.expert_id, status=named(STATUSES, seat.status)))
        elif seat.appointed:
            found.append(ALREADY_APPOINTED(field="experts", expert=expert.expert_id))
        seen.add(expert.expert_id)
    return found


@AuditCase.evolves(ExpertInvited)
def _invited(case: AuditCase, fact: ExpertInvited, stamp: Stamp) -> None:
    case.seats[fact.expert.expert_id] = Seat(fact.expert)


@AuditCase.evolves(ConflictDeclared)
def _conflicted(case: AuditCase, fact: ConflictDeclared, stamp: Stamp) -> None:
    case.seats[fact.expert_id].status = "conflicted"


@AuditCase.evolves(ExpertConfirmed)
def _confirmed(case: AuditCase, fact: ExpertConfirmed, stamp: Stamp) -> None:
    case.seats[fact.expert_id].status = "confirmed"


@AuditCase.evolves(ExpertWithdrew)
def _left(case: AuditCase, fact: ExpertWithdrew, stamp: Stamp) -> None:
    vacate(case, fact.expert_id, fact.cause)


@AuditCase.evolves(PanelAppointed)
def _appointed(case: AuditCase, fact: PanelAppointed, stamp: Stamp) -> None:
    case.panel = fact
    for expert in fact.experts:
        _sits(case, expert)
    panel_reaches(case, "panel-appointed")


@AuditCase.evolves(ExpertReplaced)
def _replaced(case: AuditCase, fact: ExpertReplaced, stamp: Stamp) -> None:
    case.vacancies -= {fact.left_id}
    _sits(case, fact.successor)


def vacate(case: AuditCase, expert_id: UUID, cause: str) -> None:
    """Note while evolving that an expert left, and the place on the panel that became free."""
    seat = case.seats[expert_id]
    if seat.appointed:
        case.vacancies |= {expert_id}
    seat.status, seat.left_for, seat.appointed = "left", cause, False
    case.recusals.pop(expert_id, None)


def _sits(case: AuditCase, expert: ExpertFacts) -> None:
    seat = case.seats[expert.expert_id]
    seat.expert, seat.appointed = expert, True
