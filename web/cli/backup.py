"""备份命令: ``backup FILE`` and ``restore FILE``: the whole system but its signing key, and a restored record proven before it serves."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click
from flask.cli import AppGroup, with_appcontext

from web.cli.law import Faulty

if TYPE_CHECKING:
    from datetime import datetime

KEPT_DAYS = 90
"""Unless another day is named: a backup ends, or what was erased would stay in it for ever."""


class CouldNotRun(Faulty):
    """One line on standard error, exit code 2."""

    exit_code = 2


@with_appcontext
def _back_up(file: Path, ends: datetime | None) -> None:
    from application.backup import BackupError, back_up
    from web.system import system

    parts = system()
    ends_on = ends.date() if ends else parts.today + timedelta(days=KEPT_DAYS)
    try:
        about = back_up(parts.engine, parts.settings.storage_url, file, origin=parts.settings.trail_origin, now=parts.clock.now(), ends_on=ends_on)
    except (BackupError, OSError) as fault:
        raise CouldNotRun(str(fault)) from fault
    click.echo(f"{file}: {about.position} events, {max(about.papers, 0)} papers; to be destroyed on {about.ends_on}")
    click.echo("The signing key is not in it: keep its file and what it signed last (*.last) apart.")


@with_appcontext
def _restore(file: Path) -> None:
    from application.backup import BackupError, restore
    from application.trail.inspection import Inspection
    from application.trail.soundness import faults
    from web.cli.database import prepare_read_models
    from web.erasing import projector_of
    from web.system import system

    parts = system()
    try:
        parts.settings.instance_dir.mkdir(parents=True, exist_ok=True)
        about = restore(parts.engine, parts.settings.storage_url, file)
    except (BackupError, OSError) as fault:
        raise CouldNotRun(str(fault)) from fault
    from application.store.trail_log import TrailLog

    with click.progressbar(length=about.position, label="Inspecting") as bar:
        found = Inspection(TrailLog(parts.engine)).run(progress=lambda done, _all: bar.update(max(0, done - bar.pos)))
    wrong = [f"{each.code} at {each.at}" for each in found or ()] + faults(parts.engine, parts.settings.signing_key)
    if wrong:
        raise Faulty(f"the restored record is not sound: {', '.join(wrong)}")
    prepare_read_models()
    projector = projector_of(parts)
    projector.rebuild()
    projector.catch_up()
    click.echo(f"Restored: {parts.log.head()} events of {about.made_at}, inspected, read models built anew.")


backup = AppGroup("backup", help="Write the whole system but its signing key to FILE.", invoke_without_command=True, subcommand_metavar="")
backup.allow_interspersed_args = True  # it is one command; only groups are gathered from this folder
backup.params = [
    click.Argument(["file"], type=click.Path(path_type=Path)),
    click.Option(["--ends"], type=click.DateTime(["%Y-%m-%d"]), metavar="DAY", help=f"Day of its destruction ({KEPT_DAYS} days from now)."),
]
backup.callback = _back_up
restore = AppGroup(
    "restore", help="Put the backup FILE into an empty database, prove it, build the read models.", invoke_without_command=True, subcommand_metavar=""
)
restore.params = [click.Argument(["file"], type=click.Path(path_type=Path, exists=True, dir_okay=False))]
restore.callback = _restore
