"""A list is published with its cases in one transaction, or not at all."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec
import pytest

from application.commands.lists import CorrectList, DiscardList, DraftList, PublishList
from application.commands.planning import EnterMandatoryList
from application.commands.register import RenameEnterprise
from application.outcome import NotFoundError, StaleError
from domain.case.audit_case import AuditCase
from domain.case.events.grade import PublicationCorrected
from domain.law.refusal import Refused
from domain.lists.public_list import PublicList
from domain.register.consultancy import Consultancy
from domain.register.credit_code import enterprise_id
from domain.register.enterprise import Enterprise
from tests.application.put_on_record import at_nine, put_on_record
from tests.examples.grading import IN_ORDER, PUBLISHED_ON, correction_proposed, graded
from tests.examples.plan import endorsed, planned, reported
from tests.examples.register import CONSULTANCY_ID, case_opened, consultancy_registered, credit_code, enterprise_registered
from tests.examples.review import prechecked
from tests.scenario import APPROVER, OFFICER

if TYPE_CHECKING:
    from application.casework import Casework
    from application.clock import SetClock
    from application.outcome import Answer

GRADED = (*IN_ORDER, graded())
REMEDIES = "公示期内可书面实名提出异议。"


def case_id(number: int) -> UUID:
    return UUID(f"00000000-0000-4000-8000-{number:012}")


def case_number(number: int) -> str:
    return f"QJ-2026-{number:06}"


def given_cases(casework: Casework, count: int, *history: Any) -> tuple[UUID, ...]:
    """So many cases of as many enterprises, each with this history after its plan."""
    histories: list[Any] = []
    for number in range(1, count + 1):
        code = credit_code(number)
        plan = msgspec.structs.replace(planned(case_number(number), credit_code=code), enterprise_id=enterprise_id(code))
        opened = case_opened(case_id(number), case_number(number))
        histories.append((AuditCase, case_id(number), (plan, *history)))
        histories.append((Enterprise, enterprise_id(code), (enterprise_registered(code, f"示例企业{number}"), opened)))
    put_on_record(casework, *histories)
    return tuple(case_id(number) for number in range(1, count + 1))


def draft(casework: Casework, kind: str, subjects: tuple[UUID, ...]) -> UUID:
    created = casework.handle(DraftList(kind=kind, year=2026, title="示例名单", subjects=subjects), OFFICER).created
    assert created is not None
    return created


def publish(casework: Casework, list_id: UUID, on: date = PUBLISHED_ON) -> Answer:
    asked = PublishList(list_id=list_id, number="示例1号", published_on=on, address="https://example.org", remedies=REMEDIES)
    return casework.handle(asked, APPROVER)


def case_of(casework: Casework, number: int) -> AuditCase:
    return AuditCase(case_id(number)).replay((recorded.fact, recorded.stamp) for recorded in casework.events.get(case_id(number)))


def list_of(casework: Casework, list_id: UUID) -> PublicList:
    return PublicList(list_id).replay((recorded.fact, recorded.stamp) for recorded in casework.events.get(list_id))


def enterprise_of(casework: Casework, number: int) -> Enterprise:
    found = enterprise_id(credit_code(number))
    return Enterprise(found).replay((recorded.fact, recorded.stamp) for recorded in casework.events.get(found))


@pytest.mark.parametrize(
    ("kind", "history", "state"),
    [
        ("plan", (endorsed(), reported()), "plan-listed"),
        ("acceptance", (prechecked(),), "listed-for-acceptance"),
        ("results", GRADED, "published"),
    ],
)
def test_every_case_moves_with_its_list(casework: Casework, clock: SetClock, kind: str, history: tuple[Any, ...], state: str) -> None:
    subjects = given_cases(casework, 3, *history)
    at_nine(clock, PUBLISHED_ON)
    list_id = draft(casework, kind, subjects)
    publish(casework, list_id)
    assert [case_of(casework, number).state for number in (1, 2, 3)] == [state] * 3
    published = list_of(casework, list_id)
    assert (published.state, [each.name for each in published.entries.values()]) == ("published", ["示例企业1", "示例企业2", "示例企业3"])


def test_a_published_result_closes_the_case_for_its_enterprise(casework: Casework, clock: SetClock) -> None:
    subjects = given_cases(casework, 2, *GRADED)
    at_nine(clock, PUBLISHED_ON)
    publish(casework, draft(casework, "results", subjects))
    assert [enterprise_of(casework, number).open_case for number in (1, 2)] == [None, None]


@pytest.mark.parametrize(("on", "remark"), [(date(2026, 5, 20), None), (date(2026, 5, 21), "published-late")])
def test_results_published_after_20_working_days_are_published_with_a_warning(
    casework: Casework, clock: SetClock, on: date, remark: str | None
) -> None:
    subjects = given_cases(casework, 1, *GRADED)
    at_nine(clock, on)
    assert publish(casework, draft(casework, "results", subjects), on).remark == remark
    assert case_of(casework, 1).state == "published"


def test_facts_in_a_case_are_stamped_with_the_rule_set_of_the_case(casework: Casework, clock: SetClock) -> None:
    subjects = given_cases(casework, 1, *GRADED)
    at_nine(clock, PUBLISHED_ON)
    publish(casework, draft(casework, "results", subjects))
    last = list(casework.events.get(case_id(1)))[-1]
    assert last.stamp.rule_set_digest == casework.rulebook.rule_set(case_of(casework, 1).rule_set).digest


def test_a_case_that_moved_since_the_draft_stops_the_whole_list_and_is_named(casework: Casework, clock: SetClock) -> None:
    subjects = given_cases(casework, 3, *GRADED)
    at_nine(clock, PUBLISHED_ON)
    list_id = draft(casework, "results", subjects)
    publish(casework, draft(casework, "results", (subjects[1],)))
    with pytest.raises(Refused, check=lambda no: no.code == "list-entry-moved") as refused:
        publish(casework, list_id)
    assert [each.parameters["name"] for each in refused.value.every] == ["示例企业2"]
    assert [case_of(casework, number).state for number in (1, 2, 3)] == ["graded", "published", "graded"]
    assert list_of(casework, list_id).state == "draft"


def test_a_case_that_may_not_be_published_stops_the_whole_list_and_is_named(casework: Casework, clock: SetClock) -> None:
    given_cases(casework, 2, *GRADED)
    doubted = UUID(int=99)
    code = credit_code(99)
    plan = msgspec.structs.replace(planned(case_number(99)), enterprise_id=enterprise_id(code))
    put_on_record(
        casework,
        (AuditCase, doubted, (plan, *GRADED, correction_proposed())),
        (Enterprise, enterprise_id(code), (enterprise_registered(code, "示例企业99"), case_opened(doubted))),
    )
    at_nine(clock, PUBLISHED_ON)
    list_id = draft(casework, "results", (case_id(1), doubted, case_id(2)))
    with pytest.raises(Refused, check=lambda no: no.code == "list-entry-refused") as refused:
        publish(casework, list_id)
    assert [each.parameters["name"] for each in refused.value.every] == ["示例企业99"]
    assert [case_of(casework, number).state for number in (1, 2)] == ["graded", "graded"]


def test_an_enterprise_put_on_the_mandatory_list_meanwhile_is_not_listed_for_acceptance(casework: Casework, clock: SetClock) -> None:
    subjects = given_cases(casework, 2, prechecked())
    at_nine(clock, PUBLISHED_ON)
    list_id = draft(casework, "acceptance", subjects)
    entered = EnterMandatoryList(
        year=2026, authority="示例生态环境局", document="示例〔2026〕5号", published_on=date(2026, 5, 1), credit_codes=(credit_code(2),)
    )
    casework.handle(entered, OFFICER)
    with pytest.raises(Refused, check=lambda no: no.code == "list-entry-refused") as refused:
        publish(casework, list_id)
    assert [(each.parameters["name"], str(each.citation)) for each in refused.value.every] == [("示例企业2", "15(2)")]


def test_two_publications_of_one_draft_publish_once(casework: Casework, clock: SetClock) -> None:
    subjects = given_cases(casework, 1, *GRADED)
    at_nine(clock, PUBLISHED_ON)
    list_id = draft(casework, "results", subjects)
    publish(casework, list_id)
    with pytest.raises(Refused, check=lambda no: no.code == "list-not-a-draft"):
        publish(casework, list_id)


def test_a_discarded_draft_leaves_its_cases_where_they_were(casework: Casework, clock: SetClock) -> None:
    subjects = given_cases(casework, 1, *GRADED)
    at_nine(clock, PUBLISHED_ON)
    list_id = draft(casework, "results", subjects)
    casework.handle(DiscardList(list_id=list_id, reason="重新核对"), OFFICER)
    assert (list_of(casework, list_id).state, case_of(casework, 1).state) == ("discarded", "graded")


def test_a_list_of_consultancies_marks_each_of_them(casework: Casework, clock: SetClock) -> None:
    put_on_record(casework, (Consultancy, CONSULTANCY_ID, (consultancy_registered(),)))
    at_nine(clock, PUBLISHED_ON)
    publish(casework, draft(casework, "consultancies", (CONSULTANCY_ID,)))
    consultancy = Consultancy(CONSULTANCY_ID).replay((recorded.fact, recorded.stamp) for recorded in casework.events.get(CONSULTANCY_ID))
    assert consultancy.listed is not None
    assert consultancy.listed.listed_on == PUBLISHED_ON


def test_a_correction_prints_the_record_anew_and_leaves_a_fact_in_the_case(casework: Casework, clock: SetClock) -> None:
    subjects = given_cases(casework, 2, *GRADED)
    at_nine(clock, PUBLISHED_ON)
    list_id = draft(casework, "results", subjects)
    publish(casework, list_id)
    rename(casework, 2)
    casework.handle(CorrectList(list_id=list_id, renewed=(case_id(2),), reason="企业更名"), APPROVER)
    corrected = list_of(casework, list_id)
    assert (corrected.edition, [each.name for each in corrected.entries.values()]) == (2, ["示例企业1", "示例更名企业"])
    assert case_of(casework, 2).publication_corrections == (
        PublicationCorrected(list_id=list_id, list_version=2, change="name: 示例企业2 → 示例更名企业", reason="企业更名"),
    )
    assert case_of(casework, 1).publication_corrections == ()


def rename(casework: Casework, number: int) -> None:
    casework.handle(RenameEnterprise(enterprise_id=enterprise_id(credit_code(number)), name="示例更名企业"), OFFICER)


def test_a_list_names_subjects_that_exist(casework: Casework, clock: SetClock) -> None:
    given_cases(casework, 1, *GRADED)
    with pytest.raises(NotFoundError):
        draft(casework, "results", (case_id(7),))
    with pytest.raises(NotFoundError):
        draft(casework, "consultancies", (case_id(1),))


def test_an_officer_who_looked_at_an_older_list_is_told_it_moved(casework: Casework, clock: SetClock) -> None:
    list_id = draft(casework, "results", given_cases(casework, 1, *GRADED))
    casework.handle(DiscardList(list_id=list_id, reason="重新核对"), OFFICER)
    with pytest.raises((StaleError, Refused)):
        casework.handle(DiscardList(list_id=list_id, reason="重新核对"), OFFICER, expected_version=1)


def test_a_long_list_is_one_transaction(casework: Casework, clock: SetClock) -> None:
    subjects = given_cases(casework, 200, *GRADED)
    at_nine(clock, PUBLISHED_ON)
    list_id = draft(casework, "results", subjects)
    before = casework.recorder.max_notification_id() or 0
    publish(casework, list_id)
    assert (casework.recorder.max_notification_id() or 0) - before == 2 * len(subjects) + 1
    assert case_of(casework, 200).state == "published"
