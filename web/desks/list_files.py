"""列表文件: a list is asked for as a file, followed while it is made, fetched; and filters are kept under a name."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import Blueprint, redirect, render_template, request, send_file, url_for

from application.list_files import FORMS, KINDS, Asked, OneAtATimeError, TooManyFiltersError
from application.outcome import NotFoundError
from web.auth import actor, policy
from web.language import language
from web.local import local_address
from web.problems import ProblemError
from web.reads import searched
from web.spreadsheets import CSV, XLSX
from web.system import system

if TYPE_CHECKING:
    from uuid import UUID

    from werkzeug.wrappers import Response

LONGEST_QUERY = 2_000
LONGEST_NAME = 60

pages = Blueprint("list_files", __name__)


@pages.get("/lists-as-files")
@policy("signed-in")
def listed() -> str:
    """The files of who is signed in, with how far each is; the page looks again by itself while one is under way."""
    files = system().list_files.of(actor().person)
    return render_template("list_files.html", place="", files=files, under_way=any(each["state"] in {"waiting", "making"} for each in files))


@pages.post("/lists-as-files")
@policy("signed-in")
def ask() -> Response:
    """Ask for the list of a page as a file."""
    kind, form, query = (request.form.get(name, "") for name in ("kind", "form", "query"))
    if kind not in KINDS or form not in FORMS or len(query) > LONGEST_QUERY:
        raise ProblemError("request-not-understood")
    try:
        system().list_files.ask(Asked(kind, form, language(), query.lstrip("?")), actor())
    except OneAtATimeError:
        raise ProblemError("one-file-at-a-time") from None
    return redirect(url_for("list_files.listed"), code=303)


@pages.get("/lists-as-files/<uuid:file_id>")
@policy("signed-in")
def fetch(file_id: UUID) -> Response:
    """The file, once it is there."""
    me = actor()
    found = system().list_files.one(file_id, me.person)
    path = system().list_files.path(file_id, found["form"])
    if found["state"] != "ready" or not path.is_file():
        raise NotFoundError(str(file_id))
    searched(())  # the query says what was in it
    name = f"{found['kind']}-{found['asked_at'][:10]}.{found['form']}"
    return send_file(path, mimetype=XLSX if found["form"] == "xlsx" else CSV, as_attachment=True, download_name=name, max_age=0)


@pages.post("/kept-filters")
@policy("signed-in")
def keep() -> Response:
    """Keep the filter of a page under a name."""
    name, address = " ".join(request.form.get("name", "").split()), local_address(request.form.get("address"))
    if not 0 < len(name) <= LONGEST_NAME or "\x00" in name or len(address) > LONGEST_QUERY:
        raise ProblemError("filter-name-wrong")
    try:
        system().list_files.keep(actor().person, name, _without_page(address))
    except TooManyFiltersError:
        raise ProblemError("too-many-filters") from None
    return redirect(address, code=303)


@pages.post("/kept-filters/removal")
@policy("signed-in")
def drop() -> Response:
    """Let go of a kept filter."""
    system().list_files.drop(actor().person, request.form.get("name", ""))
    return redirect(local_address(request.form.get("address")), code=303)


def _without_page(address: str) -> str:
    parts = urlsplit(address)
    kept = [each for each in parts.query.split("&") if each and not each.startswith("page=")]
    return f"{parts.path}?{'&'.join(kept)}" if kept else parts.path
