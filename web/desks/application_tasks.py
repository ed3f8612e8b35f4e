"""任务清单: the application for acceptance and the final papers, one topic a page.

The draft is shared with whoever is mandated; then the answers are checked, the statement of truth is signed, and all of it is sent.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, session, url_for
from marshmallow import ValidationError
from werkzeug.datastructures import MultiDict

from application.commands.audit import SubmitForAcceptance
from application.commands.revision import SubmitRevision
from application.form_drafts import DraftOvertakenError
from application.intake.performance_sheet import read_apart, template
from application.outcome import NotAllowedError
from application.papers.inspection import LARGEST, MEGABYTES, PAPER_TOO_LARGE
from application.papers.look import XLSX
from domain.law.refusal import Refused
from domain.papers import quantities
from domain.papers.table_check import sums
from web.auth import actor, policy
from web.forms.acts import replaces
from web.forms.application import NUMBERED, Desk, Topic
from web.forms.faults import of_refusal, of_schema, placed
from web.forms.fields import Fault, known_paths
from web.forms.reading import Reader
from web.forms.uploads import received
from web.problems import ProblemError
from web.schemas.derive import body_of
from web.system import system

pages = Blueprint("application_tasks", __name__)


@pages.get("/cases/<case:case_id>/application")
@replaces(SubmitForAcceptance)
@policy("signed-in")
def application(case_id: str) -> Response:
    """The application for acceptance."""
    return redirect(url_for("application_tasks.listed", case_id=case_id, act="submission"))  # type: ignore[return-value]  # the framework's own


@pages.get("/cases/<case:case_id>/final-papers")
@replaces(SubmitRevision)
@policy("signed-in")
def final_papers(case_id: str) -> Response:
    """The final papers."""
    return redirect(url_for("application_tasks.listed", case_id=case_id, act="revision"))  # type: ignore[return-value]  # the framework's own


@pages.get("/cases/<case:case_id>/tasks/<act>")
@policy("signed-in")
def listed(case_id: str, act: str) -> str:
    """The task list."""
    desk = Desk(case_id, act)
    faults = desk.faults()
    groups: dict[str, list[dict[str, Any]]] = {}
    for topic in desk.tasks.topics:
        groups.setdefault(topic.group, []).append(_status(desk, topic, faults))
    tasks = [each for group in groups.values() for each in group]
    ready = all(each["state"] == "done" for each in tasks)
    defects = desk.case.returned.defects if act == "submission" and desk.case.returned is not None else ()
    return render_template(
        "tasks.html",
        **desk.shown(groups=groups, total=len(tasks) + 2, done=sum(each["state"] == "done" for each in tasks), ready=ready, defects=defects),
    )


def _status(desk: Desk, topic: Topic, faults: list[Fault]) -> dict[str, Any]:
    own = [each for each in faults if each.path.split(".")[0] in topic.members]
    begun = (desk.begun and any(path.split(".")[0] in topic.members for path in desk.draft.typed)) or topic.name == "channel"
    state = "open" if not begun else "faulty" if own else "done"
    rows = len([path for path in desk.draft.typed if path.startswith(NUMBERED) and path.endswith(".number")])
    return {"name": topic.name, "state": state, "faults": len(own), "rows": rows, "first": own[0].text if own and begun else ""}


@pages.route("/cases/<case:case_id>/tasks/<act>/topics/<topic>", methods=["GET", "POST"])
@policy("signed-in")
def topic(case_id: str, act: str, topic: str) -> Response | tuple[str, int]:
    """One topic: saved as it is; what is wrong is said, and the rest of the form does not wait for it."""
    desk = Desk(case_id, act)
    chosen = next((each for each in desk.tasks.topics if each.name == topic), None)
    if chosen is None:
        raise ProblemError("not-found")
    notice = None
    if request.method == "POST":
        done = _saved(desk, chosen)
        if done is True:
            return redirect(url_for("application_tasks.listed", case_id=case_id, act=act), 303)  # type: ignore[return-value]  # the framework's own
        notice = done
    else:
        _open_rows(desk, chosen)
        desk.filing.faults = [each for each in desk.faults() if each.path.split(".")[0] in chosen.members] if desk.begun else []
    page = render_template("topic.html", **desk.shown(topic=chosen, notice=notice, controls=desk.controls(chosen)))
    return page, 412 if notice == "overtaken" else 200


def _open_rows(desk: Desk, topic: Topic) -> None:
    for each in desk.filing.members:
        if each.name in topic.members and each.kind in {"rows", "papers"} and not any(path.startswith(f"{each.name}.") for path in desk.filing.typed):
            desk.filing.add_row(each.name)
    if "table" in topic.members and not any(path.startswith(NUMBERED) for path in desk.filing.typed):
        desk.filing.add_row("table.schemes")


def _saved(desk: Desk, topic: Topic) -> bool | str | None:
    """True where it was kept; otherwise what to say above the form shown again."""
    form, faults = received(request, actor(), desk.case.id)
    desk.draft = desk.draft._replace(version=int(form.get("draft", "0")) if form.get("draft", "0").isdecimal() else 0)
    reader = Reader(form)
    body = reader.body([each for each in desk.filing.members if each.name in topic.members])
    desk.filing.typed = (
        desk.filing.typed | reader.typed
        if topic.name != "table"
        else {**{path: texts for path, texts in desk.filing.typed.items() if not path.startswith("table.")}, **reader.typed}
    )
    step, _, path = form.get("do", "send").partition(" ")
    notice: str | None = None
    if step == "read":
        notice = _read_back(desk, faults)
    elif step == "sum":
        _sum_up(desk, body)
        notice = "summed"
    elif step in {"add", "remove"}:
        desk.filing.rearrange(step, path)
    elif not faults:
        try:
            desk.save(reader.typed, topic)
        except DraftOvertakenError:
            desk.draft = system().drafts.find(desk.case.id, desk.act)
            notice = "overtaken"
        else:
            return True
    desk.filing.faults = placed([*desk.filing.faults, *faults], known_paths(desk.filing.controls))
    desk.filing.forget_shown()
    return notice


def _read_back(desk: Desk, faults: list[Fault]) -> str | None:
    """Put what stands in the workbook into the form, cell by cell, for a person to confirm; nothing is saved yet."""
    file = request.files.get("table~workbook")
    if file is None or not file.filename:
        return "no-workbook"
    with tempfile.TemporaryDirectory(prefix="qingjian-table-") as folder:
        path = Path(folder) / "table.xlsx"
        file.save(path)
        try:
            if path.stat().st_size > LARGEST:
                raise PAPER_TOO_LARGE(None, megabytes=MEGABYTES)
            typed = read_apart(path)
        except Refused as refused:
            faults += of_refusal(refused, {}, "table")
            return None
    kept = {path_: texts for path_, texts in desk.filing.typed.items() if not path_.startswith(("table.schemes.", "table.totals."))}
    desk.filing.typed = kept | typed
    reader = Reader(MultiDict((name, text) for name, texts in typed.items() for text in texts))
    body = reader.body([each for each in desk.filing.members if each.name == "table"])
    wrong = body_of(desk.tasks.command, frozenset({"case_id"}))(only=("table",)).validate(body)
    faults += [each for each in of_schema(wrong) if not each.path.endswith("_year")]
    return "read-back"


def _sum_up(desk: Desk, body: dict[str, Any]) -> None:
    """Fill in the totals of what can be added up."""
    try:
        table = body_of(desk.tasks.command, frozenset({"case_id"}))(only=("table",)).load(
            {"table": {"totals": {}, "before_year": 2000, "after_year": 2000} | {"schemes": body["table"].get("schemes", [])}}
        )["table"]
    except ValidationError:
        return
    form = quantities.form()
    desk.filing.typed |= {f"table.totals.{key}": [format(total, "f")] for key, total in sums(table).items() if key in form.amounts}


@pages.get("/performance-table.xlsx")
@policy("signed-in")
def workbook() -> Response:
    """An empty performance table to fill in."""
    response = Response(template(), content_type=XLSX)
    response.headers["Content-Disposition"] = "attachment; filename=\"performance-table.xlsx\"; filename*=UTF-8''%E7%BB%A9%E6%95%88%E8%A1%A8.xlsx"
    return response


@pages.post("/cases/<case:case_id>/tasks/<act>/signature")
@policy("signed-in")
def signature(case_id: str, act: str) -> Response:
    """Sign the statement of truth for what stands in the draft now; a later change makes it void."""
    desk = Desk(case_id, act)
    if actor().role not in {"enterprise-signer", "consultant"}:
        raise NotAllowedError(act)
    if request.form.get("agreed") == "yes" and request.form.get("of") == desk.draft.digest:
        desk.sign()
    return redirect(url_for("application_tasks.listed", case_id=case_id, act=act), 303)  # type: ignore[return-value]  # the framework's own


@pages.route("/cases/<case:case_id>/tasks/<act>/check", methods=["GET", "POST"])
@policy("signed-in")
def check(case_id: str, act: str) -> Response | tuple[str, int]:
    """Check the answers, sign, send."""
    desk = Desk(case_id, act)
    if not desk.may_send:
        raise NotAllowedError(act)
    filing = desk.filing
    filing.preset = filing.preset.signed_by([each for each in desk.draft.signed if each["party"] == desk.other_party])
    if request.method == "POST":
        answer = filing.sent()
        if answer is not None:
            system().drafts.drop(desk.case.id, act)
            session["done"] = desk.tasks.command.__name__
            return redirect(url_for("receipts.page", case_id=case_id, act=act), 303)  # type: ignore[return-value]  # the framework's own
    else:
        filing.typed = dict(desk.draft.typed)
        filing.faults = desk.faults()
    asked = [each for each in filing.controls if each.kind != "statements"]
    statement = next(each for each in filing.controls if each.kind == "statements")
    return render_template("check.html", **desk.shown(asked=asked, statement=statement)), filing.status
