"""The time line: every event of a case in its order, and never a mark, a name or an address."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID

import msgspec
import pytest

from domain.case.events.grade import GradeProposed
from domain.catalogue import FACTS
from domain.fact import FieldClass, field_classes
from domain.scoring.events import SheetLocked
from projections import timeline
from projections.timeline import summary
from tests.examples import grading, panel, scoring
from tests.projections.histories import CASE, WITHDRAWN
from tests.projections.tables import contents
from tests.scenario import stamp

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from domain.fact import Fact
    from projections.catch_up import Projector
    from tests.projections.histories import MemoryLog

SECRET = ["示例赵工", "0755-00000763", "示例路1号", "方案没有实施", "该专家现任职于竞争企业", "见现场记录", "审核报告（终稿）"]
"""Protected values of the log: names, telephones, words of a party, reasons of marks, file names."""


def test_every_event_of_a_case_and_of_its_sheets_has_one_row_in_order(projector: Projector, engine: Engine, log: MemoryLog) -> None:
    projector.catch_up()
    with engine.connect() as connection:
        found = timeline.events(connection, WITHDRAWN, "bureau-officer")
        assert timeline.length(connection, WITHDRAWN) == len(found)
    expected = [(each.case_version, each.position, each.fact.TOPIC) for each in log.events if each.case_id == WITHDRAWN]
    assert [(row["case_version"], row["position"], row["topic"]) for row in found] == expected
    assert "sheet.Locked" in {row["topic"] for row in found}


def test_who_acted_and_when_stands_in_each_row(projector: Projector, engine: Engine, log: MemoryLog) -> None:
    late = msgspec.structs.replace(stamp(date(2026, 6, 1), panel.expert_capacity(panel.SPARE)), backdated_because="现场送达")
    log.append(CASE, (panel.invited(panel.SPARE), late))
    projector.catch_up()
    with engine.connect() as connection:
        found = timeline.event(connection, log.head())
    assert found is not None
    assert (found["person"], found["role"], found["organisation"]) == (panel.expert_capacity(panel.SPARE).person, "expert", str(panel.SPARE))
    assert (found["on"], found["backdated"], found["backdated_because"]) == (date(2026, 6, 1), True, "现场送达")
    assert found["recorded_at"] == log.events[-1].recorded_at


def test_nothing_protected_stands_in_any_read_model(projector: Projector, engine: Engine, log: MemoryLog) -> None:
    told = json.dumps([str(each.fact) for each in log.events], ensure_ascii=False)
    assert [each for each in SECRET if each not in told] == [], "the log holds what must not come out"
    projector.catch_up()
    rows = json.dumps(contents(engine), default=str, ensure_ascii=False)
    assert [each for each in SECRET if each in rows] == []


def test_a_locked_sheet_is_seen_and_nothing_in_it() -> None:
    assert summary(scoring.locked(None, scoring.veto())) == {}


@pytest.mark.parametrize("topic", FACTS)
def test_summaries_hold_open_members_only(topic: str) -> None:
    fact: Any = FACTS[topic]
    example = fact(**{name: f"value of {name}" for name in field_classes(fact)})
    closed = {f"value of {name}" for name, each in field_classes(fact).items() if each is not FieldClass.OPEN}
    assert not closed & set(summary(example).values())


def test_short_members_are_told_and_long_ones_left_to_their_page() -> None:
    told: dict[str, Any] = summary(grading.accepted("224/3"))
    assert told["score"] == "74.66"
    assert told["held_on"] == "2026-03-02"
    assert told["revision_deadline"] == {"last_day": "2026-04-02", "provisional": False, "article": "21"}
    assert "sheets" not in told


@pytest.mark.parametrize(
    ("role", "sees"), [("bureau-officer", True), ("auditor", True), ("district-officer", True), ("enterprise-signer", False), ("expert", False)]
)
def test_a_proposal_is_the_offices_own_affair(projector: Projector, engine: Engine, log: MemoryLog, role: str, *, sees: bool) -> None:
    log.append(CASE, grading.proposed())
    projector.catch_up()
    with engine.connect() as connection:
        topics = [row["topic"] for row in timeline.events(connection, CASE, role)]
    assert (GradeProposed.TOPIC in topics) == sees


def test_the_newest_come_first_and_in_parts_when_asked(projector: Projector, engine: Engine) -> None:
    projector.catch_up()
    with engine.connect() as connection:
        newest = timeline.events(connection, CASE, "auditor", limit=2, newest_first=True)
        later = timeline.events(connection, CASE, "auditor", after=newest[1]["case_version"])
    assert [row["case_version"] for row in newest] == [timeline_length(newest), timeline_length(newest) - 1]
    assert [row["position"] for row in later] == [newest[0]["position"]]


def timeline_length(newest: Any) -> int:
    return int(newest[0]["case_version"])


def test_a_case_nobody_knows_has_no_events(projector: Projector, engine: Engine) -> None:
    projector.catch_up()
    with engine.connect() as connection:
        assert timeline.events(connection, UUID(int=1), "auditor") == []


def test_the_locked_sheet_of_the_log_has_marks_to_hide(log: MemoryLog) -> None:
    locked: list[Fact] = [each.fact for each in log.events if isinstance(each.fact, SheetLocked)]
    assert locked
