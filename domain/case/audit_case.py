"""清洁生产审核案件: the state of one audit case and the order of its milestones.

The state keeps the last fact of each kind rather than copies of its members. Deciding and evolving functions stand in the
module of their legal topic; importing :mod:`domain.catalogue` brings all of them in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from domain.aggregate import Aggregate
from domain.case.events.grade import ComplianceRechecked, GradeCorrectionProposed, GradeProposed, ResultPublished
from domain.case.events.plan import PlanListed
from domain.case.events.review import AdverseActProposed, EnterpriseHeard, ListedForAcceptance
from domain.case.order import BEFORE_PREVIOUS_STEP

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from domain.calendar.deadline import Deadline
    from domain.case.events.acceptance import (
        AcceptanceCorrected,
        Accepted,
        Correction,
        OpinionDelivered,
        OpinionDrafted,
        OpinionSigned,
        Score,
        SealedSheet,
    )
    from domain.case.events.audit import PlatformReceipt, Registered, SubmissionReturned, Submitted
    from domain.case.events.grade import (
        GradeCorrected,
        Graded,
        ObjectionDecided,
        ObjectionRaised,
        PublicationCorrected,
        ResultNotified,
    )
    from domain.case.events.panel import ExpertFacts, PanelAppointed, RecusalRequested
    from domain.case.events.plan import PlanForm, Planned, PlanReported
    from domain.case.events.review import PenaltyMatchDecided, PenaltyReplyFiled, Prechecked
    from domain.case.events.revision import ExtensionRequested, Revised, RevisionReminded, RevisionReviewed
    from domain.fact import Capacity, Fact, Stamp

MILESTONES = ("Planned", "Registered", "Submitted", "Prechecked", "Accepted", "Revised", "Graded")
"""七个里程碑, in their order; the names of their events."""

STEPS_BESIDE = (AdverseActProposed, ComplianceRechecked, EnterpriseHeard, GradeCorrectionProposed, GradeProposed)
"""Facts that leave the state as it is, and on which the next decision rests."""
LISTINGS = (PlanListed, ListedForAcceptance)
"""Facts that hold from the day of a list, which may have been published before it was entered."""

CLOSED = frozenset({"published", "precheck-failed", "declined", "withdrawn", "discontinued"})
"""States in which a case is closed. A closed case that was published still takes objections and corrections."""


P = TypeVar("P")


class Proposed(NamedTuple, Generic[P]):
    """拟办: a proposal and the capacity that made it; another person must decide."""

    fact: P
    by: Capacity


class Seat:
    """专家席位: where one expert stands: invited, confirmed, withdrawn."""

    def __init__(self, expert: ExpertFacts) -> None:
        self.expert = expert
        self.status = "invited"
        """``invited``, ``confirmed``, ``conflicted`` (a tie is known, must withdraw) or ``left``."""
        self.appointed = False
        """On the appointed panel and still there."""
        self.left_for: str | None = None
        """Cause of leaving: ``interest``, ``recusal``, ``unable``, ``found-later``."""


class AuditCase(Aggregate):
    """清洁生产审核案件: from the plan to the published result."""

    # the case itself
    number: str
    """``QJ-2026-000123``."""
    track: str
    rule_set: str
    """Id of the rule set of the day of ``Planned``; never changes."""
    enterprise_id: UUID
    consultancy_id: UUID | None
    district: str
    """District code whose officers decide."""
    former_districts: tuple[str, ...]
    """Districts that decided before a transfer; they read on."""
    former_consultancies: tuple[UUID, ...]
    application: str
    """``first`` or ``repeat``."""
    form: PlanForm
    """The plan form as it stands."""
    planned: Planned

    def __init__(self, aggregate_id: UUID) -> None:  # noqa: PLR0915  one line for each part of the state
        super().__init__(aggregate_id)
        self.state = "new"
        """planned, plan-returned, plan-endorsed, plan-reported, plan-listed, registered, submitted, submission-returned,
        prechecked, listed-for-acceptance, panel-appointed, visit-scheduled, accepted, revised, graded, or one of CLOSED."""
        self.milestone_on: dict[str, date] = {}
        """Business day of each milestone reached, by the name of its event (the last round's where there are several)."""
        self.step_on: date | None = None
        """Business day of the last step: a change of state, a proposal, a check or a hearing that a decision rests on; a list counts from
        the day it was published. Nothing is entered as of an earlier day."""
        self.last_on: date | None = None
        """Business day of the last milestone; a later milestone's day is never before it."""
        self.former_districts = ()
        self.former_consultancies = ()
        # plan
        self.reported: PlanReported | None = None
        self.plan_listed: PlanListed | None = None
        # audit
        self.registered: Registered | None = None
        self.submitted: Submitted | None = None
        self.returned: SubmissionReturned | None = None
        self.platform_receipts: dict[str, PlatformReceipt] = {}
        """Receipts by act (``registered``, ``submitted``, ``revised``)."""
        # review
        self.penalty_reply: PenaltyReplyFiled | None = None
        self.penalty_decisions: dict[str, PenaltyMatchDecided] = {}
        self.adverse: Proposed[AdverseActProposed] | None = None
        self.heard: EnterpriseHeard | None = None
        self.prechecked: Prechecked | None = None
        self.acceptance_listed: ListedForAcceptance | None = None
        # panel
        self.seats: dict[UUID, Seat] = {}
        self.panel: PanelAppointed | None = None
        self.vacancies: frozenset[UUID] = frozenset()
        """Experts who left the appointed panel and whose place is not taken yet."""
        self.visit_on: date | None = None
        self.panel_done_on: date | None = None
        """Day the result was published or the case ended otherwise: the experts' access runs out from it. None while they work."""
        self.recusals: dict[UUID, RecusalRequested] = {}
        """Requests not yet decided, by expert."""
        # acceptance
        self.opinion: OpinionDrafted | None = None
        self.signatures: dict[UUID, OpinionSigned] = {}
        self.accepted: Accepted | None = None
        self.delivered: OpinionDelivered | None = None
        self.acceptance_corrections: tuple[AcceptanceCorrected, ...] = ()
        self.sheets: tuple[SealedSheet, ...] = ()
        """Sheets that count."""
        self.score: Score | None = None
        """Combined score that stands; none where a new visit is needed."""
        self.vetoes_adopted: tuple[str, ...] = ()
        self.new_visit_needed = False
        self.corrections: tuple[Correction, ...] = ()
        """Numbered corrections of the opinion."""
        # revision
        self.revision_deadline: Deadline | None = None
        """The deadline that stands, folded from the clock events; none before acceptance and after grading."""
        self.original_deadline: Deadline | None = None
        """The deadline before any extension; extensions are counted from its last day."""
        self.extensions = 0
        self.lapsed = False
        self.reminded: RevisionReminded | None = None
        """The last reminder of the clock."""
        self.extension_request: ExtensionRequested | None = None
        self.revision_round = 0
        """Rounds of final papers received so far."""
        self.revised: Revised | None = None
        self.revision_reviewed: RevisionReviewed | None = None
        self.revision_returned_on: date | None = None
        """Day the final papers were last returned; a receipt from before it belongs to an earlier round."""
        # result
        self.compliance: ComplianceRechecked | None = None
        self.proposal: Proposed[GradeProposed] | None = None
        self.graded: Graded | None = None
        self.graded_by: Capacity | None = None
        self.result: str | None = None
        """``pass`` or ``fail`` as it stands, corrections applied."""
        self.grade: str | None = None
        self.grading_persons: frozenset[str] = frozenset()
        """Opaque ids of those who proposed or decided the result or a correction of it."""
        self.grade_corrections: tuple[GradeCorrected, ...] = ()
        self.correction_proposal: Proposed[GradeCorrectionProposed] | None = None
        self.published: ResultPublished | None = None
        self.notified: ResultNotified | None = None
        self.publication_corrections: tuple[PublicationCorrected, ...] = ()
        self.objections: dict[UUID, ObjectionRaised] = {}
        self.objection_decisions: dict[UUID, ObjectionDecided] = {}

    @property
    def closed(self) -> bool:
        """The case has ended."""
        return self.state in CLOSED

    def record(self, fact: Fact) -> None:
        """As every aggregate; but nothing happens in a case before the step it stands on. Raises Refused."""
        if self.stamp is not None and self.step_on is not None and self.stamp.on < self.step_on:
            raise BEFORE_PREVIOUS_STEP(on=self.stamp.on, previous=self.step_on)
        super().record(fact)

    def evolve(self, fact: Fact, stamp: Stamp) -> None:
        """As every aggregate; and note the day of a step."""
        before = self.state
        super().evolve(fact, stamp)
        if self.state != before or isinstance(fact, STEPS_BESIDE):
            day = fact.listed_on if isinstance(fact, LISTINGS) else fact.published_on if isinstance(fact, ResultPublished) else stamp.on
            self.step_on = day if self.step_on is None else max(day, self.step_on)

    def reach(self, milestone: str, state: str, on: date) -> None:
        """Note a milestone while evolving: its day and the state it brings."""
        self.milestone_on[milestone] = on
        self.last_on = on
        self.state = state
