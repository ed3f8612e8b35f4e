"""Named examples of the register: credit codes, enterprises, consultancies, experts. All fictional."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from domain.law.reason import Reason
from domain.register import events, person_events
from domain.register.certificate import Certificate
from domain.register.credit_code import check_character, consultancy_id, enterprise_id


def credit_code(number: int = 1) -> str:
    """A valid code of its own for each number."""
    body = f"91440300MA{number:07d}"
    return body + check_character(body)


CODE = credit_code(1)
OTHER_CODE = credit_code(2)
CONSULTANCY_CODE = credit_code(9001)
ENTERPRISE_ID = enterprise_id(CODE)
CONSULTANCY_ID = consultancy_id(CONSULTANCY_CODE)
EXPERT_ID = UUID("00000000-0000-4000-8000-0000000000e1")
CASE_ID = UUID("00000000-0000-4000-8000-0000000000c1")
OTHER_CASE_ID = UUID("00000000-0000-4000-8000-0000000000c2")
DIGEST = "ab" * 32
REASON = Reason("材料不全")


def enterprise_registered(code: str = CODE, name: str = "深圳市示例甲电子有限公司") -> events.EnterpriseRegistered:
    return events.EnterpriseRegistered(credit_code=code, name=name)


def case_opened(case_id: UUID = CASE_ID, number: str = "QJ-2026-000001", application: str = "first") -> events.CaseOpened:
    return events.CaseOpened(case_id=case_id, case_number=number, application=application)


def case_closed(case_id: UUID = CASE_ID, outcome: str = "published") -> events.CaseClosed:
    return events.CaseClosed(case_id=case_id, outcome=outcome)


def passed(
    decided_on: date = date(2024, 6, 28),
    last: date = date(2029, 6, 28),
    first: date = date(2029, 6, 29),
    case_id: UUID = CASE_ID,
) -> events.Passed:
    return events.Passed(case_id=case_id, decided_on=decided_on, window_last_day=last, first_day=first)


def prior_pass(passed_on: date = date(2023, 6, 28), last: date = date(2028, 6, 28), first: date = date(2028, 6, 29)) -> events.PriorPassRecorded:
    return events.PriorPassRecorded(
        passed_on=passed_on, rule_document="sz-2019-9", source="declared", evidence_digest=None, window_last_day=last, first_day=first
    )


def consultancy_registered() -> events.ConsultancyRegistered:
    return events.ConsultancyRegistered(credit_code=CONSULTANCY_CODE, name="示例汇澄技术咨询有限公司")


def consultancy_profiled() -> events.ConsultancyProfiled:
    return events.ConsultancyProfiled(legal_person=True, quality_system=True, instruments=True, evidence_digest=DIGEST)


def staff_entered(reference: str = "s1", valid_to: date | None = date(2027, 12, 31), title_level: str = "senior") -> events.StaffEntered:
    return events.StaffEntered(
        reference=reference,
        title_level=title_level,
        title_related=True,
        technical=True,
        certificates=(Certificate("auditor-training", "guangdong", valid_to),),
        name=f"示例{reference}工",
        certificate_numbers=(f"示例-{reference}",),
    )


def mandate_granted(enterprise: UUID = ENTERPRISE_ID, from_on: date = date(2026, 1, 1), until_on: date = date(2027, 12, 31)) -> events.MandateGranted:
    return events.MandateGranted(enterprise_id=enterprise, from_on=from_on, until_on=until_on)


def able_consultancy() -> tuple[events.ConsultancyRegistered | events.ConsultancyProfiled | events.StaffEntered | events.MandateGranted, ...]:
    """A consultancy that meets article 10 and is mandated by the example enterprise."""
    return (consultancy_registered(), consultancy_profiled(), *(staff_entered(f"s{each}") for each in range(1, 5)), mandate_granted())


def expert_registered(title_level: str = "senior") -> person_events.ExpertRegistered:
    return person_events.ExpertRegistered(person="p-expert", title_level=title_level, practising_since=date(2000, 7, 1), fields=("industry",))
