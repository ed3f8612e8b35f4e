#!/usr/bin/env python3
"""见证程序: be a witness of a log of the format trail/1, by file, with nothing but Python's standard library and verify.py beside it.

    python3 witness.py new NAME --key KEYFILE                         make a key; prints the line others verify you by
    python3 witness.py cosign REQUEST --key KEYFILE --log KEY --state STATEFILE [--out ANSWER]
    python3 witness.py show --state STATEFILE                         what you saw last

REQUEST is what the office of the log hands out (C2SP tlog-witness, add-checkpoint). KEY is the log's verifier key, taken from paper or
telephone. You keep name, size and root of the log, and sign only a checkpoint that provably continues what you saw last: so the office
cannot show you one record and somebody else another. Exit code 0: cosigned; 1: refused; 2: could not run.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import os
import sys
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING or __package__:
    from application.trail.package import verify as checks
else:
    import verify as checks

if TYPE_CHECKING:
    from collections.abc import Callable

COSIGNATURE = 4
MOST_HASHES = 63
LARGEST_REQUEST = 1 << 20


class Refusal(Exception):
    """The witness does not sign, and says why."""


class Unusable(Exception):
    """A file cannot be read or written."""


# -------------------------------------------------------------------------------------------------------------------- key


def _half(seed: bytes) -> tuple[int, bytes]:
    digest = hashlib.sha512(seed).digest()
    scalar = int.from_bytes(digest[:32], "little") & ((1 << 254) - 8) | (1 << 254)
    return scalar, digest[32:]


def _encoded(scalar: int) -> bytes:
    if checks.BASE is None:
        raise Unusable("the curve has no base")
    x, y, z, _ = checks._times(scalar, checks.BASE)  # noqa: SLF001  the one arithmetic both programs share
    inverse = pow(z, checks.P - 2, checks.P)
    x, y = x * inverse % checks.P, y * inverse % checks.P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def sign(seed: bytes, message: bytes) -> bytes:
    """Ed25519 (RFC 8032) in plain Python."""
    scalar, prefix = _half(seed)
    public = _encoded(scalar)
    nonce = int.from_bytes(hashlib.sha512(prefix + message).digest(), "little") % checks.L
    point = _encoded(nonce)
    challenge = int.from_bytes(hashlib.sha512(point + public + message).digest(), "little") % checks.L
    return point + ((nonce + challenge * scalar) % checks.L).to_bytes(32, "little")


def key_line(name: str, seed: bytes) -> str:
    """``<name>+<number>+<key>``: the line others verify the witness by."""
    raw = bytes([COSIGNATURE]) + _encoded(_half(seed)[0])
    number = hashlib.sha256(name.encode() + b"\n" + raw).hexdigest()[:8]
    return f"{name}+{number}+{base64.b64encode(raw).decode()}"


def new_key(name: str, path: str) -> str:
    """Make a key in a file of its own; a file that is there is never overwritten."""
    if not name or "+" in name or any(letter.isspace() for letter in name):
        raise Unusable("a witness's name has no blank and no plus sign")
    seed = os.urandom(32)
    line = key_line(name, seed)
    private = base64.b64encode(bytes([COSIGNATURE]) + seed).decode()
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(f"PRIVATE+KEY+{name}+{line.split('+')[1]}+{private}\n")
    except OSError as fault:
        raise Unusable(f"{path}: {fault.strerror}") from None
    return line


def read_key(path: str) -> tuple[str, bytes]:
    """Name and seed of a key file."""
    try:
        with open(path, encoding="utf-8") as file:
            private, word, name, number, encoded = file.read().strip().split("+", 4)
        raw = checks.b64(encoded, 33)
    except (OSError, ValueError):
        raise Unusable(f"{path} is no key file") from None
    if (private, word, raw[0]) != ("PRIVATE", "KEY", COSIGNATURE) or key_line(name, raw[1:]).split("+")[1] != number:
        raise Unusable(f"{path} is no key of a witness, or it is damaged")
    return name, raw[1:]


# ------------------------------------------------------------------------------------------------------------------ memory


def read_state(path: str) -> dict[str, Any]:
    """What was seen of each log: name → size and root."""
    if not os.path.exists(path):
        return {}
    try:
        with open(path, encoding="utf-8") as file:
            found = json.load(file)
        for each in found.values():
            checks.b64(each["root"], 32)
            int(each["size"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise Unusable(f"{path} is damaged; restore it: a witness that forgets is none") from None
    return dict(found)


def write_state(path: str, state: dict[str, Any]) -> None:
    """Keep what was seen, whole or not at all, before the answer goes out."""
    fresh = f"{path}.new"
    try:
        with open(fresh, "w", encoding="utf-8") as file:
            json.dump(state, file, indent=1, sort_keys=True)
            file.flush()
            os.fsync(file.fileno())
        os.replace(fresh, path)
    except OSError as fault:
        raise Unusable(f"{path}: {fault.strerror}") from None


# ------------------------------------------------------------------------------------------------------------------ answer


def cosign(request: str, log: str, state: dict[str, Any], key: tuple[str, bytes], seconds: int) -> str:
    """The witness's line for a request; ``state`` is brought up to date. Raises Refusal."""
    old, path, note = _request(request)
    try:
        checkpoint = checks.parse_note(note, "the checkpoint")
        checks.check_signed(checkpoint, [checks.parse_key(log)], "the checkpoint")
    except checks.Broken as fault:
        raise Refusal(fault.text) from None
    except (ValueError, IndexError):
        raise Refusal("the log's key cannot be read") from None
    if checkpoint.origin != log.partition("+")[0]:
        raise Refusal("the checkpoint is of another log")
    _check_continues(state.get(checkpoint.origin, {"size": 0, "root": ""}), old, path, checkpoint)
    name, seed = key
    signature = sign(seed, f"cosignature/v1\ntime {seconds}\n{checkpoint.text}".encode())
    number = bytes.fromhex(key_line(name, seed).split("+")[1])
    state[checkpoint.origin] = {"size": checkpoint.size, "root": base64.b64encode(checkpoint.root).decode()}
    return f"— {name} {base64.b64encode(number + seconds.to_bytes(8, 'big') + signature).decode()}\n"


def _check_continues(seen: dict[str, Any], old: int, path: list[bytes], checkpoint: checks.Note) -> None:
    size = int(seen["size"])
    if old != size:
        raise Refusal(f"this witness stands at {size}; ask the office for a request from {size}")
    if checkpoint.size < size:
        raise Refusal(f"the log has shrunk from {size} to {checkpoint.size}: this is not the record seen before")
    if size == 0:
        if path:
            raise Refusal("nothing was seen before, so nothing is to be proven")
    elif not checks.consistent(size, checkpoint.size, checks.b64(seen["root"], 32), checkpoint.root, path):
        raise Refusal(f"the checkpoint of {checkpoint.size} does not continue the record of {size} seen before")


def _request(text: str) -> tuple[int, list[bytes], str]:
    head, gap, note = text.partition("\n\n")
    try:
        first, *hashes = head.split("\n")
        word, _, number = first.partition(" ")
        if word != "old" or not gap or not number.isdecimal() or len(number) > 19 or len(hashes) > MOST_HASHES:
            raise ValueError("damaged")
        return int(number), [checks.b64(each, 32) for each in hashes], note
    except ValueError:
        raise Refusal("this is no request to a witness") from None


def main(arguments: list[str] | None = None, now: Callable[[], float] = time.time) -> int:
    """Run the command; says in one line what came of it."""
    given = _arguments(arguments)
    try:
        if given.command == "new":
            print(new_key(given.name, given.key))
        elif given.command == "show":
            print("\n".join(f"{origin} {seen['size']} {seen['root']}" for origin, seen in sorted(read_state(given.state).items())))
        else:
            _cosign(given, int(now()))
    except Refusal as fault:
        print(f"不予见证 refused: {fault}", file=sys.stderr)
        return 1
    except Unusable as fault:
        print(str(fault), file=sys.stderr)
        return 2
    return 0


def _cosign(given: argparse.Namespace, seconds: int) -> None:
    key, state = read_key(given.key), read_state(given.state)
    try:
        with open(given.request, encoding="utf-8") as file:
            request = file.read(LARGEST_REQUEST)
        if os.path.isfile(given.log):
            with open(given.log, encoding="utf-8") as file:
                given.log = file.read().strip()
    except (OSError, UnicodeDecodeError) as fault:
        raise Unusable(str(fault)) from None
    line = cosign(request, given.log, state, key, seconds)
    write_state(given.state, state)
    if given.out:
        with open(given.out, "w", encoding="utf-8") as file:
            file.write(line)
    else:
        sys.stdout.write(line)


def _arguments(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="witness", description="Be a witness of a trail log. 充当日志见证人。")
    commands = parser.add_subparsers(dest="command", required=True)
    new = commands.add_parser("new", help="make a key")
    new.add_argument("name", help="schema-less name of the witness, such as example.com/witness")
    new.add_argument("--key", required=True, help="file of the key to make")
    signing = commands.add_parser("cosign", help="check a request and sign")
    signing.add_argument("request", help="file from the office of the log")
    signing.add_argument("--key", required=True, help="file of the witness's key")
    signing.add_argument("--log", required=True, help="the log's verifier key, or a file that holds it")
    signing.add_argument("--state", required=True, help="file in which the witness keeps what it saw")
    signing.add_argument("--out", help="where the answer goes; the screen without it")
    shown = commands.add_parser("show", help="what was seen last")
    shown.add_argument("--state", required=True)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
