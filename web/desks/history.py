"""时点与比较: choose a moment, lay two moments side by side."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from flask import Blueprint, redirect, render_template, request, url_for

from application.clock import SHENZHEN
from application.history.comparing import compare
from application.history.moments import Moment, resolve
from domain.case.judgement import judge
from domain.history.difference import MISSING
from domain.history.moment import MALFORMED, asked
from domain.history.portrait import derived, leaves
from domain.papers.quantities import form as columns_of_table
from web import texts, wording
from web.auth import actor, policy
from web.desks.case import frame
from web.language import language
from web.moment import history
from web.paper_texts import paper_changes
from web.people import expert_names
from web.references import case_id_of
from web.system import system
from web.visible import visible_case

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from werkzeug.wrappers import Response

    from application.history.comparing import Comparison
    from domain.case.audit_case import AuditCase
    from domain.history.difference import Change

pages = Blueprint("history", __name__)

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
VOCABULARIES = {
    "state": "state",
    "district": "district",
    "application": "application",
    "level": "level",
    "result": "result",
    "grade": "grade",
    "seats": "state",
    "status": "state",
    "audit_mode": "audit-mode",
    "legal_standing": "legal-standing",
}
"""Field, or last step of a path → vocabulary of its codes."""
TABLE = "performance_table"


class Line(NamedTuple):
    """One line of a comparison."""

    label: str
    before: str
    after: str
    because: int | None
    topic: str
    kind: str
    path: tuple[str, ...]


@pages.get("/cases/<case:case_id>/moment")
@policy("signed-in")
def choose(case_id: str) -> Response:
    """Go to the moment somebody typed: a day with an hour in Shenzhen, or an event."""
    case = visible_case(actor(), case_id_of(case_id))
    number, day, hour = (request.args.get(name, "").strip() for name in ("event", "day", "time"))
    if number:
        wanted = asked(f"event:{number}")
    elif day:
        wanted = asked(_instant(day, hour or "23:59"))
    else:
        return redirect(url_for("case.overview", case_id=case.number))
    return redirect(url_for("case.overview", case_id=case.number, as_of=wanted.written))


@pages.get("/cases/<case:case_id>/compare")
@policy("signed-in")
def comparison(case_id: str) -> str:
    """Two moments of a case: what changed, by which event, under which article; nothing else unless asked."""
    case = visible_case(actor(), case_id_of(case_id))
    first, second = moments(case.id)
    found = compare(case.id, history(case.id), first.case_version, second.case_version, actor())
    topics = {event.case_version: event.fact.TOPIC for event in history(case.id)}
    everything = request.args.get("all") == "1"
    every = all_lines(found, topics) if everything else lines(found, topics)
    return render_template(
        "compare.html",
        **frame(case.id, "compare"),
        first=first,
        second=second,
        everything=everything,
        lines=[line for line in every if line.path[0] != TABLE],
        table=rows_of_table([line for line in every if line.path[0] == TABLE]),
        changed=len(found.changes),
        same=found.same,
        clock=found.clock,
        judged=[judgement(found.first.case), judgement(found.second.case)],
        papers=paper_changes(found.before.get("papers", {}), found.after.get("papers", {})),
    )


def moments(case_id: UUID) -> tuple[Moment, Moment]:
    """The two moments of the address: ``from``, by default the plan, and ``to``, by default the present; the earlier one first."""
    written = request.args.get("from", "event:1"), request.args.get("to", "")
    with system().reading() as connection:
        now = system().clock.now()
        first = resolve(connection, case_id, asked(written[0] or "event:1"), now)
        second = resolve(connection, case_id, asked(written[1]) if written[1] else asked(f"event:{first.last}"), now)
    return (first, second) if first.case_version <= second.case_version else (second, first)


def judgement(case: AuditCase) -> list[tuple[str, str]]:
    """How the result follows at that moment: each step in words with its article."""
    rules = system().rulebook.rule_set(case.rule_set)
    found = derived(case, lambda score, vetoes: judge(score, vetoes, rules))
    return [] if found is None else [(str(step), wording.article(step.citation, language())) for step in found.steps]


def lines(found: Comparison, topics: dict[int, str]) -> list[Line]:
    """The leaves that changed."""
    return [_line(change, topics) for change in found.changes]


def all_lines(found: Comparison, topics: dict[int, str]) -> list[Line]:
    """Every leaf of either moment; those that changed with their cause."""
    changed = {change.path: change for change in found.changes}
    first, second = leaves(found.before), leaves(found.after)
    paths = [*first, *(path for path in second if path not in first)]
    return [_line(changed[path], topics) if path in changed else _same(path, first[path]) for path in paths]


def rows_of_table(found: list[Line]) -> list[tuple[str, list[Line]]]:
    """绩效表, row by row: each scheme with its cells, labelled by the cell alone."""
    rows: dict[str, list[Line]] = {}
    for line in found:
        rows.setdefault(line.path[1], []).append(line._replace(label=" · ".join(_step(step) for step in line.path[2:])))
    return [(_step(row), cells) for row, cells in rows.items()]


def _line(change: Change, topics: dict[int, str]) -> Line:
    before, after = (_shown(change.path, value) for value in (change.before, change.after))
    return Line(label(change.path), before, after, change.because, topics.get(change.because or 0, ""), change.kind, change.path)


def _same(path: tuple[str, ...], value: Any) -> Line:
    shown = _shown(path, value)
    return Line(label(path), shown, shown, None, "", "same", path)


def label(path: Iterable[str]) -> str:
    """A path in words: the field, then the row, then the member."""
    name, *rest = path
    words = [texts.word("field-of-case", name, language())]
    people = expert_names(rest) if name in {"sheets", "seats", "panel", "sealed_sheets"} else {}
    words += [people.get(step) or _step(step) for step in rest]
    return " · ".join(words)


def _step(step: str) -> str:
    for vocabulary in ("member-of-case", "milestone", "paper-kind"):
        if texts.has(vocabulary, step):
            return texts.word(vocabulary, step, language())
    return next((getattr(column, language()) for column in columns_of_table().columns if column.key == step), step)


def _shown(path: tuple[str, ...], value: Any) -> str:
    chosen = language()
    if value is MISSING or value is None:
        return texts.word("page", "compare.nothing", chosen)
    if isinstance(value, bool):
        return texts.word("truth", "yes" if value else "no", chosen)
    written = str(value)
    if _DAY.fullmatch(written):
        return wording.day(datetime.fromisoformat(written).date(), chosen)
    for name in (path[-1], path[0]):
        if name in VOCABULARIES and texts.has(VOCABULARIES[name], written):
            return wording.code(VOCABULARIES[name], written, chosen)
    return written


def _instant(day: str, hour: str) -> str:
    try:
        return datetime.fromisoformat(f"{day}T{hour}").replace(tzinfo=SHENZHEN).isoformat()
    except ValueError:
        raise MALFORMED(field="day", written=f"{day} {hour}"[:64]) from None
