"""轨迹存取: the log as the trail reads it: leaf bytes in order, disclosures beside them, tiles, heads, checkpoints."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

import orjson
from sqlalchemy import bindparam, insert, literal_column, select, text, update
from sqlalchemy.exc import IntegrityError

from application.store.tables import EVENTS
from application.store.tile_rows import keep_tiles, stored_edges
from application.store.trail_tables import CHECKPOINTS, HEADS, TILES, TIMESTAMPS
from application.trail.leaf import leaf_hash
from application.trail.tree import HASH, WIDTH, Tree

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import ColumnElement, Connection, Engine

_FOLD_STEP = 16 * WIDTH
_FOLD_LOCK = 7_310_500_004
"""Key of the advisory lock under which tiles are folded on PostgreSQL."""


class CaseHead(NamedTuple):
    """案件末叶: how many events a case has and the hash of the last."""

    case_id: UUID
    case_version: int
    leaf_hash: bytes

    @property
    def line(self) -> bytes:
        """The case's leaf in the tree of heads."""
        return f"{self.case_id} {self.case_version} {b64encode(self.leaf_hash).decode()}".encode()


class KeptCheckpoint(NamedTuple):
    """已签检查点: a row of the table."""

    size: int
    root: bytes
    note: str
    signed_at: str


class Row(NamedTuple):
    """日志行: an event as it lies in the log."""

    at: int
    state: bytes
    leaf_hash: bytes
    case_id: UUID
    case_version: int


class TrailLog:
    """轨迹存取: reads and folds; everything about the log that is not writing events."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    # ------------------------------------------------------------------------------------------------------------ reading

    def length(self) -> int:
        """How many events there are; positions are dense."""
        with self._reading() as connection:
            return int(connection.execute(text("SELECT coalesce(max(position), 0) FROM events")).scalar_one())

    def folded(self) -> int:
        """How many events are folded into tiles."""
        with self._reading() as connection:
            return stored_edges(connection).size

    def states(self, first: int, end: int, *, step: int = _FOLD_STEP) -> Iterator[list[tuple[int, str, bytes]]]:
        """Index, topic and leaf bytes of the events ``first`` … ``end - 1``, in pieces of ``step``."""
        with self._reading() as connection:
            for start in range(first, end, step):
                bounds = f"BETWEEN {start + 1} AND {min(start + step, end)}"
                yield _rows(connection, f"SELECT position - 1, topic, state FROM events WHERE position {bounds} ORDER BY position")

    def rows(self, first: int, end: int, connection: Connection | None = None) -> list[Row]:
        """The events ``first`` … ``end - 1``."""
        statement = (
            select(EVENTS.c.position - 1, EVENTS.c.state, EVENTS.c.leaf_hash, EVENTS.c.case_id, EVENTS.c.case_version)
            .where(EVENTS.c.position.between(first + 1, end))
            .order_by(EVENTS.c.position)
        )
        if connection is not None:
            return [Row(*row) for row in connection.execute(statement)]
        with self._reading() as reading:
            return [Row(*row) for row in reading.execute(statement)]

    def case_rows(self, case_id: UUID, end: int) -> list[Row]:
        """The events of a case that lie before ``end``, in the order of the case."""
        statement = (
            select(EVENTS.c.position - 1, EVENTS.c.state, EVENTS.c.leaf_hash, EVENTS.c.case_id, EVENTS.c.case_version)
            .where(EVENTS.c.case_id == case_id, EVENTS.c.position <= end)
            .order_by(EVENTS.c.case_version)
        )
        with self._reading() as connection:
            return [Row(*row) for row in connection.execute(statement)]

    def disclosures(self, first: int, end: int, case_id: UUID | None = None) -> dict[int, dict[str, bytes]]:
        """Index → class → content of the disclosures of the events ``first`` … ``end - 1``, of one case where one is named."""
        within = f"e.position BETWEEN {first + 1} AND {end}"
        if case_id is not None:  # the case's own index leads to the rows, and the position is only compared
            within = f"e.case_id = '{self._key(case_id)}' AND e.position + 0 BETWEEN {first + 1} AND {end}"
        statement = (
            "SELECT e.position - 1, d.field_class, d.content FROM events e"
            " JOIN disclosures d ON d.originator_id = e.originator_id AND d.originator_version = e.originator_version"
            f" WHERE {within}"
        )
        found: dict[int, dict[str, bytes]] = {}
        with self._reading() as connection:
            for index, field_class, content in _rows(connection, statement):
                if index in found:
                    found[index][field_class] = content
                else:
                    found[index] = {field_class: content}
        return found

    def tile(self, level: int, number: int, width: int) -> bytes:
        """The first ``width`` hashes of a tile. Raises LookupError where they are not folded yet."""
        with self._reading() as connection:
            found = connection.execute(select(TILES.c.hashes).where(TILES.c.level == level, TILES.c.number == number)).scalar()
        if found is None or len(found) < width * HASH:
            raise LookupError(f"tile {level}/{number} is not folded to a width of {width}")
        return bytes(found[: width * HASH])

    def tree(self, size: int) -> Tree:
        """The tree of the first ``size`` leaves."""
        return Tree(size, self.tile)

    def heads(self) -> dict[UUID, CaseHead]:
        """The head of every case as folded, by id."""
        with self._reading() as connection:
            return {row.case_id: CaseHead(*row) for row in connection.execute(select(HEADS.c.case_id, HEADS.c.case_version, HEADS.c.leaf_hash))}

    def head_hashes(self) -> list[tuple[str, bytes]]:
        """Of every case as folded, its id in hex and the hash of its line in the tree of heads, in the order of that tree."""
        with self._reading() as connection:
            found = _rows(connection, "SELECT case_id, line_hash FROM trail_heads ORDER BY case_id")
        return [(each.hex, line) for each, line in found] if self.engine.dialect.name == "postgresql" else found

    def heads_at(self, case_ids: Iterable[UUID], end: int) -> Iterator[CaseHead]:
        """The heads of some cases as they stood before ``end``."""
        with self._reading() as connection:
            for case_id in case_ids:
                statement = select(EVENTS.c.case_id, EVENTS.c.case_version, EVENTS.c.leaf_hash).where(
                    EVENTS.c.case_id == case_id, EVENTS.c.position <= end
                )
                row = connection.execute(statement.order_by(EVENTS.c.case_version.desc()).limit(1)).one_or_none()
                if row is not None:
                    yield CaseHead(*row)

    def heads_between(self, first: int, end: int) -> Iterable[CaseHead]:
        """The last of each case among the events ``first`` … ``end - 1``."""
        columns = (EVENTS.c.case_id, EVENTS.c.case_version, EVENTS.c.leaf_hash)
        with self._reading() as connection:
            rows = connection.execute(select(*columns).where(EVENTS.c.position.between(first + 1, end)).order_by(EVENTS.c.position))
            return {row.case_id: CaseHead(row.case_id, row.case_version, bytes(row.leaf_hash)) for row in rows}.values()

    def restricted(self) -> dict[int, frozenset[str]]:
        """Index → classes of its members that are kept and shown to nobody."""
        found: dict[int, set[str]] = {}
        with self._reading() as connection:
            told = connection.execute(select(EVENTS.c.state).where(EVENTS.c.topic == literal_column("'trail.DisclosureRestricted'"))).scalars().all()
            for data in (orjson.loads(state)["data"] for state in told):
                for each in data["events"]:
                    originator, _, version = each.rpartition("/")
                    named = (EVENTS.c.originator_id == UUID(originator)) & (EVENTS.c.originator_version == int(version))
                    position = connection.execute(select(EVENTS.c.position).where(named)).scalar()
                    if position is not None:
                        found.setdefault(position - 1, set()).add(data["field_class"])
        return {index: frozenset(classes) for index, classes in found.items()}

    def rotations(self, end: int) -> list[dict[str, Any]]:
        """Changes of the key, oldest first, as both keys signed them."""
        changed: ColumnElement[str] = literal_column("'trail.KeyRotated'")
        statement = select(EVENTS.c.state).where(EVENTS.c.topic == changed, EVENTS.c.position <= end).order_by(EVENTS.c.position)
        names = ("old_key", "new_key", "size", "old_signature", "new_signature")
        with self._reading() as connection:
            events = [orjson.loads(state) for state in connection.execute(statement).scalars()]
        return [{"origin": event["source"], **{name: event["data"][name] for name in names}} for event in events]

    def checkpoints(self) -> list[KeptCheckpoint]:
        """All checkpoints, oldest first."""
        with self._reading() as connection:
            return [KeptCheckpoint(*row) for row in connection.execute(select(CHECKPOINTS).order_by(CHECKPOINTS.c.size))]

    def last_checkpoint(self) -> KeptCheckpoint | None:
        """The newest checkpoint."""
        with self._reading() as connection:
            row = connection.execute(select(CHECKPOINTS).order_by(CHECKPOINTS.c.size.desc()).limit(1)).one_or_none()
        return None if row is None else KeptCheckpoint(*row)

    def others_after(self, size: int, stream: UUID) -> bool:
        """Whether anything but the log's own leaves was recorded after a checkpoint."""
        statement = select(EVENTS.c.position).where(EVENTS.c.position > size, EVENTS.c.case_id != stream).limit(1)
        with self._reading() as connection:
            return connection.execute(statement).first() is not None

    def checkpoint(self, size: int) -> KeptCheckpoint | None:
        """The checkpoint of a size."""
        with self._reading() as connection:
            row = connection.execute(select(CHECKPOINTS).where(CHECKPOINTS.c.size == size)).one_or_none()
        return None if row is None else KeptCheckpoint(*row)

    def timestamps(self) -> list[tuple[int, bytes, bytes]]:
        """Size, request and token of every time stamp."""
        with self._reading() as connection:
            statement = select(TIMESTAMPS.c.size, TIMESTAMPS.c.request, TIMESTAMPS.c.token).order_by(TIMESTAMPS.c.size, TIMESTAMPS.c.token_digest)
            return [(size, bytes(request), bytes(token)) for size, request, token in connection.execute(statement)]

    # ------------------------------------------------------------------------------------------------------------ writing

    def fold(self, end: int) -> None:
        """Fold events into tiles and heads until the tree has ``end`` leaves; safe to repeat and to break off anywhere."""
        while True:
            with self.engine.begin() as connection:
                if connection.dialect.name == "postgresql":
                    connection.execute(text(f"SELECT pg_advisory_xact_lock({_FOLD_LOCK})"))
                tiler = stored_edges(connection)
                if tiler.size >= end:
                    return
                rows = self.rows(tiler.size, min(end, tiler.size + _FOLD_STEP), connection)
                if not rows:
                    return
                keep_tiles(connection, tiler, rows)
                _keep_heads(connection, rows)

    def keep_checkpoint(self, checkpoint: KeptCheckpoint) -> None:
        """Add a checkpoint; the same one twice is one."""
        try:
            with self.engine.begin() as connection:
                connection.execute(insert(CHECKPOINTS).values(**checkpoint._asdict()))
        except IntegrityError:
            return

    def add_line(self, size: int, line: str) -> None:
        """Add a witness's line under a checkpoint, once."""
        with self.engine.begin() as connection:
            note = connection.execute(select(CHECKPOINTS.c.note).where(CHECKPOINTS.c.size == size)).scalar_one()
            if line not in note:
                connection.execute(update(CHECKPOINTS).where(CHECKPOINTS.c.size == size).values(note=note + line))

    def keep_timestamp(self, size: int, token_digest: str, request: bytes, token: bytes) -> None:
        """Add a time stamp."""
        with self.engine.begin() as connection:
            connection.execute(insert(TIMESTAMPS).values(size=size, token_digest=token_digest, request=request, token=token))

    def _key(self, case_id: UUID) -> str:
        return str(case_id) if self.engine.dialect.name == "postgresql" else case_id.hex

    def _reading(self) -> Connection:
        return self.engine.connect().execution_options(read_only=True)


def _rows(connection: Connection, statement: str) -> list[tuple[Any, ...]]:
    """All rows as the driver gives them: many at a time cost a third of one by one."""
    cursor: Any = connection.exec_driver_sql(statement).cursor
    found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


def _keep_heads(connection: Connection, rows: Iterable[Row]) -> None:
    heads = {row.case_id: row for row in rows}
    upsert = text(
        "INSERT INTO trail_heads (case_id, case_version, leaf_hash, line_hash) VALUES (:case_id, :case_version, :leaf_hash, :line_hash)"
        " ON CONFLICT (case_id) DO UPDATE SET"
        " case_version = excluded.case_version, leaf_hash = excluded.leaf_hash, line_hash = excluded.line_hash"
    ).bindparams(bindparam("case_id", type_=HEADS.c.case_id.type))
    found = (CaseHead(row.case_id, row.case_version, bytes(row.leaf_hash)) for row in heads.values())
    connection.execute(upsert, [{**head._asdict(), "line_hash": leaf_hash(head.line)} for head in found])
