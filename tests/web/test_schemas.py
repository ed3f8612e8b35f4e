"""字段: what a command says is what a body may hold, strictly."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from marshmallow import ValidationError

from application.commands.command import Command
from application.commands.planning import PlanCase, ReturnPlan
from domain.case.events.plan import Site
from domain.law.citation import Citation
from domain.law.reason import Reason
from web.api.route import routes
from web.schemas.derive import body_of, field_for
from web.schemas.query import flattened

ID = "6d0a2a4e-5f0c-4f1e-9d0c-1f2e3d4c5b6a"


NO_AMOUNTS = (
    *("1E+1000000", "1e3", "NaN", "Infinity", "-", "", ".5", "5.", "+1", "00", "１２", "1,000", " 1", "1 ", "0x1", "1_000"),
    "9" * 16,
    "0." + "9" * 11,
)
NO_DAYS = ("2026-02-29", "2026-3-2", "20260302", "2026-03-02T00:00:00", "２０２６-03-02", "0001-01-01", "9999-12-31", "", "2026-W10-1")
NO_INSTANTS = ("2026-03-02T09:00:00", "2026-03-02", "2026-03-02 09:00:00Z", "2026-03-02T25:00:00Z", "9999-12-31T23:59:59Z")
NO_IDS = ("", "x", ID.upper(), "{" + ID + "}", ID.replace("-", ""), f"urn:uuid:{ID}")


def each_of(annotation: Any, values: tuple[Any, ...], code: str) -> list[tuple[Any, Any, str]]:
    return [(annotation, value, code) for value in values]


WRONG: list[tuple[Any, Any, str]] = [
    *each_of(str, (1, 1.5, True, [], {}, ["a"]), "text-expected"),
    (str, None, "field-null"),
    (str, "a\0", "text-unstorable"),
    (str, "\ud800", "text-unstorable"),
    (str, "x" * 20_001, "text-too-long"),
    *each_of(int, (3.9, 3.0, "3", "１２", True, 2**53, -(2**53), [], {}), "whole-expected"),
    *each_of(bool, ("true", 1, 0, "yes", []), "truth-expected"),
    *each_of(Decimal, (1, 1.5, True, []), "text-expected"),
    *each_of(Decimal, NO_AMOUNTS, "amount-expected"),
    *each_of(date, NO_DAYS, "day-expected"),
    (date, 20260302, "text-expected"),
    *each_of(datetime, NO_INSTANTS, "instant-expected"),
    *each_of(time, ("9:30", "24:00", "09:30:00", "09.30", ""), "hour-expected"),
    *each_of(UUID, NO_IDS, "id-expected"),
    *each_of(tuple[str, ...], ("ab", {}, 1), "array-expected"),
    (tuple[str, ...], ["x"] * 2_001, "too-many-items"),
    *each_of(Site, ("x", [], 1), "object-expected"),
    (Site, {}, "field-missing"),
    (Site, {"address": "示例路", "district": "440305", "x": 1}, "field-unknown"),
    (dict[str, Decimal], [], "object-expected"),
    (dict[str, Decimal], {"wa ter": "1"}, "key-expected"),
    (dict[str, Decimal], {f"k{n}": "1" for n in range(2_001)}, "too-many-items"),
]


def read(annotation: Any, value: Any) -> Any:
    return field_for(annotation, required=True, where="test").deserialize(value)


@pytest.mark.parametrize(
    ("annotation", "value", "found"),
    [
        (str, "示例", "示例"),
        (str, "", ""),
        (str, "e\u0301", "é"),
        (int, 0, 0),
        (int, -5, -5),
        (bool, False, False),
        (UUID, ID, UUID(ID)),
        (date, "2028-02-29", date(2028, 2, 29)),
        (time, "09:30", time(9, 30)),
        (datetime, "2026-03-02T09:00:00+08:00", datetime(2026, 3, 2, 1, tzinfo=UTC)),
        (datetime, "2026-03-02T01:00:00.000001Z", datetime(2026, 3, 2, 1, 0, 0, 1, tzinfo=UTC)),
        (Decimal, "0", Decimal(0)),
        (Decimal, "-12.50", Decimal("-12.50")),
        (Decimal | None, None, None),
        (tuple[str, ...], [], ()),
        (tuple[Reason, ...], [{"text": "示例"}], (Reason("示例"),)),
        (tuple[Reason, ...], [{"text": "示例", "citation": {"document": "R2025", "place": "16"}}], (Reason("示例", Citation("R2025", "16")),)),
        (dict[str, Decimal], {"water": "1.5"}, {"water": Decimal("1.5")}),
        (Site, {"address": "示例路", "district": "440305"}, Site("示例路", "440305")),
    ],
)
def test_a_value_is_read(annotation: Any, value: Any, found: Any) -> None:
    assert read(annotation, value) == found
    assert type(read(annotation, value)) is type(found)


@pytest.mark.parametrize(
    ("annotation", "value", "code"),
    WRONG,
)
def test_a_value_of_another_form_is_refused(annotation: Any, value: Any, code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        read(annotation, value)
    assert code in {found for _, found in flattened(refused.value.messages)}


def test_members_with_a_default_may_be_left_out_and_others_not() -> None:
    body = body_of(ReturnPlan, frozenset({"case_id"}))()
    assert body.load({"reasons": []}) == {"reasons": ()}
    assert set(body.validate({})) == {"reasons"}


def test_what_the_address_names_is_no_member() -> None:
    assert body_of(ReturnPlan, frozenset({"case_id"}))().validate({"reasons": [], "case_id": ID}) == {"case_id": ["field-unknown"]}


def test_every_body_takes_the_day_of_a_late_entry() -> None:
    assert {"on", "backdated_because"} <= set(body_of(PlanCase)().fields)


@pytest.mark.parametrize("route", routes(), ids=lambda route: route.command.__name__)
def test_a_body_makes_its_command(route: Any) -> None:
    members = set(body_of(route.command, route.given)().fields) - {"on", "backdated_because"}
    assert members | route.given == {each.name for each in fields(route.command)}


def test_a_member_no_field_reads_breaks_the_build() -> None:
    @dataclass(frozen=True, kw_only=True, slots=True)
    class Planted(Command):
        """What of it."""

        value: float

    with pytest.raises(TypeError, match=r"Planted\.value"):
        body_of(Planted)


@pytest.mark.parametrize("annotation", [str | int, tuple[str, int], complex, list[str], Any])
def test_an_annotation_that_could_mean_two_things_breaks_the_build(annotation: Any) -> None:
    with pytest.raises(TypeError):
        field_for(annotation, required=True, where="test")
