"""材料柜: papers by their SHA-256 digest: the bytes in the storage, who handed them in and when in a row. Nothing is half stored."""

from __future__ import annotations

import hashlib
import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, NamedTuple
from uuid import UUID, uuid4

import obstore
from sqlalchemy import insert, select

from application.papers.inspection import LARGEST, MEGABYTES, PAPER_NOTHING, PAPER_TOO_LARGE, media_type
from application.store.paper_tables import PAPERS
from application.trail.profile import instant
from domain.papers.paper import DIGEST

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from obstore.store import ObjectStore
    from sqlalchemy import Engine, RowMapping

    from application.clock import Clock
    from domain.fact import Capacity

CHUNK = 1 << 20
LONGEST_NAME = 200


class Received(NamedTuple):
    """一份材料: a paper as it was received."""

    digest: str
    size: int
    media_type: str
    name: str


class Cabinet:
    """材料柜."""

    def __init__(self, engine: Engine, clock: Clock, storage_url: str) -> None:
        self._engine = engine
        self._clock = clock
        self._url = storage_url
        self._opened: ObjectStore | None = None

    @property
    def _store(self) -> ObjectStore:
        if self._opened is None:
            from_url = obstore.store.from_url
            self._opened = from_url(self._url, mkdir=True) if self._url.startswith("file:") else from_url(self._url)
        return self._opened

    def take(self, content: IO[bytes], name: str, by: Capacity, case_id: UUID | None = None) -> Received:
        """Receive a paper: size, type, bytes, row, in this order. Raises Refused; then nothing is kept."""
        with _aside(content) as (path, digest, size):
            found = Received(digest, size, media_type(path), shown_name(name))
            place = _place(digest)
            if not self.holds(digest):
                with path.open("rb") as stream:
                    obstore.put(self._store, place, stream)
        self._enter(found, by, case_id)
        return found

    def holds(self, digest: str) -> bool:
        """Whether the bytes of a digest are here."""
        try:
            obstore.head(self._store, _place(digest))
        except (FileNotFoundError, ValueError):
            return False
        return True

    def stream(self, digest: str) -> Iterator[bytes]:
        """The bytes of a paper in pieces. Raises FileNotFoundError."""
        for piece in obstore.get(self._store, _place(digest)).stream(CHUNK):
            yield bytes(piece)

    def content(self, digest: str) -> bytes:
        """The bytes of a paper, at most fifty megabytes. Raises FileNotFoundError."""
        return bytes(obstore.get(self._store, _place(digest)).bytes())

    def destroy(self, digest: str) -> bool:
        """Remove the bytes of a digest (erasure); false where they are not here."""
        if not self.holds(digest):
            return False
        obstore.delete(self._store, _place(digest))
        return True

    def entry(self, digest: str, case_id: UUID | None) -> RowMapping | None:
        """The newest entry of a digest in a case."""
        wanted = select(PAPERS).where(PAPERS.c.digest == digest).order_by(PAPERS.c.received_at.desc())
        if case_id is not None:
            wanted = wanted.where(PAPERS.c.case_id == case_id)
        with self._engine.connect().execution_options(read_only=True) as connection:
            return connection.execute(wanted.limit(1)).mappings().first()

    def entries(self, case_id: UUID) -> Sequence[RowMapping]:
        """Everything received in a case, the newest first."""
        wanted = select(PAPERS).where(PAPERS.c.case_id == case_id).order_by(PAPERS.c.received_at.desc())
        with self._engine.connect().execution_options(read_only=True) as connection:
            return connection.execute(wanted).mappings().all()

    def names(self, digests: Iterable[str]) -> dict[str, str]:
        """Digest → the name it was handed in under last."""
        wanted = select(PAPERS.c.digest, PAPERS.c.name).where(PAPERS.c.digest.in_(set(digests))).order_by(PAPERS.c.received_at)
        with self._engine.connect().execution_options(read_only=True) as connection:
            return {row.digest: row.name for row in connection.execute(wanted)}

    def _enter(self, found: Received, by: Capacity, case_id: UUID | None) -> None:
        row = found._asdict() | {
            "paper_id": uuid4(),
            "case_id": case_id,
            "person": by.person,
            "role": by.role,
            "organisation": by.organisation,
            "received_at": instant(self._clock.now()),
        }
        with self._engine.begin() as connection:
            connection.execute(insert(PAPERS).values(row))


@contextmanager
def _aside(content: IO[bytes]) -> Iterator[tuple[Path, str, int]]:
    """The content in a file of its own, with digest and size; the file goes when the block ends. Raises Refused."""
    handle, name = tempfile.mkstemp(prefix="qingjian-paper-")
    path = Path(name)
    try:
        digest, size = hashlib.sha256(), 0
        with os.fdopen(handle, "wb") as aside:
            while piece := content.read(CHUNK):
                size += len(piece)
                if size > LARGEST:
                    raise PAPER_TOO_LARGE(megabytes=MEGABYTES)
                digest.update(piece)
                aside.write(piece)
        if not size:
            raise PAPER_NOTHING(None)
        yield path, digest.hexdigest(), size
    finally:
        path.unlink(missing_ok=True)


def _place(digest: str) -> str:
    if not DIGEST.fullmatch(digest):
        raise ValueError(f"{digest!r} is no digest")
    return f"{digest[:2]}/{digest}"


def shown_name(name: str) -> str:
    """A file name without path and without what no page can show."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(each for each in last if each.isprintable())[:LONGEST_NAME] or "材料"
