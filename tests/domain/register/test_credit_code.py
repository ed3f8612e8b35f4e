"""GB 32100: the eighteen characters, their alphabet and their check character."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.law.refusal import Refused
from domain.register.credit_code import ALPHABET, check_character, consultancy_id, credit_code, enterprise_id, fault_of, normalised
from tests.examples.register import CODE

BODIES = st.builds(
    lambda head, area, tail: head + area + tail,
    st.text(ALPHABET, min_size=2, max_size=2),
    st.text("0123456789", min_size=6, max_size=6),
    st.text(ALPHABET, min_size=9, max_size=9),
)


def code_of(fault: Refused | None) -> str | None:
    return fault.code if fault else None


@pytest.mark.parametrize("code", ["91350100M000100Y43", "914403001922038216", "9144030071526726XG", "91440300192317458F"])
def test_a_published_code_is_valid(code: str) -> None:
    assert credit_code(code) == code


def test_the_worked_example_of_the_standard_has_check_character_3() -> None:
    assert check_character("91350100M000100Y4") == "3"


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("91350100M000100Y4Z", "credit-code-character"),
        ("91350100M000100Y44", "credit-code-check-character"),
        ("9144O3001922038216", "credit-code-character"),
        ("91A403001922038216", "credit-code-character"),
        ("91440300192203821", "credit-code-length"),
        ("9144030019220382166", "credit-code-length"),
        ("", "credit-code-length"),
        ("91440300192203821١", "credit-code-character"),
        ("91440300192203821①", "credit-code-character"),
        (914403001922038216, "credit-code-not-text"),
        (9.144030019220383e17, "credit-code-not-text"),
        (None, "credit-code-not-text"),
    ],
)
def test_a_code_that_cannot_exist_is_refused_without_an_article(code: object, kind: str) -> None:
    fault = fault_of(code)
    assert code_of(fault) == kind
    assert fault is not None
    assert fault.citation is None
    assert str(fault)


@pytest.mark.parametrize("letter", "IOSVZ")
def test_no_code_has_an_easily_misread_letter(letter: str) -> None:
    assert code_of(fault_of(f"91440300MA{letter}0000010")) == "credit-code-character"


@pytest.mark.parametrize(
    "written",
    [
        "91440300ma00000011",
        " 91440300MA0000001 ",
        "９１４４０３００ＭＡ",
    ],
)
def test_normalising_only_changes_width_case_and_blanks(written: str) -> None:
    assert normalised(written) == normalised(normalised(written))
    assert normalised(written).isascii()
    assert normalised(written) == normalised(written).upper().strip()


def test_full_width_lower_case_and_blanks_are_read_as_the_code_they_mean() -> None:
    full_width = "".join(chr(ord(each) + 0xFEE0) for each in CODE.lower())
    assert credit_code(f"\u3000{full_width[:8]} {full_width[8:]}\ufeff\n") == CODE


def test_letters_of_other_scripts_are_not_taken_for_latin_ones() -> None:
    assert code_of(fault_of(CODE[:-1] + "ı")) == "credit-code-character"
    assert code_of(fault_of(CODE.replace("M", "М"))) == "credit-code-character"


@given(BODIES)
def test_every_body_has_exactly_one_check_character(body: str) -> None:
    valid = [last for last in ALPHABET if fault_of(body + last) is None]
    assert valid == [check_character(body)]


@given(BODIES, st.integers(0, 16), st.sampled_from(ALPHABET))
def test_one_changed_character_is_always_found(body: str, place: int, other: str) -> None:
    code = body + check_character(body)
    changed = code[:place] + other + code[place + 1 :]
    assert (fault_of(changed) is None) == (changed == code)


def test_ids_come_from_the_normal_form_and_differ_by_role() -> None:
    assert enterprise_id(CODE.lower()) == enterprise_id(CODE)
    assert consultancy_id(CODE) != enterprise_id(CODE)
    assert str(enterprise_id("91350100M000100Y43")) == "e023affa-9da9-5995-b013-b2ca160de9b8"


def test_no_id_is_made_of_a_faulty_code() -> None:
    with pytest.raises(Refused):
        enterprise_id("91350100M000100Y44")
