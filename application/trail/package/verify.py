#!/usr/bin/env python3
"""校验程序: verify a package of the format trail/1 with nothing but Python's standard library.

    python3 verify.py PACKAGE --vkey KEY

PACKAGE is a folder or a zip. KEY is the log's verifier key, taken from paper or telephone: a key found inside the package shows
only that the package agrees with itself. Exit code 0: proven; 1: broken; 2: cannot say.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import os
import re
import stat
import struct
import sys
import zipfile
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

FORMAT = "trail/1"
VERDICTS = {"version": "版本", "signature": "签名", "integrity": "完整", "completeness": "齐全", "disclosures": "披露"}
STATES = {"proven": "通过", "broken": "不通过", "unknown": "无法判定"}
LARGEST_FILE = 1 << 30
SIGNS, COSIGNS = 1, 4
SHA256_LINE = re.compile(r"([0-9a-f]{64})  ([^\r\n]+)")
PROOF_LINE = "c2sp.org/tlog-proof@v1"
TRAIL = "data/trail/"
NUMBER = r"(?:0|[1-9][0-9]{0,18})"
TAGS = {"bagit.txt", "bag-info.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt"}
OF_ALL = rf"""data/(?:README\.(?:zh-CN|en)\.txt|report\.(?:json|html)|redactions\.json|papers\.json|side/[A-Za-z0-9_.-]+
    |verify/(?:verify\.py|verify\.sh|witness\.py)
    |trail/(?:checkpoint|log\.vkey|policy|rotations\.jsonl|checkpoints/{NUMBER}|consistency/{NUMBER}-{NUMBER})
    |disclosures/{NUMBER}\.jsonl|timestamps/{NUMBER}\.ts[qr]|payload/sha256/[0-9a-f]{{2}}/[0-9a-f]{{64}})"""
OF_A_TREE = r"data/trail/tile/(?:entries|0|[1-9])/(?:x[0-9]{3}/)*[0-9]{3}(?:\.p/[1-9][0-9]{0,2})?"
OF_EVENTS = rf"data/trail/(?:leaves/{NUMBER}\.json|proofs/{NUMBER}\.tlog-proof)"
OF_MODE = {
    "full": re.compile(f"{OF_ALL}|{OF_A_TREE}", re.VERBOSE),
    "range": re.compile(f"{OF_ALL}|{OF_EVENTS}", re.VERBOSE),
    "case": re.compile(rf"{OF_ALL}|{OF_EVENTS}|data/trail/case-heads/[0-9a-f-]{{36}}\.json", re.VERBOSE),
}
HEAD = {"case", "cases", "events", "index", "leaf", "proof", "sealed_by"}
NAME = "[A-Za-z0-9_]+"
OPENED = re.compile(rf'\{{"disclosure":"([A-Za-z0-9_-]+)","index":({NUMBER})\}}'.encode())
WITHHELD = re.compile(
    rf'\{{"class":"(business-secret|official|personal)","index":({NUMBER}),"names":\[("{NAME}"(?:,"{NAME}")*)\],"why":"(erased|profile|restricted)"\}}'.encode()
)
PAPER = re.compile(rb'\{"digest":"([0-9a-f]{64})","kind":"[^"\\]*","media_type":"[^"\\]*","size":[0-9]+\}')
WEB_SAFE = bytes.maketrans(b"+/", b"-_")
NOT_WEB_SAFE = bytes.maketrans(b"-_", b"+/")


class Broken(Exception):
    """A check failed; says under which verdict and at which index."""

    def __init__(self, verdict: str, text: str, index: int | None = None) -> None:
        super().__init__(text)
        self.verdict, self.text, self.index = verdict, text, index


class Report:
    """Verdicts found so far."""

    def __init__(self) -> None:
        self.states = dict.fromkeys(VERDICTS, "unknown")
        self.notes: list[dict[str, Any]] = []
        self.facts: dict[str, Any] = {}

    def proven(self, verdict: str) -> None:
        if self.states[verdict] == "unknown":
            self.states[verdict] = "proven"

    def broken(self, fault: Broken) -> None:
        self.states[fault.verdict] = "broken"
        self.notes.append({"verdict": fault.verdict, "text": fault.text, "index": fault.index})

    def warn(self, text: str) -> None:
        self.notes.append({"verdict": "warning", "text": text, "index": None})

    @property
    def exit_code(self) -> int:
        states = set(self.states.values())
        return 1 if "broken" in states else 2 if "unknown" in states else 0

    def text(self) -> str:
        lines = [f"{zh} {name}: {STATES[self.states[name]]} {self.states[name]}" for name, zh in VERDICTS.items()]
        for note in self.notes:
            where = "" if note["index"] is None else f" (第 {note['index']} 号 index {note['index']})"
            lines.append(f"  [{note['verdict']}]{where} {note['text']}")
        lines += [f"  {name}: {value}" for name, value in self.facts.items()]
        conclusion = ("校验通过 PROVEN", "校验不通过 BROKEN", "无法判定 CANNOT SAY")[self.exit_code]
        return "\n".join([*lines, conclusion]).encode("utf-8", "backslashreplace").decode()


# ------------------------------------------------------------------------------------------------------------------- package


class Package:
    """Files of a folder or zip, by path; refuses whatever could lead outside or blow up."""

    def __init__(self, path: str, report: Report) -> None:
        self.path, self.report = path, report
        self.zip: zipfile.ZipFile | None = None
        self.names: dict[str, Any] = {}
        self.sums: dict[str, str] = {}
        """Name → digest its manifest gives, of the files not read yet: each is compared when it is read first."""
        self.octets = 0
        if os.path.isdir(path):
            self._list_folder()
        else:
            self._list_zip()

    def _list_folder(self) -> None:
        for folder, folders, files in os.walk(self.path):
            for name in (*folders, *files):
                if os.path.islink(os.path.join(folder, name)):
                    raise Broken("integrity", f"link in the package: {name}")
            for name in files:
                full = os.path.join(folder, name)
                if not stat.S_ISREG(os.lstat(full).st_mode):
                    raise Broken("integrity", f"this is no file: {name}")
                self.names[os.path.relpath(full, self.path).replace(os.sep, "/")] = full

    def _list_zip(self) -> None:
        try:
            self.zip = zipfile.ZipFile(self.path)
            entries = self.zip.infolist()
        except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError, EOFError) as fault:
            raise Broken("integrity", f"the zip cannot be read: {fault}") from None
        tops = {each.filename.partition("/")[0] for each in entries}
        if len(tops) != 1 or tops & {"", ".", ".."}:
            raise Broken("integrity", "a package has one folder at its top")
        for each in entries:
            name = each.filename.partition("/")[2]
            if not name or "\\" in name or "\0" in name or {"", ".", ".."} & set(name.split("/")):
                raise Broken("integrity", f"the zip leads outside: {each.filename!r}")
            if name in self.names:
                raise Broken("integrity", f"twice in the zip: {name}")
            self.names[name] = each
        self._as_written(entries)

    def _as_written(self, entries: list[zipfile.ZipInfo]) -> None:
        """A zip of ours has one form: stored, in one piece, nothing between. So no byte of it is left unread, and nothing can swell."""
        repacked = "if it was packed again, unpack it and verify the folder"
        with open(self.path, "rb") as file:
            ends = os.path.getsize(self.path)
            at, table = 0, []
            for each in entries:
                plain = zipfile.ZipInfo(each.filename, (1980, 1, 1, 0, 0, 0))
                plain.create_system, plain.external_attr, plain.header_offset = 3, 0o100644 << 16, at
                plain.CRC, plain.file_size, plain.compress_size = each.CRC, each.file_size, each.file_size
                header, row = plain.FileHeader(zip64=False), _table_row(plain)
                file.seek(at)
                if each.header_offset != at or each.file_size > LARGEST_FILE or file.read(len(header)) != header:
                    raise Broken("integrity", f"the zip is not as it was written at {each.filename!r}; {repacked}")
                at += len(header) + each.file_size
                table.append(row)
            directory = b"".join(table)
            tail = directory + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, len(table), len(table), len(directory), at, 0)
            file.seek(min(at, ends))
            if at + len(tail) != ends or file.read() != tail:
                raise Broken("integrity", f"the zip is not as it was written; {repacked}")

    def read(self, name: str, missing: str = "completeness") -> bytes:
        found = self.names.get(name)
        if found is None:
            raise Broken(missing, f"missing: {name}", _index_in(name))
        try:
            if self.zip is not None:
                data = self.zip.read(found)
            else:
                with open(found, "rb", buffering=0) as file:
                    if os.fstat(file.fileno()).st_size > LARGEST_FILE:
                        raise Broken("integrity", f"too large: {name}")
                    data = file.read()
        except (OSError, zipfile.BadZipFile, EOFError, ValueError, NotImplementedError, RuntimeError) as fault:
            self.sums.pop(name, None)
            raise Broken("integrity", f"{name} cannot be read: {fault}") from None
        expected = self.sums.pop(name, None)
        if expected is not None:
            self.octets += len(data)
            if hashlib.sha256(data).hexdigest() != expected:
                self.report.broken(Broken("integrity", f"changed: {name}", _index_in(name)))
        return data

    def text(self, name: str, verdict: str, missing: str = "completeness") -> str:
        """A text file; what is no text is refused under ``verdict``, what is absent under ``missing``."""
        try:
            return self.read(name, missing).decode("utf-8")
        except UnicodeDecodeError:
            raise Broken(verdict, f"{name} is no UTF-8") from None


def _table_row(each: zipfile.ZipInfo) -> bytes:
    name = each.filename.encode("utf-8")
    day, clock, flags = 0x21, 0, 0 if name.isascii() else 0x800
    sizes = (each.CRC, each.compress_size, each.file_size)
    parts = (b"PK\1\2", 20, 3, 20, 0, flags, 0, clock, day, *sizes, len(name), 0, 0, 0, 0, each.external_attr, each.header_offset)
    return struct.pack("<4s4B4HL2L5H2L", *parts) + name


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def b64(text: str, length: int | None = None) -> bytes:
    raw = base64.b64decode(text, validate=True)
    if (length is not None and len(raw) != length) or base64.b64encode(raw).decode() != text:
        raise ValueError("damaged base64")
    return raw


def canonical(text: str) -> Any:
    """A small file written as the record is: sorted keys, two spaces, one line end; anything else is no such file."""
    found = json.loads(text)
    if json.dumps(found, ensure_ascii=False, indent=2, sort_keys=True) + "\n" != text:
        raise ValueError("not in its one form")
    return found


# ---------------------------------------------------------------------------------------------------------------- signatures

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
Point = tuple[int, int, int, int]


def _add(a: Point, b: Point) -> Point:
    e, f = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    g, h = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    i, j, k, m = f - e, h - g, h + g, f + e
    return i * j % P, k * m % P, j * k % P, i * m % P


def _times(n: int, point: Point) -> Point:
    found: Point = (0, 1, 1, 0)
    while n:
        if n & 1:
            found = _add(found, point)
        point = _add(point, point)
        n >>= 1
    return found


def _point(raw: bytes) -> Point | None:
    y = int.from_bytes(raw, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


BASE = _point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


@lru_cache(maxsize=4096)
def ed25519(public: bytes, message: bytes, signature: bytes) -> bool:
    """RFC 8032, in plain Python: a few milliseconds."""
    if len(signature) != 64 or len(public) != 32:
        return False
    a, r, s = _point(public), _point(signature[:32]), int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= L or BASE is None:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % L
    left, right = _times(s, BASE), _add(r, _times(h, a))
    return (left[0] * right[2] - right[0] * left[2]) % P == 0 and (left[1] * right[2] - right[1] * left[2]) % P == 0


class Key(NamedTuple):
    name: str
    id: bytes
    public: bytes
    line: str
    kind: int


def parse_key(line: str) -> Key:
    name, number, encoded = line.split("+", 2)
    raw = b64(encoded)
    found = sha256(name.encode() + b"\n" + raw)[:4]
    if len(raw) != 33 or raw[0] not in (SIGNS, COSIGNS) or found.hex() != number:
        raise ValueError("this is no verifier key, or a letter of it is wrong")
    return Key(name, found, raw[1:], line, raw[0])


class Note(NamedTuple):
    text: str
    lines: list[tuple[str, bytes]]
    origin: str
    size: int
    root: bytes


def parse_note(note: str, what: str) -> Note:
    try:
        head, gap, tail = note.rpartition("\n\n")
        if not gap or not tail.endswith("\n"):
            raise ValueError("no signature")
        text = head + "\n"
        lines: list[tuple[str, bytes]] = []
        for line in tail[:-1].split("\n"):
            dash, name, encoded = line.split(" ")
            if dash != "—":
                raise ValueError("damaged signature line")
            if (name, encoded) in {(each, base64.b64encode(raw).decode()) for each, raw in lines}:
                raise ValueError("a line stands twice")
            lines.append((name, b64(encoded)))
        origin, size, root, end = text.split("\n")
        if not origin or end or not re.fullmatch(r"0|[1-9][0-9]{0,18}", size):
            raise ValueError("damaged text")
        return Note(text, lines, origin, int(size), b64(root, 32))
    except ValueError as fault:
        raise Broken("signature", f"{what} is no checkpoint: {fault}") from None


def check_signed(note: Note, keys: list[Key], what: str) -> None:
    found = False
    for key in keys:
        for name, raw in note.lines:
            if (name, raw[:4]) == (key.name, key.id):
                if not ed25519(key.public, note.text.encode(), raw[4:]):
                    raise Broken("signature", f"the signature under {what} does not hold")
                found = True
    if not found:
        raise Broken("signature", f"{what} is not signed by the key of the log")


# ---------------------------------------------------------------------------------------------------------------------- tree


def leaf_hash(state: bytes) -> bytes:
    return hashlib.sha256(b"\0" + state).digest()


def node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()


def perfect(hashes: list[bytes]) -> bytes:
    new = hashlib.sha256
    while len(hashes) > 1:
        hashes = [new(b"\1" + left + right).digest() for left, right in zip(hashes[::2], hashes[1::2], strict=True)]
    return hashes[0]


class Levels:
    """The growing edge of a tree of tiles 256 wide."""

    def __init__(self) -> None:
        self.edges: list[list[bytes]] = [[]]
        self.size = 0

    def take(self, hashes: list[bytes]) -> list[tuple[int, int, list[bytes]]]:
        """Take one bundle of leaf hashes; gives back level, number and hashes of the tiles that became full."""
        self.edges[0] = self.edges[0] + hashes
        self.size += len(hashes)
        full, level = [], 0
        while len(self.edges[level]) == 256:
            done = self.edges[level]
            full.append((level, (self.size >> (8 * (level + 1))) - 1, done))
            if level + 1 == len(self.edges):
                self.edges.append([])
            self.edges[level + 1] = [*self.edges[level + 1], perfect(done)]
            self.edges[level] = []
            level += 1
        return full

    def growing(self) -> list[tuple[int, int, list[bytes]]]:
        return [(level, self.size >> (8 * (level + 1)), edge) for level, edge in enumerate(self.edges) if edge]

    def root(self, extra: list[bytes] | None = None) -> bytes:
        """Root with some more leaf hashes on the right (fewer than a tile)."""
        right: bytes | None = None
        for edge in [[*self.edges[0], *(extra or [])], *self.edges[1:]]:
            end = len(edge)
            while end:
                part = end & -end
                subtree = perfect(edge[end - part : end])
                right = subtree if right is None else node(subtree, right)
                end -= part
        return sha256(b"") if right is None else right


def root_by_path(index: int, size: int, leaf: bytes, path: list[bytes]) -> bytes | None:
    if not 0 <= index < size:
        return None
    at, last, found = index, size - 1, leaf
    for each in path:
        if last == 0:
            return None
        if at & 1 or at == last:
            found = node(each, found)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            found = node(found, each)
        at, last = at >> 1, last >> 1
    return None if last else found


def consistent(old: int, new: int, old_root: bytes, new_root: bytes, path: list[bytes]) -> bool:
    if not 0 < old <= new:
        return False
    if old == new:
        return not path and old_root == new_root
    steps = [old_root, *path] if old & (old - 1) == 0 else list(path)
    if not steps:
        return False
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    left = right = steps[0]
    for each in steps[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            left, right = node(each, left), node(each, right)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            right = node(right, each)
        at, last = at >> 1, last >> 1
    return last == 0 and left == old_root and right == new_root


def tile_name(level: int | str, number: int, width: int) -> str:
    groups = [f"{number % 1000:03d}"]
    while number >= 1000:
        number //= 1000
        groups.insert(0, f"x{number % 1000:03d}")
    return f"{TRAIL}tile/{level}/{'/'.join(groups)}{'' if width == 256 else f'.p/{width}'}"


# -------------------------------------------------------------------------------------------------------------------- checks


class Case(NamedTuple):
    """How far the chain of a case was followed."""

    events: int
    leaf: bytes
    time: str


NO_EVENTS = Case(0, b"", "")
Opened = tuple[str, str]
"""Digest and name of a member that was disclosed."""
Withheld = tuple[str, str, list[str]]
"""Class, reason and names of members that stay behind."""


class Verifier:
    """Runs every check; each reports under its own verdict, and none hides another."""

    def __init__(self, package: Package, report: Report, vkey: str | None, witnesses: list[str] | None = None, *, deep: bool = True) -> None:
        self.package, self.report, self.vkey, self.deep = package, report, vkey, deep
        self.witnesses = witnesses or []
        self.info: dict[str, str] = {}
        self.mode = self.scope = ""
        self.keys: list[Key] = []
        self.checkpoint: Note | None = None
        self.note_text = ""
        self.older: dict[int, Note] = {}
        self.cases: dict[str, Case] = {}
        self.sealed: dict[str, Any] | None = None
        self.events_seen = 0
        self.bundle = -1
        self.rows: dict[int, tuple[list[Opened], list[Withheld]]] = {}
        self.bundles_seen: set[str] = set()
        self.withheld: dict[tuple[str, str], tuple[int, dict[str, set[str]]]] = {}
        self.papers: set[bytes] = set()
        """Digests of the papers the events name."""

    def run(self) -> None:
        steps = {
            self.version: "version",
            self.manifests: "integrity",
            self.signature: "signature",
            self.checkpoints: "integrity",
            self.contents: "integrity",
            self.rest: "integrity",
        }
        for step, verdict in steps.items():
            try:
                step()
            except Broken as fault:
                self.report.broken(fault)
            except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError, OverflowError) as fault:
                self.report.broken(Broken(verdict, f"{step.__name__}: {type(fault).__name__}: {fault}"))

    def version(self) -> None:
        if self.package.text("bagit.txt", "version", "integrity") != "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n":
            raise Broken("version", "this is no BagIt 1.0 package")
        info = {}
        for line in self.package.text("bag-info.txt", "version", "integrity").split("\n")[:-1]:
            name, colon, value = line.partition(": ")
            if not colon or name in info:
                raise Broken("integrity", "bag-info.txt is damaged")
            info[name] = value
        if info.get("Trail-Format") != FORMAT or info.get("Trail-Mode") not in OF_MODE:
            raise Broken("version", f"the format is {info.get('Trail-Format')!r}; this program knows {FORMAT}")
        self.info, self.mode, self.scope = info, info["Trail-Mode"], info.get("Trail-Scope", "")
        self.report.facts.update({name: info.get(name, "") for name in ("Trail-Mode", "Trail-Scope", "Trail-Profile")})
        self.report.proven("version")

    # -- bag

    def manifests(self) -> None:
        """What is listed and what is there; contents are compared as files are read, the rest at the end."""
        self._list(
            "tagmanifest-sha256.txt", [name for name in self.package.names if not name.startswith("data/") and name != "tagmanifest-sha256.txt"]
        )
        for name in list(self.package.sums):
            self._read_on(name)
        self.package.octets = 0
        self._list("manifest-sha256.txt", [name for name in self.package.names if name.startswith("data/")])
        if self.mode:
            known = OF_MODE[self.mode].fullmatch
            for name in self.package.names:
                if name not in TAGS and not known(name):
                    self.report.broken(Broken("integrity", f"a file such a package never has: {name}", _index_in(name)))

    def _list(self, manifest: str, present: list[str]) -> None:
        content = self.package.text(manifest, "integrity")
        if not content.endswith("\n"):
            self.report.broken(Broken("integrity", f"{manifest} is cut off"))
        listed: list[str] = []
        for line in content.split("\n")[:-1]:
            match = SHA256_LINE.fullmatch(line)
            if match is None:
                self.report.broken(Broken("integrity", f"{manifest} is damaged"))
                continue
            digest, name = match.groups()
            listed.append(name)
            if name in self.package.names:
                self.package.sums[name] = digest
            else:
                self.report.broken(Broken("completeness", f"missing: {name}", _index_in(name)))
        if listed != sorted(set(listed)):
            self.report.broken(Broken("integrity", f"{manifest} is out of order"))
        for name in sorted(set(present) - set(listed)):
            self.report.broken(Broken("integrity", f"not in {manifest}: {name}", _index_in(name)))

    def _read_on(self, name: str) -> None:
        try:
            self.package.read(name)
        except Broken as fault:
            self.report.broken(fault)

    # -- signature

    def signature(self) -> None:
        self.note_text = self.package.text(TRAIL + "checkpoint", "signature", "signature")
        self.checkpoint = note = parse_note(self.note_text, "checkpoint")
        self.report.facts["size"] = note.size
        line = self.package.text(TRAIL + "log.vkey", "signature", "signature")
        if not line.endswith("\n"):
            raise Broken("signature", "log.vkey is cut off")
        inside = _key_of(line[:-1], "the key inside the package", SIGNS)
        key = _key_of(self.vkey.strip(), "the key given", SIGNS) if self.vkey else inside
        self.keys = [key]
        self._follow_rotations(key)
        if str(len(self.keys)) != self.info.get("Trail-Keys"):
            raise Broken("signature", f"bag-info.txt names {self.info.get('Trail-Keys')} keys, the changes of keys {len(self.keys)}")
        if inside.line not in [each.line for each in self.keys]:
            raise Broken("signature", "the key inside the package is not the key given")
        check_signed(note, self.keys, "the checkpoint")
        if note.origin != inside.name:
            raise Broken("signature", "the checkpoint is of another log")
        if str(note.size) != self.info.get("Trail-Size"):
            raise Broken("integrity", "bag-info.txt names another size than the checkpoint")
        self._policy(inside, note)
        if self.vkey:
            self.report.proven("signature")
        else:
            self.report.warn("密钥取自数据包本身，只能说明内部一致 the key was found in the package: internally consistent, no more")

    def _policy(self, inside: Key, note: Note) -> None:
        """Which log and which witnesses: those the package names speak for themselves only; those given count."""
        log, *witnesses, quorum, end = self.package.text(TRAIL + "policy", "signature", "signature").split("\n")
        if log != f"log {inside.line}" or quorum != "quorum none" or end:
            raise Broken("signature", "the policy names another log, or is damaged")
        named = [_key_of(line.removeprefix(f"witness w{at} "), "a witness of the policy", COSIGNS) for at, line in enumerate(witnesses, 1)]
        given = [_key_of(line.strip(), "the key of a witness", COSIGNS) for line in self.witnesses]
        seen = witnessed(note, [*named, *given], "the checkpoint")
        known = {(key.name, key.id) for key in (*named, *given)}
        strange = [name for name, raw in note.lines if name != note.origin and (name, raw[:4]) not in known]
        self.report.facts["witness lines"] = len(seen) + len(strange)
        if not seen and not strange:
            self.report.warn("没有见证人签名 no witness has signed this checkpoint")
        for name in strange:
            self.report.warn(f"未核对的见证人签名 a line of a witness whose key is not known: {name}")
        self.witness_keys = [*named, *given]

    witness_keys: list[Key] = []  # noqa: RUF012  until the policy was read

    def _follow_rotations(self, key: Key) -> None:
        """Keys that followed or preceded the one given, each change signed by both (data/trail/rotations.jsonl)."""
        if TRAIL + "rotations.jsonl" not in self.package.names:
            return
        text = self.package.text(TRAIL + "rotations.jsonl", "signature")
        changes = [json.loads(line) for line in text.splitlines()]
        if text != "".join(json.dumps(each, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n" for each in changes):
            raise Broken("signature", "rotations.jsonl is damaged")
        for change in changes:
            statement = f"qingjian key rotation {FORMAT}\n{change['origin']}\n{change['size']}\n{change['old_key']}\n{change['new_key']}\n".encode()
            for side in ("old", "new"):
                signer = _key_of(change[f"{side}_key"], "a key that was changed", SIGNS)
                if not ed25519(signer.public, statement, b64(change[f"{side}_signature"], 64)):
                    raise Broken("signature", "a change of keys is not signed by both keys")
            if set(change) != {"origin", "size", "old_key", "new_key", "old_signature", "new_signature"}:
                raise Broken("signature", "rotations.jsonl is damaged")
        chain = [changes[0]["old_key"], *(each["new_key"] for each in changes)] if changes else []
        if not changes or chain[:-1] != [each["old_key"] for each in changes] or key.line not in chain:
            raise Broken("signature", "the changes of keys do not lead from one to the next")
        self.keys = [parse_key(line) for line in chain]

    # -- older checkpoints

    def checkpoints(self) -> None:
        notes: dict[int, Note] = {}
        faults: list[Broken] = []
        for name in sorted(self.package.names):
            if not re.fullmatch(rf"{TRAIL}checkpoints/{NUMBER}", name):
                continue
            try:
                note = parse_note(self.package.text(name, "signature"), name)
                if self.keys:
                    check_signed(note, self.keys, name)
                    witnessed(note, self.witness_keys, name)
            except Broken as fault:
                faults.append(fault)
                continue
            if name != f"{TRAIL}checkpoints/{note.size}":
                faults.append(Broken("integrity", f"{name} is the checkpoint of {note.size}"))
                continue
            notes[note.size] = note
            if self.checkpoint is not None and note.size == self.checkpoint.size and self.package.text(name, "signature") != self.note_text:
                faults.append(Broken("signature", f"{name} is not the checkpoint of the package"))
        self.older = notes
        for each in faults:
            self.report.broken(each)
        if not faults:
            self._consistent(notes)

    def _consistent(self, notes: dict[int, Note]) -> None:
        sizes = sorted(notes)
        if self.checkpoint is not None and self.checkpoint.size not in notes:
            raise Broken("completeness", "the checkpoint of the package is not among the checkpoints")
        if self.checkpoint is not None and sizes[-1] != self.checkpoint.size:
            raise Broken("integrity", "the last of the checkpoints is not the checkpoint of the package")
        expected = {f"{TRAIL}consistency/{old}-{new}" for old, new in pairwise(sizes)}
        for name in sorted(self.package.names):
            if name.startswith(TRAIL + "consistency/") and name not in expected:
                raise Broken("completeness", f"a checkpoint beside {name} is missing")
            stamped = re.fullmatch(rf"data/timestamps/({NUMBER})\.ts[qr]", name)
            if stamped and int(stamped[1]) in notes and sha256(notes[int(stamped[1])].text.encode()) not in self.package.read(name, "integrity"):
                raise Broken("integrity", f"{name} is about something else than the checkpoint of {stamped[1]}")
            if stamped and int(stamped[1]) not in notes:
                raise Broken("completeness", f"the checkpoint of {name} is missing")
        for old, new in pairwise(sizes):
            name = f"{TRAIL}consistency/{old}-{new}"
            content = self.package.text(name, "integrity")
            try:
                path = [b64(line, 32) for line in content.split("\n")[:-1]]
            except ValueError:
                raise Broken("integrity", f"{name} is damaged") from None
            if content[-1:] not in ("", "\n") or not consistent(old, new, notes[old].root, notes[new].root, path):
                raise Broken("integrity", f"the checkpoint of {new} does not continue that of {old}")

    # -- contents

    def contents(self) -> None:
        if self.checkpoint is None or not self.mode:
            return
        if self.checkpoint.size == 0:
            self.report.warn("空日志，无可校验 an empty log proves nothing")
            return
        {"full": self._full, "range": self._range, "case": self._case}[self.mode](self.checkpoint)
        if self.info.get("Trail-Events") != str(self.events_seen):
            raise Broken("completeness", f"bag-info.txt names {self.info.get('Trail-Events')} events, the package has {self.events_seen}")
        if not self.deep:
            self.report.warn("只校验散列，未校验案件链与披露项 chains of cases and disclosures were not looked at")
            return
        self._papers_are_those_named()
        self.report.proven("completeness")
        self._disclosures_are_all_used()
        self.report.proven("disclosures")

    def _full(self, note: Note) -> None:
        levels, expected = Levels(), set()
        older = sorted(self.older)
        for number in range(-(-note.size // 256)):
            width = min(256, note.size - number * 256)
            hashes = self._bundle(number, width, note.size)
            while older and older[0] <= levels.size + width:
                size = older.pop(0)
                if self.older[size].root != levels.root(hashes[: size - levels.size]):
                    self.report.broken(Broken("integrity", f"the checkpoint of {size} is not of this log"))
            expected |= {tile_name("entries", number, width), tile_name(0, number, width)}
            expected |= {self._compare_tile(*tile) for tile in levels.take(hashes)}
        expected |= {self._compare_tile(*tile) for tile in levels.growing()}
        for name in self.package.names:
            if name.startswith(TRAIL + "tile/") and name not in expected:
                self.report.broken(Broken("integrity", f"a tile this log does not have: {name}", _index_in(name)))
        if levels.root() != note.root:
            raise Broken("integrity", "the entries do not give the signed root")
        self.report.proven("integrity")
        if self.deep:
            self._heads_are_complete(note.size)

    def _bundle(self, number: int, width: int, size: int) -> list[bytes]:
        """The leaf hashes of a bundle of entries, compared with their tile."""
        states, cut = _entries(self.package.read(tile_name("entries", number, width)))
        new = hashlib.sha256
        hashes = [new(b"\0" + state).digest() for state in states]
        tile = self.package.read(tile_name(0, number, width))
        if cut or len(hashes) != width or tile != b"".join(hashes):
            raise _first_difference(number, width, hashes, tile)
        if self.deep:
            for index, (state, leaf) in enumerate(zip(states, hashes, strict=True), number * 256):
                self._event(index, state, leaf, size)
        self.events_seen += width
        return hashes

    def _compare_tile(self, level: int, number: int, hashes: list[bytes]) -> str:
        name = tile_name(level, number, len(hashes))
        if level:  # those of leaves were compared as their entries were read
            tile = self.package.read(name)
            if tile != b"".join(hashes):
                at = next((at for at, each in enumerate(hashes) if tile[at * 32 : at * 32 + 32] != each), len(hashes))
                self.report.broken(Broken("integrity", f"the tile {name} does not agree with the entries", (number * 256 + at) << (8 * level)))
        return name

    def _range(self, note: Note) -> None:
        match = re.fullmatch(f"({NUMBER})-({NUMBER})", self.scope)
        if match is None or int(match[1]) > int(match[2]):
            raise Broken("completeness", "the range is empty")
        low, high = int(match[1]), int(match[2])
        indices = self._leaves(note)
        for index, expected in zip(indices, range(low, high + 1), strict=False):
            if index < low:
                raise Broken("completeness", "an event outside the range", index)
            if index != expected:
                raise Broken("completeness", "an event of the range is missing", expected)
        if len(indices) != high - low + 1:
            raise Broken("completeness", f"the range has {high - low + 1} events, the package {len(indices)}", low + len(indices))

    def _case(self, note: Note) -> None:
        self._leaves(note)
        if not self.deep:
            return
        case, last = self.scope, note.size - 1
        name = f"{TRAIL}case-heads/{case}.json"
        if [each for each in self.package.names if each.startswith(TRAIL + "case-heads/")] != [name]:
            raise Broken("completeness", f"missing, or not alone: {name}")
        try:
            head = canonical(self.package.text(name, "completeness"))
            line = f"{case} {head['events']} {head['leaf']}".encode()
            proof, leaf = [b64(each, 32) for each in head["proof"]], b64(head["leaf"], 32)
            if set(head) != HEAD or (head["case"], head["sealed_by"]) != (case, last) or not _counts(head, "cases", "events", "index"):
                raise ValueError("not of this case")
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as fault:
            raise Broken("completeness", f"{name} is damaged: {fault}") from None
        if self.sealed is None:
            raise Broken("completeness", "the leaf with the heads of all cases is missing", last)
        if head["cases"] != self.sealed["cases"]:
            raise Broken("completeness", "the head of the case does not belong to this seal")
        if root_by_path(head["index"], head["cases"], leaf_hash(line), proof) != b64(self.sealed["root"], 32):
            raise Broken("completeness", "the head of the case is not under the sealed root")
        found = self.cases.get(case, NO_EVENTS)
        if case == self.sealed["case"] and found.events == head["events"] + 1:
            found = Case(head["events"], b64(self.sealed["previous"], 32), "")
        if found.events != head["events"] or found.leaf != leaf:
            raise Broken("completeness", f"the case has {head['events']} events, the package {found.events}")

    def _leaves(self, note: Note) -> list[int]:
        """Every event with its proof, in the order of the log."""
        indices = sorted(int(each[1]) for name in self.package.names if (each := re.fullmatch(rf"{TRAIL}leaves/({NUMBER})\.json", name)))
        for name in self.package.names:
            if name.startswith(TRAIL + "proofs/") and f"{TRAIL}leaves/{_index_in(name)}.json" not in self.package.names:
                self.report.broken(Broken("completeness", f"a proof without its event: {name}", _index_in(name)))
        if not indices:
            raise Broken("completeness", "there are no events in the package")
        for index in indices:
            state = self.package.read(f"{TRAIL}leaves/{index}.json")
            found = leaf_hash(state)
            self._proof(index, found, note)
            if self.deep:
                self._event(index, state, found, note.size)
            self.events_seen += 1
        self.report.proven("integrity")
        return indices

    def _proof(self, index: int, leaf: bytes, note: Note) -> None:
        name = f"{TRAIL}proofs/{index}.tlog-proof"
        try:
            head, gap, tail = self.package.text(name, "integrity").partition("\n\n")
            title, at, *hashes = head.split("\n")
            path = [b64(each, 32) for each in hashes]
            if title != PROOF_LINE or at != f"index {index}" or not gap:
                raise ValueError
        except ValueError:
            raise Broken("integrity", f"{name} is damaged", index) from None
        if tail != self.note_text:
            raise Broken("integrity", f"{name} stands under another checkpoint", index)
        if root_by_path(index, note.size, leaf, path) != note.root:
            raise Broken("integrity", "the event is not in the signed tree", index)

    # -- events

    def _event(self, index: int, state: bytes, leaf: bytes, size: int) -> None:
        try:
            event = json.loads(state)
            case, version, data, kind, time = event["caseid"], event["casever"], event["data"], event["type"], event["time"]
            last = self.cases.get(case, NO_EVENTS)
            if self.mode == "range" and not last.events:
                last = Case(version - 1, base64.b64decode(event.get("prevleaf", "")), "")
            if self.mode == "case" and case != self.scope:
                if index != size - 1:
                    raise Broken("completeness", "an event of another case", index)
            else:
                previous = base64.b64encode(last.leaf).decode() if last.leaf else None
                if version != last.events + 1 or event.get("prevleaf") != previous or time < last.time:
                    raise Broken("completeness", f"the chain of case {case} is broken: after event {last.events} comes {version}", index)
                self.cases[case] = Case(version, leaf, time)
            if index == size - 1 and kind == "trail.CaseHeads":
                self.sealed = {**data, "case": case, "previous": event.get("prevleaf", "")}
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as fault:
            raise Broken("integrity", f"this is no event: {fault}", index) from None
        if b'"media_type":"' in state:
            self.papers.update(bytes.fromhex(each.decode()) for each in PAPER.findall(state))
        self._check_disclosures(index, data, kind)

    def _heads_are_complete(self, size: int) -> None:
        if self.sealed is None:
            raise Broken("completeness", "the last leaf does not hold the heads of the cases", size - 1)
        heads = {case: (found.events, found.leaf) for case, found in self.cases.items()}
        own = self.sealed["case"]
        if heads[own][0] == 1:
            del heads[own]
        else:
            heads[own] = (heads[own][0] - 1, b64(self.sealed["previous"], 32))
        levels = Levels()
        lines = [leaf_hash(f"{case} {heads[case][0]} {base64.b64encode(heads[case][1]).decode()}".encode()) for case in sorted(heads)]
        for at in range(0, len(lines), 256):
            levels.take(lines[at : at + 256])
        if len(heads) != self.sealed["cases"] or levels.root() != b64(self.sealed["root"], 32):
            raise Broken("completeness", "the heads of the cases are not those sealed", size - 1)

    def _papers_are_those_named(self) -> None:
        """Each paper an event names is here or said to be absent, and no other."""
        here = {bytes.fromhex(name[-64:]) for name in self.package.names if name.startswith("data/payload/")}
        try:
            told = canonical(self.package.text("data/papers.json", "completeness"))
            absent = [bytes.fromhex(row["digest"]) for row in told["absent"]]
            agrees = set(told) == {"named", "included", "absent"} and told["named"] == len(self.papers) and told["included"] == len(here)
            agrees = agrees and absent == sorted(set(absent)) and all(row["why"] in ("profile", "not-kept", "damaged") for row in told["absent"])
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as fault:
            raise Broken("completeness", f"data/papers.json is damaged: {fault}") from None
        if not agrees or here & set(absent) or here | set(absent) != self.papers:
            raise Broken("completeness", "the papers are not those the events name")

    # -- disclosures

    def _check_disclosures(self, index: int, data: dict[str, Any], kind: str) -> None:
        """Every protected member is either opened, under a digest of the leaf, or withheld by name; nothing else stands beside it."""
        if index >> 8 != self.bundle:
            self._next_bundle(index >> 8)
        digests, found = data.get("_sd"), self.rows.pop(index, None)
        if digests is None and found is None:
            return
        opened, withheld = found or ([], [])
        names = [name for _, name in opened]
        left = set(digests or ())
        for digest, name in opened:
            if digest not in left:
                self._fault("a disclosure does not belong to its event, or stands twice", index)
            elif name in data:
                self._fault("a disclosure names a member the event has in clear", index)
            left.discard(digest)
        for field_class, why, kept in withheld:
            names += kept
            members, by_type = self.withheld.setdefault((field_class, why), (0, {}))
            by_type.setdefault(kind, set()).update(kept)
            self.withheld[field_class, why] = (members + len(kept), by_type)
        if len({field_class for field_class, _, _ in withheld}) != len(withheld) or len(set(names)) != len(names):
            self._fault("a member or class stands twice", index)
        if len(names) != len(digests or ()):
            self._fault(f"{len(digests or ())} protected members, {len(opened)} disclosed, {len(names) - len(opened)} withheld by name", index)

    def _fault(self, text: str, index: int | None = None) -> None:
        self.report.broken(Broken("disclosures", text, index))

    def _next_bundle(self, number: int) -> None:
        self._nothing_left()
        self.bundle, self.rows = number, {}
        name = f"data/disclosures/{number}.jsonl"
        if name not in self.package.names:
            return
        self.bundles_seen.add(name)
        lines = self.package.read(name).split(b"\n")
        if lines.pop() or not lines:
            self._fault(f"{name} is cut off", number << 8)
        self._read_lines(name, number, lines)

    def _read_lines(self, name: str, number: int, lines: list[bytes]) -> None:
        """Each line has one form, and they stand in one order: by index, then by their bytes. So none can stand twice."""
        before, at = b"", number << 8
        for line in lines:
            match = OPENED.fullmatch(line)
            if match is None:
                match = WITHHELD.fullmatch(line)
                index = int(match[2]) if match else -1
            else:
                index = int(match[2])
            if match is None or index >> 8 != number or index < at or (index == at and line <= before):
                self._fault(f"{name} is damaged or out of order", at)
                return
            before, at = line, index
            opened, withheld = self.rows.setdefault(index, ([], []))
            if match.re is WITHHELD:
                withheld.append((match[1].decode(), match[4].decode(), match[3].decode()[1:-1].split('","')))
                continue
            member = _member(match[1])
            if member is None:
                self._fault("a disclosure is damaged", index)
            else:
                opened.append(member)

    def _nothing_left(self) -> None:
        for index in self.rows:
            self._fault("disclosures of an event that is not here", index)
        self.rows = {}

    def _disclosures_are_all_used(self) -> None:
        self._nothing_left()
        for name in self.package.names:
            if name.startswith("data/disclosures/") and name not in self.bundles_seen:
                self._fault(f"disclosures of events that are not here: {name}")
        try:
            told = canonical(self.package.text("data/redactions.json", "disclosures"))
            listed = [((row["class"], row["why"]), (row["members"], {kind: set(names) for kind, names in row["names"].items()})) for row in told]
            sorted_names = all(names == sorted(names) for row in told for names in row["names"].values())
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as fault:
            raise Broken("disclosures", f"data/redactions.json is damaged: {fault}") from None
        if listed != sorted(self.withheld.items()) or not sorted_names:
            raise Broken("disclosures", "data/redactions.json does not name what is withheld")

    # -- what was not read yet

    def rest(self) -> None:
        for name in list(self.package.sums):
            self._read_on(name)
        count = sum(name.startswith("data/") for name in self.package.names)
        if self.info and self.info.get("Payload-Oxum") != f"{self.package.octets}.{count}":
            self.report.broken(Broken("integrity", "Payload-Oxum does not agree"))
        for name in self.package.names:
            match = re.fullmatch(r"data/payload/sha256/([0-9a-f]{2})/(\1[0-9a-f]{62})", name)
            if name.startswith("data/payload/") and (match is None or hashlib.sha256(self.package.read(name)).hexdigest() != match[2]):
                self.report.broken(Broken("integrity", f"the paper is not what its name says: {name}"))


def _key_of(line: str, what: str, kind: int) -> Key:
    try:
        key = parse_key(line)
    except (ValueError, IndexError) as fault:
        raise Broken("signature", f"{what} cannot be read: {fault}") from None
    if key.kind != kind:
        raise Broken("signature", f"{what} is of another kind")
    return key


def witnessed(note: Note, keys: list[Key], what: str) -> set[str]:
    """Names of the witnesses whose cosignature stands under the note and holds."""
    seen = set()
    for name, raw in note.lines:
        for key in keys:
            if (name, raw[:4]) == (key.name, key.id):
                text = f"cosignature/v1\ntime {int.from_bytes(raw[4:12], 'big')}\n{note.text}"
                if not ed25519(key.public, text.encode(), raw[12:]):
                    raise Broken("signature", f"the line of the witness {name} under {what} does not hold")
                seen.add(name)
    return seen


def _member(encoded: bytes) -> Opened | None:
    """Digest and name of a disclosure; None for what is none."""
    try:
        salt, name, _ = json.loads(base64.b64decode(encoded.translate(NOT_WEB_SAFE) + b"=" * (-len(encoded) % 4)))
    except (ValueError, TypeError, RecursionError):
        return None
    if type(salt) is not str or type(name) is not str or not re.fullmatch(NAME, name) or name in ("_sd", "_sd_alg"):
        return None
    digest = base64.b64encode(hashlib.sha256(encoded).digest()).translate(WEB_SAFE, b"=")
    return digest.decode(), name


def _counts(head: dict[str, Any], *names: str) -> bool:
    return all(type(head[name]) is int and 0 <= head[name] < 1 << 53 for name in names)


def _entries(bundle: bytes) -> tuple[list[bytes], bool]:
    """The entries of a bundle, and whether it is cut off."""
    states: list[bytes] = []
    at, end = 0, len(bundle)
    while at + 1 < end:
        ends = at + 2 + (bundle[at] << 8) + bundle[at + 1]
        states.append(bundle[at + 2 : ends])
        at = ends
    return states, at != end


def _first_difference(number: int, width: int, hashes: list[bytes], tile: bytes) -> Broken:
    at = next((at for at, each in enumerate(hashes) if tile[at * 32 : at * 32 + 32] != each), min(len(hashes), width))
    return Broken("integrity", f"the entries do not agree with {tile_name(0, number, width)}", number * 256 + min(at, width - 1))


def _index_in(name: str) -> int | None:
    """The first index a file speaks of."""
    match = re.fullmatch(r"data/trail/(?:leaves|proofs)/([0-9]{1,19})\.[a-z-]+", name)
    if match:
        return int(match[1])
    match = re.fullmatch(r"data/trail/tile/(?:entries|([0-9]))/([x0-9/]{3,40})(?:\.p/[0-9]{1,3})?", name)
    digits = match[2].replace("x", "").replace("/", "") if match else ""
    return int(digits) << (8 * (int(match[1] or 0) + 1)) if match and digits else None


def verify(path: str, vkey: str | None, witnesses: list[str] | None = None, *, deep: bool = True) -> Report:
    """Verify a package. Never raises for whatever the package may hold. Not ``deep``: sums, signature and tree alone."""
    report = Report()
    try:
        Verifier(Package(path, report), report, vkey, witnesses, deep=deep).run()
    except Broken as fault:
        report.broken(fault)
    return report


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Verify a trail package offline. 离线校验审计轨迹数据包。")
    parser.add_argument("package", help="folder or zip")
    parser.add_argument("--vkey", help="the log's verifier key, from paper or telephone, or a file that holds it")
    parser.add_argument("--witness", action="append", default=[], help="verifier key of a witness, or a file that holds it; may be repeated")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    given = parser.parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    if not os.path.exists(given.package):
        print(f"no such package: {given.package}", file=sys.stderr)
        return 2
    report = verify(given.package, _line(given.vkey) if given.vkey else None, [_line(each) for each in given.witness])
    if given.json:
        print(json.dumps({"verdicts": report.states, "notes": report.notes, "facts": report.facts, "exit": report.exit_code}))
    else:
        print(report.text())
    return report.exit_code


def _line(given: str) -> str:
    """A key, or what the file of that name holds; what is no text is no key."""
    if not os.path.isfile(given):
        return given
    with open(given, encoding="utf-8", errors="replace") as file:
        return file.read(4096).strip()


if __name__ == "__main__":
    sys.exit(main())
