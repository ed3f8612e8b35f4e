"""咨询服务机构: a consultancy: what article 10 asks of it, its staff as of a day, and for whom it may act until when."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from domain.aggregate import Aggregate
from domain.law.refusal import Refusal
from domain.register.certificate import valid_on
from domain.register.enterprise import NOTHING_CHANGES, check_evidence
from domain.register.events import (
    ConsultancyCodeAliased,
    ConsultancyCodeChanged,
    ConsultancyListed,
    ConsultancyProfiled,
    ConsultancyRegistered,
    ConsultancyRenamed,
    MandateEnded,
    MandateGranted,
    StaffEntered,
    StaffLeft,
)

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from domain.fact import Stamp
    from domain.register.certificate import Certificate

CONSULTANCY_REGISTERED = Refusal("consultancy-already-registered", "该咨询服务机构已经登记，名称为“{name}”。", "请直接使用已有的登记。")
CONSULTANCY_NAME_MISSING = Refusal("consultancy-name-missing", "咨询服务机构名称未填写。", "请填写营业执照上的名称。")
CONSULTANCY_CODE_TAKEN = Refusal(
    "consultancy-code-taken", "新的统一社会信用代码已登记在咨询服务机构“{name}”名下。", "请核对代码；两家机构合并的，请以存续机构的登记办理。"
)
TITLE_UNKNOWN = Refusal("title-level-unknown", "职称等级“{title_level}”不在可选范围内。", "请选择高级、中级、初级或无。")
STAFF_PRESENT = Refusal("staff-already-entered", "人员 {reference} 已在册。", "如信息有变，请先办理离册，再重新入册。")
STAFF_ABSENT = Refusal("staff-not-entered", "人员 {reference} 不在册。", "请核对人员。")
STAFF_REFERENCE_MISSING = Refusal("staff-reference-missing", "人员编号未填写。", "请为人员编一个在本机构内不重复的编号。")
MANDATE_ENDS_BEFORE_START = Refusal("mandate-ends-before-start", "委托的结束日期 {until_on} 早于开始日期 {from_on}。", "请核对委托的起止日期。")
MANDATE_RUNS = Refusal("mandate-already-running", "对该机构的委托在这段时间内已经存在（至 {until_on}）。", "如需变更，请先终止原委托。")
NO_MANDATE = Refusal("no-mandate", "该企业在 {ended_on} 没有对该机构的有效委托。", "请核对委托。")

TITLE_LEVELS = ("senior", "intermediate", "junior", "none")
"""职称等级."""


class Mandate(NamedTuple):
    """委托: who may be acted for, from the first to the last day."""

    enterprise_id: UUID
    from_on: date
    until_on: date

    def runs_on(self, day: date) -> bool:
        """Whether the consultancy may act on that day; both ends count."""
        return self.from_on <= day <= self.until_on


class Employment(NamedTuple):
    """在册人员: a person with the day of entry and, once known, the last day."""

    person: StaffEntered
    entered_on: date
    left_on: date | None = None

    def lasts_on(self, day: date) -> bool:
        """Whether the person belongs to the staff on that day."""
        return self.entered_on <= day and (self.left_on is None or day <= self.left_on)


class Consultancy(Aggregate):
    """咨询服务机构: its id comes from its credit code. Standing on the bureau's list is no condition of acting (11)."""

    name: str
    credit_code: str

    def __init__(self, aggregate_id: UUID) -> None:
        super().__init__(aggregate_id)
        self.registered = False
        self.alias_of: UUID | None = None
        """Set where this stream belongs to a later code of another consultancy and is none itself."""
        self.profile: ConsultancyProfiled | None = None
        self.staff: tuple[Employment, ...] = ()
        self.mandates: tuple[Mandate, ...] = ()
        self.listed: ConsultancyListed | None = None

    def staff_on(self, day: date) -> tuple[StaffEntered, ...]:
        """The staff of a day."""
        return tuple(each.person for each in self.staff if each.lasts_on(day))

    def acts_for(self, enterprise_id: UUID, day: date) -> bool:
        """Whether a mandate of the enterprise runs on that day."""
        return any(each.enterprise_id == enterprise_id and each.runs_on(day) for each in self.mandates)


def certificates_on(person: StaffEntered, day: date) -> tuple[Certificate, ...]:
    """The person's certificates that are valid on a day; the last day of validity counts."""
    return tuple(each for each in person.certificates if valid_on(each, day))


def register(consultancy: Consultancy, *, credit_code: str, name: str) -> None:
    """咨询服务机构登记: enter a consultancy under its (normalised) code."""
    if consultancy.registered or consultancy.alias_of is not None:
        raise CONSULTANCY_REGISTERED(field="credit_code", name=consultancy.name if consultancy.registered else credit_code)
    consultancy.record(ConsultancyRegistered(credit_code=credit_code, name=_named(name)))


def rename(consultancy: Consultancy, *, name: str, evidence_digest: str | None) -> None:
    """咨询服务机构更名: the id stays, and so do staff and mandates; cases keep the name of their day."""
    check_evidence(evidence_digest)
    if _named(name) == consultancy.name:
        raise NOTHING_CHANGES(field="name")
    consultancy.record(ConsultancyRenamed(name=_named(name), evidence_digest=evidence_digest))


def change_code(consultancy: Consultancy, at_new_code: Consultancy, *, credit_code: str, evidence_digest: str | None) -> None:
    """信用代码变更: ``at_new_code`` is the stream of the new code; unless the consultancy bore that code before, it will point here."""
    check_evidence(evidence_digest)
    if credit_code == consultancy.credit_code:
        raise NOTHING_CHANGES(field="credit_code")
    bearer = at_new_code.id if at_new_code.registered else at_new_code.alias_of
    if bearer not in {None, consultancy.id}:
        raise CONSULTANCY_CODE_TAKEN(field="credit_code", name=at_new_code.name if at_new_code.registered else credit_code)
    consultancy.record(ConsultancyCodeChanged(credit_code=credit_code, evidence_digest=evidence_digest))
    if bearer is None:
        at_new_code.record(ConsultancyCodeAliased(credit_code=credit_code, consultancy_id=consultancy.id))


def profile(consultancy: Consultancy, *, legal_person: bool, quality_system: bool, instruments: bool, evidence_digest: str | None) -> None:
    """咨询服务机构条件: what it declares towards 10(1) and 10(2), as a whole; the last declaration stands."""
    check_evidence(evidence_digest)
    consultancy.record(
        ConsultancyProfiled(legal_person=legal_person, quality_system=quality_system, instruments=instruments, evidence_digest=evidence_digest),
    )


def enter_staff(consultancy: Consultancy, person: StaffEntered, *, on: date) -> None:
    """人员入册: the facts are checked where a rule uses them, as of its day; here only that the person is known once."""
    if not person.reference.strip():
        raise STAFF_REFERENCE_MISSING(field="reference")
    if person.title_level not in TITLE_LEVELS:
        raise TITLE_UNKNOWN(field="title_level", title_level=person.title_level)
    if any(each.reference == person.reference for each in consultancy.staff_on(on)):
        raise STAFF_PRESENT(field="reference", reference=person.reference)
    consultancy.record(person)


def staff_leaves(consultancy: Consultancy, *, reference: str, left_on: date) -> None:
    """人员离册: the last day still counts."""
    if not any(each.person.reference == reference and each.left_on is None and each.entered_on <= left_on for each in consultancy.staff):
        raise STAFF_ABSENT(field="reference", reference=reference)
    consultancy.record(StaffLeft(reference=reference, left_on=left_on))


def grant_mandate(consultancy: Consultancy, *, enterprise_id: UUID, from_on: date, until_on: date) -> None:
    """委托: every mandate has an end; two of one enterprise do not overlap."""
    if until_on < from_on:
        raise MANDATE_ENDS_BEFORE_START(field="until_on", from_on=from_on, until_on=until_on)
    for each in consultancy.mandates:
        if each.enterprise_id == enterprise_id and each.from_on <= until_on and from_on <= each.until_on:
            raise MANDATE_RUNS(field="from_on", until_on=each.until_on)
    consultancy.record(MandateGranted(enterprise_id=enterprise_id, from_on=from_on, until_on=until_on))


def end_mandate(consultancy: Consultancy, *, enterprise_id: UUID, ended_on: date) -> None:
    """终止委托: the mandate running on ``ended_on`` ends with that day."""
    if not consultancy.acts_for(enterprise_id, ended_on):
        raise NO_MANDATE(field="ended_on", ended_on=ended_on)
    consultancy.record(MandateEnded(enterprise_id=enterprise_id, ended_on=ended_on))


def list_consultancy(consultancy: Consultancy, *, list_id: UUID, listed_on: date) -> None:
    """列入咨询服务机构名单: called where the list is published; being off it is no ground against a case (11)."""
    consultancy.record(ConsultancyListed(list_id=list_id, listed_on=listed_on))


def _named(name: str) -> str:
    if not name.strip():
        raise CONSULTANCY_NAME_MISSING(field="name")
    return name.strip()


@Consultancy.evolves(ConsultancyRegistered)
def _registered(consultancy: Consultancy, fact: ConsultancyRegistered, stamp: Stamp) -> None:
    consultancy.registered = True
    consultancy.name = fact.name
    consultancy.credit_code = fact.credit_code


@Consultancy.evolves(ConsultancyRenamed)
def _renamed(consultancy: Consultancy, fact: ConsultancyRenamed, stamp: Stamp) -> None:
    consultancy.name = fact.name


@Consultancy.evolves(ConsultancyCodeChanged)
def _code_changed(consultancy: Consultancy, fact: ConsultancyCodeChanged, stamp: Stamp) -> None:
    consultancy.credit_code = fact.credit_code


@Consultancy.evolves(ConsultancyCodeAliased)
def _aliased(consultancy: Consultancy, fact: ConsultancyCodeAliased, stamp: Stamp) -> None:
    consultancy.alias_of = fact.consultancy_id


@Consultancy.evolves(ConsultancyProfiled)
def _profiled(consultancy: Consultancy, fact: ConsultancyProfiled, stamp: Stamp) -> None:
    consultancy.profile = fact


@Consultancy.evolves(StaffEntered)
def _staff_entered(consultancy: Consultancy, fact: StaffEntered, stamp: Stamp) -> None:
    consultancy.staff = (*consultancy.staff, Employment(fact, stamp.on))


@Consultancy.evolves(StaffLeft)
def _staff_left(consultancy: Consultancy, fact: StaffLeft, stamp: Stamp) -> None:
    consultancy.staff = tuple(
        each._replace(left_on=fact.left_on) if each.person.reference == fact.reference and each.left_on is None else each
        for each in consultancy.staff
    )


@Consultancy.evolves(MandateGranted)
def _mandate_granted(consultancy: Consultancy, fact: MandateGranted, stamp: Stamp) -> None:
    consultancy.mandates = (*consultancy.mandates, Mandate(fact.enterprise_id, fact.from_on, fact.until_on))


@Consultancy.evolves(MandateEnded)
def _mandate_ended(consultancy: Consultancy, fact: MandateEnded, stamp: Stamp) -> None:
    consultancy.mandates = tuple(
        each._replace(until_on=fact.ended_on) if each.enterprise_id == fact.enterprise_id and each.runs_on(fact.ended_on) else each
        for each in consultancy.mandates
    )


@Consultancy.evolves(ConsultancyListed)
def _listed(consultancy: Consultancy, fact: ConsultancyListed, stamp: Stamp) -> None:
    consultancy.listed = fact
