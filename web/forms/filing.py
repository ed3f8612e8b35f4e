"""填表: a form from its first showing to the command it becomes. One class does it for every form page.

How a form page is made here, with an example, stands in ``docs/forms.md``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import uuid4

from flask import request
from marshmallow import ValidationError

from application.casework import Batch
from application.outcome import StaleError
from application.sent import Sent
from domain.law.refusal import Refused
from web.api.commands import on_behalf
from web.auth import reading
from web.forms.asking import Asking
from web.forms.faults import of_refusal, of_schema, placed
from web.forms.fields import Control, Fault, Setting, anchor, controls, known_paths, rows_typed
from web.forms.presets import Preset, preset_of
from web.forms.reading import Reader, Typed
from web.forms.shape import Member, members_of
from web.forms.uploads import received
from web.schemas.derive import LATE_ENTRY, body_of
from web.system import system
from web.waiting import acted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from application.commands.command import Command
    from application.outcome import Answer
    from domain.case.audit_case import AuditCase
    from domain.fact import Capacity

LATE = (
    Member("on", "LateEntry", "day", required=False, nullable=True),
    Member("backdated_because", "LateEntry", "long", required=False, nullable=True),
)
MAY_ENTER_LATE = frozenset({"bureau-officer", "bureau-approver", "district-officer"})
STATEMENT_VERSION = "2026-1"
"""Version of the statement of truth shown beside its box."""


class Summary(NamedTuple):
    """One line of the summary of faults."""

    text: str
    article: str
    link: str | None


class Filing:
    """填表: what is asked, what was typed, what is wrong."""

    def __init__(self, command: type[Command], actor: Capacity, case: AuditCase | None = None, *, check: bool = False, **given: Any) -> None:
        """``given`` are the members the address names; with ``check`` the answers are shown once more before they are sent."""
        self.command = command
        self.actor = actor
        self.case = case
        self.given = given | ({"case_id": case.id} if case is not None and "case_id" in command.__dataclass_fields__ else {})
        self.check = check
        work = reading(system(), actor)
        self.asking = Asking(actor, case, work.rules(case) if case is not None else work.rules_of_the_day(), work.on)
        self.members = members_of(command, frozenset(self.given))
        self.late = LATE if actor.role in MAY_ENTER_LATE else ()
        self.preset: Preset = preset_of(command, self.asking)
        self.typed: Typed = {}
        self._faults: list[Fault] = []
        self.notice: str | None = None
        """Code of something to say above the form: ``stale``."""
        self.checking = False
        self.command_id = str(uuid4())
        self.version = case.version if case is not None and command.SUBJECT == "case_id" else None
        self.body: dict[str, Any] = {}

    # ------------------------------------------------------------------------------------------------------------- showing

    def begin(self, typed: Typed | None = None) -> Filing:
        """Show it for the first time: what is known already stands there, and what the address names."""
        asked = {name: request.args.getlist(name) for name in request.args}
        self.typed = defaults(self.members) | self.preset.typed | (typed or {}) | asked
        for path in required_rows(self.members):
            if not rows_typed(path, self.typed):
                self.add_row(path)
        return self

    @property
    def controls(self) -> list[Control]:
        """The controls as the page shows them."""
        if not hasattr(self, "_shown"):
            self._shown = controls(self.members, self._setting())
        return self._shown

    @property
    def faults(self) -> list[Fault]:
        """What is wrong, each at the path of its control."""
        return self._faults

    @faults.setter
    def faults(self, found: list[Fault]) -> None:
        self._faults = found
        self.forget_shown()

    @property
    def late_controls(self) -> list[Control]:
        """The two controls of a late entry."""
        return controls(self.late, self._setting())

    @property
    def summary(self) -> list[Summary]:
        """Every fault, with a link to its control where there is one."""
        return [Summary(each.text, each.article, f"#{anchor(each.path)}" if each.path else None) for each in self.faults]

    @property
    def has_files(self) -> bool:
        """Whether papers can come with it."""
        return any(_takes_files(each) for each in self.members)

    @property
    def status(self) -> int:
        """The status its page is answered with."""
        return 412 if self.notice == "stale" else 422 if self.faults else 200

    def _setting(self) -> Setting:
        faults: dict[str, list[Fault]] = {}
        for each in self.faults:
            faults.setdefault(each.path, []).append(each)
        return Setting(self.typed, faults, self.asking, self.preset.fixed, self.preset.captions)

    # ------------------------------------------------------------------------------------------------------------- sending

    def sent(self) -> Answer | None:
        """Take what the browser sent. The answer once it is done; none where the form is to be shown again."""
        form, faults = received(request, self.actor, self.case.id if self.case is not None else None)
        self.command_id = form.get("command_id", "")[:100] or self.command_id
        if self.version is not None:
            self.version = int(form["version"]) if form.get("version", "").isdecimal() else None
        reader = Reader(form)
        self.body = reader.body((*self.members, *self.late))
        self.typed = reader.typed
        self._sign()
        step, _, path = form.get("do", "send").partition(" ")
        if step in {"add", "remove", "change"}:
            self.rearrange(step, path)
            self.faults = placed(faults, known_paths(self.controls))
            return None
        return self._carried_out(step, faults)

    def _carried_out(self, step: str, faults: list[Fault]) -> Answer | None:
        command, late = self._made(faults)
        if command is None:
            return None
        sent = Sent(command, on_behalf(self.actor, command), self.command_id, self.version, late["on"], late["backdated_because"])
        try:
            if self.check and step != "confirmed":
                Batch(system().casework).take(sent)  # decided, and thrown away: whoever checks the answers sees what would be refused
                self.checking = True
                return None
            answer = system().casework.handle(
                sent.command,
                sent.actor,
                command_id=sent.command_id,
                expected_version=sent.expected_version,
                on=sent.on,
                backdated_because=sent.backdated_because,
            )
        except Refused as refused:
            self._show(list(of_refusal(refused, self.body)))
            return None
        except StaleError:
            self._overtaken()
            return None
        acted(answer.position)
        return answer

    def _made(self, faults: list[Fault]) -> tuple[Command | None, dict[str, Any]]:
        """The command; none where the body is not in shape or a paper could not be taken."""
        schema = body_of(self.command, frozenset(self.given))()
        try:
            loaded = schema.load(self.body)
        except ValidationError as wrong:
            missing = {each.path for each in faults}
            self._show([*faults, *(each for each in of_schema(wrong.messages) if each.path not in missing)])
            return None, {}
        if faults:
            self._show(faults)
            return None, {}
        late = {name: loaded.pop(name, None) for name in LATE_ENTRY}
        return self.command(**self.given, **loaded), late

    def _sign(self) -> None:
        """What the form does not ask because it follows: names of papers, and the statement of who files."""
        names = {member.name for member in self.members}
        if "paper_names" in names:
            rows = range(1, rows_typed("papers", self.typed) + 1)
            named = {self.typed[f"papers.{row}.digest"][0]: self.typed[f"papers.{row}.name"][0] for row in rows}
            self.body["paper_names"] = [{"digest": digest, "name": name} for digest, name in named.items() if digest and name]
        if "statements" in names:
            party = "consultancy" if self.actor.role == "consultant" else "enterprise"
            own = {"party": party, "person": self.actor.person, "text_version": STATEMENT_VERSION, "signed_on": self.asking.on.isoformat()}
            self.body["statements"] = [*self.preset.statements, *([own] if "own" in self.typed.get("statements", []) else [])]

    def _show(self, faults: list[Fault]) -> None:
        self.faults = placed(faults, known_paths(self.controls))
        self.forget_shown()

    def forget_shown(self) -> None:
        """Make the controls anew: what was typed or what is wrong has changed."""
        self.__dict__.pop("_shown", None)

    def _overtaken(self) -> None:
        """The case moved while the form was open: what was typed stays, upon the version as it is now."""
        self.notice = "stale"
        if self.case is not None:
            self.version = reading(system(), self.actor).case(self.case.id).version
        self.command_id = str(uuid4())

    # ---------------------------------------------------------------------------------------------------------------- rows

    def rearrange(self, step: str, path: str) -> None:
        """Add a row, or take one away."""
        if step == "add":
            self.add_row(path)
        elif step == "remove":
            self.typed = without_row(self.typed, path)
        self.forget_shown()

    def add_row(self, path: str) -> None:
        """One more row, with nothing in it."""
        self.typed[f"{path}.{rows_typed(path, self.typed) + 1}.~"] = [""]


def required_rows(members: Iterable[Member], at: str = "") -> Iterator[str]:
    """Paths of which at least one row is asked for; a form opens with it."""
    for each in members:
        if each.kind in {"rows", "papers"} and each.required:
            yield at + each.name
        elif each.kind == "part" and each.required:
            yield from required_rows(each.members, f"{at}{each.name}.")


def defaults(members: Iterable[Member], at: str = "") -> Typed:
    """What holds where nothing is said."""
    found: Typed = {}
    for each in members:
        if each.kind == "part" and not each.nullable:
            found |= defaults(each.members, f"{at}{each.name}.")
        elif each.default:
            found[at + each.name] = [each.default]
    return found


def without_row(typed: Typed, path: str) -> Typed:
    """What was typed without one row; those after it move up."""
    rows, _, number = path.rpartition(".")
    if not number.isdecimal():
        return typed
    found: Typed = {}
    for name, texts_ in typed.items():
        head, _, tail = name.removeprefix(f"{rows}.").partition(".")
        if not name.startswith(f"{rows}.") or not head.isdecimal() or int(head) < int(number):
            found[name] = texts_
        elif int(head) > int(number):
            found[f"{rows}.{int(head) - 1}.{tail}"] = texts_
    return found


def _takes_files(member: Member) -> bool:
    return member.kind in {"digest", "papers"} or any(map(_takes_files, member.members))
