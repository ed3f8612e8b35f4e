"""The store on both databases: dense positions, one transaction, collisions by name, what was erased stays marked."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from application.store.engine import make_engine
from application.store.event_store import FactMapper, LeafStore, Pending, make_recorder
from application.store.sealed import CaseVersionTakenError, CommandKnownError, Receipt, VersionTakenError
from application.trail.leaf import NO_HEAD, Head, leaf_hash
from domain.fact import ERASED, Capacity, Fact, Stamp
from domain.register.events import EnterpriseRegistered, RepeatAdmitted, StaffEntered

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Engine

STAMP = Stamp(
    on=date(2026, 3, 2), by=Capacity(person="p-1", role="bureau-officer"), rule_set="sz-2025-5", rule_set_digest="0" * 64, correlation_id=UUID(int=7)
)
MOMENT = datetime(2026, 3, 2, 1, 2, 3, 4, tzinfo=UTC)
REGISTERED = EnterpriseRegistered(credit_code="914403001922038216", name="示例电子")
ADMITTED = RepeatAdmitted(reason="试点企业", window_last_day=date(2028, 1, 1))
STAFF = StaffEntered(
    reference="s-1", title_level="senior", title_related=True, technical=True, certificates=(), name="示例赵工", certificate_numbers=("A-1",)
)


@pytest.fixture
def engine(migrated_database_url: str) -> Iterator[Engine]:
    engine = make_engine(migrated_database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def store(engine: Engine) -> LeafStore:
    return LeafStore(FactMapper(), make_recorder(engine), "example/log")


def pending(aggregate_id: UUID, version: int, fact: Fact, case_id: UUID | None = None) -> Pending:
    return Pending(aggregate_id, version, fact, STAMP, case_id or aggregate_id, MOMENT)


def put(store: LeafStore, *events: Pending, key: str | None = None, heads: dict[UUID, Head] | None = None, read_case: bool = False) -> list[int]:
    receipts = [Receipt("p-1", key or str(uuid4()), b"d" * 32, b"{}")]
    return store.put(events, heads=heads or {}, receipts=receipts, read_case=read_case)


def test_what_was_recorded_is_read_back_equal(store: LeafStore) -> None:
    one = uuid4()
    put(store, pending(one, 1, REGISTERED), pending(one, 2, ADMITTED), pending(one, 3, STAFF))
    assert [(each.fact, each.stamp) for each in store.get(one)] == [(REGISTERED, STAMP), (ADMITTED, STAMP), (STAFF, STAMP)]


def test_positions_are_dense_in_commit_order_and_the_bytes_are_the_leaf(store: LeafStore) -> None:
    assert put(store, *(pending(uuid4(), 1, REGISTERED) for _ in range(3))) == [1, 2, 3]
    assert put(store, pending(uuid4(), 1, REGISTERED)) == [4]
    log = store.recorder.select_notifications(1, 10)
    assert [entry.id for entry in log] == [1, 2, 3, 4]
    assert all(entry.leaf_hash == leaf_hash(entry.state) for entry in log)
    assert store.recorder.max_notification_id() == 4


def test_a_batch_larger_than_one_statement_keeps_its_order(store: LeafStore) -> None:
    events = [pending(uuid4(), 1, REGISTERED) for _ in range(450)]
    assert put(store, *events) == list(range(1, 451))
    assert [entry.originator_id for entry in store.recorder.select_notifications(1, 500)] == [event.originator_id for event in events]


def test_a_taken_version_is_refused_and_leaves_nothing(store: LeafStore) -> None:
    one = uuid4()
    put(store, pending(one, 1, REGISTERED))
    with pytest.raises(VersionTakenError):
        put(store, pending(one, 1, REGISTERED), heads={one: NO_HEAD})
    with pytest.raises(VersionTakenError):
        put(store, pending(uuid4(), 1, REGISTERED), pending(one, 1, ADMITTED), heads={one: Head(1, b"x" * 32, "2026")})
    assert store.recorder.max_notification_id() == 1
    assert put(store, pending(uuid4(), 1, REGISTERED)) == [2]


def test_a_known_command_is_refused_with_its_receipt_kept(store: LeafStore) -> None:
    put(store, pending(uuid4(), 1, REGISTERED), key="k-1")
    with pytest.raises(CommandKnownError):
        put(store, pending(uuid4(), 1, REGISTERED), key="k-1")
    receipt = store.recorder.receipt("p-1", "k-1")
    assert receipt is not None
    assert receipt.position == 1
    assert store.recorder.receipt("p-2", "k-1") is None


def test_two_aggregates_of_one_case_share_its_count_and_chain(store: LeafStore) -> None:
    case, sheet = uuid4(), uuid4()
    put(store, pending(case, 1, REGISTERED))
    put(store, pending(sheet, 1, ADMITTED, case))
    first, second = store.recorder.select_case(case)
    assert (first.case_version, second.case_version) == (1, 2)
    assert b'"prevleaf"' in second.state
    assert b'"prevleaf"' not in first.state
    assert store.recorder.head(case) == Head(2, second.leaf_hash, second.recorded_at)


def test_where_only_the_shared_count_collides_the_bytes_are_made_again_under_the_lock(store: LeafStore) -> None:
    case, one, two = uuid4(), uuid4(), uuid4()
    put(store, pending(case, 1, REGISTERED))
    seen = store.recorder.head(case)
    put(store, pending(one, 1, ADMITTED, case), heads={case: seen})
    put(store, pending(two, 1, ADMITTED, case), heads={case: seen})
    assert [event.case_version for event in store.recorder.select_case(case)] == [1, 2, 3]


def test_a_decision_that_read_the_case_is_stale_when_the_shared_count_collides(store: LeafStore) -> None:
    case = uuid4()
    put(store, pending(case, 1, REGISTERED))
    seen = store.recorder.head(case)
    put(store, pending(uuid4(), 1, ADMITTED, case), heads={case: seen})
    with pytest.raises(CaseVersionTakenError):
        put(store, pending(uuid4(), 1, ADMITTED, case), heads={case: seen}, read_case=True)


def test_the_moment_of_recording_never_goes_back_within_a_case(store: LeafStore) -> None:
    one = uuid4()
    put(store, pending(one, 1, REGISTERED))
    put(store, pending(one, 2, ADMITTED)._replace(moment=datetime(2026, 3, 1, tzinfo=UTC)))
    first, second = store.recorder.select_case(one)
    assert second.recorded_at == first.recorded_at


def test_an_erased_member_loads_as_erased_and_an_absent_one_as_none(store: LeafStore, engine: Engine) -> None:
    one = uuid4()
    put(store, pending(one, 1, STAFF))
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM disclosures WHERE field_class = 'personal'"))
    (back,) = store.get(one)
    assert back.fact.name is ERASED
    assert back.fact.reference == "s-1"


def test_eight_writers_leave_no_gap_and_no_double(store: LeafStore) -> None:
    positions: list[int] = []

    def write() -> None:
        for _ in range(25):
            positions.extend(put(store, pending(uuid4(), 1, REGISTERED)))

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(positions) == list(range(1, 201))


def test_score_sheets_of_eight_experts_at_once_all_find_their_place_in_the_case(store: LeafStore) -> None:
    case = uuid4()
    put(store, pending(case, 1, REGISTERED))
    seen = store.recorder.head(case)
    barrier = threading.Barrier(8)

    def write() -> None:
        barrier.wait()
        put(store, pending(uuid4(), 1, ADMITTED, case), heads={case: seen})

    threads = [threading.Thread(target=write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [event.case_version for event in store.recorder.select_case(case)] == list(range(1, 10))


def test_a_state_of_another_moment_is_read_by_version(store: LeafStore) -> None:
    one = uuid4()
    put(store, pending(one, 1, REGISTERED), pending(one, 2, ADMITTED))
    assert [each.fact for each in store.get(one, lte=1)] == [REGISTERED]
    assert [each.fact for each in store.get(one, gt=1)] == [ADMITTED]
    assert [each.fact for each in store.get(one, desc=True, limit=1)] == [ADMITTED]
