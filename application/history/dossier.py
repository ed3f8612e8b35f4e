"""卷宗: one case up to one position as PDF/A with bookmarks, and the same as data; made twice from one position, the same bytes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import func, select

from application.history.examination import Examiner
from application.history.moments import Moment, resolve
from application.history.narrative import Material, data_bytes, digest, dossier
from application.history.reading import events_of
from application.store.read_tables import READS
from application.store.tables import EVENTS
from domain.history.moment import Asked

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from sqlalchemy import Connection

    from application.casework import Casework

TEMPLATE = Path(__file__).with_name("dossier.typ")
FONTS = Path(__file__).parents[2] / "node_modules" / "@expo-google-fonts" / "noto-sans-sc"
WEIGHTS = ("400Regular", "700Bold")


class Dossier(NamedTuple):
    """卷宗."""

    number: str
    position: int
    pdf: bytes
    data: bytes

    @property
    def name(self) -> str:
        """Name of the files, without ending."""
        return f"{self.number}-{self.position}"


class FontsMissingError(RuntimeError):
    """The fonts of the PDF are not installed; ``make setup`` brings them."""


def make(casework: Casework, case_id: UUID, origin: str, words: Mapping[str, Any], at: Asked | None = None) -> Dossier:
    """Make the dossier of a case at a moment, by default at the present end of the log.

    Raises NotFoundError, Refused for a moment the case does not have, FontsMissingError.
    """
    with casework.engine.connect().execution_options(read_only=True) as connection:
        last = connection.execute(select(func.max(EVENTS.c.position))).scalar_one()
        moment = resolve(connection, case_id, at or Asked("position", last), casework.clock.now())
        reads = _reads(connection, case_id, moment)
    decisions, findings = Examiner(casework.engine, casework.rulebook, casework.calendar, trace=True).one(case_id)
    documents = {name: (each.number, each.title) for name, each in casework.rulebook.documents.items()}
    content = dossier(Material(case_id, events_of(casework, case_id), moment, decisions, findings, reads, documents, origin))
    return Dossier(content["case"], moment.position, pdf(content, words), data_bytes(content))


def pdf(content: Mapping[str, Any], words: Mapping[str, Any]) -> bytes:
    """The dossier as PDF/A. Raises FontsMissingError."""
    import typst  # noqa: PLC0415  loaded by those who print

    fonts = [FONTS / weight for weight in WEIGHTS]
    if not all((FONTS / weight).is_dir() for weight in WEIGHTS):
        message = "the fonts for PDF files are not installed; run: make setup"
        raise FontsMissingError(message)
    inputs = {
        "content": json.dumps(content, ensure_ascii=False, sort_keys=True),
        "words": json.dumps(words, ensure_ascii=False),
        "digest": digest(content),
    }
    compiled: bytes = typst.compile(  # type: ignore[call-overload]  # its stubs leave a type variable open
        str(TEMPLATE), font_paths=fonts, ignore_system_fonts=True, sys_inputs=inputs, format="pdf", pdf_standards="a-2b"
    )
    return compiled


def _reads(connection: Connection, case_id: UUID, moment: Moment) -> Sequence[dict[str, Any]]:
    """Who read the case before the position was recorded: what was read later belongs to a later dossier."""
    until = connection.execute(select(EVENTS.c.recorded_at).where(EVENTS.c.position == moment.position)).scalar_one()
    columns = (
        READS.c.read_at,
        READS.c.person,
        READS.c.role,
        READS.c.organisation,
        READS.c.act,
        READS.c.way,
        READS.c.what,
        READS.c.query,
        READS.c.purpose,
    )
    wanted = select(*columns).where(READS.c.case_id == case_id, READS.c.read_at < until).order_by(READS.c.read_at, READS.c.entry)
    return [{str(name): value for name, value in row.items()} for row in connection.execute(wanted).mappings()]
