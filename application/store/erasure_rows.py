"""删除存取: the rows an erasure removes, what it counted, and the traces a database keeps of rows that are gone.

A deleted row lies on in free pages, in SQLite's write-ahead log, in dead tuples of PostgreSQL and in the planner's samples until they
are written anew: :meth:`ErasureRows.purge` has that done. PostgreSQL's own log of writes (``pg_wal``) and backups keep what they hold
until they are recycled; that is the database administrator's, and said in the operations guide.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote, quote_plus, unquote_plus

from sqlalchemy import and_, delete, insert, or_, select, text, tuple_, update
from sqlalchemy.exc import OperationalError

from application.store.identity_tables import ACCOUNTS, DIRECTORY, SESSIONS, TOKENS
from application.store.list_tables import KEPT_FILTERS, LIST_FILES
from application.store.paper_tables import DRAFTS, PAPERS
from application.store.read_tables import READS
from application.store.tables import DISCLOSURES, EVENTS
from application.store.watch_tables import BACKUPS, ERASED

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from datetime import date
    from uuid import UUID

    from sqlalchemy import Connection, Engine

    EventId = tuple[UUID, int]

HOLDS_NOTHING = {
    "events": "members that can be erased are digests in it",
    "receipts": "ids, versions and keyed digests",
    "log_head": "a number",
    "case_numbers": "numbers",
    "trail_tiles": "hashes",
    "trail_heads": "hashes",
    "trail_checkpoints": "hashes and signatures",
    "trail_timestamps": "hashes and signatures",
    "trail_inspections": "codes and numbers",
    "trail_erasures": "counts",
    "trail_witnesses": "names of offices and keys",
    "export_runs": "ids, digests and numbers; the packages are removed",
    "backups": "names of files and days",
    "accounts": "logins; a person's own, ended with the account",
    "sign_in_attempts": "digests and addresses, for a quarter of an hour",
    "outbox": "ids, days and numbers",
    "outbox_position": "a number",
    "unwanted_messages": "ids",
    "refusal_counts": "opaque ids and codes",
    "calendar_feeds": "digests and ids",
}
"""Durable tables in which an erasure has nothing to remove, and why."""
SWEPT = (DISCLOSURES, SESSIONS, TOKENS, DRAFTS, PAPERS, DIRECTORY, KEPT_FILTERS, LIST_FILES, READS)
"""Durable tables it looks into."""
PATIENCE_MILLISECONDS = 5_000
"""How long a table that somebody reads is waited for."""
LOCK_NOT_AVAILABLE = "55P03"
SHORTEST_PART = 4
"""Characters of a value that is looked for inside a longer text; a shorter one must be the whole text."""


class Backup(NamedTuple):
    """备份: a copy made before, and the day on which it is destroyed."""

    made_at: str
    name: str
    ends_on: date
    position: int


class ErasureRows:
    """删除存取: everything of one database."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    # ----------------------------------------------------------------------------------------------------------- reading

    def contents(self, events: Collection[EventId], field_class: str) -> list[bytes]:
        """What is still disclosed of these events in this class."""
        with self._reading() as connection:
            return [bytes(each) for each in connection.execute(select(DISCLOSURES.c.content).where(_of(events, field_class))).scalars()]

    def places(self, events: Collection[EventId]) -> list[tuple[int, UUID, str]]:
        """Index, case and topic of these events."""
        named = tuple_(EVENTS.c.originator_id, EVENTS.c.originator_version).in_(events)
        with self._reading() as connection:
            return [
                (row[0], row[1], row[2]) for row in connection.execute(select(EVENTS.c.position - 1, EVENTS.c.case_id, EVENTS.c.topic).where(named))
            ]

    def elsewhere(self, values: Collection[str], events: Collection[EventId]) -> Iterator[tuple[str, str]]:
        """Event and class of other disclosures that say the same: who asked may have forgotten them."""
        wanted = [json.dumps(value, ensure_ascii=False).encode() for value in values]
        chosen = set(events)
        with self._reading() as connection:
            rows = connection.execution_options(stream_results=True, yield_per=1_000).execute(select(DISCLOSURES))
            for originator, version, field_class, content in rows:
                if (originator, version) not in chosen and any(value in bytes(content) for value in wanted):
                    yield f"{originator}/{version}", field_class

    def backups(self, on: date) -> list[Backup]:
        """Backups made so far that are not destroyed yet."""
        with self._reading() as connection:
            rows = connection.execute(select(BACKUPS).where(BACKUPS.c.ends_on >= on).order_by(BACKUPS.c.made_at))
            return [Backup(*row) for row in rows]

    # ---------------------------------------------------------------------------------------------------------- removing

    def disclosures(self, erasure_id: UUID, events: Collection[EventId], field_class: str) -> None:
        """Delete the disclosures, and count them with it."""
        with self.engine.begin() as connection:
            gone = connection.execute(delete(DISCLOSURES).where(_of(events, field_class))).rowcount
            _count(connection, erasure_id, "disclosures", gone)

    def sweep(self, erasure_id: UUID, values: Collection[str], digests: Collection[str], cases: Collection[UUID] | None) -> list[str]:
        """Remove the values from what people were filling in, from sessions, papers' entries and the directory.

        ``cases``: drafts and papers of these alone; of all, where none are named. Returns the persons of the directory who are left,
        for they have an account: it is to be closed first.
        """
        with self.engine.begin() as connection:
            _count(connection, erasure_id, "drafts", _drop_holding(connection, DRAFTS, DRAFTS.c.content, values, cases))
            _count(connection, erasure_id, "sessions", _drop_holding(connection, SESSIONS, SESSIONS.c.content, values))
            _count(connection, erasure_id, "tokens", _blank_labels(connection, values))
            _count(connection, erasure_id, "filters", _drop_holding(connection, KEPT_FILTERS, KEPT_FILTERS.c.address, values))
            _count(connection, erasure_id, "read-log", _blank_queries(connection, values))
            named = PAPERS.c.name.in_(values) if cases is None else PAPERS.c.name.in_(values) & PAPERS.c.case_id.in_(cases)
            gone = connection.execute(delete(PAPERS).where(or_(named, PAPERS.c.digest.in_(digests)))).rowcount
            _count(connection, erasure_id, "papers-entries", gone)
            concerned = or_(DIRECTORY.c.name.in_(values), DIRECTORY.c.phone.in_(values), DIRECTORY.c.mail.in_(values))
            active = select(ACCOUNTS.c.person).where(ACCOUNTS.c.disabled_at.is_(None))
            left = list(connection.execute(select(DIRECTORY.c.person).where(concerned, DIRECTORY.c.person.in_(active))).scalars())
            gone = connection.execute(delete(DIRECTORY).where(concerned, DIRECTORY.c.person.not_in(active))).rowcount
            _count(connection, erasure_id, "directory", gone)
        return left

    def forget_lists(self) -> list[tuple[UUID, str]]:
        """Delete the entries of lists made as files; returns id and form of each file to remove. They can be asked for again."""
        with self.engine.begin() as connection:
            gone = connection.execute(delete(LIST_FILES).returning(LIST_FILES.c.file_id, LIST_FILES.c.form))
            return [(row[0], row[1]) for row in gone]

    def count(self, erasure_id: UUID, store: str, count: int) -> None:
        """Count what was removed elsewhere."""
        with self.engine.begin() as connection:
            _count(connection, erasure_id, store, count)

    def counts(self, erasure_id: UUID) -> list[tuple[str, int]]:
        """Store and count, of everything this erasure removed, broken off or not."""
        with self._reading() as connection:
            rows = connection.execute(select(ERASED.c.store, ERASED.c.count).where(ERASED.c.erasure_id == erasure_id).order_by(ERASED.c.store))
            return [(row[0], row[1]) for row in rows]

    # ------------------------------------------------------------------------------------------------------------ traces

    def may_purge(self) -> bool:
        """Whether this role may have the tables written anew: on PostgreSQL it must own them."""
        if self.engine.dialect.name != "postgresql":
            return True
        owned = text("SELECT bool_and(pg_has_role(relowner, 'USAGE')) FROM pg_class WHERE oid = ANY (CAST(:names AS regclass[]))")
        with self._reading() as connection:
            return bool(connection.execute(owned, {"names": [table.name for table in SWEPT]}).scalar_one())

    def purge(self) -> bool:
        """Have the tables written anew without what was deleted. False where somebody reading held it up: ask again."""
        if self.engine.dialect.name == "sqlite":
            return self._purge_sqlite()
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            # Whoever reads for long, a backup for one, must not make everybody else wait behind us.
            connection.execute(text(f"SET lock_timeout = '{PATIENCE_MILLISECONDS}ms'"))
            try:
                self._purge_postgresql(connection)
            except OperationalError as fault:
                if getattr(fault.orig, "sqlstate", None) != LOCK_NOT_AVAILABLE:
                    raise
                return False
            finally:
                connection.execute(text("RESET lock_timeout"))
        return True

    @staticmethod
    def _purge_postgresql(connection: Connection) -> None:
        for table in SWEPT:
            connection.execute(text(f"VACUUM (FULL) {table.name}"))
        if _may(connection, "pg_has_role((SELECT datdba FROM pg_database WHERE datname = current_database()), 'USAGE')"):
            connection.execute(text("VACUUM (FULL) pg_statistic"))
        if _may(connection, "pg_has_role('pg_checkpoint', 'USAGE')"):
            connection.execute(text("CHECKPOINT"))

    def _purge_sqlite(self) -> bool:
        pooled = self.engine.raw_connection()
        try:
            cursor = pooled.cursor()
            cursor.execute("PRAGMA secure_delete = ON")
            cursor.execute("VACUUM")
            (held_up, _, _) = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            cursor.close()
        finally:
            pooled.close()
        return not held_up

    def _reading(self) -> Connection:
        return self.engine.connect().execution_options(read_only=True)


def strings_of(content: Any) -> Iterator[str]:
    """Every text in a JSON value that is not empty; what only refers to something told in clear is none."""
    if isinstance(content, str):
        if content.strip():
            yield content
    elif isinstance(content, dict):
        for name, each in content.items():
            if name != "reference":
                yield from strings_of(each)
    elif isinstance(content, list):
        for each in content:
            yield from strings_of(each)


def holds(written: str, values: Collection[str]) -> bool:
    """Whether a text, or JSON, tells one of the values."""
    try:
        texts: Iterable[str] = list(strings_of(json.loads(written)))
    except ValueError:
        texts = [written, unquote_plus(written)]  # an address tells what was sought
    return any(value == each or (len(value) >= SHORTEST_PART and value in each) for each in texts for value in values)


def _may(connection: Connection, condition: str) -> bool:
    """Whether the role in use is allowed something: a superuser always is."""
    return bool(connection.execute(text(f"SELECT rolsuper OR {condition} FROM pg_roles WHERE rolname = current_user")).scalar_one())


def _of(events: Collection[EventId], field_class: str) -> Any:
    return and_(tuple_(DISCLOSURES.c.originator_id, DISCLOSURES.c.originator_version).in_(events), DISCLOSURES.c.field_class == field_class)


def _drop_holding(connection: Connection, table: Any, column: Any, values: Collection[str], cases: Collection[UUID] | None = None) -> int:
    keys = list(table.primary_key.columns)
    wanted = select(*keys, column) if cases is None else select(*keys, column).where(table.c.case_id.in_(cases))
    found = [tuple(row[:-1]) for row in connection.execute(wanted) if holds(row[-1], values)]
    for key in found:
        connection.execute(delete(table).where(*(each == value for each, value in zip(keys, key, strict=True))))
    return len(found)


def _blank_labels(connection: Connection, values: Collection[str]) -> int:
    found = [row.digest for row in connection.execute(select(TOKENS.c.digest, TOKENS.c.label)) if holds(row.label, values)]
    if found:
        connection.execute(update(TOKENS).where(TOKENS.c.digest.in_(found)).values(label="—"))
    return len(found)


def _blank_queries(connection: Connection, values: Collection[str]) -> int:
    """What somebody sought or said it was for; that something was read, by whom and when, stays."""
    forms = {form for value in values for form in (value, quote(value), quote_plus(value))}
    told = or_(*(column.contains(form, autoescape=True) for column in (READS.c.query, READS.c.purpose) for form in sorted(forms)))
    found = connection.execute(select(READS.c.entry, READS.c.query, READS.c.purpose).where(told)).all()
    gone = [row.entry for row in found if any(holds(each, values) for each in (row.query, row.purpose) if each)]
    if gone:
        connection.execute(update(READS).where(READS.c.entry.in_(gone)).values(query=None, purpose=None))
    return len(gone)


def _count(connection: Connection, erasure_id: UUID, store: str, count: int) -> None:
    here = (ERASED.c.erasure_id == erasure_id) & (ERASED.c.store == store)
    if connection.execute(update(ERASED).where(here).values(count=ERASED.c.count + count)).rowcount == 0:
        connection.execute(insert(ERASED).values(erasure_id=erasure_id, store=store, count=count))
