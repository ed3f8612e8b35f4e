from datetime import date
from uuid import UUID

import pytest

from domain.case import panel
from domain.case.audit_case import AuditCase
from domain.case.events.panel import ExpertConfirmed, ExpertInvited
from domain.case.events.plan import ConsultancyChanged
from domain.case.interests import facts_of, organisations_searched, ties
from domain.fact import Fact
from domain.register.expert import Expert
from domain.register.person_events import ExpertRegistered, InterestRecorded
from tests.examples.panel import (
    INDUSTRY,
    PANEL_ON,
    RULES,
    confirmed,
    conflict,
    expert,
    forming,
    invited,
    listed_case,
    tie,
    visit_case,
    withdrew,
)
from tests.examples.plan import planned
from tests.examples.register import CONSULTANCY_ID, ENTERPRISE_ID
from tests.scenario import Scenario, given, stamp

OTHER_CONSULTANCY = UUID("00000000-0000-4000-8000-0000000000f1")


def invite(case: AuditCase, *found: str) -> None:
    panel.invite(case, expert(INDUSTRY), [tie(party) for party in found], rules=RULES, on=PANEL_ON)


def confirm(*history: Fact, undertaking: str = "2026-1", denied: bool = True, found: tuple[str, ...] = ()) -> Scenario[AuditCase]:
    def decide(case: AuditCase) -> None:
        known = [tie(party) for party in found]
        panel.confirm(case, INDUSTRY, known, undertaking_version=undertaking, no_interest_declared=denied, rules=RULES, on=PANEL_ON)

    return forming((*listed_case(), *history), decide)


def known_expert(*interests: InterestRecorded) -> Expert:
    facts = ExpertRegistered(person="p-expert", title_level="intermediate", practising_since=date(2016, 9, 20), fields=("industry",))
    return given(Expert, facts, *interests, aggregate_id=INDUSTRY).aggregate


def worked_for(organisation: UUID, until: date | None) -> InterestRecorded:
    return InterestRecorded(organisation_id=organisation, kind="employer", from_on=date(2015, 1, 1), until_on=until)


def commissioned_case() -> AuditCase:
    return given(AuditCase, *listed_case()).aggregate


def test_an_invitation_records_against_whom_ties_were_looked_for() -> None:
    forming(listed_case(), invite).then(ExpertInvited(expert=expert(INDUSTRY), searched=(ENTERPRISE_ID, CONSULTANCY_ID)))


@pytest.mark.parametrize("party", ["enterprise", "consultancy"])
def test_a_known_tie_refuses_the_invitation(party: str) -> None:
    forming(listed_case(), lambda case: invite(case, party)).then_refused("20(3)", code="known-interest")


def test_nobody_is_invited_before_the_acceptance_list() -> None:
    forming((planned(),), invite).then_refused("20(3)", code="out-of-order")


def test_nobody_is_invited_twice() -> None:
    forming((*listed_case(), invited(INDUSTRY)), invite).then_refused(None, code="already-invited")


def test_an_expert_who_left_for_an_interest_is_not_invited_again() -> None:
    left = (invited(INDUSTRY), conflict(INDUSTRY), withdrew(INDUSTRY, "interest"))
    forming((*listed_case(), *left), invite).then_refused("20(3)", code="left-for-interest")


def test_an_expert_who_was_unable_may_be_invited_again() -> None:
    forming((*listed_case(), invited(INDUSTRY), withdrew(INDUSTRY)), invite).then_recorded(ExpertInvited)


def test_a_consultancy_the_case_had_before_is_searched_as_well() -> None:
    changed = ConsultancyChanged(
        from_id=CONSULTANCY_ID,
        to_id=OTHER_CONSULTANCY,
        to_name="示例乙",
        to_code=None,
        capability=(),
        conflicts=(),
        handover_digest="a" * 64,
        reason="合同终止",
    )
    case = given(AuditCase, *listed_case()[:1], (changed, stamp(date(2026, 4, 1)))).aggregate
    assert organisations_searched(case, RULES, PANEL_ON).keys() == {ENTERPRISE_ID, CONSULTANCY_ID, OTHER_CONSULTANCY}


def test_an_employment_that_ended_is_a_tie_still() -> None:
    found = ties(commissioned_case(), known_expert(worked_for(CONSULTANCY_ID, date(2020, 1, 1))), None, RULES, PANEL_ON)
    assert [(each.party, each.kind) for each in found] == [("consultancy", "employer")]


def test_a_tie_to_somebody_else_is_none() -> None:
    assert ties(commissioned_case(), known_expert(worked_for(OTHER_CONSULTANCY, None)), None, RULES, PANEL_ON) == ()


@pytest.mark.parametrize(("on", "years"), [(date(2026, 9, 19), 9), (date(2026, 9, 20), 10), (date(2027, 9, 19), 10)])
def test_years_of_practice_are_complete_on_the_corresponding_day(on: date, years: int) -> None:
    assert facts_of(known_expert(), on).practice_years == years


def test_an_expert_confirms_with_undertaking_and_declaration() -> None:
    confirm(invited(INDUSTRY)).then(ExpertConfirmed(expert_id=INDUSTRY, undertaking_version="2026-1", no_interest_declared=True))


def test_without_the_declaration_of_no_interest_nobody_is_confirmed() -> None:
    confirm(invited(INDUSTRY), denied=False).then_refused("20(3)", code="interest-not-denied")


def test_without_the_undertaking_nobody_is_confirmed() -> None:
    confirm(invited(INDUSTRY), undertaking=" ").then_refused(None, code="undertaking-missing")


def test_a_tie_found_since_the_invitation_refuses_the_confirmation() -> None:
    confirm(invited(INDUSTRY), found=("consultancy",)).then_refused("20(3)", code="known-interest")


@pytest.mark.parametrize("before", [(confirmed(INDUSTRY),), (conflict(INDUSTRY),)], ids=["confirmed", "conflicted"])
def test_only_an_open_invitation_is_confirmed(before: tuple[Fact, ...]) -> None:
    confirm(invited(INDUSTRY), *before).then_refused(None, code="not-awaiting-answer")


def test_who_was_not_invited_cannot_confirm() -> None:
    confirm().then_refused(None, code="not-on-panel")


def test_experts_may_be_invited_while_the_visit_is_scheduled() -> None:
    left = withdrew(INDUSTRY)
    forming((*visit_case(), left), invite).then_recorded(ExpertInvited)
