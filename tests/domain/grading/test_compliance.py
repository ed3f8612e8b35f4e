"""Article 22(4): accidents and violations of the last year are looked up before the result."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from domain.case import compliance
from domain.case.audit_case import AuditCase
from domain.case.events.grade import ComplianceFinding, ComplianceRechecked
from domain.law.rulebook import SHIPPED, Rulebook
from tests.examples.grading import GRADED_ON, RULES, accepted, finding, graded
from tests.scenario import Scenario, given

if TYPE_CHECKING:
    from pathlib import Path

SOURCES = ("示例生态环境局",)


def recheck(*findings: ComplianceFinding, sources: tuple[str, ...] = SOURCES, on: date = GRADED_ON) -> Scenario[AuditCase]:
    return given(AuditCase, accepted()).when(lambda case: compliance.recheck(case, sources=sources, findings=findings, rules=RULES, on=on), on=on)


def counted(*findings: ComplianceFinding, on: date = GRADED_ON) -> tuple[str, ...]:
    case = recheck(*findings, on=on).then_recorded(ComplianceRechecked)
    assert case.compliance is not None
    return case.compliance.counted


def test_a_clean_year_is_recorded_with_its_window_and_sources() -> None:
    recheck().then(ComplianceRechecked(reference_on=GRADED_ON, window_from=date(2025, 4, 20), sources=SOURCES, findings=(), counted=()))


@pytest.mark.parametrize(
    ("found_on", "counts"),
    [
        # 近一年: the corresponding day itself is in
        (date(2025, 4, 19), False),
        (date(2025, 4, 20), True),
        (date(2026, 4, 20), True),
    ],
)
def test_the_look_back_includes_its_first_day(found_on: date, counts: bool) -> None:  # noqa: FBT001
    assert bool(counted(finding(found_on))) is counts


def test_a_look_back_from_29_february_starts_on_28_february() -> None:
    assert counted(finding(date(2027, 2, 28)), on=date(2028, 2, 29)) == ("示例罚字1号",)


def test_a_finding_of_somebody_else_does_not_count() -> None:
    assert counted(finding(date(2026, 1, 5), ours=False)) == ()


@pytest.mark.parametrize("kind", ["major-accident", "energy-violation", "environmental-violation"])
def test_accidents_and_violations_of_energy_and_environment_count(kind: str) -> None:
    assert counted(finding(date(2026, 1, 5), kind=kind)) == ("示例罚字1号",)


def test_another_kind_is_not_of_this_article() -> None:
    recheck(finding(date(2026, 1, 5), kind="late-taxes")).then_refused("22(4)", code="finding-of-unknown-kind")


def test_a_recheck_names_whom_it_asked() -> None:
    recheck(sources=(" ",)).then_refused("22(4)", code="no-compliance-source")


def test_one_finding_is_written_once() -> None:
    recheck(finding(date(2026, 1, 5)), finding(date(2026, 1, 6))).then_refused("22(4)", code="finding-twice")


def test_a_finding_has_a_reference_and_a_day_that_has_come() -> None:
    faulty = finding(date(2026, 4, 21), reference="")
    refused = recheck(faulty).then_refused("22(4)", code="finding-without-reference")
    assert {each.code for each in refused.every} == {"finding-without-reference", "finding-in-the-future"}


def test_a_recheck_comes_after_the_site_acceptance() -> None:
    recheck_new = given(AuditCase).when(lambda case: compliance.recheck(case, sources=SOURCES, findings=(), rules=RULES, on=GRADED_ON))
    recheck_new.then_refused("22(4)", code="out-of-order")


def test_a_recheck_comes_before_the_result() -> None:
    given(AuditCase, accepted(), graded()).when(
        lambda case: compliance.recheck(case, sources=SOURCES, findings=(), rules=RULES, on=GRADED_ON)
    ).then_refused("22(4)", code="out-of-order")


def test_a_finding_newer_than_the_reference_day_is_as_recent_as_can_be() -> None:
    """Where the year is counted back from the application, an accident between it and the result is not passed over."""
    assert compliance.counted((finding(date(2026, 4, 15)),), window_from=date(2025, 3, 1)) == ("示例罚字1号",)


def test_counted_back_from_the_decision_the_look_up_is_of_that_day(tmp_path: Path) -> None:
    shutil.copytree(SHIPPED, tmp_path / "law")
    figure = tmp_path / "law/parameters/compliance/reference-day.yaml"
    figure.write_text(figure.read_text().replace("value: rechecked", "value: decided"))
    rules = Rulebook(tmp_path / "law").rule_set("sz-2025-5")
    case = recheck().then_recorded(ComplianceRechecked)
    assert list(compliance.still_recent(case, rules, GRADED_ON)) == []
    (refused,) = compliance.still_recent(case, rules, GRADED_ON + timedelta(days=1))
    assert (refused.code, str(refused.citation)) == ("recheck-of-another-day", "22(4)")
