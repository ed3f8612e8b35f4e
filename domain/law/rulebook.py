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
    like: str | None = None
    """Id of a rule set whose figures, functions and sheet hold where this file and its figures say nothing else (an amendment)."""
    valid_from: date
    valid_to: date | None
    validity_reading: str | None = None
    """Reading behind a first or last day that the document does not state."""
    figures: tuple[str, ...] = ()
    functions: dict[str, str] = {}
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
    """法规汇编: law files of one directory or several. The shipped one lies beside this module; tests add fictional ones to it."""

    def __init__(self, *directories: Path) -> None:
        """Take directories in this order, the shipped one where none is given; the values of one figure are put together."""
        self.directories = directories or (SHIPPED,)
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

    def of_the_day(self, day: date) -> RuleSet:
        """The rule set in force that day or, where none is, the last that was (the first, before them all): what no plan asks needs no more."""
        try:
            return self.in_force(day)
        except NoRuleInForce:
            known = self.rule_sets()
            return next((rules for rules in reversed(known) if rules.valid_from <= day), known[0])

    @cached_property
    def rule_set_ids(self) -> tuple[str, ...]:
        """Ids of the rule sets there are, sorted."""
        return tuple(self.files("rule_sets"))

    @cached_property
    def figure_paths(self) -> tuple[str, ...]:
        """Paths of every figure there is, listed by a rule set or not, sorted."""
        found = {f"{topic.name}/{name}" for root in self.directories for topic in (root / "parameters").glob("*") for name in _stems(topic)}
        return tuple(sorted(found))

    @cached_property
    def documents(self) -> Mapping[str, Document]:
        """The legal texts cited, by the short name that citations use."""
        found = (read(root / "documents.yaml", dict[str, Document]) for root in self.directories if (root / "documents.yaml").exists())
        return {name: document for file in found for name, document in file.items()}

    def files(self, folder: str) -> dict[str, Path]:
        """Files of a folder by their names without ending, sorted; of two with one name the later directory's."""
        found = {path.stem: path for root in self.directories for path in (root / folder).glob("*.yaml")}
        return dict(sorted(found.items()))

    def figure_file(self, path: str) -> FigureFile:
        """What is written about one figure, with the values of every rule set. Raises LawFileFault."""
        if path not in self._figure_files:
            places = [root / "parameters" / f"{path}.yaml" for root in self.directories]
            found = [read(place, FigureFile) for place in places if place.exists()]
            if not found:
                raise LawFileFault(f"no file describes the figure {path}")
            values = tuple(entry for file in found for entry in file.values)
            self._figure_files[path] = msgspec.structs.replace(found[0], values=values)
        return self._figure_files[path]

    def _load(self, rule_set_id: str) -> RuleSet:
        written = read(self.files("rule_sets")[rule_set_id], RuleSetFile)
        document = self.documents[written.document]
        model = self.rule_set(written.like) if written.like else None
        sheet = written.score_sheet or (model.score_sheet if model else None)
        own = {path: self._entries(rule_set_id, path) for path in written.figures}
        return RuleSet(
            id=rule_set_id,
            document=document.number,
            title=document.title,
            title_en=document.title_en,
            valid_from=written.valid_from,
            valid_to=written.valid_to,
            validity_reading=written.validity_reading,
            score_sheet=sheet,
            note=written.note,
            functions={**(model.functions if model else {}), **written.functions},
            _figures={**(model._figures if model else {}), **own},  # noqa: SLF001  of its own kind
            _score_sheet_digest=None if sheet is None else content_digest(read(self.files("score_sheets")[sheet], dict[str, Any])),
        )

    def _entries(self, rule_set_id: str, path: str) -> tuple[Figure | DatedValue, ...]:
        file = self.figure_file(path)
        entries = tuple(entry for entry in file.values if rule_set_id in entry.under)
        if not entries:
            raise LawFileFault(f"{path}.yaml: rule set {rule_set_id} lists the figure, no entry is under it")
        if any(later.from_ <= earlier.from_ for earlier, later in pairwise(entries)):
            raise LawFileFault(f"{path}.yaml: the entries under {rule_set_id} are not in the order of their days")
        return tuple(entry if entry.expected else _figure(path, file, entry) for entry in entries)


def _stems(folder: Path) -> tuple[str, ...]:
    return tuple(path.stem for path in folder.glob("*.yaml"))


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
