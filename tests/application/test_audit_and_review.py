"""From the plan list to the acceptance list by real commands, and the ways a case ends before it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from application.commands.audit import RecordPlatformReceipt, RegisterAudit, ReturnSubmission, SubmitForAcceptance
from application.commands.endings import DiscontinueCase, WithdrawCase
from application.commands.lists import DraftList, PublishList
from application.commands.planning import EndorsePlan, PlanCase, ReportBatch
from application.commands.review import DecidePenaltyMatch, FailPrecheck, FilePenaltyReply, HearEnterprise, PassPrecheck, ProposeAdverseAct
from domain.case.audit_case import AuditCase
from domain.case.events.audit import Registered
from domain.fact import Capacity
from domain.law.refusal import Refused
from domain.register.enterprise import Enterprise
from tests.examples.audit import DIGEST, REGISTERED_ON, SUBMITTED_ON, defect, receipt, registration, submission
from tests.examples.plan import DISTRICT_OFFICER, form
from tests.examples.register import ENTERPRISE_ID
from tests.examples.review import QUERIED_ON, REASONS, REPLIED_ON, REVIEWED_ON, checklist, penalty
from tests.scenario import APPROVER, OFFICER

if TYPE_CHECKING:
    from uuid import UUID

    from application.casework import Casework
    from application.clock import SetClock

FILLER = Capacity(person="p-filler", role="enterprise-filler", organisation=str(ENTERPRISE_ID))
SIGNER = Capacity(person="p-signer", role="enterprise-signer", organisation=str(ENTERPRISE_ID))


def at_nine(clock: SetClock, on: date) -> None:
    clock.moment = datetime(on.year, on.month, on.day, 1, 0, tzinfo=UTC)


def on_the_plan_list(casework: Casework) -> UUID:
    case_id = casework.handle(PlanCase(form=form()), FILLER).created
    assert case_id is not None
    casework.handle(EndorsePlan(case_id=case_id), DISTRICT_OFFICER)
    casework.handle(ReportBatch(number="示例报〔2026〕1号", case_ids=(case_id,)), DISTRICT_OFFICER)
    publish(casework, "plan", case_id)
    return case_id


def publish(casework: Casework, kind: str, case_id: UUID) -> None:
    list_id = casework.handle(DraftList(kind=kind, year=2026, title="示例名单", subjects=(case_id,)), OFFICER).created
    assert list_id is not None
    on = casework.clock.now().date()
    casework.handle(PublishList(list_id=list_id, number=f"示例{kind}〔2026〕1号", published_on=on, address="https://example.org"), APPROVER)


def members_of(filed: Any) -> dict[str, Any]:
    return {name: getattr(filed, name) for name in filed.__struct_fields__}


def registered(casework: Casework, clock: SetClock) -> UUID:
    case_id = on_the_plan_list(casework)
    at_nine(clock, REGISTERED_ON)
    casework.handle(RegisterAudit(case_id=case_id, **members_of(registration())), FILLER)
    return case_id


def submitted(casework: Casework, clock: SetClock) -> UUID:
    case_id = registered(casework, clock)
    at_nine(clock, SUBMITTED_ON)
    casework.handle(SubmitForAcceptance(case_id=case_id, **members_of(submission())), SIGNER)
    return case_id


def reply_filed(casework: Casework, clock: SetClock, case_id: UUID, *matches: Any) -> None:
    at_nine(clock, REVIEWED_ON)
    asked = FilePenaltyReply(
        case_id=case_id, source="市生态环境局示例处", queried_on=QUERIED_ON, replied_on=REPLIED_ON, reply_digest=DIGEST, matches=matches
    )
    casework.handle(asked, OFFICER)


def state_of(casework: Casework, case_id: UUID) -> AuditCase:
    return AuditCase(case_id).replay((recorded.fact, recorded.stamp) for recorded in casework.events.get(case_id))


def open_case(casework: Casework) -> UUID | None:
    enterprise = Enterprise(ENTERPRISE_ID).replay((recorded.fact, recorded.stamp) for recorded in casework.events.get(ENTERPRISE_ID))
    return enterprise.open_case.case_id if enterprise.open_case else None


def test_a_case_runs_from_the_plan_list_to_the_acceptance_list(casework: Casework, clock: SetClock) -> None:
    case_id = submitted(casework, clock)
    reply_filed(casework, clock, case_id, penalty())
    dismissed = DecidePenaltyMatch(case_id=case_id, reference=penalty().reference, concerns_enterprise=False, note="同名企业")
    casework.handle(dismissed, OFFICER)
    casework.handle(PassPrecheck(case_id=case_id, checklist=checklist()), OFFICER)
    publish(casework, "acceptance", case_id)
    case = state_of(casework, case_id)
    assert case.state == "listed-for-acceptance"
    assert list(case.milestone_on) == ["Planned", "Registered", "Submitted", "Prechecked"]


def test_what_was_registered_comes_back_from_the_record_as_it_went_in(casework: Casework, clock: SetClock) -> None:
    case = state_of(casework, registered(casework, clock))
    assert case.registered is not None
    filed = registration()
    assert {name: getattr(case.registered, name) for name in filed.__struct_fields__} == members_of(filed)
    assert Registered.TOPIC == "case.Registered"


def test_a_returned_application_is_handed_in_again_as_a_whole(casework: Casework, clock: SetClock) -> None:
    case_id = submitted(casework, clock)
    casework.handle(ReturnSubmission(case_id=case_id, defects=(defect(),)), OFFICER)
    casework.handle(SubmitForAcceptance(case_id=case_id, **members_of(submission())), SIGNER)
    case = state_of(casework, case_id)
    assert case.submitted is not None
    assert (case.state, case.submitted.round) == ("submitted", 2)


def test_a_failed_precheck_closes_the_case_and_the_enterprise_may_plan_again_at_once(casework: Casework, clock: SetClock) -> None:
    case_id = submitted(casework, clock)
    reply_filed(casework, clock, case_id, penalty())
    casework.handle(DecidePenaltyMatch(case_id=case_id, reference=penalty().reference, concerns_enterprise=True), OFFICER)
    casework.handle(ProposeAdverseAct(case_id=case_id, act="precheck-failure", reasons=REASONS), OFFICER)
    casework.handle(HearEnterprise(case_id=case_id, act="precheck-failure", heard_on=REVIEWED_ON, statement="正在复议。"), OFFICER)
    with pytest.raises(Refused, check=lambda no: no.code == "proposer-cannot-decide"):
        casework.handle(FailPrecheck(case_id=case_id, checklist=checklist()), Capacity(person=OFFICER.person, role="bureau-approver"))
    assert open_case(casework) == case_id
    casework.handle(FailPrecheck(case_id=case_id, checklist=checklist()), APPROVER)
    assert state_of(casework, case_id).state == "precheck-failed"
    assert open_case(casework) is None
    again = casework.handle(PlanCase(form=form()), FILLER)
    assert open_case(casework) == again.created


def test_a_withdrawn_case_is_closed_for_the_enterprise_too(casework: Casework, clock: SetClock) -> None:
    case_id = registered(casework, clock)
    casework.handle(WithdrawCase(case_id=case_id, reason="生产线停产"), SIGNER)
    assert state_of(casework, case_id).state == "withdrawn"
    assert open_case(casework) is None


def test_a_discontinued_case_is_closed_for_the_enterprise_too(casework: Casework, clock: SetClock) -> None:
    case_id = registered(casework, clock)
    casework.handle(ProposeAdverseAct(case_id=case_id, act="discontinuation", reasons=REASONS), OFFICER)
    casework.handle(HearEnterprise(case_id=case_id, act="discontinuation", heard_on=REGISTERED_ON, waived=True), OFFICER)
    casework.handle(DiscontinueCase(case_id=case_id), APPROVER)
    assert state_of(casework, case_id).state == "discontinued"
    assert open_case(casework) is None


def test_a_receipt_of_the_platform_is_entered_later(casework: Casework, clock: SetClock) -> None:
    case_id = registered(casework, clock)
    casework.handle(RecordPlatformReceipt(case_id=case_id, act="registered", platform=receipt()), OFFICER)
    assert state_of(casework, case_id).platform_receipts == {"registered": receipt()}


def test_a_refused_application_leaves_nothing_in_the_case(casework: Casework, clock: SetClock) -> None:
    case_id = registered(casework, clock)
    before = state_of(casework, case_id).version
    with pytest.raises(Refused, check=lambda no: no.code == "statement-missing"):
        casework.handle(SubmitForAcceptance(case_id=case_id, **members_of(submission(statements=()))), SIGNER)
    assert state_of(casework, case_id).version == before
