"""字段: strict fields. Text takes no numbers, numbers no fractions, days no other spelling; everything is bounded.

What is wrong is said by a code of the vocabulary ``fault``.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar
from uuid import UUID

from marshmallow import ValidationError, fields

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST_TEXT = 20_000
"""Characters of a text: an opinion of forty pages."""
MOST_ITEMS = 2_000
"""Items of a list: the largest mandatory list has some hundreds."""
LARGEST_WHOLE = 2**53 - 1
"""Whole numbers beyond this are read differently by different JSON readers."""
YEARS = range(1900, 2200)
"""Years a day may fall in: no company is older, and no period reaches the end of the calendar."""

_UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})")
_HOUR = re.compile(r"[0-9]{2}:[0-9]{2}")
_AMOUNT = re.compile(r"-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,10})?")
_KEY = re.compile(r"[A-Za-z0-9_]{1,64}")
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
D = TypeVar("D", bound=date)
_MISSING: dict[str, str | list[Any] | dict[Any, Any]] = {"required": "field-missing", "null": "field-null"}


class Spoken(fields.Field[Any]):
    """A field read from JSON text of one exact form."""

    default_error_messages = _MISSING
    FORM: ClassVar[re.Pattern[str]]
    WRONG: ClassVar[str]
    """Code of the fault where the text has another form."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        if not isinstance(value, str):
            raise ValidationError("text-expected")
        if not self.FORM.fullmatch(value):
            raise ValidationError(self.WRONG)
        try:
            return self.read(value)
        except ValueError:
            raise ValidationError(self.WRONG) from None

    def read(self, value: str) -> Any:
        """The value of a text of the right form. Raises ValueError where there is none (31 February)."""
        raise TypeError(f"{type(self).__name__} does not say how it is read: {value}")


class Day(Spoken):
    """日期: ``YYYY-MM-DD``."""

    FORM, WRONG = _DAY, "day-expected"

    def read(self, value: str) -> date:
        """The day."""
        return _within(date.fromisoformat(value))


class Instant(Spoken):
    """时刻: ISO 8601 with its zone, kept in UTC."""

    FORM, WRONG = _INSTANT, "instant-expected"

    def read(self, value: str) -> datetime:
        """The instant, in UTC."""
        return _within(datetime.fromisoformat(value)).astimezone(UTC)


class Hour(Spoken):
    """时间: ``HH:MM`` in Shenzhen."""

    FORM, WRONG = _HOUR, "hour-expected"

    def read(self, value: str) -> time:
        """The time of day."""
        return time.fromisoformat(value)


class Amount(Spoken):
    """数额: a decimal in plain digits, as text, so that nothing rounds it on the way."""

    FORM, WRONG = _AMOUNT, "amount-expected"

    def read(self, value: str) -> Decimal:
        """The decimal, with the places it was written with."""
        return Decimal(value)


class Id(Spoken):
    """编号: a UUID in its usual spelling."""

    FORM, WRONG = _ID, "id-expected"

    def read(self, value: str) -> UUID:
        """The UUID."""
        return UUID(value)


class Key(Spoken):
    """键: the name of a member in the record."""

    FORM, WRONG = _KEY, "key-expected"

    def read(self, value: str) -> str:
        """As it is."""
        return value


class Text(fields.Field[str]):
    """文字: bounded, in Unicode normalisation form C as the record wants it, without what no database can keep."""

    default_error_messages = _MISSING

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> str:
        if not isinstance(value, str):
            raise ValidationError("text-expected")
        if len(value) > LONGEST_TEXT:
            raise ValidationError("text-too-long")
        if _UNSTORABLE.search(value):
            raise ValidationError("text-unstorable")
        return unicodedata.normalize("NFC", value)


class Whole(fields.Field[int]):
    """整数: a JSON integer; 3.0, "3" and true are none."""

    default_error_messages = _MISSING

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> int:
        if type(value) is not int or abs(value) > LARGEST_WHOLE:
            raise ValidationError("whole-expected")
        return value


class Truth(fields.Field[bool]):
    """是否: ``true`` or ``false`` and nothing else."""

    default_error_messages = _MISSING

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> bool:
        if not isinstance(value, bool):
            raise ValidationError("truth-expected")
        return value


class Row(fields.List[Any]):
    """一列: a JSON array of one kind, as a tuple."""

    default_error_messages = _MISSING | {"invalid": "array-expected"}

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        if isinstance(value, list) and len(value) > MOST_ITEMS:
            raise ValidationError("too-many-items")
        return tuple(super()._deserialize(value, attr, data, **kwargs))


class Part(fields.Nested):
    """部分: an object with members of its own."""

    default_error_messages = _MISSING | {"type": "object-expected"}


class Ledger(fields.Dict):
    """对照: an object of any members of one kind: key to amount."""

    default_error_messages = _MISSING | {"invalid": "object-expected"}

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> Any:
        if isinstance(value, dict) and len(value) > MOST_ITEMS:
            raise ValidationError("too-many-items")
        return super()._deserialize(value, attr, data, **kwargs)  # type: ignore[no-untyped-call]  # the library leaves it untyped


SHAPES: tuple[tuple[type[fields.Field[Any]], str, str | None], ...] = (
    (Text, "string", None),
    (Key, "string", None),
    (Id, "string", "uuid"),
    (Day, "string", "date"),
    (Instant, "string", "date-time"),
    (Hour, "string", None),
    (Amount, "string", None),
    (Whole, "integer", None),
    (Truth, "boolean", None),
)
"""Field → type and format in the description of the interface."""


def bounds(field: fields.Field[Any]) -> dict[str, Any]:
    """What else JSON Schema can say of a field."""
    if isinstance(field, Text):
        return {"maxLength": LONGEST_TEXT}
    if isinstance(field, Amount | Key | Hour):
        return {"pattern": f"^{field.FORM.pattern}$"}
    if isinstance(field, Whole):
        return {"minimum": -LARGEST_WHOLE, "maximum": LARGEST_WHOLE}
    return {"maxItems": MOST_ITEMS} if isinstance(field, Row) else {}


def _within(day: D) -> D:
    if day.year not in YEARS:
        raise ValueError("the year lies outside what is kept")
    return day
