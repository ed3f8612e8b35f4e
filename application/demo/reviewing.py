"""初审阶段: the look-back on penalties, the checklist, the acceptance list."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from application.commands.review import DecidePenaltyMatch, FailPrecheck, FilePenaltyReply, PassPrecheck
from application.demo.auditing import propose_and_hear
from application.demo.papers import checklist, penalty
from application.demo.planning import withdraw
from domain.calendar.periods import look_back

if TYPE_CHECKING:
    from collections.abc import Generator

    from application.demo.agenda import Move
    from application.demo.story import Phase, Story

FAILURE = "precheck-failure"


def review(s: Story) -> Phase:
    """初审 to 列入验收计划名单. Ends early where the case is withdrawn or fails."""
    c = s.choices
    if c.withdrawn == "submitted":
        return (yield from withdraw(s, "企业拟补充方案后再申请验收。"))
    yield from look_back_on_penalties(s)
    if c.precheck in {"checklist", "penalty"}:
        yield from fail(s, lacking=c.precheck == "checklist")
        return False
    if c.precheck == "dropped":
        s.in_office(1, 4)
        yield from propose_and_hear(s, FAILURE, "持续清洁生产计划不具体。")
    s.in_office(1, 8)
    yield s.asks(s.officer, PassPrecheck(case_id=s.case_id, checklist=checklist(s.rules, s.mode, lacking=False)))
    s.lists["acceptance"] = yield from s.wait("acceptance")
    return True


def look_back_on_penalties(s: Story) -> Generator[Move, Any, None]:
    """处罚核查: query, reply, and a person's word on every record."""
    s.in_office(1, 6)
    queried_on = s.today
    since = look_back(queried_on, s.rules.integer("penalties/look-back-years", queried_on))
    found = {
        "none": None,
        "dismissed": (queried_on - timedelta(days=s.dice.between(30, 250)), "name"),
        "old": (since - timedelta(days=s.dice.between(1, 90)), "credit-code"),
        "counted": (queried_on - timedelta(days=s.dice.between(30, 250)), "credit-code"),
    }[s.choices.penalty]
    matches = () if found is None else (penalty(*found, s.dice),)
    s.in_office(2, 9)
    yield s.asks(
        s.officer,
        FilePenaltyReply(
            case_id=s.case_id,
            source="示例生态环境局",
            queried_on=queried_on,
            replied_on=s.today,
            reply_digest=s.dice.digest(),
            matches=matches,
        ),
    )
    for match in matches:
        s.soon()
        own = s.choices.penalty != "dismissed"
        note = None if own else "同名企业，信用代码不同（示例）。"
        yield s.asks(s.officer, DecidePenaltyMatch(case_id=s.case_id, reference=match.reference, concerns_enterprise=own, note=note))


def fail(s: Story, *, lacking: bool) -> Generator[Move, Any, None]:
    """初审不通过, by the approver, after the enterprise was heard."""
    s.in_office(1, 6)
    s.hold("failing")
    yield from propose_and_hear(s, FAILURE, "审核准备材料不全。" if lacking else "近一年有生态环境行政处罚记录。")
    s.in_office(1, 8)
    yield s.asks(s.approver, FailPrecheck(case_id=s.case_id, checklist=checklist(s.rules, s.mode, lacking=lacking)))
    s.outcome = "precheck-failed"
