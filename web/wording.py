"""措辞: days, instants, articles, codes and refusals as a person reads them, in the language asked for."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from string import Formatter
from typing import TYPE_CHECKING, Any
from uuid import UUID

from application.clock import SHENZHEN
from domain.case.judgement import Step
from domain.law.citation import CASE_DOCUMENT, Citation
from domain.law.districts import districts
from domain.law.label import Label, Span
from domain.law.refusal import Refused
from web import experts, texts

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from fractions import Fraction

_WEEKDAYS = {"zh": "一二三四五六日", "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
_DIGITS = "零一二三四五六七八九"
_TEN = 10

VOCABULARIES = {
    "state": "state",
    "stage": "state",
    "missing": "missing",
    "act": "act",
    "role": "role",
    "district": "district",
    "result": "result",
    "grade": "grade",
    "needed": "state",
    "level": "level",
    "condition": "condition",
    "party": "party",
    "party_kind": "party",
    "parties": "party",
    "kind": "kind",
    "kinds": "kind",
    "ground": "ground",
    "grounds": "ground",
    "cause": "cause",
    "channel": "channel",
    "channels": "channel",
    "title_level": "title-level",
    "unit": "unit",
    "field": "field",
}
"""Parameter of a refusal → vocabulary of its codes. A value the vocabulary does not know is shown as it is."""


def day(on: date, language: str, *, weekday: bool = True, this_year: int | None = None) -> str:
    """``2026年12月8日（周二）``, ``Tue 8 December 2026``; without the year where it is ``this_year``."""
    told = on.year != this_year
    if language == "zh":
        return (f"{on.year}年" if told else "") + f"{on.month}月{on.day}日" + (f"（周{_WEEKDAYS['zh'][on.weekday()]}）" if weekday else "")
    return (f"{_WEEKDAYS['en'][on.weekday()]} " if weekday else "") + f"{on.day} {_MONTHS[on.month - 1]}" + (f" {on.year}" if told else "")


def moment(at: datetime | str, language: str, *, this_year: int | None = None) -> str:
    """An instant in Shenzhen time: ``2026年12月8日（周二） 09:12``."""
    instant = datetime.fromisoformat(at) if isinstance(at, str) else at
    there = instant.astimezone(SHENZHEN)
    return f"{day(there.date(), language, this_year=this_year)} {there:%H:%M}"


def grouped(number: int) -> str:
    """A whole number with thin gaps between thousands and a true minus sign."""
    return f"{number:,}".replace(",", "\u2009").replace("-", "−")


def percent(share: Fraction | None, sign: str = "\u2009%") -> str:
    """A share with one decimal, cut, so that nobody reads 100.0 beside a failure; a dash where there is none."""
    if share is None:
        return "—"
    whole, tenth = divmod(int(share * 1000), 10)
    return f"{whole}.{tenth}{sign}"


def tonnes(amount: Decimal, quantity: str) -> str:
    """Tonnes as the figures show them: coal in whole tonnes, water in ten thousands, COD with one decimal."""
    if quantity == "standard_coal":
        return grouped(int(amount))
    scaled = Decimal(amount) / (10_000 if quantity == "water" else 1)
    whole, tenth = divmod(int(scaled * 10), 10)
    return f"{grouped(whole)}.{tenth}"


def article(citation: Citation | str, language: str) -> str:
    """``第二十条（一）``, ``art. 20(1)``; other documents are named before it."""
    document, place = (citation.document, citation.place) if isinstance(citation, Citation) else _parted(citation)
    named = "" if document == CASE_DOCUMENT else code("document", document, language)
    if language == "en":
        return f"{named} {code('place', place, language)}" if named else f"art. {place}"
    return f"{named}{_place(place)}"


def _parted(printed: str) -> tuple[str, str]:
    document, _, place = printed.rpartition(" ")
    return (document or CASE_DOCUMENT, place)


def _place(place: str) -> str:
    """``20(1)`` → ``第二十条（一）``; what is no number has words of its own."""
    number, *items = place.replace(")", "").split("(")
    if not number.isdecimal() or not all(each.isdecimal() for each in items):
        return code("place", place, "zh")
    return f"第{numeral(int(number))}条" + "".join(f"（{numeral(int(each))}）" for each in items)


def numeral(number: int) -> str:
    """A number from 0 to 9,999 as the law writes it: 22 → 二十二, 203 → 二百零三."""
    if number < _TEN:
        return _DIGITS[number]
    written, pending_zero = "", False
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            written += ("零" if pending_zero and written else "") + _DIGITS[digit] + name
        pending_zero = digit == 0 and bool(written)
        if not number:
            break
    return written.removeprefix("一") if written.startswith("一十") else written


def said(name: str, value: object, language: str) -> str:
    """A parameter of a refusal in words."""
    if isinstance(value, tuple | list | frozenset | set):
        return _listed(name, value, language)
    if isinstance(value, str):
        return code(VOCABULARIES.get(name, ""), value, language)
    for kind, spoken in _SPOKEN:
        if isinstance(value, kind):
            return spoken(value, language)
    return str(value)


def _listed(name: str, values: Collection[object], language: str) -> str:
    words = [said(name, each, language) for each in values]
    if isinstance(values, set | frozenset):
        words.sort()
    if any(isinstance(each, Step) for each in values):
        return ("" if language == "zh" else " ").join(words)  # sentences, not items
    between, further = ("、", "；") if language == "zh" else (", ", "; ")
    return (further if any(between in each for each in words) else between).join(words)


def _span(value: Span, language: str) -> str:
    first, last = (day(each, language, weekday=False) for each in (value.first, value.last))
    return f"{first}至{last}" if language == "zh" else f"{first} to {last}"


def _step(value: Step, language: str) -> str:
    return texts.word("judgement-step", value.code, language, **{name: said(name, each, language) for name, each in value.parameters.items()})


def code(vocabulary: str, value: str, language: str) -> str:
    """The word for a code, or the code itself where the vocabulary does not know it."""
    if vocabulary in {"district", "district-short"}:
        return _district(value, language, short=vocabulary == "district-short")
    return texts.word(vocabulary, value, language) if texts.has(vocabulary, value) else value


def _district(value: str, language: str, *, short: bool) -> str:
    found = next((each for each in districts() if each.code == value), None)
    if found is None:
        return value
    if short:
        return found.en.partition(" ")[0] if language == "en" else (found.aliases or (found.zh,))[0]
    return str(getattr(found, language))


def reason(refused: Refused, language: str) -> str:
    """The sentence of a refusal with its figures filled in."""
    return _filled(refused, "sentence", refused.kind.sentence, language)


def remedy(refused: Refused, language: str) -> str:
    """The way out of a refusal."""
    return _filled(refused, "remedy", refused.kind.remedy, language)


def _filled(refused: Refused, part: str, chinese: str, language: str) -> str:
    # A sentence nobody has translated yet is better said in Chinese than not at all; a test finds it.
    template = texts.refusal(refused.code, part) if language == "en" and texts.has("refusal", refused.code) else chinese
    words = template.format(**{name: said(name, value, language) for name, value in refused.parameters.items()})
    # A name or a label may begin an English sentence; what somebody typed stays as it was typed.
    begins = next(iter(Formatter().parse(template)))
    named = not begins[0] and not isinstance(refused.parameters.get(begins[1] or ""), str)
    return words[:1].upper() + words[1:] if language == "en" and named else words


_SPOKEN: tuple[tuple[type[Any], Callable[[Any, str], str]], ...] = (
    (Refused, reason),
    (datetime, moment),
    (date, lambda value, language: day(value, language, weekday=False)),
    (time, lambda value, _language: f"{value:%H:%M}"),
    (Citation, article),
    (Label, getattr),
    (Span, _span),
    (Step, _step),
    (UUID, experts.called),
)
"""Kind of a parameter → how it is said."""
