"""终稿的办理: R2025 21."""

from __future__ import annotations

from typing import TYPE_CHECKING

from application.casework import handles
from application.clock import business_day
from application.commands.revision import (
    ExtendRevision,
    LapseRevision,
    RecalculateRevisionDeadline,
    RemindOfRevision,
    RequestExtension,
    ReturnRevision,
    ReviewRevision,
    SubmitRevision,
)
from domain.case import reminders, revision, revision_clock
from domain.case.revision import FinalPapers
from domain.law.refusal import Refused

if TYPE_CHECKING:
    from application.work import Work

KEPT_AS_REQUEST = "kept-as-extension-request"
"""Remark of the answer where final papers came too late and were kept as a request for more time (21)."""


@handles(SubmitRevision)
def submit_revision(command: SubmitRevision, work: Work) -> None:
    """终稿提交: too late, they are refused under 21 and kept as a request for more time."""
    case = work.case(command.case_id)
    rules, arrived_on = work.rules(case), business_day(work.now)
    filed = FinalPapers(
        table=command.table,
        papers=command.papers,
        paper_names=command.paper_names,
        answers=command.answers,
        statements=command.statements,
        channel=command.channel,
        platform=command.platform,
    )
    try:
        revision.revise(case, filed, arrived_on=arrived_on, rules=rules, on=work.on, by=work.actor)
    except Refused as refused:
        if refused.kind is not revision.REVISION_TOO_LATE:
            raise
        revision_clock.keep_late_papers(case, filed, received=revision.day_of_receipt(filed, arrived_on), rules=rules, on=work.on)
        work.decline(refused, remark=KEPT_AS_REQUEST)


@handles(ReviewRevision)
def review_revision(command: ReviewRevision, work: Work) -> None:
    """审阅终稿."""
    case = work.case(command.case_id)
    revision.review(case, command.ticks, rules=work.rules(case), on=work.on)


@handles(ReturnRevision)
def return_revision(command: ReturnRevision, work: Work) -> None:
    """退回终稿."""
    case = work.case(command.case_id)
    revision.return_papers(case, command.defects, last_day=command.last_day, rules=work.rules(case), on=work.on)


@handles(RequestExtension)
def request_extension(command: RequestExtension, work: Work) -> None:
    """申请延期."""
    case = work.case(command.case_id)
    revision_clock.request_extension(case, reason=command.reason, rules=work.rules(case), on=work.on)


@handles(ExtendRevision)
def extend_revision(command: ExtendRevision, work: Work) -> None:
    """终稿延期."""
    case = work.case(command.case_id)
    revision_clock.extend(
        case, reason=command.reason, count=command.count, unit=command.unit, calendar=work.calendar, rules=work.rules(case), on=work.on
    )


@handles(LapseRevision)
def lapse_revision(command: LapseRevision, work: Work) -> None:
    """终稿逾期."""
    case = work.case(command.case_id)
    revision_clock.lapse(case, rules=work.rules(case), on=work.on)


@handles(RemindOfRevision)
def remind_of_revision(command: RemindOfRevision, work: Work) -> None:
    """提醒提交终稿."""
    case = work.case(command.case_id)
    reminders.remind(case, last_day=command.last_day, days_left=command.days_left, rules=work.rules(case), on=work.on)


@handles(RecalculateRevisionDeadline)
def recalculate_revision_deadline(command: RecalculateRevisionDeadline, work: Work) -> None:
    """重算终稿期限."""
    case = work.case(command.case_id)
    revision_clock.recalculate(case, cause=command.cause, calendar=work.calendar, rules=work.rules(case), on=work.on)
