"""轨迹命令: the key, checkpoints, packages and their verification."""

from __future__ import annotations

import os
import socket
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click
from flask.cli import AppGroup, with_appcontext

from web.cli.cases import CouldNotRun
from web.cli.law import Faulty

if TYPE_CHECKING:
    from collections.abc import Iterator

    from application.trail.issuing import Issuing
    from application.trail.sealing import Sealing
    from domain.fact import Capacity
    from domain.trail.events import Portion

trail = AppGroup("trail", help="The signed log: key, checkpoints, packages, verification.")
key = click.Group("key", help="The key that signs the log.")  # no AppGroup: those of this folder are commands of their own
trail.add_command(key)

COMMAND_LINE_WORKS = f"cli@{socket.gethostname()}/{os.getpid()}"
DEMO_BASIS = "演示：依职权开展审计监督"
DEMO_RECIPIENT = "示例监管单位"


@key.command("new")
@click.argument("path", type=click.Path(path_type=Path))
@with_appcontext
def new(path: Path) -> None:
    """Make a signing key in a file of its own and print the verifier key, which goes to everybody who verifies."""
    from application.trail.signer import Signer
    from web.system import system

    with readable_faults():
        path.parent.mkdir(parents=True, exist_ok=True)
        click.echo(str(Signer.create(path, system().settings.trail_origin).key().verifier))


@key.command("show")
@with_appcontext
def show() -> None:
    """Print the verifier key and its fingerprint."""
    from application.trail.signer import Signer
    from web.system import system

    with readable_faults():
        verifier = Signer(system().settings.signing_key).key().verifier
        click.echo(f"{verifier}\n{verifier.fingerprint}")


@key.command("rotate")
@click.argument("path", type=click.Path(path_type=Path))
@with_appcontext
def rotate(path: Path) -> None:
    """Let the key at PATH sign from now on, in place of the one that signs; both sign the change. Then name PATH in QINGJIAN_TRAIL_KEY."""
    from application.trail.signer import Signer

    with readable_faults():
        click.echo(str(sealing().rotate(Signer(path)).verifier))


@trail.command("checkpoint")
def checkpoint() -> None:
    """Sign everything recorded so far and print the checkpoint."""
    with readable_faults():
        click.echo(sealing().seal().checkpoint.note, nl=False)


@trail.command("timestamp")
@click.option("--url", metavar="URL", help="Time-stamp authority (default: QINGJIAN_TSA_URL).")
def timestamp(url: str | None) -> None:
    """Sign everything recorded so far and have the checkpoint stamped by an authority (RFC 3161)."""
    from application.trail.timestamping import Timestamping
    from web.system import system

    with readable_faults():
        url = url or system().settings.tsa_url
        if url is None:
            raise Faulty("no authority is named: --url or QINGJIAN_TSA_URL")
        seal = sealing()
        try:
            found = Timestamping(seal, url).stamp(seal.seal().checkpoint)
        except ValueError as fault:
            raise Faulty(str(fault)) from fault
        click.echo(f"checkpoint of {found.size} stamped at {found.at.isoformat()}")


@trail.command("export")
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--mode", type=click.Choice(["full", "range", "case"]), default="full", show_default=True)
@click.option("--case", "case_name", metavar="C", help="Id or number of the case, for --mode case.")
@click.option("--first", type=click.IntRange(min=0), help="First index, for --mode range.")
@click.option("--last", type=click.IntRange(min=0), help="Last index, for --mode range.")
@click.option("--profile", type=click.Choice(["regulator", "auditor", "enterprise", "public"]), required=True)
@click.option("--basis", metavar="TEXT", help="Legal basis and purpose.")
@click.option("--recipient", metavar="TEXT", help="Who is to get the package.")
@click.option("--approver", metavar="LOGIN", help="Who approves.")
@click.option("--as", "login", metavar="LOGIN", help="Ask as this person (default: the command line itself).")
def export(  # noqa: PLR0913  the options people have
    out: Path,
    *,
    mode: str,
    case_name: str | None,
    first: int | None,
    last: int | None,
    profile: str,
    basis: str | None,
    recipient: str | None,
    approver: str | None,
    login: str | None,
) -> None:
    """Write a package to OUT: a folder, or a zip where the name ends in .zip."""
    from application.commands.trail import ApproveExport
    from application.trail.exporting import Asked, ask
    from web.cli.acting import acting_as
    from web.system import system

    with readable_faults():
        demo = system().settings.demo
        basis, recipient = basis or (DEMO_BASIS if demo else None), recipient or (DEMO_RECIPIENT if demo else None)
        if basis is None or recipient is None or (approver is None and not demo):
            raise Faulty("--basis, --recipient and --approver are needed")
        if out.exists():
            raise Faulty(f"{out} is there already")
        asked = Asked(_portion(mode, case_name, first, last), profile, basis, recipient)
        issuing, casework = _issuing(), system().casework
        approving = acting_as(approver) if approver is not None else _demo_approver()
        export_id = ask(casework, asked, acting_as(login))
        issuing.runs.claim(export_id, COMMAND_LINE_WORKS)  # before it is approved: the worker leaves it to us
        try:
            casework.handle(ApproveExport(export_id=export_id), approving)
            made = issuing.make(export_id, out)
        except BaseException:
            issuing.runs.release(export_id)
            raise
        click.echo(f"{out}: {made.events} events, checkpoint {made.size}, package {made.package_digest}")


@trail.command("verify", with_appcontext=False)
@click.argument("package", type=click.Path(path_type=Path))
@click.option("--vkey", metavar="KEY", help="The log's verifier key, or a file that holds it.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def verify(package: Path, vkey: str | None, *, as_json: bool) -> None:
    """Verify a package offline: exit code 0 proven, 1 broken, 2 cannot say."""
    from application.trail.package.verify import main

    raise SystemExit(main([str(package), *(["--vkey", vkey] if vkey else []), *(["--json"] if as_json else [])]))


def _portion(mode: str, case_name: str | None, first: int | None, last: int | None) -> Portion:
    from domain.trail.events import Portion
    from web.references import case_id_of

    return Portion(mode=mode, case_id=None if case_name is None else case_id_of(case_name), first=first, last=last)


def _demo_approver() -> Capacity:
    from application.demo.persons import APPROVERS

    return APPROVERS[0].capacity


def sealing() -> Sealing:
    """The sealing of this office's log, acting as the command line."""
    from web.cli.acting import COMMAND_LINE
    from web.signing import sealing_of
    from web.system import system

    return sealing_of(system(), COMMAND_LINE)


def _issuing() -> Issuing:
    from web.cli.acting import COMMAND_LINE
    from web.signing import issuing_of
    from web.system import system

    return issuing_of(system(), COMMAND_LINE_WORKS, COMMAND_LINE)


@contextmanager
def readable_faults() -> Iterator[None]:
    """Every fault becomes one readable line and its exit code: 1 the answer is no, 2 could not run."""
    from sqlalchemy.exc import OperationalError, ProgrammingError

    from application.outcome import NotAllowedError, NotFoundError
    from application.settings import SettingsError
    from application.trail.note import KeyFileError
    from application.trail.package.export import BrokenRecordError, NothingToExportError
    from application.trail.signer import InconsistentTreeError
    from application.trail.timestamping import TimestampError
    from domain.law.refusal import Refused

    try:
        yield
    except (OperationalError, ProgrammingError) as fault:
        raise CouldNotRun(f"the database does not answer or is not migrated (database upgrade): {fault.orig}") from fault
    except (KeyFileError, InconsistentTreeError, BrokenRecordError, SettingsError, TimestampError, OSError) as fault:
        raise CouldNotRun(str(fault)) from fault
    except NotFoundError as fault:
        raise Faulty(f"there is no {fault}") from fault
    except NotAllowedError as fault:
        raise Faulty(f"not allowed; needed: {fault}") from fault
    except (Refused, NothingToExportError) as fault:
        raise Faulty(str(fault)) from fault
