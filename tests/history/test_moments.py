"""时点: the case as it stood at every event, and two moments laid side by side."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from application.history.comparing import compare
from application.history.moments import resolve
from application.history.reading import events_of, fold, upto
from domain.fact import Capacity
from domain.history.difference import apply
from domain.history.moment import Asked, asked
from domain.history.portrait import portrait
from domain.law.refusal import Refused
from projections.at_moment import fold as fold_rows
from projections.at_moment import stored
from projections.case_file import CASES, case_file
from projections.catch_up import Projector
from projections.read_models import READ_MODELS
from tests.history.conftest import UNTIL

if TYPE_CHECKING:
    from uuid import UUID

    from tests.history.conftest import Histories

AUDITOR = Capacity(person="p-auditor", role="auditor")
SIGNER = Capacity(person="p-signer", role="enterprise-signer", organisation="00000000-0000-4000-8000-000000000009")
STATES = {
    "case.Planned": "planned",
    "case.PlanAmended": "planned",
    "case.PlanReturned": "plan-returned",
    "case.PlanEndorsed": "plan-endorsed",
    "case.PlanReported": "plan-reported",
    "case.PlanListed": "plan-listed",
    "case.PlanDeclined": "declined",
    "case.Registered": "registered",
    "case.Submitted": "submitted",
    "case.SubmissionReturned": "submission-returned",
    "case.Prechecked": "prechecked",
    "case.PrecheckFailed": "precheck-failed",
    "case.ListedForAcceptance": "listed-for-acceptance",
    "case.PanelAppointed": "panel-appointed",
    "case.VisitScheduled": "visit-scheduled",
    "case.Accepted": "accepted",
    "case.Revised": "revised",
    "case.RevisionReturned": "accepted",
    "case.Graded": "graded",
    "case.ResultPublished": "published",
    "case.Withdrawn": "withdrawn",
    "case.Discontinued": "discontinued",
}
any_of_them = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def independent_fold(histories: Histories, case_id: UUID, until: int) -> dict[str, Any]:
    """The same from the leaves' own bytes, by nothing of the product: state, name, milestones, result."""
    found: dict[str, Any] = {"state": None, "name": None, "milestones": {}, "result": None, "number": None}
    held_again = False
    for event in histories.casework.recorder.select_case(case_id)[:until]:
        data, topic = orjson.loads(event.state)["data"], event.topic
        name = topic.removeprefix("case.")
        if "form" in data and topic in {"case.Planned", "case.PlanAmended"}:
            found["name"] = data["form"]["enterprise_name"]
        found["number"] = data.get("case_number", found["number"])
        beside = held_again and found["result"] is not None and name in {"PanelAppointed", "VisitScheduled", "Accepted"}
        if topic in STATES and not beside:
            found["state"] = STATES[topic]
            if name in {"Planned", "Registered", "Submitted", "Prechecked", "Accepted", "Revised", "Graded"}:
                found["milestones"][name] = data["on"]
        if topic == "case.Planned":
            found["milestones"]["Planned"] = data["on"]
        if topic == "case.AcceptanceCorrected" and data["new_visit_needed"]:
            held_again = True
            if found["result"] is None:
                found["state"] = "panel-appointed"
                found["milestones"] = {step: on for step, on in found["milestones"].items() if step not in {"Accepted", "Revised"}}
        if topic == "case.Accepted":
            held_again = False
        if topic in {"case.Graded", "case.GradeCorrected"}:
            found["result"] = data["result"]
    return found


@any_of_them
@given(draw=st.data())
def test_the_case_at_every_event_equals_an_independent_fold(histories: Histories, draw: st.DataObject) -> None:
    case_id = draw.draw(st.sampled_from(histories.cases))
    events = events_of(histories.casework, case_id)
    until = draw.draw(st.integers(1, len(events)))
    row = fold_rows(case_file, upto(events, until), histories.casework.rulebook)[CASES].row(case_id)
    state = fold(case_id, upto(events, until))
    expected = independent_fold(histories, case_id, until)
    assert (row["state"], row["enterprise_name"], row["milestones"], row["result"], row["number"]) == tuple(
        expected[name] for name in ("state", "name", "milestones", "result", "number")
    )
    assert (state.case.state, state.case.result) == (expected["state"], expected["result"])


@any_of_them
@given(draw=st.data())
def test_the_difference_of_two_moments_applied_to_the_first_gives_the_second(histories: Histories, draw: st.DataObject) -> None:
    case_id = draw.draw(st.sampled_from(histories.cases))
    events = events_of(histories.casework, case_id)
    first, second = sorted(draw.draw(st.lists(st.integers(1, len(events)), min_size=2, max_size=2)))
    found = compare(case_id, events, first, second, AUDITOR)
    assert apply(found.before, found.changes) == _grown(found.after)
    later = fold(case_id, upto(events, second))
    assert found.after == portrait(later.case, later.sheets, AUDITOR)
    assert all(first < (change.because or 0) <= second for change in found.changes)


def test_the_last_event_gives_the_row_the_read_model_holds(histories: Histories) -> None:
    projector = Projector(histories.engine, _log(histories), READ_MODELS)
    projector.prepare()
    projector.catch_up()
    with histories.engine.connect() as connection:
        for row in connection.execute(CASES.select()).mappings():
            again = fold_rows(case_file, events_of(histories.casework, row["case_id"]), histories.casework.rulebook)
            assert stored(CASES, again[CASES].row(row["case_id"])) == dict(row)


def test_an_instant_is_the_last_position_recorded_by_then(histories: Histories) -> None:
    case_id = histories.cases[0]
    events = events_of(histories.casework, case_id)
    third, fourth = (datetime.fromisoformat(events[at].recorded_at) for at in (2, 3))
    with histories.engine.connect() as connection:
        assert resolve(connection, case_id, Asked("instant", instant=third), UNTIL).case_version == 3
        assert resolve(connection, case_id, Asked("instant", instant=fourth - timedelta(microseconds=1)), UNTIL).case_version == 3
        last = resolve(connection, case_id, Asked("instant", instant=UNTIL), UNTIL)
        assert last.case_version == len(events)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("yesterday", "moment-malformed"),
        ("2026-13-45T00:00:00Z", "moment-malformed"),
        ("event:0", "moment-malformed"),
        ("20260302", "moment-without-zone"),
        ("2026-03-02T09:00:00", "moment-without-zone"),
        ("2019-01-01T00:00:00Z", "before-the-case"),
        ("position:1", "before-the-case"),
        ("2099-01-01T00:00:00+08:00", "moment-to-come"),
        ("event:9999", "no-such-event"),
        ("version:9999", "no-such-version"),
        ("position:99999999", "no-such-position"),
    ],
)
def test_a_moment_the_case_does_not_have_is_refused_in_words(histories: Histories, written: str, code: str) -> None:
    with histories.engine.connect() as connection, pytest.raises(Refused) as refused:
        resolve(connection, histories.cases[-1], asked(written), UNTIL)
    assert refused.value.code == code
    assert str(refused.value)
    if code == "before-the-case":
        assert isinstance(refused.value.parameters["began"], datetime)


def test_who_is_outside_the_office_compares_no_mark_no_proposal_and_no_finding(histories: Histories) -> None:
    office_only = {"penalty_reply", "penalty_decisions", "checklist", "compliance", "proposal", "objections"}
    seen = set()
    for case_id in histories.cases:
        state = fold(case_id, events_of(histories.casework, case_id))
        for reader in (SIGNER, Capacity(person="p", role="consultant"), Capacity(person="p", role="district-officer")):
            told = portrait(state.case, state.sheets, reader)
            assert not any("marks" in sheet or "total" in sheet for sheet in told.get("sheets", {}).values())
        assert not office_only & portrait(state.case, state.sheets, SIGNER).keys()
        for expert in state.sheets.values():
            own = Capacity(person="p", role="expert", organisation=str(expert.expert_id))
            marked = {name for name, sheet in portrait(state.case, state.sheets, own).get("sheets", {}).items() if "marks" in sheet}
            assert marked <= {str(expert.expert_id)}
            seen |= marked
        seen |= office_only & portrait(state.case, state.sheets, AUDITOR).keys()
    assert seen >= {"checklist", "compliance"}, "the auditor does see them, or this test shows nothing"


def _grown(tree: dict[str, Any]) -> dict[str, Any]:
    """A tree without branches that hold nothing."""
    kept = {name: _grown(value) if isinstance(value, dict) else value for name, value in tree.items()}
    return {name: value for name, value in kept.items() if value != {}}


def _log(histories: Histories) -> Any:
    from web.record_log import RecordLog  # noqa: PLC0415

    return RecordLog(histories.engine)
