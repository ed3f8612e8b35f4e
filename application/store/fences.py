"""只增围栏: the database itself refuses to change or remove what was recorded. A second line: the tree is the proof.

Disclosures may be deleted (erasure) and never updated. Tiles and heads only grow, and so does the note of a checkpoint, by the lines of
its witnesses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import inspect, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

REFUSED = {
    "events": ("UPDATE", "DELETE"),
    "receipts": ("UPDATE", "DELETE"),
    "disclosures": ("UPDATE",),
    "trail_tiles": ("DELETE",),
    "trail_heads": ("DELETE",),
    "trail_checkpoints": ("DELETE",),
    "trail_timestamps": ("UPDATE", "DELETE"),
}
"""Table → what is refused on it altogether; on PostgreSQL TRUNCATE as well."""
GROWING = {
    "trail_tiles": "NEW.level = OLD.level AND NEW.number = OLD.number AND substr(NEW.hashes, 1, length(OLD.hashes)) = OLD.hashes",
    "trail_heads": "NEW.case_id = OLD.case_id AND NEW.case_version >= OLD.case_version",
    "trail_checkpoints": (
        "NEW.size = OLD.size AND NEW.root = OLD.root AND NEW.signed_at = OLD.signed_at AND substr(NEW.note, 1, length(OLD.note)) = OLD.note"
    ),
}
"""Table → what an update of one of its rows must keep."""
_BODY = " BEGIN RAISE EXCEPTION '% is only added to', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege'; END "


class Fence(NamedTuple):
    """围栏: one trigger."""

    name: str
    table: str
    act: str
    keeps: str | None = None
    """What an update must keep; without it the act is refused altogether."""


def raise_fences(connection: Connection) -> None:
    """Create the triggers, in place of any of their names."""
    postgresql = connection.dialect.name == "postgresql"
    present = set(inspect(connection).get_table_names())
    if postgresql:
        connection.exec_driver_sql(f"CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $${_BODY.replace('%', '%%')}$$")
    for fence in _fences(connection.dialect.name):
        if fence.table in present:
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {fence.name}" + (f" ON {fence.table}" if postgresql else ""))
            for statement in _postgresql(fence) if postgresql else (_sqlite(fence),):
                connection.exec_driver_sql(statement)


def missing_fences(connection: Connection) -> list[str]:
    """Names of the fences that are not there, switched off, or do something else; asked at every start and every night."""
    wanted = {fence.name: fence for fence in _fences(connection.dialect.name)}
    if connection.dialect.name == "postgresql":
        return sorted(wanted.keys() - _standing(connection, wanted))
    found = {row.name: row.sql for row in connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))}
    return sorted(name for name, fence in wanted.items() if found.get(name) != _sqlite(fence))


def _fences(dialect: str) -> Iterator[Fence]:
    more = ("TRUNCATE",) if dialect == "postgresql" else ()
    for table, acts in REFUSED.items():
        for act in (*acts, *more):
            yield Fence(f"{table}_no_{act.lower()}", table, act)
    for table, keeps in GROWING.items():
        yield Fence(f"{table}_only_grow", table, "UPDATE", keeps)


def _sqlite(fence: Fence) -> str:
    when = f" WHEN NOT ({fence.keeps})" if fence.keeps else ""
    return f"CREATE TRIGGER {fence.name} BEFORE {fence.act} ON {fence.table}{when} BEGIN SELECT RAISE(ABORT, '{fence.table} is only added to'); END"


def _postgresql(fence: Fence) -> tuple[str, str]:
    scope = f"ROW WHEN (NOT ({fence.keeps}))" if fence.keeps else "STATEMENT"
    return (
        f"CREATE TRIGGER {fence.name} BEFORE {fence.act} ON {fence.table} FOR EACH {scope} EXECUTE FUNCTION refuse_change()",
        # Not even a session that replays another server's changes passes it.
        f"ALTER TABLE {fence.table} ENABLE ALWAYS TRIGGER {fence.name}",
    )


def _standing(connection: Connection, wanted: dict[str, Fence]) -> set[str]:
    """The triggers that do what their names say: on their table, at their act, with the function unchanged."""
    rows = connection.execute(
        text(
            "SELECT t.tgname, c.relname, t.tgtype, t.tgqual IS NOT NULL, p.prosrc FROM pg_trigger t"
            " JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid"
            " WHERE NOT t.tgisinternal AND t.tgenabled = 'A' AND p.proname = 'refuse_change'"
        )
    )
    acts = {"DELETE": 8, "UPDATE": 16, "TRUNCATE": 32}
    per_row, before = 1, 2
    return {
        name
        for name, table, kind, limited, body in rows
        if (fence := wanted.get(name)) is not None
        and (table, limited, body) == (fence.table, fence.keeps is not None, _BODY)
        and kind == before + acts[fence.act] + (per_row if fence.keeps else 0)
    }
