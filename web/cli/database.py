"""数据库命令: create or migrate the database. Servers and workers never do this themselves."""

from __future__ import annotations

import click
from flask.cli import AppGroup

database = AppGroup("database", help="Create and migrate the database.")


@database.command("upgrade")
def upgrade() -> None:
    """Create or migrate the database; safe to repeat."""
    from application.store.migrate import upgrade as migrate
    from web.system import system

    settings = system().settings
    settings.instance_dir.mkdir(parents=True, exist_ok=True)
    migrate(settings.database_url)
    prepare_read_models()
    click.echo("The database is up to date.")


@database.command("fences")
def fences() -> None:
    """Put up again the triggers that refuse changes to the record; names those that were gone."""
    from application.store.fences import missing_fences, raise_fences
    from web.system import system

    with system().engine.begin() as connection:
        missing = missing_fences(connection)
        raise_fences(connection)
    for name in missing:
        click.echo(f"{name} was gone or did nothing")
    click.echo("The fences stand.")


@database.command("roles")
def roles() -> None:
    """Print the SQL that gives PostgreSQL roles of least privilege; run it as a superuser after each upgrade."""
    from application.store.roles import script

    click.echo(script(), nl=False)


def prepare_read_models() -> None:
    """Make the tables of the read models that are missing; those that changed are built beside the live ones by the worker."""
    from application.store.roles import as_owner_of_read_models
    from projections.building import prepare
    from projections.positions import POSITIONS
    from projections.read_models import READ_MODELS
    from web.system import system

    with as_owner_of_read_models(system().engine, POSITIONS.name).begin() as connection:
        prepare(connection, READ_MODELS)
