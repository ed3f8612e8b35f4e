"""材料文字: the words of a docx, xlsx or PDF paper, line by line, for a comparison of two moments."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from pypdf import PdfReader
from pypdf.errors import PyPdfError
from python_calamine import CalamineError, CalamineWorkbook

if TYPE_CHECKING:
    from collections.abc import Callable

LARGEST = 20 << 20
"""Bytes of a paper, and of a docx' text unpacked; larger ones are compared by digest alone."""
MOST_LINES = 20_000
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def words_of(content: bytes, media_type: str) -> list[str] | None:
    """The lines of text in a paper; none where its kind has none or they cannot be read."""
    read = READERS.get(media_type)
    if read is None or len(content) > LARGEST:
        return None
    try:
        return read(content)[:MOST_LINES]
    except (PyPdfError, CalamineError, zipfile.BadZipFile, ET.ParseError, KeyError, ValueError, OSError, RecursionError):
        return None


def _docx(content: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        entry = packed.getinfo("word/document.xml")
        if entry.file_size > LARGEST:
            message = "the text unpacks to more than is read"
            raise ValueError(message)
        raw = packed.read(entry)
    if b"<!DOCTYPE" in raw or b"<!ENTITY" in raw:
        message = "a document declares no entities"
        raise ValueError(message)
    tree = ET.fromstring(raw)  # noqa: S314  declarations were refused above
    paragraphs = ("".join(text.text or "" for text in each.iter(f"{_WORD}t")) for each in tree.iter(f"{_WORD}p"))
    return [line for line in paragraphs if line.strip()]


def _xlsx(content: bytes) -> list[str]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    lines = []
    for name in book.sheet_names:
        for number, row in enumerate(book.get_sheet_by_name(name).to_python(), 1):
            cells = [str(cell) for cell in row]
            if any(cells):
                lines.append(f"{name} {number}：{' | '.join(cells)}")
    return lines


def _pdf(content: bytes) -> list[str]:
    pages = PdfReader(io.BytesIO(content)).pages
    return [line for page in pages for line in page.extract_text().splitlines() if line.strip()]


READERS: dict[str, Callable[[bytes], list[str]]] = {
    "application/pdf": _pdf,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": _xlsx,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": _docx,
}
"""Media type → reader."""
