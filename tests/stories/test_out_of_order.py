"""先后与版本: what is asked too early is answered with what is missing and the article; what is asked blindly is not done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

from tests.examples.acceptance import OPINION_DIGEST
from tests.examples.audit import DIGEST, defect, registration, submission
from tests.examples.plan import REASONS
from tests.examples.review import QUERIED_ON, REPLIED_ON, checklist
from tests.examples.revision import final_papers, ticks
from tests.stories.trade import ON_SITE, members_of

if TYPE_CHECKING:
    from tests.stories.trade import Trade

SOMEBODY = UUID("00000000-0000-4000-8000-0000000000e1")
REPLY = {"source": "示例处", "queried_on": QUERIED_ON, "replied_on": REPLIED_ON, "reply_digest": DIGEST}

TOO_EARLY: dict[str, tuple[str, str, dict[str, Any]]] = {
    # What nobody can do while the plan still lies with the district: noun → who asks, the article, the body.
    "plan-decline": ("officer", "16", {"reasons": REASONS}),
    "registration": ("signer", "17", members_of(registration())),
    "submission": ("signer", "19", members_of(submission())),
    "submission-return": ("officer", "20(1)", {"defects": (defect(),)}),
    "penalty-reply": ("officer", "20(2)", REPLY),
    "penalty-match": ("officer", "20(2)", {"reference": "示例环罚1号", "concerns_enterprise": True}),
    "precheck": ("officer", "20(1)", {"checklist": checklist()}),
    "panel": ("officer", "20(3)", {"experts": (), "bureau_members": (), "district_members": ()}),
    "visit": ("officer", "20(3)", {"visit_on": "2026-10-15", "starts_at": "09:30", "place": "示例"}),
    "visit-postponement": ("officer", "20(3)", {"visit_on": "2026-10-15", "starts_at": "09:30", "reason": "示例"}),
    "recusal-request": ("signer", "20(3)", {"expert_id": SOMEBODY, "grounds": "示例"}),
    "recusal-decision": ("officer", "20(3)", {"expert_id": SOMEBODY, "granted": True, "reason": "示例"}),
    "conflicts": ("officer", "20(3)", {"expert_id": SOMEBODY, "party": "enterprise", "kind": "other", "text": "示例"}),
    "expert-withdrawal": ("officer", "20(3)", {"expert_id": SOMEBODY, "cause": "unable", "reason": "示例"}),
    "opinion": ("officer", "20(3)", {"opinion_digest": OPINION_DIGEST, "conclusion": "示例"}),
    "acceptance": ("officer", "20(3)", ON_SITE),
    "acceptance-correction": ("officer", "20(3)", {"conflicted_experts": (SOMEBODY,), "reasons": REASONS}),
    "opinion-delivery": ("officer", "21", {"delivered_on": "2026-03-02"}),
    "revision": ("signer", "21", members_of(final_papers())),
    "revision-review": ("officer", "21", {"ticks": ticks()}),
    "revision-return": ("officer", "21", {"defects": (defect(),)}),
    "extension-request": ("signer", "21", {"reason": "示例"}),
    "revision-extension": ("officer", "21", {"reason": "示例", "count": 7}),
    "compliance-recheck": ("officer", "22(4)", {"sources": ("示例",)}),
    "grade-proposal": ("officer", "20(4)", {"result": "fail"}),
    "grade-proposal-rejection": ("approver", "20(4)", {"reason": "示例"}),
    "grade": ("approver", "20(4)", {}),
    "result-notification": ("officer", "20(4)", {"notified_on": "2026-03-02", "channel": "mail"}),
    "objections": ("signer", "20(4)", {"party_kind": "enterprise", "party_name": "示例", "party_contact": "示例", "text": "示例"}),
    "grade-correction-proposal": ("officer", "20(4)", {"result": "fail", "ground": "found-later", "reasons": REASONS}),
    "grade-correction-rejection": ("approver", "20(4)", {"reason": "示例"}),
    "grade-correction": ("approver", "20(4)", {}),
}


def test_what_is_asked_too_early_is_answered_with_what_is_missing_and_the_article(trade: Trade) -> None:
    case = trade.plans()
    before = trade.town.log_head
    answered = {}
    for noun, (who, _, body) in TOO_EARLY.items():
        reply = getattr(trade, who).tries(noun, case, **body)
        answered[noun] = (reply.status, reply.code, reply.article)
        assert reply.content_type == "application/problem+json"
        assert reply.body["detail"].strip("请先完成：。 "), f"{noun} does not say what is missing"
    assert answered == {noun: (409, "out-of-order", article) for noun, (_, article, _) in TOO_EARLY.items()}
    assert trade.town.log_head == before


def test_a_closed_case_takes_no_further_step(trade: Trade) -> None:
    case = trade.on_the_plan_list()
    trade.signer.does("withdrawal", case, reason="生产线停产")
    reply = trade.signer.tries("registration", case, **members_of(registration()))
    assert (reply.status, reply.code, reply.article) == (409, "case-closed", "17")
    again = trade.signer.tries("withdrawal", case, reason="生产线停产")
    assert (again.status, again.code, again.article) == (409, "case-closed", "6")


def test_without_the_version_looked_at_nothing_is_changed(trade: Trade) -> None:
    case = trade.plans()
    before = trade.town.log_head
    reply = trade.district.asks(f"/cases/{case}/plan-endorsement", {})
    assert (reply.status, reply.code) == (428, "if-match-missing")
    assert trade.town.log_head == before


@pytest.mark.parametrize("stale", ['"0"', '"2"', '"999"'])
def test_a_version_that_is_not_the_cases_is_stale(trade: Trade, stale: str) -> None:
    case = trade.plans()
    before = trade.town.log_head
    reply = trade.district.tries("plan-endorsement", case, if_match=stale)
    assert (reply.status, reply.code, reply.etag) == (412, "stale", '"1"')
    assert trade.town.log_head == before


@pytest.mark.parametrize("malformed", ["1", 'W/"1"', "*", '"01"', '"1", "2"'])
def test_a_version_that_is_none_is_malformed(trade: Trade, malformed: str) -> None:
    case = trade.plans()
    reply = trade.district.tries("plan-endorsement", case, if_match=malformed)
    assert (reply.status, reply.code) == (400, "if-match-malformed")
