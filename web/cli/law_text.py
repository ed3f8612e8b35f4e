"""What ``law show`` prints: rule sets, figures and readings as plain text, one figure a line."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from domain.law.figure import UnknownFigure
from domain.law.readings import readings
from domain.law.rulebook import rule_sets

if TYPE_CHECKING:
    from datetime import date

    from domain.law.figure import Figure
    from domain.law.readings import Reading
    from domain.law.rule_set import RuleSet


def rule_sets_text(shown: RuleSet) -> str:
    """All rule sets with their days; the one shown is marked and has its digest."""
    lines = [f"{'*' if rules.id == shown.id else ' '} {rules.id}  {_days(rules)}  {rules.document} {rules.title}" for rules in rule_sets()]
    return "\n".join((*lines, f"  digest {shown.digest}", f"  functions {', '.join(shown.functions.values()) or '-'}", ""))


def figures_text(rules: RuleSet, day: date) -> str:
    """Every figure of a rule set on a day: path, value, article, 暂定 with its reading where it is assumed."""
    return "\n".join(_figure_line(rules, path, day) for path in rules.paths)


def readings_text(rules: RuleSet) -> str:
    """The readings that bear on a rule set: question, the reading taken, alternatives, who confirmed it."""
    bearing = [each for each in readings() if set(each.figures) & set(rules.paths) or rules.id in each.rule_sets]
    return "\n" + "\n\n".join(_reading_text(each) for each in bearing)


def _days(rules: RuleSet) -> str:
    assumed = f" (暂定 {rules.validity_reading})" if rules.validity_reading else ""
    return f"{rules.valid_from} – {rules.valid_to or '…'}{assumed}"


def _figure_line(rules: RuleSet, path: str, day: date) -> str:
    try:
        figure = rules.figure(path, day)
    except UnknownFigure as unknown:
        return f"{path}  ?  {unknown}"
    assumed = f"  暂定 {figure.reading}" if figure.assumed else ""
    return f"{path}  {_value(figure)}  [{figure.citation}]{assumed}  {figure.title} · {figure.title_en}"


def _value(figure: Figure) -> str:
    value = figure.value
    if isinstance(value, list):
        return ", ".join(str(entry["code"] if isinstance(entry, dict) else entry) for entry in value)
    said = ("yes" if value else "no") if isinstance(value, bool) else str(value)
    return f"{said} {figure.unit}" if figure.unit and isinstance(value, int | Decimal) else said


def _reading_text(each: Reading) -> str:
    confirmed = each.confirmation
    lines = (
        f"{each.id}  {each.question} · {each.question_en}",
        f"  暂定 taken: {each.taken} · {each.taken_en}",
        *(f"  或 or {alternative.code}: {alternative.zh} · {alternative.en}" for alternative in each.alternatives),
        f"  确认 confirmed: {f'{confirmed.by}, {confirmed.document}, {confirmed.on}' if confirmed else '-'}",
        f"  涉及 bears on: {', '.join((*each.figures, *each.rule_sets))}",
    )
    return "\n".join(lines)
