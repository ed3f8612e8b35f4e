"""拒绝: every no has a code, a sentence for the person, a way out and, where a rule is behind it, its citation."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable

    from domain.law.citation import Citation

KINDS: dict[str, Refusal] = {}
"""Every kind of refusal the product can give, by code; filled as the modules that declare them are imported."""


class Refusal(msgspec.Struct, frozen=True):
    """拒绝事由: one kind of no. Declared once as a module constant beside the rule that gives it.

    ``sentence`` and ``remedy`` are Chinese templates with named places; they are the message ids that ``web`` translates.
    """

    code: str
    """Stable, lower case with hyphens: ``founded-too-recently``; becomes ``/problems/<code>``."""
    sentence: str
    """The reason, for the person: ``成立于 {founded_on}，未满 {years} 年。``"""
    remedy: str
    """The way out: what the person can do now."""

    def __post_init__(self) -> None:
        known = KINDS.setdefault(self.code, self)
        if known != self:
            message = f"two kinds of refusal share the code {self.code}"
            raise ValueError(message)

    def __call__(self, citation: Citation | None = None, *, field: str | None = None, **parameters: object) -> Refused:
        """Make the exception: ``raise TOO_FEW_EXPERTS(rules.cite("panel/minimum-experts"), found=2, needed=3)``."""
        return Refused(self, citation, field, parameters)


class Refused(Exception):  # noqa: N818  the trade's word: a request was refused
    """A command was refused. Nothing was recorded in the case."""

    def __init__(self, kind: Refusal, citation: Citation | None, field: str | None, parameters: dict[str, object]) -> None:
        super().__init__(kind.code)
        self.kind = kind
        self.citation = citation
        self.field = field
        """The command's field at fault, where one is; forms and imports show the refusal beside it."""
        self.parameters = parameters
        self.others: tuple[Refused, ...] = ()
        """Further refusals of the same request: a form shows all its faults at once."""

    @property
    def code(self) -> str:
        """The stable code of the kind."""
        return self.kind.code

    @property
    def every(self) -> tuple[Refused, ...]:
        """This refusal and the others of the same request."""
        return (self, *self.others)

    def __str__(self) -> str:
        return self.kind.sentence.format(**{name: _joined(value) for name, value in self.parameters.items()})


def _joined(value: object) -> object:
    return "、".join(map(str, value)) if isinstance(value, tuple) else value


def refuse(refusals: Iterable[Refused]) -> None:
    """Raise the first refusal with the others beside it; return quietly where there is none."""
    found = tuple(refusals)
    if found:
        _raise(found)


def _raise(found: tuple[Refused, ...]) -> NoReturn:
    first, *others = found
    first.others = tuple(others)
    raise first
