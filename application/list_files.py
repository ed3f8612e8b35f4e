"""列表文件: a list is asked for as a file, made beside everything else, and kept for some days. One at a time for each person."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID, uuid4

import msgspec
from sqlalchemy import delete, exc, insert, select, update

from application.outcome import NotFoundError
from application.store.list_tables import KEPT_FILTERS, LIST_FILES
from application.trail.profile import instant
from domain.fact import Capacity

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sqlalchemy import Engine, RowMapping

    from application.clock import Clock

KEPT = timedelta(days=7)
"""How long a file can be fetched."""
KINDS = ("cases", "worklist", "changes")
FORMS = ("xlsx", "csv")
MOST_SHOWN = 20
MOST_FILTERS = 50
"""Filters one person can keep."""


class OneAtATimeError(RuntimeError):
    """The person has a file under way."""


class TooManyFiltersError(RuntimeError):
    """The person keeps as many filters as there is room for."""


class Asked(NamedTuple):
    """列表文件申请: which list, in which form and language, narrowed how."""

    kind: str
    form: str
    language: str
    query: str
    """As in the address of the page."""


class Task(NamedTuple):
    """在制文件: a file to be made, and for whom."""

    file_id: UUID
    asked: Asked
    capacity: Capacity
    path: Path


class ListFiles:
    """列表文件: what was asked for and how far it is; the files lie in a folder of their own."""

    def __init__(self, engine: Engine, clock: Clock, folder: Path) -> None:
        self._engine = engine
        self._clock = clock
        self._folder = folder

    def ask(self, asked: Asked, capacity: Capacity) -> UUID:
        """Ask for a file. Raises OneAtATimeError while another of the same person is under way."""
        file_id = uuid4()
        owned = msgspec.json.encode(capacity).decode()
        row = {"file_id": file_id, "person": capacity.person, "capacity": owned, "state": "waiting", "written": 0, "total": 0}
        try:
            with self._engine.begin() as connection:
                connection.execute(insert(LIST_FILES).values(row | asked._asdict() | {"asked_at": self._now()}))
        except exc.IntegrityError:
            raise OneAtATimeError(capacity.person) from None
        return file_id

    def of(self, person: str) -> list[RowMapping]:
        """The files of a person, the newest first."""
        wanted = select(LIST_FILES).where(LIST_FILES.c.person == person).order_by(LIST_FILES.c.asked_at.desc(), LIST_FILES.c.file_id)
        with self._engine.connect().execution_options(read_only=True) as connection:
            return list(connection.execute(wanted.limit(MOST_SHOWN)).mappings())

    def one(self, file_id: UUID, person: str) -> RowMapping:
        """One file of a person. Raises NotFoundError for another's."""
        wanted = select(LIST_FILES).where(LIST_FILES.c.file_id == file_id, LIST_FILES.c.person == person)
        with self._engine.connect().execution_options(read_only=True) as connection:
            found = connection.execute(wanted).mappings().first()
        if found is None:
            raise NotFoundError(str(file_id))
        return found

    def path(self, file_id: UUID, form: str) -> Path:
        """Where the file lies."""
        return self._folder / f"{file_id}.{form}"

    def round(self, make: Callable[[Task, Callable[[int, int], None]], int], go_on: Callable[[], bool]) -> int:
        """Make what was asked for, one after another; returns how many. ``make`` writes the file and returns the position it is of.

        A file left half made by a process that died is made again from the beginning.
        """
        self.forget()
        made = 0
        while go_on() and (task := self._next()):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            try:
                position = make(task, lambda written, total, file_id=task.file_id: self._told(file_id, written, total))  # type: ignore[misc]
            except Exception:
                task.path.unlink(missing_ok=True)
                self._set(task.file_id, state="failed", made_at=self._now())
                raise
            self._set(task.file_id, state="ready", made_at=self._now(), position=position)
            made += 1
        return made

    def forget(self) -> None:
        """Let go of files whose time is over."""
        over = instant(self._clock.now() - KEPT)
        old = (LIST_FILES.c.asked_at < over, LIST_FILES.c.state.in_(("ready", "failed")))
        with self._engine.begin() as connection:
            gone = connection.execute(delete(LIST_FILES).where(*old).returning(LIST_FILES.c.file_id, LIST_FILES.c.form)).all()
        for file_id, form in gone:
            self.path(file_id, form).unlink(missing_ok=True)

    def _next(self) -> Task | None:
        wanted = select(LIST_FILES).where(LIST_FILES.c.state.in_(("waiting", "making"))).order_by(LIST_FILES.c.asked_at).limit(1)
        with self._engine.begin() as connection:
            found = connection.execute(wanted).mappings().first()
            if found is None:
                return None
            connection.execute(update(LIST_FILES).where(LIST_FILES.c.file_id == found["file_id"]).values(state="making", written=0))
        asked = Asked(found["kind"], found["form"], found["language"], found["query"])
        capacity = msgspec.json.decode(found["capacity"], type=Capacity)
        return Task(found["file_id"], asked, capacity, self.path(found["file_id"], found["form"]))

    def _told(self, file_id: UUID, written: int, total: int) -> None:
        self._set(file_id, written=written, total=total)

    def _set(self, file_id: UUID, **values: object) -> None:
        with self._engine.begin() as connection:
            connection.execute(update(LIST_FILES).where(LIST_FILES.c.file_id == file_id).values(**values))

    def _now(self) -> str:
        return instant(self._clock.now())

    # ----------------------------------------------------------------------------------------------------- filters by name

    def keep(self, person: str, name: str, address: str) -> None:
        """Keep a filter under a name; one of the same name is replaced. Raises TooManyFiltersError."""
        mine = (KEPT_FILTERS.c.person == person,)
        with self._engine.begin() as connection:
            connection.execute(delete(KEPT_FILTERS).where(*mine, KEPT_FILTERS.c.name == name))
            if len(connection.execute(select(KEPT_FILTERS.c.name).where(*mine)).all()) >= MOST_FILTERS:
                raise TooManyFiltersError(person)
            connection.execute(insert(KEPT_FILTERS).values(person=person, name=name, address=address, kept_at=self._now()))

    def drop(self, person: str, name: str) -> None:
        """Let go of a filter, if it is kept."""
        with self._engine.begin() as connection:
            connection.execute(delete(KEPT_FILTERS).where(KEPT_FILTERS.c.person == person, KEPT_FILTERS.c.name == name))

    def kept(self, person: str) -> list[tuple[str, str]]:
        """Names and addresses, by name."""
        wanted = select(KEPT_FILTERS.c.name, KEPT_FILTERS.c.address).where(KEPT_FILTERS.c.person == person).order_by(KEPT_FILTERS.c.name)
        with self._engine.connect().execution_options(read_only=True) as connection:
            return [(name, address) for name, address in connection.execute(wanted)]
