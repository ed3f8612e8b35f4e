"""专家: an expert of the register with title, practice, fields and known interests (R2025 20(3)).

Whether an expert may sit on a panel is asked by the panel, as of its day; here stands what is known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.aggregate import Aggregate
from domain.law.refusal import Refusal, refuse
from domain.register.consultancy import TITLE_LEVELS, TITLE_UNKNOWN
from domain.register.person_events import ExpertAmended, ExpertRegistered, InterestRecorded

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from uuid import UUID

    from domain.fact import Stamp
    from domain.law.refusal import Refused

EXPERT_REGISTERED = Refusal("expert-already-registered", "该专家已经入库。", "如信息有变，请办理专家信息更正。")
EXPERT_FIELD_UNKNOWN = Refusal("expert-field-unknown", "专业领域“{name}”不在可选范围内。", "请从行业、清洁生产、节能环保中选择。")
EXPERT_FIELDS_MISSING = Refusal("expert-fields-missing", "专业领域未选择。", "请至少选择一个专业领域。")
PRACTICE_IN_FUTURE = Refusal("practice-in-future", "从业开始日期 {practising_since} 晚于今天。", "请核对从业开始日期。")
INTEREST_UNKNOWN = Refusal("interest-kind-unknown", "利益关系类别“{kind}”不在可选范围内。", "请选择任职、客户、持股、既往工作、亲属或其他。")
INTEREST_ENDS_BEFORE_START = Refusal("interest-ends-before-start", "利益关系的结束日期 {until_on} 早于开始日期 {from_on}。", "请核对起止日期。")

FIELDS = ("industry", "cleaner-production", "energy-environment")
"""专业领域."""
INTERESTS = ("employer", "client", "shareholding", "past-work", "family", "other")
"""利益关系类别."""


class Expert(Aggregate):
    """专家: sits on panels; name and contact stand in the directory under ``person``."""

    person: str
    title_level: str
    practising_since: date
    fields: tuple[str, ...]

    def __init__(self, aggregate_id: UUID) -> None:
        super().__init__(aggregate_id)
        self.registered = False
        self.interests: tuple[InterestRecorded, ...] = ()

    def interests_in(self, organisation_id: UUID) -> tuple[InterestRecorded, ...]:
        """Known ties to an enterprise or consultancy, past ones included: what time makes of them is the panel's rule."""
        return tuple(each for each in self.interests if each.organisation_id == organisation_id)


def register(expert: Expert, *, person: str, title_level: str, practising_since: date, fields: tuple[str, ...], on: date) -> None:
    """专家入库: enter an expert with the facts that 20(3) asks about."""
    if expert.registered:
        raise EXPERT_REGISTERED(field="expert_id")
    refuse(_faults(title_level, practising_since, fields, on))
    expert.record(ExpertRegistered(person=person, title_level=title_level, practising_since=practising_since, fields=fields))


def amend(expert: Expert, *, title_level: str, practising_since: date, fields: tuple[str, ...], on: date) -> None:
    """专家信息更正: all facts anew; panels already appointed keep what they were told."""
    refuse(_faults(title_level, practising_since, fields, on))
    expert.record(ExpertAmended(title_level=title_level, practising_since=practising_since, fields=fields))


def record_interest(expert: Expert, *, organisation_id: UUID, kind: str, from_on: date | None, until_on: date | None) -> None:
    """登记利益关系: looked for before every invitation."""
    if kind not in INTERESTS:
        raise INTEREST_UNKNOWN(field="kind", kind=kind)
    if from_on is not None and until_on is not None and until_on < from_on:
        raise INTEREST_ENDS_BEFORE_START(field="until_on", from_on=from_on, until_on=until_on)
    expert.record(InterestRecorded(organisation_id=organisation_id, kind=kind, from_on=from_on, until_on=until_on))


def _faults(title_level: str, practising_since: date, fields: tuple[str, ...], on: date) -> Iterator[Refused]:
    if title_level not in TITLE_LEVELS:
        yield TITLE_UNKNOWN(field="title_level", title_level=title_level)
    if practising_since > on:
        yield PRACTICE_IN_FUTURE(field="practising_since", practising_since=practising_since)
    if not fields:
        yield EXPERT_FIELDS_MISSING(field="fields")
    for name in fields:
        if name not in FIELDS:
            yield EXPERT_FIELD_UNKNOWN(field="fields", name=name)


@Expert.evolves(ExpertRegistered)
def _registered(expert: Expert, fact: ExpertRegistered, stamp: Stamp) -> None:
    expert.registered = True
    expert.person = fact.person
    expert.title_level, expert.practising_since, expert.fields = fact.title_level, fact.practising_since, fact.fields


@Expert.evolves(ExpertAmended)
def _amended(expert: Expert, fact: ExpertAmended, stamp: Stamp) -> None:
    expert.title_level, expert.practising_since, expert.fields = fact.title_level, fact.practising_since, fact.fields


@Expert.evolves(InterestRecorded)
def _interest_recorded(expert: Expert, fact: InterestRecorded, stamp: Stamp) -> None:
    expert.interests = (*expert.interests, fact)
