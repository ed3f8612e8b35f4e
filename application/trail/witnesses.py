"""见证人: outsiders who keep size and root of the log and sign that each new checkpoint continues the last they saw.

C2SP tlog-witness and tlog-cosignature, by file: a request goes out, a line comes back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import insert, select, update

from application.store.export_tables import WITNESSES
from application.store.trail_log import TrailLog
from application.trail.checkpoint import consistency_text, cosigned_at
from application.trail.note import COSIGNATURE, NoteError, parse
from application.trail.profile import instant

if TYPE_CHECKING:
    from application.casework import Casework
    from application.store.trail_log import KeptCheckpoint
    from application.trail.note import VerifierKey


class Witness(NamedTuple):
    """见证人: a row of the table."""

    name: str
    verifier_key: str
    last_size: int
    seen_at: str


class Witnesses:
    """见证人: those this office knows."""

    def __init__(self, casework: Casework) -> None:
        self._casework = casework
        self._log = TrailLog(casework.engine)

    def known(self) -> list[Witness]:
        """All of them, by name."""
        with self._casework.engine.connect().execution_options(read_only=True) as connection:
            return [Witness(*row) for row in connection.execute(select(WITNESSES).order_by(WITNESSES.c.name))]

    def request(self, old: int) -> str:
        """What a witness that stands at ``old`` (0: it has seen nothing) is asked: body of ``add-checkpoint``.

        Raises LookupError where nothing is signed yet or ``old`` is larger than what is.
        """
        newest = self._log.last_checkpoint()
        if newest is None or old > newest.size:
            raise LookupError("there is no checkpoint of that size or larger")
        path = self._log.tree(newest.size).consistency(old) if 0 < old < newest.size else []
        return f"old {old}\n{consistency_text(path)}\n{_own(newest.note)}"

    def accept(self, lines: str, key: VerifierKey) -> KeptCheckpoint:
        """Put a witness's answer under the checkpoint it signed and know the witness from now on.

        Raises NoteError where it signed none of our checkpoints.
        """
        if key.kind != COSIGNATURE:
            raise NoteError("this is the key of a log, not of a witness")
        found = self._signed_by(lines if lines.endswith("\n") else f"{lines}\n", key)
        if found is None:
            raise NoteError(f"{key.name} has signed none of the checkpoints here")
        checkpoint, line = found
        self._log.add_line(checkpoint.size, line)
        self._know(key, checkpoint.size)
        return checkpoint

    def _signed_by(self, lines: str, key: VerifierKey) -> tuple[KeptCheckpoint, str] | None:
        """The newest checkpoint under which one of the lines holds, and that line."""
        for checkpoint in reversed(self._log.checkpoints()):
            for line in lines.splitlines(keepends=True):
                try:
                    text = parse(checkpoint.note).text
                    if cosigned_at(f"{text}\n{line}", key):
                        return checkpoint, line
                except NoteError:
                    continue
        return None

    def _know(self, key: VerifierKey, size: int) -> None:
        values = {"verifier_key": str(key), "last_size": size, "seen_at": instant(self._casework.clock.now())}
        with self._casework.engine.begin() as connection:
            if not connection.execute(update(WITNESSES).where(WITNESSES.c.name == key.name).values(**values)).rowcount:
                connection.execute(insert(WITNESSES).values(name=key.name, **values))


def _own(note: str) -> str:
    """The note as the log signed it, without the lines of witnesses."""
    opened = parse(note)
    origin = opened.text.partition("\n")[0]
    head, _, tail = note.rpartition("\n\n")
    return f"{head}\n\n" + "".join(line for line in tail.splitlines(keepends=True) if line.split(" ")[1] == origin)
