"""签署: a key and what it signed last. It signs no tree that is not a continuation of that one.

What was signed last stands beside the key, outside the database: whoever rules the database cannot make the signer forget.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from application.trail.checkpoint import Checkpoint, parse_checkpoint
from application.trail.note import KeyFileError, NoteError, SignerKey, new_key, open_note, read_key, signed
from application.trail.tree import EMPTY_ROOT, ProofError, Tree, check_consistency

if TYPE_CHECKING:
    from pathlib import Path


class InconsistentTreeError(Exception):
    """The tree is no continuation of what was signed before: nothing is signed. Somebody must look at once."""


class Signer:
    """签署人: reads its key and its memory anew for every signature."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.memory = path.with_name(path.name + ".last")
        """The note signed last; for a new key the empty tree."""

    @classmethod
    def create(cls, path: Path, origin: str) -> Signer:
        """Make a key that has signed nothing yet. Raises KeyFileError where one is there."""
        signer = cls(path)
        key = new_key(path, origin)
        signer._remember(signed(Checkpoint(origin, 0, EMPTY_ROOT).text, key))
        return signer

    def key(self) -> SignerKey:
        """The key. Raises KeyFileError."""
        return read_key(self.path)

    def last(self, key: SignerKey) -> Checkpoint:
        """What was signed last. Raises KeyFileError where the memory is lost or was changed: signing stops."""
        try:
            return parse_checkpoint(open_note(self.memory.read_text(), [key.verifier]))
        except (OSError, UnicodeDecodeError, NoteError) as fault:
            raise KeyFileError(f"{self.memory} does not say what was signed last ({fault}); restore it, nothing is signed without it") from None

    def sign(self, tree: Tree) -> str:
        """Sign the tree, if it continues the last one. Raises InconsistentTreeError or KeyFileError; nothing is signed then."""
        key = self.key()
        last = self.last(key)
        found = Checkpoint(key.verifier.name, tree.size, tree.root())
        _check_continues(last, found, tree)
        if found == last:
            return self.memory.read_text()
        note = signed(found.text, key)
        self._remember(note)
        return note

    def hand_over(self, to: Signer) -> None:
        """Let another key go on where this one stopped. The other must have signed nothing."""
        last, heir = self.last(self.key()), to.key()
        if to.last(heir).size:
            raise InconsistentTreeError(f"{to.path} has signed before")
        to._remember(signed(last._replace(origin=heir.verifier.name).text, heir))

    def _remember(self, note: str) -> None:
        fresh = self.memory.with_name(self.memory.name + ".new")
        file = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(file, "w") as written:
            written.write(note)
            written.flush()
            os.fsync(written.fileno())
        fresh.replace(self.memory)
        folder = os.open(self.memory.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _check_continues(last: Checkpoint, found: Checkpoint, tree: Tree) -> None:
    if found.origin != last.origin:
        raise InconsistentTreeError(f"the key signed for {last.origin} before, not for {found.origin}")
    if found.size < last.size:
        raise InconsistentTreeError(f"the log has {found.size} events; {last.size} were signed before")
    if last.size == 0:
        return
    try:
        check_consistency(last.size, found.size, last.root, found.root, tree.consistency(last.size))
    except (ProofError, LookupError) as fault:
        raise InconsistentTreeError(f"the log of {found.size} events does not continue the {last.size} signed before: {fault}") from None
