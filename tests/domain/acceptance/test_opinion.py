from datetime import date, timedelta
from uuid import UUID

import pytest

from domain.case import opinion
from domain.case.audit_case import AuditCase
from domain.case.events.acceptance import Correction, OpinionDrafted, OpinionSigned
from domain.fact import Fact
from tests.examples.acceptance import CORRECTIONS, OPINION_DIGEST, drafted, signed
from tests.examples.panel import ENERGY, INDUSTRY, RULES, SPARE, VISIT_ON, History, conflict, panel_case, visit_case
from tests.scenario import Scenario, given


def draft(
    history: History | None = None,
    corrections: tuple[Correction, ...] = CORRECTIONS,
    on: date = VISIT_ON,
    digest: str = OPINION_DIGEST,
    conclusion: str = "同意通过现场验收",
) -> Scenario[AuditCase]:
    def decide(case: AuditCase) -> None:
        opinion.draft(case, opinion_digest=digest, conclusion=conclusion, corrections=corrections, rules=RULES, on=on)

    return given(AuditCase, *(history or visit_case())).when(decide, on=on)


def sign(*history: Fact, expert: UUID = INDUSTRY, digest: str = OPINION_DIGEST, dissent: str | None = None) -> Scenario[AuditCase]:
    def decide(case: AuditCase) -> None:
        opinion.sign(case, expert, opinion_digest=digest, dissent=dissent, rules=RULES, on=VISIT_ON)

    facts: History = (*visit_case(), *history)
    return given(AuditCase, *facts).when(decide, on=VISIT_ON)


def test_the_opinion_is_drafted_with_numbered_corrections() -> None:
    draft().then(drafted())


def test_an_opinion_may_have_no_corrections() -> None:
    draft(corrections=()).then(drafted(()))


@pytest.mark.parametrize("numbers", [(1, 3), (2, 3), (1, 1), (2, 1), (0, 1)])
def test_corrections_are_numbered_from_one_without_gaps(numbers: tuple[int, ...]) -> None:
    draft(corrections=tuple(Correction(number, "补充") for number in numbers)).then_refused("20(3)", code="corrections-misnumbered")


def test_a_correction_says_something() -> None:
    draft(corrections=(Correction(1, " "),)).then_refused("20(3)", code="correction-empty")


def test_an_opinion_is_a_paper_with_a_conclusion() -> None:
    draft(digest="A" * 64).then_refused("20(3)", code="digest-malformed")
    draft(conclusion="").then_refused(None, code="words-missing")


def test_no_opinion_before_the_visit() -> None:
    draft(on=VISIT_ON - timedelta(days=1)).then_refused("20(3)", code="visit-not-held")
    draft(panel_case()).then_refused("20(3)", code="out-of-order")


def test_an_expert_signs() -> None:
    sign(drafted()).then(signed(INDUSTRY))


def test_a_dissent_is_noted_in_words() -> None:
    sign(drafted(), dissent="节水数据存疑").then(
        OpinionSigned(expert_id=INDUSTRY, opinion_digest=OPINION_DIGEST, dissents=True, dissent="节水数据存疑")
    )
    sign(drafted(), dissent=" ").then_refused(None, code="words-missing")


def test_only_the_draft_that_stands_is_signed() -> None:
    sign().then_refused("20(3)", code="no-opinion")
    sign(drafted(), digest="1c" * 32).then_refused("20(3)", code="other-opinion")


def test_an_expert_signs_once() -> None:
    sign(drafted(), signed(INDUSTRY)).then_refused("20(3)", code="already-signed")


def test_a_new_draft_asks_for_new_signatures() -> None:
    case = draft((*visit_case(), drafted(), signed(INDUSTRY))).then_recorded(OpinionDrafted)
    assert case.signatures == {}
    sign(drafted(), signed(INDUSTRY), drafted()).then(signed(INDUSTRY))


def test_who_does_not_sit_on_the_panel_does_not_sign() -> None:
    sign(drafted(), expert=SPARE).then_refused("20(3)", code="not-on-panel")


def test_who_must_withdraw_does_not_sign() -> None:
    sign(drafted(), conflict(ENERGY), expert=ENERGY).then_refused("20(3)", code="must-withdraw")
