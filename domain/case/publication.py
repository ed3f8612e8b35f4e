"""公布: the result stands on a published list, is told to the enterprise, and is put right where it was printed wrong (R2025 20(4))."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec

from domain.calendar.deadline import notice_deadline, objection_deadline, publication_deadline
from domain.case.audit_case import AuditCase
from domain.case.delivery import not_earlier
from domain.case.events.grade import PublicationCorrected, ResultNotified, ResultPublished
from domain.case.order import OUT_OF_ORDER, stands_at
from domain.law.citation import CASE_DOCUMENT, Citation
from domain.law.refusal import Refusal, Refused, refuse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from domain.calendar.deadline import Deadline
    from domain.calendar.working_days import Calendar
    from domain.fact import Stamp
    from domain.law.rule_set import RuleSet

RESULT = Citation(CASE_DOCUMENT, "20(4)")
CHANNELS = ("qingjian", "mail", "post")

REMEDIES_NOT_TOLD = Refusal("remedies-not-told", "公布结果没有写明如何提出异议。", "请写明异议的期限、方式和受理人。")
CORRECTION_PENDING = Refusal("grade-correction-pending", "有拟更正的结果待复核，现在不能公布。", "请先确定或退回拟更正的结果。")
RESULT_IN_DOUBT = Refusal("result-in-doubt", "现场验收须重新组织，结果不能公布。", "请先重新组织现场验收并更正结果。")
UNKNOWN_CHANNEL = Refusal("unknown-channel", "告知方式「{channel}」不在可选范围内。", "请从以下方式中选择：{channels}。")
NOTIFIED_ON_WRONG_DAY = Refusal("notified-on-wrong-day", "告知日期 {notified_on} 早于结果确定日 {graded_on}，或晚于办理日期 {on}。", "请核对日期。")


class ListPlace(msgspec.Struct, frozen=True, kw_only=True):
    """名单位置: the published list a case stands on, as its own record keeps it."""

    list_id: UUID
    number: str
    """Number as published."""
    published_on: date
    address: str
    """Where it was published."""


def publish_result(case: AuditCase, place: ListPlace, *, remedies: str, rules: RuleSet, calendar: Calendar) -> None:
    """公布验收结果: record list, address, day, notice period and remedies. Late publication is recorded, it does not stand in the way.

    Raises Refused: not graded, a correction still to be decided, or remedies not told (20(4); 信息公开条例 26).
    """
    stands_at(case, "graded", act="result-publication", missing="graded", citation=RESULT, on=place.published_on)
    refuse(_publishable(case, remedies))
    due = _due(case, rules, calendar)
    notice = notice_deadline(place.published_on, rules, calendar)
    case.record(
        ResultPublished(
            list_id=place.list_id,
            list_number=place.number,
            address=place.address,
            published_on=place.published_on,
            publication_deadline=due,
            late=place.published_on > due.last_day,
            notice_until=notice.last_day,
            notice_deadline=notice,
            objection_deadline=objection_deadline(place.published_on, rules, calendar),
            remedies=remedies.strip(),
        ),
    )


def notify(case: AuditCase, *, notified_on: date, channel: str, on: date) -> None:
    """告知结果: tell the enterprise its result, before or after the publication; may be done by several channels (20(4))."""
    if case.graded is None:
        raise OUT_OF_ORDER(RESULT, state=case.state, act="result-notification", missing="graded")
    if channel not in CHANNELS:
        raise UNKNOWN_CHANNEL(RESULT, field="channel", channel=channel, channels=CHANNELS)
    graded_on = case.milestone_on["Graded"]
    if not graded_on <= notified_on <= on:
        raise NOTIFIED_ON_WRONG_DAY(RESULT, field="notified_on", notified_on=notified_on, graded_on=graded_on, on=on)
    case.record(ResultNotified(notified_on=notified_on, channel=channel))


def correct_publication(case: AuditCase, *, list_id: UUID, list_version: int, change: str, reason: str) -> None:
    """更正公布名单: note in the case that a list it stands on was corrected; the list itself has checked what may change."""
    case.record(PublicationCorrected(list_id=list_id, list_version=list_version, change=change, reason=reason))


def _due(case: AuditCase, rules: RuleSet, calendar: Calendar) -> Deadline:
    """公布期限: by the calendar of today, and not before the day that stood on the desk since the result was decided."""
    computed = publication_deadline(case.milestone_on["Graded"], rules, calendar)
    return not_earlier(computed, case.graded.publication_deadline if case.graded else None) or computed


def _publishable(case: AuditCase, remedies: str) -> Iterator[Refused]:
    if case.correction_proposal is not None:
        yield CORRECTION_PENDING(RESULT)
    if case.new_visit_needed:
        yield RESULT_IN_DOUBT(Citation(CASE_DOCUMENT, "20(3)"))
    if not remedies.strip():
        yield REMEDIES_NOT_TOLD(RESULT, field="remedies")


@AuditCase.evolves(ResultPublished)
def _published(case: AuditCase, fact: ResultPublished, stamp: Stamp) -> None:
    case.published = fact
    case.panel_done_on = fact.published_on
    case.state = "published"


@AuditCase.evolves(ResultNotified)
def _notified(case: AuditCase, fact: ResultNotified, stamp: Stamp) -> None:
    case.notified = fact


@AuditCase.evolves(PublicationCorrected)
def _publication_corrected(case: AuditCase, fact: PublicationCorrected, stamp: Stamp) -> None:
    case.publication_corrections = (*case.publication_corrections, fact)
