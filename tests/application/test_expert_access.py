"""Art. 12: an expert reads the case of the own panel until thirty days after the result, by commands and in every list alike."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import msgspec
import pytest

from application.casework import Casework
from application.commands.panel import DeclareConflict
from application.outcome import NotFoundError
from application.permissions.table import may_see
from application.store.engine import make_engine
from application.work import Work
from domain.calendar.working_days import shipped_calendar
from domain.case.audit_case import AuditCase
from domain.case.events.acceptance import AcceptanceCorrected
from domain.case.events.grade import Discontinued, Withdrawn
from domain.case.expert_access import experts_may_read
from domain.law.reason import Reason
from domain.law.rulebook import SHIPPED, Rulebook, rule_set
from domain.register.enterprise import Enterprise
from projections import case_file
from projections.case_file import CaseFilter
from projections.catch_up import Projector
from projections.read_models import READ_MODELS
from tests.application.put_on_record import at_nine, put_on_record
from tests.examples.acceptance import accepted
from tests.examples.grading import graded, published
from tests.examples.panel import ENERGY, INDUSTRY, expert_capacity, scheduled, visit_case, withdrew
from tests.examples.register import CASE_ID, ENTERPRISE_ID, case_opened, enterprise_registered
from tests.scenario import APPROVER, given, stamp
from web.record_log import RecordLog

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from application.clock import SetClock
    from domain.fact import Fact, Stamp
    from tests.examples.panel import History

RESULT_ON = date(2026, 11, 30)
LAST_DAY = date(2026, 12, 30)
SHORTER = """\
title: 专家在结果公布后仍可查阅的天数
title_en: Days an expert may still read the case after the result
unit: days
values:
- from: 2025-04-27
  under: [fiction-short]
  value: 3
  citation: {document: R2025, place: "12"}
"""
SHORT_SET = "document: R2025\nvalid_from: 2025-04-27\nvalid_to: null\nlike: sz-2025-5\nfigures: [expert/access-days-after-result]\n"


def published_on(day: date) -> tuple[Fact, Stamp]:
    fact, _ = published()
    return msgspec.structs.replace(fact, published_on=day), stamp(day, APPROVER)


def result(rule_set_id: str = "sz-2025-5") -> History:
    """The case of three experts, its result published on 30 November 2026."""
    history = (*visit_case(), (accepted(), stamp(date(2026, 10, 15))), (graded()[0], stamp(date(2026, 11, 20), APPROVER)), published_on(RESULT_ON))
    signed = (each if isinstance(each, tuple) else (each, stamp()) for each in history)
    return tuple((fact, msgspec.structs.replace(by, rule_set=rule_set_id)) for fact, by in signed)


@pytest.fixture
def casework(migrated_database_url: str, clock: SetClock, tmp_path: Path) -> Iterator[Casework]:
    """On the shipped rules and one fictional set that gives three days."""
    for name, text in {"parameters/expert/access-days-after-result": SHORTER, "rule_sets/fiction-short": SHORT_SET}.items():
        (tmp_path / "law" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "law" / f"{name}.yaml").write_text(text, encoding="utf-8")
    engine = make_engine(migrated_database_url)
    rulebook = Rulebook(SHIPPED, tmp_path / "law")
    yield Casework(engine, clock=clock, rulebook=rulebook, calendar=shipped_calendar(), receipt_key=b"k" * 32, origin="test.qingjian.example/log")
    engine.dispose()


def on_record(casework: Casework, history: History) -> None:
    put_on_record(casework, (Enterprise, ENTERPRISE_ID, (enterprise_registered(), case_opened())), (AuditCase, CASE_ID, history))
    projector = Projector(casework.engine, RecordLog(casework.engine), READ_MODELS, rulebook=casework.rulebook)
    projector.prepare()
    projector.catch_up()


def seen(casework: Casework, clock: SetClock, today: date) -> tuple[bool, bool]:
    """Whether the expert for the industry may see the case that day: on commands, in lists."""
    at_nine(clock, today)
    expert = expert_capacity(INDUSTRY)
    work = Work(casework)
    work.begin(expert, on=None, backdated_because=None, correlation_id=None)
    with casework.engine.connect() as connection:
        listed = case_file.count(connection, expert, today, CaseFilter())
    return may_see(expert, work.case(CASE_ID), work), listed == 1


def test_an_expert_sees_the_case_on_the_thirtieth_day_and_no_longer(casework: Casework, clock: SetClock) -> None:
    on_record(casework, result())
    days = {RESULT_ON: True, LAST_DAY: True, LAST_DAY + timedelta(days=1): False, date(2028, 2, 29): False}
    assert {day: seen(casework, clock, day) for day in days} == {day: (sees, sees) for day, sees in days.items()}


def test_the_days_are_those_of_the_rules_of_the_case(casework: Casework, clock: SetClock) -> None:
    on_record(casework, result("fiction-short"))
    assert seen(casework, clock, date(2026, 12, 3)) == (True, True)
    assert seen(casework, clock, date(2026, 12, 4)) == (False, False)


def test_when_the_access_has_ended_the_case_is_as_one_that_is_not_there(casework: Casework, clock: SetClock) -> None:
    on_record(casework, result())
    at_nine(clock, date(2027, 1, 4))
    late = DeclareConflict(case_id=CASE_ID, expert_id=INDUSTRY, party="enterprise", kind="other", text="示例")
    with pytest.raises(NotFoundError):
        casework.handle(late, expert_capacity(INDUSTRY))
    with pytest.raises(NotFoundError):  # a late entry opens nothing: the day of receipt is asked
        casework.handle(late, expert_capacity(INDUSTRY), on=RESULT_ON, backdated_because="补录")


@pytest.mark.parametrize(
    "ended", [Withdrawn(reason="停产"), Discontinued(reasons=(Reason("注销"),), proposed_by="p-officer")], ids=["withdrawn", "discontinued"]
)
def test_the_access_ends_as_well_where_the_case_ended_without_a_result(ended: Fact) -> None:
    case = given(AuditCase, *visit_case(), (ended, stamp(date(2026, 10, 1)))).aggregate
    rules = rule_set("sz-2025-5")
    assert experts_may_read(case, rules, date(2026, 10, 31))
    assert not experts_may_read(case, rules, date(2026, 11, 1))


def test_a_site_acceptance_held_again_opens_the_case_to_its_panel_until_it_is_done(casework: Casework, clock: SetClock) -> None:
    found = AcceptanceCorrected(
        conflicted_experts=(ENERGY,), void_sheets=(), sheets=(), score=None, method="mean", vetoes_adopted=(), new_visit_needed=True, reasons=()
    )
    history = (*result(), (found, stamp(date(2027, 3, 1))), (scheduled(date(2027, 5, 31)), stamp(date(2027, 5, 3))))
    case = given(AuditCase, *history).aggregate
    assert experts_may_read(case, rule_set("sz-2025-5"), date(2027, 5, 31))
    on_record(casework, (*history, (accepted(), stamp(date(2027, 6, 1)))))
    assert seen(casework, clock, date(2027, 7, 1)) == (True, True)
    assert seen(casework, clock, date(2027, 7, 2)) == (False, False)


def test_the_days_stand_under_the_article_on_secrets_and_are_marked_as_read_so() -> None:
    figure = rule_set("sz-2025-5").figure("expert/access-days-after-result")
    assert (str(figure.citation), figure.assumed, figure.reading) == ("12", True, "R-16")


def test_an_expert_who_left_sees_nothing(casework: Casework, clock: SetClock) -> None:
    on_record(casework, (*visit_case(), (withdrew(INDUSTRY), stamp(date(2026, 9, 21)))))
    assert seen(casework, clock, date(2026, 9, 22)) == (False, False)
