"""处罚核查: the look-back on penalties of the ecology authority: query, reply, and a person's decision on every record (R2025 20(2))."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from domain.calendar.periods import look_back
from domain.case.audit_case import AuditCase
from domain.case.events.review import PenaltyMatch, PenaltyMatchDecided, PenaltyReplyFiled
from domain.case.order import stands_at
from domain.law.refusal import Refusal, refuse
from domain.papers.paper import digest_faults

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date

    from domain.fact import Stamp
    from domain.law.citation import Citation
    from domain.law.refusal import Refused
    from domain.law.rule_set import RuleSet

QUERY_BEFORE_SUBMISSION = Refusal("query-before-submission", "查询日期 {queried_on} 早于本轮验收申请日期 {submitted_on}。", "请就本轮申请重新查询。")
REPLY_DAYS_REVERSED = Refusal("reply-days-reversed", "查询日期 {queried_on}、回函日期 {replied_on} 与办理日期 {on} 先后颠倒。", "请核对日期。")
REPLY_WITHOUT_SOURCE = Refusal("reply-without-source", "回函没有注明答复单位。", "请填写答复单位。")
MATCH_INCOMPLETE = Refusal("match-incomplete", "第 {number} 条处罚记录没有文号或比对方式。", "请填写处罚决定书文号，并注明按信用代码或名称比对。")
MATCH_TWICE = Refusal("match-twice", "处罚记录 {reference} 出现了两次。", "请合并为一条。")
MATCH_AFTER_REPLY = Refusal("match-after-reply", "处罚记录 {reference} 的日期 {decided_on} 晚于回函日期。", "请核对日期。")
MATCH_UNKNOWN = Refusal("match-unknown", "回函中没有处罚记录 {reference}。", "请核对文号。")
DISMISSED_WITHOUT_REASON = Refusal("dismissed-without-reason", "认定处罚记录 {reference} 不属于本企业，没有说明理由。", "请写明理由。")
NO_PENALTY_REPLY = Refusal("no-penalty-reply", "处罚核查的回函尚未归档。", "请先向生态环境部门查询并归档回函。")
MATCH_UNDECIDED = Refusal("match-undecided", "处罚记录 {reference} 尚未由人员确认。", "请逐条确认是否属于本企业。")
PENALTY_COUNTS = Refusal(
    "penalty-counts",
    "企业自 {window_from} 起有生态环境行政处罚记录（{reference}），不符合要求。",
    "记录超出核查年限后，企业可以重新申报。",
)

MATCHED_BY = ("credit-code", "name")
"""比对方式."""


def file_reply(
    case: AuditCase,
    *,
    source: str,
    queried_on: date,
    replied_on: date,
    reply_digest: str,
    matches: tuple[PenaltyMatch, ...],
    rules: RuleSet,
    on: date,
) -> None:
    """处罚核查回函: belongs to the round under review; a later reply takes the place of an earlier one and is decided afresh."""
    article = rules.cite("penalties/look-back-years", on=on)
    stands_at(case, "submitted", act="penalty-reply", missing="submitted", citation=article, on=on)
    submitted_on = case.milestone_on["Submitted"]
    faults = [*digest_faults(reply_digest, "reply_digest", article), *_match_faults(matches, replied_on, article)]
    if not source.strip():
        faults.append(REPLY_WITHOUT_SOURCE(article, field="source"))
    if queried_on < submitted_on:
        faults.append(QUERY_BEFORE_SUBMISSION(article, field="queried_on", queried_on=queried_on, submitted_on=submitted_on))
    if not queried_on <= replied_on <= on:
        faults.append(REPLY_DAYS_REVERSED(article, field="replied_on", queried_on=queried_on, replied_on=replied_on, on=on))
    refuse(faults)
    reference_on = REFERENCE_DAYS[rules.word("penalties/reference-day", on)](case, queried_on)
    case.record(
        PenaltyReplyFiled(
            round=case.submitted.round if case.submitted else 1,
            source=source.strip(),
            queried_on=queried_on,
            replied_on=replied_on,
            reference_on=reference_on,
            window_from=look_back(reference_on, rules.integer("penalties/look-back-years", reference_on)),
            reply_digest=reply_digest,
            matches=matches,
        ),
    )


def decide_match(case: AuditCase, reference: str, *, concerns_enterprise: bool, note: str | None, rules: RuleSet, on: date) -> None:
    """确认处罚记录: a person says whose it is; whether it falls inside the look-back follows from its day."""
    article = rules.cite("penalties/look-back-years", on=on)
    stands_at(case, "submitted", act="penalty-match", missing="submitted", citation=article, on=on)
    if case.penalty_reply is None:
        raise NO_PENALTY_REPLY(article)
    match = next((each for each in case.penalty_reply.matches if each.reference == reference), None)
    if match is None:
        raise MATCH_UNKNOWN(article, field="reference", reference=reference)
    if not concerns_enterprise and not (note and note.strip()):
        raise DISMISSED_WITHOUT_REASON(article, field="note", reference=reference)
    inside = inside_window(match, case.penalty_reply)
    case.record(PenaltyMatchDecided(reference=reference, concerns_enterprise=concerns_enterprise, inside_window=inside, note=note))


def inside_window(match: PenaltyMatch, reply: PenaltyReplyFiled) -> bool:
    """近一年: the first day of the look-back counts; a record newer than the reference day is as recent as can be."""
    return match.decided_on >= reply.window_from


def counted(case: AuditCase, rules: RuleSet, on: date) -> tuple[str, ...]:
    """计入的处罚记录: the records that stand in the way, in the order of the reply."""
    counts = DISQUALIFYING[rules.word("penalties/disqualifying", on)]
    matches = case.penalty_reply.matches if case.penalty_reply else ()
    return tuple(each.reference for each in matches if each.reference in case.penalty_decisions and counts(case.penalty_decisions[each.reference]))


def penalty_faults(case: AuditCase, rules: RuleSet, on: date) -> Iterator[Refused]:
    """处罚核查未通过: no reply, records not decided, records that count."""
    article, reply = rules.cite("penalties/look-back-years", on=on), case.penalty_reply
    if reply is None:
        yield NO_PENALTY_REPLY(article, field="reply")
        return
    for match in reply.matches:
        if match.reference not in case.penalty_decisions:
            yield MATCH_UNDECIDED(article, field="matches", reference=match.reference)
    for reference in counted(case, rules, on):
        yield PENALTY_COUNTS(article, field="matches", reference=reference, window_from=reply.window_from)


def from_the_query(case: AuditCase, queried_on: date) -> date:
    """基准日: the day of the query."""
    return queried_on


def from_the_application(case: AuditCase, queried_on: date) -> date:
    """基准日: the day of the application for acceptance."""
    return case.milestone_on["Submitted"]


REFERENCE_DAYS: Mapping[str, Callable[[AuditCase, date], date]] = {"queried": from_the_query, "applied": from_the_application}
"""What ``penalties/reference-day`` can say of a look-back made before the site acceptance."""


def any_confirmed_record(decision: PenaltyMatchDecided) -> bool:
    """经确认的任何处罚: the enterprise's, inside the look-back."""
    return decision.concerns_enterprise and decision.inside_window


DISQUALIFYING: Mapping[str, Callable[[PenaltyMatchDecided], bool]] = {"any-confirmed-record": any_confirmed_record}
"""What ``penalties/disqualifying`` can say."""


def _match_faults(matches: tuple[PenaltyMatch, ...], replied_on: date, article: Citation) -> Iterator[Refused]:
    seen: Counter[str] = Counter()
    for number, match in enumerate(matches, start=1):
        field = f"matches.{number}"
        if not match.reference.strip() or match.matched_by not in MATCHED_BY:
            yield MATCH_INCOMPLETE(article, field=field, number=number)
        if seen[match.reference]:
            yield MATCH_TWICE(article, field=field, reference=match.reference)
        if match.decided_on > replied_on:
            yield MATCH_AFTER_REPLY(article, field=field, reference=match.reference, decided_on=match.decided_on)
        seen[match.reference] += 1


@AuditCase.evolves(PenaltyReplyFiled)
def _reply_filed(case: AuditCase, fact: PenaltyReplyFiled, stamp: Stamp) -> None:
    case.penalty_reply = fact
    case.penalty_decisions = {}


@AuditCase.evolves(PenaltyMatchDecided)
def _match_decided(case: AuditCase, fact: PenaltyMatchDecided, stamp: Stamp) -> None:
    case.penalty_decisions[fact.reference] = fact
