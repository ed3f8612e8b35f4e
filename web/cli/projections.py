"""读模型命令: where the read models stand, and building them anew from the record."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from flask.cli import AppGroup

if TYPE_CHECKING:
    from projections.status import Status

projections = AppGroup("projections", help="The read models: where they stand, rebuilding them.")


class Stopped(click.ClickException):
    """A read model stopped at an event: one line on standard error, exit code 1."""

    exit_code = 1


@projections.command("status")
def status() -> None:
    """Show position and lag of each read model; exit code 1 where one is stopped at an event."""
    found = _statuses()
    click.echo(f"{'read model':<16}{'version':>8}{'position':>10}{'lag':>8}  state")
    for each in found:
        building = f", being built: {each.building} of {each.head}" if each.building is not None else ""
        click.echo(f"{each.name:<16}{each.version:>8}{each.position:>10}{each.lag:>8}  {each.state}{building}")
    _name_the_stopped(found)


@projections.command("rebuild")
@click.argument("name", required=False)
def rebuild(name: str | None) -> None:
    """Build the read model NAME (or all) from the record, beside the rows that serve meanwhile, and take it into use."""
    from web.system import system

    projector = system().projector
    try:
        projector.rebuild([name] if name else [])
    except LookupError as fault:
        raise Stopped(str(fault)) from None
    with click.progressbar(length=system().log.head(), label="Rebuilding") as bar:
        projector.catch_up(progress=lambda position: bar.update(max(0, position - bar.pos)))
    _name_the_stopped(_statuses())
    click.echo("Done.")


def _statuses() -> list[Status]:
    from projections.read_models import READ_MODELS
    from projections.status import statuses
    from web.system import system

    with system().reading() as connection:
        return statuses(connection, READ_MODELS, system().log.head())


def _name_the_stopped(found: list[Status]) -> None:
    stopped = [f"{each.name} stopped at {each.fault_event} ({each.fault})" for each in found if each.state == "stopped"]
    if stopped:
        raise Stopped("; ".join(stopped))
