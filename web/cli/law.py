"""法规命令: what the rules say on a day, and the deadlines they give. Needs neither settings nor database."""

from __future__ import annotations

import json
import re
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING

import click
from flask.cli import AppGroup

from application.clock import SystemClock, business_day

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from domain.calendar.deadline import Deadline
    from domain.calendar.working_days import Calendar
    from domain.law.rule_set import RuleSet

    Answer = dict[str, object]

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)

law = AppGroup("law", help="Rule sets, figures, readings and deadlines.")


class Faulty(click.ClickException):
    """The input is faulty or the answer is no: one line on standard error, exit code 1."""

    exit_code = 1

    def format_message(self) -> str:
        """The message without line breaks, whatever was typed."""
        return " ".join(self.message.split())


@law.command("show", with_appcontext=False)
@click.option("--as-of", metavar="DATE", help="Show the figures of this day (default: today in Shenzhen).")
@click.option("--rule-set", "rule_set_id", metavar="ID", help="Show this rule set (default: the one in force on that day).")
@click.option("--readings", "with_readings", is_flag=True, help="Show the register of readings with their alternatives.")
def show(as_of: str | None, rule_set_id: str | None, *, with_readings: bool) -> None:
    """Show the rule sets, the figures of one of them with their articles, and the readings."""
    from web.cli.law_text import figures_text, readings_text, rule_sets_text

    with _one_line_faults():
        day = _day(as_of, "--as-of") if as_of else today()
        rules = _rules(rule_set_id, day)
        click.echo(rule_sets_text(rules))
        click.echo(figures_text(rules, day))
        if with_readings:
            click.echo(readings_text(rules))


@law.command("deadline", with_appcontext=False)
@click.option("--rule", metavar="RULE", help="revision, reapplication, publication, notice or objection.")
@click.option("--start", metavar="DATE", help="The day the period starts from; whether it counts is for the rule to say.")
@click.option("--rule-set", "rule_set_id", metavar="ID", help="Compute by this rule set (default: the one in force today).")
def deadline(rule: str | None, start: str | None, rule_set_id: str | None) -> None:
    """Print the deadline of a rule as one line of JSON."""
    from domain.calendar.working_days import shipped_calendar

    with _one_line_faults():
        answering = answers()
        if rule not in answering:
            raise Faulty(f"--rule is {rule or 'missing'}; there are {', '.join(answering)}")
        day = _day(start, "--start")
        answer = answering[rule](day, _rules(rule_set_id, today()), shipped_calendar())
        click.echo(json.dumps(answer, ensure_ascii=False))


def answers() -> dict[str, Callable[[date, RuleSet, Calendar], Answer]]:
    """Rule as typed to the function that answers for it."""
    from domain.calendar.deadline import StartFact, notice_deadline, objection_deadline, publication_deadline, revision_deadline

    def revision(start: date, rules: RuleSet, calendar: Calendar) -> Answer:
        facts = tuple(StartFact(name, start) for name in ("held", "opinion-delivered", "decided", "published"))
        return _answer(revision_deadline(facts, rules, calendar))

    return {
        "revision": revision,
        "reapplication": _reapplication,
        "publication": lambda start, rules, calendar: _answer(publication_deadline(start, rules, calendar)),
        "notice": lambda start, rules, calendar: _answer(notice_deadline(start, rules, calendar)),
        "objection": lambda start, rules, calendar: _answer(objection_deadline(start, rules, calendar)),
    }


def today() -> date:
    """The present day in Shenzhen."""
    return business_day(SystemClock().now())


def _answer(found: Deadline) -> Answer:
    return {
        "last_day": found.last_day.isoformat(),
        "provisional": found.provisional,
        "article": str(found.citation),
        "calendar": {str(edition.year): edition.digest for edition in found.editions},
    }


def _reapplication(passed_on: date, rules: RuleSet, calendar: Calendar) -> Answer:
    from domain.calendar.deadline import reapplication_window

    window = reapplication_window(passed_on, rules)
    return {
        "last_day": window.last_day.isoformat(),
        "first_day": window.first_day.isoformat(),
        "provisional": False,
        "article": str(window.citation),
        "calendar": {},
    }


def _rules(rule_set_id: str | None, day: date) -> RuleSet:
    from domain.law.rulebook import in_force, rule_set

    return rule_set(rule_set_id) if rule_set_id else in_force(day)


def _day(written: str | None, option: str) -> date:
    if written is None:
        raise Faulty(f"{option} is missing; write a day as 2026-01-31")
    try:
        if DAY.fullmatch(written):
            return date.fromisoformat(written)
    except ValueError:
        pass
    raise Faulty(f"{option} is {written!r}; write a day of the calendar as 2026-01-31")


@contextmanager
def _one_line_faults() -> Iterator[None]:
    from domain.law.rulebook import LawFileFault, NoRuleInForce, UnknownFigure, UnknownRuleSet

    try:
        yield
    except (LawFileFault, NoRuleInForce, UnknownFigure, UnknownRuleSet) as fault:
        raise Faulty(str(fault)) from fault
    except (OverflowError, ValueError) as fault:
        raise Faulty(f"no deadline can be computed from that day: {fault}") from fault
