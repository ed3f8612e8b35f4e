"""统一社会信用代码: the eighteen characters by which an enterprise or consultancy is known (GB 32100-2015).

A code with a right check character need not exist; a code with a wrong one cannot. The nine characters of the body have a check
character of their own (GB 11714) that a few real codes do not satisfy, so it is not asked.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from domain.law.refusal import Refusal

if TYPE_CHECKING:
    from domain.law.refusal import Refused

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""代码字符集: digits and capitals without I, O, S, V, Z, which are easily misread."""
WEIGHTS = tuple(pow(3, place, len(ALPHABET)) for place in range(17))
"""加权因子 of the first seventeen places."""
LENGTH = 18
SHAPE = re.compile(rf"[{ALPHABET}]{{2}}[0-9]{{6}}[{ALPHABET}]{{10}}", re.ASCII)
"""登记管理部门, 机构类别, six digits of the 行政区划, nine of the body, check character."""

ENTERPRISES = UUID("ee12bd28-3627-4b1e-94a9-04f47262eab9")
CONSULTANCIES = UUID("ae51f21a-e3e5-4f22-a7dd-78c75d2daa5f")

CODE_NOT_TEXT = Refusal(
    "credit-code-not-text",
    "统一社会信用代码是数字格式，末几位可能已经丢失。",
    "请将代码按文本格式重新录入全部 18 位。",
)
CODE_WRONG_LENGTH = Refusal(
    "credit-code-length",
    "统一社会信用代码应为 {expected} 位，现为 {found} 位。",
    "请对照营业执照核对代码。",
)
CODE_WRONG_CHARACTER = Refusal(
    "credit-code-character",
    "统一社会信用代码第 {place} 位的“{character}”不是该位可用的字符（代码不用字母 I、O、S、V、Z，第 3 至 8 位为数字）。",
    "请对照营业执照核对代码，注意数字 0、1 与字母 O、I 的区别。",
)
CODE_WRONG_CHECK = Refusal(
    "credit-code-check-character",
    "统一社会信用代码的校验位应为“{expected}”，现为“{found}”，代码有误。",
    "请对照营业执照核对代码的每一位。",
)

_HALF_WIDTH = {full: full - 0xFEE0 for full in range(0xFF01, 0xFF5F)} | {ord(lower): ord(lower) - 32 for lower in "abcdefghijklmnopqrstuvwxyz"}
_HALF_WIDTH |= {full: full - 0xFEE0 - 32 for full in range(0xFF41, 0xFF5B)}
_BLANKS = re.compile("[\\s\u200b\u200c\u200d\u2060\ufeff]+")


def normalised(text: str) -> str:
    """Half-width capitals without blanks; nothing else is mended. Letters of other scripts stay, so that they are refused."""
    return _BLANKS.sub("", text).translate(_HALF_WIDTH)


def check_character(first_seventeen: str) -> str:
    """校验码: the eighteenth character that belongs to seventeen of the alphabet. Raises ValueError for any other character."""
    total = sum(ALPHABET.index(character) * weight for character, weight in zip(first_seventeen, WEIGHTS, strict=True))
    return ALPHABET[-total % len(ALPHABET)]


def fault_of(code: object, *, field: str = "credit_code") -> Refused | None:
    """The fault of a code, normalised or not, or None. A number is a fault: a spreadsheet has cut its last digits already."""
    if not isinstance(code, str):
        return CODE_NOT_TEXT(field=field)
    text = normalised(code)
    if len(text) != LENGTH:
        return CODE_WRONG_LENGTH(field=field, expected=LENGTH, found=len(text))
    if SHAPE.fullmatch(text) is None:
        place = next(place for place in range(1, LENGTH + 1) if not _stands_at(text[place - 1], place))
        return CODE_WRONG_CHARACTER(field=field, place=place, character=text[place - 1])
    if text[-1] != (expected := check_character(text[:-1])):
        return CODE_WRONG_CHECK(field=field, expected=expected, found=text[-1])
    return None


def credit_code(code: object, *, field: str = "credit_code") -> str:
    """The code in its normal form. Raises Refused, without an article: the standard is no rule of the audit."""
    fault = fault_of(code, field=field)
    if fault is not None:
        raise fault
    return normalised(str(code))


def enterprise_id(code: str) -> UUID:
    """Id of the stream that belongs to an enterprise's credit code. Raises Refused for a code that cannot be one.

    After a change of code the stream of the new code only points to the enterprise, whose id stays (``Enterprise.alias_of``).
    """
    return uuid5(ENTERPRISES, credit_code(code))


def consultancy_id(code: str) -> UUID:
    """Id of the stream that belongs to a consultancy's credit code. Raises Refused for a code that cannot be one.

    After a change of code the stream of the new code only points to the consultancy, whose id stays (``Consultancy.alias_of``).
    """
    return uuid5(CONSULTANCIES, credit_code(code, field="consultancy_code"))


def _stands_at(character: str, place: int) -> bool:
    return character in ("0123456789" if 3 <= place <= 8 else ALPHABET)  # noqa: PLR2004  places of the 行政区划 in the standard
