"""Two hundred cases show everything that can become of one."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from domain.catalogue import FACTS
from tests.demo.outcomes import outcomes

if TYPE_CHECKING:
    from tests.demo.conftest import History

NOT_SHOWN = {"case.RevisionDeadlineRecalculated": "only a notice entered for a year already computed moves a last day"}
OF_THE_OFFICE = {"case", "sheet", "enterprise", "consultancy", "expert", "person", "list", "plan-batch", "plan-call", "mandatory-list"}
"""Aggregates a history is made of; notices and exports are no part of it."""

EXPECTED = {
    *("first application, self", "first application, commissioned", "repeat application, self", "repeat application, commissioned"),
    *("plan returned, amended and endorsed", "plan returned twice", "returned and withdrawn", "declined"),
    *("consultancy changed from one to one", "consultancy changed from one to none", "consultancy changed from none to one"),
    *("moved to another district", "Registered on the platform", "Submitted on the platform", "Revised on the platform"),
    *("registered receipt known later", "revised receipt known later"),
    *("application in round 1", "application in round 2", "application in round 3", "no medium or high-cost scheme"),
    *("penalty own, inside", "penalty own, outside", "penalty of another, inside"),
    *("precheck failed for checklist", "precheck failed for penalty", "failing proposed and dropped"),
    *("heard on precheck-failure, spoke", "heard on precheck-failure, silent"),
    *("heard on discontinuation, silent", "heard on grade-correction, spoke"),
    *("panel of 3", "panel of 4", "panel of 5", "panel of 6", "panel of 7", "panel of 10"),
    *("tie declared by expert", "tie declared by bureau", "withdrawn expert replaced", "visit postponed"),
    *("expert left: interest", "expert left: recusal", "expert left: unable", "recusal granted", "recusal refused"),
    *("score 59.99", "score 60", "score 74.99", "score 75"),
    *("level I", "level II", "level III", "level industry-basic", "level below-III"),
    *("reported veto adopted", "reported veto not adopted", "dissent", "opinion delivered later"),
    *("visit held again", "recombined", "sheet void: unable", "sheet void: found-later", "sheet void: new-visit", "sheet corrected"),
    *("lapsed, extended, handed in", "extension 1", "extension 2", "returned with a term", "returned within the month"),
    *("late papers kept", "more time asked for", "lapse undone", "reminded"),
    *("pass excellent", "pass good", "fail", "final papers submitted", "final papers missing", "final papers not-needed"),
    *("failed by fraud", "failed by industrial-policy", "failed by below-level-three"),
    *("failed by accident-or-violation", "failed by other-rules", "departure: found", "departure: not found", "proposal rejected"),
    *("objection in time by enterprise", "objection upheld", "objection refused"),
    *("corrected for objection: fail to pass", "corrected for found-later: pass to fail", "corrected for acceptance-corrected: pass to pass"),
    *("correction rejected", "Withdrawn after Planned", "Withdrawn after Registered", "Withdrawn after Submitted"),
    *("Withdrawn after PanelAppointed", "Discontinued after Registered", "Discontinued after Accepted"),
    *("declared earlier pass", "officer earlier pass", "five years over", "again as first", "again as repeat"),
    *("published list: plan", "published list: acceptance", "published list: results", "published list: consultancies"),
    *("plan call 2025", "plan call 2026", "mandatory list 2025", "mandatory list 2026"),
}


def test_every_outcome_occurs(history: History) -> None:
    missing = EXPECTED - outcomes(history.records)
    assert missing == set()


def test_every_kind_of_event_of_the_voluntary_track_occurs(history: History) -> None:
    found = {record.fact.TOPIC for record in history.records}
    wanted = {topic for topic in FACTS if topic.partition(".")[0] in OF_THE_OFFICE}
    assert wanted - found == NOT_SHOWN.keys()


def test_a_late_objection_is_kept_as_a_complaint(history: History) -> None:
    assert any(each.startswith("objection late") for each in outcomes(history.records))


def test_cases_stand_in_many_states_at_the_end(history: History) -> None:
    last = {record.case_id: record.fact.TOPIC for record in history.records if record.fact.TOPIC.startswith("case.")}
    assert len(Counter(last.values())) > 12
