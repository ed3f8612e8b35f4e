"""工作日历: the notices of days off with their days and sources, what still awaits one, and how the bureau enters one."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple
from uuid import uuid4

from flask import Blueprint, redirect, render_template, request, url_for

from application.commands.calendar import EnterHolidayNotice
from application.cross_check import cross_checked
from application.intake.notice_file import NoticeFileFault, notice_of
from application.outcome import NotAllowedError
from application.recalculation import foreseen
from domain.calendar.holiday_notice import HolidayNotice, holiday_notice_id
from domain.law.refusal import Refused
from projections import due_dates_asked
from projections.case_file import visible_to
from web import wording
from web.auth import actor, policy, reading
from web.desks.notice_form import blank_notice, typed_notice
from web.due_rows import DueRows
from web.language import language
from web.presenting import page_text
from web.system import system
from web.waiting import acted, wait_for_own_acts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from werkzeug.wrappers import Response

    from application.intake.notice_file import NoticeFile
    from application.recalculation import Recalculated
    from domain.calendar.notice import Notice

MAY_ENTER = frozenset({"bureau-officer"})
"""Who is offered the form; whether it is taken is the table of permissions' to say."""
SHOWN = 100

pages = Blueprint("calendar", __name__)


class Fault(NamedTuple):
    """One thing wrong with a notice, on its line."""

    line: int
    text: str
    article: str


@pages.get("/calendar")
@policy("signed-in")
def page() -> str:
    """Notices, year by year; what is provisional; what was recalculated."""
    wait_for_own_acts()
    me, calendar = actor(), system().casework.calendar
    asked = request.args.get("year", "")
    year = int(asked) if asked.isascii() and asked.isdecimal() and int(asked[:6]) in calendar.editions else max(calendar.editions)
    visible, missing = visible_to(me, system().today), missing_years()
    with system().reading() as connection:
        provisional = due_dates_asked.provisional_cases(connection, visible, SHOWN)
        recalculated = due_dates_asked.recalculated_lately(connection, visible, SHOWN)
        count = due_dates_asked.provisional_count(connection, visible)
        awaited = {each: due_dates_asked.provisional_count(connection, visible, awaits=each) for each in missing}
    return render_template(
        "calendar.html",
        place="calendar",
        year=year,
        years=sorted(calendar.editions, reverse=True),
        notice=calendar.notice(year),
        entered=_entered(year),
        checks=cross_checked(calendar, year),
        missing=missing,
        awaited=awaited,
        provisional=provisional,
        provisional_count=count,
        recalculated=recalculated,
        waiting=_waiting(year, calendar.editions[year]),
        may_enter=me.role in MAY_ENTER,
        next_year=max(calendar.editions) + 1,
    )


@pages.route("/calendar/notice", methods=["GET", "POST"])
@policy("signed-in")
def enter() -> Response | tuple[str, int]:
    """Enter a notice: written or from a file, looked at with what it moves, then entered. A faulty one is told line by line."""
    if actor().role not in MAY_ENTER:
        raise NotAllowedError(EnterHolidayNotice.__name__)
    if request.method == "GET":
        return _form(blank_notice(max(system().casework.calendar.editions) + 1)), 200
    written = typed_notice()
    try:
        notice = notice_of(written.encode())
    except NoticeFileFault as fault:
        return _form(written, faults=[Fault(max(fault.line, 1), page_text("calendar.form.not-read", fault=str(fault)), "")]), 422
    try:
        return _looked_at(written, notice) if request.form.get("do") != "enter" else _enter(notice)
    except Refused as refused:
        return _form(written, faults=_faults(refused, notice)), 422


@pages.post("/calendar/notice/edit")
@policy("signed-in")
def edit() -> str:
    """Back from the preview to what was typed."""
    if actor().role not in MAY_ENTER:
        raise NotAllowedError(EnterHolidayNotice.__name__)
    return _form(typed_notice())


def missing_years() -> list[int]:
    """Years of which a day can be asked already and whose notice is not out: from this one to the next."""
    today, editions = system().today, system().casework.calendar.editions
    return [year for year in range(today.year, (today + timedelta(days=366)).year + 1) if year not in editions]


def _enter(notice: NoticeFile) -> Response:
    answer = system().casework.handle(notice.command, actor(), command_id=request.form.get("command_id") or None)
    acted(answer.position)
    return redirect(url_for("calendar.page", year=notice.command.year), 303)


def _looked_at(written: str, file: NoticeFile) -> tuple[str, int]:
    notice, moves = foreseen(system().casework, DueRows(system().engine), actor(), file.command)
    calendar = system().casework.calendar.with_notices((notice,))
    return _form(written, notice=notice, moves=moves, amends=file.command.amends, checks=cross_checked(calendar, notice.year)), 200


def _form(
    written: str,
    *,
    faults: Sequence[Fault] = (),
    notice: Notice | None = None,
    moves: Sequence[Recalculated] = (),
    amends: str | None = None,
    checks: Sequence[object] = (),
) -> str:
    return render_template(
        "calendar_notice.html",
        place="calendar",
        written=written,
        lines=written.splitlines(),
        faults=faults,
        notice=notice,
        moved=[each for each in moves if each.moved],
        firm=sum(not each.moved and not each.provisional for each in moves),
        amends=amends,
        checks=checks,
        command_id=request.form.get("command_id") or str(uuid4()),
    )


def _faults(refused: Refused, notice: NoticeFile) -> list[Fault]:
    chosen = language()
    found = [
        Fault(
            notice.line_of(each.field),
            f"{wording.reason(each, chosen)} {wording.remedy(each, chosen)}",
            wording.article(each.citation, chosen) if each.citation else "",
        )
        for each in refused.every
    ]
    return sorted(found)


def _entered(year: int) -> HolidayNotice | None:
    """What the bureau entered for a year, if it did."""
    return reading(system(), actor()).find(HolidayNotice, holiday_notice_id(year))


def _waiting(year: int, digest: str) -> int:
    """Deadlines the clock has still to count again by this edition."""
    return len(DueRows(system().engine).by_other_editions(year, digest))
