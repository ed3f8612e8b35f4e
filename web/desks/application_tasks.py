"""任务清单: the application for acceptance and the final papers, one topic a page.

The draft is shared with whoever is mandated; then the answers are checked, the statement of truth is signed, and all of it is sent.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from flask import Blueprint, Response, redirect, render_template, request, session, url_for
from marshmallow import ValidationError
from werkzeug.datastructures import MultiDict

from application.casework import Batch
from application.commands.audit import SubmitForAcceptance
from application.commands.revision import SubmitRevision
from application.form_drafts import DraftOvertakenError
from application.intake.performance_sheet import read_apart, template
from application.outcome import NotAllowedError, StaleError
from application.papers.inspection import LARGEST, MEGABYTES, PAPER_TOO_LARGE
from application.papers.look import XLSX
from application.rehearsal import prospect
from application.sent import Sent
from domain.law.refusal import Refused
from domain.papers import quantities
from domain.papers.table_check import sums
from web.api.commands import on_behalf
from web.auth import actor, policy
from web.forms.acts import replaces
from web.forms.faults import of_refusal, of_schema, placed
from web.forms.fields import Fault, known_paths
from web.forms.filing import STATEMENT_VERSION, Filing
from web.forms.reading import Reader
from web.forms.uploads import received
from web.problems import ProblemError
from web.references import case_id_of
from web.schemas.derive import LATE_ENTRY, body_of
from web.system import system
from web.visible import visible_case
from web.waiting import wait_for_own_acts

if TYPE_CHECKING:
    from domain.case.audit_case import AuditCase
    from web.forms.fields import Control

pages = Blueprint("application_tasks", __name__)

NUMBERED = "table.schemes."
BLANKS: dict[str, Any] = {
    "table": {"before_year": 2000, "after_year": 2000, "schemes": [], "totals": {}},
    "achieved": [],
    "report_parts": [],
    "papers": [],
    "answers": [],
}
"""What stands for a member that is out of shape, so that the rules can look at the others."""


class Topic(NamedTuple):
    """One page of the task list."""

    name: str
    members: tuple[str, ...]
    group: str


class Tasks(NamedTuple):
    """The task list of one act."""

    command: Any
    milestone: str
    topics: tuple[Topic, ...]


TASKS = {
    "submission": Tasks(
        SubmitForAcceptance,
        "Submitted",
        (
            Topic("goals", ("achieved",), "facts"),
            Topic("table", ("table", "no_medium_high_cost_reason"), "papers"),
            Topic("report", ("report_parts", "papers"), "papers"),
            Topic("channel", ("channel", "platform"), "sending"),
        ),
    ),
    "revision": Tasks(
        SubmitRevision,
        "Revised",
        (
            Topic("answers", ("answers",), "facts"),
            Topic("table", ("table",), "papers"),
            Topic("final-papers", ("papers",), "papers"),
            Topic("channel", ("channel", "platform"), "sending"),
        ),
    ),
}
"""Act → what it asks, topic by topic."""


class Desk:
    """One application as it lies before somebody: case, draft, form."""

    def __init__(self, reference: str, act: str) -> None:
        if act not in TASKS:
            raise ProblemError("not-found")
        wait_for_own_acts()
        self.act, self.tasks = act, TASKS[act]
        self.case: AuditCase = visible_case(actor(), case_id_of(reference))
        self.filing = Filing(self.tasks.command, actor(), self.case)
        tried = prospect(system().casework, actor(), self.case.id, self.tasks.command)
        if tried is None and actor().role not in {"enterprise-filler", "enterprise-administrator"}:
            raise NotAllowedError(act)
        self.may_send = tried is not None
        self.refused = tried.refused if tried is not None else None
        saved = system().drafts.find(self.case.id, act)
        typed = saved.typed or ({"channel": ["qingjian"]} | self.filing.preset.typed)
        self.draft = saved._replace(typed=typed)
        self.filing.typed = dict(typed)

    @property
    def begun(self) -> bool:
        """Whether anything was saved."""
        return bool(self.draft.version)

    @property
    def other_party(self) -> str | None:
        """Whose statement is needed besides that of who sends it."""
        if self.case.form.audit_mode != "commissioned":
            return None
        return "enterprise" if actor().role == "consultant" else "consultancy"

    def controls(self, topic: Topic) -> list[Control]:
        """The controls of one topic."""
        return [each for each in self.filing.controls if each.path in topic.members]

    def faults(self) -> list[Fault]:
        """What would be refused if it were sent now, but for the statement of who sends it."""
        body = self._body()
        own = {"party": self.own_party, "person": actor().person, "text_version": STATEMENT_VERSION, "signed_on": self.filing.asking.on.isoformat()}
        body["statements"] = [*(each for each in self.draft.signed if each["party"] != self.own_party), own]
        schema = body_of(self.tasks.command, frozenset({"case_id"}))()
        found = list(of_schema(schema.validate(body)))
        amiss = {each.path.partition(".")[0] for each in found}
        rest = {name: value for name, value in body.items() if name not in amiss} | {name: BLANKS[name] for name in amiss if name in BLANKS}
        found += [each for each in self._refusals(rest) if each.path.partition(".")[0] not in amiss]
        return placed(found, known_paths(self.filing.controls))

    def _refusals(self, body: dict[str, Any]) -> list[Fault]:
        """What the rules say of a body in shape; it is decided and thrown away."""
        try:
            loaded = body_of(self.tasks.command, frozenset({"case_id"}))().load(body)
        except ValidationError:
            return []
        for name in LATE_ENTRY:
            loaded.pop(name, None)
        made = self.tasks.command(case_id=self.case.id, **loaded)
        try:
            Batch(system().casework).take(Sent(made, on_behalf(actor(), made)))
        except Refused as refused:
            return list(of_refusal(refused, body))
        except (NotAllowedError, StaleError):
            return []
        return []

    def _body(self) -> dict[str, Any]:
        source: MultiDict[str, str] = MultiDict((name, text) for name, texts in self.draft.typed.items() for text in texts)
        reader = Reader(source)
        body = reader.body(self.filing.members)
        names = [
            (self.draft.typed.get(f"papers.{row}.digest"), self.draft.typed.get(f"papers.{row}.name")) for row in range(1, len(body["papers"]) + 1)
        ]
        body["paper_names"] = [{"digest": digest[0], "name": name[0]} for digest, name in names if digest and name and digest[0] and name[0]]
        return body

    @property
    def own_party(self) -> str:
        """For whom somebody signs here."""
        return "consultancy" if actor().role == "consultant" else "enterprise"

    def has_signed(self, party: str) -> bool:
        """Whether a party signed for what stands in the draft now."""
        return any(each["party"] == party for each in self.draft.signed)

    def save(self, typed: dict[str, list[str]], topic: Topic) -> None:
        """Keep what was typed on one topic's page. Raises DraftOvertakenError."""
        others = {path: texts for path, texts in self.draft.typed.items() if path.split(".")[0] not in topic.members}
        kept = {path: texts for path, texts in typed.items() if path.split(".")[0] in topic.members and not path.endswith(".~")}
        system().drafts.save(self.case.id, self.act, self.draft._replace(typed=others | kept), actor().person)

    def sign(self) -> None:
        """Sign the statement of truth for what stands in the draft. Raises DraftOvertakenError."""
        own = {
            "party": self.own_party,
            "person": actor().person,
            "text_version": STATEMENT_VERSION,
            "signed_on": self.filing.asking.on.isoformat(),
            "of": self.draft.digest,
        }
        system().drafts.save(self.case.id, self.act, self.draft._replace(statements=self.draft.statements | {self.own_party: own}), actor().person)

    def shown(self, **more: Any) -> dict[str, Any]:
        """What every page of it shows."""
        back = url_for("application_tasks.listed", case_id=self.case.number, act=self.act)
        named = {"number": self.case.number, "enterprise": self.case.form.enterprise_name}
        return {"desk": self, "act": self.act, "case": named, "filing": self.filing, "back": back, "place": "cases", **more}


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
