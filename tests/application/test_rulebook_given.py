"""Only the rulebook a casework was given is asked: a bureau's own score sheet, and rules that the shipped book does not know."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from application.casework import Casework
from application.commands.planning import PlanCase
from application.commands.scoring import CorrectSheet, LockSheet, OpenSheet
from application.store.engine import make_engine
from application.work import Work
from domain.calendar.working_days import shipped_calendar
from domain.case.audit_case import AuditCase
from domain.fact import Capacity
from domain.law.refusal import Refused
from domain.law.rulebook import SHIPPED, Rulebook
from domain.register.enterprise import Enterprise
from domain.scoring.events import Mark
from domain.scoring.score_sheet import ScoreSheet
from domain.scoring.sheet_form import sheet_form
from tests.application.put_on_record import at_nine, put_on_record
from tests.examples.panel import INDUSTRY, VISIT_ON, expert_capacity, visit_case
from tests.examples.plan import form
from tests.examples.register import CASE_ID, ENTERPRISE_ID, case_opened, enterprise_registered
from tests.examples.scoring import marks, sheet_id
from tests.scenario import OFFICER, stamp

if TYPE_CHECKING:
    from collections.abc import Iterator

    from application.clock import SetClock
    from domain.aggregate import Aggregate
    from domain.fact import Fact, Stamp
    from tests.examples.panel import History

OWN = Path(__file__).parents[1] / "law" / "rulebooks" / "own-sheet"
OWN_SHEET = "fiction-two-items"
RULES = "fiction-2026-sheet"
COMMAND_LINE = Capacity(person="system:cli", role="system")
SHEET = sheet_id(INDUSTRY)
TWO_MARKS = (Mark("A1", Decimal(30), None), Mark("A2", Decimal(50), None))


@pytest.fixture
def casework(migrated_database_url: str, clock: SetClock) -> Iterator[Casework]:
    """A casework on the shipped rules and those of the bureau's own."""
    engine = make_engine(migrated_database_url)
    rulebook = Rulebook(SHIPPED, OWN)
    yield Casework(engine, clock=clock, rulebook=rulebook, calendar=shipped_calendar(), receipt_key=b"k" * 32, origin="test.qingjian.example/log")
    engine.dispose()


def under_own_rules(history: History) -> tuple[tuple[Fact, Stamp], ...]:
    signed = (each if isinstance(each, tuple) else (each, stamp()) for each in history)
    return tuple((fact, stamp(on=by.on, rule_set=RULES)) for fact, by in signed)


def folded(casework: Casework, kind: type[Aggregate], aggregate_id: object) -> Aggregate:
    work = Work(casework)
    work.begin(OFFICER, on=None, backdated_because=None, correlation_id=None)
    return work.get(kind, aggregate_id)  # type: ignore[arg-type]


def test_a_sheet_is_opened_locked_and_corrected_on_the_form_of_the_rulebook_given(casework: Casework, clock: SetClock) -> None:
    put_on_record(
        casework,
        (Enterprise, ENTERPRISE_ID, (enterprise_registered(), case_opened())),
        (AuditCase, CASE_ID, under_own_rules(visit_case())),
    )
    at_nine(clock, VISIT_ON)
    expert = expert_capacity(INDUSTRY)
    casework.handle(OpenSheet(case_id=CASE_ID, sheet_id=SHEET), expert)
    with pytest.raises(Refused) as no:
        casework.handle(LockSheet(case_id=CASE_ID, sheet_id=SHEET, marks=marks(), vetoes=()), expert)
    assert "mark-unknown" in {each.code for each in no.value.every}, "items of the shipped sheet are none of this one"
    casework.handle(LockSheet(case_id=CASE_ID, sheet_id=SHEET, marks=TWO_MARKS, vetoes=()), expert)
    corrected = (TWO_MARKS[0], Mark("A2", Decimal(55), None))
    casework.handle(CorrectSheet(case_id=CASE_ID, sheet_id=SHEET, marks=corrected, vetoes=(), reason="第二项误填。"), expert)
    sheet = folded(casework, ScoreSheet, SHEET)
    assert isinstance(sheet, ScoreSheet)
    assert (sheet.form, sheet.form_digest, sheet.total) == (OWN_SHEET, sheet_form(OWN_SHEET, Rulebook(SHIPPED, OWN)).digest, Decimal(85))


def test_a_declared_pass_names_the_rules_of_its_time_by_the_rulebook_given(casework: Casework) -> None:
    created = casework.handle(PlanCase(form=form(last_pass_on=date(2013, 5, 6))), COMMAND_LINE).created
    assert created is not None
    enterprise = folded(casework, Enterprise, ENTERPRISE_ID)
    assert isinstance(enterprise, Enterprise)
    assert [known.rule_document for known in enterprise.prior_passes] == ["fiction-2012"]
