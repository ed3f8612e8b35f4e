"""The real side of the machine: a casework on a SQLite file of its own, the people, and each act as a command with its members filled in."""

# ruff: noqa: ARG005  the rows of one table take the same three arguments

from __future__ import annotations

import tempfile
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import msgspec
from sqlalchemy import event, text

from application.casework import Casework
from application.clock import SetClock
from application.commands import acceptance, audit, endings, grading, lists, objections, panel, planning, review, revision, scoring
from application.commands.register import RegisterExpert
from application.store.engine import make_engine
from application.store.migrate import upgrade
from domain.calendar.working_days import shipped_calendar
from domain.case.events.audit import Statement
from domain.case.events.grade import ComplianceFinding
from domain.case.events.plan import Site
from domain.case.events.review import PenaltyMatch
from domain.case.vetoes import VetoDecision
from domain.fact import Capacity
from domain.law.rulebook import shipped
from domain.register.credit_code import enterprise_id
from tests.drills.case_effects import TOTALS, adverse_act, cause, chosen_panel, extension_days, heard_act, late, list_kind, proposed_result, successor
from tests.drills.case_model import EXPERTS, KNOWS
from tests.examples.acceptance import CORRECTIONS, OPINION_DIGEST
from tests.examples.audit import DIGEST, defect, high_cost, low_cost, registration, senior_lead, staff_of_nine, submission, table
from tests.examples.plan import REASONS, form
from tests.examples.register import credit_code
from tests.examples.review import checklist
from tests.examples.revision import final_papers, ticks
from tests.examples.scoring import marks_worth
from tests.scenario import OFFICER

if TYPE_CHECKING:
    from collections.abc import Callable

    from application.commands.command import Command
    from tests.drills.case_model import Ask, Model

FIRST_DAY = date(2025, 5, 6)
NAMES = {"industry": "industry", "production": "cleaner-production", "energy": "energy-environment"}
LARGEST_LOG = 200_000
"""Events in one file; after that a new one is begun."""
DONE_ON = date(2025, 4, 1)
TABLE = msgspec.structs.replace(table(low_cost(finished_on=DONE_ON), high_cost(finished_on=DONE_ON)), before_year=2024, after_year=2025)
OFFICE = {
    "officer": Capacity(person="p1", role="bureau-officer"),
    "other-officer": Capacity(person="p2", role="bureau-officer"),
    "approver": Capacity(person="p3", role="bureau-approver"),
    "officer-as-approver": Capacity(person="p1", role="bureau-approver"),
    "district-440305": Capacity(person="d1", role="district-officer", organisation="440305"),
    "district-440306": Capacity(person="d2", role="district-officer", organisation="440306"),
    "stranger": Capacity(person="s1", role="enterprise-signer", organisation=str(enterprise_id(credit_code(9_999_999)))),
    "auditor": Capacity(person="a1", role="auditor"),
    "administrator": Capacity(person="a2", role="administrator"),
    "leadership": Capacity(person="l1", role="leadership"),
    "public": Capacity(person="public", role="public"),
    "clock": Capacity(person="system:clock", role="system"),
}
PEOPLE = (*OFFICE, "filler", "signer", *(f"expert-{each}" for each in range(EXPERTS)))


class World:
    """One file with the register of experts; each example of the machine opens a case of an enterprise of its own in it."""

    def __init__(self) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="qingjian-machine-")
        url = f"sqlite:///{Path(self.folder.name) / 'record.db'}"
        upgrade(url)
        self.engine = make_engine(url)
        event.listen(self.engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous=OFF"))
        self.clock = SetClock(datetime(2025, 5, 6, 1, tzinfo=UTC))
        self.casework = Casework(
            self.engine, clock=self.clock, rulebook=shipped(), calendar=shipped_calendar(), receipt_key=b"k" * 32, origin="test.qingjian.example/log"
        )
        self.enterprises = 0
        self.experts = [self._expert(number, known) for number, known in enumerate(KNOWS)]

    def close(self) -> None:
        """Remove the file."""
        self.engine.dispose()
        self.folder.cleanup()

    @property
    def head(self) -> int:
        """The last position."""
        return self.casework.recorder.max_notification_id() or 0

    def count(self) -> int:
        """How many events there are."""
        with self.engine.connect() as connection:
            return int(connection.execute(text("SELECT count(*) FROM events")).scalar_one())

    def next_code(self) -> str:
        """A credit code nobody had before."""
        self.enterprises += 1
        return credit_code(self.enterprises)

    def _expert(self, number: int, known: set[str]) -> UUID:
        fields = tuple(sorted(NAMES[each] for each in known))
        entry = RegisterExpert(person=f"e{number}", title_level="senior", practising_since=date(2000, 7, 1), fields=fields)
        created = self.casework.handle(entry, OFFICER).created
        assert created is not None
        return created


class Filing:
    """One case of one enterprise: turns acts into commands and people into capacities."""

    def __init__(self, world: World, code: str) -> None:
        self.world = world
        self.code = code
        self.case_id = UUID(int=0)
        self.sheets: dict[int, UUID] = {}
        """Number of the sheet in the model → its id."""
        organisation = str(enterprise_id(code))
        self.people = {
            **OFFICE,
            "filler": Capacity(person="f1", role="enterprise-filler", organisation=organisation),
            "signer": Capacity(person="f2", role="enterprise-signer", organisation=organisation),
            **{f"expert-{n}": Capacity(person=f"e{n}", role="expert", organisation=str(known)) for n, known in enumerate(world.experts)},
        }

    def plan(self, **changes: Any) -> planning.PlanCase:
        """The plan of the enterprise."""
        return planning.PlanCase(form=form(credit_code=self.code, **changes))

    def command(self, act: str, m: Model, a: Ask) -> Command:
        """The act as a command, with lawful members unless the asking says otherwise."""
        if act in {"sheet", "sheet-lock", "sheet-correction"}:
            return self._scoring(act, m, a)
        kind, filled = COMMANDS[act]
        members = filled(self, m, a) if act in {"plan-batch", "list-draft"} else {"case_id": self.case_id, **filled(self, m, a)}
        return kind(**members)

    def publication(self, draft_id: UUID, m: Model) -> lists.PublishList:
        """A draft, to be published today."""
        return lists.PublishList(list_id=draft_id, number="示例1号", published_on=m.today, address="https://example.org", remedies="可提出异议。")

    def expert(self, number: int) -> UUID:
        """Id of an expert."""
        return self.world.experts[number]

    def _scoring(self, act: str, m: Model, a: Ask) -> Command:
        known = m.sheet_of(a.expert)
        if act == "sheet":
            fresh = uuid4()
            self.sheets[len(m.sheets)] = fresh
            return scoring.OpenSheet(case_id=self.case_id, sheet_id=fresh)
        sheet_id = uuid4() if known is None else self.sheets[known.number]
        marks = marks_worth(TOTALS[a.dice % 5])
        if act == "sheet-lock":
            return scoring.LockSheet(case_id=self.case_id, sheet_id=sheet_id, marks=marks)
        return scoring.CorrectSheet(case_id=self.case_id, sheet_id=sheet_id, marks=marks, reason="误记")


def _registration(_f: Filing, m: Model, a: Ask) -> dict[str, Any]:
    staff = tuple(each for each in staff_of_nine() if each != senior_lead()) if a.flag else staff_of_nine()
    filed = registration(staff=staff, started_on=m.today, finishes_on=m.today + timedelta(days=100))
    return _members(filed)


def _submission(_f: Filing, m: Model, a: Ask) -> dict[str, Any]:
    statements = () if a.flag else (Statement("enterprise", "f2", "2025-1", m.today),)
    return _members(submission(table=TABLE, statements=statements))


def _revision(_f: Filing, m: Model, a: Ask) -> dict[str, Any]:
    filed = final_papers(table=TABLE, statements=(Statement("enterprise", "f2", "2025-1", m.today),))
    return _members(msgspec.structs.replace(filed, answers=filed.answers[:1]) if a.flag else filed)


def _reply(_f: Filing, m: Model, a: Ask) -> dict[str, Any]:
    found = (PenaltyMatch("r1", m.today - timedelta(days=30), "credit-code", "示例"),) if a.flag else ()
    return {"source": "示例处", "queried_on": m.today, "replied_on": m.today, "reply_digest": DIGEST, "matches": found}


def _acceptance(_f: Filing, m: Model, a: Ask) -> dict[str, Any]:
    held_on = m.visit_on or m.today
    return {
        "held_on": held_on,
        "steps": ("briefing", "papers", "site", "questions"),
        "performance_confirmed": True,
        "goals_attained": True,
        "level": "II",
        "indicator_system": "示例指标体系",
        "no_fee_charged": True,
        "vetoes": (VetoDecision("fraud", adopted=True, evidence="现场记录"),) if a.dice % 5 == 0 else (),
        "delivered_on": None if a.flag else held_on,
    }


def _visit(_f: Filing, m: Model, a: Ask) -> dict[str, Any]:
    return {"visit_on": m.today - timedelta(days=1) if a.flag else m.today + timedelta(days=a.dice % 3), "starts_at": time(9, 30)}


def _proposal(_f: Filing, m: Model, a: Ask) -> dict[str, Any]:
    result, grade = proposed_result(m, a)
    return {"result": result, "grade": grade}


def _finding(_f: Filing, m: Model, a: Ask) -> dict[str, Any]:
    found = (ComplianceFinding("示例1号", "environmental-violation", m.today - timedelta(days=9), concerns_enterprise=True),) if a.flag else ()
    return {"sources": ("示例局",), "findings": found}


def _objection(_f: Filing, m: Model, a: Ask) -> UUID:
    return list(m.objections)[a.dice % len(m.objections)] if m.objections else uuid4()


def _transfer(_f: Filing, m: Model, _a: Ask) -> dict[str, Any]:
    to = "440306" if m.district == "440305" else "440305"
    return {"site": Site("示例路9号", to, main=True), "handover_digest": DIGEST, "reason": "迁址"}


def _amendment(f: Filing, m: Model, a: Ask) -> dict[str, Any]:
    sites = (Site("示例路1号", m.district, main=True),)
    standing = "none" if a.flag else "independent-legal-person"
    return {"form": form(credit_code=f.code, sites=sites, legal_standing=standing)}


def _members(filed: msgspec.Struct) -> dict[str, Any]:
    return {name: getattr(filed, name) for name in filed.__struct_fields__}


def _nothing(_f: Filing, _m: Model, _a: Ask) -> dict[str, Any]:
    return {}


def _checklist(_f: Filing, _m: Model, a: Ask) -> dict[str, Any]:
    answers = checklist()
    lacking = (msgspec.structs.replace(answers[0], outcome="not-met"), *answers[1:])
    return {"checklist": lacking if a.flag else answers}


def _return_papers(_f: Filing, m: Model, _a: Ask) -> dict[str, Any]:
    return {"defects": (defect(),), "last_day": m.today + timedelta(days=14) if late(m) else None}


def _fraud_found(_f: Filing, _m: Model, _a: Ask) -> dict[str, Any]:
    return {"result": "fail", "vetoes": ("fraud",), "ground": "found-later", "reasons": REASONS}


COMMANDS: dict[str, tuple[type[Command], Callable[[Filing, Model, Ask], dict[str, Any]]]] = {
    "plan-amendment": (planning.AmendPlan, _amendment),
    "plan-return": (planning.ReturnPlan, lambda f, m, a: {"reasons": REASONS}),
    "plan-endorsement": (planning.EndorsePlan, _nothing),
    "plan-batch": (planning.ReportBatch, lambda f, m, a: {"number": "示例报1号", "case_ids": (f.case_id,)}),
    "plan-decline": (planning.DeclinePlan, lambda f, m, a: {"reasons": REASONS}),
    "district-transfer": (planning.TransferDistrict, _transfer),
    "list-draft": (lists.DraftList, lambda f, m, a: {"kind": list_kind(a), "year": m.today.year, "title": "示例", "subjects": (f.case_id,)}),
    "registration": (audit.RegisterAudit, _registration),
    "submission": (audit.SubmitForAcceptance, _submission),
    "submission-return": (audit.ReturnSubmission, lambda f, m, a: {"defects": (defect(),)}),
    "penalty-reply": (review.FilePenaltyReply, _reply),
    "penalty-match": (review.DecidePenaltyMatch, lambda f, m, a: {"reference": "r1", "concerns_enterprise": a.flag, "note": "已核实"}),
    "precheck": (review.PassPrecheck, _checklist),
    "adverse-act-proposal": (review.ProposeAdverseAct, lambda f, m, a: {"act": adverse_act(a), "reasons": REASONS}),
    "hearing": (review.HearEnterprise, lambda f, m, a: {"act": heard_act(a), "heard_on": m.today, "waived": True}),
    "precheck-failure": (review.FailPrecheck, _checklist),
    "discontinuation": (endings.DiscontinueCase, _nothing),
    "withdrawal": (endings.WithdrawCase, lambda f, m, a: {"reason": "停产"}),
    "expert-invitation": (panel.InviteExpert, lambda f, m, a: {"expert_id": f.expert(a.expert)}),
    "conflicts": (
        panel.DeclareConflict,
        lambda f, m, a: {"expert_id": f.expert(a.expert), "party": "enterprise", "kind": "past-work", "text": "曾任职"},
    ),
    "expert-confirmation": (panel.ConfirmExpert, lambda f, m, a: {"undertaking_version": "1", "no_interest_declared": not a.flag}),
    "expert-withdrawal": (panel.WithdrawExpert, lambda f, m, a: {"expert_id": f.expert(a.expert), "cause": cause(a), "reason": "示例"}),
    "panel": (
        panel.AppointPanel,
        lambda f, m, a: {"experts": tuple(map(f.expert, chosen_panel(m, a))), "bureau_members": ("p1",), "district_members": ("d1",)},
    ),
    "expert-replacement": (panel.ReplaceExpert, lambda f, m, a: {"left_id": f.expert(a.expert), "successor_id": f.expert(successor(a))}),
    "visit": (panel.ScheduleVisit, lambda f, m, a: {**_visit(f, m, a), "place": "示例"}),
    "visit-postponement": (panel.PostponeVisit, lambda f, m, a: {**_visit(f, m, a), "reason": "台风"}),
    "recusal-request": (panel.RequestRecusal, lambda f, m, a: {"expert_id": f.expert(a.expert), "grounds": "示例"}),
    "recusal-decision": (panel.DecideRecusal, lambda f, m, a: {"expert_id": f.expert(a.expert), "granted": a.flag, "reason": "示例"}),
    "opinion": (acceptance.DraftOpinion, lambda f, m, a: {"opinion_digest": OPINION_DIGEST, "conclusion": "同意", "corrections": CORRECTIONS}),
    "opinion-signature": (acceptance.SignOpinion, lambda f, m, a: {"opinion_digest": OPINION_DIGEST}),
    "acceptance": (acceptance.AcceptCase, _acceptance),
    "opinion-delivery": (acceptance.DeliverOpinion, lambda f, m, a: {"delivered_on": m.today}),
    "acceptance-correction": (
        acceptance.CorrectAcceptance,
        lambda f, m, a: {"conflicted_experts": (f.expert(a.expert),), "reasons": REASONS},
    ),
    "revision": (revision.SubmitRevision, _revision),
    "revision-review": (revision.ReviewRevision, lambda f, m, a: {"ticks": ticks(second=not a.flag)}),
    "revision-return": (revision.ReturnRevision, _return_papers),
    "extension-request": (revision.RequestExtension, lambda f, m, a: {"reason": "停电"}),
    "revision-extension": (revision.ExtendRevision, lambda f, m, a: {"reason": "停电", "count": extension_days(a)}),
    "revision-lapse": (revision.LapseRevision, _nothing),
    "compliance-recheck": (grading.RecheckCompliance, _finding),
    "grade-proposal": (grading.ProposeGrade, _proposal),
    "grade-proposal-rejection": (grading.RejectGradeProposal, lambda f, m, a: {"reason": "请核对"}),
    "grade": (grading.DecideGrade, lambda f, m, a: {"missing_papers_reason": "企业停产"}),
    "result-notification": (lists.NotifyResult, lambda f, m, a: {"notified_on": m.today, "channel": "mail"}),
    "objections": (
        objections.RaiseObjection,
        lambda f, m, a: {"party_kind": "person", "party_name": "示例甲", "party_contact": "示例路", "text": "示例"},
    ),
    "objection-decision": (
        objections.DecideObjection,
        lambda f, m, a: {"objection_id": _objection(f, m, a), "upheld": a.flag, "reason": "经核实"},
    ),
    "grade-correction-proposal": (objections.ProposeGradeCorrection, _fraud_found),
    "grade-correction-rejection": (objections.RejectGradeCorrection, lambda f, m, a: {"reason": "示例"}),
    "grade-correction": (objections.CorrectGrade, _nothing),
}
