"""筛选: what a list on a page is narrowed to, read from its address; a value that is none is passed over, for people type addresses."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from flask import request

from domain.law.districts import districts
from projections.case_file import CaseFilter
from projections.figure_queries import STEPS
from projections.worklist import TASKS, WorkFilter
from web.language import language
from web.system import system
from web.texts import catalogue

LONGEST = 100
FIRST_YEAR, LAST_YEAR = 2018, 2199
"""Years a case can be of."""


class Option(NamedTuple):
    """One choice of a filter."""

    code: str
    name: str
    chosen: bool


def case_filter() -> CaseFilter:
    """The filter of a list of cases."""
    district, state, year = request.args.get("district", ""), request.args.get("state", ""), _year("year")
    return CaseFilter(
        districts=(district,) if any(each.code == district for each in districts()) else (),
        states=(state,) if state in catalogue()["state"] else (),
        years=(year,) if year else (),
        results=_results(request.args.get("result", "")),
        open={"true": True, "false": False}.get(request.args.get("open", "")),
        industry=request.args.get("industry", "")[:LONGEST].replace("\x00", ""),
        consultancy=_consultancy(request.args.get("consultancy", "")),
        accepted=_year("accepted"),
        decided=_year("decided"),
        step=_step(request.args.get("step", "")),
        late_before=system().today if request.args.get("late") == "true" else None,
        text=request.args.get("q", "").strip()[:LONGEST].replace("\x00", ""),
    )


def _year(name: str) -> int | None:
    asked = request.args.get(name, "")
    return int(asked) if asked.isascii() and asked.isdecimal() and FIRST_YEAR <= int(asked[:9]) <= LAST_YEAR else None


def _results(asked: str) -> tuple[str, ...]:
    return {"pass": ("excellent", "good"), "excellent": ("excellent",), "good": ("good",), "fail": ("fail",)}.get(asked, ())


def _consultancy(asked: str) -> str:
    try:
        return asked if asked in {"", "self"} else str(UUID(asked))
    except ValueError:
        return ""


def _step(asked: str) -> str:
    return asked if asked in STEPS else ""


def work_filter() -> WorkFilter:
    """The filter of a work list."""
    task = request.args.get("task", "")
    return WorkFilter(tasks=(task,) if task in TASKS else (), cases=case_filter())


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
