"""签名短笺: C2SP signed-note: a text people can read, followed by signature lines; Ed25519 keys named and numbered."""

from __future__ import annotations

import hashlib
import os
import stat
from base64 import b64decode, b64encode
from typing import TYPE_CHECKING, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

SIGNATURE = 1
"""Ed25519 over the text of the note."""
COSIGNATURE = 4
"""Ed25519 over the text with the witness's time before it (tlog-cosignature)."""
_KEY_BYTES = 32
_OTHERS = 0o077


class NoteError(ValueError):
    """A note, key or signature is not what it must be."""


class KeyFileError(Exception):
    """The signing key cannot be used; signing stops, and no other key is made in its place."""


class VerifierKey(NamedTuple):
    """验签公钥: name, number and public half of a key."""

    name: str
    kind: int
    public: bytes

    @property
    def id(self) -> bytes:
        """Four bytes that stand before every signature of the key."""
        return hashlib.sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{b64encode(bytes([self.kind]) + self.public).decode()}"

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the key's line, in groups of four: to be compared on paper or by telephone."""
        digest = hashlib.sha256(str(self).encode()).hexdigest()
        return " ".join(digest[at : at + 4] for at in range(0, len(digest), 4))

    def check(self, message: bytes, signature: bytes) -> None:
        """Raise NoteError unless the signature is this key's over the message."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except InvalidSignature:
            raise NoteError(f"the signature of {self.name} does not hold") from None


class SignerKey:
    """签名私钥: an Ed25519 key under a name."""

    def __init__(self, name: str, seed: bytes, kind: int = SIGNATURE) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.verifier = VerifierKey(name, kind, self._key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))

    def sign(self, message: bytes) -> bytes:
        """Signature over a message."""
        return self._key.sign(message)

    @property
    def text(self) -> str:
        """The key's line in a file: ``PRIVATE+KEY+<name>+<number>+<key>``."""
        seed = self._key.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
        return f"PRIVATE+KEY+{self.verifier.name}+{self.verifier.id.hex()}+{b64encode(bytes([self.verifier.kind]) + seed).decode()}"


def new_key(path: Path, name: str, kind: int = SIGNATURE) -> SignerKey:
    """Make a key in a file only its owner can read. Raises KeyFileError where the file exists: a key is never overwritten."""
    _check_name(name)
    key = SignerKey(name, os.urandom(_KEY_BYTES), kind)
    try:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise KeyFileError(f"{path} exists already; a key is never overwritten") from None
    except OSError as fault:
        raise KeyFileError(f"{path}: {fault.strerror}") from None
    with os.fdopen(file, "w") as written:
        written.write(key.text + "\n")
        written.flush()
        os.fsync(written.fileno())
    return key


def read_key(path: Path) -> SignerKey:
    """Read a key file. Raises KeyFileError where it is missing, open to others or damaged."""
    try:
        mode = path.stat().st_mode
        text = path.read_text().strip()
    except (OSError, UnicodeDecodeError) as fault:
        raise KeyFileError(f"the signing key {path} cannot be read: {fault}") from None
    if stat.S_IMODE(mode) & _OTHERS:
        raise KeyFileError(f"the signing key {path} is open to others; its mode must be 0600")
    try:
        private, word, name, number, encoded = text.split("+", 4)
        raw = b64decode(encoded, validate=True)
        key = SignerKey(name, raw[1:], raw[0])
    except (ValueError, IndexError):
        raise KeyFileError(f"the signing key {path} is damaged") from None
    if (private, word) != ("PRIVATE", "KEY") or key.verifier.id.hex() != number:
        raise KeyFileError(f"the signing key {path} is damaged")
    return key


def parse_verifier(text: str) -> VerifierKey:
    """Read ``<name>+<number>+<key>``. Raises NoteError."""
    try:
        name, number, encoded = text.strip().split("+", 2)
        raw = b64decode(encoded, validate=True)
        key = VerifierKey(name, raw[0], raw[1:])
    except (ValueError, IndexError):
        raise NoteError("this is no verifier key") from None
    if key.kind not in {SIGNATURE, COSIGNATURE} or len(key.public) != _KEY_BYTES or key.id.hex() != number:
        raise NoteError("this is no Ed25519 verifier key, or a letter of it is wrong")
    return key


def signed(text: str, key: SignerKey) -> str:
    """The note of a text with one signature. The text ends with a line break."""
    return f"{text}\n{signature_line(key.verifier, key.sign(text.encode()))}"


def signature_line(key: VerifierKey, signature: bytes) -> str:
    """``— <name> <number and signature>``."""
    return f"— {key.name} {b64encode(key.id + signature).decode()}\n"


class Opened(NamedTuple):
    """已拆短笺: text and signatures of a note."""

    text: str
    signatures: tuple[tuple[str, bytes, bytes], ...]
    """Name, number of the key, signature."""

    def signatures_of(self, key: VerifierKey) -> list[bytes]:
        """Every signature that says it is this key's."""
        return [signature for name, number, signature in self.signatures if (name, number) == (key.name, key.id)]


def parse(note: str) -> Opened:
    """Take a note apart. Raises NoteError."""
    head, gap, tail = note.rpartition("\n\n")
    if not gap or not tail.endswith("\n"):
        raise NoteError("this is no signed note")
    signatures = []
    for line in tail[:-1].split("\n"):
        try:
            dash, name, encoded = line.split(" ")
            raw = b64decode(encoded, validate=True)
        except ValueError:
            raise NoteError("a signature line is damaged") from None
        if dash != "—" or not name or len(raw) <= 4:  # noqa: PLR2004  the key's number
            raise NoteError("a signature line is damaged")
        signatures.append((name, raw[:4], raw[4:]))
    return Opened(head + "\n", tuple(signatures))


def open_note(note: str, keys: Iterable[VerifierKey]) -> str:
    """The text of a note signed by one of the keys. Signatures of unknown keys are passed over. Raises NoteError."""
    opened = parse(note)
    found = False
    for key in keys:
        for signature in opened.signatures_of(key):
            key.check(opened.text.encode(), signature)
            found = True
    if not found:
        raise NoteError("no known key signed this note")
    return opened.text


def _check_name(name: str) -> None:
    if not name or "+" in name or any(letter.isspace() for letter in name):
        raise KeyFileError("a key's name has no blank and no plus sign")
