"""A process that is killed in the middle of its work, over and over: ``python -m tests.drills.crashing URL FOLDER``.

It reads lines ``<act> <seed> <seconds>``, forks a child that does nothing but that act, kills it so many seconds after its first
sign of work and passes on what the child said was done. It imports once and opens nothing before it forks, so a round takes little
more than the act itself.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from application.store.event_store import Pending
from application.trail.leaf import NO_HEAD
from application.trail.package.export import Export
from domain.register.events import EnterpriseRegistered
from domain.trail.events import ExportApproved, Portion
from tests.trail.filling import MORNING, STAMP, casework_on, sealing_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from application.casework import Casework

    Say = Callable[[str], None]


def batch(dice: random.Random, count: int) -> list[Pending]:
    """Events of a new case each; every other one has a protected member."""
    made = []
    for number in range(count):
        case = UUID(int=dice.getrandbits(128), version=4)
        fact = ExportApproved(note="示例意见") if number % 2 else EnterpriseRegistered(credit_code="示例", name="示例企业")
        made.append(Pending(case, 1, fact, STAMP, case, MORNING))
    return made


def put(casework: Casework, events: list[Pending]) -> int:
    """Write them in one transaction; returns the last position."""
    return int(casework.events.put(events, heads={each.case_id: NO_HEAD for each in events}, receipts=())[-1])


def append(casework: Casework, _folder: Path, dice: random.Random, say: Say) -> None:
    """Write, and say so when it is written."""
    say(f"written {put(casework, batch(dice, dice.choice((1, 2, 5, 250))))}")


def append_early(casework: Casework, _folder: Path, dice: random.Random, say: Say) -> None:
    """The control: says so before it is written."""
    say(f"written {(casework.recorder.max_notification_id() or 0) + 5}")
    put(casework, batch(dice, 5))


def fold(casework: Casework, folder: Path, dice: random.Random, say: Say) -> None:
    """Write some, fold them."""
    put(casework, batch(dice, 40))
    log = sealing_of(casework, folder).log
    log.fold(log.length())
    say("folded")


def seal(casework: Casework, folder: Path, dice: random.Random, say: Say) -> None:
    """Write some, sign them."""
    put(casework, batch(dice, 5))
    say(f"signed {sealing_of(casework, folder).seal().checkpoint.size}")


def export(casework: Casework, folder: Path, dice: random.Random, say: Say) -> None:
    """Write some, sign them, hand out a package."""
    put(casework, batch(dice, 5))
    sealing = sealing_of(casework, folder)
    kept = sealing.seal().checkpoint
    key = str(sealing.signer.key().verifier)
    say("begun")
    first = max(0, kept.size - 40)
    out = folder / "packages" / f"{kept.size}.zip"
    Export(sealing.log, kept, Portion(mode="range", first=first, last=kept.size - 1), "regulator", key).write(out)
    say(f"package {out}")


ACTS = {"append": append, "append-early": append_early, "fold": fold, "seal": seal, "export": export}


def work(url: str, folder: Path, act: str, seed: int, say: Say) -> None:
    """Do one act for ever."""
    casework, dice = casework_on(url), random.Random(seed)
    while True:
        ACTS[act](casework, folder, dice, say)


def killed(url: str, folder: Path, act: str, seed: int, seconds: float) -> list[str]:
    """Fork, let it work, kill it; returns what it said."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            work(url, folder, act, seed, lambda line: void(os.write(writing, f"{line}\n".encode())))
        except BaseException as fault:  # noqa: BLE001  whatever it is, the drill must see it
            os.write(writing, f"fault {type(fault).__name__} {fault}\n".replace("\n", " ").encode() + b"\n")
        finally:
            os._exit(1)
    os.close(writing)
    said = os.read(reading, 1 << 16)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(reading, "rb") as rest:
        said += rest.read()
    return said.decode().splitlines()


def void(_: int) -> None:
    """Nothing to say of what was written."""


def main(url: str, folder: str) -> None:
    """One line in, the lines of one child out, ended by a full stop."""
    for line in sys.stdin:
        act, seed, seconds = line.split()
        for each in killed(url, Path(folder), act, int(seed), float(seconds)):
            sys.stdout.write(f"{each}\n")
        sys.stdout.write(".\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
