"""卷宗的文字: the words of a dossier, in the language asked for."""

from __future__ import annotations

from typing import Any

from web.texts import catalogue

VOCABULARIES = ("state", "event", "role", "claim", "finding-cause", "paper-kind", "read-act")


def words(language: str) -> dict[str, Any]:
    """Every word the template of a dossier asks for."""
    texts = catalogue()
    found: dict[str, Any] = {name: {code: entry[language] for code, entry in texts[name].items()} for name in VOCABULARIES}
    return found | {"page": {code: entry[language] for code, entry in texts["dossier"].items()}}
