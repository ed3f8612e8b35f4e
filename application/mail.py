"""邮件: takes messages out of the outbox and hands them to the mail server, each once, again with growing pauses where it fails.

A message is claimed before it is sent, so that two workers never send the same one. A worker that dies between the server's yes and
its mark leaves the claim; the message is sent again later under the same Message-ID, by which mail systems know it for the same.
"""

from __future__ import annotations

import hashlib
import logging
import smtplib
import ssl
from contextlib import contextmanager
from datetime import timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from typing import TYPE_CHECKING, NamedTuple, Protocol
from urllib.parse import parse_qs, unquote, urlsplit

import msgspec
from sqlalchemy import select, update

from application.store.identity_tables import DIRECTORY
from application.store.message_tables import OUTBOX
from application.trail.profile import instant

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from typing import Any

    from sqlalchemy import Engine, Row

    from application.clock import Clock

PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720, 1440))
"""From one attempt to the next; after the last one a person must look."""
TOGETHER = 50
TIMEOUT_SECONDS = 20.0
PERMANENT = 500
"""From this answer on the server will not take the message however often it is asked."""

log = logging.getLogger(__name__)


class Letter(NamedTuple):
    """邮件内容: what the message says."""

    subject: str
    text: str


class MailServer(NamedTuple):
    """邮件服务器: from ``smtp://user:password@host:port?from=address``; ``smtps://`` speaks TLS from the start, ``?starttls=1`` after it."""

    host: str
    port: int
    user: str | None
    password: str | None
    sender: str
    tls: bool
    starttls: bool

    @classmethod
    def at(cls, url: str) -> MailServer:
        """Read the address. Raises ValueError saying what is missing."""
        parts, query = urlsplit(url), parse_qs(urlsplit(url).query)
        if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
            raise ValueError("QINGJIAN_SMTP_URL must be smtp://host:port or smtps://host:port")
        if "from" not in query:
            raise ValueError("QINGJIAN_SMTP_URL must say who sends: smtp://host:port?from=address")
        return cls(
            host=parts.hostname,
            port=parts.port or (smtplib.SMTP_SSL_PORT if parts.scheme == "smtps" else smtplib.SMTP_PORT),
            user=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
            sender=query["from"][0],
            tls=parts.scheme == "smtps",
            starttls=query.get("starttls") == ["1"],
        )

    @contextmanager
    def connected(self) -> Iterator[smtplib.SMTP]:
        """A connection, signed in where the address names a user."""
        secure = ssl.create_default_context()
        made = (
            smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT_SECONDS, context=secure)
            if self.tls
            else smtplib.SMTP(self.host, self.port, timeout=TIMEOUT_SECONDS)
        )
        with made as connection:
            if self.starttls:
                connection.starttls(context=secure)
            if self.user is not None:
                connection.login(self.user, self.password or "")
            yield connection


class Worded(Protocol):
    """措辞: makes the words of a message."""

    def __call__(self, kind: str, content: dict[str, Any]) -> Letter:
        """Subject and text."""


class Mail:
    """邮件: one delivery takes what is due out of the outbox."""

    def __init__(self, engine: Engine, clock: Clock, server: MailServer, worded: Worded, *, origin: str) -> None:
        self._engine = engine
        self._clock = clock
        self._server = server
        self._worded = worded
        self._origin = origin.partition("/")[0]

    def deliver(self, *, go_on: Callable[[], bool] = lambda: True) -> int:
        """Send what is due; returns how many went out. A server that does not answer is asked again later."""
        sent = 0
        while go_on() and (claimed := [row for row in self._due() if self._claim(row)]):
            try:
                with self._server.connected() as connection:
                    sent += sum(self._send(connection, row) for row in claimed)
            except (OSError, smtplib.SMTPException) as fault:
                log.warning("the mail server does not answer as it should: %s", type(fault).__name__)
                for row in claimed:
                    self._note(row, fault=type(fault).__name__)
                return sent
        return sent

    def _due(self) -> list[Row[Any]]:
        wanted = select(OUTBOX, DIRECTORY.c.mail).join(DIRECTORY, DIRECTORY.c.person == OUTBOX.c.person, isouter=True)
        due = wanted.where(OUTBOX.c.state == "waiting", OUTBOX.c.next_at <= instant(self._clock.now()))
        with self._engine.connect().execution_options(read_only=True) as connection:
            return list(connection.execute(due.order_by(OUTBOX.c.next_at, OUTBOX.c.key).limit(TOGETHER)))

    def _claim(self, row: Row[Any]) -> bool:
        """One attempt more, and not before the pause; false where another worker claimed it."""
        if not row.mail:
            self._settle(row, "no-address")
            return False
        here = (OUTBOX.c.key == row.key, OUTBOX.c.state == "waiting", OUTBOX.c.attempts == row.attempts)
        pause = PAUSES[min(row.attempts, len(PAUSES) - 1)]
        with self._engine.begin() as connection:
            claimed = update(OUTBOX).where(*here).values(attempts=row.attempts + 1, next_at=instant(self._clock.now() + pause))
            return connection.execute(claimed).rowcount == 1

    def _send(self, connection: smtplib.SMTP, row: Row[Any]) -> bool:
        try:
            connection.send_message(self._composed(row))
        except smtplib.SMTPResponseException as fault:
            permanent = fault.smtp_code >= PERMANENT
            self._note(row, fault=f"{type(fault).__name__} {fault.smtp_code}", permanent=permanent)
            return False
        except smtplib.SMTPRecipientsRefused as fault:
            codes = [code for code, _ in fault.recipients.values()]
            self._note(row, fault=f"{type(fault).__name__} {codes}", permanent=all(code >= PERMANENT for code in codes))
            return False
        self._settle(row, "sent", sent_at=instant(self._clock.now()))
        return True

    def _composed(self, row: Row[Any]) -> EmailMessage:
        letter = self._worded(row.kind, msgspec.json.decode(row.content))
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self._server.sender, row.mail, letter.subject
        message["Date"] = format_datetime(self._clock.now())
        message["Message-ID"] = f"<{hashlib.sha256(row.key.encode()).hexdigest()[:40]}@{self._origin}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(letter.text)
        return message

    def _note(self, row: Row[Any], *, fault: str, permanent: bool = False) -> None:
        """Keep why it failed; given up for good where the server says so or the pauses are used up."""
        over = permanent or row.attempts + 1 >= len(PAUSES) + 1
        with self._engine.begin() as connection:
            here = update(OUTBOX).where(OUTBOX.c.key == row.key, OUTBOX.c.state == "waiting")
            connection.execute(here.values(fault=fault, state="failed" if over else "waiting"))
        log.warning("message %s was not taken (%s)%s", row.kind, fault, "; given up" if over else "")

    def _settle(self, row: Row[Any], state: str, sent_at: str | None = None) -> None:
        with self._engine.begin() as connection:
            connection.execute(update(OUTBOX).where(OUTBOX.c.key == row.key).values(state=state, sent_at=sent_at, fault=None))


def retry_failed(engine: Engine, now: datetime) -> int:
    """Let messages that were given up for good try again; returns how many."""
    with engine.begin() as connection:
        again = update(OUTBOX).where(OUTBOX.c.state == "failed").values(state="waiting", attempts=0, next_at=instant(now), fault=None)
        return connection.execute(again).rowcount
