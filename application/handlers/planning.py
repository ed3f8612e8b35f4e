"""计划阶段的办理: the case, its enterprise and the batch are decided together and written in one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from application.casework import handles
from application.commands.planning import (
    AmendPlan,
    ChangeConsultancy,
    DeclinePlan,
    EndorsePlan,
    EnterMandatoryList,
    ExtendPlanCall,
    OpenPlanCall,
    PlanCase,
    ReportBatch,
    ReturnPlan,
    TransferDistrict,
)
from application.handlers.lists import under_own_rules
from application.handlers.register import consultancy_at, consultancy_bearing, enterprise_bearing, registered_consultancy
from domain.case import planning, transfer
from domain.case.audit_case import AuditCase
from domain.case.eligibility import mandatory_year
from domain.case.planning import PlanPaper
from domain.case.standing import OnRecord
from domain.case.transfer import Handover, Parties
from domain.law.rulebook import NoRuleInForce
from domain.lists import mandatory_list, plan_batch, plan_call
from domain.lists.events import ListEntry
from domain.lists.mandatory_list import MandatoryList, mandatory_list_id
from domain.lists.plan_batch import BatchPlace, PlanBatch
from domain.lists.plan_call import PlanCall, plan_call_id
from domain.register import enterprise as enterprises
from domain.register import passes
from domain.register.credit_code import consultancy_id, enterprise_id, fault_of
from domain.register.enterprise import Enterprise

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from application.work import Work
    from domain.case.events.plan import PlanForm
    from domain.law.rule_set import RuleSet


@handles(PlanCase)
def plan_case(command: PlanCase, work: Work) -> UUID:
    """提交计划: the enterprise notes the case as open, so that of two plans at one moment only one is written."""
    rules = work.rules_in_force()
    paper = PlanPaper(command.form, command.contact_name, command.contact_phone, command.claimed_on)
    record = on_record(command.form.credit_code, work, rules)
    examined = planning.examine(paper, record, rules=rules, on=work.on)
    code = examined.paper.form.credit_code
    enterprise = record.enterprise or work.new(Enterprise, enterprise_id(code))
    case = work.new(AuditCase)
    call_id = record.call.id if record.call is not None and record.call.batches else None
    commissioned = consultancy_on_form(examined.paper.form, work)
    number = work.next_case_number()
    planning.plan(case, examined, case_number=number, enterprise_id=enterprise.id, consultancy_id=commissioned, call_id=call_id)
    if not enterprise.registered:
        enterprises.register(enterprise, credit_code=code, name=case.form.enterprise_name)
    record_declared_pass(enterprise, case.form.last_pass_on, rules, work)
    enterprises.open_case(enterprise, case_id=case.id, case_number=case.number, application=case.application, rules=rules)
    return case.id


@handles(AmendPlan)
def amend_plan(command: AmendPlan, work: Work) -> None:
    """更正计划."""
    case = work.case(command.case_id)
    rules = work.rules(case)
    paper = PlanPaper(command.form, command.contact_name, command.contact_phone)
    enterprise = work.get(Enterprise, case.enterprise_id)
    record = on_record(command.form.credit_code, work, rules)
    whose = record.enterprise.id if record.enterprise else _id_of(command.form.credit_code)
    commissioned = consultancy_on_form(command.form, work)
    planning.amend_plan(
        case, paper, record._replace(enterprise=enterprise), enterprise_id=whose, consultancy_id=commissioned, rules=rules, on=work.on
    )
    record_declared_pass(enterprise, case.form.last_pass_on, rules, work)


@handles(ReturnPlan)
def return_plan(command: ReturnPlan, work: Work) -> None:
    """退回计划."""
    case = work.case(command.case_id)
    planning.return_plan(case, command.reasons, rules=work.rules(case), on=work.on)


@handles(EndorsePlan)
def endorse_plan(command: EndorsePlan, work: Work) -> None:
    """审核通过计划."""
    case = work.case(command.case_id)
    planning.endorse_plan(case, command.note, rules=work.rules(case), on=work.on)


@handles(ReportBatch)
def report_batch(command: ReportBatch, work: Work) -> UUID:
    """汇总上报: guards over all plans come before the first of them moves."""
    rules = work.rules_of_the_day()
    batch = work.new(PlanBatch)
    plan_batch.check_batch(batch, number=command.number, case_ids=command.case_ids, citation=rules.cite("plan/handed-in-to", on=work.on))
    cases = tuple(work.case(case_id) for case_id in command.case_ids)
    planning.reportable(cases, rules=rules, on=work.on)
    district = cases[0].district
    number = command.number.strip()
    entries = tuple(_entry(case, work) for case in cases)
    place = BatchPlace(batch.id, number, plan_batch.batch_digest(district, number, entries))
    for case in cases:
        under_own_rules(case, work)
        planning.report_plan(case, place, rules=work.rules(case), on=work.on)
    plan_batch.report(batch, district=district, number=number, entries=entries)
    return batch.id


@handles(DeclinePlan)
def decline_plan(command: DeclinePlan, work: Work) -> None:
    """不列入计划名单: the enterprise may plan anew at once."""
    case = work.case(command.case_id)
    enterprise = work.get(Enterprise, case.enterprise_id)
    planning.decline_plan(case, command.reasons, rules=work.rules(case), on=work.on)
    enterprises.close_case(enterprise, case_id=case.id, outcome=case.state)


@handles(TransferDistrict)
def transfer_district(command: TransferDistrict, work: Work) -> None:
    """移交他区."""
    case = work.case(command.case_id)
    handover = Handover(command.handover_digest, command.reason)
    transfer.transfer_district(case, command.site, handover, rules=work.rules(case), on=work.on)


@handles(ChangeConsultancy)
def change_consultancy(command: ChangeConsultancy, work: Work) -> None:
    """变更咨询服务机构."""
    case = work.case(command.case_id)
    parties = Parties(
        old=consultancy_at(case.consultancy_id, work),
        new=registered_consultancy(command.to_id, work) if command.to_id else None,
    )
    transfer.change_consultancy(case, parties, Handover(command.handover_digest, command.reason), rules=work.rules(case), on=work.on)


# --------------------------------------------------------------------------------------------------------- calls and lists


@handles(OpenPlanCall)
def open_plan_call(command: OpenPlanCall, work: Work) -> UUID:
    """发布计划征集."""
    call = work.find_or_new(PlanCall, plan_call_id(command.year))
    plan_call.open_call(
        call,
        year=command.year,
        batch=command.batch,
        opens_on=command.opens_on,
        closes_on=command.closes_on,
        citation=work.rules_of_the_day().cite("plan/handed-in-to", on=work.on),
    )
    return call.id


@handles(ExtendPlanCall)
def extend_plan_call(command: ExtendPlanCall, work: Work) -> None:
    """延长计划征集."""
    call = work.get(PlanCall, plan_call_id(command.year))
    citation = work.rules_of_the_day().cite("plan/handed-in-to", on=work.on)
    plan_call.extend_call(call, year=command.year, closes_on=command.closes_on, reason=command.reason, citation=citation)


@handles(EnterMandatoryList)
def enter_mandatory_list(command: EnterMandatoryList, work: Work) -> UUID:
    """录入强制审核名单."""
    mandatory = work.find_or_new(MandatoryList, mandatory_list_id(command.year))
    mandatory_list.enter(
        mandatory,
        year=command.year,
        authority=command.authority,
        document=command.document,
        published_on=command.published_on,
        credit_codes=command.credit_codes,
        citation=work.rules_of_the_day().cite("eligibility/mandatory-list-window", on=work.on),
    )
    return mandatory.id


# --------------------------------------------------------------------------------------------------------------- on record


def on_record(code: str, work: Work, rules: RuleSet) -> OnRecord:
    """在册情况: what is known of the enterprise of a code, the year's calls and mandatory lists. A code that is none has no enterprise."""
    planning.rules_take_plans(rules, work.on)
    return OnRecord(
        enterprise=None if fault_of(code) else enterprise_bearing(code, work),
        call=work.find(PlanCall, plan_call_id(work.on.year)),
        mandatory=work.find(MandatoryList, mandatory_list_id(mandatory_year(rules, work.on))),
    )


def consultancy_on_form(form: PlanForm, work: Work) -> UUID | None:
    """受托机构: whose code stands on the form, by a later code too; none where there is none or it is no code: that is the form's fault."""
    code = form.consultancy_code
    if not code or fault_of(code) is not None:
        return None
    bearer = consultancy_bearing(code, work)
    return consultancy_id(code) if bearer is None else bearer.id


def record_declared_pass(enterprise: Enterprise, passed_on: date | None, rules: RuleSet, work: Work) -> None:
    """补录自述的通过: a pass the form declares and the register does not know yet."""
    if passed_on is None or passed_on in passes.days_of_passes(enterprise):
        return
    passes.record_prior_pass(
        enterprise,
        passed_on=passed_on,
        rule_document=_rules_of_the_time(passed_on, work),
        source="declared",
        evidence_digest=None,
        rules=rules,
        on=work.on,
    )


def _rules_of_the_time(day: date, work: Work) -> str:
    try:
        return work.rulebook.in_force(day).id
    except NoRuleInForce:
        return "unknown"


def _id_of(code: str) -> UUID | None:
    return None if fault_of(code) else enterprise_id(code)


def _entry(case: AuditCase, work: Work) -> ListEntry:
    enterprise = work.get(Enterprise, case.enterprise_id)
    return ListEntry(
        subject_id=case.id,
        subject_version=case.version,
        name=enterprise.name,
        credit_code=enterprise.credit_code,
        district=case.district,
        consultancy_name=case.form.consultancy_name,
    )
