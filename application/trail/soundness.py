"""起动自检: whether a process may take commands on this database: migrated, fenced, no shorter than what was signed, and with the same root.

It looks at a few rows and costs milliseconds; every byte is looked at each night (``application.trail.inspection``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from application.store.fences import missing_fences
from application.store.inspecting import InspectionLog
from application.store.migrate import is_current
from application.store.record_keys import key_on_record
from application.store.trail_log import TrailLog
from application.trail.checkpoint import parse_checkpoint
from application.trail.note import NoteError, open_note, parse, parse_verifier
from application.trail.sealing import log_stream

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine

    from application.store.trail_log import KeptCheckpoint
    from application.trail.note import VerifierKey


def faults(engine: Engine, signing_key: Path) -> list[str]:
    """Codes of what is wrong; empty where all is well. Raises the database's errors where it does not answer.

    ``signing_key``: beside it stands what was signed last, outside the database; a database set back to an older copy is shorter.
    """
    if not is_current(engine):
        return ["not-migrated"]
    log = TrailLog(engine)
    with engine.connect().execution_options(read_only=True) as connection:
        found = ["fence-missing"] if missing_fences(connection) else []
    if InspectionLog(engine).miscounted():
        found.append("gap")
    # What is signed is read before the length: events may be added between the two.
    outside, last = _signed_last(signing_key), log.last_checkpoint()
    length = log.length()
    if outside > length:
        found.append("set-back")
    if last is not None and not (last.size <= length and _holds(log, last)):
        found.append("root-differs")
    return found


def _signed_last(signing_key: Path) -> int:
    """Size of the tree the signer remembers; 0 where it remembers none here (the signer itself is strict about that)."""
    try:
        return parse_checkpoint(parse(signing_key.with_name(signing_key.name + ".last").read_text()).text).size
    except (OSError, UnicodeDecodeError, NoteError):
        return 0


def _holds(log: TrailLog, last: KeptCheckpoint) -> bool:
    """Whether the tree still has the root that was signed, by a key of the record, and its last leaf is the row's."""
    try:
        tree = log.tree(last.size)
        signed = parse_checkpoint(open_note(last.note, _key(log, last)))
        (row,) = log.rows(last.size - 1, last.size)
        return (
            (signed.size, signed.root) == (last.size, bytes(last.root)) and tree.root() == signed.root and bytes(row.leaf_hash) == tree.leaf(row.at)
        )
    except (LookupError, ValueError, TypeError, NoteError):  # whatever a hand in the database has made of a row
        return False


def _key(log: TrailLog, last: KeptCheckpoint) -> list[VerifierKey]:
    """The key that was to sign at that size, as the record has it."""
    stream = log_stream(parse_checkpoint(parse(last.note).text).origin)
    found = key_on_record(log.engine, stream, last.size)
    return [] if found is None else [parse_verifier(found)]
