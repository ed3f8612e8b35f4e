"""验收申请: what an application needs, round by round."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from domain.case import submission
from domain.case.audit_case import AuditCase
from domain.case.events.audit import GoalResult, SubmissionReturned, Submitted
from domain.case.submission import always, never
from domain.papers.paper import Paper, PaperName
from tests.examples.audit import (
    CONSULTANT,
    REPORT_DIGEST,
    RULES,
    SIGNER,
    SUBMITTED_ON,
    defect,
    high_cost,
    low_cost,
    receipt,
    statement,
    submission_returned,
    submitted,
    table,
)
from tests.examples.audit import submission as filed
from tests.examples.plan import COMMISSIONED, listed_plan
from tests.examples.review import decided, failure_proposed, penalty, prechecked_case, registered_case, reply, submitted_case
from tests.scenario import Scenario, given

if TYPE_CHECKING:
    from collections.abc import Callable

    from domain.fact import Capacity

AGAIN_ON = date(2026, 9, 20)


def submitting(by: Capacity = SIGNER, on: date = SUBMITTED_ON, **changes: Any) -> Callable[[AuditCase], None]:
    return lambda case: submission.submit(case, filed(**changes), rules=RULES, on=on, by=by)


def when_submitted(plan: dict[str, Any] | None = None, by: Capacity = SIGNER, **changes: Any) -> Scenario[AuditCase]:
    return given(AuditCase, *registered_case(**(plan or {}))).when(submitting(by, **changes), by=by, on=SUBMITTED_ON)


def test_a_registered_case_applies_for_acceptance() -> None:
    case = when_submitted().then(submitted())
    assert case.state == "submitted"
    assert case.milestone_on["Submitted"] == SUBMITTED_ON


def test_a_case_not_registered_cannot_apply() -> None:
    given(AuditCase, *listed_plan()).when(submitting(), on=SUBMITTED_ON).then_refused("19", code="out-of-order")


def test_an_application_under_review_is_not_handed_in_again() -> None:
    given(AuditCase, *submitted_case()).when(submitting(on=AGAIN_ON), on=AGAIN_ON).then_refused("19", code="out-of-order")


# What was handed in, the fault, its article and the field beside which it is shown.
@pytest.mark.parametrize(
    ("change", "article", "code", "field"),
    [
        ({"statements": ()}, "18", "statement-missing", "statements"),
        ({"statements": (statement(), statement("consultancy", "p-x"))}, "18", "statement-stray", "statements"),
        ({"statements": (statement(), statement())}, "18", "statement-stray", "statements"),
        ({"statements": (statement(person="p-somebody"),)}, "18", "statement-not-own", "statements.1.person"),
        (
            {"statements": (msgspec.structs.replace(statement(), signed_on=date(2026, 9, 2)),)},
            "18",
            "statement-in-future",
            "statements.1.signed_on",
        ),
        ({"report_parts": ("enterprise", "implementation", "benefits", "level")}, "8(4)", "report-lacks", "report_parts"),
        ({"report_parts": (*RULES.words("review/report-parts"), "cover")}, "8(4)", "report-part-unknown", "report_parts"),
        ({"papers": (), "paper_names": ()}, "19", "paper-missing", "papers"),
        ({"papers": (Paper("audit-report", "x", 1, "application/pdf"),), "paper_names": ()}, "19", "digest-malformed", "papers.1.digest"),
        ({"papers": (Paper("audit-report", REPORT_DIGEST, 0, "application/pdf"),)}, "19", "paper-empty", "papers.1.size"),
        ({"papers": (Paper("audit-report", REPORT_DIGEST, 1, "a/b"),) * 2}, "19", "paper-twice", "papers.2.digest"),
        ({"paper_names": (PaperName("c" * 64, "x.pdf"),)}, "19", "paper-name-stray", "paper_names.1"),
        ({"table": table(high_cost(finished_on=None))}, "4", "scheme-unfinished", "table.1.finished_on"),
        # The case's own threshold is 5 (10,000 yuan); whoever reaches it is of medium or high cost and must be finished.
        ({"table": table(low_cost(investment=Decimal("5.00"), finished_on=None), high_cost())}, "4", "scheme-cost-class", "table.1.investment"),
        ({"table": table(high_cost(investment=Decimal("4.99")))}, "4", "scheme-cost-class", "table.1.investment"),
        ({"table": table(low_cost())}, "4", "no-medium-high-cost", "no_medium_high_cost_reason"),
        ({"table": table(low_cost()), "no_medium_high_cost_reason": "　"}, "4", "no-medium-high-cost", "no_medium_high_cost_reason"),
        ({"table": table(high_cost(), totals={"investment": Decimal("48.5")})}, "19", "total-differs", "table.totals.co2"),
        ({"table": table(high_cost(quantities={"cod": Decimal(-1)}))}, "19", "negative-amount", "table.1.cod"),
        ({"achieved": ()}, "19", "goal-not-answered", "achieved"),
        ({"achieved": (GoalResult("用水", "t", Decimal(1), 2026),)}, "19", "goal-result-stray", "achieved"),
        ({"achieved": (GoalResult("单位产品电耗", "kWh/t", Decimal("NaN"), 2026),)}, "19", "goal-result-figure", "achieved.1.achieved"),
        ({"channel": "gdqjsc"}, "19", "platform-receipt-missing", "platform"),
    ],
)
def test_an_application_with_a_fault_is_refused_under_its_article(change: dict[str, Any], article: str, code: str, field: str) -> None:
    refused = when_submitted(**change).then_refused(article, code=code)
    assert field in [each.field for each in refused.every if each.code == code]


def test_each_missing_part_of_the_report_is_named() -> None:
    refused = when_submitted(report_parts=()).then_refused("8(4)", code="report-lacks")
    assert [str(each.parameters["part"]) for each in refused.every] == [
        "企业基本情况",
        "清洁生产方案实施情况",
        "方案效益分析评估",
        "企业清洁生产水平",
        "持续清洁生产情况",
    ]


def test_without_any_medium_or_high_cost_scheme_a_reasoned_statement_is_enough() -> None:
    when_submitted(table=table(low_cost()), no_medium_high_cost_reason="工艺已达行业先进水平").then_recorded(Submitted)


def test_under_other_readings_no_statement_helps_or_none_is_needed() -> None:
    article = RULES.cite("submission/without-medium-high-schemes")
    assert [str(fault.citation) for fault in never("理由", article)] == ["4"]
    assert not list(always(None, article))


def test_a_commissioned_case_needs_the_statement_of_the_consultancy_too() -> None:
    when_submitted(COMMISSIONED).then_refused("18", code="statement-missing")
    both = (statement(), statement("consultancy", CONSULTANT.person))
    when_submitted(COMMISSIONED, statements=both).then_recorded(Submitted, statements=both)


def test_a_consultancy_that_files_for_the_enterprise_signs_for_itself() -> None:
    other = (statement(), statement("consultancy", "p-somebody"))
    when_submitted(COMMISSIONED, by=CONSULTANT, statements=other).then_refused("18", code="statement-not-own")
    own = (statement(), statement("consultancy", CONSULTANT.person))
    when_submitted(COMMISSIONED, by=CONSULTANT, statements=own).then_recorded(Submitted)


def test_an_application_filed_on_the_platform_keeps_its_receipt() -> None:
    case = when_submitted(channel="gdqjsc", platform=receipt("GD-0002")).then_recorded(Submitted)
    assert case.platform_receipts["submitted"].number == "GD-0002"


def returning(*defects: Any) -> Callable[[AuditCase], None]:
    return lambda case: submission.return_submission(case, defects, rules=RULES, on=AGAIN_ON)


def test_an_application_is_returned_with_its_defects() -> None:
    case = given(AuditCase, *submitted_case()).when(returning(defect()), on=AGAIN_ON).then(submission_returned())
    assert case.state == "submission-returned"


@pytest.mark.parametrize(
    ("defects", "code"),
    [
        ((), "no-defect"),
        ((msgspec.structs.replace(defect(), citation=None),), "defect-incomplete"),
        ((msgspec.structs.replace(defect(), supply=" "),), "defect-incomplete"),
        ((defect(2),), "defects-misnumbered"),
        ((defect(1), defect(1)), "defects-misnumbered"),
    ],
)
def test_each_defect_has_its_number_its_article_and_what_to_supply(defects: tuple[Any, ...], code: str) -> None:
    given(AuditCase, *submitted_case()).when(returning(*defects), on=AGAIN_ON).then_refused("20(1)", code=code)


def test_only_an_application_under_review_is_returned() -> None:
    given(AuditCase, *prechecked_case()).when(returning(defect()), on=AGAIN_ON).then_refused("20(1)", code="out-of-order")


def test_the_next_round_is_a_whole_application_again() -> None:
    case = given(AuditCase, *submitted_case(), submission_returned()).when(submitting(on=AGAIN_ON), by=SIGNER, on=AGAIN_ON).then(submitted(2))
    assert case.state == "submitted"
    assert case.milestone_on["Submitted"] == AGAIN_ON


def test_a_new_round_needs_a_new_reply() -> None:
    record = penalty()
    history = (*submitted_case(), reply(record), decided(record), submission_returned())
    case = given(AuditCase, *history).when(submitting(on=AGAIN_ON), by=SIGNER, on=AGAIN_ON).then_recorded(Submitted, round=2)
    assert case.penalty_reply is None
    assert case.penalty_decisions == {}


def test_a_returned_application_ends_the_proposal_to_fail_it() -> None:
    case = given(AuditCase, *failure_proposed(penalty())).when(returning(defect()), on=AGAIN_ON).then_recorded(SubmissionReturned)
    assert case.adverse is None
    assert case.heard is None
