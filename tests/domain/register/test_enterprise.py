"""An enterprise keeps its id through names and codes, and has one case open at most."""

from __future__ import annotations

from uuid import UUID

from domain.law import rulebook
from domain.register import enterprise as enterprises
from domain.register.credit_code import enterprise_id
from domain.register.enterprise import Enterprise
from domain.register.events import CaseClosed, CaseOpened, CreditCodeAliased, CreditCodeChanged, EnterpriseRegistered, MergedInto, Renamed
from tests.examples.register import (
    CASE_ID,
    CODE,
    DIGEST,
    OTHER_CASE_ID,
    OTHER_CODE,
    case_closed,
    case_opened,
    credit_code,
    enterprise_registered,
)
from tests.scenario import given

RULES = rulebook.rule_set("sz-2025-5")
OTHER_ID = enterprise_id(OTHER_CODE)


def enterprise(*history: object, code: str = CODE) -> Enterprise:
    return given(Enterprise, enterprise_registered(code, "深圳市示例乙有限公司"), *history, aggregate_id=enterprise_id(code)).aggregate  # type: ignore[arg-type]


def test_an_enterprise_is_registered_once() -> None:
    given(Enterprise).when(lambda each: enterprises.register(each, credit_code=CODE, name=" 示例甲 ")).then(
        EnterpriseRegistered(credit_code=CODE, name="示例甲")
    )
    given(Enterprise, enterprise_registered()).when(lambda each: enterprises.register(each, credit_code=CODE, name="示例甲")).then_refused(
        None, code="enterprise-already-registered"
    )


def test_a_second_case_is_refused_while_one_is_open() -> None:
    opening = given(Enterprise, enterprise_registered(), case_opened())
    refused = opening.when(
        lambda each: enterprises.open_case(each, case_id=OTHER_CASE_ID, case_number="QJ-2026-000002", application="first", rules=RULES)
    ).then_refused("14", code="case-open")
    assert "QJ-2026-000001" in str(refused)


def test_after_a_case_ended_the_next_may_be_opened() -> None:
    given(Enterprise, enterprise_registered(), case_opened(), case_closed()).when(
        lambda each: enterprises.open_case(each, case_id=OTHER_CASE_ID, case_number="QJ-2026-000002", application="first", rules=RULES)
    ).then(CaseOpened(case_id=OTHER_CASE_ID, case_number="QJ-2026-000002", application="first"))


def test_only_the_open_case_is_closed() -> None:
    given(Enterprise, enterprise_registered(), case_opened()).when(
        lambda each: enterprises.close_case(each, case_id=CASE_ID, outcome="withdrawn")
    ).then(CaseClosed(case_id=CASE_ID, outcome="withdrawn"))
    given(Enterprise, enterprise_registered(), case_opened()).when(
        lambda each: enterprises.close_case(each, case_id=OTHER_CASE_ID, outcome="withdrawn")
    ).then_refused(None, code="case-not-open")


def test_a_new_name_is_recorded_with_its_proof() -> None:
    renamed = given(Enterprise, enterprise_registered()).when(lambda each: enterprises.rename(each, name="示例新名", evidence_digest=DIGEST))
    assert renamed.then(Renamed(name="示例新名", evidence_digest=DIGEST)).name == "示例新名"


def test_the_same_name_or_a_malformed_proof_is_refused() -> None:
    same = enterprise_registered()
    given(Enterprise, same).when(lambda each: enterprises.rename(each, name=same.name, evidence_digest=None)).then_refused(
        None, code="nothing-changes"
    )
    given(Enterprise, same).when(lambda each: enterprises.rename(each, name="新", evidence_digest="x")).then_refused(None, code="digest-malformed")


def test_the_stream_of_a_new_code_points_to_the_enterprise() -> None:
    new_code = credit_code(77)
    at_new_code = given(Enterprise, aggregate_id=enterprise_id(new_code))

    def change(each: Enterprise) -> None:
        at_new_code.aggregate.stamp = each.stamp
        enterprises.change_code(each, at_new_code.aggregate, credit_code=new_code, evidence_digest=DIGEST)

    changed = given(Enterprise, enterprise_registered()).when(change)
    bearer = changed.then(CreditCodeChanged(credit_code=new_code, evidence_digest=DIGEST))
    assert at_new_code.then(CreditCodeAliased(credit_code=new_code, enterprise_id=bearer.id)).alias_of == bearer.id
    assert bearer.codes == (CODE, new_code)


def test_a_code_it_bore_before_needs_no_second_pointer() -> None:
    new_code = credit_code(77)
    alias = CreditCodeAliased(credit_code=new_code, enterprise_id=UUID(int=7))
    at_new_code = given(Enterprise, alias, aggregate_id=enterprise_id(new_code)).aggregate
    given(Enterprise, enterprise_registered(), aggregate_id=UUID(int=7)).when(
        lambda each: enterprises.change_code(each, at_new_code, credit_code=new_code, evidence_digest=None)
    ).then(CreditCodeChanged(credit_code=new_code, evidence_digest=None))
    assert at_new_code.pending == []


def test_a_code_of_another_enterprise_is_refused() -> None:
    given(Enterprise, enterprise_registered()).when(
        lambda each: enterprises.change_code(each, enterprise(code=OTHER_CODE), credit_code=OTHER_CODE, evidence_digest=None)
    ).then_refused(None, code="credit-code-taken")


def test_an_enterprise_goes_up_in_another_and_acts_no_more() -> None:
    into = enterprise(code=OTHER_CODE)
    merged = given(Enterprise, enterprise_registered()).when(lambda each: enterprises.merge(each, into, evidence_digest=None))
    merged.then(MergedInto(enterprise_id=into.id, evidence_digest=None))
    given(Enterprise, enterprise_registered(), MergedInto(enterprise_id=into.id, evidence_digest=None)).when(
        lambda each: enterprises.open_case(each, case_id=CASE_ID, case_number="QJ-2026-000001", application="first", rules=RULES)
    ).then_refused(None, code="enterprise-merged")


def test_no_merger_while_a_case_is_open_nor_into_itself() -> None:
    given(Enterprise, enterprise_registered(), case_opened()).when(
        lambda each: enterprises.merge(each, enterprise(code=OTHER_CODE), evidence_digest=None)
    ).then_refused(None, code="merged-with-open-case")
    given(Enterprise, enterprise_registered()).when(lambda each: enterprises.merge(each, each, evidence_digest=None)).then_refused(
        None, code="merge-into-itself"
    )
