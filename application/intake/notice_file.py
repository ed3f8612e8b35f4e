"""通知文件: a year's notice of days off as a file, in the form of those that are shipped; every fault is found on its line."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

import msgspec
import yaml

from application.commands.calendar import EnterHolidayNotice
from domain.calendar.events import Holiday, NoticeSource
from domain.law.law_file import LawFileFault, written_as

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WRITTEN_AS = {"holidays": "days_off", "from_on": "from", "until_on": "to"}
"""Member of the command → key in the file."""
DEEPEST = 6
TIMESTAMP = "tag:yaml.org,2002:timestamp"


class WrittenDocument(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """通知来源, as written."""

    number: str | None = None
    number_checked: bool = False
    published_on: date | None = None
    source: str | None = None


class WrittenHoliday(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """放假安排, as written."""

    name: str
    from_: date = msgspec.field(name="from")
    to: date


class WrittenNotice(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """通知, as written; what is missing is for the rules to refuse, where they name it."""

    year: int
    title: str = ""
    issuer: str = ""
    documents: tuple[WrittenDocument, ...] = ()
    days_off: tuple[WrittenHoliday, ...] = ()
    working_days: tuple[date, ...] = ()
    amends: str | None = None
    note: str = ""


class NoticeFileFault(Exception):  # noqa: N818  the trade's words
    """A file that is no notice; ``line`` counts from 1."""

    def __init__(self, line: int, fault: str) -> None:
        super().__init__(fault)
        self.line = line


class NoticeFile(NamedTuple):
    """通知文件: what is asked for, and where in the file it is written."""

    command: EnterHolidayNotice
    lines: dict[str, int]
    """Path of a member as written (``days_off.2.to``) → its line."""

    def line_of(self, field: str | None) -> int:
        """Line of a member of the command; of what it stands in, where it is not written itself."""
        return _line(self.lines, ".".join(WRITTEN_AS.get(each, each) for each in (field or "").split(".")))


def read_notice(path: Path) -> NoticeFile:
    """Read a notice from its file. Raises NoticeFileFault with the line."""
    try:
        content = path.read_bytes()
    except OSError as fault:
        raise NoticeFileFault(0, f"it cannot be read: {fault.strerror}") from fault
    return notice_of(content)


def notice_of(content: bytes) -> NoticeFile:
    """Read a notice. Raises NoticeFileFault with the line."""
    lines = _lines_of(content)
    try:
        written = written_as(content, WrittenNotice)
    except LawFileFault as fault:
        raise NoticeFileFault(_line_named(str(fault), lines), str(fault)) from fault
    command = EnterHolidayNotice(
        year=written.year,
        title=written.title,
        issuer=written.issuer,
        documents=tuple(NoticeSource(each.number, each.published_on, each.source) for each in written.documents),
        holidays=tuple(Holiday(each.name, each.from_, each.to) for each in written.days_off),
        working_days=written.working_days,
        amends=written.amends,
    )
    return NoticeFile(command, lines)


def _lines_of(content: bytes) -> dict[str, int]:
    try:
        root = yaml.compose(content, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as fault:
        line = fault.problem_mark.line + 1 if fault.problem_mark else 1
        raise NoticeFileFault(line, fault.problem or "it is not YAML") from fault
    except (yaml.YAMLError, UnicodeError, RecursionError) as fault:
        raise NoticeFileFault(1, "it is not YAML") from fault
    return {} if root is None else dict(_walked(root, (), set()))


def _walked(node: yaml.Node, path: tuple[str, ...], seen: set[int]) -> Iterator[tuple[str, int]]:
    if id(node) in seen or len(path) > DEEPEST:
        raise NoticeFileFault(node.start_mark.line + 1, "a notice is written out, without aliases and without depths")
    seen.add(id(node))
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield ".".join((*path, str(key.value))), key.start_mark.line + 1
            yield from _walked(value, (*path, str(key.value)), seen)
    elif isinstance(node, yaml.SequenceNode):
        for place, value in enumerate(node.value):
            yield ".".join((*path, str(place))), value.start_mark.line + 1
            yield from _walked(value, (*path, str(place)), seen)
    elif node.tag == TIMESTAMP and not _is_day(str(node.value)):
        raise NoticeFileFault(node.start_mark.line + 1, f"{node.value} is no day of the calendar")


def _is_day(written: str) -> bool:
    try:
        date.fromisoformat(written)
    except ValueError:
        return False
    return True


def _line(lines: dict[str, int], path: str) -> int:
    while path and path not in lines:
        path = path.rpartition(".")[0]
    return lines.get(path, 1)


def _line_named(fault: str, lines: dict[str, int]) -> int:
    """The line a fault speaks of: by number, or by the place msgspec names (``$.days_off[0].from``)."""
    numbered = re.search(r"\bline (\d+)", fault)
    if numbered:
        return int(numbered[1])
    placed, unknown = re.search(r"at `\$\.?([^`]*)`", fault), re.search(r"unknown field `([^`]*)`", fault)
    parts = (re.sub(r"\[(\d+)\]", r".\1", placed[1]).removeprefix(".") if placed else "", unknown[1] if unknown else "")
    return _line(lines, ".".join(filter(None, parts)))
