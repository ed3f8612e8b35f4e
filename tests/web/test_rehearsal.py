"""试办: what a page says is open is what the deciding functions let pass; what it says is not, they refuse for that reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest

from application.outcome import NotFoundError
from application.rehearsal import ABOUT, Blank, BlankSeenError, prospects
from domain.fact import Capacity
from domain.register.credit_code import enterprise_id
from tests.examples.plan import REASONS
from tests.examples.register import CODE
from tests.stories.trade import NANSHAN

if TYPE_CHECKING:
    from collections.abc import Callable

    from application.rehearsal import Prospect
    from tests.stories.driver import Someone
    from tests.stories.trade import Trade


def capacity(who: Someone, role: str, organisation: str | None = None) -> Capacity:
    return Capacity(who.person, role, organisation)


def found(trade: Trade, case: str, actor: Capacity) -> dict[str, Prospect]:
    return {each.command.__name__: each for each in prospects(trade.town.system.casework, actor, UUID(case))}


def open_to(trade: Trade, case: str, actor: Capacity) -> set[str]:
    return {name for name, each in found(trade, case, actor).items() if each.refused is None}


def signer(trade: Trade) -> Capacity:
    return capacity(trade.signer, "enterprise-signer", str(enterprise_id(CODE)))


def test_a_plan_is_the_districts_to_decide_and_the_enterprises_to_mend(trade: Trade) -> None:
    case = trade.plans()
    assert open_to(trade, case, capacity(trade.district, "district-officer", NANSHAN)) == {"ReturnPlan", "EndorsePlan", "TransferDistrict"}
    assert open_to(trade, case, signer(trade)) == {"AmendPlan", "WithdrawCase", "ChangeConsultancy"}


def test_what_comes_later_says_what_is_missing_and_the_article(trade: Trade) -> None:
    case = trade.plans()
    refused = found(trade, case, signer(trade))["RegisterAudit"].refused
    assert refused is not None
    assert (refused.code, refused.parameters["missing"], str(refused.citation)) == ("out-of-order", "plan-listed", "17")


def test_the_bureaus_acts_on_the_acceptance_list(trade: Trade) -> None:
    case = trade.on_the_acceptance_list()
    acts = open_to(trade, case, capacity(trade.officer, "bureau-officer"))
    assert {"InviteExpert", "ProposeAdverseAct"} <= acts
    assert not {"ReturnSubmission", "PassPrecheck", "ScheduleVisit", "AcceptCase", "ProposeGrade", "NotifyResult"} & acts


def test_after_the_acceptance_the_panel_is_no_longer_formed(trade: Trade) -> None:
    case = trade.on_the_acceptance_list()
    trade.forms_panel(case)
    trade.accepts(case, "74", "75", "76")
    acts = open_to(trade, case, capacity(trade.officer, "bureau-officer"))
    assert {"ExtendRevision", "CorrectAcceptance"} <= acts
    assert not {"InviteExpert", "AppointPanel", "ReplaceExpert", "ScheduleVisit", "AcceptCase", "DecideRecusal", "DecideObjection"} & acts
    assert {"SubmitRevision", "RequestExtension"} <= open_to(trade, case, signer(trade))


def test_who_proposed_is_told_that_another_decides(trade: Trade) -> None:
    case = trade.on_the_acceptance_list()
    trade.forms_panel(case)
    trade.accepts(case, "74", "75", "76")
    trade.hands_in_final_papers(case)
    trade.reviews_final_papers(case)
    trade.officer.does("compliance-recheck", case, sources=("示例生态环境局",))
    trade.officer.does("grade-proposal", case, result="pass", grade="excellent")
    refused = found(trade, case, capacity(trade.officer, "bureau-approver"))["DecideGrade"].refused
    assert refused is not None
    assert refused.code == "proposer-cannot-decide"
    assert "DecideGrade" in open_to(trade, case, capacity(trade.approver, "bureau-approver"))


def test_a_closed_case_says_so(trade: Trade) -> None:
    case = trade.plans()
    trade.signer.does("withdrawal", case, reason="示例")
    refused = found(trade, case, capacity(trade.district, "district-officer", NANSHAN))["ReturnPlan"].refused
    assert refused is not None
    assert refused.code == "case-closed"


def test_what_nobody_gave_the_right_to_is_not_listed(trade: Trade) -> None:
    case = trade.plans()
    assert found(trade, case, capacity(trade.officer, "auditor")) == {}
    assert "DecideGrade" not in found(trade, case, signer(trade))


def test_who_may_not_know_of_the_case_learns_nothing(trade: Trade) -> None:
    case = trade.plans()
    with pytest.raises(NotFoundError):
        found(trade, case, Capacity("p-1", "district-officer", "440306"))


def test_a_rehearsal_writes_nothing_and_what_is_open_can_be_done(trade: Trade) -> None:
    case = trade.plans()
    head = trade.town.system.log.head()
    for actor in (signer(trade), capacity(trade.officer, "bureau-officer"), capacity(trade.approver, "bureau-approver")):
        assert all(str(each.refused) for each in found(trade, case, actor).values() if each.refused is not None)
    assert trade.town.system.log.head() == head
    trade.district.does("plan-return", case, reasons=REASONS)


def test_a_blank_tells_nothing_but_that_it_was_looked_at() -> None:
    blank: Any = Blank()
    looks: tuple[Callable[[], object], ...] = (
        lambda: blank.name,
        lambda: blank[0],
        lambda: list(blank),
        lambda: blank == 1,
        lambda: bool(blank),
        lambda: blank < 1,
        lambda: f"{blank}",
    )
    for look in looks:
        with pytest.raises(BlankSeenError):
            look()


def test_what_a_command_is_about_is_a_member_of_it() -> None:
    assert [kind for kind, (member, _, _) in ABOUT.items() if member not in kind.__dataclass_fields__] == []
