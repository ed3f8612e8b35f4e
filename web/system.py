"""系统: the parts of one running Qingjian, each made when it is first asked for: a command that needs no database opens none."""

from __future__ import annotations

import hashlib
import hmac
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING

from flask import current_app

from application.clock import SystemClock, business_day
from application.settings import SettingsError, read_settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sqlalchemy import Connection, Engine

    from application.calendar_feeds import CalendarFeeds
    from application.casework import Casework
    from application.clock import Clock
    from application.credentials import Credentials
    from application.form_drafts import Drafts
    from application.identity import Identity
    from application.list_files import ListFiles
    from application.mail import Mail
    from application.messages import Outbox
    from application.papers.cabinet import Cabinet
    from application.read_log import ReadLog
    from application.settings import Settings
    from domain.calendar.working_days import Calendar
    from domain.law.rulebook import Rulebook
    from projections.catch_up import Projector
    from web.record_log import RecordLog
    from web.throttle import Throttles


class System:
    """系统: settings, clock, database, casework and identity, wired together."""

    def __init__(
        self, settings: Settings | None = None, *, clock: Clock | None = None, rulebook: Rulebook | None = None, calendar: Calendar | None = None
    ) -> None:
        self._settings = settings
        self.clock: Clock = clock or SystemClock()
        self._rulebook = rulebook
        self._calendar = calendar

    @cached_property
    def settings(self) -> Settings:
        """Those given, or the environment's. Raises SettingsError naming what is missing."""
        return self._settings or read_settings()

    @cached_property
    def secret_key(self) -> str:
        """The secret key. Raises SettingsError where there is none."""
        return self.settings.require_secret_key()

    @cached_property
    def engine(self) -> Engine:
        """The database; nothing is connected before it is used."""
        from application.store.engine import make_engine  # noqa: PLC0415  made when it is asked for

        return make_engine(self.settings.database_url)

    @cached_property
    def rulebook(self) -> Rulebook:
        """Those given, or the rule sets shipped."""
        from domain.law.rulebook import shipped  # noqa: PLC0415

        return self._rulebook or shipped()

    @cached_property
    def calendar(self) -> Calendar:
        """The one given, or the calendar shipped."""
        from domain.calendar.working_days import shipped_calendar  # noqa: PLC0415

        return self._calendar or shipped_calendar()

    @cached_property
    def casework(self) -> Casework:
        """What takes commands."""
        from application.casework import Casework  # noqa: PLC0415

        return Casework(
            self.engine,
            clock=self.clock,
            rulebook=self.rulebook,
            calendar=self.calendar,
            receipt_key=self.key_for("receipts"),
            origin=self.settings.trail_origin,
        )

    @cached_property
    def log(self) -> RecordLog:
        """The record in the order of its positions. Reading it needs no secret."""
        from web.record_log import RecordLog  # noqa: PLC0415

        return RecordLog(self.engine)

    @cached_property
    def projector(self) -> Projector:
        """What keeps the read models up with the log; in a web process it only waits for the worker's."""
        from projections.catch_up import Projector  # noqa: PLC0415
        from projections.read_models import READ_MODELS  # noqa: PLC0415

        return Projector(self.engine, self.log, READ_MODELS, rulebook=self.rulebook)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that only reads."""
        with self.engine.connect().execution_options(read_only=True) as connection:
            yield connection

    @cached_property
    def throttles(self) -> Throttles:
        """What this process remembers of those who ask without signing in."""
        from web.throttle import Throttles  # noqa: PLC0415

        return Throttles(self.settings)

    @property
    def today(self) -> date:
        """The business day in Shenzhen."""
        return business_day(self.clock.now())

    @cached_property
    def identity(self) -> Identity:
        """Directory and accounts."""
        from application.identity import Identity  # noqa: PLC0415

        return Identity(self.engine, self.clock)

    @cached_property
    def credentials(self) -> Credentials:
        """Sessions and tokens."""
        from application.credentials import Credentials  # noqa: PLC0415

        return Credentials(self.engine, self.clock)

    @cached_property
    def calendar_feeds(self) -> CalendarFeeds:
        """Secret addresses of calendars."""
        from application.calendar_feeds import CalendarFeeds  # noqa: PLC0415

        return CalendarFeeds(self.engine, self.clock)

    @cached_property
    def read_log(self) -> ReadLog:
        """Who read what."""
        from application.read_log import ReadLog  # noqa: PLC0415

        return ReadLog(self.engine, self.clock)

    @cached_property
    def list_files(self) -> ListFiles:
        """Lists asked for as a file, and filters kept under a name."""
        from application.list_files import ListFiles  # noqa: PLC0415

        return ListFiles(self.engine, self.clock, self.settings.instance_dir / "lists")

    @cached_property
    def outbox(self) -> Outbox:
        """Messages to people."""
        from application.messages import Outbox  # noqa: PLC0415

        return Outbox(self.engine, self.clock)

    @cached_property
    def mail(self) -> Mail:
        """What sends them. Raises SettingsError where no server is named, ValueError where its address is faulty."""
        from application.mail import Mail, MailServer  # noqa: PLC0415
        from web.letters import worded  # noqa: PLC0415

        if self.settings.smtp_url is None:
            message = "QINGJIAN_SMTP_URL is not set."
            raise SettingsError(message)
        return Mail(self.engine, self.clock, MailServer.at(self.settings.smtp_url), worded, origin=self.settings.trail_origin)

    @cached_property
    def papers(self) -> Cabinet:
        """Papers handed in."""
        from application.papers.cabinet import Cabinet  # noqa: PLC0415

        return Cabinet(self.engine, self.clock, self.settings.storage_url)

    @cached_property
    def drafts(self) -> Drafts:
        """Applications being filled in."""
        from application.form_drafts import Drafts  # noqa: PLC0415

        return Drafts(self.engine, self.clock)

    def key_for(self, purpose: str) -> bytes:
        """A key of its own for each purpose, drawn from the secret key."""
        return hmac.digest(self.secret_key.encode(), purpose.encode(), hashlib.sha256)


def system() -> System:
    """The system behind the application that answers."""
    found: System = current_app.extensions["qingjian"]
    return found
