"""Each event is folded into each read model exactly once, whatever is interrupted, repeated or done twice at a time."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import Column, Integer, Table, Uuid, event

from domain.case.events.plan import Planned, PlanReturned
from projections.catch_up import Projector
from projections.positions import positions
from projections.projection import Projection
from projections.read_models import READ_MODELS
from projections.status import statuses
from projections.tables import METADATA
from tests.projections.histories import CASE, RETURNED
from tests.projections.tables import contents

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Engine

    from projections.record import Record
    from projections.rows import WorkingSet
    from tests.projections.histories import Event, MemoryLog

COUNTS = Table("test_counts", METADATA.__class__(), Column("case_id", Uuid, primary_key=True), Column("events", Integer, nullable=False))


def counting(version: int = 1, step: int = 1) -> Projection:
    """A read model that counts the events of each case; folding anything twice shows."""
    found = Projection("test_counts", COUNTS, version=version)

    @found.projects_others("case", "sheet", "enterprise")
    def _count(fact: object, record: Record, rows: WorkingSet) -> None:
        row = rows[COUNTS].find(record.case_id)
        rows[COUNTS].put(case_id=record.case_id, events=(row["events"] if row else 0) + step)

    return found


def choking_on(*kinds: type) -> Projection:
    """A read model that cannot fold these facts."""
    found = counting()

    @found.projects(*kinds)
    def _choke(fact: object, record: Record, rows: WorkingSet) -> None:
        message = "示例：无法投影"
        raise ValueError(message)

    return found


class Killed(BaseException):
    """The process ends here."""


def true_counts(log: MemoryLog) -> dict[Any, int]:
    found: dict[Any, int] = {}
    for each in log.events:
        if each.fact.TOPIC.partition(".")[0] in {"case", "sheet", "enterprise"}:
            found[each.case_id] = found.get(each.case_id, 0) + 1
    return found


def counts(engine: Engine) -> dict[Any, int]:
    return dict(contents(engine, [counting()])["test_counts"])


def test_all_read_models_reach_the_end_of_the_log(projector: Projector, engine: Engine, log: MemoryLog) -> None:
    projector.catch_up()
    with engine.connect() as connection:
        found = statuses(connection, READ_MODELS, log.head())
    assert [(each.name, each.lag, each.state) for each in found] == [(each.name, 0, "running") for each in READ_MODELS]
    assert all(contents(engine).values()), "the log has something for every table"


@pytest.mark.parametrize("batch", [1, 3, 500])
def test_rows_do_not_depend_on_how_the_log_is_cut_into_batches(projector: Projector, engine: Engine, log: MemoryLog, batch: int) -> None:
    projector.catch_up()
    live = contents(engine)
    again = Projector(engine, log, READ_MODELS, batch=batch)
    again.rebuild()
    again.catch_up()
    assert contents(engine) == live


def test_what_is_appended_later_is_folded_upon_what_is_there(engine: Engine, log: MemoryLog) -> None:
    whole, log.events = log.events, []
    projector = Projector(engine, log, (counting(),), batch=7)
    projector.prepare()
    for number in range(0, len(whole), 11):
        log.events = whole[: number + 11]
        projector.catch_up()
    assert counts(engine) == true_counts(log)


@pytest.mark.parametrize("statement", [1, 2, 3, 4])
def test_a_process_killed_inside_the_transaction_loses_and_doubles_nothing(engine: Engine, log: MemoryLog, statement: int) -> None:
    projector = Projector(engine, log, (counting(),), batch=7)
    projector.prepare()
    written = iter(range(100))

    @event.listens_for(engine, "before_cursor_execute")
    def kill(_c: object, _cursor: object, text: str, *_: object) -> None:
        if text.startswith(("UPDATE projection_positions", "INSERT INTO test_counts")) and next(written) == statement:
            raise Killed

    with pytest.raises(Killed):
        projector.catch_up()
    event.remove(engine, "before_cursor_execute", kill)
    with engine.connect() as connection:
        stands = positions(connection)["test_counts"].position
    assert sum(counts(engine).values()) == sum(true_counts(_first(log, stands)).values()), "rows and position moved together"
    projector.catch_up()
    assert counts(engine) == true_counts(log)


def _first(log: MemoryLog, number: int) -> MemoryLog:
    cut = type(log)()
    cut.events = log.events[:number]
    return cut


def test_two_runners_at_once_fold_each_event_once(engine: Engine, log: MemoryLog) -> None:
    runners = [Projector(engine, log, (counting(),), batch=2) for _ in range(4)]
    runners[0].prepare()
    threads = [threading.Thread(target=runner.catch_up) for runner in runners]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counts(engine) == true_counts(log)


def test_a_runner_without_the_comparison_of_positions_would_double(engine: Engine, log: MemoryLog) -> None:
    """The control: a position that is moved back shows as events counted twice."""
    projector = Projector(engine, log, (counting(),), batch=500)
    projector.prepare()
    projector.catch_up()
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE projection_positions SET position = 20")
    projector.catch_up()
    assert counts(engine) != true_counts(log)


def test_an_event_that_cannot_be_folded_stops_its_read_model_alone_and_is_named(
    engine: Engine, log: MemoryLog, caplog: pytest.LogCaptureFixture
) -> None:
    projections = (choking_on(PlanReturned), *READ_MODELS)
    projector = Projector(engine, log, projections, batch=7)
    projector.prepare()
    with caplog.at_level(logging.ERROR):
        projector.catch_up()
    poison = next(each for each in log.events if isinstance(each.fact, PlanReturned))
    with engine.connect() as connection:
        stopped, *others = statuses(connection, projections, log.head())
    assert (stopped.state, stopped.position, stopped.fault) == ("stopped", poison.position - 1, "ValueError")
    assert stopped.fault_event == f"case.PlanReturned {RETURNED}/2"
    assert [each.lag for each in others] == [0] * len(READ_MODELS)
    assert counts(engine) == true_counts(_first(log, poison.position - 1))
    assert f"case.PlanReturned {RETURNED}/2" in caplog.text


def test_a_stopped_read_model_stays_stopped_until_the_program_is_started_again(engine: Engine, log: MemoryLog) -> None:
    choking = Projector(engine, log, (choking_on(PlanReturned),), batch=7)
    choking.prepare()
    choking.catch_up()
    mended = Projector(engine, log, (counting(),), batch=7)
    mended.catch_up()
    assert counts(engine) != true_counts(log)
    mended.prepare()
    mended.catch_up()
    assert counts(engine) == true_counts(log)


class UnreadableLog:
    """A log of which one event cannot be read back."""

    def __init__(self, log: MemoryLog, position: int) -> None:
        self.log, self.position = log, position

    def read(self, after: int, limit: int) -> Sequence[Event]:
        found = self.log.read(after, limit)
        if any(each.position == self.position for each in found):
            raise KeyError("case.Unheard")
        return found

    def head(self) -> int:
        return self.log.head()


def test_an_event_that_cannot_be_read_stops_everything_before_it(engine: Engine, log: MemoryLog) -> None:
    projector = Projector(engine, UnreadableLog(log, 12), (counting(),), batch=7)
    projector.prepare()
    projector.catch_up()
    with engine.connect() as connection:
        (found,) = statuses(connection, (counting(),), log.head())
    assert (found.state, found.position, found.fault_event, found.fault) == ("stopped", 11, "position 12", "KeyError")


def test_waiting_ends_when_the_position_is_reached(projector: Projector, log: MemoryLog) -> None:
    runner = threading.Thread(target=projector.catch_up)
    runner.start()
    assert projector.wait_for(log.head(), timeout=30)
    runner.join()


def test_waiting_is_bounded(projector: Projector, log: MemoryLog) -> None:
    assert not projector.wait_for(log.head(), timeout=0.05)


def test_nobody_waits_for_a_read_model_that_is_stopped(engine: Engine, log: MemoryLog) -> None:
    projector = Projector(engine, log, (choking_on(Planned),), batch=7)
    projector.prepare()
    projector.catch_up()
    assert not projector.wait_for(log.head(), timeout=3600)


def test_catching_up_ends_between_batches_when_asked(projector: Projector, engine: Engine) -> None:
    asked: Iterator[bool] = iter([False, True])
    projector.catch_up(ended=lambda: next(asked))
    with engine.connect() as connection:
        assert {each.position for each in positions(connection).values()} == {7}


def test_a_fact_before_its_case_is_a_fault_not_a_guess(engine: Engine, log: MemoryLog) -> None:
    log.events = [each for each in log.events if not (each.case_id == CASE and isinstance(each.fact, Planned))]
    log.events = [each._replace(position=number) for number, each in enumerate(log.events, 1)]
    case_file = next(each for each in READ_MODELS if each.name == "case_file")
    projector = Projector(engine, log, (case_file,), batch=50)
    projector.prepare()
    projector.catch_up()
    with engine.connect() as connection:
        (found,) = statuses(connection, (case_file,), log.head())
    assert (found.state, found.fault) == ("stopped", "LookupError")
