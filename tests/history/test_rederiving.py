"""重新推导: decisions follow from the facts before them; what was changed behind the system's back is found and named."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from application.history.examination import Examiner
from application.store.fences import REFUSED
from domain.calendar.working_days import shipped_calendar
from domain.law.rulebook import Rulebook, shipped

if TYPE_CHECKING:
    from pathlib import Path

    from tests.history.conftest import Histories

EXCELLENT_FROM_99 = """
title: 优秀等级的分数线（示例）
title_en: Score from which a pass is excellent (example)
unit: points
kind: decimal
values:
  - from: 2025-04-28
    under: [sz-2025-5]
    value: "99"
    citation: {document: R2025, place: "23"}
"""


def examiner(histories: Histories, rulebook: Rulebook | None = None) -> Examiner:
    return Examiner(histories.engine, rulebook or shipped(), shipped_calendar())


def unfenced(histories: Histories, statement: str, *parameters: object) -> None:
    """Change the file as somebody would who has it in hand."""
    with histories.engine.begin() as connection:
        for table, acts in REFUSED.items():
            for act in acts:
                connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {table}_no_{act.lower()}")
        assert connection.exec_driver_sql(statement, parameters).rowcount == 1


def test_every_decision_of_lawful_histories_follows(histories: Histories) -> None:
    assert list(examiner(histories).all(processes=1)) == []
    derived = [each for case_id in histories.cases for each in examiner(histories).one(case_id)[0]]
    assert {each.event.fact.TOPIC for each in derived} >= {"case.Prechecked", "case.ListedForAcceptance", "case.Accepted", "case.Graded"}
    assert all(claim.account().steps or claim.question in {"method", "times"} for each in derived for claim in each.claims)


def test_a_single_mark_changed_in_the_file_is_found_and_named(own_histories: Histories) -> None:
    with own_histories.engine.connect() as connection:
        wanted = (
            "SELECT d.originator_id, d.originator_version, d.content FROM disclosures d JOIN events e ON e.originator_id = d.originator_id"
            " AND e.originator_version = d.originator_version WHERE e.topic = 'sheet.Locked' AND e.case_id IN"
            " (SELECT case_id FROM events WHERE topic = 'case.Graded') LIMIT 1"
        )
        sheet, version, content = connection.execute(text(wanted)).one()
    before = bytes(content).split(b'"points":"')[1].split(b'"')[0]
    changed = bytes(content).replace(b'"points":"' + before + b'"', b'"points":"' + (b"1" if before != b"1" else b"2") + b'"', 1)
    unfenced(own_histories, "UPDATE disclosures SET content = ? WHERE originator_id = ? AND originator_version = ?", changed, sheet, version)
    findings = list(examiner(own_histories).all(processes=1))
    assert {each.cause for each in findings} == {"event-tampered"}
    assert any(each.event.replace("-", "").startswith(sheet) and each.question == "disclosure marks" for each in findings), "the event is named"
    assert any((each.topic, each.question) == ("case.Accepted", "score") for each in findings), "and the decision that does not follow any more"


@pytest.mark.parametrize("rehashed", [False, True], ids=["as it is", "with its hash made anew"])
def test_a_score_changed_in_the_file_is_found_and_named(own_histories: Histories, *, rehashed: bool) -> None:
    with own_histories.engine.connect() as connection:
        wanted = "SELECT originator_id, originator_version, state FROM events WHERE topic = 'case.Graded' LIMIT 1"
        case, version, state = connection.execute(text(wanted)).one()
    state = bytes(state)
    at = state.index(b'"numerator":') + len(b'"numerator":')
    changed = state[:at] + b"9" + state[at:]
    leaf = hashlib.sha256(b"\x00" + changed).digest() if rehashed else hashlib.sha256(b"\x00" + state).digest()
    unfenced(
        own_histories, "UPDATE events SET state = ?, leaf_hash = ? WHERE originator_id = ? AND originator_version = ?", changed, leaf, case, version
    )
    findings = list(examiner(own_histories).all(processes=1))
    assert any((each.topic, each.question) == ("case.Graded", "score") for each in findings)
    assert {each.cause for each in findings} == {"event-tampered"}


def test_under_changed_rule_data_recorded_decisions_stay_and_the_difference_is_told(histories: Histories, tmp_path: Path) -> None:
    (tmp_path / "parameters" / "grading").mkdir(parents=True)
    (tmp_path / "parameters" / "grading" / "excellent-from.yaml").write_text(EXCELLENT_FROM_99, encoding="utf-8")
    changed = Rulebook(*shipped().directories, tmp_path)
    findings = [finding for case_id in histories.cases for finding in examiner(histories, changed).one(case_id)[1]]
    assert {(each.topic, each.question, each.cause) for each in findings} >= {("case.Graded", "result", "rule-data-changed")}
    assert {each.recorded for each in findings if each.question == "result"} == {"pass、excellent"}, "the record says what it said"


def test_other_rules_are_asked_without_a_decision(histories: Histories) -> None:
    head = histories.casework.recorder.max_notification_id()
    rules = shipped().rule_set("sz-2025-5")
    assert [change for case_id in histories.cases for change in examiner(histories).what_if(case_id, rules)] == [], "the same rules change nothing"
    other = shipped().rule_set("sz-2019-9")
    assert any(examiner(histories).what_if(case_id, other) for case_id in histories.cases)
    assert histories.casework.recorder.max_notification_id() == head, "nothing is recorded"
