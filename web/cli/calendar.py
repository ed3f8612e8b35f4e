"""日历命令: a year's notice of days off is entered, and the deadlines it moves are listed."""

from __future__ import annotations

import json
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click
from flask.cli import AppGroup

from web.cli.law import Faulty

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from application.cross_check import Check
    from application.intake.notice_file import NoticeFile
    from application.recalculation import Recalculated
    from domain.fact import Capacity
    from domain.law.refusal import Refused
    from web.system import System

calendar = AppGroup("calendar", help="Notices of days off.")


class CouldNotRun(Faulty):
    """The command could not do its work at all: one line on standard error, exit code 2."""

    exit_code = 2


@calendar.command("add")
@click.argument("file", metavar="NOTICE.yaml", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of lines.")
@click.option("--as", "login", metavar="LOGIN", help="Act as this person (default: the command line itself).")
def add(file: Path, *, as_json: bool, login: str | None) -> None:
    """Enter a year's notice of days off and list the deadlines that move.

    Exit code 0 if it was entered, 1 if it was refused (each fault on its line), 2 if the command could not run.
    """
    from application.intake.notice_file import NoticeFileFault, read_notice
    from web.cli.acting import acting_as
    from web.system import system

    with _one_line_faults():
        try:
            notice = read_notice(file)
        except NoticeFileFault as fault:
            raise Faulty(f"{file.name}:{fault.line}: {fault}" if fault.line else f"{file.name}: {fault}") from None
        actor = acting_as(login)
        _enter(notice, file, actor)
        recalculated = entered(system(), actor, notice.command.year)
        checks = checked(system(), notice.command.year)
    for line in remarks(checks):
        click.echo(line, err=True)
    click.echo(json.dumps(as_object(notice.command.year, recalculated, checks), ensure_ascii=False) if as_json else as_text(notice, recalculated))


def _enter(notice: NoticeFile, file: Path, actor: Capacity) -> None:
    from domain.law.refusal import Refused
    from web.system import system

    try:
        system().casework.handle(notice.command, actor)
    except Refused as refused:
        for each in sorted(refused.every, key=lambda each: notice.line_of(each.field)):
            click.echo(said(file, notice.line_of(each.field), each), err=True)
        raise SystemExit(1) from None


def said(file: Path, line: int, refused: Refused) -> str:
    """A fault on its line, with its article and the way out."""
    from web.wording import article, reason

    under = f"（{article(refused.citation, 'zh')}）" if refused.citation else ""
    return f"{file.name}:{line}: {reason(refused, 'zh')}{under}{refused.kind.remedy}"


def entered(parts: System, actor: Capacity, year: int) -> list[Recalculated]:
    """Recalculate what a notice just entered touches; the read models are caught up before and after."""
    from application.recalculation import recalculate_all
    from web.due_rows import DueRows

    parts.projector.prepare()
    parts.projector.catch_up()
    found = list(recalculate_all(parts.casework, DueRows(parts.engine), actor, year))
    parts.projector.catch_up()
    return found


def checked(parts: System, year: int) -> tuple[Check, ...]:
    """The year beside the calendars of others."""
    from application.cross_check import cross_checked

    return cross_checked(parts.casework.calendar, year)


def remarks(checks: Sequence[Check]) -> Iterator[str]:
    """What other calendars say of the notice, for a person to look at."""
    for each in checks:
        if not each.known:
            yield f"{each.library}：没有该年的数据，未核对。"
        for difference in each.differences:
            yield f"{each.library}：{difference.day} 与通知不同（通知：{'上班' if difference.working else '休息'}），请核对。"


def as_object(year: int, recalculated: Sequence[Recalculated], checks: Sequence[Check]) -> dict[str, object]:
    """The result as one object."""
    return {
        "year": year,
        "moved": [
            {"case": each.number, "was": each.was.isoformat(), "now": each.now.isoformat(), "provisional": each.provisional}
            for each in recalculated
            if each.moved
        ],
        "confirmed": [{"case": each.number, "last_day": each.now.isoformat()} for each in recalculated if not each.moved and not each.provisional],
        "provisional": [{"case": each.number, "last_day": each.now.isoformat()} for each in recalculated if not each.moved and each.provisional],
        "differences": [{"library": each.library, "day": each.day.isoformat()} for check in checks for each in check.differences],
    }


def as_text(notice: NoticeFile, recalculated: Sequence[Recalculated]) -> str:
    """The result for people: a line for each deadline that moves."""
    moved = [each for each in recalculated if each.moved]
    firm = sum(not each.provisional for each in recalculated if not each.moved)
    lines = [f"{each.number}  终稿最后一日 {each.was} → {each.now}{'（暂定）' if each.provisional else ''}" for each in moved]
    return "\n".join((f"已录入 {notice.command.year} 年节假日安排。", *lines, f"移动 {len(moved)} 个期限；另有 {firm} 个期限确定不变。"))


@contextmanager
def _one_line_faults() -> Iterator[None]:
    from sqlalchemy.exc import OperationalError, ProgrammingError

    from application.outcome import NotAllowedError
    from application.settings import SettingsError

    try:
        yield
    except NotAllowedError as fault:
        raise Faulty(f"this person may not do that; it takes: {fault.permission}") from fault
    except SettingsError as fault:
        raise CouldNotRun(str(fault)) from fault
    except (OperationalError, ProgrammingError) as fault:
        raise CouldNotRun(f"the database does not answer or is not migrated (database upgrade): {fault.orig}") from fault
