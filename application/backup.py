"""备份与恢复: database and papers in one file; a restored record is inspected whole before anybody works on it.

The signing key is not in it: who holds a backup must not be able to sign. What the signer signed last stands beside the key; it finds
out a record that was set back to an older copy.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote, urlsplit

import orjson
from psycopg.conninfo import make_conninfo
from sqlalchemy import func, insert, inspect, select

from application.clock import business_day
from application.store.tables import EVENTS
from application.store.watch_tables import BACKUPS
from application.trail.profile import instant

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from sqlalchemy import URL, Engine

FORMAT = 1
DATABASE, ABOUT, MANIFEST = "database", "backup.json", "manifest-sha256.txt"
PAPER = re.compile(r"papers/([0-9a-f]{2})/(\1[0-9a-f]{62})")
CHUNK = 1 << 20


class BackupError(Exception):
    """The copy could not be made, or is not what it says it is; the text says why."""


class About(NamedTuple):
    """备份说明: what a backup holds."""

    format: int
    made_at: str
    origin: str
    database: str
    """``sqlite`` or ``postgresql``: it can be restored to that kind alone."""
    position: int
    """The last event in it."""
    ends_on: str
    """The day on which it is to be destroyed."""
    papers: int
    """How many papers lie in it; -1 where they lie in a storage that has backups of its own."""


def back_up(engine: Engine, storage_url: str, out: Path, *, origin: str, now: datetime, ends_on: date) -> About:
    """Write one file with everything, and enter it in the list of backups. Work goes on meanwhile. Raises BackupError."""
    if out.exists():
        raise BackupError(f"{out} is there already")
    if ends_on <= business_day(now):
        raise BackupError(f"a backup that ends on {ends_on} would end before it is of use")
    with tempfile.TemporaryDirectory(prefix="qingjian-backup-") as folder:
        copy = Path(folder) / DATABASE
        _copy_database(engine, copy)
        with engine.connect().execution_options(read_only=True) as connection:
            # Asked after the copy: it says how far it reaches at most.
            position = int(connection.execute(select(func.coalesce(func.max(EVENTS.c.position), 0))).scalar_one())
        papers = _papers(storage_url)
        about = About(FORMAT, instant(now), origin, engine.dialect.name, position, ends_on.isoformat(), -1 if papers is None else len(papers))
        with _whole(out) as partial:
            _write(partial, copy, about, papers or {})
    with engine.begin() as connection:
        connection.execute(insert(BACKUPS).values(made_at=about.made_at, name=out.name, ends_on=ends_on, position=position))
    return about


def restore(engine: Engine, storage_url: str, source: Path) -> About:
    """Put a backup into an empty database and its papers into the storage. Raises BackupError; every byte is checked before.

    The caller inspects the record and builds the read models anew before it says that it is done.
    """
    about = check(source)
    if about.database != engine.dialect.name:
        raise BackupError(f"the backup is of {about.database}, the database is {engine.dialect.name}")
    with engine.connect() as connection:
        if inspect(connection).get_table_names():
            raise BackupError("the database is not empty; a backup is restored into an empty one")
    with tempfile.TemporaryDirectory(prefix="qingjian-restore-") as folder, tarfile.open(source) as archive:
        copy = Path(folder) / DATABASE
        _extract(archive, DATABASE, copy)
        _restore_database(engine, copy)
        for name in archive.getnames():
            if found := PAPER.fullmatch(name):
                place = _folder(storage_url) / found[1] / found[2]
                place.parent.mkdir(parents=True, exist_ok=True)
                _extract(archive, name, place)
    return about


def check(source: Path) -> About:
    """Read a backup through and hold every byte against its manifest. Raises BackupError."""
    try:
        with tarfile.open(source) as archive:
            names = archive.getnames()
            lines = (line.partition("  ") for line in _bytes(archive, MANIFEST).decode().splitlines())
            told = {name: digest for digest, _, name in lines}
            if names[-1:] != [MANIFEST] or sorted(names[:-1]) != sorted(told) or not {DATABASE, ABOUT} <= told.keys():
                raise BackupError(f"{source}: what is in it is not what its manifest lists")
            for name, digest in told.items():
                if _digest(archive, name) != digest or (name not in {DATABASE, ABOUT} and PAPER.fullmatch(name) is None):
                    raise BackupError(f"{source}: {name} is damaged")
            about = About(**orjson.loads(_bytes(archive, ABOUT)))
    except (OSError, tarfile.TarError, KeyError, ValueError, TypeError) as fault:
        raise BackupError(f"{source} is no whole backup: {fault}") from fault
    if about.format != FORMAT:
        raise BackupError(f"{source} has the format {about.format}; this program reads {FORMAT}")
    return about


# --------------------------------------------------------------------------------------------------------------- the database


def _copy_database(engine: Engine, copy: Path) -> None:
    if engine.dialect.name == "sqlite":
        # The database's own way: a plain copy of the file would miss what is in the log, or tear.
        with sqlite3.connect(str(engine.url.database)) as source, sqlite3.connect(copy) as target:
            source.backup(target)
        source.close()
        target.close()
        return
    _run(engine.url, "pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={copy}")


def _restore_database(engine: Engine, copy: Path) -> None:
    if engine.dialect.name == "sqlite":
        engine.dispose()
        place = Path(str(engine.url.database))
        for beside in (place.with_name(place.name + ending) for ending in ("-wal", "-shm")):
            beside.unlink(missing_ok=True)
        shutil.copyfile(copy, place)
        return
    _run(engine.url, "pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", str(copy), into=True)


def _run(url: URL, tool: str, *words: str, into: bool = False) -> None:
    """Run a tool of PostgreSQL. A password goes by a file that only we read: what stands on a command line everybody sees."""
    found = shutil.which(tool)
    if found is None:
        raise BackupError(f"{tool} is not installed (PostgreSQL's client programs, of the server's version or newer)")
    host = url.host or str(url.query.get("host", ""))
    with tempfile.NamedTemporaryFile("w", prefix="qingjian-pgpass-") as passwords:
        passwords.write("*:*:*:*:" + str(url.password or "").replace("\\", "\\\\").replace(":", "\\:") + "\n")
        passwords.flush()
        reached: dict[str, Any] = {"host": host or None, "port": url.port, "user": url.username, "dbname": url.database, "passfile": passwords.name}
        conninfo = make_conninfo(**{name: value for name, value in reached.items() if value is not None})
        named = (f"--dbname={conninfo}",) if into else (conninfo,)
        done = subprocess.run([found, *words, *named], capture_output=True, text=True, check=False)  # noqa: S603  our own words
    if done.returncode:
        raise BackupError(f"{tool}: {done.stderr.strip()}")


# ------------------------------------------------------------------------------------------------------------------- the file


def _papers(storage_url: str) -> dict[str, Path] | None:
    """Name in the backup → file; none where the storage is not a folder of this machine."""
    if not storage_url.startswith("file:"):
        return None
    folder = _folder(storage_url)
    named = ((f"papers/{path.parent.name}/{path.name}", path) for path in sorted(folder.glob("??/*")))
    return {name: path for name, path in named if PAPER.fullmatch(name)}


def _folder(storage_url: str) -> Path:
    if not storage_url.startswith("file:"):
        raise BackupError("the backup holds papers and the storage is no folder of this machine")
    return Path(unquote(urlsplit(storage_url).path))


def _write(partial: Path, copy: Path, about: About, papers: dict[str, Path]) -> None:
    digests = []
    with tarfile.open(partial, "x") as archive:
        for name, path in {DATABASE: copy, **papers}.items():
            archive.add(path, name, recursive=False)
        described = copy.with_name(ABOUT)
        described.write_bytes(orjson.dumps(about._asdict()))
        archive.add(described, ABOUT)
    with tarfile.open(partial) as archive:
        digests = [f"{_digest(archive, name)}  {name}\n" for name in archive.getnames()]
    with tarfile.open(partial, "a") as archive:
        listed = copy.with_name(MANIFEST)
        listed.write_text("".join(digests))
        archive.add(listed, MANIFEST)


@contextmanager
def _whole(out: Path) -> Iterator[Path]:
    """The file appears whole and on disk or not at all, and only its owner reads it."""
    partial = out.with_name(f".{out.name}.partial")
    partial.unlink(missing_ok=True)
    before = os.umask(0o077)
    try:
        yield partial
        with partial.open("rb") as file:
            os.fsync(file.fileno())
        partial.rename(out)
    finally:
        os.umask(before)
        partial.unlink(missing_ok=True)


def _bytes(archive: tarfile.TarFile, name: str) -> bytes:
    file = archive.extractfile(name)
    if file is None:
        raise BackupError(f"{name} is no file")
    return file.read()


def _digest(archive: tarfile.TarFile, name: str) -> str:
    file = archive.extractfile(name)
    if file is None:
        raise BackupError(f"{name} is no file")
    return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]  # it reads as a file does


def _extract(archive: tarfile.TarFile, name: str, place: Path) -> None:
    file = archive.extractfile(name)
    if file is None:
        raise BackupError(f"{name} is no file")
    with place.open("wb") as out:
        shutil.copyfileobj(file, out, CHUNK)
        out.flush()
        os.fsync(out.fileno())
