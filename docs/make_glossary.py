"""词汇表: makes ``glossary.md``: each Chinese term, the English word it has in the source, and where it stands."""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from typing import TYPE_CHECKING

from pypinyin import Style, lazy_pinyin

from docs.declared import named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docs.declared import Named

FOLDERS = ("domain", "application/commands", "application/permissions")
HEAD = """# Glossary

<!-- Made by docs/make_glossary.py from the source; `make docs` makes it again. -->

The Chinese term is the first word of the docstring of every event, command, policy and aggregate; here they are in the order of their
pinyin. An act has one term and up to three names: the event that it happened, the command that asks for it, the function that decides it.

| term | English | where |
|---|---|---|
"""
KINDS = {"Fact": "event", "Command": "command", "Aggregate": "aggregate", "NamedTuple": "value", "msgspec.Struct": "value"}
ORDER = ("event", "aggregate", "value", "class", "command", "policy")


def page() -> Iterator[str]:
    """The page, row by row."""
    yield HEAD
    by_term: defaultdict[str, list[Named]] = defaultdict(list)
    for each in named(*FOLDERS):
        by_term[each.term].append(each)
    for term in sorted(by_term, key=lambda each: (lazy_pinyin(each, style=Style.TONE3), each)):
        ordered = sorted(by_term[term], key=lambda one: (ORDER.index(kind(one)), one.module, one.name))
        words: defaultdict[str, list[str]] = defaultdict(list)
        for each in ordered:
            words[english(each.name)].append(kind(each))
        modules = dict.fromkeys(each.module for each in ordered)
        cell = ", ".join(f"{word} ({'/'.join(dict.fromkeys(kinds))})" for word, kinds in words.items())
        yield f"| {term} | {cell} | {', '.join(f'`{module}`' for module in modules)} |\n"


def kind(each: Named) -> str:
    """What a declaration is in the trade's eyes; a function is a policy or an act."""
    if each.kind == "function":
        return "policy"
    return next((KINDS[base] for base in each.bases if base in KINDS), "class")


def english(name: str) -> str:
    """A name of the source as words: ``GradeProposalRejected`` → grade proposal rejected."""
    return " ".join(re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])", name)).lower()


if __name__ == "__main__":
    sys.stdout.write("".join(page()))
