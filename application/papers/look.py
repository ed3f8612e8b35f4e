"""验看文件: says what a file is by its content alone. Runs in a process of its own under limits (see ``inspection``), so it imports little.

Called as ``python -I look.py FILE``; prints one word: the media type, or ``refused:<code>``.
"""

from __future__ import annotations

import re
import resource
import struct
import sys
import zipfile
from pathlib import Path

PDF, PNG, JPEG = "application/pdf", "image/png", "image/jpeg"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

MEMORY = 512 * 1024 * 1024
SECONDS = 2
MOST_UNPACKED = 300_000_000
MOST_PARTS = 5_000
SWOLLEN = 100
"""Unpacked to packed beyond which a part is no ordinary document."""
SMALL = 10_000_000
"""Bytes unpacked below which nothing is a bomb, however well it packs."""
TAIL = 70_000
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP_END = b"PK\x05\x06"
PNG_START, PNG_END = b"\x89PNG\r\n\x1a\n", b"\x00\x00\x00\x00IEND\xaeB`\x82"
JPEG_START, JPEG_END = b"\xff\xd8\xff", b"\xff\xd9"
ENCRYPTED = re.compile(rb"/Encrypt\s*(?:\d+\s+\d+\s+R|<<)")
ACTIVE = re.compile(rb"/JavaScript\b|/Launch\b|/OpenAction\s*<<[^>]*/JS")
MACROS = re.compile(r"vbaproject\.bin|vbadata\.xml|/activex/|/macrosheets/", re.IGNORECASE)


class RefusedError(Exception):
    """The file cannot be taken; the text is the code."""


def look(path: Path) -> str:
    """The media type of a file that can be taken. Raises RefusedError."""
    content = path.read_bytes()
    for start, kind in ((b"%PDF-", _pdf), (PNG_START, _png), (JPEG_START, _jpeg), (b"PK\x03\x04", _office), (OLE, _old)):
        if content.startswith(start):
            return kind(content, path)
    raise RefusedError("paper-type-unknown")


def _pdf(content: bytes, _path: Path) -> str:
    if ZIP_END in content[-TAIL:] or content[-TAIL:].count(b"PK\x01\x02") > 1:
        raise RefusedError("paper-of-two-kinds")
    if b"%%EOF" not in content[-2048:]:
        raise RefusedError("paper-damaged")
    if ENCRYPTED.search(content):
        raise RefusedError("paper-encrypted")
    if ACTIVE.search(content):
        raise RefusedError("paper-with-macros")
    return PDF


def _png(content: bytes, _path: Path) -> str:
    if not content.endswith(PNG_END):
        raise RefusedError("paper-of-two-kinds" if PNG_END in content else "paper-damaged")
    return PNG


def _jpeg(content: bytes, _path: Path) -> str:
    if not content.rstrip(b"\x00").endswith(JPEG_END):
        raise RefusedError("paper-of-two-kinds" if ZIP_END in content[-TAIL:] else "paper-damaged")
    return JPEG


def _old(content: bytes, _path: Path) -> str:
    """The container of Office before 2007, and of encrypted files since."""
    hidden = "EncryptedPackage".encode("utf-16-le") in content
    raise RefusedError("paper-encrypted" if hidden else "paper-of-old-format")


def _office(content: bytes, path: Path) -> str:
    end = content.rfind(ZIP_END)
    if end < 0 or end + 22 + struct.unpack_from("<H", content, end + 20)[0] != len(content):
        raise RefusedError("paper-of-two-kinds" if end >= 0 else "paper-damaged")
    with zipfile.ZipFile(path) as parts:
        listed = parts.infolist()
        _refuse_bomb(listed, len(content))
        names = {each.filename for each in listed}
        if any(each.flag_bits & 1 for each in listed):
            raise RefusedError("paper-encrypted")
        if "[Content_Types].xml" not in names:
            raise RefusedError("paper-type-unknown")
        kinds = parts.read("[Content_Types].xml")[:1_000_000]
    if b"macroEnabled" in kinds or any(MACROS.search(f"/{name}") for name in names):
        raise RefusedError("paper-with-macros")
    for part, kind in (("word/document.xml", DOCX), ("xl/workbook.xml", XLSX)):
        if part in names:
            return kind
    raise RefusedError("paper-type-unknown")


def _refuse_bomb(listed: list[zipfile.ZipInfo], size: int) -> None:
    unpacked = sum(each.file_size for each in listed)
    packed = sum(each.compress_size for each in listed)
    swollen = any(each.file_size > SMALL and each.file_size > SWOLLEN * max(each.compress_size, 1) for each in listed)
    if len(listed) > MOST_PARTS or unpacked > MOST_UNPACKED or packed > size or swollen:
        raise RefusedError("paper-swollen")


def main() -> None:
    """Look at the file named and print what it is."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    try:
        said = look(Path(sys.argv[1]))
    except RefusedError as refused:
        said = f"refused:{refused}"
    except (zipfile.BadZipFile, struct.error, ValueError, KeyError, OSError, NotImplementedError, RuntimeError, EOFError):
        said = "refused:paper-damaged"
    sys.stdout.write(said)


if __name__ == "__main__":
    main()
