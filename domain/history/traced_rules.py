"""留痕规则: a rule set that notes which of its figures were asked, and for which day: the rule values behind a derivation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.law.rule_set import RuleSet

if TYPE_CHECKING:
    from datetime import date

    from domain.law.figure import Figure


class TracedRules(RuleSet):
    """留痕规则: answers as the rule set it was made of, and keeps what it answered."""

    asked: dict[str, Figure]
    """Path → the figure given, in the order of asking."""

    def figure(self, path: str, on: date | None = None) -> Figure:
        """As ever; noted."""
        found = super().figure(path, on)
        self.__dict__.setdefault("asked", {})[path] = found
        return found


def traced(rules: RuleSet) -> TracedRules:
    """The same rules, with nothing asked yet."""
    copy = object.__new__(TracedRules)
    copy.__dict__.update({name: value for name, value in rules.__dict__.items() if name != "asked"})
    copy.__dict__["asked"] = {}
    return copy
