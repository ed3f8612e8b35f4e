"""Registers, lists, due days and capacities as the pages ask for them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

from domain.case.events.audit import PlatformReceiptRecorded
from domain.fact import Capacity
from domain.register.events import CaseOpened, MergedInto, Passed, RepeatAdmitted
from projections import capacities, consultancies, due_dates_asked, enterprises, experts, panel_seats, plan_calls, results
from projections.catch_up import Projector
from projections.read_models import READ_MODELS
from tests.examples import acceptance, grading, lists, panel, plan, register, revision
from tests.projections.histories import CALL, CASE, PERSON, PUBLIC_LIST, WITHDRAWN, MemoryLog, new_visit, on
from tests.scenario import stamp

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection, Engine, RowMapping

    from tests.projections.histories import Step

CONSULTANCY = register.CONSULTANCY_ID
ENTERPRISE = register.ENTERPRISE_ID


@pytest.fixture
def reading(projector: Projector, engine: Engine) -> Connection:
    projector.catch_up()
    return engine.connect()


# ------------------------------------------------------------------------------------------------------------------- lists


def test_a_published_list_stands_with_its_entries_as_corrected(reading: Connection) -> None:
    found = results.public_list(reading, PUBLIC_LIST)
    assert found is not None
    assert (found["number"], found["edition"], found["entries"], found["state"]) == (lists.NUMBER, 2, 2, "published")
    assert [(row["name"], row["result"], row["corrected"], row["struck_off"]) for row in results.entries(reading, PUBLIC_LIST)] == [
        ("示例企业1", "pass", False, False),
        ("示例企业2", "fail", True, False),
        ("示例企业3", "pass", False, True),
    ]
    reading.close()


@pytest.mark.parametrize(("text", "places"), [("", 3), ("示例企业2", 1), ("91440300ma5example", 3), ("没有", 0), ("%", 0), ("_", 0)])
def test_the_public_searches_by_name_or_code(reading: Connection, text: str, places: int) -> None:
    assert len(results.published_results(reading, text)) == places
    reading.close()


def test_a_draft_is_not_public(engine: Engine) -> None:
    with reading_after(engine, (PUBLIC_LIST, [lists.drafted()])) as connection:
        assert results.lists(connection) == []
        assert results.published_results(connection) == []
        assert [row["title"] for row in results.lists(connection, state="draft")] == ["2026年第一批验收结果"]


def test_the_lists_a_case_stands_on_are_found(reading: Connection) -> None:
    assert [row["struck_off"] for row in results.lists_of(reading, lists.entry(3).subject_id)] == [True]
    reading.close()


# --------------------------------------------------------------------------------------------------------------- due days


def reading_after(engine: Engine, *streams: tuple[UUID, Sequence[Step]]) -> Connection:
    log = MemoryLog()
    for aggregate, history in streams:
        log.append(aggregate, *history)
    projector = Projector(engine, log, READ_MODELS, batch=7)
    projector.prepare()
    projector.catch_up()
    return engine.connect()


def due(connection: Connection, kind: str = "revision", day: date = date(2100, 1, 1)) -> list[tuple[date, str]]:
    return [(row["due_on"], row["state"]) for row in due_dates_asked.due_by(connection, day, kind)]


@pytest.mark.parametrize(
    ("history", "running"),
    [
        (acceptance.accepted_case(), [acceptance.LAST_DAY]),
        # Received, returned within the term, and the term runs again.
        (revision.revised_case(), []),
        ([*revision.revised_case(), revision.returned()], [acceptance.LAST_DAY]),
        # Recorded once, it is not due a second time.
        (revision.lapsed_case(), []),
        # The platform had the papers in time.
        (
            [
                *revision.lapsed_case(),
                PlatformReceiptRecorded(act="revised", platform=revision.on_platform().platform, undid_lapse=True),  # type: ignore[arg-type]
            ],
            [],
        ),
        # Held again, the old term is void.
        (new_visit(), []),
        ([*plan.listed_plan(), *grading.PUBLISHED_PASS], []),
    ],
)
def test_the_term_for_final_papers_runs_until_it_is_met_or_recorded(engine: Engine, history: Sequence[Step], running: list[date]) -> None:
    with reading_after(engine, (CASE, history)) as connection:
        assert [day for day, _ in due(connection)] == running


def test_a_term_is_due_only_when_its_day_has_come(engine: Engine) -> None:
    with reading_after(engine, (CASE, acceptance.accepted_case())) as connection:
        assert due(connection, day=acceptance.LAST_DAY - timedelta(days=1)) == []
        assert due(connection, day=acceptance.LAST_DAY) == [(acceptance.LAST_DAY, "running")]


def test_publication_starts_notice_and_objection(engine: Engine) -> None:
    with reading_after(engine, (CASE, [*plan.listed_plan(), *grading.PUBLISHED_PASS])) as connection:
        assert len(due(connection, "notice")) == 1
        assert len(due(connection, "objection")) == 1


def passed(case: int, decided_on: date, first_day: date) -> Passed:
    return Passed(case_id=UUID(int=case), decided_on=decided_on, window_last_day=first_day - timedelta(days=1), first_day=first_day)


FIRST, SECOND = passed(1, date(2020, 4, 1), date(2025, 4, 2)), passed(2, date(2026, 4, 1), date(2031, 4, 2))


def test_only_the_last_pass_opens_a_reapplication(engine: Engine) -> None:
    with reading_after(engine, (ENTERPRISE, [register.enterprise_registered(), FIRST, SECOND])) as connection:
        assert [day for day, _ in due(connection, "reapplication")] == [SECOND.first_day]


def test_a_pass_taken_away_lets_the_one_before_it_run_again(reading: Connection) -> None:
    """In the log the later pass was revoked and the older one's day was recorded."""
    assert due(reading, "reapplication") == []
    found = enterprises.enterprise(reading, ENTERPRISE)
    assert found is not None
    assert found["first_day"] == date(2028, 6, 29)
    reading.close()


def test_an_enterprise_that_ended_opens_nothing(engine: Engine) -> None:
    merged = MergedInto(enterprise_id=UUID(int=5), evidence_digest=None)
    with reading_after(engine, (ENTERPRISE, [register.enterprise_registered(), SECOND, merged])) as connection:
        assert due(connection, "reapplication") == []


def test_a_day_that_awaits_a_notice_is_found(engine: Engine) -> None:
    history = [*plan.listed_plan(), grading.accepted()]
    fact = history[-1]
    late = awaiting(fact)
    with reading_after(engine, (CASE, [*history[:-1], late])) as connection:
        assert [row["awaits"] for row in due_dates_asked.provisional(connection)] == [[2027]]


def awaiting(fact: Any) -> Any:
    import msgspec  # noqa: PLC0415  used once

    deadline = msgspec.structs.replace(fact.revision_deadline, provisional=True, awaits=(2027,))
    return msgspec.structs.replace(fact, revision_deadline=deadline)


# -------------------------------------------------------------------------------------------------------------- register


def test_an_enterprise_stands_under_its_present_name_with_its_standing_passes(reading: Connection) -> None:
    found = enterprises.enterprise(reading, ENTERPRISE)
    assert found is not None
    assert (found["name"], found["open_case_id"], found["last_pass_on"]) == ("深圳市示例乙电子有限公司", None, date(2023, 6, 28))
    assert enterprises.names(reading, [ENTERPRISE]) == {ENTERPRISE: found["name"]}
    reading.close()


def test_a_later_code_leads_to_the_enterprise_that_bears_it(reading: Connection) -> None:
    from tests.projections.histories import ALIAS  # noqa: PLC0415  used once

    found = enterprises.enterprise(reading, ALIAS)
    assert found is not None
    assert found["enterprise_id"] == ENTERPRISE
    assert [row["enterprise_id"] for row in enterprises.enterprises_named(reading, "示例")] == [ENTERPRISE]
    assert enterprises.total(reading) == 1
    reading.close()


def test_an_admission_is_used_up_by_the_repeat(engine: Engine) -> None:
    admitted = RepeatAdmitted(reason="技改", window_last_day=date(2031, 4, 1))
    opened = CaseOpened(case_id=CASE, case_number="QJ-2026-000009", application="repeat")
    with reading_after(engine, (ENTERPRISE, [register.enterprise_registered(), admitted])) as connection:
        assert found(enterprises.enterprise(connection, ENTERPRISE))["repeat_admitted"]
    other = UUID(int=8)
    with reading_after(
        engine, (ENTERPRISE, [register.enterprise_registered(), admitted]), (other, [register.enterprise_registered(), admitted, opened])
    ) as connection:
        assert not found(enterprises.enterprise(connection, other))["repeat_admitted"]


def found(row: RowMapping | None) -> RowMapping:
    assert row is not None
    return row


def test_a_mandate_ended_early_runs_until_that_day(reading: Connection) -> None:
    (first, *_) = consultancies.mandates(reading, ENTERPRISE)
    assert first["name"]
    assert consultancies.clients(reading, CONSULTANCY, date(2026, 6, 30)) == [ENTERPRISE]
    assert consultancies.clients(reading, CONSULTANCY, date(2026, 7, 1)) == []
    reading.close()


def test_a_consultancy_stands_under_its_name_and_code_of_today(reading: Connection) -> None:
    row = found(consultancies.consultancy(reading, CONSULTANCY))
    assert (row["name"], row["credit_code"]) == ("示例新名咨询", register.OTHER_CODE)
    reading.close()


def test_a_consultancys_staff_is_known_by_reference_only(reading: Connection) -> None:
    row = found(consultancies.consultancy(reading, CONSULTANCY))
    assert "s1" not in row["staff"]
    assert [each["consultancy_id"] for each in consultancies.all_consultancies(reading)] == [CONSULTANCY]
    reading.close()


def test_experts_stand_with_their_ties(reading: Connection) -> None:
    assert [row["expert_id"] for row in experts.all_experts(reading)] == [panel.ENERGY]
    assert found(experts.expert(reading, panel.ENERGY))["fields"]
    assert [(row["expert_id"], row["kind"]) for row in experts.ties(reading, [CONSULTANCY, ENTERPRISE])] == [(panel.ENERGY, "client")]
    reading.close()


def test_a_person_chooses_among_the_roles_held_today(reading: Connection) -> None:
    assert capacities.capacities_of(reading, PERSON) == [Capacity(str(PERSON), "district-officer", "440305")]
    assert capacities.holders(reading, "district-officer") == [str(PERSON)]
    assert capacities.holders(reading, "district-officer", "440306") == []
    assert capacities.holders(reading, "bureau-officer") == []
    reading.close()


def test_a_call_extended_closes_later(reading: Connection) -> None:
    assert [(row["call_id"], row["batch"], row["closes_on"]) for row in plan_calls.calls(reading)] == [(CALL, 1, date(2026, 4, 15))]
    reading.close()


# ------------------------------------------------------------------------------------------------------------------ panel


def test_seats_show_who_sits_and_whose_sheet_is_locked(reading: Connection) -> None:
    seats = {row["expert_id"]: row for row in panel_seats.seats(reading, WITHDRAWN)}
    assert {expert: (row["status"], row["appointed"], row["sheet_status"]) for expert, row in seats.items()} == {
        panel.INDUSTRY: ("confirmed", True, "void"),
        panel.PRODUCTION: ("confirmed", True, "locked"),
        panel.ENERGY: ("left", False, None),
        panel.SPARE: ("confirmed", True, "locked"),
    }
    assert seats[panel.ENERGY]["left_for"] == "recusal"
    reading.close()


def test_the_load_counts_panels_with_a_sheet_to_fill_in(engine: Engine) -> None:
    with reading_after(engine, (CASE, panel.visit_case()), (WITHDRAWN, [*panel.visit_case()])) as connection:
        assert panel_seats.load(connection)[panel.INDUSTRY] == 2


def test_a_vacancy_outlasts_a_new_invitation_of_the_one_who_left(engine: Engine) -> None:
    again = [*panel.panel_case(), *on(panel.PANEL_ON, panel.withdrew(panel.ENERGY), panel.invited(panel.ENERGY))]
    with reading_after(engine, (CASE, again)) as connection:
        (row,) = (row for row in panel_seats.seats(connection, CASE) if row["expert_id"] == panel.ENERGY)
    assert (row["status"], row["vacant"]) == ("invited", True)
    assert stamp().on <= panel.PANEL_ON
