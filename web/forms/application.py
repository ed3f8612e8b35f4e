"""申请的准备: an application being filled in, as it lies before somebody: case, shared draft, topics, what would be refused now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from flask import url_for
from marshmallow import ValidationError
from werkzeug.datastructures import MultiDict

from application.casework import Batch
from application.commands.audit import SubmitForAcceptance
from application.commands.revision import SubmitRevision
from application.outcome import NotAllowedError, StaleError
from application.rehearsal import prospect
from application.sent import Sent
from domain.law.refusal import Refused
from web.api.commands import on_behalf
from web.auth import actor
from web.forms.faults import of_refusal, of_schema, placed
from web.forms.fields import known_paths
from web.forms.filing import STATEMENT_VERSION, Filing
from web.forms.reading import Reader
from web.problems import ProblemError
from web.references import case_id_of
from web.schemas.derive import LATE_ENTRY, body_of
from web.system import system
from web.visible import visible_case
from web.waiting import wait_for_own_acts

if TYPE_CHECKING:
    from domain.case.audit_case import AuditCase
    from web.forms.fields import Control, Fault

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
