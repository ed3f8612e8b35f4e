"""Logs for the read models: lawful histories of several cases and of the register, and a log kept in memory."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

import msgspec

from domain.calendar.deadline import Term, extended, publication_deadline
from domain.case.events.acceptance import AcceptanceCorrected, OpinionDelivered
from domain.case.events.grade import GradeCorrected
from domain.case.events.panel import ExpertReplaced, RecusalDecided, VisitPostponed
from domain.case.events.plan import DistrictTransferred, PlanAmended, Planned, Site
from domain.case.events.revision import ExtensionRequested, RevisionDeadlineRecalculated, RevisionExtended
from domain.fact import Capacity, Fact, Stamp
from domain.law.citation import Citation
from domain.lists.events import ListCorrected, PlanCallExtended, PlanCallOpened
from domain.register.events import (
    CaseClosed,
    CaseOpened,
    ConsultancyCodeChanged,
    ConsultancyRenamed,
    CreditCodeAliased,
    MandateEnded,
    Passed,
    PassRevoked,
    ReapplicationOpened,
    Renamed,
    StaffLeft,
)
from domain.register.person_events import InterestRecorded, RoleGranted, RoleRevoked
from domain.scoring.events import SheetVoided
from domain.trail.events import ExportApproved, Exported, ExportFetched, ExportRequested, Portion
from domain.trail.refusal_events import RequestRefused
from tests.examples import acceptance, grading, lists, panel, plan, register, review, revision, scoring
from tests.scenario import APPROVER, OFFICER, stamp

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

CASE, RETURNED, LAPSED, AGAIN, FAILED, WITHDRAWN = (UUID(f"00000000-0000-4000-8000-0000000000c{n}") for n in range(1, 7))
PERSON = UUID("00000000-0000-4000-8000-0000000000d1")
CALL = UUID("00000000-0000-4000-8000-0000000000ca")
PUBLIC_LIST = UUID("00000000-0000-4000-8000-0000000000f1")
ALIAS = UUID("00000000-0000-4000-8000-0000000000ab")
REFUSED = UUID("00000000-0000-4000-8000-0000000000ac")
EXPORT = UUID("00000000-0000-4000-8000-0000000000ad")
MIDNIGHT = datetime(2026, 1, 1, tzinfo=UTC)

Step = Fact | tuple[Fact, Stamp]


class Event(NamedTuple):
    """A fact of the log, of the shape the projections ask for."""

    position: int
    originator_id: UUID
    originator_version: int
    fact: Fact
    stamp: Stamp
    case_id: UUID
    case_version: int
    recorded_at: str


class MemoryLog:
    """A log in memory. Facts are appended to streams; a sheet's stream belongs to its case."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self._versions: dict[UUID, int] = {}
        self._case_versions: dict[UUID, int] = {}

    def append(self, aggregate: UUID, *steps: Step, case_id: UUID | None = None) -> None:
        for step in steps:
            fact, stamped = step if isinstance(step, tuple) else (step, stamp())
            inside = case_id or aggregate
            self._versions[aggregate] = self._versions.get(aggregate, 0) + 1
            self._case_versions[inside] = self._case_versions.get(inside, 0) + 1
            moment = (MIDNIGHT + timedelta(seconds=len(self.events))).isoformat(timespec="microseconds").replace("+00:00", "Z")
            place = (self._versions[aggregate], fact, stamped, inside, self._case_versions[inside], moment)
            self.events.append(Event(len(self.events) + 1, aggregate, *place))

    def read(self, after: int, limit: int) -> Sequence[Event]:
        return self.events[after : after + limit]

    def head(self) -> int:
        return len(self.events)


def log_of(*histories: tuple[UUID, Iterable[Step]]) -> MemoryLog:
    """A log with these streams, interleaved event by event."""
    log = MemoryLog()
    left = [(aggregate, list(history)) for aggregate, history in histories]
    while left:
        for aggregate, history in left:
            log.append(aggregate, history.pop(0))
        left = [(aggregate, history) for aggregate, history in left if history]
    return log


def numbered(number: str, history: Iterable[Step]) -> list[Step]:
    """A history with another case number."""
    first, *others = history
    planned, stamped = first if isinstance(first, tuple) else (first, stamp())
    assert isinstance(planned, Planned)
    return [(msgspec.structs.replace(planned, case_number=number), stamped), *others]


def on(day: date, *facts: Fact, by: Capacity = OFFICER) -> list[Step]:
    """Facts of one day."""
    return [(fact, stamp(day, by)) for fact in facts]


def form_amended() -> PlanAmended:
    """The returned plan mended; the main site is in another district now."""
    form = plan.form(main_products="示例电路板", sites=(Site("宝安区示例路2号", "440306", main=True),))
    return PlanAmended(form=form, consultancy_id=None, district="440306", eligibility=(), contact_name="示例", contact_phone="0755-00000000")


def transferred() -> DistrictTransferred:
    """From Baoan to Longhua."""
    site = Site("龙华区示例路3号", "440309", main=True)
    return DistrictTransferred(from_district="440306", to_district="440309", site=site, handover_digest="a" * 64, reason="搬迁")


def replaced_panel() -> list[Step]:
    """A panel formed, one expert recused and replaced, sheets opened, the visit put off."""
    decided = RecusalDecided(expert_id=panel.ENERGY, granted=True, reason="理由成立")
    seated = ExpertReplaced(left_id=panel.ENERGY, successor=panel.expert(panel.SPARE))
    moved = VisitPostponed(from_on=panel.VISIT_ON, visit_on=date(2026, 10, 20), starts_at=panel.scheduled().starts_at, reason="天气")
    steps = (panel.recusal_requested(panel.ENERGY), decided, panel.withdrew(panel.ENERGY, "recusal"), seated, panel.scheduled(), moved)
    return [*panel.panel_case(), *on(panel.PANEL_ON, *steps)]


def counted_again() -> list[Step]:
    """A notice that left the extended day where it was."""
    deadline = next(step[0].revision_deadline for step in extension() if isinstance(step, tuple) and isinstance(step[0], RevisionExtended))
    fact = RevisionDeadlineRecalculated(
        was_last_day=deadline.last_day, computed_last_day=deadline.last_day, revision_deadline=deadline, cause="2026 年节假日安排通知（示例）"
    )
    return on(date(2026, 11, 19), fact)


def extension() -> list[Step]:
    """Late papers kept as a request, and a month more."""
    deadline = acceptance.accepted().revision_deadline
    assert deadline is not None
    later = extended(deadline, Term(1, "months"), acceptance.CALENDAR)
    asked = ExtensionRequested(reason="停电", late_papers=(), late_table=None, late_answers=(), paper_names=(), received_on=date(2026, 11, 18))
    given = RevisionExtended(reason="同意", times=1, from_last_day=deadline.last_day, revision_deadline=later)
    return on(date(2026, 11, 19), asked, given)


def published_and_corrected() -> list[Step]:
    """A pass published, an objection upheld, the result corrected to a fail."""
    return [
        *grading.PUBLISHED_PASS,
        grading.objected(),
        grading.objection_decided(),
        grading.correction_proposed(),
        grading.heard(),
        (grading_corrected(), stamp(date(2026, 6, 8), APPROVER)),
    ]


def grading_corrected() -> GradeCorrected:
    """The correction decided."""
    return GradeCorrected(
        was_result="pass",
        was_grade="excellent",
        result="fail",
        grade=None,
        score=grading.score("80"),
        vetoes=("fraud",),
        ground="found-later",
        reasons=(),
        citations=(),
        proposed_by=OFFICER.person,
        publication_deadline=publication_deadline(date(2026, 6, 8), grading.RULES, grading.CALENDAR),
    )


def new_visit() -> list[Step]:
    """An expert found conflicted after the acceptance: too few sheets are left, the visit must be held again."""
    found = AcceptanceCorrected(
        conflicted_experts=(panel.ENERGY,), void_sheets=(), sheets=(), score=None, method="mean", vetoes_adopted=(), new_visit_needed=True, reasons=()
    )
    return [*acceptance.accepted_case(), *on(date(2026, 10, 20), found)]


def whole_log() -> MemoryLog:
    """Six cases in different stages, the register and a list."""
    log = log_of(
        (
            CALL,
            [
                PlanCallOpened(year=2026, batch=1, opens_on=date(2026, 3, 1), closes_on=date(2026, 3, 31)),
                PlanCallExtended(closes_on=date(2026, 4, 15), reason="延长"),
            ],
        ),
        (register.ENTERPRISE_ID, enterprise_history()),
        (register.CONSULTANCY_ID, consultancy_history()),
        (
            panel.ENERGY,
            [register.expert_registered(), InterestRecorded(organisation_id=register.CONSULTANCY_ID, kind="client", from_on=None, until_on=None)],
        ),
        (PERSON, person_history()),
        (CASE, [*plan.listed_plan(), *published_and_corrected()]),
        (RETURNED, numbered("QJ-2026-000002", [plan.planned(), plan.returned(), form_amended(), transferred(), plan.endorsed()])),
        (
            LAPSED,
            numbered(
                "QJ-2026-000003",
                [*revision.lapsed_case(), *extension(), *counted_again(), *on(date(2026, 11, 20), revision.revised(), revision.returned())],
            ),
        ),
        (AGAIN, numbered("QJ-2026-000004", new_visit())),
        (FAILED, numbered("QJ-2026-000005", review.failure_proposed(review.penalty()))),
        (WITHDRAWN, numbered("QJ-2026-000006", replaced_panel())),
        (PUBLIC_LIST, list_history()),
        (REFUSED, [refused()]),
        (EXPORT, exported()),
        (ALIAS, [CreditCodeAliased(credit_code=register.OTHER_CODE, enterprise_id=register.ENTERPRISE_ID)]),
    )
    for number, expert in enumerate((panel.INDUSTRY, panel.PRODUCTION, panel.SPARE)):
        sheet = UUID(int=0x900 + number)
        log.append(sheet, scoring.opened(expert, WITHDRAWN), scoring.locked(), case_id=WITHDRAWN)
    log.append(UUID(int=0x900), SheetVoided(cause="found-later"), case_id=WITHDRAWN)
    return log


def exported() -> list[Step]:
    """A package for the auditor: asked for, agreed to, made and taken away."""
    asked: dict[str, Any] = {"portion": Portion(mode="full"), "profile": "auditor", "basis": "示例", "recipient": "示例审计"}
    digest = "0" * 64
    made = Exported(**asked, size=1, events=1, package_digest=digest)
    return [ExportRequested(**asked), ExportApproved(note=""), made, ExportFetched(package_digest=digest)]


def refused() -> RequestRefused:
    """A registration asked for too early."""
    return RequestRefused(
        command="RegisterAudit",
        code="out-of-order",
        others=(),
        citation=Citation("R2025", "17"),
        request_digest="0" * 64,
        case_id=RETURNED,
        case_version=2,
        leaf_hash="1" * 64,
        times=1,
        parameters={"state": "planned"},
        sentences=("案件当前为「planned」，不能办理「registration」。",),
    )


def enterprise_history() -> list[Step]:
    """Registered, opened a case, passed, renamed, lost the pass, has an older one."""
    case_id = register.CASE_ID
    window = {"window_last_day": date(2031, 4, 20), "first_day": date(2031, 4, 21)}
    return [
        register.enterprise_registered(),
        register.prior_pass(),
        CaseOpened(case_id=case_id, case_number="QJ-2026-000001", application="first"),
        Passed(case_id=case_id, decided_on=date(2026, 4, 20), **window),
        Renamed(name="深圳市示例乙电子有限公司", evidence_digest=None),
        CaseClosed(case_id=case_id, outcome="published"),
        PassRevoked(case_id=case_id),
        ReapplicationOpened(first_day=date(2028, 6, 29), fell_due_on=date(2028, 6, 29)),
    ]


def consultancy_history() -> list[Step]:
    """Able, mandated, somebody left, the mandate ended early."""
    left = StaffLeft(reference="s1", left_on=date(2026, 9, 1))
    return [
        *register.able_consultancy(),
        ConsultancyRenamed(name="示例新名咨询", evidence_digest=None),
        ConsultancyCodeChanged(credit_code=register.OTHER_CODE, evidence_digest=None),
        left,
        register.mandate_granted(),
        MandateEnded(enterprise_id=register.ENTERPRISE_ID, ended_on=date(2026, 6, 30)),
    ]


def person_history() -> list[Step]:
    """Two roles, one of them taken back."""
    return [
        RoleGranted(role="bureau-officer", organisation=None),
        RoleGranted(role="district-officer", organisation="440305"),
        RoleRevoked(role="bureau-officer", organisation=None, reasons=()),
    ]


def list_history() -> list[Step]:
    """Published, then one entry mended and one struck off."""
    entries = (lists.entry(1), lists.entry(2, result="fail", grade=None))
    return [*lists.HISTORY, (ListCorrected(edition=2, entries=entries, reason="更正"), stamp(date(2026, 6, 9), APPROVER))]


def delivered_later() -> OpinionDelivered:
    """The opinion reached the enterprise four days after the visit; the month runs from then."""
    deadline = acceptance.accepted(None, delivered_on=None).revision_deadline
    return OpinionDelivered(delivered_on=date(2026, 10, 19), evidence_digest=None, revision_deadline=deadline)
