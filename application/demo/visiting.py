"""现场验收阶段: the visit, blind sheets, the opinion and its signatures, the acceptance, its delivery and its correction."""

from __future__ import annotations

from datetime import time, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from application.commands.acceptance import AcceptCase, CorrectAcceptance, DeliverOpinion, DraftOpinion, SignOpinion
from application.commands.panel import PostponeVisit, ScheduleVisit
from application.commands.scoring import CorrectSheet, LockSheet, OpenSheet
from application.demo.auditing import discontinue
from application.demo.marking import marks, mean_of, panel_size, totals, wanted
from application.demo.papers import reasons
from application.demo.planning import withdraw
from application.demo.seating import form_panel, replaced, unable
from domain.case.delivery import deadline_from, not_earlier
from domain.case.departures import COMPLIANCE_VETO, LEVEL_VETO
from domain.case.events.acceptance import Correction
from domain.case.vetoes import VetoDecision
from domain.scoring.events import VetoReport
from domain.scoring.sheet_form import sheet_form

if TYPE_CHECKING:
    from collections.abc import Generator

    from application.demo.agenda import Move
    from application.demo.story import Phase, Story
    from application.demo.world import Known
    from domain.scoring.sheet_form import SheetForm

AFTERNOON = time(15, 0), time(18, 30)
EVIDENCE = "现场记录第 3 页（示例）。"
CORRECTIONS = ("补充物料平衡图和计算依据。", "完善中/高费方案的效益核算。", "细化持续清洁生产计划。", "补充危险废物台账。")
BASIC = "同行业基本水平（示例）"


def accept(s: Story) -> Phase:
    """专家组 to 现场验收完成. Ends early where the case is withdrawn or discontinued."""
    c = s.choices
    form = form_of(s)
    mean = wanted(c.score, s.rules, s.dice)
    least = s.rules.integer("panel/minimum-experts") + c.more_experts
    yield from form_panel(s, panel_size(mean, least, form, exact=c.score is not None))
    if c.withdrawn == "panel":
        return (yield from withdraw(s, "企业拟完善方案后再申请验收。"))
    yield from visit(s, mean, someone_unable=c.conflict == "unable")
    if c.acceptance_corrected == "recombined":
        yield from conflict_found_later(s)
    if c.acceptance_corrected == "held-again":
        left = yield from conflict_found_later(s)
        s.sheets.clear()
        yield from replaced(s, left)
        yield from visit(s, mean, someone_unable=False)
    if c.discontinued == "accepted":
        yield from discontinue(s, "企业已注销主要生产线。")
        return False
    return True


def form_of(s: Story) -> SheetForm:
    """评分表式样 of the case's rules."""
    return sheet_form(s.rules.word("scoring/sheet"), s.world.casework.rulebook)


def visit(s: Story, mean: Fraction, *, someone_unable: bool) -> Generator[Move, Any, None]:
    """现场验收: scheduled, held, scored, agreed and fixed."""
    c = s.choices
    s.in_office(0, 3)
    s.hold("visit")
    s.held_on = s.world.working_day(s.today + timedelta(days=s.dice.between(7, 12)))
    yield s.asks(s.officer, ScheduleVisit(case_id=s.case_id, visit_on=s.held_on, starts_at=time(9, 30), place="企业生产现场（示例）"))
    if someone_unable:
        yield from unable(s, s.seats[-1])
    if c.postponed:
        s.in_office(0, 2)
        s.held_on = s.world.working_day(s.held_on + timedelta(days=s.dice.between(2, 9)))
        yield s.asks(s.officer, PostponeVisit(case_id=s.case_id, visit_on=s.held_on, starts_at=time(14, 30), reason="企业临时停电检修（示例）。"))
    s.on_day(s.held_on, time(8, 40), time(9, 10))
    yield from score(s, mean)
    yield from agree(s)
    s.in_office(0, 6)
    yield from fix(s)


def score(s: Story, mean: Fraction) -> Generator[Move, Any, None]:
    """评分: every expert on a sheet of one's own; one may correct it before the acceptance."""
    form, ids = form_of(s), [s.dice.uuid() for _ in s.seats]
    for expert, sheet_id in zip(s.seats, ids, strict=True):
        yield s.asks(expert.capacity, OpenSheet(case_id=s.case_id, sheet_id=sheet_id))
        s.soon()
    s.on_day(s.held_on, *AFTERNOON)
    for number, (expert, total) in enumerate(zip(s.seats, totals(mean, len(s.seats), form, s.dice), strict=True)):
        vetoes = (VetoReport(s.choices.veto, EVIDENCE),) if number == 0 and s.choices.veto and s.choices.veto != COMPLIANCE_VETO else ()
        misread = total - form.mark_step if number == 0 and s.choices.sheet_corrected else total
        yield s.asks(expert.capacity, LockSheet(case_id=s.case_id, sheet_id=ids[number], marks=marks(misread, form, s.dice), vetoes=vetoes))
        s.soon()
        if misread != total:
            again = marks(total, form, s.dice)
            yield s.asks(
                expert.capacity,
                CorrectSheet(case_id=s.case_id, sheet_id=ids[number], marks=again, vetoes=vetoes, reason="一项误填（示例）。"),
            )
            s.soon()
        s.sheets[expert.id] = total


def agree(s: Story) -> Generator[Move, Any, None]:
    """验收意见: drafted with its corrections, signed by every expert."""
    texts = s.dice.shuffled(CORRECTIONS)[: s.dice.between(1, 3)]
    s.corrections = tuple(Correction(number, text) for number, text in enumerate(texts, start=1))
    digest = s.dice.digest()
    conclusion = "专家组同意通过验收，按整改意见完善材料（示例）。"
    yield s.asks(
        s.seats[0].capacity,
        DraftOpinion(case_id=s.case_id, opinion_digest=digest, conclusion=conclusion, corrections=s.corrections),
    )
    for number, expert in enumerate(s.seats):
        s.soon()
        dissent = "对综合得分有保留（示例）。" if s.choices.dissent and number == 0 else None
        yield s.asks(expert.capacity, SignOpinion(case_id=s.case_id, opinion_digest=digest, dissent=dissent))


def fix(s: Story) -> Generator[Move, Any, None]:
    """现场验收完成, and the opinion delivered at once or later."""
    c, veto = s.choices, s.choices.veto
    adopted = not c.veto_not_adopted
    reported = veto is not None and veto != COMPLIANCE_VETO
    s.vetoes = (veto,) if reported and adopted and veto else ()
    s.level, system = level_of(s)
    s.delivered_on = None if c.delivered_late else s.today
    yield s.asks(
        s.officer,
        AcceptCase(
            case_id=s.case_id,
            held_on=s.held_on,
            steps=s.rules.words("visit/steps"),
            performance_confirmed=not s.vetoes,
            goals_attained=s.dice.chance(95),
            level=s.level,
            indicator_system=system,
            no_fee_charged=True,
            vetoes=(VetoDecision(veto, adopted, EVIDENCE),) if reported and veto else (),
            delivered_on=s.delivered_on,
        ),
    )
    shown = deadline_from(s.held_on, s.delivered_on, s.rules, s.world.calendar)
    if c.delivered_late:
        s.in_office(3, 12)
        s.delivered_on = s.today
        yield s.asks(s.officer, DeliverOpinion(case_id=s.case_id, delivered_on=s.today, evidence_digest=s.dice.digest()))
        shown = not_earlier(deadline_from(s.held_on, s.today, s.rules, s.world.calendar), shown)
    s.last_day = shown.last_day if shown else s.today


def level_of(s: Story) -> tuple[str, str]:
    """清洁生产水平 and by what it was read; below the third level where that veto was adopted."""
    system = s.firm.industry.indicators
    basic = s.choices.industry_basic or not system
    failing = s.rules.words("grading/failing-levels")
    if LEVEL_VETO in s.vetoes:
        return (failing[-1], BASIC) if basic else (failing[0], system)
    return ("industry-basic", BASIC) if basic else (s.dice.weighed({"I": 15, "II": 60, "III": 25}), system)


def conflict_found_later(s: Story) -> Generator[Move, Any, Known]:
    """现场验收更正: the sheet that lies farthest from the mean is void; returns whose it was."""
    s.in_office(2, 8)
    middle = mean_of(list(s.sheets.values()))
    expert = max(s.seats, key=lambda each: abs(Fraction(s.sheets[each.id]) - middle))
    why = reasons("该专家与企业有既往技术合同（示例）。", s.rules, "panel/interested-parties")
    yield s.asks(s.officer, CorrectAcceptance(case_id=s.case_id, conflicted_experts=(expert.id,), reasons=why))
    s.firm.tied.add(expert.id)
    s.sheets.pop(expert.id)
    if len(s.sheets) >= s.rules.integer("panel/minimum-experts"):
        s.seats = [each for each in s.seats if each is not expert]
    return expert
