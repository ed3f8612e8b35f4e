"""待办: cases left open shortly before today, so that every desk of a demo has something to do."""

from __future__ import annotations

from dataclasses import replace

from application.commands.acceptance import AcceptCase, DraftOpinion
from application.commands.audit import RegisterAudit, SubmitForAcceptance
from application.commands.grading import DecideGrade, ProposeGrade
from application.commands.objections import RaiseObjection
from application.commands.panel import AppointPanel, InviteExpert, RequestRecusal, ScheduleVisit
from application.commands.planning import EndorsePlan, PlanCase, ReturnPlan
from application.commands.review import FilePenaltyReply, HearEnterprise
from application.commands.revision import RequestExtension, SubmitRevision
from application.commands.scoring import LockSheet
from application.demo.choices import DECK, EXCELLENT, PASS, Choices

FINAL_PAPERS_DUE = "final papers are due"
PLAN_RETURNED = "a plan to be mended"
APPLICATION_DUE = "an application to be handed in"
EXPERTS_INVITED = "experts are asked"
SHEETS_OPEN = "sheets to be filled in"
OPINION_UNSIGNED = "an opinion to be signed"

SHOWCASE: tuple[Choices, ...] = tuple(
    replace(each, brisk=True)
    for each in (
        Choices(name=FINAL_PAPERS_DUE, held=("visit", 24), last=AcceptCase, score=(EXCELLENT, 120), commissioned=True),
        Choices(name="papers came too late", held=("visit", 52), last=SubmitRevision, revision="late", score=(PASS, 700)),
        Choices(name="more time is asked for", held=("visit", 50), last=RequestExtension, revision="lapsed-extended", score=(PASS, 800)),
        Choices(name="final papers to be reviewed", held=("visit", 40), last=SubmitRevision, score=(EXCELLENT, 30)),
        Choices(name="a grade to be decided", held=("result", 4), last=ProposeGrade, score=(EXCELLENT, 510)),
        Choices(name="a failing grade to be decided", held=("result", 6), last=ProposeGrade, veto="industrial-policy"),
        Choices(name="a result to be published", held=("result", 14), last=DecideGrade, score=(PASS, 900)),
        Choices(name="an objection to be decided", held=("result", 34), last=RaiseObjection, objection="refused", score=(PASS, 120)),
        Choices(name="a correction to be decided", held=("result", 58), last=HearEnterprise, correction="fraud", score=(EXCELLENT, 40)),
        Choices(name=SHEETS_OPEN, held=("visit", 13), last=LockSheet),
        Choices(name=OPINION_UNSIGNED, held=("visit", 15), last=DraftOpinion),
        Choices(name="a visit ahead", held=("visit", 3), last=ScheduleVisit, more_experts=2),
        Choices(name="a recusal to be decided", held=("panel", 14), last=RequestRecusal, conflict="recused"),
        Choices(name="a visit to be scheduled", held=("panel", 12), last=AppointPanel),
        Choices(name=EXPERTS_INVITED, held=("panel", 3), last=InviteExpert),
        Choices(name="failing the precheck to be decided", held=("failing", 16), last=HearEnterprise, precheck="checklist"),
        Choices(name="under review", held=("application", 12), last=FilePenaltyReply, penalty="old"),
        Choices(name="an application just in", held=("application", 1), last=SubmitForAcceptance),
        Choices(name=APPLICATION_DUE, last=RegisterAudit, commissioned=True, by_consultancy=True),
        Choices(name=PLAN_RETURNED, held=("plan", 9), last=ReturnPlan, returned=1),
        Choices(name="a plan to be reported", held=("plan", 9), last=EndorsePlan),
        Choices(name="a plan just in", held=("plan", 1), last=PlanCase),
    )
)

LONGEST_FIRST = 16
"""Cases of the deck that begin before those left open: they take longest."""
DEMO_DECK = (*DECK[:LONGEST_FIRST], *SHOWCASE, *DECK[LONGEST_FIRST:])
