"""终稿: final table, report and an answer to each numbered correction, handed in within the month, reviewed or returned (R2025 21)."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import TYPE_CHECKING

import msgspec

from domain.case.audit_case import AuditCase
from domain.case.events.audit import PlatformReceipt, Statement
from domain.case.events.revision import AnswerTick, CorrectionAnswer, Revised, RevisionReturned, RevisionReviewed
from domain.case.order import stands_at
from domain.case.platform import GDQJSC, channel_faults, received_on
from domain.case.registration import is_commissioned
from domain.case.submission import PAPER_MISSING, defect_faults, statement_faults
from domain.law.label import label_of
from domain.law.refusal import Refusal, refuse
from domain.papers.paper import Paper, PaperName, paper_faults
from domain.papers.performance_table import PerformanceTable
from domain.papers.table_check import cost_class_faults, table_faults, unfinished

if TYPE_CHECKING:
    from collections.abc import Iterator

    from domain.case.events.audit import Defect
    from domain.fact import Capacity, Stamp
    from domain.law.citation import Citation
    from domain.law.refusal import Refused
    from domain.law.rule_set import RuleSet

REVISION_TOO_LATE = Refusal(
    "revision-too-late", "终稿于 {received_on} 收到，晚于最后一日 {last_day}，且没有准予延期。", "材料已作为延期申请保存，请等待市局决定。"
)
RECEIPT_OF_EARLIER_ROUND = Refusal(
    "receipt-of-earlier-round", "平台回执的日期 {received_on} 早于 {since}，不是本次终稿的回执。", "请填写本次提交的平台回执。"
)
CORRECTION_UNANSWERED = Refusal("correction-unanswered", "第 {number} 条整改意见没有答复。", "请逐条答复整改意见。")
ANSWER_TWICE = Refusal("answer-twice", "第 {number} 条整改意见答复了两次。", "每条只答复一次。")
ANSWER_STRAY = Refusal("answer-stray", "验收意见没有第 {number} 条整改意见。", "请按验收意见的编号逐条填写。")
ANSWER_NOT_TICKED = Refusal("answer-not-ticked", "第 {number} 条整改答复没有审核意见。", "请逐条审核。")
TICK_TWICE = Refusal("tick-twice", "第 {number} 条整改答复审核了两次。", "每条只审核一次。")
TICK_UNEXPLAINED = Refusal("tick-unexplained", "第 {number} 条整改答复审核为不符合，但没有说明。", "请写明不符合之处。")
TERM_NOT_NEEDED = Refusal("term-not-needed", "终稿期限 {last_day} 尚未届满，退回不改变最后一日。", "请不要另定期限；需要更多时间的，办理延期。")
TERM_NEEDED = Refusal("term-needed", "终稿期限已于 {last_day} 届满，退回须另定期限。", "请填写 {on} 之后的最后一日。")
TERM_TOO_LONG = Refusal("term-too-long", "另定的最后一日 {last_day} 过远。", "请核对日期，一次不超过 {days} 日。")


class FinalPapers(msgspec.Struct, frozen=True, kw_only=True):
    """终稿内容: what is handed in, as a whole; the members are those of ``Revised``."""

    table: PerformanceTable
    papers: tuple[Paper, ...]
    paper_names: tuple[PaperName, ...]
    answers: tuple[CorrectionAnswer, ...]
    statements: tuple[Statement, ...]
    channel: str
    platform: PlatformReceipt | None


def revise(case: AuditCase, filed: FinalPapers, *, arrived_on: date, rules: RuleSet, on: date, by: Capacity) -> None:
    """终稿提交: in time by the day of receipt, whether or not the clock has run, and complete (21).

    ``arrived_on``: the Shenzhen day on which the command arrived here; the platform's receipt decides where filed there.
    Raises Refused: out of order; too late, alone, so that the papers can be kept as a request for more time; or every fault.
    """
    article = rules.cite("revision/months", on=on)
    stands_at(case, "accepted", act="revision", missing="accepted", citation=article, on=on)
    refuse(handed_in_faults(case, filed, rules, on))
    receipt_on = day_of_receipt(filed, arrived_on)
    last_day = case.revision_deadline.last_day if case.revision_deadline else receipt_on
    if receipt_on > last_day:
        raise REVISION_TOO_LATE(article, received_on=receipt_on, last_day=last_day)
    refuse(_content_faults(case, filed, rules=rules, on=on, by=by))
    case.record(Revised(round=case.revision_round + 1, received_on=receipt_on, last_day=last_day, **msgspec.structs.asdict(filed)))


def handed_in_faults(case: AuditCase, filed: FinalPapers, rules: RuleSet, on: date) -> Iterator[Refused]:
    """终稿收件核对: papers in form and a receipt that can be relied on; asked before lateness, so that what is kept is whole."""
    article = rules.cite("revision/months", on=on)
    yield from paper_faults(filed.papers, filed.paper_names, article)
    yield from channel_faults(filed.channel, filed.platform, rules, on)
    since = case.revision_returned_on or (case.accepted.held_on if case.accepted else None)
    receipt = filed.platform
    if receipt is not None and receipt.received_at.tzinfo is not None and since is not None and received_on(receipt) < since:
        yield RECEIPT_OF_EARLIER_ROUND(article, field="platform.received_at", received_on=received_on(receipt), since=since)


def day_of_receipt(filed: FinalPapers, arrived_on: date) -> date:
    """收件日: the platform's where filed there, else the day the papers arrived here."""
    if filed.channel == GDQJSC and filed.platform is not None:
        return received_on(filed.platform)
    return arrived_on


def _content_faults(case: AuditCase, filed: FinalPapers, *, rules: RuleSet, on: date, by: Capacity) -> Iterator[Refused]:
    article = rules.cite("revision/months", on=on)
    kinds = {paper.kind for paper in filed.papers}
    for entry in rules.entries("revision/required-papers", on):
        if entry["code"] not in kinds:
            yield PAPER_MISSING(article, field="papers", paper=label_of(entry))
    yield from table_faults(filed.table, article, on)
    yield from unfinished(filed.table, article, on)
    if case.registered is not None:
        yield from cost_class_faults(filed.table, case.registered.cost_threshold, rules.cite("submission/without-medium-high-schemes", on=on))
    yield from _each_correction_answered(case, filed.answers, article)
    yield from statement_faults(filed.statements, commissioned=is_commissioned(case), rules=rules, on=on, by=by)


def _each_correction_answered(case: AuditCase, answers: tuple[CorrectionAnswer, ...], article: Citation) -> Iterator[Refused]:
    answered = Counter(each.number for each in answers if each.answer.strip())
    asked = [each.number for each in case.corrections]
    for number in asked:
        if not answered[number]:
            yield CORRECTION_UNANSWERED(article, field=f"answers.{number}", number=number)
    for number, times in Counter(each.number for each in answers).items():
        if number not in asked:
            yield ANSWER_STRAY(article, field=f"answers.{number}", number=number)
        elif times > 1:
            yield ANSWER_TWICE(article, field=f"answers.{number}", number=number)


def review(case: AuditCase, ticks: tuple[AnswerTick, ...], *, rules: RuleSet, on: date) -> None:
    """审阅终稿: a tick for each answer, with a note where it does not satisfy (21)."""
    article = rules.cite("revision/months", on=on)
    stands_at(case, "revised", act="revision-review", missing="revised", citation=article, on=on)
    refuse(_each_answer_ticked(case, ticks, article))
    case.record(RevisionReviewed(ticks=ticks, satisfied=all(tick.satisfied for tick in ticks)))


def _each_answer_ticked(case: AuditCase, ticks: tuple[AnswerTick, ...], article: Citation) -> Iterator[Refused]:
    ticked = Counter(tick.number for tick in ticks)
    asked = [each.number for each in case.corrections]
    for number in asked:
        if not ticked[number]:
            yield ANSWER_NOT_TICKED(article, field=f"ticks.{number}", number=number)
    for number, times in ticked.items():
        if number not in asked:
            yield ANSWER_STRAY(article, field=f"ticks.{number}", number=number)
        elif times > 1:
            yield TICK_TWICE(article, field=f"ticks.{number}", number=number)
    for tick in ticks:
        if not tick.satisfied and not (tick.note or "").strip():
            yield TICK_UNEXPLAINED(article, field=f"ticks.{tick.number}", number=tick.number)


def return_papers(case: AuditCase, defects: tuple[Defect, ...], *, last_day: date | None, rules: RuleSet, on: date) -> None:
    """退回终稿: within the month the last day stays; after it the officer sets one, so that there is time to mend (21, assumed)."""
    article = rules.cite("revision/returned-after-last-day", on=on)
    stands_at(case, "revised", act="revision-return", missing="revised", citation=article, on=on)
    refuse(defect_faults(defects, article))
    runs_until = case.revision_deadline.last_day if case.revision_deadline else on
    if on <= runs_until:
        if last_day is not None:
            raise TERM_NOT_NEEDED(article, field="last_day", last_day=runs_until)
        case.record(RevisionReturned(defects=defects, last_day=runs_until, term_set=False))
        return
    if last_day is None or last_day <= on:
        raise TERM_NEEDED(article, field="last_day", last_day=runs_until, on=on)
    longest = rules.integer("revision/longest-extension", on)
    if last_day > on + timedelta(days=longest):
        raise TERM_TOO_LONG(article, field="last_day", last_day=last_day, days=longest)
    case.record(RevisionReturned(defects=defects, last_day=last_day, term_set=True))


@AuditCase.evolves(Revised)
def _revised(case: AuditCase, fact: Revised, stamp: Stamp) -> None:
    case.revised = fact
    case.revision_round = fact.round
    case.revision_reviewed = case.extension_request = None
    case.lapsed = False
    if fact.platform is not None:
        case.platform_receipts["revised"] = fact.platform
    case.reach("Revised", "revised", stamp.on)


@AuditCase.evolves(RevisionReviewed)
def _reviewed(case: AuditCase, fact: RevisionReviewed, stamp: Stamp) -> None:
    case.revision_reviewed = fact


@AuditCase.evolves(RevisionReturned)
def _returned(case: AuditCase, fact: RevisionReturned, stamp: Stamp) -> None:
    case.revision_reviewed = None
    case.revision_returned_on = stamp.on
    case.platform_receipts.pop("revised", None)
    if case.revision_deadline is not None:
        case.revision_deadline = msgspec.structs.replace(case.revision_deadline, last_day=fact.last_day)
    case.state = "accepted"
