"""文字: every word a person reads, in both languages, from ``translations/*.yaml``: vocabulary → code → ``zh`` and ``en``.

The Chinese sentences of refusals stand in ``domain`` beside their rules; their English ones stand in the vocabulary ``refusal``.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).with_name("translations")
LANGUAGES = ("zh", "en")
"""Chinese first."""
TAGS = {"zh": "zh-Hans-CN", "en": "en"}
"""Language to its tag in HTML and HTTP."""

Entry = dict[str, str]


class MissingTextError(LookupError):
    """A text is asked for that no catalogue has."""


@cache
def catalogue() -> dict[str, dict[str, Entry]]:
    """All texts: vocabulary → code → language → words. Raises ValueError where two files say the same thing."""
    texts: dict[str, dict[str, Entry]] = {}
    for path in sorted(FOLDER.glob("*.yaml")):
        for vocabulary, entries in _read(path).items():
            known = texts.setdefault(vocabulary, {})
            doubled = known.keys() & entries.keys()
            if doubled:
                raise ValueError(f"{path.name} says again what {vocabulary} has already: {sorted(doubled)}")
            known.update(entries)
    return texts


def _read(path: Path) -> dict[str, dict[str, Entry]]:
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    content: dict[str, dict[str, Entry]] = yaml.load(path.read_bytes(), Loader=loader)  # noqa: S506  both are safe loaders
    return content


def word(vocabulary: str, code: str, language: str, **parameters: object) -> str:
    """The words for a code. Raises MissingTextError naming what is missing."""
    try:
        template = catalogue()[vocabulary][code][language]
    except KeyError:
        raise MissingTextError(f"{vocabulary}.{code} has no words in {language}") from None
    return template.format(**parameters) if parameters else template


def refusal(code: str, part: str) -> str:
    """The English template of a refusal: its ``sentence`` or its ``remedy``; the Chinese one stands in the domain."""
    try:
        return catalogue()["refusal"][code][part]
    except KeyError:
        raise MissingTextError(f"the refusal {code} has no {part} in English") from None


def has(vocabulary: str, code: str) -> bool:
    """Whether a vocabulary knows the code."""
    return code in catalogue().get(vocabulary, {})
