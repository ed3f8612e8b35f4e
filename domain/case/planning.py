"""计划阶段: plan, amendment, the district's review and report, the bureau's list (R2025 14–18)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from domain.case.audit_case import AuditCase
from domain.case.eligibility import amendment_eligibility, plan_eligibility
from domain.case.events.plan import (
    PlanAmended,
    PlanDeclined,
    PlanEndorsed,
    PlanListed,
    Planned,
    PlanReported,
    PlanReturned,
)
from domain.case.order import stands_at
from domain.case.plan_form import claimed_day_faults, contact_faults, form_faults, main_site, normalised, tidy
from domain.case.reapplication import application_kind
from domain.case.standing import Asked
from domain.law.districts import label_of_district
from domain.law.refusal import Refusal, refuse

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from domain.case.eligibility import Eligibility
    from domain.case.events.plan import PlanForm
    from domain.case.standing import OnRecord
    from domain.fact import Stamp
    from domain.law.citation import Citation
    from domain.law.reason import Reason
    from domain.law.refusal import Refused
    from domain.law.rule_set import RuleSet
    from domain.lists.plan_batch import BatchPlace

OTHER_DISTRICT = Refusal("other-district", "该计划属于“{district}”，不由本区办理。", "请由企业生产所在区的工信部门办理；迁址的请先办理移交。")
NOT_ENDORSED = Refusal("not-endorsed", "计划 {case_number} 当前为「{state}」，不是区审核通过待上报。", "请先完成区审核；已上报的不能再编入批次。")
REASONS_MISSING = Refusal("reasons-missing", "没有写明理由。", "请逐条写明理由，有依据的注明条款。")
OTHER_ENTERPRISE = Refusal("other-enterprise", "更正后的统一社会信用代码属于另一家企业。", "更换申报企业的，请撤回本计划，由该企业另行提交。")
APPLICATION_CHANGES = Refusal(
    "application-kind-changes",
    "更正上次通过验收日期后，首次申报与重复申报的性质改变。",
    "请撤回本计划，按更正后的日期重新提交。",
)

RULES_TAKE_NO_PLANS = Refusal(
    "rules-take-no-plans",
    "{on} 适用的是{document}，其计划受理条件未录入，不能按其受理计划。",
    "请核对提交日期；当时已通过的验收，请作为历史通过补录。",
)

NO_RULES_THAT_DAY = Refusal("no-rules-that-day", "{on} 没有可据以受理计划的规定。", "请核对提交日期；以前的通过请作为历史通过补录。")

TRACK = "voluntary"


class PlanPaper(NamedTuple):
    """计划提交材料: the form, and what is handed in beside it."""

    form: PlanForm
    contact_name: str | None = None
    contact_phone: str | None = None
    claimed_on: date | None = None
    """提交日期 as written."""


class Examined(NamedTuple):
    """经核查的计划: a normalised paper without a fault, what was found of each condition, and what kind of application it is."""

    paper: PlanPaper
    eligibility: Eligibility
    application: str


def rules_take_plans(rules: RuleSet, on: date) -> None:
    """可据以受理: an earlier rule set known only in part judges no plan; under it passes alone can be recorded."""
    if "plan/handed-in-to" not in rules.paths:
        raise RULES_TAKE_NO_PLANS(field="claimed_on", on=on, document=rules.document)


def examine(paper: PlanPaper, record: OnRecord, *, rules: RuleSet, on: date) -> Examined:
    """核查计划: every fault at once, those of the form and those of the rules. Raises Refused."""
    paper, asked = _asked(paper, record, rules, on)
    eligibility = plan_eligibility(asked)
    refuse((*_paper_faults(paper, on), *eligibility.refusals))
    return Examined(paper, eligibility, application_kind(asked))


def plan_faults(paper: PlanPaper, record: OnRecord, *, rules: RuleSet, on: date) -> tuple[Refused, ...]:
    """计划核查: the same faults as :func:`examine` gives, for somebody who wants to see them and not to hand in."""
    paper, asked = _asked(paper, record, rules, on)
    return (*_paper_faults(paper, on), *plan_eligibility(asked).refusals)


def eligibility_of(paper: PlanPaper, record: OnRecord, *, rules: RuleSet, on: date) -> Eligibility:
    """资格自查: each condition with what was found, for somebody who wants to know before anything is handed in."""
    return plan_eligibility(_asked(paper, record, rules, on)[1])


def plan(case: AuditCase, examined: Examined, *, case_number: str, enterprise_id: UUID, consultancy_id: UUID | None, call_id: UUID | None) -> None:
    """计划提交: the first milestone. The enterprise notes the case as open in the same transaction."""
    paper = examined.paper
    form = paper.form
    case.record(
        Planned(
            case_number=case_number,
            track=TRACK,
            enterprise_id=enterprise_id,
            consultancy_id=consultancy_id,
            call_id=call_id,
            district=main_site(form).district,
            form=form,
            application=examined.application,
            eligibility=examined.eligibility.lines,
            claimed_on=paper.claimed_on,
            contact_name=paper.contact_name,
            contact_phone=paper.contact_phone,
        ),
    )


def amend_plan(
    case: AuditCase,
    paper: PlanPaper,
    record: OnRecord,
    *,
    enterprise_id: UUID | None,
    consultancy_id: UUID | None,
    rules: RuleSet,
    on: date,
) -> None:
    """计划更正: before the district decided, or to mend a returned plan; ``enterprise_id`` is whose code stands on the form now."""
    citation = rules.cite("plan/handed-in-to", on=on)
    stands_at(case, "planned", "plan-returned", act="plan-amendment", missing="planned", citation=citation, on=on)
    paper = _normalised(paper)
    asked = Asked(paper.form, record, rules, on, case.milestone_on["Planned"], case.id, case.application)
    eligibility = amendment_eligibility(asked)
    faults = [*_paper_faults(paper, on), *eligibility.refusals]
    if enterprise_id not in {None, case.enterprise_id}:
        faults.append(OTHER_ENTERPRISE(field="form.credit_code"))
    if not faults and application_kind(asked) != case.application:
        faults.append(APPLICATION_CHANGES(rules.cite("reapplication/years", on=on), field="form.last_pass_on"))
    refuse(faults)
    case.record(
        PlanAmended(
            form=paper.form,
            consultancy_id=consultancy_id,
            district=main_site(paper.form).district,
            eligibility=eligibility.lines,
            contact_name=paper.contact_name,
            contact_phone=paper.contact_phone,
        ),
    )


def return_plan(case: AuditCase, reasons: tuple[Reason, ...], *, rules: RuleSet, on: date) -> None:
    """计划退回: the district sends the plan back to be mended; possible until it is reported."""
    citation = rules.cite("plan/handed-in-to", on=on)
    stands_at(case, "planned", "plan-endorsed", act="plan-return", missing="planned", citation=citation, on=on)
    of_its_district(case, citation)
    case.record(PlanReturned(reasons=_reasons(reasons, citation)))


def endorse_plan(case: AuditCase, note: str | None, *, rules: RuleSet, on: date) -> None:
    """区审核通过: the district stands behind the plan."""
    citation = rules.cite("plan/handed-in-to", on=on)
    stands_at(case, "planned", act="plan-endorsement", missing="planned", citation=citation, on=on)
    of_its_district(case, citation)
    case.record(PlanEndorsed(note=tidy(note or "") or None))


def reportable(cases: tuple[AuditCase, ...], *, rules: RuleSet, on: date) -> None:
    """可上报: each plan endorsed and of the reporting district; every one that is not is named."""
    citation = rules.cite("plan/handed-in-to", on=on)
    for case in cases:
        of_its_district(case, citation)
    refuse(NOT_ENDORSED(citation, field="case_ids", case_number=case.number, state=case.state) for case in cases if case.state != "plan-endorsed")


def report_plan(case: AuditCase, place: BatchPlace, *, rules: RuleSet, on: date) -> None:
    """汇总上报: the plan goes to the bureau in a frozen batch; together with all others of it."""
    stands_at(case, "plan-endorsed", act="plan-report", missing="plan-endorsed", citation=rules.cite("plan/handed-in-to", on=on), on=on)
    case.record(PlanReported(batch_id=place.batch_id, batch_number=place.number, batch_digest=place.digest))


def list_plan(case: AuditCase, list_id: UUID, list_number: str, listed_on: date, *, rules: RuleSet) -> None:
    """列入计划名单: recorded as the plan list is published, for all its cases in one transaction (17)."""
    citation = rules.cite("registration/contents", on=listed_on)
    stands_at(case, "plan-reported", act="plan-listing", missing="plan-reported", citation=citation, on=listed_on)
    case.record(PlanListed(list_id=list_id, list_number=list_number, listed_on=listed_on))


def decline_plan(case: AuditCase, reasons: tuple[Reason, ...], *, rules: RuleSet, on: date) -> None:
    """未列入计划名单: endorsed and reported, and yet not listed; says why, and closes the case."""
    citation = rules.cite("plan/handed-in-to", on=on)
    stands_at(case, "plan-reported", act="plan-decline", missing="plan-reported", citation=citation, on=on)
    case.record(PlanDeclined(reasons=_reasons(reasons, citation)))


def of_its_district(case: AuditCase, citation: Citation) -> None:
    """本区案件: a district acts only on cases whose main site lies in it (16)."""
    by = case.stamp.by if case.stamp else None
    if by is not None and by.role == "district-officer" and by.organisation != case.district:
        raise OTHER_DISTRICT(citation, district=label_of_district(case.district))


def _asked(paper: PlanPaper, record: OnRecord, rules: RuleSet, on: date) -> tuple[PlanPaper, Asked]:
    paper = _normalised(paper)
    return paper, Asked(paper.form, record, rules, on, planned_on=on)


def _normalised(paper: PlanPaper) -> PlanPaper:
    return paper._replace(
        form=normalised(paper.form),
        contact_name=tidy(paper.contact_name or "") or None,
        contact_phone=tidy(paper.contact_phone or "") or None,
    )


def _paper_faults(paper: PlanPaper, on: date) -> tuple[Refused, ...]:
    return (
        *form_faults(paper.form, on),
        *contact_faults(paper.contact_name, paper.contact_phone),
        *claimed_day_faults(paper.claimed_on, on),
    )


def _reasons(reasons: tuple[Reason, ...], citation: Citation) -> tuple[Reason, ...]:
    if not reasons or not all(reason.text.strip() for reason in reasons):
        raise REASONS_MISSING(citation, field="reasons")
    return reasons


@AuditCase.evolves(Planned)
def _planned(case: AuditCase, fact: Planned, stamp: Stamp) -> None:
    case.planned = fact
    case.number, case.track, case.rule_set = fact.case_number, fact.track, stamp.rule_set
    case.enterprise_id, case.consultancy_id = fact.enterprise_id, fact.consultancy_id
    case.district, case.form, case.application = fact.district, fact.form, fact.application
    case.reach("Planned", "planned", stamp.on)


@AuditCase.evolves(PlanAmended)
def _amended(case: AuditCase, fact: PlanAmended, stamp: Stamp) -> None:
    if fact.district != case.district:
        case.former_districts = (*case.former_districts, case.district)
    case.form, case.consultancy_id, case.district = fact.form, fact.consultancy_id, fact.district
    case.state = "planned"


@AuditCase.evolves(PlanReturned)
def _returned(case: AuditCase, fact: PlanReturned, stamp: Stamp) -> None:
    case.state = "plan-returned"


@AuditCase.evolves(PlanEndorsed)
def _endorsed(case: AuditCase, fact: PlanEndorsed, stamp: Stamp) -> None:
    case.state = "plan-endorsed"


@AuditCase.evolves(PlanReported)
def _reported(case: AuditCase, fact: PlanReported, stamp: Stamp) -> None:
    case.reported = fact
    case.state = "plan-reported"


@AuditCase.evolves(PlanListed)
def _listed(case: AuditCase, fact: PlanListed, stamp: Stamp) -> None:
    case.plan_listed = fact
    case.state = "plan-listed"


@AuditCase.evolves(PlanDeclined)
def _declined(case: AuditCase, fact: PlanDeclined, stamp: Stamp) -> None:
    case.state = "declined"
