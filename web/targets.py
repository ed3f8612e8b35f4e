"""内部目标的名称: as the office calls its own targets; their words stand with them in the data."""

from __future__ import annotations

from domain.law.internal_targets import internal_targets


def target_name(code: str, language: str) -> str:
    """The name of a target; its code where the data name it no more."""
    found = next((each.label for each in internal_targets().targets if each.code == code), None)
    return code if found is None else str(getattr(found, language))
