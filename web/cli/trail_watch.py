"""看守命令: inspecting the whole record, and erasing what two people agreed to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from web.cli.cases import CouldNotRun
from web.cli.law import Faulty
from web.cli.trail import readable_faults, sealing, trail

if TYPE_CHECKING:
    from uuid import UUID


@trail.command("inspect")
def inspect() -> None:
    """Hold every byte of the record against what was signed: exit code 0 sound, 1 broken. What is found goes on record."""
    from application.trail.watching import Watch

    with readable_faults():
        watch = Watch(sealing())
        with click.progressbar(length=watch.made.end(), label="Inspecting") as bar:
            found = watch.inspect(progress=lambda done, _all: bar.update(max(0, done - bar.pos)))
    if found:
        raise Faulty("the record is broken: " + ", ".join(each.code if each.at is None else f"{each.code} at {each.at}" for each in found))
    click.echo("The record is sound.")


@trail.command("erasures")
def erasures() -> None:
    """List the erasures two people agreed to that are not carried out."""
    from web.erasing import erasing_of
    from web.system import system

    with readable_faults():
        for erasure_id in erasing_of(system()).agreed():
            click.echo(str(erasure_id))


@trail.command("erase")
@click.argument("erasure_id", type=click.UUID, metavar="ID")
def erase(erasure_id: UUID) -> None:
    """Carry out the erasure ID: from every store, with the tables written anew. On PostgreSQL as the owner of the tables."""
    from application.trail.erasing import HeldUpError, OwnersOnlyError
    from web.cli.acting import COMMAND_LINE
    from web.erasing import erasing_of
    from web.system import system

    with readable_faults():
        try:
            done = erasing_of(system()).carry_out(erasure_id, acting=COMMAND_LINE)
        except (HeldUpError, OwnersOnlyError) as fault:
            raise CouldNotRun(str(fault)) from fault
    for removed in done.removed:
        click.echo(f"{removed.store:<16}{removed.count:>8}")
    for event, field_class in done.elsewhere:
        click.echo(f"The same is said in {event} ({field_class}), which was not named.")
    for person in done.still_in_directory:
        click.echo(f"Person {person} stays in the directory: close the account first.")
    for backup in done.backups:
        click.echo(f"Backup {backup.name} of {backup.made_at} keeps it until {backup.ends_on}: destroy it then.")
