from uuid import UUID

import pytest

from domain.case import panel
from domain.case.audit_case import AuditCase
from domain.case.events.panel import ConflictDeclared, ExpertFacts, ExpertReplaced, ExpertWithdrew, PanelAppointed
from domain.case.panel_composition import sitting
from domain.law.label import named_in
from tests.examples.panel import (
    ENERGY,
    INDUSTRY,
    PANEL,
    PANEL_ON,
    PRODUCTION,
    RULES,
    SPARE,
    History,
    appointed,
    confirmed_case,
    conflict,
    expert,
    forming,
    invited,
    listed_case,
    panel_case,
    tie,
    visit_case,
    withdrew,
)
from tests.scenario import Scenario


def appoint(
    *experts: ExpertFacts, history: History | None = None, bureau: tuple[str, ...] = ("p-officer",), district: tuple[str, ...] = ("p-nanshan",)
) -> Scenario[AuditCase]:
    def decide(case: AuditCase) -> None:
        panel.appoint(case, experts, {}, bureau_members=bureau, district_members=district, rules=RULES, on=PANEL_ON)

    return forming(history or confirmed_case(), decide)


def taking_part(*persons: str, bureau: str = "p-officer", district: str = "p-nanshan") -> Scenario[AuditCase]:
    """The panel of three, these persons being the experts."""

    def decide(case: AuditCase) -> None:
        panel.appoint(case, three(), {}, bureau_members=(bureau,), district_members=(district,), persons=persons, rules=RULES, on=PANEL_ON)

    return forming(confirmed_case(), decide)


def test_nobody_takes_part_in_two_capacities() -> None:
    taking_part("p-1", "p-2", "p-3").then_recorded(PanelAppointed)
    taking_part("p-1", "p-2", "p-officer").then_refused("20(3)", code="panel-member-twice")
    taking_part("p-1", "p-2", "p-2").then_refused("20(3)", code="panel-member-twice")
    taking_part("p-1", "p-2", "p-3", district="p-officer").then_refused("20(3)", code="panel-member-twice")


def three(third: ExpertFacts | None = None) -> tuple[ExpertFacts, ...]:
    return (expert(INDUSTRY), expert(PRODUCTION), third or expert(ENERGY))


def declare(case: AuditCase, party: str = "consultancy", kind: str = "past-work", text: str = "曾为其工作") -> None:
    panel.declare_conflict(case, INDUSTRY, party=party, kind=kind, declared_by="expert", text=text, rules=RULES, on=PANEL_ON)


def withdraw(case: AuditCase, cause: str = "unable", reason: str = "另有公务") -> None:
    panel.withdraw(case, INDUSTRY, cause=cause, reason=reason, rules=RULES, on=PANEL_ON)


def replace(history: History, left: UUID = INDUSTRY, successor: ExpertFacts | None = None, *parties: str) -> Scenario[AuditCase]:
    known = [tie(party) for party in parties]
    return forming(history, lambda case: panel.replace(case, left, successor or expert(SPARE), known, rules=RULES, on=PANEL_ON))


def test_three_experts_who_cover_the_fields_make_a_panel() -> None:
    case = appoint(*three()).then_recorded(PanelAppointed, covered_fields=("cleaner-production", "energy-environment", "industry"))
    assert case.state == "panel-appointed"
    assert [each.expert_id for each in sitting(case)] == list(PANEL)


def test_two_experts_are_too_few() -> None:
    appoint(*three()[:2]).then_refused("20(3)", code="too-few-experts")


@pytest.mark.parametrize(("title", "years"), [("senior", 0), ("intermediate", 10)])
def test_a_senior_title_or_ten_years_of_practice_with_an_intermediate_one_is_enough(title: str, years: int) -> None:
    appoint(*three(expert(ENERGY, title, years))).then_recorded(PanelAppointed)


@pytest.mark.parametrize(("title", "years"), [("intermediate", 9), ("junior", 30), ("none", 30)])
def test_less_than_that_is_not(title: str, years: int) -> None:
    appoint(*three(expert(ENERGY, title, years))).then_refused("20(3)", code="expert-not-qualified")


@pytest.mark.parametrize("field", ["industry", "cleaner-production", "energy-environment"])
def test_every_field_is_known_to_somebody_on_the_panel(field: str) -> None:
    others = tuple({"industry", "cleaner-production", "energy-environment"} - {field})
    refused = appoint(*(expert(each, fields=others) for each in PANEL)).then_refused("20(3)", code="field-not-covered")
    assert refused.parameters["missing"] == named_in(RULES, "panel/required-fields", field, PANEL_ON)


def test_one_expert_may_cover_several_fields() -> None:
    fields = ("industry", "cleaner-production", "energy-environment")
    appoint(expert(INDUSTRY, fields=fields), expert(PRODUCTION, fields=("industry",)), expert(ENERGY, fields=("industry",))).then_recorded(
        PanelAppointed
    )


def test_somebody_of_the_bureau_takes_part() -> None:
    appoint(*three(), bureau=()).then_refused("20(3)", code="no-bureau-member")


def test_somebody_of_the_district_takes_part() -> None:
    appoint(*three(), district=(" ",)).then_refused("20(3)", code="no-district-member")


def test_all_that_is_wrong_is_said_at_once() -> None:
    refused = appoint(*three()[:2], bureau=(), district=()).then_refused("20(3)")
    assert {each.code for each in refused.every} == {"too-few-experts", "field-not-covered", "no-bureau-member", "no-district-member"}


@pytest.mark.parametrize("party", ["enterprise", "consultancy"])
def test_a_tie_known_on_the_day_refuses_the_panel(party: str) -> None:
    def decide(case: AuditCase) -> None:
        found = {ENERGY: [tie(party)]}
        panel.appoint(case, three(), found, bureau_members=("p-officer",), district_members=("p-nanshan",), rules=RULES, on=PANEL_ON)

    forming(confirmed_case(), decide).then_refused("20(3)", code="known-interest")


def test_an_expert_who_has_not_confirmed_is_not_appointed() -> None:
    history = (*confirmed_case(INDUSTRY, PRODUCTION), invited(ENERGY))
    appoint(*three(), history=history).then_refused(None, code="expert-not-confirmed")


def test_an_expert_who_declared_a_tie_is_not_appointed() -> None:
    appoint(*three(), history=(*confirmed_case(), conflict(ENERGY))).then_refused(None, code="expert-not-confirmed")


def test_the_same_expert_does_not_count_twice() -> None:
    appoint(expert(INDUSTRY), expert(INDUSTRY), expert(PRODUCTION)).then_refused(None, code="expert-twice")


def test_a_panel_is_appointed_once() -> None:
    appoint(*three(), history=panel_case()).then_refused("20(3)", code="out-of-order")


def test_a_declared_tie_is_kept_in_the_words_of_the_expert() -> None:
    case = forming(panel_case(), declare).then(
        ConflictDeclared(expert_id=INDUSTRY, party="consultancy", kind="past-work", declared_by="expert", text="曾为其工作")
    )
    assert case.seats[INDUSTRY].status == "conflicted"


@pytest.mark.parametrize(
    ("wrong", "code"), [({"party": "district"}, "unknown-party"), ({"kind": "neighbour"}, "unknown-tie"), ({"text": ""}, "words-missing")]
)
def test_a_declaration_says_to_whom_how_and_what(wrong: dict[str, str], code: str) -> None:
    refused = forming(panel_case(), lambda case: declare(case, **wrong))
    assert code in {each.code for each in refused.then_refused("20(3)" if code == "unknown-party" else None).every}


def test_an_expert_who_left_leaves_a_free_place() -> None:
    case = forming(panel_case(), withdraw).then(ExpertWithdrew(expert_id=INDUSTRY, cause="unable", reason="另有公务"))
    assert case.vacancies == {INDUSTRY}


def test_whoever_has_a_known_tie_leaves_for_it_and_for_no_other_cause() -> None:
    forming((*panel_case(), conflict(INDUSTRY)), withdraw).then_refused("20(3)", code="conflict-is-the-cause")
    forming((*panel_case(), conflict(INDUSTRY)), lambda case: withdraw(case, "interest")).then_recorded(ExpertWithdrew)


@pytest.mark.parametrize(("cause", "reason", "code"), [("bored", "x", "unknown-cause"), ("unable", " ", "words-missing")])
def test_leaving_has_a_known_cause_and_a_reason(cause: str, reason: str, code: str) -> None:
    forming(panel_case(), lambda case: withdraw(case, cause, reason)).then_refused(None, code=code)


def test_an_expert_leaves_once() -> None:
    forming((*panel_case(), withdrew(INDUSTRY)), withdraw).then_refused(None, code="not-on-panel")


def test_a_panel_is_short_until_the_place_is_taken() -> None:
    def shortage(case: AuditCase) -> set[str]:
        return {each.code for each in panel.short(case, RULES, PANEL_ON)}

    case = forming((*panel_case(), withdrew(INDUSTRY)), lambda _: None).aggregate
    assert shortage(case) == {"too-few-experts", "field-not-covered"}
    replaced = replace((*panel_case(), withdrew(INDUSTRY))).then(ExpertReplaced(left_id=INDUSTRY, successor=expert(SPARE)))
    assert shortage(replaced) == set()
    assert replaced.vacancies == frozenset()


def test_a_panel_of_four_that_loses_one_is_not_short() -> None:
    history = (*confirmed_case(), appointed(*PANEL, SPARE), withdrew(INDUSTRY))
    case = forming(history, lambda _: None).aggregate
    assert panel.short(case, RULES, PANEL_ON) == ()


def test_only_a_free_place_is_taken() -> None:
    replace(panel_case()).then_refused(None, code="nobody-to-replace")
    taken = (*panel_case(), withdrew(INDUSTRY), ExpertReplaced(left_id=INDUSTRY, successor=expert(SPARE)))
    replace(taken, INDUSTRY, expert(PRODUCTION)).then_refused(None, code="nobody-to-replace")


def test_a_successor_is_as_fit_as_anybody() -> None:
    free = (*visit_case(), withdrew(INDUSTRY))
    replace(free, INDUSTRY, expert(SPARE, "intermediate", 9)).then_refused("20(3)", code="expert-not-qualified")
    replace(free, INDUSTRY, expert(SPARE), "enterprise").then_refused("20(3)", code="known-interest")
    replace(free, INDUSTRY, expert(PRODUCTION)).then_refused(None, code="already-appointed")


def test_nobody_is_replaced_before_there_is_a_panel() -> None:
    replace(listed_case()).then_refused("20(3)", code="out-of-order")
