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
import sys
import zipfile
from itertools import pairwise
from typing import Any, NamedTuple

FORMAT = "trail/1"
VERDICTS = {"version": "版本", "signature": "签名", "integrity": "完整", "completeness": "齐全", "disclosures": "披露"}
STATES = {"proven": "通过", "broken": "不通过", "unknown": "无法判定"}
LARGEST_FILE = 1 << 30
LARGEST_RATIO = 200
SHA256_LINE = re.compile(r"([0-9a-f]{64})  ([^\r\n]+)")
PROOF_LINE = "c2sp.org/tlog-proof@v1"
TRAIL = "data/trail/"


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
        return "\n".join([*lines, conclusion])


# ------------------------------------------------------------------------------------------------------------------- package


class Package:
    """Files of a folder or zip, by path; refuses whatever could lead outside or blow up."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.zip: zipfile.ZipFile | None = None
        self.names: dict[str, Any] = {}
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
                self.names[os.path.relpath(full, self.path).replace(os.sep, "/")] = full

    def _list_zip(self) -> None:
        try:
            self.zip = zipfile.ZipFile(self.path)
            entries = self.zip.infolist()
        except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError, EOFError) as fault:
            raise Broken("integrity", f"the zip cannot be read: {fault}") from None
        tops = {each.filename.partition("/")[0] for each in entries}
        if len(tops) != 1:
            raise Broken("integrity", "a package has one folder at its top")
        for each in entries:
            name = each.filename.partition("/")[2]
            parts = name.split("/")
            if (
                not name
                or "\\" in name
                or "\0" in name
                or name.startswith("/")
                or {"", ".", ".."} & set(parts)
                or next(iter(tops)) in {"", ".", ".."}
            ):
                raise Broken("integrity", f"the zip leads outside: {each.filename!r}")
            if stat.S_ISLNK(each.external_attr >> 16) or each.flag_bits & 1 or each.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise Broken("integrity", f"the zip holds what a package never holds: {name}")
            if each.file_size > LARGEST_FILE or each.file_size > LARGEST_RATIO * max(each.compress_size, 1) + 4096:
                raise Broken("integrity", f"the zip holds a bomb: {name}")
            if name in self.names:
                raise Broken("integrity", f"twice in the zip: {name}")
            self.names[name] = each

    def read(self, name: str, verdict: str = "completeness") -> bytes:
        found = self.names.get(name)
        if found is None:
            raise Broken(verdict, f"missing: {name}")
        try:
            if self.zip is not None:
                return self.zip.read(found)
            if os.path.getsize(found) > LARGEST_FILE:
                raise Broken("integrity", f"too large: {name}")
            with open(found, "rb") as file:
                return file.read()
        except (OSError, zipfile.BadZipFile, EOFError, ValueError, NotImplementedError, RuntimeError) as fault:
            raise Broken("integrity", f"{name} cannot be read: {fault}") from None
        except Exception as fault:  # noqa: BLE001  a damaged deflate stream raises zlib.error, which has no module of its own here
            raise Broken("integrity", f"{name} cannot be read: {fault}") from None

    def text(self, name: str, verdict: str = "completeness") -> str:
        try:
            return self.read(name, verdict).decode("utf-8")
        except UnicodeDecodeError:
            raise Broken("integrity", f"{name} is no UTF-8") from None


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def b64(text: str, length: int | None = None) -> bytes:
    raw = base64.b64decode(text, validate=True)
    if (length is not None and len(raw) != length) or base64.b64encode(raw).decode() != text:
        raise ValueError("damaged base64")
    return raw


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
    name, number, encoded = line.strip().split("+", 2)
    raw = b64(encoded)
    found = sha256(name.encode() + b"\n" + raw)[:4]
    if raw[0] not in (1, 4) or len(raw) != 33 or found.hex() != number:
        raise ValueError("this is no verifier key, or a letter of it is wrong")
    return Key(name, found, raw[1:], line.strip(), raw[0])


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
        text, lines = head + "\n", []
        for line in tail[:-1].split("\n"):
            dash, name, encoded = line.split(" ")
            if dash != "—":
                raise ValueError("damaged signature line")
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


class Verifier:
    """Runs every check; each reports under its own verdict, and none hides another."""

    def __init__(self, package: Package, vkey: str | None, report: Report) -> None:
        self.package, self.vkey, self.report = package, vkey, report
        self.info: dict[str, str] = {}
        self.keys: list[Key] = []
        self.rotations: list[dict[str, Any]] = []
        self.checkpoint: Note | None = None
        self.cases: dict[str, tuple[int, bytes, str]] = {}
        self.sealed: dict[str, Any] | None = None
        self.disclosed: dict[int, tuple[dict[str, list[str]], int]] = {}
        self.disclosures_of = -1
        self.seen_disclosures: set[str] = set()
        self.entries_seen: set[str] = set()

    def run(self) -> None:
        steps = (self.version, self.manifests, self.signature, self.contents, self.checkpoints)
        for step in steps:
            try:
                step()
            except Broken as fault:
                self.report.broken(fault)
                if step in (self.version, self.signature) and (self.checkpoint is None or not self.info):
                    return
            except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError, OverflowError) as fault:
                self.report.broken(Broken("integrity", f"{step.__name__}: {type(fault).__name__}: {fault}"))
        self.finish()

    def version(self) -> None:
        if self.package.text("bagit.txt", "integrity") != "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n":
            raise Broken("version", "this is no BagIt 1.0 package")
        info = {}
        for line in self.package.text("bag-info.txt", "integrity").split("\n")[:-1]:
            name, colon, value = line.partition(": ")
            if not colon or name in info:
                raise Broken("integrity", "bag-info.txt is damaged")
            info[name] = value
        if info.get("Trail-Format") != FORMAT or info.get("Trail-Mode") not in ("full", "range", "case"):
            raise Broken("version", f"the format is {info.get('Trail-Format')!r}; this program knows {FORMAT}")
        self.info = info
        self.report.facts.update({name: info.get(name, "") for name in ("Trail-Mode", "Trail-Scope", "Trail-Profile")})
        self.report.proven("version")

    # -- bag

    def manifests(self) -> None:
        tags = [name for name in self.package.names if not name.startswith("data/")]
        self._manifest("tagmanifest-sha256.txt", [name for name in tags if name != "tagmanifest-sha256.txt"])
        count = self._manifest("manifest-sha256.txt", [name for name in self.package.names if name.startswith("data/")])
        if self.info and self.info.get("Payload-Oxum") != f"{count[1]}.{count[0]}":
            self.report.broken(Broken("integrity", "Payload-Oxum does not agree"))

    def _manifest(self, manifest: str, present: list[str]) -> tuple[int, int]:
        listed: list[str] = []
        octets = 0
        content = self.package.text(manifest)
        if not content.endswith("\n"):
            self.report.broken(Broken("integrity", f"{manifest} is cut off"))
        for line in content.split("\n")[:-1]:
            match = SHA256_LINE.fullmatch(line)
            if match is None:
                self.report.broken(Broken("integrity", f"{manifest} is damaged"))
                continue
            digest, name = match.groups()
            listed.append(name)
            if name not in self.package.names:
                self.report.broken(Broken("completeness", f"missing: {name}"))
                continue
            try:
                data = self.package.read(name)
            except Broken as fault:
                self.report.broken(fault)
                continue
            octets += len(data)
            if hashlib.sha256(data).hexdigest() != digest:
                self.report.broken(Broken("integrity", f"changed: {name}", _index_in(name)))
        if listed != sorted(set(listed)):
            self.report.broken(Broken("integrity", f"{manifest} is out of order"))
        for name in sorted(set(present) - set(listed)):
            self.report.broken(Broken("integrity", f"not in {manifest}: {name}"))
        return len(listed), octets

    # -- signature

    def signature(self) -> None:
        try:
            inside = parse_key(self.package.text(TRAIL + "log.vkey", "signature"))
            key = parse_key(self.vkey) if self.vkey else inside
        except (ValueError, IndexError) as fault:
            self.checkpoint = self._note("checkpoint")
            raise Broken("signature", f"the key cannot be read: {fault}") from None
        self.checkpoint = self._note("checkpoint")
        self.keys = [key]
        self._follow_rotations(key)
        if self.vkey and inside.line not in [each.line for each in self.keys]:
            raise Broken("signature", "the key inside the package is not the key given")
        check_signed(self.checkpoint, self.keys, "the checkpoint")
        if self.checkpoint.origin != inside.name:
            raise Broken("signature", "the checkpoint is of another log")
        if str(self.checkpoint.size) != self.info.get("Trail-Size"):
            raise Broken("integrity", "bag-info.txt names another size than the checkpoint")
        self.report.facts["size"] = self.checkpoint.size
        witnesses = len([name for name, _ in self.checkpoint.lines if name != self.checkpoint.origin])
        self.report.facts["witness lines"] = witnesses
        if not witnesses:
            self.report.warn("没有见证人签名 no witness has signed this checkpoint")
        if self.vkey:
            self.report.proven("signature")
        else:
            self.report.warn("密钥取自数据包本身，只能说明内部一致 the key was found in the package: internally consistent, no more")

    def _note(self, name: str) -> Note:
        return parse_note(self.package.text(TRAIL + name, "signature"), name)

    def _follow_rotations(self, key: Key) -> None:
        """Keys that followed or preceded the one given, each change signed by both (data/trail/rotations.jsonl)."""
        if TRAIL + "rotations.jsonl" not in self.package.names:
            return
        changes = [json.loads(line) for line in self.package.text(TRAIL + "rotations.jsonl").splitlines()]
        known, found = {key.line}, True
        while found:
            found = False
            for change in changes:
                old, new = change["old_key"], change["new_key"]
                if (old in known) == (new in known):
                    continue
                statement = f"qingjian key rotation {FORMAT}\n{change['origin']}\n{change['size']}\n{old}\n{new}\n".encode()
                pair = ((old, change["old_signature"]), (new, change["new_signature"]))
                if not all(ed25519(parse_key(line).public, statement, b64(signature, 64)) for line, signature in pair):
                    raise Broken("signature", "a change of keys is not signed by both keys")
                known |= {old, new}
                found = True
        self.keys = [parse_key(line) for line in sorted(known)]

    # -- contents

    def contents(self) -> None:
        if self.checkpoint is None:
            return
        if self.checkpoint.size == 0:
            self.report.warn("空日志，无可校验 an empty log proves nothing")
            return
        {"full": self._full, "range": self._range, "case": self._case}[self.info["Trail-Mode"]]()

    def _full(self) -> None:
        note = self.checkpoint
        assert note is not None  # noqa: S101  contents() asked
        older = {int(name.rsplit("/", 1)[1]): name for name in self.package.names if re.fullmatch(TRAIL + r"checkpoints/[0-9]{1,19}", name)}
        levels, expected = Levels(), set()
        for number in range(-(-note.size // 256)):
            width = min(256, note.size - number * 256)
            name = tile_name("entries", number, width)
            expected.add(name)
            states = _entries(self.package.read(name), number, width)
            hashes = [leaf_hash(state) for state in states]
            self._compare_leaves(number, width, hashes)
            for index, (state, each) in enumerate(zip(states, hashes, strict=True), number * 256):
                self._event(index, state, each, note.size)
            for size in [each for each in older if levels.size < each <= levels.size + width]:
                self._older(older[size], size, levels.root(hashes[: size - levels.size]))
            for level, at, full in levels.take(hashes):
                expected.add(self._compare_tile(level, at, full))
        for level, at, edge in levels.growing():
            expected.add(self._compare_tile(level, at, edge))
        for name in self.package.names:
            if name.startswith(TRAIL + "tile/") and name not in expected:
                self.report.broken(Broken("integrity", f"a tile this log does not have: {name}"))
        if levels.root() != note.root:
            raise Broken("integrity", "the entries do not give the signed root")
        self._heads_are_complete(note.size)
        self._after_events()

    def _compare_leaves(self, number: int, width: int, hashes: list[bytes]) -> None:
        tile = self.package.read(tile_name(0, number, width))
        if tile != b"".join(hashes):
            at = next((at for at, each in enumerate(hashes) if tile[at * 32 : at * 32 + 32] != each), width)
            raise Broken("integrity", f"the entry does not agree with {tile_name(0, number, width)}", number * 256 + at)

    def _compare_tile(self, level: int, number: int, hashes: list[bytes]) -> str:
        name = tile_name(level, number, len(hashes))
        tile = self.package.read(name)
        if level and tile != b"".join(hashes):
            at = next((at for at, each in enumerate(hashes) if tile[at * 32 : at * 32 + 32] != each), len(hashes))
            self.report.broken(Broken("integrity", f"the tile {name} does not agree with the entries", (number * 256 + at) << (8 * level)))
        return name

    def _older(self, name: str, size: int, root: bytes) -> None:
        old = parse_note(self.package.text(name), name)
        if old.size != size or old.root != root:
            self.report.broken(Broken("integrity", f"the checkpoint {name} is not of this log"))

    def _range(self) -> None:
        first, _, last = self.info["Trail-Scope"].partition("-")
        low, high = int(first), int(last)
        if low > high:
            raise Broken("completeness", "the range is empty")
        self._leaves(set(range(low, high + 1)))
        for index in range(low, high + 1):
            if self._leaf_name(index) not in self.package.names:
                raise Broken("completeness", "an event of the range is missing", index)
        self._after_events()

    def _case(self) -> None:
        note = self.checkpoint
        assert note is not None  # noqa: S101
        case = self.info["Trail-Scope"]
        head = json.loads(self.package.text(f"{TRAIL}case-heads/{case}.json"))
        sealed = note.size - 1
        self._leaves(None)
        if self.sealed is None or self.sealed["at"] != sealed:
            raise Broken("completeness", "the leaf with the heads of all cases is missing", sealed)
        line = f"{case} {head['events']} {head['leaf']}".encode()
        if head["case"] != case or head["cases"] != self.sealed["cases"]:
            raise Broken("completeness", "the head of the case does not belong to this seal")
        if root_by_path(head["index"], head["cases"], leaf_hash(line), [b64(each, 32) for each in head["proof"]]) != b64(self.sealed["root"], 32):
            raise Broken("completeness", "the head of the case is not under the sealed root")
        count, last, _ = self.cases.get(case, (0, b"", ""))
        if case == self.sealed["case"] and count == head["events"] + 1:
            count, last = head["events"], b64(self.sealed["previous"], 32)
        if count != head["events"] or last != b64(head["leaf"], 32):
            raise Broken("completeness", f"the case has {head['events']} events, the package {count}")
        self._after_events()

    def _leaf_name(self, index: int) -> str:
        return f"{TRAIL}leaves/{index}.json"

    def _leaves(self, wanted: set[int] | None) -> None:
        note = self.checkpoint
        assert note is not None  # noqa: S101
        indices = sorted(int(each[1]) for name in self.package.names if (each := re.fullmatch(TRAIL + r"leaves/(0|[1-9][0-9]{0,18})\.json", name)))
        if not indices:
            raise Broken("completeness", "there are no events in the package")
        for index in indices:
            state = self.package.read(self._leaf_name(index))
            self._proof(index, leaf_hash(state), note)
            if wanted is not None and index not in wanted:
                raise Broken("completeness", "an event outside the range", index)
            self._event(index, state, leaf_hash(state), note.size)

    def _proof(self, index: int, leaf: bytes, note: Note) -> None:
        name = f"{TRAIL}proofs/{index}.tlog-proof"
        head, gap, tail = self.package.text(name).partition("\n\n")
        try:
            title, at, *hashes = head.split("\n")
            path = [b64(each, 32) for each in hashes]
        except ValueError:
            raise Broken("integrity", f"{name} is damaged", index) from None
        if title != PROOF_LINE or at != f"index {index}" or not gap:
            raise Broken("integrity", f"{name} is damaged", index)
        if tail != self.package.text(TRAIL + "checkpoint"):
            raise Broken("integrity", f"{name} stands under another checkpoint", index)
        if root_by_path(index, note.size, leaf, path) != note.root:
            raise Broken("integrity", "the event is not in the signed tree", index)

    # -- events

    def _event(self, index: int, state: bytes, each: bytes, size: int) -> None:
        event = json.loads(state)
        case, version = event["caseid"], event["casever"]
        count, last, when = self.cases.get(case, (0, b"", ""))
        if self.info["Trail-Mode"] == "range" and not count:
            count, last = version - 1, base64.b64decode(event.get("prevleaf", ""))
        only_seal = self.info["Trail-Mode"] == "case" and case != self.info["Trail-Scope"]
        if only_seal and index != size - 1:
            raise Broken("completeness", "an event of another case", index)
        if not only_seal:
            previous = base64.b64encode(last).decode() if last else None
            if version != count + 1 or event.get("prevleaf") != previous or event["time"] < when:
                raise Broken("completeness", f"the chain of case {case} is broken: after event {count} comes {version}", index)
            self.cases[case] = (version, each, event["time"])
        if index == size - 1 and event["type"] == "trail.CaseHeads":
            self.sealed = {**event["data"], "at": index, "case": case, "previous": event.get("prevleaf", ""), "heads": None}
        self._check_disclosures(index, event["data"])

    def _heads_are_complete(self, size: int) -> None:
        if self.sealed is None:
            raise Broken("completeness", "the last leaf does not hold the heads of the cases", size - 1)
        heads = {case: (count, last) for case, (count, last, _) in self.cases.items()}
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

    # -- disclosures

    def _check_disclosures(self, index: int, data: dict[str, Any]) -> None:
        digests = data.get("_sd", [])
        opened, withheld = self._disclosed(index)
        for disclosure in opened:
            if base64.urlsafe_b64encode(sha256(disclosure.encode())).rstrip(b"=").decode() not in digests:
                self.report.broken(Broken("disclosures", "a disclosure does not belong to its event", index))
            elif disclosure in self.seen_disclosures:
                self.report.broken(Broken("disclosures", "a disclosure stands twice", index))
            self.seen_disclosures.add(disclosure)
        if len(opened) + withheld != len(digests):
            self.report.broken(
                Broken("disclosures", f"{len(digests)} protected members, {len(opened)} disclosed, {withheld} withheld by name", index)
            )

    def _disclosed(self, index: int) -> tuple[list[str], int]:
        number = index // 256
        if number != self.disclosures_of:
            self._nothing_left()
            self.disclosures_of, self.disclosed, self.seen_disclosures = number, {}, set()
            name = f"data/disclosures/{number}.jsonl"
            if name in self.package.names:
                self.entries_seen.add(name)
                try:
                    self._read_disclosures(name, number)
                except (ValueError, KeyError, TypeError, AttributeError) as fault:
                    self.report.broken(Broken("disclosures", f"{name} is damaged: {fault}"))
        found, withheld = self.disclosed.pop(index, ({}, 0))
        return found.get("", []), withheld

    def _read_disclosures(self, name: str, number: int) -> None:
        content = self.package.text(name)
        if not content.endswith("\n"):
            raise Broken("disclosures", f"{name} is cut off")
        for line in content.split("\n")[:-1]:
            row = json.loads(line)
            index = row["index"]
            if index // 256 != number:
                raise Broken("disclosures", f"{name} speaks of an event outside it", index)
            opened, withheld = self.disclosed.get(index, ({"": []}, 0))
            if "disclosure" in row:
                salt, member, _ = json.loads(base64.urlsafe_b64decode(row["disclosure"] + "=="))
                if not isinstance(salt, str) or not isinstance(member, str):
                    raise Broken("disclosures", f"{name} is damaged", index)
                opened[""].append(row["disclosure"])
            else:
                withheld += len(row["names"])
            self.disclosed[index] = (opened, withheld)
        if self.info["Trail-Mode"] != "full":
            return
        if max(self.disclosed, default=0) >= (self.checkpoint.size if self.checkpoint else 0):
            raise Broken("disclosures", f"{name} speaks of an event the log does not have")

    def _nothing_left(self) -> None:
        for index in self.disclosed:
            self.report.broken(Broken("disclosures", "disclosures of an event that is not here", index))
        self.disclosed = {}

    def _after_events(self) -> None:
        self._nothing_left()
        for name in self.package.names:
            if name.startswith("data/disclosures/") and name not in self.entries_seen:
                self.report.broken(Broken("disclosures", f"disclosures of events that are not here: {name}"))
        for verdict in ("integrity", "completeness", "disclosures"):
            self.report.proven(verdict)

    # -- older checkpoints

    def checkpoints(self) -> None:
        notes = {}
        for name in sorted(self.package.names):
            if re.fullmatch(TRAIL + r"checkpoints/[0-9]{1,19}", name):
                note = parse_note(self.package.text(name), name)
                check_signed(note, self.keys, name)
                notes[note.size] = note
                if name != f"{TRAIL}checkpoints/{note.size}":
                    raise Broken("integrity", f"{name} is the checkpoint of {note.size}")
        sizes = sorted(notes)
        if self.checkpoint is not None and self.checkpoint.size not in notes:
            raise Broken("completeness", "the checkpoint of the package is not among the checkpoints")
        expected = {f"{TRAIL}consistency/{old}-{new}" for old, new in pairwise(sizes)}
        for name in sorted(self.package.names):
            if name.startswith((TRAIL + "consistency/", TRAIL + "checkpoints/")) and name not in expected | {
                f"{TRAIL}checkpoints/{each}" for each in sizes
            }:
                raise Broken("completeness", f"a checkpoint beside {name} is missing")
        for old, new in pairwise(sizes):
            path = [b64(line, 32) for line in self.package.text(f"{TRAIL}consistency/{old}-{new}").split("\n")[:-1]]
            if not consistent(old, new, notes[old].root, notes[new].root, path):
                raise Broken("integrity", f"the checkpoint of {new} does not continue that of {old}")
        if self.checkpoint is not None and sizes and (sizes[-1] != self.checkpoint.size or notes[sizes[-1]].text != self.checkpoint.text):
            raise Broken("integrity", "the last of the checkpoints is not the checkpoint of the package")

    def finish(self) -> None:
        for name in self.package.names:
            match = re.fullmatch(r"data/payload/sha256/[0-9a-f]{2}/([0-9a-f]{64})", name)
            if name.startswith("data/payload/") and (match is None or hashlib.sha256(self.package.read(name)).hexdigest() != match[1]):
                self.report.broken(Broken("integrity", f"the paper is not what its name says: {name}"))


def _entries(bundle: bytes, number: int, width: int) -> list[bytes]:
    states: list[bytes] = []
    at = 0
    while at < len(bundle):
        length = int.from_bytes(bundle[at : at + 2], "big")
        state = bundle[at + 2 : at + 2 + length]
        if len(state) != length or at + 2 > len(bundle):
            raise Broken("integrity", "an entry is cut off", number * 256 + len(states))
        states.append(state)
        at += 2 + length
    if len(states) != width:
        raise Broken("integrity", f"{len(states)} entries where {width} belong", number * 256 + min(len(states), width))
    return states


def _index_in(name: str) -> int | None:
    match = re.search(r"/(?:leaves|proofs)/([0-9]+)\.", name)
    return int(match[1]) if match else None


def verify(path: str, vkey: str | None) -> Report:
    """Verify a package. Never raises for whatever the package may hold."""
    report = Report()
    try:
        Verifier(Package(path), vkey, report).run()
    except Broken as fault:
        report.broken(fault)
    return report


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Verify a trail package offline. 离线校验审计轨迹数据包。")
    parser.add_argument("package", help="folder or zip")
    parser.add_argument("--vkey", help="the log's verifier key, from paper or telephone, or a file that holds it")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    given = parser.parse_args(arguments)
    if not os.path.exists(given.package):
        print(f"no such package: {given.package}", file=sys.stderr)
        return 2
    vkey = given.vkey
    if vkey and os.path.isfile(vkey):
        with open(vkey, encoding="utf-8") as file:
            vkey = file.read().strip()
    report = verify(given.package, vkey)
    if given.json:
        print(json.dumps({"verdicts": report.states, "notes": report.notes, "facts": report.facts, "exit": report.exit_code}, ensure_ascii=False))
    else:
        print(report.text())
    return report.exit_code


if __name__ == "__main__":
    sys.exit(main())
