"""The town of the stories: people of the trade at the real application over HTTP, each in one capacity, on a clock that is set.

What a person asks goes out as JSON with an ``Idempotency-Key`` of its own and, where something is changed, with the ``If-Match`` of
what the person sees at that moment. Before anybody looks, the read models are caught up, as the worker does it.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID, uuid4

import msgspec

from application.commands.register import GrantRole
from application.settings import Settings
from domain.fact import Capacity
from domain.register.credit_code import enterprise_id
from domain.trail.refusal_events import RequestRefused
from web.app import create_app
from web.system import System

if TYPE_CHECKING:
    from pathlib import Path

    from werkzeug.test import TestResponse

    from application.clock import SetClock
    from domain.law.rulebook import Rulebook
    from web.app import Qingjian

COMMAND_LINE = Capacity(person="system:cli", role="system")
CLOCK = Capacity(person="system:clock", role="system")
API = "/api/v1"
UNREAD = "the version the person sees"
LIFETIME = timedelta(days=10_000)


@cache
def application() -> Qingjian:
    """The application, made once for all stories: to describe its interface takes a second. Each story gives it a system of its own."""
    return create_app()


class Reply(NamedTuple):
    """What came back."""

    status: int
    body: dict[str, Any]
    etag: str | None
    content_type: str

    @property
    def code(self) -> str:
        """Code of a problem."""
        return str(self.body["type"]).removeprefix("/problems/")

    @property
    def article(self) -> str | None:
        """Article of a refusal, as printed."""
        found: str | None = self.body.get("article")
        return found

    @property
    def faults(self) -> set[tuple[str | None, str]]:
        """Article and code of everything at fault."""
        listed = self.body.get("faults") or [{"article": self.article, "code": self.code}]
        return {(each.get("article"), each["code"]) for each in listed}


class Town:
    """The application with its people and its clock."""

    def __init__(self, database_url: str, folder: Path, clock: SetClock, rulebook: Rulebook | None = None) -> None:
        settings = Settings(
            mode="production",
            instance_dir=folder,
            database_url=database_url,
            storage_url=f"file://{folder}",
            trail_origin="test.qingjian.example/log",
            secret_key="示例密钥" * 10,
        )
        self.clock = clock
        self.app = application()
        self.system = self.app.extensions["qingjian"] = System(settings, clock=clock, rulebook=rulebook)
        self.system.projector.prepare()
        self.public = Someone(self, "public", None)

    def close(self) -> None:
        """Let the database go."""
        self.system.read_log.flush()
        self.system.engine.dispose()

    def on(self, day: date, at: time = time(9)) -> None:
        """Move the clock to that day and hour in Shenzhen."""
        self.clock.moment = datetime.combine(day, at, tzinfo=UTC) - timedelta(hours=8)

    @property
    def today(self) -> date:
        """The business day."""
        found: date = self.system.today
        return found

    def person(self, role: str, organisation: UUID | str | None = None, *, person: UUID | None = None) -> Someone:
        """Somebody (a new person, or one known) who holds a role and has a token for it."""
        person = person or uuid4()
        of = None if organisation is None else str(organisation)
        self.system.casework.handle(GrantRole(person_id=person, role=role, organisation=of), COMMAND_LINE)
        if self.system.identity.person_of(str(person)) is None:
            self.system.identity.open_account(str(person), str(person))
        secret = self.system.credentials.issue_token(Capacity(person=str(person), role=role, organisation=of), "示例", LIFETIME)
        return Someone(self, str(person), secret)

    def second_role(self, someone: Someone, role: str) -> Someone:
        """The same person, signed in in another capacity."""
        return self.person(role, person=UUID(someone.person))

    def of_enterprise(self, credit_code: str, role: str = "enterprise-signer") -> Someone:
        """Somebody of an enterprise."""
        return self.person(role, enterprise_id(credit_code))

    def expert(self, officer: Someone, *fields: str) -> Expert:
        """A senior expert, entered in the register by an officer."""
        person = uuid4()
        entry = {"person": str(person), "title_level": "senior", "practising_since": "2000-07-01", "fields": fields}
        expert_id = officer.posts("/experts", entry).body["id"]
        signed_in = self.person("expert", expert_id, person=person)
        return Expert(self, signed_in.person, signed_in.secret, UUID(expert_id))

    @property
    def log_head(self) -> int:
        """Position of the last event that moved anything; refusals are kept in the log as well, and move nothing."""
        head: int = self.system.log.head()
        while head and isinstance(self.system.log.read(head - 1, 1)[0].fact, RequestRefused):
            head -= 1
        return head

    def catch_up(self) -> None:
        """What the worker does all day."""
        self.system.projector.catch_up()


class Someone:
    """A person in one capacity."""

    def __init__(self, town: Town, person: str, secret: str | None) -> None:
        self.town = town
        self.person = person
        self.secret = secret

    # ---------------------------------------------------------------------------------------------------------- asking

    def asks(
        self,
        path: str,
        body: dict[str, Any] | None = None,
        *,
        method: str = "POST",
        if_match: str | None = None,
        key: str | None = None,
    ) -> Reply:
        """Send a request just so and take whatever comes back."""
        headers = {} if self.secret is None else {"Authorization": f"Bearer {self.secret}"}
        if method != "GET":
            headers["Idempotency-Key"] = key or str(uuid4())
        if if_match is not None:
            headers["If-Match"] = if_match
        return _reply(self._send(method, f"{API}{path}", None if method == "GET" else plain(body or {}), headers))

    def _send(self, method: str, path: str, body: Any, headers: dict[str, str]) -> TestResponse:
        return self.town.app.test_client(use_cookies=False).open(path, method=method, json=body, headers=headers)

    def posts(self, path: str, body: dict[str, Any] | None = None, *, if_match: str | None = None, method: str = "POST") -> Reply:
        """Ask, and have it done."""
        reply = self.asks(path, body, if_match=if_match, method=method)
        assert reply.status in {200, 201}, f"{path}: {reply}"
        assert reply.etag == f'"{reply.body["version"]}"', f"{path} does not say which version there is now: {reply}"
        return reply

    def does(self, noun: str, case: str, /, **members: Any) -> Reply:
        """Do something in a case as it lies before the person now."""
        reply = self.tries(noun, case, **members)
        assert reply.status in {200, 201}, f"{noun}: {reply}"
        assert reply.etag == f'"{reply.body["version"]}"', f"{noun} does not say which version there is now: {reply}"
        return reply

    def tries(self, noun: str, case: str, /, *, if_match: str = UNREAD, key: str | None = None, **members: Any) -> Reply:
        """Ask for something in a case, by default upon the version the person sees."""
        match = self.version_of(case) if if_match is UNREAD else if_match
        return self.asks(f"/cases/{case}/{noun}", members, if_match=match, key=key)

    def changes(self, thing: str, noun: str, /, **members: Any) -> Reply:
        """Do something to a list or an entry of the register (``/enterprises/…``) as it stands now."""
        return self.posts(f"{thing}/{noun}", members, if_match=self._etag_of(thing))

    def hands_in_plan(self, form: Any, **members: Any) -> str:
        """Hand in a plan form; returns the case's id."""
        return str(self.posts("/cases", {"form": form, **members}).body["id"])

    # --------------------------------------------------------------------------------------------------------- looking

    def sees(self, path: str) -> dict[str, Any]:
        """Look at something that is the person's to see."""
        reply = self.looks_for(path)
        assert reply.status == 200, f"{path}: {reply}"
        return reply.body

    def looks_for(self, path: str) -> Reply:
        """Look, after the read models have caught up."""
        self.town.catch_up()
        return self.asks(path, method="GET")

    def case_file(self, case: str) -> dict[str, Any]:
        """案卷."""
        return self.sees(f"/cases/{case}")

    def timeline(self, case: str) -> list[str]:
        """时间线: what happened, by the names of the events."""
        return [each["topic"] for each in self.sees(f"/cases/{case}/events?limit=200")["items"]]

    def work(self) -> list[str]:
        """待办: what the person can do now, each task once for each thing it is about."""
        return sorted(each["task"] for each in self.sees("/worklist")["items"] if each["heading"] != "waiting")

    def waits_for(self) -> list[str]:
        """等他人: what others must do first."""
        return sorted(each["task"] for each in self.sees("/worklist")["items"] if each["heading"] == "waiting")

    def version_of(self, case: str) -> str:
        """The ETag of the case as the person sees it; of a case the person may not know of, that of a guess."""
        return self._etag_of(f"/cases/{case}")

    def _etag_of(self, thing: str) -> str:
        return self.looks_for(thing).etag or '"1"'


class Expert(Someone):
    """An expert of the register."""

    def __init__(self, town: Town, person: str, secret: str | None, expert_id: UUID) -> None:
        super().__init__(town, person, secret)
        self.expert_id = expert_id

    def takes_sheet(self, case: str, sheet: UUID) -> str:
        """Receive a blank score sheet under an id of the expert's own; returns its ETag."""
        reply = self.posts(f"/cases/{case}/sheets/{sheet}", method="PUT")
        return reply.etag or '"1"'

    def locks_sheet(self, case: str, sheet: UUID, marks: Any, *vetoes: Any, etag: str = '"1"') -> Reply:
        """Sign the marks."""
        return self.posts(f"/cases/{case}/sheets/{sheet}/lock", {"marks": marks, "vetoes": vetoes}, if_match=etag)


def plain(value: Any) -> Any:
    """A value of the catalogue as JSON: decimals and days as text, hours as ``HH:MM``."""
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    if isinstance(value, msgspec.Struct):
        return plain(msgspec.structs.asdict(value))
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return msgspec.to_builtins(value)


def _reply(response: TestResponse) -> Reply:
    return Reply(response.status_code, response.get_json(silent=True) or {}, response.headers.get("ETag"), response.content_type)
