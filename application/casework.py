"""办案: the application: ``handle`` takes a command from its sender to the record, or says why not."""

from __future__ import annotations

import hashlib
import hmac
import importlib
import pkgutil
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID, uuid4

import msgspec
from eventsourcing.application import Application
from eventsourcing.utils import Environment

import application.handlers
from application import refusals
from application.clock import business_day
from application.late_entries import check_day
from application.numbers import take_case_number
from application.outcome import Answer, NotAllowedError, NotFoundError, ReusedKeyError, StaleError, from_bytes, to_bytes
from application.permissions.table import check, may_see
from application.sent import Sent
from application.store.event_store import Factory
from application.store.sealed import CaseVersionTakenError, CommandKnownError, Receipt, VersionTakenError
from application.trail import profile
from application.work import Work
from application.working_calendar import WorkingCalendar
from domain.calendar.holiday_notice import HolidayNotice
from domain.law.refusal import Refusal, Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from eventsourcing.utils import EnvType
    from sqlalchemy import Engine

    from application.clock import Clock
    from application.commands.command import Command
    from application.store.event_store import LeafStore
    from application.store.recorder import Recorder
    from domain.calendar.events import NoticeEntered
    from domain.calendar.working_days import Calendar
    from domain.fact import Capacity
    from domain.law.rulebook import Rulebook

C = TypeVar("C", bound="Command")

HANDLERS: dict[type[Command], Callable[[Any, Work], UUID | None]] = {}
"""Command → handler: the table of contents of what can be asked."""

NOT_RECORDABLE = Refusal("not-recordable", "内容无法存入案卷：过长，或含有无法保存的字符。", "请缩短内容或去掉特殊字符；长文请作为材料提交。")


def handles(command: type[C]) -> Callable[[Callable[[C, Work], UUID | None]], Callable[[C, Work], UUID | None]]:
    """Register the handler of a command; each command has exactly one."""

    def register(handler: Callable[[C, Work], UUID | None]) -> Callable[[C, Work], UUID | None]:
        if command in HANDLERS:
            message = f"{command.__name__} has two handlers"
            raise ValueError(message)
        HANDLERS[command] = handler
        return handler

    return register


class Casework(Application[UUID]):
    """办案: rights, receipt, handler, save — for every command, here and nowhere else."""

    events: LeafStore
    recorder: Recorder

    def __init__(
        self,
        engine: Engine,
        *,
        clock: Clock,
        rulebook: Rulebook,
        calendar: Calendar,
        receipt_key: bytes,
        origin: str,
        new_id: Callable[[], UUID] = uuid4,
    ) -> None:
        """Wire the parts. ``new_id`` draws the ids of what is created: random ones, or a history's own where it is to come out alike."""
        self.engine = engine
        self.clock = clock
        self.rulebook = rulebook
        self._calendar = WorkingCalendar(engine, calendar, self._entered_notice)
        self.new_id = new_id
        self._receipt_key = receipt_key
        self._origin = origin
        gather_handlers()
        super().__init__()

    @property
    def calendar(self) -> Calendar:
        """The working-day calendar as the record stands now: the shipped notices and those entered, of which the entered one holds."""
        return self._calendar.on(business_day(self.clock.now()))

    def _entered_notice(self, notice_id: UUID) -> NoticeEntered | None:
        known = Work(self).find(HolidayNotice, notice_id)
        return None if known is None else known.entered

    def construct_env(self, name: str, env: EnvType | None = None) -> Environment:
        """The library reads no environment: settings are ours."""
        return Environment(name, env)

    def construct_factory(self, env: Environment) -> Factory:  # noqa: ARG002  the library's signature
        """Our factory on our engine."""
        return Factory(self.engine, self._origin)

    def handle(
        self,
        command: Command,
        actor: Capacity,
        *,
        command_id: str | None = None,
        expected_version: int | None = None,
        on: date | None = None,
        backdated_because: str | None = None,
        correlation_id: UUID | None = None,
    ) -> Answer:
        """Do what is asked and say what came of it.

        ``command_id`` is the sender's key: the same request under it has one effect and one answer. ``expected_version`` is
        the version of the subject the sender looked at. ``on`` is the business day of a late entry, with its reason.

        Raises Refused (a rule or the order is not met; what a handler kept of it is written all the same), NotAllowedError,
        NotFoundError, StaleError, ReusedKeyError.
        """
        answer = self._answered(Sent(command, actor, command_id, expected_version, on, backdated_because, correlation_id))
        if answer.declined is not None:
            raise answer.declined.refused
        return answer

    def _answered(self, sent: Sent) -> Answer:
        try:
            return self._once(sent)
        except StaleError:
            if (known := self.known(sent)) is not None:
                return known
            if sent.expected_version is not None:
                raise
            # The sender looked at no version: what moved is decided upon anew, once, and refused with its reason if need be.
            return self._once(sent)

    def _once(self, sent: Sent) -> Answer:
        batch = Batch(self)
        try:
            answer = batch.take(sent)
        except Refused:
            batch.write()  # the refusal is kept; nothing else is there to be written
            raise
        position = batch.write()
        return msgspec.structs.replace(answer, position=position) if position else self.known(sent) or answer

    def known(self, sent: Sent) -> Answer | None:
        """The answer given before under this key. Looked up only when the command was not done: the common way pays nothing.

        Raises ReusedKeyError where the key was used for another request.
        """
        if sent.command_id is None:
            return None
        receipt = self.recorder.receipt(sent.key_holder, sent.command_id)
        if receipt is None:
            return None
        if not hmac.compare_digest(receipt.request_digest, self.request_digest(sent.command)):
            raise ReusedKeyError(sent.command_id)
        return from_bytes(receipt.answer, receipt.position)

    @contextmanager
    def together(self) -> Iterator[Batch]:
        """Let several commands share one transaction: all that were not refused are written when the block ends."""
        batch = Batch(self)
        yield batch
        batch.write()

    def take_case_number(self, year: int) -> str:
        """The next case number of a year."""
        return take_case_number(self.engine, year)

    def request_digest(self, command: Command) -> bytes:
        """Keyed digest of a request: tells two requests apart without keeping what they said."""
        name = type(command).__name__.encode()
        return hashlib.blake2b(name + b"\x00" + profile.encode(command), key=self._receipt_key, digest_size=32).digest()


class Batch:
    """一批: the commands of one transaction. A refused one leaves nothing behind; the others go on."""

    def __init__(self, casework: Casework) -> None:
        self._casework = casework
        self._work = Work(casework)
        self._receipts: list[Receipt] = []
        self._refusals: list[refusals.Refusal] = []

    @property
    def waiting(self) -> int:
        """How many events wait to be written."""
        return len(self._work.journal)

    def __call__(self, command: Command, actor: Capacity, *, command_id: str | None = None, correlation_id: UUID | None = None) -> Answer:
        """As :meth:`Casework.handle`, but written only when the batch ends."""
        return self.take(Sent(command, actor, command_id, correlation_id=correlation_id))

    def take(self, sent: Sent) -> Answer:
        """Decide one command."""
        work = self._work
        work.begin(sent.actor, on=sent.on, backdated_because=sent.backdated_because, correlation_id=sent.correlation_id)
        try:
            digest = self._casework.request_digest(sent.command)
            created = self._decide(sent.command, sent.expected_version)
        except (Refused, StaleError, NotFoundError, NotAllowedError) as no:  # what was done once may be past doing again
            work.abandon()
            if (known := self._casework.known(sent)) is not None:
                return known
            if isinstance(no, Refused) and (kept := refusals.gathered(self._casework, work, sent, no, digest)):
                self._refusals.append(kept)
            raise no from None
        except profile.OutsideProfileError as fault:
            work.abandon()
            raise NOT_RECORDABLE(None) from fault
        except BaseException:
            work.abandon()
            raise
        left, remark = work.left_as_it_is(), work.remark
        answer = Answer(versions=work.finish(), created=created, remark=remark, declined=work.declined, unchanged=left)
        self._receipts.append(Receipt(sent.key_holder, sent.command_id or str(uuid4()), digest, to_bytes(answer)))
        return answer

    def _decide(self, command: Command, expected_version: int | None) -> UUID | None:
        work = self._work
        case_id: UUID | None = getattr(command, "case_id", None)
        case = None
        if case_id is not None:
            case = work.case(case_id)
            if not may_see(work.actor, case, work):
                raise NotFoundError(str(case_id))
        check(command, work)
        check_day(work)
        work.stamp_under(work.rules_of_the_day() if case is None else work.rules(case))
        try:
            created = HANDLERS[type(command)](command, work)
        except Refused:
            self._check_version(command, expected_version, refused=True)  # who looked at an older version is told that first
            raise
        self._check_version(command, expected_version)
        return created

    def _check_version(self, command: Command, expected: int | None, *, refused: bool = False) -> None:
        if expected is None or command.SUBJECT is None:
            return
        subject: UUID = getattr(command, command.SUBJECT)
        actual = self._work.loaded_version(subject)
        if actual != expected and not (refused and actual is None):
            raise StaleError(subject, expected, actual)

    def write(self) -> int:
        """Write everything in one transaction; returns the last position, 0 where there was nothing to write.

        Raises StaleError where something moved since it was loaded, or a receipt is there already.
        """
        work = self._work
        work.journal += refusals.pending(self._casework.engine, work, self._refusals)
        if not work.journal:
            return 0
        try:
            positions = self._casework.events.put(work.journal, heads=work.heads, receipts=self._receipts, read_case=work.read_case)
        except (VersionTakenError, CaseVersionTakenError, CommandKnownError) as fault:
            first = work.journal[0].originator_id
            raise StaleError(first, work.loaded_version(first), None) from fault
        except profile.OutsideProfileError as fault:
            raise NOT_RECORDABLE(None) from fault
        return int(positions[-1])


def gather_handlers() -> None:
    """Import every module of handlers, so that the table is whole."""
    for module in pkgutil.iter_modules(application.handlers.__path__):
        importlib.import_module(f"application.handlers.{module.name}")
