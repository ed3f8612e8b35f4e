from uuid import UUID

from domain.case import recusal
from domain.case.audit_case import AuditCase
from domain.case.events.panel import RecusalDecided, RecusalRequested
from tests.examples.panel import INDUSTRY, PANEL_ON, RULES, SPARE, forming, invited, listed_case, panel_case, recusal_requested, visit_case, withdrew

STRANGER = UUID("00000000-0000-4000-8000-0000000000ee")


def ask(case: AuditCase, expert_id: UUID = INDUSTRY, grounds: str = "该专家现任职于竞争企业") -> None:
    recusal.request_recusal(case, expert_id, asked_by="enterprise", grounds=grounds, rules=RULES, on=PANEL_ON)


def decide(case: AuditCase, *, granted: bool, reason: str = "经核实") -> None:
    recusal.decide_recusal(case, INDUSTRY, granted=granted, reason=reason, rules=RULES, on=PANEL_ON)


def unsettled(*facts: RecusalRequested | RecusalDecided) -> list[str]:
    case = forming((*visit_case(), *facts), lambda _: None).aggregate
    return [each.code for each in recusal.recusals_settled(case, RULES, PANEL_ON)]


def test_the_enterprise_asks_that_an_expert_withdraw() -> None:
    forming(panel_case(), ask).then(recusal_requested(INDUSTRY))


def test_a_request_names_its_grounds() -> None:
    forming(panel_case(), lambda case: ask(case, grounds=" ")).then_refused(None, code="words-missing")


def test_a_request_concerns_an_expert_of_the_case() -> None:
    forming(panel_case(), lambda case: ask(case, STRANGER)).then_refused(None, code="not-on-panel")


def test_one_request_at_a_time() -> None:
    forming((*panel_case(), recusal_requested(INDUSTRY)), ask).then_refused("20(3)", code="recusal-already-asked")


def test_an_expert_recused_must_withdraw() -> None:
    case = forming((*panel_case(), recusal_requested(INDUSTRY)), lambda case: decide(case, granted=True)).then(
        RecusalDecided(expert_id=INDUSTRY, granted=True, reason="经核实")
    )
    assert case.seats[INDUSTRY].status == "conflicted"


def test_an_expert_not_recused_stays_as_before() -> None:
    case = forming((*panel_case(), recusal_requested(INDUSTRY)), lambda case: decide(case, granted=False)).then_recorded(RecusalDecided)
    assert case.seats[INDUSTRY].status == "confirmed"


def test_a_decision_has_its_reason() -> None:
    history = (*panel_case(), recusal_requested(INDUSTRY))
    forming(history, lambda case: decide(case, granted=False, reason="")).then_refused(None, code="words-missing")


def test_nothing_is_decided_that_nobody_asked() -> None:
    forming(panel_case(), lambda case: decide(case, granted=True)).then_refused("20(3)", code="no-recusal-request")


def test_a_request_falls_away_when_the_expert_leaves() -> None:
    history = (*panel_case(), recusal_requested(INDUSTRY), withdrew(INDUSTRY))
    forming(history, lambda case: decide(case, granted=True)).then_refused("20(3)", code="no-recusal-request")


def test_a_request_may_come_before_the_panel_is_appointed() -> None:
    forming((*listed_case(), invited(INDUSTRY)), ask).then_recorded(RecusalRequested)


def test_what_is_open_about_an_expert_of_the_panel_is_unsettled() -> None:
    assert unsettled() == []
    assert unsettled(recusal_requested(INDUSTRY)) == ["recusal-undecided"]
    assert unsettled(recusal_requested(INDUSTRY), RecusalDecided(expert_id=INDUSTRY, granted=True, reason="x")) == ["must-withdraw"]
    assert unsettled(recusal_requested(SPARE)) == []
