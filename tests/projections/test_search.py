"""Cases are found by what people type: parts of names, pinyin initials, numbers and codes, the same on every database."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec
import pytest

from domain.case.events.plan import ConsultancyChanged, PlanAmended, PlanForm, Planned
from projections import case_file, search
from projections.case_file import CaseFilter
from projections.catch_up import Projector
from projections.read_models import READ_MODELS
from projections.search import spoken
from tests.examples import plan
from tests.projections.histories import log_of, on
from tests.projections.test_case_file import BUREAU, TODAY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Engine

NAMES = {1: "深圳市示例重工电子有限公司", 2: "深圳示例长盛ＡＢＣ科技有限公司", 3: "示例单于电镀厂"}
CONSULTANCY = "广东示例绿源咨询有限公司"
DAY = date(2026, 3, 2)


def planned(number: int) -> Planned:
    form = msgspec.structs.replace(plan.form(), enterprise_name=NAMES[number])
    return msgspec.structs.replace(plan.planned(), case_number=f"QJ-2026-{number:06}", form=form)


@pytest.fixture
def found(engine: Engine) -> Iterator[Connection]:
    cases = {number: UUID(int=number) for number in NAMES}
    histories = [(cases[number], on(DAY, planned(number))) for number in NAMES]
    amended = msgspec.structs.replace(planned(3).form, enterprise_name="示例改名表面处理厂")
    changed = ConsultancyChanged(
        from_id=None,
        to_id=UUID(int=9),
        to_name=CONSULTANCY,
        to_code=None,
        capability=(),
        conflicts=(),
        handover_digest="0" * 64,
        reason="示例",
    )
    histories[2][1].extend(on(DAY, amending(amended)))
    histories[0][1].extend(on(DAY, changed))
    projector = Projector(engine, log_of(*histories), READ_MODELS)
    projector.prepare()
    projector.catch_up()
    with engine.connect() as connection:
        yield connection


def amending(form: PlanForm) -> PlanAmended:
    told = msgspec.structs.asdict(plan.planned())
    return PlanAmended(**{name: told[name] for name in PlanAmended.__struct_fields__ if name in told} | {"form": form})


def numbers(connection: Connection, text: str) -> set[int]:
    return {int(row["number"][-1]) for row in case_file.cases(connection, BUREAU, TODAY, CaseFilter(text=text), limit=100)}


SOUGHT = {
    "示例": {1, 2, 3},
    "重": {1},
    "圳市示": {1},
    "有限公司": {1, 2},
    "abc": {2},
    "ＡＢＣ 科技": {2},
    "szssl": {1},
    # 重 and 长 are read in two ways each.
    "zgdz": {1},
    "cgdz": {1},
    "slcs": {2},
    "SLZS": {2},
    # The name of the first form is forgotten; the one it was changed to is found.
    "单于": set(),
    "改名": {3},
    "绿源": {1},
    "gdsl": {1},
    "QJ-2026-000002": {2},
    "qj-2026": {1, 2, 3},
    "2026-2": {2},
    "000003": {3},
    "3": {3},
    "%": set(),
    "_": set(),
    "示例厂": set(),
}


def test_what_people_type_finds_the_case(found: Connection) -> None:
    assert {text: numbers(found, text) for text in SOUGHT} == SOUGHT


def test_a_common_term_finds_the_same_cases_as_a_rare_one(found: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    rare = {text: numbers(found, text) for text in SOUGHT}
    monkeypatch.setattr(search, "MANY", 1)
    assert {text: numbers(found, text) for text in SOUGHT} == rare


def test_the_beginning_of_a_credit_code_finds_the_enterprise(found: Connection) -> None:
    code = plan.form().credit_code
    assert numbers(found, code[:6].lower()) == {1, 2, 3}
    assert numbers(found, code) == {1, 2, 3}
    assert numbers(found, "9944") == set()


def test_a_name_is_kept_with_its_initials_in_every_reading() -> None:
    assert spoken("长 安") == "长安\nca\nza"
    assert spoken("") == ""
