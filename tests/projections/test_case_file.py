"""The case file says of a case what the case itself says."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec
import pytest

from domain.case.audit_case import AuditCase
from domain.case.events.plan import Planned
from domain.fact import Capacity
from projections import case_file
from projections.case_file import CASES, CaseFilter
from projections.case_file_facts import STATES
from projections.catch_up import Projector
from projections.read_models import READ_MODELS
from tests.examples import acceptance, grading, panel, plan, register, review, revision
from tests.projections.folding import Folded
from tests.projections.histories import (
    CALL,
    CASE,
    RETURNED,
    WITHDRAWN,
    MemoryLog,
    extension,
    form_amended,
    new_visit,
    on,
    published_and_corrected,
    replaced_panel,
    transferred,
    whole_log,
)
from tests.scenario import stamp

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Engine, RowMapping

    from domain.fact import Fact
    from projections.rows import Row
    from tests.projections.histories import Step

TODAY = date(2026, 11, 20)
BUREAU = Capacity("p-officer", "bureau-officer")

HISTORIES: dict[str, list[Step]] = {
    "corrected": [*plan.listed_plan(), *published_and_corrected()],
    "held-again": new_visit(),
    "revised": list(revision.revised_case()),
    "lapsed": [*revision.lapsed_case(), *extension(), *on(date(2026, 11, 20), revision.revised(), revision.returned())],
    "recused": replaced_panel(),
    "prechecked": list(review.acceptance_listed_case()),
    "moved": [plan.planned(), plan.returned(), form_amended(), transferred(), plan.endorsed()],
    "failed-precheck": list(review.failure_proposed(review.penalty())),
    "held-again-after-result": [
        *plan.listed_plan(),
        *grading.PUBLISHED_PASS,
        *new_visit()[-1:],
        *on(date(2026, 6, 20), panel.scheduled(), acceptance.accepted()),
    ],
}


def row_of(engine: Engine, log: MemoryLog, case_id: UUID = CASE) -> RowMapping:
    projector = Projector(engine, log, READ_MODELS, batch=7)
    projector.prepare()
    projector.catch_up()
    with engine.connect() as connection:
        found = case_file.case(connection, case_id)
    assert found is not None
    return found


@pytest.mark.parametrize("name", HISTORIES)
def test_after_every_event_the_file_agrees_with_the_case(name: str) -> None:
    log, case, rows = MemoryLog(), AuditCase(CASE), Folded(case_file.case_file)
    for step in with_seats(HISTORIES[name]):
        log.append(CASE, step)
        rows.fold(log.events[-1])
        case.evolve(log.events[-1].fact, log.events[-1].stamp)
        assert told(rows[CASES].row(CASE)) == says(case), f"after {log.events[-1].fact.TOPIC}"


def with_seats(history: Sequence[Step]) -> list[Step]:
    """The history with the experts its later facts speak of seated first."""
    later = [each[0] if isinstance(each, tuple) else each for each in history]
    if any(each.TOPIC == "case.ExpertInvited" for each in later):
        return list(history)
    return [*history[:1], *((panel.invited(each), stamp()) for each in panel.PANEL), *history[1:]]


def told(row: Row) -> dict[str, object]:
    return {
        "state": row["state"],
        "milestones": {name: date.fromisoformat(day) for name, day in row["milestones"].items()},
        "number": row["number"],
        "district": (row["district"], tuple(row["former_districts"])),
        "consultancy": row["consultancy_id"],
        "result": (row["result"], row["grade"]),
        "score": (row["score_numerator"], row["score_denominator"]),
        "visit": row["visit_on"],
        "lapsed": row["lapsed"],
        "extensions": row["extensions"],
        "new_visit": row["new_visit_needed"],
        "due": row["due_on"] if row["due_kind"] == "revision" else None,
        "version": row["version"],
        "closed": row["outcome"] is not None,
    }


def says(case: AuditCase) -> dict[str, object]:
    score = case.score
    return {
        "state": case.state,
        "milestones": case.milestone_on,
        "number": case.number,
        "district": (case.district, case.former_districts),
        "consultancy": case.consultancy_id,
        "result": (case.result, case.grade),
        "score": (score.numerator, score.denominator) if score else (None, None),
        "visit": case.visit_on,
        "lapsed": case.lapsed,
        "extensions": case.extensions,
        "new_visit": case.new_visit_needed,
        "due": case.revision_deadline.last_day if case.revision_deadline else None,
        "version": case.version,
        "closed": case.closed,
    }


def test_a_returned_and_amended_plan_shows_its_new_form_and_both_districts(engine: Engine, log: MemoryLog) -> None:
    row = row_of(engine, log, RETURNED)
    assert (row["state"], row["main_products"], row["district"]) == ("plan-endorsed", "示例电路板", "440309")
    assert row["former_districts"] == ["440305", "440306"]
    assert [site["district"] for site in row["sites"]] == ["440309"]


@pytest.mark.parametrize(("points", "shown"), [("59.996", "59.99"), ("60", "60.00"), ("224/3", "74.66"), ("100", "100.00")])
def test_the_score_is_cut_never_rounded(engine: Engine, points: str, shown: str) -> None:
    log = MemoryLog()
    log.append(CASE, *plan.listed_plan(), grading.accepted(points))
    assert row_of(engine, log)["score"] == shown


def test_the_next_deadline_stands_with_its_article_and_whether_it_is_provisional(engine: Engine) -> None:
    log = MemoryLog()
    log.append(CASE, *acceptance.accepted_case())
    row = row_of(engine, log)
    assert (row["due_kind"], row["due_on"], row["due_article"], row["due_provisional"]) == ("revision", acceptance.LAST_DAY, "21", False)
    assert row["due_account"]["steps"]


def test_after_publication_the_term_for_objections_runs(engine: Engine) -> None:
    log = MemoryLog()
    log.append(CASE, *plan.listed_plan(), *grading.PUBLISHED_PASS)
    row = row_of(engine, log)
    assert (row["due_kind"], row["closed_on"], row["outcome"]) == ("objection", grading.PUBLISHED_ON, "published")


def test_a_sheet_moves_the_count_of_the_case_but_not_its_own_version(engine: Engine, log: MemoryLog) -> None:
    row = row_of(engine, log, WITHDRAWN)
    events = [each for each in log.events if each.case_id == WITHDRAWN]
    assert row["case_version"] == len(events)
    assert row["version"] == sum(each.originator_id == WITHDRAWN for each in events)


def test_the_batch_follows_from_the_day_and_the_call(projector: Projector, engine: Engine, log: MemoryLog) -> None:
    first, *others = log.events
    log.events = [first, *(each._replace(fact=_under_call(each.fact, CALL)) for each in others)]
    projector.catch_up()
    with engine.connect() as connection:
        assert case_file.case(connection, "QJ-2026-000001")["batch"] == 1  # type: ignore[index]  # the case is there


def _under_call(fact: Fact, call_id: UUID) -> Fact:
    return msgspec.structs.replace(fact, call_id=call_id) if isinstance(fact, Planned) else fact


# Who sees which of the six cases of the log (numbers ending 1 to 6).
VISIBLE = [
    (BUREAU, {1, 2, 3, 4, 5, 6}),
    (Capacity("p", "auditor"), {1, 2, 3, 4, 5, 6}),
    (Capacity("p", "administrator"), set()),
    (Capacity("p", "leadership"), {1, 2, 3, 4, 5, 6}),
    (Capacity("p", "district-officer", "440309"), {2}),
    # The districts that decided before read on.
    (Capacity("p", "district-officer", "440306"), {2}),
    (Capacity("p", "district-officer", "440305"), {1, 2, 3, 4, 5, 6}),
    (Capacity("p", "enterprise-signer", str(register.ENTERPRISE_ID)), {1, 2, 3, 4, 5, 6}),
    (Capacity("p", "enterprise-signer", str(UUID(int=9))), set()),
    # The mandate has ended.
    (Capacity("p", "consultant", str(register.CONSULTANCY_ID)), set()),
    # Left in one case, seated in the others with a panel.
    (Capacity("p", "expert", str(panel.INDUSTRY)), {3, 4, 6}),
    (Capacity("p", "expert", str(panel.ENERGY)), {3}),
    (Capacity("p", "public"), {1}),
]


@pytest.mark.parametrize(("actor", "numbers"), VISIBLE, ids=lambda each: f"{each.role}-{each.organisation}" if isinstance(each, Capacity) else "")
def test_everybody_sees_the_cases_they_may_know_of(projector: Projector, engine: Engine, actor: Capacity, numbers: set[int]) -> None:
    projector.catch_up()
    with engine.connect() as connection:
        found = case_file.cases(connection, actor, TODAY, CaseFilter(), limit=100)
        assert case_file.count(connection, actor, TODAY, CaseFilter()) == len(numbers)
    assert {int(row["number"][-1]) for row in found} == numbers


def test_a_running_mandate_shows_the_case_to_the_consultancy_commissioned_in_it(projector: Projector, engine: Engine) -> None:
    projector.catch_up()
    consultant = Capacity("p", "consultant", str(register.CONSULTANCY_ID))
    with engine.connect() as connection:
        found = case_file.cases(connection, consultant, date(2026, 6, 30), CaseFilter(), limit=100)
    assert {row["consultancy_id"] for row in found} == {register.CONSULTANCY_ID}


@pytest.mark.parametrize(
    ("narrowed", "numbers"),
    [
        (CaseFilter(states=("plan-endorsed",)), {2}),
        (CaseFilter(districts=("440309",)), {2}),
        (CaseFilter(years=(2025,)), set()),
        (CaseFilter(open=False), {1}),
        (CaseFilter(results=("fail",)), {1}),
        (CaseFilter(results=("good",)), set()),
        (CaseFilter(text="2026-000004"), {4}),
        (CaseFilter(text="%"), set()),
        (CaseFilter(text="示例", open=False), {1}),
    ],
)
def test_lists_are_narrowed(projector: Projector, engine: Engine, narrowed: CaseFilter, numbers: set[int]) -> None:
    projector.catch_up()
    with engine.connect() as connection:
        found = case_file.cases(connection, BUREAU, TODAY, narrowed, limit=100)
    assert {int(row["number"][-1]) for row in found} == numbers


def test_lists_come_in_pages_the_newest_number_first(projector: Projector, engine: Engine) -> None:
    projector.catch_up()
    with engine.connect() as connection:
        pages = [case_file.cases(connection, BUREAU, TODAY, CaseFilter(), limit=2, offset=offset) for offset in (0, 2, 4, 6)]
    assert [[row["number"][-1] for row in page] for page in pages] == [["6", "5"], ["4", "3"], ["2", "1"], []]


def test_the_examples_hold_every_fact_of_a_case_that_moves_its_file() -> None:
    told_of = {type(each.fact) for each in whole_log().events} | {type(_fact(step)) for history in HISTORIES.values() for step in history}
    missing = {kind.__name__ for kind in STATES if kind not in told_of}
    assert missing <= {"PlanDeclined", "SubmissionReturned", "PrecheckFailed", "Withdrawn", "Discontinued"}


def _fact(step: Step) -> object:
    return step[0] if isinstance(step, tuple) else step
