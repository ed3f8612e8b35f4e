"""包: writes a BagIt 1.0 package, as a folder or a zip; equal content gives equal bytes. It appears whole or not at all."""

from __future__ import annotations

import hashlib
import os
import shutil
import zipfile
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator
    from concurrent.futures import Future
    from pathlib import Path

_DATED = (1980, 1, 1, 0, 0, 0)
_PIECE = 1 << 20
_AHEAD = 16
"""Files that may wait to be written."""
_FILE_MODE = 0o100644 << 16


class TooLargeForZipError(OSError):
    """The package does not fit into a zip of the plain form."""


class Target(Protocol):
    """去处: where files go."""

    def write(self, name: str, content: bytes) -> None:
        """Write one file; every name comes once."""

    def writing(self, name: str, octets: int) -> IO[bytes]:
        """One file to write piece by piece, of known length."""

    def close(self) -> None:
        """Nothing more comes."""


class FolderTarget:
    """A folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made: set[Path] = set()
        folder.mkdir(parents=True)

    def write(self, name: str, content: bytes) -> None:
        """Write one file."""
        self._place(name).write_bytes(content)

    def writing(self, name: str, octets: int) -> IO[bytes]:  # noqa: ARG002  a folder need not know
        """One file to write piece by piece."""
        return self._place(name).open("xb")

    def _place(self, name: str) -> Path:
        path = self._folder / name
        if path.parent not in self._made:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._made.add(path.parent)
        return path

    def close(self) -> None:
        """A folder needs no end."""


class ZipTarget:
    """A zip with one folder at its top; stored, not packed, so that its bytes depend on nothing but the content."""

    def __init__(self, path: Path, top: str) -> None:
        self._zip = zipfile.ZipFile(path, "x", zipfile.ZIP_STORED, allowZip64=False)
        self._top = top

    def write(self, name: str, content: bytes) -> None:
        """Write one file."""
        self._zip.writestr(self._entry(name), content)

    def writing(self, name: str, octets: int) -> IO[bytes]:
        """One file to write piece by piece."""
        entry = self._entry(name)
        entry.file_size = octets
        return self._zip.open(entry, "w")

    def _entry(self, name: str) -> zipfile.ZipInfo:
        entry = zipfile.ZipInfo(f"{self._top}/{name}", _DATED)
        entry.create_system = 3
        entry.external_attr = _FILE_MODE
        return entry

    def close(self) -> None:
        """Write the table of contents."""
        self._zip.close()


class Bag:
    """包: payload files, then the tag files over them. A hand of its own digests and writes them, in the order they came."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._digests: dict[str, str] = {}
        self._octets = 0
        self._hand = ThreadPoolExecutor(max_workers=1, thread_name_prefix="bag")
        self._waiting: deque[Future[None]] = deque()

    def add(self, name: str, content: bytes) -> None:
        """Add a file under ``data/``. What went wrong with an earlier one is raised here, or by :meth:`finish`."""
        self._octets += len(content)
        self._waiting.append(self._hand.submit(self._put, f"data/{name}", content))
        while len(self._waiting) > _AHEAD:
            self._waiting.popleft().result()

    def _put(self, name: str, content: bytes) -> None:
        self._digests[name] = hashlib.sha256(content).hexdigest()
        self._target.write(name, content)

    def _catch_up(self) -> None:
        while self._waiting:
            self._waiting.popleft().result()

    def abandon(self) -> None:
        """Write nothing more."""
        self._hand.shutdown(cancel_futures=True)

    def add_file(self, name: str, file: IO[bytes]) -> str:
        """Add a file from where it stands, piece by piece; returns its digest."""
        self._catch_up()
        name = f"data/{name}"
        start = file.tell()
        octets = file.seek(0, os.SEEK_END) - start
        file.seek(start)
        hashed = hashlib.sha256()
        with self._target.writing(name, octets) as out:
            while piece := file.read(_PIECE):
                hashed.update(piece)
                out.write(piece)
        self._digests[name] = hashed.hexdigest()
        self._octets += octets
        return self._digests[name]

    def finish(self, info: dict[str, str]) -> str:
        """Write the tag files; returns the digest of the last of them, which covers every other file."""
        self._catch_up()
        described = {**info, "Payload-Oxum": f"{self._octets}.{len(self._digests)}"}
        tags = {
            "bag-info.txt": "".join(f"{name}: {value}\n" for name, value in described.items()),
            "bagit.txt": "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
            "manifest-sha256.txt": _manifest(self._digests),
        }
        for name, content in tags.items():
            self._target.write(name, content.encode())
        last = _manifest({name: hashlib.sha256(content.encode()).hexdigest() for name, content in tags.items()}).encode()
        self._target.write("tagmanifest-sha256.txt", last)
        self._target.close()
        return hashlib.sha256(last).hexdigest()


@contextmanager
def writing(out: Path, top: str) -> Iterator[Bag]:
    """A bag at ``out`` (a zip where the name ends so), moved there when it is whole. Raises FileExistsError."""
    if out.exists():
        raise FileExistsError(f"{out} is there already")
    partial = out.with_name(f".{out.name}.partial")
    discard(partial)
    zipped = out.suffix == ".zip"
    bag = Bag(ZipTarget(partial, top) if zipped else FolderTarget(partial))
    try:
        yield bag
        partial.rename(out)
    except zipfile.LargeZipFile as fault:
        raise TooLargeForZipError(f"{out}: a zip holds at most 65,535 files and 2 GiB; write a folder") from fault
    finally:
        bag.abandon()
        discard(partial)


def discard(path: Path) -> None:
    """Remove what an export that was broken off left behind."""
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _manifest(digests: dict[str, str]) -> str:
    return "".join(f"{digests[name]}  {name}\n" for name in sorted(digests))
