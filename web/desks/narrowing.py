"""筛选: what a list on a page is narrowed to, read from its address; a value that is none is passed over, for people type addresses."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from flask import request

from domain.law.districts import districts
from projections.case_file import CaseFilter
from projections.figure_queries import STEPS
from projections.worklist import TASKS, WorkFilter
from web.language import language
from web.system import system
from web.texts import catalogue

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST = 100
DAYS_SHOWN = 7
FIRST_YEAR, LAST_YEAR = 2018, 2199
"""Years a case can be of."""


class Option(NamedTuple):
    """One choice of a filter."""

    code: str
    name: str
    chosen: bool


def case_filter(asked: Mapping[str, str] | None = None) -> CaseFilter:
    """The filter of a list of cases: what this address asks for, or another query."""
    asked = request.args if asked is None else asked
    district, state, year = asked.get("district", ""), asked.get("state", ""), _year(asked, "year")
    return CaseFilter(
        districts=(district,) if any(each.code == district for each in districts()) else (),
        states=(state,) if state in catalogue()["state"] else (),
        years=(year,) if year else (),
        results=_results(asked.get("result", "")),
        open={"true": True, "false": False}.get(asked.get("open", "")),
        industry=asked.get("industry", "")[:LONGEST].replace("\x00", ""),
        consultancy=_consultancy(asked.get("consultancy", "")),
        accepted=_year(asked, "accepted"),
        decided=_year(asked, "decided"),
        step=_step(asked.get("step", "")),
        late_before=system().today if asked.get("late") == "true" else None,
        text=asked.get("q", "").strip()[:LONGEST].replace("\x00", ""),
    )


def _year(asked: Mapping[str, str], name: str) -> int | None:
    year = asked.get(name, "")
    return int(year) if year.isascii() and year.isdecimal() and FIRST_YEAR <= int(year[:9]) <= LAST_YEAR else None


def _results(asked: str) -> tuple[str, ...]:
    return {"pass": ("excellent", "good"), "excellent": ("excellent",), "good": ("good",), "fail": ("fail",)}.get(asked, ())


def _consultancy(asked: str) -> str:
    try:
        return asked if asked in {"", "self"} else str(UUID(asked))
    except ValueError:
        return ""


def _step(asked: str) -> str:
    return asked if asked in STEPS else ""


def work_filter(asked: Mapping[str, str] | None = None) -> WorkFilter:
    """The filter of a work list."""
    task = (request.args if asked is None else asked).get("task", "")
    return WorkFilter(tasks=(task,) if task in TASKS else (), cases=case_filter(asked))


def days(asked: Mapping[str, str] | None = None) -> tuple[date, date]:
    """The first and the last day of a log of changes: the week up to today unless others are asked for."""
    asked = request.args if asked is None else asked
    today = system().today
    last = _day(asked.get("until", "")) or today
    first = _day(asked.get("from", "")) or last - timedelta(days=DAYS_SHOWN - 1)
    return (first, last) if first <= last else (last, last)


def _day(asked: str) -> date | None:
    try:
        return date.fromisoformat(asked)
    except ValueError:
        return None


def district_options() -> list[Option]:
    """The districts to choose from."""
    return [Option(each.code, getattr(each, language()), request.args.get("district") == each.code) for each in districts()]


def options(vocabulary: str, codes: tuple[str, ...], name: str) -> list[Option]:
    """Codes of a vocabulary to choose from, in the order given."""
    words = catalogue()[vocabulary]
    return [Option(code, words[code][language()], request.args.get(name) == code) for code in codes]


def is_narrowed() -> bool:
    """Whether anything is filtered out."""
    return case_filter() != CaseFilter() or bool(work_filter().tasks)
