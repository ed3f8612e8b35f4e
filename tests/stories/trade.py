"""The people of the stories and the stretches of the way that many stories share, each told step by step as in the trade."""

from __future__ import annotations

from datetime import date, time, timedelta
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from domain.case.events.audit import Statement
from tests.examples.acceptance import CORRECTIONS, OPINION_DIGEST
from tests.examples.audit import DIGEST, REGISTERED_ON, SUBMITTED_ON, registration, submission
from tests.examples.panel import PANEL_ON, VISIT_ON
from tests.examples.plan import COMMISSIONED, PLANNED_ON, form
from tests.examples.register import CODE, CONSULTANCY_CODE, ENTERPRISE_ID
from tests.examples.review import QUERIED_ON, REPLIED_ON, REVIEWED_ON, checklist
from tests.examples.revision import HANDED_IN_ON, final_papers, ticks
from tests.examples.scoring import marks_worth

if TYPE_CHECKING:
    import msgspec

    from tests.stories.driver import Expert, Reply, Someone, Town

NANSHAN = "440305"
ENDORSED_ON = date(2026, 3, 4)
REPORTED_ON = date(2026, 3, 9)
PLAN_LIST_ON = date(2026, 3, 20)
ACCEPTANCE_LIST_ON = date(2026, 9, 15)
REVIEWED_PAPERS_ON = date(2026, 11, 12)
GRADED_ON = date(2026, 11, 20)
RESULTS_ON = date(2026, 11, 27)

ON_SITE: dict[str, Any] = {
    "held_on": VISIT_ON,
    "steps": ("briefing", "papers", "site", "questions"),
    "performance_confirmed": True,
    "goals_attained": True,
    "level": "II",
    "indicator_system": "示例行业清洁生产评价指标体系",
    "no_fee_charged": True,
    "delivered_on": VISIT_ON,
}


class Trade:
    """The town's people, by what they do; and the way of a case from one station to the next."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.shift = timedelta()
        """By how much later everything happens: another round of the same enterprise, a year on."""
        self.officer = town.person("bureau-officer")
        self.other_officer = town.person("bureau-officer")
        self.approver = town.person("bureau-approver")
        self.district = town.person("district-officer", NANSHAN)
        self.signer = town.of_enterprise(CODE)
        self.consultant: Someone | None = None
        self.panel: tuple[Expert, ...] = ()
        self.numbers = 0

    def on(self, day: date) -> date:
        """Nine in the morning of that day, moved by the shift; returns it."""
        self.town.on(self.day(day))
        return self.day(day)

    def day(self, day: date) -> date:
        """That day, moved by the shift."""
        return day + self.shift

    # ------------------------------------------------------------------------------------------------- to the plan list

    def plans(self, on: date = PLANNED_ON, **changes: Any) -> str:
        """The enterprise hands in its plan."""
        self.on(on)
        return self.signer.hands_in_plan(form(**changes), contact_name="示例赵工")

    def reports(self, case: str, on: date = REPORTED_ON) -> Reply:
        """The district endorses and reports a batch of one."""
        self.on(on)
        self.district.does("plan-endorsement", case)
        return self.district.posts("/plan-batches", {"number": self.number("南工信报"), "case_ids": (case,)})

    def publishes(self, kind: str, case: str, on: date, **members: Any) -> str:
        """An officer drafts a list, the approver publishes it; returns the list's id."""
        today = self.on(on)
        drafted = self.officer.posts("/lists", {"kind": kind, "year": today.year, "title": "示例名单", "subjects": (case,)})
        printed = {"number": self.number("深工信清"), "published_on": today, "address": "https://example.org/lists", **members}
        self.approver.posts(f"/lists/{drafted.body['id']}/publication", printed, if_match=drafted.etag)
        return str(drafted.body["id"])

    def on_the_plan_list(self, **changes: Any) -> str:
        """Planned, endorsed, reported and listed."""
        case = self.plans(**changes)
        self.reports(case)
        self.publishes("plan", case, PLAN_LIST_ON)
        return case

    # ------------------------------------------------------------------------------------------- to the acceptance list

    def registers(self, case: str, on: date = REGISTERED_ON, **changes: Any) -> Reply:
        """The enterprise registers its audit; a commissioned one names no staff of its own."""
        self.on(on)
        if self.consultant is not None:
            changes = {"staff": (), **changes}
        return self.signer.does("registration", case, **members_of(registration(**changes)))

    def applies(self, case: str, on: date = SUBMITTED_ON, **changes: Any) -> Reply:
        """The enterprise applies for acceptance."""
        today = self.on(on)
        return self.signer.does("submission", case, **members_of(submission(statements=self.statements(today), **changes)))

    def replies(self, case: str, *matches: Any) -> Reply:
        """The reply to the penalty query is filed."""
        self.on(REVIEWED_ON)
        asked = {"queried_on": self.day(QUERIED_ON), "replied_on": self.day(REPLIED_ON), "reply_digest": DIGEST, "matches": matches}
        return self.officer.does("penalty-reply", case, source="市生态环境局示例处", **asked)

    def passes_precheck(self, case: str) -> Reply:
        """Every item of the checklist met."""
        self.replies(case)
        return self.officer.does("precheck", case, checklist=checklist("self" if self.consultant is None else "commissioned"))

    def on_the_acceptance_list(self, **changes: Any) -> str:
        """Registered, applied, prechecked and listed."""
        case = self.on_the_plan_list(**changes)
        self.registers(case)
        self.applies(case)
        self.passes_precheck(case)
        self.publishes("acceptance", case, ACCEPTANCE_LIST_ON)
        return case

    # ------------------------------------------------------------------------------------------------- panel and visit

    def experts(self, number: int = 3) -> tuple[Expert, ...]:
        """So many experts of the register, who together cover what 20(3) asks."""
        fields = ("industry", "cleaner-production", "energy-environment")
        entered = [self.town.expert(self.officer, fields[place % len(fields)]) for place in range(len(self.panel), number)]
        self.panel = (*self.panel[:number], *entered)
        return self.panel

    def invites(self, case: str, *experts: Expert) -> None:
        """Invited and confirmed."""
        for each in experts:
            self.officer.does("expert-invitation", case, expert_id=each.expert_id)
            each.does("expert-confirmation", case, undertaking_version="2026-1", no_interest_declared=True)

    def appoints(self, case: str, *experts: Expert) -> None:
        """The panel with bureau and district."""
        reply = self.tries_to_appoint(case, *experts)
        assert reply.status == HTTPStatus.OK, reply

    def tries_to_appoint(self, case: str, *experts: Expert) -> Reply:
        """Ask for a panel of these experts with bureau and district."""
        named = tuple(each.expert_id for each in experts)
        return self.officer.tries("panel", case, experts=named, bureau_members=(self.officer.person,), district_members=(self.district.person,))

    def forms_panel(self, case: str, number: int = 3) -> None:
        """Experts invited, panel appointed, visit scheduled."""
        self.on(PANEL_ON)
        self.invites(case, *self.experts(number))
        self.appoints(case, *self.panel)
        self.schedules_visit(case)

    def schedules_visit(self, case: str) -> Reply:
        """Day, hour and place."""
        return self.officer.does("visit", case, visit_on=self.day(VISIT_ON), starts_at=time(9, 30), place="南山区示例工业园1栋")

    def score(self, case: str, *totals: str) -> None:
        """Each expert takes a sheet and locks it with that total."""
        for each, total in zip(self.panel, totals, strict=True):
            sheet = uuid4()
            etag = each.takes_sheet(case, sheet)
            each.locks_sheet(case, sheet, marks_worth(total), etag=etag)

    def signs_opinion(self, case: str) -> None:
        """The opinion is drafted with two corrections and signed by all."""
        self.panel[0].does("opinion", case, opinion_digest=OPINION_DIGEST, conclusion="同意通过现场验收", corrections=CORRECTIONS)
        for each in self.panel:
            each.does("opinion-signature", case, opinion_digest=OPINION_DIGEST)

    def accepts(self, case: str, *totals: str) -> None:
        """The site acceptance on the day of the visit, with sheets of these totals."""
        self.on(VISIT_ON)
        self.score(case, *totals)
        self.signs_opinion(case)
        reply = self.tries_to_accept(case)
        assert reply.status == HTTPStatus.OK, reply

    def tries_to_accept(self, case: str) -> Reply:
        """Ask to fix what was found on site."""
        today = self.day(VISIT_ON)
        return self.officer.tries("acceptance", case, **{**ON_SITE, "held_on": today, "delivered_on": today})

    # ------------------------------------------------------------------------------------------------------- the result

    def hands_in_final_papers(self, case: str, on: date = HANDED_IN_ON) -> Reply:
        """The final papers with an answer to each correction."""
        today = self.on(on)
        return self.signer.does("revision", case, **members_of(final_papers(statements=self.statements(today))))

    def reviews_final_papers(self, case: str, on: date = REVIEWED_PAPERS_ON) -> Reply:
        """Every answer satisfies."""
        self.on(on)
        return self.officer.does("revision-review", case, ticks=ticks())

    def decides(self, case: str, result: str, grade: str | None = None, on: date = GRADED_ON) -> Reply:
        """Compliance rechecked, result proposed by one and decided by another."""
        self.on(on)
        self.officer.does("compliance-recheck", case, sources=("示例生态环境局",))
        self.officer.does("grade-proposal", case, result=result, grade=grade)
        return self.approver.does("grade", case)

    def passes(self, case: str, score: str = "80", grade: str = "excellent", experts: int = 3) -> None:
        """From the acceptance list to the published result of a pass."""
        self.forms_panel(case, experts)
        self.accepts(case, *[score] * experts)
        self.hands_in_final_papers(case)
        self.reviews_final_papers(case)
        self.decides(case, "pass", grade)
        self.publishes_result(case)

    def publishes_result(self, case: str, on: date = RESULTS_ON) -> str:
        """The list of results with its remedies."""
        return self.publishes("results", case, on, remedies="公示期内可书面实名提出异议。")

    # ---------------------------------------------------------------------------------------------------- the small things

    def commission(self) -> dict[str, Any]:
        """A consultancy that meets article 10, mandated by the enterprise; returns what the plan form then says."""
        entered = self.officer.posts("/consultancies", {"credit_code": CONSULTANCY_CODE, "name": COMMISSIONED["consultancy_name"]})
        place = f"/consultancies/{entered.body['id']}"
        self.consultant = self.town.person("consultant", entered.body["id"])
        self.consultant.changes(place, "profile", legal_person=True, quality_system=True, instruments=True)
        certificate = {"kind": "auditor-training", "issuer": "guangdong", "valid_to": "2027-12-31"}
        for number in range(1, 5):
            facts = {"title_level": "senior", "title_related": True, "technical": True, "certificates": (certificate,)}
            self.consultant.changes(place, "staff", reference=f"s{number}", name=f"示例{number}工", **facts)
        self.signer.posts(f"{place}/mandates", {"enterprise_id": ENTERPRISE_ID, "from_on": "2026-01-01", "until_on": "2027-12-31"})
        return COMMISSIONED

    def statements(self, on: date) -> tuple[Statement, ...]:
        """Statements of truth by everybody who must give one."""
        own = Statement("enterprise", self.signer.person, "2025-1", on)
        return (own,) if self.consultant is None else (own, Statement("consultancy", self.consultant.person, "2025-1", on))

    def number(self, prefix: str) -> str:
        """A number of its own for each paper of the office."""
        self.numbers += 1
        return f"{prefix}〔示例〕{self.numbers}号"


def members_of(filed: msgspec.Struct) -> dict[str, Any]:
    """The members of a filed value, as the members of a body."""
    return {name: getattr(filed, name) for name in filed.__struct_fields__}
