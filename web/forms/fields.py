"""控件: the controls of a form as its page shows them: label, hint, what was typed, what is wrong."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from markupsafe import Markup

from domain.papers import quantities
from web import texts
from web.forms.options import PAPER_KINDS, options_of
from web.language import language

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from web.forms.asking import Asking, Option
    from web.forms.reading import Typed
    from web.forms.shape import Member

FEW = 7
"""Choices up to this number are shown at once, as boxes; more unfold."""
SHORT = 36


class Fault(NamedTuple):
    """One thing wrong, as the person reads it."""

    path: str
    text: str
    article: str = ""


class Control(NamedTuple):
    """One control, or a group of them."""

    path: str
    kind: str
    label: str
    hint: str
    required: bool
    values: list[str]
    options: list[Option]
    faults: list[Fault]
    controls: list[Control]
    rows: list[Row]
    unit: str = ""
    fixed: bool = False
    """What is asked stands firm (an item of a checklist): shown as words, sent along."""
    name: str = ""

    @property
    def id(self) -> str:
        """Its id on the page; links of the summary lead there."""
        return anchor(self.path)

    @property
    def value(self) -> str:
        """What was typed."""
        return self.values[0] if self.values else ""

    @property
    def described(self) -> Markup:
        """The attribute that ties hint and faults to the control."""
        parts = [f"{self.id}-{part}" for part, there in (("hint", self.hint), ("err", self.faults)) if there]
        return Markup(' aria-describedby="{}"').format(" ".join(parts)) if parts else Markup()

    @property
    def invalid(self) -> Markup:
        """The attribute that says something is wrong."""
        return Markup(' aria-invalid="true"') if self.faults else Markup()

    @property
    def chosen(self) -> str:
        """What was typed, as the person reads it."""
        labels = {each.code: each.label for each in self.options}
        return "；".join(labels.get(each, each) for each in self.values if each)


class Row(NamedTuple):
    """One of several groups of controls."""

    path: str
    number: int
    caption: str
    """What the row is about, where that stands firm: a correction to answer."""
    controls: list[Control]

    @property
    def id(self) -> str:
        """Its id on the page."""
        return anchor(self.path)


def anchor(path: str) -> str:
    """Id of the control of a path."""
    return "f-" + path.replace(".", "-")


class Setting(NamedTuple):
    """What a form shows: what was typed, what is wrong, who asks."""

    typed: Typed
    faults: Mapping[str, list[Fault]]
    asking: Asking
    fixed: frozenset[str] = frozenset()
    """Keys of members whose value stands firm, and of rows that can be neither added nor taken away."""
    captions: Mapping[str, str] = MappingProxyType({})
    """Path of a row → what it is about."""


def controls(members: Iterable[Member], setting: Setting, at: str = "") -> list[Control]:
    """The controls of members; numbers that follow from the order are left out."""
    return [control(each, at + each.name, setting) for each in members if each.kind != "counted" and each.name != "paper_names"]


def control(member: Member, path: str, setting: Setting) -> Control:
    """The control of one member."""
    options = options_of(member, setting.asking) or []
    kind = _shown_as(member, options)
    return Control(
        path=path,
        kind=kind,
        label=label(member),
        hint=_words("hint", member),
        required=member.required,
        values=setting.typed.get(path, []),
        options=options,
        faults=list(setting.faults.get(path, ())),
        controls=_inside(member, path, setting),
        rows=_rows(member, path, setting),
        unit=_words("unit-of", member),
        fixed=member.key in setting.fixed,
        name=member.name,
    )


def _shown_as(member: Member, options: list[Option]) -> str:
    if member.key == "Paper.kind" or member.kind == "statements":
        return member.kind
    if member.kind == "list":
        return "boxes" if options else "lines"
    if options and member.kind in {"text", "long", "id", "citation"}:
        few = len(options) <= FEW and all(len(each.label) <= SHORT for each in options)
        return "radio" if few and member.kind != "citation" else "select"
    if member.kind == "truth":
        return "yes-no" if member.required else "tick"
    return member.kind


def _inside(member: Member, path: str, setting: Setting) -> list[Control]:
    if member.kind == "ledger":
        return _ledger(path, setting)
    return controls(member.members, setting, f"{path}.") if member.kind == "part" else []


def _ledger(path: str, setting: Setting) -> list[Control]:
    """Amounts of the performance table, one for each column of its form; the investment of a scheme has a field of its own."""
    form, chosen = quantities.form(), language()
    columns = [each for each in form.amounts.values() if each.key != quantities.INVESTMENT or path.endswith("totals")]
    return [
        Control(
            path=f"{path}.{each.key}",
            kind="amount",
            label=getattr(each, chosen),
            hint="",
            required=True,  # an empty cell is zero; to say so at each of eighteen would help nobody
            values=setting.typed.get(f"{path}.{each.key}", []),
            options=[],
            faults=list(setting.faults.get(f"{path}.{each.key}", ())),
            controls=[],
            rows=[],
            unit=str(getattr(form.units[each.unit], chosen)) if each.unit else "",
        )
        for each in columns
    ]


def _rows(member: Member, path: str, setting: Setting) -> list[Row]:
    if member.kind not in {"rows", "papers"}:
        return []
    found = []
    for number in range(1, rows_typed(path, setting.typed) + 1):
        at = f"{path}.{number}"
        inside = _paper(at, setting) if member.kind == "papers" else controls(member.members, setting, f"{at}.")
        found.append(Row(at, number, setting.captions.get(at, ""), inside))
    return found


def rows_typed(path: str, typed: Typed) -> int:
    """How many rows there are."""
    numbers = [int(part) for name in typed if name.startswith(f"{path}.") and (part := name[len(path) + 1 :].split(".")[0]).isdecimal()]
    return max(numbers, default=0)


def _paper(path: str, setting: Setting) -> list[Control]:
    kinds = PAPER_KINDS(setting.asking)
    at = f"{path}.kind"
    said = texts.word("label", "Paper.kind", language())
    blank = Control(path=at, kind="select", label=said, hint="", required=True, values=[], options=[], faults=[], controls=[], rows=[])
    kind = blank._replace(values=setting.typed.get(at, []), options=kinds, faults=list(setting.faults.get(at, ())))
    hidden = [
        blank._replace(path=f"{path}.{name}", kind="hidden", label="", values=setting.typed.get(f"{path}.{name}", []), name=name)
        for name in PAPER_PARTS
    ]
    return [kind, *hidden]


PAPER_PARTS = ("digest", "size", "media_type", "name")


def known_paths(shown: Iterable[Control]) -> set[str]:
    """Every path the page has a place for."""
    found: set[str] = set()
    for each in shown:
        found |= {each.path, *known_paths(each.controls)}
        for row in each.rows:
            found |= {row.path, *known_paths(row.controls)}
    return found


def label(member: Member) -> str:
    """What a member is called."""
    return _words("label", member) or member.name


def _words(vocabulary: str, member: Member) -> str:
    for code in (member.key, member.name):
        if texts.has(vocabulary, code):
            return texts.word(vocabulary, code, language())
    return ""
