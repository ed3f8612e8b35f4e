"""同时办理: two people at one case at one moment, and one request sent twice."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from tests.examples.audit import defect
from tests.examples.plan import form
from tests.stories.trade import ENDORSED_ON

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.stories.driver import Reply
    from tests.stories.trade import Trade


def at_once(*acts: Callable[[], Reply]) -> list[Reply]:
    """Let all go at the same moment."""
    barrier = threading.Barrier(len(acts))
    replies: list[Reply] = []

    def run(act: Callable[[], Reply]) -> None:
        barrier.wait()
        replies.append(act())

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(replies, key=lambda reply: reply.status)


def submitted(trade: Trade) -> str:
    case = trade.on_the_plan_list()
    trade.registers(case)
    trade.applies(case)
    return case


def test_the_second_of_two_officers_is_told_that_the_case_moved(trade: Trade) -> None:
    case = submitted(trade)
    seen = trade.officer.version_of(case)
    first = trade.officer.tries("submission-return", case, if_match=seen, defects=(defect(),))
    second = trade.other_officer.tries("submission-return", case, if_match=seen, defects=(defect(),))
    assert first.status == 200
    assert (second.status, second.code, second.content_type) == (412, "stale", "application/problem+json")
    assert second.etag == first.etag == trade.other_officer.version_of(case)
    assert trade.officer.timeline(case).count("case.SubmissionReturned") == 1


def test_of_two_officers_at_the_same_moment_one_is_heard(trade: Trade) -> None:
    case = submitted(trade)
    seen = trade.officer.version_of(case)
    replies = at_once(
        lambda: trade.officer.tries("submission-return", case, if_match=seen, defects=(defect(),)),
        lambda: trade.other_officer.tries("submission-return", case, if_match=seen, defects=(defect(),)),
    )
    assert [reply.status for reply in replies] == [200, 412]
    assert trade.officer.timeline(case).count("case.SubmissionReturned") == 1


def test_of_two_plans_of_one_enterprise_at_the_same_moment_one_is_taken(trade: Trade) -> None:
    replies = at_once(*[lambda: trade.signer.asks("/cases", {"form": form()})] * 2)
    assert [reply.status for reply in replies] == [201, 422]
    assert replies[1].faults == {("14", "case-open")}


def test_a_request_sent_twice_under_its_key_is_done_once_and_answered_alike(trade: Trade) -> None:
    case = trade.plans()
    trade.on(ENDORSED_ON)
    seen, key = trade.district.version_of(case), str(uuid4())
    first = trade.district.tries("plan-endorsement", case, if_match=seen, key=key, note="同意")
    again = trade.district.tries("plan-endorsement", case, if_match=seen, key=key, note="同意")
    assert (first.status, again.status) == (200, 200)
    assert (again.body, again.etag) == (first.body, first.etag)
    assert trade.district.timeline(case).count("case.PlanEndorsed") == 1


def test_what_was_done_is_answered_alike_when_it_can_no_longer_be_asked(trade: Trade) -> None:
    case = trade.on_the_acceptance_list()
    trade.forms_panel(case)
    leaving, key = trade.panel[0], str(uuid4())
    own: dict[str, Any] = {"expert_id": leaving.expert_id, "cause": "unable", "reason": "另有公务", "key": key}
    first = leaving.tries("expert-withdrawal", case, **own)
    assert leaving.looks_for(f"/cases/{case}").status == 404
    again = leaving.tries("expert-withdrawal", case, **own)
    assert (first.status, again.status, again.body) == (200, 200, first.body)
    assert leaving.tries("expert-withdrawal", case, **{**own, "key": str(uuid4())}).status == 404


def test_a_sheet_put_twice_under_its_key_is_answered_alike(trade: Trade) -> None:
    case = trade.on_the_acceptance_list()
    trade.forms_panel(case)
    path, key = f"/cases/{case}/sheets/{uuid4()}", str(uuid4())
    first, again = (trade.panel[0].asks(path, {}, method="PUT", key=key) for _ in range(2))
    assert (first.status, again.status) == (200, 200)
    assert (again.body, again.etag) == (first.body, first.etag)


def test_a_plan_sent_twice_at_once_under_its_key_opens_one_case(trade: Trade) -> None:
    key = str(uuid4())
    replies = at_once(*[lambda: trade.signer.asks("/cases", {"form": form()}, key=key)] * 2)
    assert [reply.status for reply in replies] == [201, 201]
    assert replies[0].body == replies[1].body


def test_a_key_used_for_another_request_is_refused(trade: Trade) -> None:
    case = trade.plans()
    seen, key = trade.district.version_of(case), str(uuid4())
    trade.district.tries("plan-endorsement", case, if_match=seen, key=key, note="同意")
    other = trade.district.tries("plan-endorsement", case, if_match=seen, key=key, note="不同意")
    assert (other.status, other.code) == (422, "key-reused")
    theirs = trade.officer.asks("/plan-calls", {"year": 2026, "batch": 1, "opens_on": "2026-03-01", "closes_on": "2026-03-31"}, key=key)
    assert theirs.status == 201, "the key of one person is no key of another"
