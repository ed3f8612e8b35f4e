"""数据库角色: least privilege on PostgreSQL: who may do what, and the script that says so to the database.

``qingjian_owner`` owns the durable tables, migrates them, erases, backs up and restores. ``qingjian_web`` takes commands: it adds to
the record and changes nothing of it. ``qingjian_worker`` owns the read models, folds and signs. ``qingjian_reader`` reads what is not
protected. None of the last three can take down a fence.
"""

from __future__ import annotations

import importlib
import pkgutil
from typing import TYPE_CHECKING

from sqlalchemy import NullPool, create_engine, event, text

import application.store
from application.store.tables import METADATA

if TYPE_CHECKING:
    from typing import Any

    from sqlalchemy import Engine

OWNER, WEB, WORKER, READER = "qingjian_owner", "qingjian_web", "qingjian_worker", "qingjian_reader"

ADD, COUNT, GROW, ALL, SEE, NOTHING = "SELECT, INSERT", "SELECT, UPDATE", "SELECT, INSERT, UPDATE", "SELECT, INSERT, UPDATE, DELETE", "SELECT", ""

RIGHTS: dict[str, tuple[str, str, str]] = {
    "events": (ADD, ADD, SEE),
    "receipts": (ADD, ADD, NOTHING),
    "disclosures": (ADD, ADD, NOTHING),
    "log_head": (COUNT, COUNT, SEE),
    "case_numbers": (GROW, GROW, SEE),
    "trail_tiles": (SEE, GROW, SEE),
    "trail_heads": (SEE, GROW, SEE),
    "trail_checkpoints": (SEE, GROW, SEE),
    "trail_timestamps": (SEE, ADD, SEE),
    "trail_witnesses": (SEE, ALL, SEE),
    "trail_inspections": (SEE, ALL, SEE),
    "trail_erasures": (SEE, ALL, SEE),
    "backups": (SEE, SEE, SEE),
    "accounts": (ALL, SEE, NOTHING),
    "sessions": (ALL, SEE, NOTHING),
    "tokens": (ALL, SEE, NOTHING),
    "sign_in_attempts": (ALL, NOTHING, NOTHING),
    "directory": (ALL, SEE, NOTHING),
    "calendar_feeds": (ALL, NOTHING, NOTHING),
    "read_log": (ADD, ALL, NOTHING),
}
"""Table → rights of web, worker and reader."""
AT_WORK = (
    "export_runs",
    "form_drafts",
    "kept_filters",
    "list_files",
    "outbox",
    "outbox_position",
    "papers",
    "refusal_counts",
    "unwanted_messages",
)
"""What people are filling in, messages waiting, files being made: web and worker change it, the reader does not see it."""
RIGHTS |= dict.fromkeys(AT_WORK, (ALL, ALL, NOTHING))


def script() -> str:
    """The SQL, to be run by a superuser after each migration; safe to repeat. Raises KeyError for a table nobody thought about."""
    tables = sorted(_durable())
    quoted = ", ".join(f"'{name}'" for name in (*tables, "alembic_version"))
    grants = [line for name in tables for line in _grants(name)]
    return "\n".join(
        [
            "-- Roles of Qingjian. Run as a superuser in Qingjian's database after each `database upgrade`; safe to repeat.",
            "-- No role has a password yet: \\password qingjian_web, \\password qingjian_worker, ...",
            "BEGIN;",
            *(_role(name) for name in (OWNER, WEB, WORKER, READER)),
            f"GRANT {WORKER} TO {OWNER};",
            "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I OWNER TO qingjian_owner', current_database()); END $$;",
            "REVOKE ALL ON SCHEMA public FROM PUBLIC;",
            f"ALTER SCHEMA public OWNER TO {OWNER};",
            f"GRANT USAGE ON SCHEMA public TO {WEB}, {WORKER}, {READER};",
            f"GRANT CREATE ON SCHEMA public TO {WORKER};",
            f"ALTER FUNCTION refuse_change() OWNER TO {OWNER};",
            "DO $$ DECLARE name text; BEGIN",
            "  FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP",
            f"    EXECUTE format('ALTER TABLE public.%I OWNER TO %I', name, CASE WHEN name IN ({quoted}) THEN '{OWNER}' ELSE '{WORKER}' END);",
            f"    EXECUTE format('REVOKE ALL ON public.%I FROM PUBLIC, {WEB}, {READER}', name);",
            f"    IF name IN ({quoted}) THEN EXECUTE format('REVOKE ALL ON public.%I FROM {WORKER}', name);",
            f"    ELSE EXECUTE format('GRANT SELECT ON public.%I TO {WEB}, {READER}', name); END IF;",
            "  END LOOP;",
            "END $$;",
            *grants,
            f"GRANT SELECT ON alembic_version TO {WEB}, {WORKER}, {READER};",
            f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {WEB}, {WORKER};",
            f"ALTER DEFAULT PRIVILEGES FOR ROLE {WORKER} IN SCHEMA public GRANT SELECT ON TABLES TO {WEB}, {READER};",
            "COMMIT;",
            "",
        ]
    )


def as_owner_of_read_models(engine: Engine, table: str) -> Engine:
    """An engine that acts as the role that owns the read models, where that is another one; ``table`` is one of theirs."""
    if engine.dialect.name != "postgresql":
        return engine
    asked = text("SELECT pg_get_userbyid(relowner), current_user FROM pg_class WHERE oid = to_regclass(:name)")
    with engine.connect() as connection:
        found = connection.execute(asked, {"name": table}).one_or_none()
    if found is None or found[0] == found[1]:
        return engine
    owner = found[0]
    other = create_engine(engine.url, poolclass=NullPool, connect_args={"application_name": "qingjian"})

    def become(connection: Any, _record: object) -> None:
        connection.execute(f'SET ROLE "{owner}"')
        connection.commit()

    event.listen(other, "connect", become)
    return other


def _durable() -> set[str]:
    for module in pkgutil.iter_modules(application.store.__path__):
        if module.name.endswith("tables"):
            importlib.import_module(f"application.store.{module.name}")
    return set(METADATA.tables)


def _role(name: str) -> str:
    made = f"CREATE ROLE {name} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"
    return f"DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{name}') THEN {made}; END IF; END $$;"


def _grants(table: str) -> list[str]:
    rights = zip((WEB, WORKER, READER), RIGHTS[table], strict=True)
    return [f"GRANT {granted} ON {table} TO {role};" for role, granted in rights if granted]
