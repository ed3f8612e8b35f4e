"""绩效表栏目: one table of sheet column, key, unit and label."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from domain.papers.performance_table import Scheme
from domain.papers.quantities import form


def test_the_columns_of_the_sheet_stand_in_its_order() -> None:
    assert [column.zh for column in form().columns] == [
        *("序号", "项目名称", "项目内容", "投资额", "经济效益", "节电", "折标煤", "CO2", "原辅料", "节水", "COD", "氨氮", "烟尘", "粉尘"),
        *("SO2", "NOx", "VOCs", "固废", "废液", "重金属", "其他", "完成日期"),
    ]


def test_every_amount_has_a_unit_and_nothing_else_has() -> None:
    assert all((column.unit in form().units) == (column.kind == "amount") for column in form().columns)


def test_a_heading_names_its_unit() -> None:
    assert (form().header("electricity"), form().header("cod"), form().header("name")) == ("节电（万kWh）", "COD（t）", "项目名称")


def test_a_heading_is_asked_by_its_key() -> None:
    with pytest.raises(KeyError):
        form().header("phosphorus")


def test_keys_are_unique_and_can_be_members_of_a_stored_object() -> None:
    keys = [column.key for column in form().columns]
    assert len(set(keys)) == len(keys)
    assert all(re.fullmatch("[a-z0-9_]+", key) for key in keys)


def test_what_is_no_quantity_is_a_field_of_the_scheme() -> None:
    fields = {column.key for column in form().columns if column.kind != "amount"} | {"investment"}
    assert fields == set(Scheme.__struct_fields__) - {"quantities"}


# A figure has at most twelve digits before the point and six after it.
@pytest.mark.parametrize(
    ("amount", "holds"),
    [
        ("0", True),
        ("-0.5", True),
        ("999999999999.999999", True),
        ("1E+2", True),
        ("1000000000000", False),
        ("1E+12", False),
        ("0.0000001", False),
        ("0E+99", False),
        ("NaN", False),
        ("sNaN", False),
        ("-Infinity", False),
    ],
)
def test_a_figure_has_room_or_not(amount: str, holds: bool) -> None:  # noqa: FBT001  a row of the table
    assert form().bounds.hold(Decimal(amount)) is holds
