"""Districts, authorities and industries have the names the bureau uses."""

from __future__ import annotations

from datetime import date

import pytest

from domain.law.districts import district, district_named, districts
from domain.law.divisions import division_of, divisions
from domain.law.rulebook import rule_set

RULES = rule_set("sz-2025-5")


def test_the_districts_of_the_rules_are_those_with_names() -> None:
    assert RULES.words("eligibility/districts") == tuple(each.code for each in districts())


def test_dapeng_and_shenshan_have_codes_of_our_own() -> None:
    assert [each.zh for each in districts() if not each.gb_2260] == ["大鹏新区", "深汕特别合作区"]


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("福田区", "440304"),
        ("福田", "440304"),
        (" 深圳市龙岗区 ", "440307"),
        ("深汕特别合作区", "shenshan"),
        ("大鹏新区", "dapeng"),
        ("440306", "440306"),
    ],
)
def test_a_form_names_a_district_in_several_ways(written: str, code: str) -> None:
    found = district_named(written)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize("written", ["东莞市", "", "区", "深圳市"])
def test_what_is_no_district_is_none(written: str) -> None:
    assert district_named(written) is None


def test_an_authority_bears_the_name_of_its_day() -> None:
    assert district("dapeng").authority(date(2022, 1, 1)).zh == "大鹏新区科技创新和经济服务局"


def test_an_unknown_code_is_an_error() -> None:
    with pytest.raises(LookupError, match="440399"):
        district("440399")


def test_the_field_of_the_rules_is_those_divisions_with_names() -> None:
    assert RULES.words("eligibility/field-divisions") == tuple(each.code for each in divisions())


@pytest.mark.parametrize(
    ("written", "division"),
    [
        ("C3982", "C39"),
        ("3982", "C39"),
        ("c39", "C39"),
        (" 398 ", "C39"),
        ("A0111", "A01"),
        ("0111", "01"),
        ("D3982", None),
        ("电子", None),
        ("39820", None),
        ("", None),
    ],
)
def test_an_industry_code_belongs_to_a_division(written: str, division: str | None) -> None:
    assert division_of(written) == division
