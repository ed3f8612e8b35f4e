"""时点: the words in which a moment may be asked for, and why one is refused."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import NamedTuple

from domain.law.refusal import Refusal

MALFORMED = Refusal(
    "moment-malformed",
    "“{written}”不是时点。",
    "请写时刻（2026-11-04T10:12:00+08:00）、事件（event:44）、版本（version:30）或日志位置（position:1200）。",
)
WITHOUT_ZONE = Refusal("moment-without-zone", "时刻“{written}”没有写明时区。", "请在时刻后写明时区，如 2026-11-04T10:12:00+08:00。")
TO_COME = Refusal("moment-to-come", "时刻 {moment} 尚未到来。", "请选择已经过去的时刻。")
BEFORE_THE_CASE = Refusal("before-the-case", "{moment} 时尚无此案：本案始于 {began}。", "请选择本案开始以后的时点。")
NO_SUCH_EVENT = Refusal("no-such-event", "本案没有第 {number} 条记录，最后一条是事件 {last}。", "请从时间线中选择。")
NO_SUCH_VERSION = Refusal("no-such-version", "本案没有第 {number} 版，最后一版是第 {last} 版。", "请从时间线中选择。")
NO_SUCH_POSITION = Refusal("no-such-position", "日志没有位置 {number}，最后一个位置是 {last}。", "请核对日志位置。")

KINDS = ("event", "version", "position")
"""How a moment is named by a number: the count over a case with its sheets, the version of the case's own stream, the log's position."""
_NUMBERED = re.compile(r"(event|version|position):([1-9][0-9]{0,14})")
_BARE = re.compile(r"[1-9][0-9]{0,14}")
_LONGEST = len(datetime.max.replace(tzinfo=UTC).isoformat()) * 2


class Asked(NamedTuple):
    """所问时点: what somebody asked for, before it is looked up."""

    kind: str
    """``instant`` or one of ``KINDS``."""
    number: int = 0
    instant: datetime | None = None
    """UTC."""

    @property
    def written(self) -> str:
        """As it stands in an address."""
        return f"{self.kind}:{self.number}" if self.instant is None else self.instant.isoformat().replace("+00:00", "Z")


def asked(written: str) -> Asked:
    """Read a moment as it was typed: ``event:44``, ``version:30``, ``position:1200``, ``44`` (an event) or an instant with its zone.

    Raises Refused for anything else, and for an instant without a zone.
    """
    written = written.strip()
    numbered = _NUMBERED.fullmatch(written)
    if numbered:
        return Asked(numbered.group(1), int(numbered.group(2)))
    if _BARE.fullmatch(written) and len(written) != len("20260302"):  # eight digits would be read as a day
        return Asked("event", int(written))
    try:
        # A plus sign in an address is read as a blank.
        instant = datetime.fromisoformat(written.replace(" ", "+") if "T" in written else written)
    except ValueError:
        raise MALFORMED(field="as_of", written=written[:_LONGEST]) from None
    if instant.tzinfo is None:
        raise WITHOUT_ZONE(field="as_of", written=written[:_LONGEST])
    try:
        return Asked("instant", instant=instant.astimezone(UTC))
    except OverflowError:
        raise MALFORMED(field="as_of", written=written[:_LONGEST]) from None
