"""见证命令: witnesses by file: what to ask them, their answers; and being a witness oneself."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from flask.cli import with_appcontext

from web.cli.law import Faulty
from web.cli.trail import readable_faults, sealing, trail

witness = click.Group("witness", help="Outsiders who keep size and root of the log and cosign its checkpoints; by file.")
trail.add_command(witness)


@witness.command("ask")
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--from", "old", type=click.IntRange(min=0), help="Size the witness stands at (it says so; 0: it has seen nothing).")
@click.option("--name", metavar="NAME", help="A witness known here: from where it last signed.")
@with_appcontext
def ask(out: Path, old: int | None, name: str | None) -> None:
    """Sign everything recorded so far and write to OUT what a witness is asked."""
    from application.trail.witnesses import Witnesses

    with readable_faults():
        seal = sealing()
        seal.seal()
        witnesses = Witnesses(seal.casework)
        if old is None:
            old = next((each.last_size for each in witnesses.known() if each.name == name), 0)
        try:
            out.write_text(witnesses.request(old), encoding="utf-8")
        except LookupError as fault:
            raise Faulty(str(fault)) from fault
        click.echo(f"{out}: from {old}")


@witness.command("accept")
@click.argument("answer", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--vkey", metavar="KEY", required=True, help="The witness's verifier key, or a file that holds it; taken from paper or telephone.")
@with_appcontext
def accept(answer: Path, vkey: str) -> None:
    """Put a witness's answer under the checkpoint it signed."""
    from application.trail.note import NoteError, parse_verifier
    from application.trail.witnesses import Witnesses
    from web.system import system

    with readable_faults():
        try:
            key = parse_verifier(Path(vkey).read_text(encoding="utf-8") if Path(vkey).is_file() else vkey)
            found = Witnesses(system().casework).accept(answer.read_text(encoding="utf-8"), key)
        except (NoteError, UnicodeDecodeError) as fault:
            raise Faulty(str(fault)) from fault
        click.echo(f"{key.name} has signed the checkpoint of {found.size}")


@witness.command("list")
@with_appcontext
def listed() -> None:
    """The witnesses known here and the size each signed last."""
    from application.trail.witnesses import Witnesses
    from web.system import system

    with readable_faults():
        for each in Witnesses(system().casework).known():
            click.echo(f"{each.verifier_key} {each.last_size}")


@witness.command("new")
@click.argument("name")
@click.option("--key", metavar="FILE", required=True, help="File of the key to make.")
def new(name: str, key: str) -> None:
    """Make the key of a witness and print its verifier key."""
    _as_witness("new", name, "--key", key)


@witness.command("cosign")
@click.argument("request")
@click.option("--key", metavar="FILE", required=True, help="File of the witness's key.")
@click.option("--log", metavar="KEY", required=True, help="The log's verifier key, or a file that holds it.")
@click.option("--state", metavar="FILE", required=True, help="File in which the witness keeps what it saw.")
@click.option("--out", metavar="FILE", help="Where the answer goes; the screen without it.")
def cosign(request: str, key: str, log: str, state: str, out: str | None) -> None:
    """Check a REQUEST and sign: the same program travels in every package as verify/witness.py."""
    _as_witness("cosign", request, "--key", key, "--log", log, "--state", state, *(("--out", out) if out else ()))


def _as_witness(*arguments: str) -> None:
    from application.trail.package.witness import main

    sys.exit(main(list(arguments)))
