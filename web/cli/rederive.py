"""重新推导命令: ``law rederive`` and ``law what-if``; the answer is no where a decision does not follow."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from web.cli.law import Faulty, law

if TYPE_CHECKING:
    from collections.abc import Iterator
    from uuid import UUID

    from application.history.examination import Examiner
    from application.history.rederiving import Finding


class CouldNotRun(Faulty):
    """The command could not do its work at all: one line on standard error, exit code 2."""

    exit_code = 2


@law.command("rederive")
@click.argument("cases", nargs=-1, metavar="[CASE…]")
@click.option("--all", "every", is_flag=True, help="Every case of the record.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--processes", type=click.IntRange(1, 256), help="How many processors to use (default: all).")
def rederive(cases: tuple[str, ...], processes: int | None, *, every: bool, as_json: bool) -> None:
    """Derive decisions again from the facts recorded before them: marks, staff, dates and replies.

    Exit code 0 if all agree, 1 and the list where one does not.
    """
    with _one_line_faults():
        if bool(cases) == every:
            raise Faulty("name cases, or say --all")
        examiner = _examiner()
        if every:
            findings, count = _all(examiner, processes)
        else:
            findings, count = [finding for case in cases for finding in examiner.one(_id(case))[1]], len(cases)
        click.echo(json.dumps(_object(findings, count), ensure_ascii=False) if as_json else _text(findings, count))
    if findings:
        raise SystemExit(1)


@law.command("what-if")
@click.argument("cases", nargs=-1, metavar="[CASE…]")
@click.option("--rule-set", "rule_set_id", metavar="ID", required=True, help="The rule set to ask instead.")
@click.option("--all", "every", is_flag=True, help="Every case of the record.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def what_if(cases: tuple[str, ...], rule_set_id: str, *, every: bool, as_json: bool) -> None:
    """Say what another rule set would have decided. NOT A DECISION: nothing is recorded."""
    from web.system import system

    with _one_line_faults():
        if bool(cases) == every:
            raise Faulty("name cases, or say --all")
        examiner, rules = _examiner(), system().rulebook.rule_set(rule_set_id)
        ids = examiner.cases() if every else [_id(case) for case in cases]
        changes = [change for case_id in ids for change in examiner.what_if(case_id, rules)]
        if as_json:
            told = {"not_a_decision": True, "rule_set": rule_set_id, "cases": len(ids), "changes": [each._asdict() for each in changes]}
            click.echo(json.dumps(told, ensure_ascii=False))
            return
        click.echo(f"假设核算，不是决定 / NOT A DECISION  {rule_set_id}: {len(ids)} cases, {len(changes)} changes")
        for each in changes:
            click.echo(f"  {each.case}  event {each.case_version}  {each.topic}  {each.question}: {each.recorded} → {each.under}")


def _all(examiner: Examiner, processes: int | None) -> tuple[list[Finding], int]:
    from web.progress import Progress

    total = 0
    with Progress("Cases") as bar:

        def progress(done: int, of: int) -> None:
            nonlocal total
            total = of
            bar(done / of if of else 1.0, f"{done} / {of}")

        findings = list(examiner.all(progress, processes=processes))
    return findings, total


def _examiner() -> Examiner:
    from application.history.examination import Examiner
    from web.system import system

    return Examiner(system().engine, system().rulebook, system().calendar)


def _id(case: str) -> UUID:
    from web.references import case_id_of

    return case_id_of(case)


def _object(findings: list[Finding], count: int) -> dict[str, object]:
    return {"cases": count, "agree": not findings, "findings": [each._asdict() for each in findings]}


def _text(findings: list[Finding], count: int) -> str:
    lines = [
        f"{each.case}  event {each.case_version}  {each.topic}  {each.event}  {each.question}: "
        f"recorded {each.recorded}, derived {each.derived}  [{each.cause}]"
        for each in findings
    ]
    return "\n".join((*lines, f"{count} cases, {len(findings)} differences."))


@contextmanager
def _one_line_faults() -> Iterator[None]:
    from sqlalchemy.exc import OperationalError, ProgrammingError

    from application.outcome import NotFoundError
    from application.settings import SettingsError
    from domain.law.rulebook import UnknownRuleSet

    try:
        yield
    except NotFoundError as fault:
        raise Faulty(f"there is no case {fault}") from fault
    except UnknownRuleSet as fault:
        raise Faulty(str(fault)) from fault
    except SettingsError as fault:
        raise CouldNotRun(str(fault)) from fault
    except (OperationalError, ProgrammingError) as fault:
        raise CouldNotRun(f"the database does not answer or is not migrated (database upgrade): {fault.orig}") from fault
