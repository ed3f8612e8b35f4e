"""演示命令: fictional histories for trying and for measuring, and what a demo begins with."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click
from flask.cli import AppGroup

from web.cli.law import Faulty

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from uuid import UUID

    from application.clock import SetClock
    from application.demo.casework import HistoryCasework
    from application.demo.world import World
    from web.progress import Progress

demo = AppGroup("demo", help="Fictional people and lawful histories, for trying and for measuring.")


class CouldNotRun(Faulty):
    """The command could not do its work at all: one line on standard error, exit code 2."""

    exit_code = 2


@demo.command("load")
@click.option("--cases", type=click.IntRange(1, 1_000_000), required=True, help="How many cases.")
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), required=True, help="The same seed on the same day gives the same history.")
def load(cases: int, seed: int) -> None:
    """Load lawful histories of fictional enterprises, by real commands, spread over the days since the rules came into force.

    Exit code 1 where the seed was loaded before or a worker is at work on this database.
    """
    from application.demo.load import load as load_history
    from web.system import system

    with _one_line_faults(), _alone():
        _refuse_in_production()
        begun, used = time.monotonic(), time.process_time()
        with _bar("Cases") as bar:
            world = load_history(_wire, system().identity, cases=cases, seed=seed, until=system().clock.now(), told=_teller(bar))
        seconds, used = time.monotonic() - begun, time.process_time() - used
        _catch_up()
    agenda = world.agenda
    click.echo(
        f"{world.begun} cases, {agenda.commands} commands, {agenda.events} events in {seconds:.1f} s ({used:.1f} s of this process): "
        f"{agenda.events / seconds:.0f} events/s, at most {_peak_memory()} MB of memory."
    )


@demo.command("seed")
def seed() -> None:
    """Make the demo's people, cases and open work, or see that they are there; safe to repeat."""
    from application.demo.seed import seed as make
    from application.demo.seed import sign_ins
    from web.system import system

    with _one_line_faults():
        if not system().settings.demo:
            raise Faulty("demo data are made in demo mode only; set QINGJIAN_MODE=demo")
        with _bar("Demo data") as bar:
            made = make(system().casework, _wire, system().identity, told=_teller(bar))
        if made:
            _catch_up()
        click.echo("\n".join(f"  {each.login:<26}{each.person}  {each.what}" for each in sign_ins(system().identity)))


def _wire(clock: SetClock, new_id: Callable[[], UUID]) -> HistoryCasework:
    """A casework of this system on a simulated clock."""
    from application.demo.casework import HistoryCasework
    from web.system import system

    parts = system()
    return HistoryCasework(
        clock,
        new_id,
        engine=parts.engine,
        rulebook=parts.rulebook,
        calendar=parts.calendar,
        receipt_key=parts.key_for("receipts"),
        origin=parts.settings.trail_origin,
    )


def _refuse_in_production() -> None:
    """Fictional cases do not mix with real ones."""
    from web.system import system

    if not system().settings.demo and system().log.head():
        raise Faulty("this is a production database with a record in it; load histories in demo mode (QINGJIAN_MODE=demo)")


@contextmanager
def _alone() -> Iterator[None]:
    """Be on duty meanwhile: a worker's clock would act today on what falls due in a simulated past."""
    from application.store.leadership import duty_of
    from web.system import system

    duty = duty_of(system().engine)
    if not duty.take():
        raise Faulty("a worker is on duty on this database; end it while histories are loaded")
    try:
        yield
    finally:
        duty.leave()


def _teller(bar: Progress) -> Callable[[World], None]:
    def told(world: World) -> None:
        agenda = world.agenda
        first = world.opened_at
        done = (agenda.clock.moment - first) / (agenda.until - first)
        bar(done, f"{world.begun} cases, {agenda.events} events, {agenda.clock.moment:%Y-%m-%d}")

    return told


def _catch_up() -> None:
    """Bring the read models up with the record."""
    from web.system import system

    projector, head = system().projector, system().log.head()
    projector.prepare()
    with _bar("Read models") as bar:
        projector.catch_up(progress=lambda position: bar(position / head if head else 1.0, f"{position} of {head} events"))


def _bar(title: str) -> Progress:
    from web.progress import Progress

    return Progress(title)


def _peak_memory() -> int:
    """Largest resident set of this process, in MB."""
    import resource
    import sys

    unit = 1 if sys.platform == "darwin" else 1024  # bytes there, kilobytes elsewhere
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit // 1_000_000


@contextmanager
def _one_line_faults() -> Iterator[None]:
    from sqlalchemy.exc import OperationalError, ProgrammingError

    from application.demo.agenda import HistoryError
    from application.demo.load import SeedLoadedError
    from application.settings import SettingsError

    try:
        yield
    except SeedLoadedError as fault:
        raise Faulty(str(fault)) from fault
    except (HistoryError, SettingsError) as fault:
        raise CouldNotRun(str(fault)) from fault
    except (OperationalError, ProgrammingError) as fault:
        raise CouldNotRun(f"the database does not answer or is not migrated (database upgrade): {fault.orig}") from fault
