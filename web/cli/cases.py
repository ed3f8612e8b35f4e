"""案件命令: plan forms in bulk, and a case at a moment."""

from __future__ import annotations

import json
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import click
from flask.cli import AppGroup

from web.cli.law import Faulty

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from application.intake.plan_import import Outcome

cases = AppGroup("cases", help="Plan forms in bulk, and cases at a moment.")


@cases.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would come of each row; record nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of lines.")
@click.option("--marked", metavar="OUT.xlsx", type=click.Path(dir_okay=False, path_type=Path), help="Give the sheet back with the faults written in.")
@click.option("--as", "login", metavar="LOGIN", help="Act as this person (default: the command line itself).")
def import_forms(file: Path, *, dry_run: bool, as_json: bool, marked: Path | None, login: str | None) -> None:
    """Plan every good row of a sheet of plan forms as of its 提交日期, and refuse every faulty row whole.

    Exit code 0 if every row is a plan now, 1 if any was refused or the file cannot be read, 2 if the command could not run.
    """
    from application.intake.marked_sheet import write_marked
    from application.intake.plan_import import import_plans
    from application.intake.plan_sheet import read_plan_sheet
    from application.intake.workbook import read_workbook
    from web.cli.acting import acting_as
    from web.system import system

    with _one_line_faults():
        sheet = read_plan_sheet(read_workbook(file))
        outcomes = list(_with_progress(import_plans(system().casework, sheet, acting_as(login), dry_run=dry_run), len(sheet.rows)))
        if marked is not None:
            write_marked(marked, sheet, outcomes)
        if not dry_run:
            system().projector.prepare()
            system().projector.catch_up()
    if sheet.ignored:
        click.echo(f"未读取的栏目：{'、'.join(sheet.ignored)}", err=True)
    click.echo(json.dumps(as_object(outcomes), ensure_ascii=False) if as_json else as_text(outcomes, dry_run=dry_run))
    if not outcomes or not all(each.accepted for each in outcomes):
        raise SystemExit(1)


@cases.command("show")
@click.argument("case")
@click.option("--as-of", metavar="INSTANT", help="As the record stood then: 2026-03-02T01:00:00Z, event:44 or position:1200.")
@click.option("--version", type=click.IntRange(min=1), help="As of this version of the case.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def show(case: str, as_of: str | None, version: int | None, *, as_json: bool) -> None:
    """Show a case, by number or id, as it stands or stood."""
    from web.cli.acting import COMMAND_LINE
    from web.cli.case_text import case_object, case_text
    from web.reads import from_the_command_line
    from web.system import system

    with _one_line_faults():
        if as_of is not None and version is not None:
            raise Faulty("--as-of and --version exclude each other")
        shown = case_object(system().casework, case, as_of=as_of, version=version)
        from_the_command_line(COMMAND_LINE, "cases show", UUID(shown["id"]))
        click.echo(json.dumps(shown, ensure_ascii=False) if as_json else case_text(shown))


@cases.command("diff")
@click.argument("case")
@click.argument("earlier", metavar="FROM")
@click.argument("later", metavar="TO")
@click.option("--as", "login", metavar="LOGIN", help="See what this person may see (default: the command line itself).")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def diff(case: str, earlier: str, later: str, login: str | None, *, as_json: bool) -> None:
    """Say what changed in a case between two moments: instants with their zone, event:44, version:30, position:1200 or now."""
    from web.cli.acting import acting_as
    from web.cli.case_text import difference, difference_text
    from web.reads import from_the_command_line
    from web.references import case_id_of
    from web.system import system
    from web.visible import visible_case

    with _one_line_faults():
        reader = acting_as(login)
        found = visible_case(reader, case_id_of(case))
        from_the_command_line(reader, "cases diff", found.id, found.enterprise_id)
        shown = difference(system().casework, case, earlier, later, reader)
        click.echo(json.dumps(shown, ensure_ascii=False) if as_json else difference_text(shown))


@cases.command("dossier")
@click.argument("case")
@click.argument("out", type=click.Path(file_okay=False, path_type=Path))
@click.option("--as-of", metavar="MOMENT", help="Up to this moment (default: the present end of the log).")
@click.option("--as", "login", metavar="LOGIN", help="Act as this person (default: the command line itself).")
@click.option("--language", type=click.Choice(["zh", "en"]), default="zh", show_default=True)
def dossier(case: str, out: Path, as_of: str | None, login: str | None, language: str) -> None:
    """Write the dossier of a case into a folder: PDF/A with bookmarks, and the same as data."""
    from application.history.dossier import FontsMissingError, make
    from domain.history.moment import asked
    from domain.history.portrait import BUREAU
    from web.cli.acting import acting_as
    from web.dossiers import words
    from web.reads import from_the_command_line
    from web.references import case_id_of
    from web.system import system
    from web.visible import visible_case

    with _one_line_faults():
        reader = acting_as(login)
        found = visible_case(reader, case_id_of(case))
        if reader.role not in BUREAU:
            raise Faulty("the dossier holds marks and findings; it is the bureau's and the auditor's")
        try:
            made = make(system().casework, found.id, system().settings.trail_origin, words(language), asked(as_of) if as_of else None)
        except FontsMissingError as fault:
            raise CouldNotRun(str(fault)) from fault
        from_the_command_line(reader, "cases dossier", found.id, found.enterprise_id)
        out.mkdir(parents=True, exist_ok=True)
        for ending, content in (("pdf", made.pdf), ("json", made.data)):
            (out / f"{made.name}.{ending}").write_bytes(content)
        click.echo(str(out / f"{made.name}.pdf"))


def as_object(outcomes: Iterable[Outcome]) -> dict[str, object]:
    """The result of an import as one object; the shape others rely on."""
    listed = list(outcomes)
    rows = [
        {
            "row": each.row,
            "outcome": "accepted" if each.accepted else "refused",
            "case": each.case,
            "faults": [{"column": fault.column, "article": fault.article, "reason": fault.reason} for fault in each.faults],
        }
        for each in listed
    ]
    accepted = sum(each.accepted for each in listed)
    return {"rows": rows, "accepted": accepted, "refused": len(listed) - accepted}


def as_text(outcomes: Iterable[Outcome], *, dry_run: bool) -> str:
    """The result of an import for people: a line for each row, one more for each fault."""
    lines = []
    listed = list(outcomes)
    for each in listed:
        taken = "可受理（试运行，未记录）" if dry_run else f"已受理 {each.case}"
        lines.append(f"第 {each.row} 行  {taken if each.accepted else '不受理'}")
        lines.extend(
            f"    {fault.column}：{fault.reason}{f'（依据 {fault.article}）' if fault.article else ''}{fault.remedy}" for fault in each.faults
        )
    accepted = sum(each.accepted for each in listed)
    return "\n".join((*lines, f"共 {len(listed)} 行：受理 {accepted}，不受理 {len(listed) - accepted}"))


def _with_progress(outcomes: Iterator[Outcome], total: int) -> Iterator[Outcome]:
    """Progress goes to standard error, and only where somebody looks at it."""
    from rich.console import Console
    from rich.progress import track

    console = Console(stderr=True)
    return iter(track(outcomes, description="导入", total=total, console=console, disable=not console.is_terminal))


@contextmanager
def _one_line_faults() -> Iterator[None]:
    from sqlalchemy.exc import OperationalError, ProgrammingError

    from application.intake.workbook import UnreadableWorkbookError
    from application.outcome import NotAllowedError, NotFoundError
    from application.settings import SettingsError
    from domain.law.refusal import Refused

    try:
        yield
    except UnreadableWorkbookError as fault:
        raise Faulty(str(fault)) from fault
    except NotFoundError as fault:
        raise Faulty(f"there is no case {fault}") from fault
    except Refused as fault:
        raise Faulty(f"{fault}{fault.kind.remedy}") from fault
    except NotAllowedError as fault:
        raise Faulty(f"this person may not do that; it takes: {fault.permission}") from fault
    except SettingsError as fault:
        raise CouldNotRun(str(fault)) from fault
    except (OperationalError, ProgrammingError) as fault:
        raise CouldNotRun(f"the database does not answer or is not migrated (database upgrade): {fault.orig}") from fault


class CouldNotRun(Faulty):
    """The command could not do its work at all: one line on standard error, exit code 2."""

    exit_code = 2
