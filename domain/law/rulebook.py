"""法规数据: rule sets and their figures, read from dated files and asked as of a day.

No figure of the law stands in code: ``in_force(day).integer("panel/minimum-experts", day)``. A case keeps the rule set of its plan
for ever, so a set still answers after its own last day and, by its first values, before its first day.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from domain.law.figure import DatedValue, Figure, FigureFile, UnknownFigure
from domain.law.law_file import LawFileFault, content_digest, read
from domain.law.rule_set import RuleSet

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "SHIPPED",
    "LawFileFault",
    "NoRuleInForce",
    "RuleSet",
    "Rulebook",
    "UnknownFigure",
    "UnknownRuleSet",
    "in_force",
    "rule_set",
    "rule_sets",
    "shipped",
]

SHIPPED = Path(__file__).parent


class NoRuleInForce(LookupError):  # noqa: N818  the trade's words
    """No rule set is in force on that day."""

    def __init__(self, day: date) -> None:
        super().__init__(f"no rule set is in force on {day.isoformat()}")
        self.day = day


class UnknownRuleSet(LookupError):  # noqa: N818  the trade's words
    """No rule set has that id."""

    def __init__(self, rule_set: str, known: tuple[str, ...]) -> None:
        super().__init__(f"no rule set is called {rule_set}; there are {', '.join(known)}")
        self.rule_set = rule_set


class RuleSetFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The file of one rule set: which document, which days, which figures, functions and score sheet."""

    document: str
    """Short name in ``documents.yaml``: ``R2025``."""
    valid_from: date
    valid_to: date | None
    validity_reading: str | None = None
    """Reading behind a first or last day that the document does not state."""
    figures: tuple[str, ...]
    functions: dict[str, str]
    """Question to dated name of the function that answers it: ``combine: combine_mean_2025_04``."""
    score_sheet: str | None = None
    note: str = ""


class Document(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """法律文件: a legal text the figures cite."""

    number: str
    """Issuing number, ``深工信规〔2025〕5号``; the usual short name where the text has none."""
    title: str
    title_en: str
    source: str = ""
    """Address of the text, where one was seen."""


class Rulebook:
    """法规汇编: a directory of law files. The shipped one lies beside this module; tests bring fictional ones."""

    def __init__(self, directory: Path = SHIPPED) -> None:
        self.directory = directory
        self._rule_sets: dict[str, RuleSet] = {}
        self._figure_files: dict[str, FigureFile] = {}

    def rule_set(self, rule_set_id: str) -> RuleSet:
        """The rule set of that id. Raises UnknownRuleSet, and LawFileFault where a file is wrong."""
        if rule_set_id not in self._rule_sets:
            if rule_set_id not in self.rule_set_ids:
                raise UnknownRuleSet(rule_set_id, self.rule_set_ids)
            self._rule_sets[rule_set_id] = self._load(rule_set_id)
        return self._rule_sets[rule_set_id]

    def rule_sets(self) -> tuple[RuleSet, ...]:
        """All rule sets, by their first day."""
        return tuple(sorted((self.rule_set(each) for each in self.rule_set_ids), key=lambda rules: rules.valid_from))

    def in_force(self, day: date) -> RuleSet:
        """The rule set a plan of that day falls under; the later one where two overlap. Raises NoRuleInForce."""
        for rules in reversed(self.rule_sets()):
            if rules.valid_from <= day and (rules.valid_to is None or day <= rules.valid_to):
                return rules
        raise NoRuleInForce(day)

    @cached_property
    def rule_set_ids(self) -> tuple[str, ...]:
        """Ids of the rule sets in the directory, sorted."""
        return tuple(sorted(path.stem for path in (self.directory / "rule_sets").glob("*.yaml")))

    @cached_property
    def figure_paths(self) -> tuple[str, ...]:
        """Paths of every figure in the directory, listed by a rule set or not."""
        root = self.directory / "parameters"
        return tuple(sorted(path.relative_to(root).with_suffix("").as_posix() for path in root.glob("*/*.yaml")))

    @cached_property
    def documents(self) -> Mapping[str, Document]:
        """The legal texts cited, by the short name that citations use."""
        return read(self.directory / "documents.yaml", dict[str, Document])

    def figure_file(self, path: str) -> FigureFile:
        """The file of one figure with the values of every rule set. Raises LawFileFault."""
        if path not in self._figure_files:
            self._figure_files[path] = read(self.directory / "parameters" / f"{path}.yaml", FigureFile)
        return self._figure_files[path]

    def _load(self, rule_set_id: str) -> RuleSet:
        written = read(self.directory / "rule_sets" / f"{rule_set_id}.yaml", RuleSetFile)
        document = self.documents[written.document]
        return RuleSet(
            id=rule_set_id,
            document=document.number,
            title=document.title,
            title_en=document.title_en,
            valid_from=written.valid_from,
            valid_to=written.valid_to,
            validity_reading=written.validity_reading,
            score_sheet=written.score_sheet,
            note=written.note,
            functions=written.functions,
            _figures={path: self._figures_of(rule_set_id, path) for path in written.figures},
            _score_sheet_digest=self._sheet_digest(written.score_sheet),
        )

    def _figures_of(self, rule_set_id: str, path: str) -> tuple[Figure | DatedValue, ...]:
        file = self.figure_file(path)
        entries = tuple(entry for entry in file.values if rule_set_id in entry.under)
        if not entries:
            message = f"{path}.yaml: rule set {rule_set_id} lists the figure, no entry is under it"
            raise LawFileFault(message)
        if any(later.from_ <= earlier.from_ for earlier, later in pairwise(entries)):
            message = f"{path}.yaml: the entries under {rule_set_id} are not in the order of their days"
            raise LawFileFault(message)
        return tuple(entry if entry.expected else _figure(path, file, entry) for entry in entries)

    def _sheet_digest(self, sheet: str | None) -> str | None:
        return None if sheet is None else content_digest(read(self.directory / "score_sheets" / f"{sheet}.yaml", dict[str, Any]))


def _figure(path: str, file: FigureFile, entry: DatedValue) -> Figure:
    return Figure(
        path=path,
        title=file.title,
        title_en=file.title_en,
        unit=file.unit,
        value=Decimal(entry.value) if file.kind == "decimal" else entry.value,
        valid_from=entry.from_,
        valid_to=entry.to,
        citation=entry.citation,
        assumed=entry.assumed,
        reading=entry.reading,
        note=entry.note,
        source=entry.source,
    )


@lru_cache(maxsize=1)
def shipped() -> Rulebook:
    """The rulebook the product ships, read on first use and kept."""
    return Rulebook()


def rule_set(rule_set_id: str) -> RuleSet:
    """The shipped rule set of that id. Raises UnknownRuleSet."""
    return shipped().rule_set(rule_set_id)


def rule_sets() -> tuple[RuleSet, ...]:
    """All shipped rule sets, by their first day."""
    return shipped().rule_sets()


def in_force(day: date) -> RuleSet:
    """The shipped rule set a plan of that day falls under. Raises NoRuleInForce."""
    return shipped().in_force(day)
