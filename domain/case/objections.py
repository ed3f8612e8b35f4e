"""异议: a named party objects to a published result; who had a part in the grade does not decide it (R2025 20(4))."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.case.audit_case import AuditCase
from domain.case.events.grade import ObjectionDecided, ObjectionRaised
from domain.case.order import OUT_OF_ORDER
from domain.case.two_persons import acting_person
from domain.law.citation import CASE_DOCUMENT, Citation
from domain.law.refusal import Refusal, Refused, refuse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from uuid import UUID

    from domain.case.events.grade import ResultPublished
    from domain.fact import Stamp
    from domain.law.rule_set import RuleSet

RESULT = Citation(CASE_DOCUMENT, "20(4)")
PARTIES = ("enterprise", "consultancy", "other-organisation", "person")

ANONYMOUS_OBJECTION = Refusal(
    "anonymous-objection", "异议须实名并留下联系方式，匿名异议不予受理。", "请填写异议人的姓名或名称及联系方式；其身份将予保密。"
)
UNKNOWN_OBJECTING_PARTY = Refusal("unknown-objecting-party", "异议人类别「{party_kind}」不在可选范围内。", "请从以下类别中选择：{parties}。")
OBJECTION_WITHOUT_TEXT = Refusal("objection-without-text", "没有写明异议的内容。", "请写明对结果的哪一点有异议及其理由。")
LATE_OBJECTION = Refusal("late-objection", "异议期已于 {last_day} 届满。", "请改为投诉或反映问题。")
OBJECTION_KNOWN = Refusal("objection-known", "该异议已经登记。", "请勿重复登记。")
NO_SUCH_OBJECTION = Refusal("no-such-objection", "案件没有这件异议。", "请核对异议。")
OBJECTION_DECIDED = Refusal("objection-decided", "该异议已经处理。", "如有新的情况，请另行提出。")
HAD_PART_IN_GRADE = Refusal("had-part-in-grade", "您参与过本案的现场验收或结果确定，不能处理对结果的异议。", "请由没有参与的人员处理。")
DECISION_WITHOUT_REASON = Refusal("decision-without-reason", "处理异议没有说明理由。", "请写明理由。")


def raise_objection(
    case: AuditCase,
    *,
    objection_id: UUID,
    party_kind: str,
    party_name: str,
    party_contact: str,
    text: str,
    rules: RuleSet,
    on: date,
) -> None:
    """提出异议: by a named party; after the last day it is kept as a complaint, marked late.

    Raises Refused: no published result, anonymous, or without words (20(4); who, how and how long is assumed).
    """
    published = _published_result(case, act="objection")
    if objection_id in case.objections:
        raise OBJECTION_KNOWN(RESULT, field="objection_id")
    named = bool(party_name.strip() and party_contact.strip())
    late = on > published.objection_deadline.last_day
    refuse((*_admissible(published, rules, on, named=named, late=late), *_legible(party_kind, text)))
    case.record(
        ObjectionRaised(
            objection_id=objection_id,
            party_kind=party_kind,
            party_name=party_name.strip(),
            party_contact=party_contact.strip(),
            text=text.strip(),
            late=late,
        ),
    )


def decide_objection(case: AuditCase, *, objection_id: UUID, upheld: bool, reason: str, panel_persons: frozenset[str]) -> None:
    """处理异议: decided by a person who neither proposed nor decided the grade nor sat on the panel.

    ``panel_persons`` are the opaque ids of all who sat on it, experts too. An upheld objection changes nothing by itself: the
    correction of the grade is proposed and decided by two persons.
    """
    _published_result(case, act="objection-decision")
    if objection_id not in case.objections:
        raise NO_SUCH_OBJECTION(RESULT, field="objection_id")
    if objection_id in case.objection_decisions:
        raise OBJECTION_DECIDED(RESULT, field="objection_id")
    if acting_person(case) in case.grading_persons | panel_persons:
        raise HAD_PART_IN_GRADE(RESULT)
    if not reason.strip():
        raise DECISION_WITHOUT_REASON(RESULT, field="reason")
    case.record(ObjectionDecided(objection_id=objection_id, upheld=upheld, reason=reason.strip()))


def _published_result(case: AuditCase, *, act: str) -> ResultPublished:
    if case.published is None:
        raise OUT_OF_ORDER(RESULT, state=case.state, act=act, missing="published")
    return case.published


def _admissible(published: ResultPublished, rules: RuleSet, on: date, *, named: bool, late: bool) -> Iterator[Refused]:
    if not named and rules.word("objection/anonymous", on) == "refuse":
        yield ANONYMOUS_OBJECTION(rules.cite("objection/anonymous", on=on), field="party_name")
    if late and rules.word("objection/late", on) == "refuse":
        yield LATE_OBJECTION(rules.cite("objection/late", on=on), last_day=published.objection_deadline.last_day)


def _legible(party_kind: str, text: str) -> Iterator[Refused]:
    if party_kind not in PARTIES:
        yield UNKNOWN_OBJECTING_PARTY(RESULT, field="party_kind", party_kind=party_kind, parties=PARTIES)
    if not text.strip():
        yield OBJECTION_WITHOUT_TEXT(RESULT, field="text")


@AuditCase.evolves(ObjectionRaised)
def _raised(case: AuditCase, fact: ObjectionRaised, stamp: Stamp) -> None:
    case.objections[fact.objection_id] = fact


@AuditCase.evolves(ObjectionDecided)
def _decided(case: AuditCase, fact: ObjectionDecided, stamp: Stamp) -> None:
    case.objection_decisions[fact.objection_id] = fact
