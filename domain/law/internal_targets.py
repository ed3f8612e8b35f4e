"""内部目标: how long the office means to take for a stage. Data beside the rules, and marked so everywhere: no rule says it, nothing rests on it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import msgspec

from domain.law.label import Label
from domain.law.law_file import content_digest, read

FILE = Path(__file__).with_name("internal_targets.yaml")


class InternalTarget(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """内部目标: one of them."""

    code: str
    zh: str
    en: str
    days: int
    """Calendar days after the day it starts."""
    from_: tuple[str, ...] = msgspec.field(name="from")
    """Topics of the facts from which it runs; a later one starts it anew."""
    until: tuple[str, ...]
    """Topics of the facts that meet it."""
    tasks: tuple[str, ...]
    """Codes of the tasks on the work list it is meant for."""

    def __post_init__(self) -> None:
        if self.days < 1:
            raise ValueError(f"{self.code} gives no time")

    @property
    def label(self) -> Label:
        """Its name in both languages."""
        return Label(self.zh, self.en)


class InternalTargets(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """内部目标总表: all of them."""

    targets: tuple[InternalTarget, ...]
    ends: tuple[str, ...]
    """Topics of the facts after which none runs any more."""

    @property
    def digest(self) -> str:
        """SHA-256 over what is written: a changed file makes the list of due days anew."""
        return content_digest(self)

    def of_task(self) -> dict[str, str]:
        """Task → code of the target it belongs to."""
        return {task: target.code for target in self.targets for task in target.tasks}


@cache
def internal_targets() -> InternalTargets:
    """The targets as they are set. Raises LawFileFault."""
    return read(FILE, InternalTargets)
