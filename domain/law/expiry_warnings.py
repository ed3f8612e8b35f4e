"""到期提示: how long before something expires people are warned. The office's own setting; no rule says it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from domain.law.law_file import read

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from domain.law.rule_set import RuleSet

FILE = Path(__file__).with_name("expiry_warnings.yaml")
RULE_SET = "rule-set"


class Expiring(NamedTuple):
    """到期: a rule set and its last day."""

    rules: RuleSet
    last_day: date


@cache
def warned_ahead() -> dict[str, int]:
    """Kind → calendar days ahead. Raises LawFileFault."""
    return read(FILE, dict[str, int])


def rule_sets_expiring(rule_sets: Iterable[RuleSet], today: date) -> list[Expiring]:
    """Rule sets whose last day is near or past, where none has taken their place: then nothing can be applied for any more."""
    known = tuple(rule_sets)
    found = []
    for rules in known:
        last_day = rules.valid_to
        followed = last_day is not None and any(each.valid_from > rules.valid_from and (each.valid_to or last_day) >= last_day for each in known)
        if last_day is not None and not followed and (last_day - today).days <= warned_ahead()[RULE_SET]:
            found.append(Expiring(rules, last_day))
    return found
