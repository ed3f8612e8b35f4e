"""法规数据: rule sets and their figures, read from dated files and asked as of a day.

No figure of the law stands in code: ``in_force(day).integer("panel/minimum-experts", day)``. A case keeps the rule set of its plan
for ever, so a set still answers after its own last day and, by its first values, before its first day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from domain.law.citation import Citation
from domain.law.figure import DatedValue, Figure, FigureFile, UnknownFigure, Value
from domain.law.law_file import LawFileFault, content_digest, read

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T")

SHIPPED = Path(__file__).parent


class NoRuleInForce(LookupError):
    """No rule set is in force on that day."""

    def __init__(self, day: date) -> None:
        super().__init__(f"no rule set is in force on {day.isoformat()}")
        self.day = day


class UnknownRuleSet(LookupError):
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


@dataclass(frozen=True, eq=False)
class RuleSet:
    """法规版本: what one document demands, day by day, with a digest that every decision keeps."""

    id: str
    document: str
    """Full issuing number."""
    title: str
    title_en: str
    valid_from: date
    valid_to: date | None
    validity_reading: str | None
    score_sheet: str | None
    """Id of the sheet the panel scores on."""
    note: str
    functions: Mapping[str, str]
    _figures: Mapping[str, tuple[Figure | DatedValue, ...]]
    _score_sheet_digest: str | None

    @cached_property
    def digest(self) -> str:
        """SHA-256 in hex over everything a decision can depend on: dated values, functions, score sheet, validity."""
        return content_digest(
            {
                "id": self.id,
                "valid_from": self.valid_from,
                "valid_to": self.valid_to,
                "functions": dict(self.functions),
                "score_sheet": self._score_sheet_digest,
                "figures": {path: [_resolved(entry) for entry in entries] for path, entries in self._figures.items()},
            },
        )

    @property
    def paths(self) -> tuple[str, ...]:
        """Paths of all figures the set lists, sorted."""
        return tuple(sorted(self._figures))

    def figure(self, path: str, on: date | None = None) -> Figure:
        """The figure at ``path`` on a day; without a day, as the rule set came into force. Raises UnknownFigure."""
        day = self.valid_from if on is None else max(on, self.valid_from)
        entries = self._figures.get(path)
        if entries is None:
            raise UnknownFigure(self.id, path, on or day, "the rule set does not list it")
        for entry in reversed(entries):
            if isinstance(entry, Figure) and entry.valid_from <= day and (entry.valid_to is None or day <= entry.valid_to):
                return entry
            if isinstance(entry, DatedValue) and entry.holds_on(day):
                raise UnknownFigure(self.id, path, on or day, entry.note or "announced, not known")
        raise UnknownFigure(self.id, path, on or day, "no value covers that day")

    def dated(self, path: str) -> tuple[Figure, ...]:
        """All known values of a figure, oldest first; empty where only expected ones are listed."""
        return tuple(entry for entry in self._figures.get(path, ()) if isinstance(entry, Figure))

    def value(self, path: str, on: date | None = None) -> Value:
        """The bare value: int, Decimal, str, bool, list or mapping. Raises UnknownFigure."""
        return self.figure(path, on).value

    def integer(self, path: str, on: date | None = None) -> int:
        """The value where a whole number is meant. Raises UnknownFigure, and TypeError for any other value."""
        return _of_type(path, self.value(path, on), int)

    def decimal(self, path: str, on: date | None = None) -> Decimal:
        """The value where an exact number is meant. Raises UnknownFigure, and TypeError for any other value."""
        value = self.value(path, on)
        return Decimal(value) if isinstance(value, int) else _of_type(path, value, Decimal)

    def word(self, path: str, on: date | None = None) -> str:
        """The value where one code is meant: ``refuse``. Raises UnknownFigure, and TypeError for any other value."""
        return _of_type(path, self.value(path, on), str)

    def words(self, path: str, on: date | None = None) -> tuple[str, ...]:
        """The value where a list of codes is meant; of a list of entries, their codes. Raises UnknownFigure, TypeError."""
        return tuple(_code(path, entry) for entry in _of_type(path, self.value(path, on), list))

    def integers(self, path: str, on: date | None = None) -> tuple[int, ...]:
        """The value where a list of whole numbers is meant. Raises UnknownFigure, TypeError."""
        return tuple(_of_type(path, entry, int) for entry in _of_type(path, self.value(path, on), list))

    def entries(self, path: str, on: date | None = None) -> tuple[dict[str, Any], ...]:
        """The value where a list of entries with ``code``, ``zh``, ``en`` and more is meant. Raises UnknownFigure, TypeError."""
        return tuple(_of_type(path, entry, dict) for entry in _of_type(path, self.value(path, on), list))

    def cite(self, path: str, code: str | None = None, on: date | None = None) -> Citation:
        """Where a figure stands; with ``code``, where that entry of its list stands. Raises UnknownFigure."""
        figure = self.figure(path, on)
        if code is None:
            return figure.citation
        for entry in _of_type(path, figure.value, list):
            if isinstance(entry, dict) and entry.get("code") == code:
                place = entry.get("place")
                return Citation(figure.citation.document, place) if place else figure.citation
        raise UnknownFigure(self.id, path, on or self.valid_from, f"it has no entry {code}")

    def function(self, question: str) -> str:
        """Dated name of the function that answers ``question``: ``combine_mean_2025_04``. Raises UnknownFigure."""
        try:
            return self.functions[question]
        except KeyError:
            raise UnknownFigure(self.id, f"functions/{question}", self.valid_from, "the rule set names no function for it") from None


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
        if any(later.from_ <= earlier.from_ for earlier, later in zip(entries, entries[1:], strict=False)):
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


def _resolved(entry: Figure | DatedValue) -> dict[str, object]:
    if isinstance(entry, Figure):
        return {"from": entry.valid_from, "to": entry.valid_to, "value": entry.value}
    return {"from": entry.from_, "to": entry.to, "expected": True}


def _of_type(path: str, value: object, wanted: type[T]) -> T:
    if isinstance(value, wanted) and not (wanted is int and isinstance(value, bool)):
        return value
    message = f"{path} is {value!r}, not {wanted.__name__}"
    raise TypeError(message)


def _code(path: str, entry: object) -> str:
    return _of_type(path, entry["code"] if isinstance(entry, dict) else entry, str)


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
