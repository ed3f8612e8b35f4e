"""The figures once more, counted straight from the stored bytes of the events, in another way than the read model's."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson
from sqlalchemy import text

from domain.calendar.working_days import shipped_calendar

if TYPE_CHECKING:
    from sqlalchemy import Engine

STEP_OF = {
    "PlanAmended": "planned",
    "PlanReturned": "plan-returned",
    "PlanEndorsed": "plan-endorsed",
    "PlanReported": "plan-reported",
    "PlanListed": "plan-listed",
    "PlanDeclined": "declined",
    "Registered": "registered",
    "Submitted": "submitted",
    "SubmissionReturned": "submission-returned",
    "Prechecked": "prechecked",
    "PrecheckFailed": "precheck-failed",
    "ListedForAcceptance": "listed-for-acceptance",
    "PanelAppointed": "panel-appointed",
    "VisitScheduled": "visit-scheduled",
    "Accepted": "accepted",
    "Revised": "revised",
    "RevisionReturned": "accepted",
    "Graded": "graded",
    "ResultPublished": "published",
    "Withdrawn": "withdrawn",
    "Discontinued": "discontinued",
}
ENDS = {"declined", "precheck-failed", "published", "withdrawn", "discontinued"}


class Told(NamedTuple):
    """One event of a case, as its bytes say it."""

    name: str
    on: date
    open: dict[str, Any]
    protected: dict[str, Any]


class Case:
    """One case, told from its first to its last event."""

    def __init__(self, events: list[Told]) -> None:
        first = events[0]
        self.district, self.consultancy = first.open["district"], first.open["consultancy_id"]
        self.accepted: date | None = None
        self.decided: date | None = None
        self.result = ""
        self.table: dict[str, str] = {}
        self.steps: list[tuple[str, date]] = [("planned", first.on)]
        for each in events[1:]:
            self.tell(each)
        self.open = self.steps[-1][0] not in ENDS

    def tell(self, event: Told) -> None:
        """Take one event in."""
        said = event.open
        if event.name == "PlanAmended":
            self.district, self.consultancy = said["district"], said["consultancy_id"]
        elif event.name == "DistrictTransferred":
            self.district = said["to_district"]
        elif event.name == "ConsultancyChanged":
            self.consultancy = said["to_id"]
        elif event.name in {"Submitted", "Revised"}:
            self.table = event.protected["table"]["totals"]
        elif event.name == "Accepted":
            self.accepted = self.accepted or date.fromisoformat(said["held_on"])
        elif event.name in {"Graded", "GradeCorrected"}:
            self.decided = self.decided or event.on
            self.result = said["grade"] or said["result"]
        step = STEP_OF.get(event.name)
        if event.name == "AcceptanceCorrected" and said["new_visit_needed"] and self.decided is None:
            step = "panel-appointed"
        again = self.decided is not None and event.name in {"PanelAppointed", "VisitScheduled", "Accepted"}
        if step and not again and step != self.steps[-1][0]:
            self.steps.append((step, event.on))


class Figures(NamedTuple):
    """What the page shows."""

    open: Counter[str]
    accepted: Counter[tuple[str, int]]
    results: Counter[tuple[str, int]]
    savings: dict[tuple[str, int], Decimal]
    days: dict[tuple[str, int], list[int]]
    moves: Counter[tuple[str, str, int]]


def figures(engine: Engine) -> Figures:
    """Count every case of a database."""
    found = Figures(Counter(), Counter(), Counter(), defaultdict(Decimal), defaultdict(list), Counter())
    for events in _cases(engine).values():
        case = Case(events)
        found.open[case.district] += case.open
        if case.accepted:
            found.accepted[case.district, case.accepted.year] += 1
        if case.decided:
            found.results[case.result, case.decided.year] += 1
            if case.result != "fail":
                for quantity in ("standard_coal", "water", "cod"):
                    found.savings[quantity, case.decided.year] += Decimal(case.table.get(quantity, "0"))
        for (step, began), (after, ended) in zip(case.steps, case.steps[1:], strict=False):
            found.days[step, ended.year].append(_worked(began, ended))
            found.moves[step, after, ended.year] += 1
    return found


def _cases(engine: Engine) -> dict[str, list[Told]]:
    events = text(
        "SELECT e.case_id, e.topic, e.state, d.content FROM events e LEFT JOIN disclosures d ON d.originator_id = e.originator_id"
        " AND d.originator_version = e.originator_version AND d.field_class = 'official' WHERE e.topic LIKE 'case.%' ORDER BY e.position"
    )
    found: dict[str, list[Told]] = defaultdict(list)
    with engine.connect() as connection:
        for case_id, topic, state, content in connection.execute(events):
            data = orjson.loads(state)["data"]
            protected = {name: value for _, name, value in map(orjson.loads, content.splitlines())} if content else {}
            found[str(case_id)].append(Told(topic.removeprefix("case."), date.fromisoformat(data["on"]), data, protected))
    return found


def _worked(began: date, ended: date) -> int:
    return sum(_is_worked(began + timedelta(days=number)) for number in range(1, (ended - began).days + 1))


@cache
def _is_worked(day: date) -> bool:
    return shipped_calendar().is_working(day).working
