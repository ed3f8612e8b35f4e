"""只增围栏: the database itself refuses to change or remove what was recorded. A second line: the tree is the proof.

Disclosures may be deleted (erasure) and never updated. Checkpoints may gain lines of witnesses, so their notes may grow.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

if TYPE_CHECKING:
    from sqlalchemy import Connection

FENCED = {"events": ("UPDATE", "DELETE"), "receipts": ("UPDATE", "DELETE"), "disclosures": ("UPDATE",), "trail_checkpoints": ("DELETE",)}
"""Table → what is refused on it; on PostgreSQL TRUNCATE as well."""


def raise_fences(connection: Connection) -> None:
    """Create the triggers."""
    for statement in _postgresql() if connection.dialect.name == "postgresql" else _sqlite():
        connection.exec_driver_sql(statement)


def missing_fences(connection: Connection) -> list[str]:
    """Names of the fences that are not there or switched off; asked at every start."""
    if connection.dialect.name == "postgresql":
        found = connection.execute(text("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')"))
    else:
        found = connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'"))
    return sorted(set(_names(connection.dialect.name)) - {name for (name,) in found})


def _names(dialect: str) -> list[str]:
    more = ("TRUNCATE",) if dialect == "postgresql" else ()
    return [_name(table, act) for table, acts in FENCED.items() for act in (*acts, *more)]


def _name(table: str, act: str) -> str:
    return f"{table}_no_{act.lower()}"


def _sqlite() -> list[str]:
    return [
        f"CREATE TRIGGER {_name(table, act)} BEFORE {act} ON {table} BEGIN SELECT RAISE(ABORT, '{table} is only added to'); END"
        for table, acts in FENCED.items()
        for act in acts
    ]


def _postgresql() -> list[str]:
    refuse = (
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION '%% is only added to', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege'; END $$"
    )
    rows = [
        f"CREATE TRIGGER {_name(table, act)} BEFORE {act} ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        for table, acts in FENCED.items()
        for act in (*acts, "TRUNCATE")
    ]
    return [refuse, *rows]
