"""Read models are built anew beside the rows that serve, and take their place when they are ready."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Column, Integer, Table, Text, Uuid, inspect

from projections.building import begin_anew
from projections.catch_up import Projector
from projections.positions import positions
from projections.projection import Projection
from projections.read_models import READ_MODELS
from projections.status import statuses
from projections.tables import METADATA
from tests.projections.tables import contents
from tests.projections.test_catch_up import COUNTS, counting, counts, true_counts

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from projections.record import Record
    from projections.rows import WorkingSet
    from tests.projections.histories import MemoryLog

WIDER = Table(
    "test_counts",
    METADATA.__class__(),
    Column("case_id", Uuid, primary_key=True),
    Column("events", Integer, nullable=False),
    Column("last", Text, nullable=False, index=True),
)


def wider() -> Projection:
    """The counting read model of a later program: the same version by mistake, another column."""
    found = Projection("test_counts", WIDER, version=1)

    @found.projects_others("case", "sheet", "enterprise")
    def _count(fact: object, record: Record, rows: WorkingSet) -> None:
        row = rows[WIDER].find(record.case_id)
        rows[WIDER].put(case_id=record.case_id, events=(row["events"] if row else 0) + 1, last=record.fact.TOPIC)

    return found


def run(engine: Engine, log: MemoryLog, projection: Projection) -> Projector:
    projector = Projector(engine, log, (projection,), batch=7)
    projector.prepare()
    return projector


def tables(engine: Engine) -> set[str]:
    return {name for name in inspect(engine).get_table_names() if name.startswith("test_")}


def test_rebuilt_from_zero_twice_every_row_equals_the_live_one(projector: Projector, engine: Engine) -> None:
    projector.catch_up()
    live = contents(engine)
    for _ in range(2):
        projector.rebuild()
        projector.catch_up()
        assert contents(engine) == live


def test_one_read_model_can_be_rebuilt_by_its_name(projector: Projector, engine: Engine) -> None:
    projector.catch_up()
    with engine.connect() as connection:
        before = {name: each.build for name, each in positions(connection).items()}
    projector.rebuild(["timeline"])
    projector.catch_up()
    with engine.connect() as connection:
        after = {name: each.build for name, each in positions(connection).items()}
    assert {name for name in before if before[name] != after[name]} == {"timeline"}


def test_a_name_that_is_none_is_refused(projector: Projector) -> None:
    with pytest.raises(LookupError, match="worklsit"):
        projector.rebuild(["worklsit"])


def test_the_old_rows_serve_while_the_new_ones_are_built(engine: Engine, log: MemoryLog) -> None:
    run(engine, log, counting()).catch_up()
    doubled = run(engine, log, counting(version=2, step=2))
    left = iter([False] * 3 + [True])
    doubled.catch_up(ended=lambda: next(left))
    assert counts(engine) == true_counts(log)
    with engine.connect() as connection:
        (found,) = statuses(connection, doubled.projections, log.head())
    assert (found.state, found.version, found.building) == ("outdated", 1, 21)
    doubled.catch_up()
    assert counts(engine) == {case: 2 * number for case, number in true_counts(log).items()}
    assert tables(engine) == {"test_counts"}


def test_a_build_that_was_interrupted_goes_on_where_it_stood(engine: Engine, log: MemoryLog) -> None:
    run(engine, log, counting()).catch_up()
    left = iter([False] * 3 + [True])
    run(engine, log, counting(version=2, step=2)).catch_up(ended=lambda: next(left))
    again = run(engine, log, counting(version=2, step=2))
    with engine.connect() as connection:
        assert positions(connection)["test_counts__next"].position == 21
    again.catch_up()
    assert counts(engine) == {case: 2 * number for case, number in true_counts(log).items()}


def test_live_rows_follow_the_log_while_a_rebuild_goes_on(engine: Engine, log: MemoryLog) -> None:
    whole, log.events = log.events, log.events[:40]
    projector = run(engine, log, counting())
    projector.catch_up()
    projector.rebuild()
    log.events = whole
    left = iter([False] * 2 + [True])
    projector.catch_up(ended=lambda: next(left))
    with engine.connect() as connection:
        standing = positions(connection)
    assert standing["test_counts"].position > 40 > standing["test_counts__next"].position
    projector.catch_up()
    assert counts(engine) == true_counts(log)


def test_tables_that_changed_are_built_anew_even_under_the_same_version(engine: Engine, log: MemoryLog) -> None:
    run(engine, log, counting()).catch_up()
    run(engine, log, wider()).catch_up()
    assert {column["name"] for column in inspect(engine).get_columns("test_counts")} == {"case_id", "events", "last"}
    assert {case: number for case, number, _ in contents(engine, [wider()])["test_counts"]} == true_counts(log)


def test_indexes_survive_the_swap(engine: Engine, log: MemoryLog) -> None:
    projector = run(engine, log, wider())
    projector.catch_up()
    for _ in range(2):
        projector.rebuild()
        projector.catch_up()
    assert [index["column_names"] for index in inspect(engine).get_indexes("test_counts")] == [["last"]]


def test_an_older_program_leaves_the_rows_of_a_newer_one_alone(engine: Engine, log: MemoryLog) -> None:
    run(engine, log, counting(version=2, step=2)).catch_up()
    run(engine, log, counting(version=1)).catch_up()
    assert counts(engine) == {case: 2 * number for case, number in true_counts(log).items()}
    assert tables(engine) == {"test_counts"}


def test_a_table_that_is_missing_is_made_and_filled(engine: Engine, log: MemoryLog) -> None:
    run(engine, log, counting()).catch_up()
    with engine.begin() as connection:
        COUNTS.drop(connection)
    run(engine, log, counting()).catch_up()
    assert counts(engine) == true_counts(log)


def test_preparing_twice_changes_nothing(projector: Projector, engine: Engine) -> None:
    projector.catch_up()
    with engine.connect() as connection:
        before = positions(connection)
    projector.prepare()
    with engine.connect() as connection:
        assert positions(connection) == before


def test_two_tables_of_one_read_model_are_swapped_together(engine: Engine, log: MemoryLog) -> None:
    (worklist,) = (each for each in READ_MODELS if each.name == "worklist")
    projector = run(engine, log, worklist)
    projector.catch_up()
    live = contents(engine, [worklist])
    projector.rebuild()
    projector.catch_up()
    assert set(live) == {"panel_seats", "worklist"}
    assert contents(engine, [worklist]) == live


def test_a_build_nobody_needs_any_more_is_thrown_away(engine: Engine, log: MemoryLog) -> None:
    run(engine, log, counting()).catch_up()
    with engine.begin() as connection:
        begin_anew(connection, wider())
    assert tables(engine) == {"test_counts", "test_counts__next"}
    run(engine, log, counting()).catch_up()
    assert tables(engine) == {"test_counts"}
    assert counts(engine) == true_counts(log)


def test_before_the_first_start_every_read_model_is_missing(engine: Engine) -> None:
    with engine.connect() as connection:
        assert {each.state for each in statuses(connection, READ_MODELS, 0)} == {"missing"}
