"""结果之后: objections, corrections of the result, and what becomes of the enterprise."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from application.commands.lists import CorrectList
from application.commands.objections import CorrectGrade, DecideObjection, ProposeGradeCorrection, RaiseObjection, RejectGradeCorrection
from application.commands.register import ChangeCreditCode, MergeEnterprise, RegisterEnterprise, RenameEnterprise
from application.demo import fiction
from application.demo.auditing import hear
from application.demo.deciding import OTHER_RULES, judged
from application.demo.papers import reasons
from application.demo.visiting import conflict_found_later
from domain.case.departures import COMPLIANCE_VETO
from domain.register.credit_code import enterprise_id

if TYPE_CHECKING:
    from collections.abc import Generator
    from uuid import UUID

    from application.demo.agenda import Move
    from application.demo.story import Story

CORRECTION = "grade-correction"
FRAUD = "fraud"
RANK = {("fail", None): 0, ("pass", "good"): 1, ("pass", "excellent"): 2}
LATER_NAMES = 40_000
"""From here on the numbers of names and codes for enterprises that changed."""


def after(s: Story) -> Generator[Move, Any, None]:
    """What follows the publication."""
    c = s.choices
    if c.objection != "none":
        yield from objection(s, upheld=c.objection == "upheld" and s.outcome == "fail")
    if c.acceptance_corrected == "after-result":
        yield from recombined(s)
    if s.outcome == "pass" and c.correction != "none":
        yield from found_later(s, rejected=c.correction == "rejected")


def standing_vetoes(s: Story) -> tuple[str, ...]:
    """Vetoes the result rests on, departures and the compliance recheck counted."""
    c = s.choices
    held = [*(each for each in s.vetoes if c.departure != "not-found"), *((OTHER_RULES,) if c.departure == "found" else ())]
    return (*held, *((COMPLIANCE_VETO,) if c.veto == COMPLIANCE_VETO else ()))


def objection(s: Story, *, upheld: bool) -> Generator[Move, Any, None]:
    """异议: by the enterprise where it is upheld, else by another organisation, entered by an officer."""
    late = s.choices.objection == "late"
    if late:
        s.in_office(40, 60)
    else:
        s.in_office(0, 2)
    own = upheld or s.dice.chance(40)
    party = {"party_kind": "enterprise", "party_name": s.firm.name} if own else {"party_kind": "other-organisation", "party_name": "示例环保协会"}
    answer = yield s.asks(
        s.signer if own else s.other_officer,
        RaiseObjection(case_id=s.case_id, **party, party_contact=fiction.phone(s.number), text="对验收结果的认定依据有异议（示例）。"),
    )
    objection_id: UUID = answer.created
    s.in_office(4, 15)
    reason = "经复核，认定依据不足，异议成立。" if upheld else "经复核，原认定依据充分。"
    yield s.asks(s.other_officer, DecideObjection(case_id=s.case_id, objection_id=objection_id, upheld=upheld, reason=reason))
    if upheld:
        vetoes = tuple(each for each in standing_vetoes(s) if each != OTHER_RULES)
        yield from corrected(s, "objection", vetoes, "异议成立，原认定的情形不存在。", objection_id=objection_id)


def found_later(s: Story, *, rejected: bool) -> Generator[Move, Any, None]:
    """结果确定后发现的事由: fraud, or what turns out not to hold."""
    s.in_office(12, 60)
    yield from corrected(s, "found-later", (*standing_vetoes(s), FRAUD), "举报查实：方案实施数据不实（示例）。", rejected=rejected)


def recombined(s: Story) -> Generator[Move, Any, None]:
    """An expert was found conflicted after the result: the score is combined anew and the result corrected by it."""
    before = judged(s, ())
    yield from conflict_found_later(s)
    if before == judged(s, ()):
        return  # the mean is the same without that sheet
    yield from corrected(s, "acceptance-corrected", standing_vetoes(s), "专家回避后重新合成得分。")


def corrected(
    s: Story, ground: str, vetoes: tuple[str, ...], because: str, *, objection_id: UUID | None = None, rejected: bool = False
) -> Generator[Move, Any, None]:
    """更正结果: proposed by one, heard where it is for the worse, decided by another; the list is corrected where its words change."""
    was, now = s.grade, judged(s, vetoes)
    s.in_office(2, 10)
    yield s.asks(
        s.other_officer,
        ProposeGradeCorrection(
            case_id=s.case_id,
            result=now.result,
            grade=now.grade,
            vetoes=vetoes,
            ground=ground,
            objection_id=objection_id,
            reasons=reasons(because, s.rules, "grading/vetoes"),
        ),
    )
    if RANK[now.result, now.grade] < RANK[was] or ground == "found-later":
        yield from hear(s, CORRECTION)
    s.in_office(2, 8)
    if rejected:
        yield s.asks(s.approver, RejectGradeCorrection(case_id=s.case_id, reason="证据不足（示例）。"))
        return
    yield s.asks(s.approver, CorrectGrade(case_id=s.case_id))
    s.outcome, s.grade = now.result, (now.result, now.grade)
    if s.grade != was:
        s.in_office(1, 6)
        yield s.asks(s.approver, CorrectList(list_id=s.lists["results"], reason="结果更正。", renewed=(s.case_id,)))


def afterwards(s: Story) -> Generator[Move, Any, None]:
    """企业 after its case: another name, another code, or up in another enterprise."""
    later = LATER_NAMES + s.firm.number
    if s.choices.afterwards == "renamed":
        s.any_day(10, 40)
        s.firm.name = fiction.enterprise_name(later, s.firm.industry)
        yield s.asks(s.signer, RenameEnterprise(enterprise_id=s.firm.id, name=s.firm.name, evidence_digest=s.dice.digest()))
        if "plan" in s.lists:
            s.in_office(2, 9)
            yield s.asks(s.approver, CorrectList(list_id=s.lists["plan"], reason="企业更名。", renewed=(s.case_id,)))
    elif s.choices.afterwards == "new-code":
        s.in_office(10, 40)
        s.firm.code = fiction.credit_code(fiction.Kind.ENTERPRISE, s.world.seed, later)
        yield s.asks(s.officer, ChangeCreditCode(enterprise_id=s.firm.id, credit_code=s.firm.code, evidence_digest=s.dice.digest()))
    elif s.choices.afterwards == "merged":
        s.in_office(10, 40)
        code = fiction.credit_code(fiction.Kind.ENTERPRISE, s.world.seed, later)
        yield s.asks(s.officer, RegisterEnterprise(credit_code=code, name=fiction.enterprise_name(later, s.firm.industry)))
        s.now += timedelta(minutes=5)
        yield s.asks(s.officer, MergeEnterprise(enterprise_id=s.firm.id, into_id=enterprise_id(code), evidence_digest=s.dice.digest()))
