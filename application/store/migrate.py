"""迁移: brings the durable tables of a database to the newest shape; safe to repeat."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from application.store.engine import make_engine

if TYPE_CHECKING:
    from sqlalchemy import Engine

MIGRATIONS = Path(__file__).with_name("migrations")


def upgrade(url: str) -> None:
    """Create or migrate the database. Workers never do this themselves; it runs once, before they start."""
    engine = make_engine(url, pool_size=1)
    try:
        with engine.connect() as connection:
            config = _config()
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            connection.commit()
    finally:
        engine.dispose()


def is_current(engine: Engine) -> bool:
    """Whether the database has the shape this code expects."""
    with engine.connect().execution_options(read_only=True) as connection:
        return MigrationContext.configure(connection).get_current_heads() == tuple(ScriptDirectory.from_config(_config()).get_heads())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config
