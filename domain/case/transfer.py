"""移交与变更: another district or another consultancy takes over before the application for acceptance (R2025 16, 18)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from domain.case.audit_case import AuditCase
from domain.case.capability import capability_of_consultancy, capability_of_enterprise, facts_of
from domain.case.events.plan import ConsultancyChanged, DistrictTransferred
from domain.case.order import stands_at
from domain.case.plan_form import FIELD_MISSING, tidy
from domain.case.planning import of_its_district
from domain.law.districts import district_named, label_of_district
from domain.law.refusal import Refusal, refuse
from domain.papers.paper import digest_faults

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from domain.case.capability import Capability
    from domain.case.events.plan import PlanForm, Site
    from domain.fact import Stamp
    from domain.law.citation import Citation
    from domain.law.refusal import Refused
    from domain.law.rule_set import RuleSet
    from domain.register.consultancy import Consultancy

BEFORE_SUBMISSION = ("planned", "plan-returned", "plan-endorsed", "plan-reported", "plan-listed", "registered")
"""States in which district and consultancy can still change."""

AFTER_SUBMISSION = Refusal("after-submission", "验收申请已经提交，不能再变更。", "请在本次验收结束后办理。")
SAME_DISTRICT = Refusal("same-district", "新的主要生产场所仍在“{district}”，不需要移交。", "同区迁址的，请更正计划中的生产地址。")
DISTRICT_UNKNOWN = Refusal("transferred-outside-shenzhen", "“{district}”不属于深圳市各区（含新区、深汕特别合作区）。", "请核对新的生产场所所属区。")
SAME_CONSULTANCY = Refusal("same-consultancy", "变更前后的咨询服务机构相同。", "请核对变更后的咨询服务机构。")
NEW_MANDATE_MISSING = Refusal("new-mandate-missing", "企业没有给变更后的咨询服务机构有效的委托。", "请企业先委托该机构。")
OLD_MANDATE_RUNS = Refusal("old-mandate-runs", "企业对原咨询服务机构的委托尚未终止。", "请企业先终止对原机构的委托。")
CHANGE_WITHOUT_REASON = Refusal("change-without-reason", "没有写明变更的理由。", "请写明理由。")


class Handover(NamedTuple):
    """交接: the paper of the other side, and why."""

    digest: str
    reason: str


class Parties(NamedTuple):
    """变更双方: as the register knows them that day; none where the enterprise audits itself, or where the old one never registered."""

    old: Consultancy | None
    new: Consultancy | None


def transfer_district(case: AuditCase, site: Site, handover: Handover, *, rules: RuleSet, on: date) -> None:
    """移交他区: the main site moved; the new district decides from now on, the old one reads on."""
    citation = rules.cite("plan/handed-in-to", on=on)
    _before_submission(case, "district-transfer", citation, on)
    of_its_district(case, citation)
    found = district_named(site.district)
    moved = msgspec.structs.replace(site, address=tidy(site.address), district=found.code if found else site.district, main=True)
    refuse((*_site_faults(case, moved, citation, rules, on), *_handover_faults(handover, citation)))
    case.record(
        DistrictTransferred(
            from_district=case.district,
            to_district=moved.district,
            site=moved,
            handover_digest=handover.digest,
            reason=handover.reason.strip(),
        ),
    )


def change_consultancy(case: AuditCase, parties: Parties, handover: Handover, *, rules: RuleSet, on: date) -> None:
    """变更咨询服务机构: the new one meets article 10 that day, its mandate runs and the old one's has ended.

    No expert is invited before the application for acceptance, so nobody can be conflicted yet; experts invited later are
    searched for ties to the old and to the new one.
    """
    citation = rules.cite("plan/audit-modes", on=on)
    _before_submission(case, "consultancy-change", citation, on)
    new = parties.new
    if (new.id if new else None) == case.consultancy_id:
        raise SAME_CONSULTANCY(citation, field="to_id")
    capability = _capability(case, new, rules, on)
    shortfalls = capability.shortfalls if capability else ()
    refuse((*_mandate_faults(case, parties, citation, on), *shortfalls, *_handover_faults(handover, citation)))
    case.record(
        ConsultancyChanged(
            from_id=case.consultancy_id,
            to_id=new.id if new else None,
            to_name=new.name if new else None,
            to_code=new.credit_code if new else None,
            capability=capability.lines if capability else (),
            conflicts=(),
            handover_digest=handover.digest,
            reason=handover.reason.strip(),
        ),
    )


def _before_submission(case: AuditCase, act: str, citation: Citation, on: date) -> None:
    if "Submitted" in case.milestone_on and not case.closed:
        raise AFTER_SUBMISSION(citation)
    stands_at(case, *BEFORE_SUBMISSION, act=act, missing="planned", citation=citation, on=on)


def _site_faults(case: AuditCase, site: Site, citation: Citation, rules: RuleSet, on: date) -> Iterator[Refused]:
    if not site.address:
        yield FIELD_MISSING(citation, field="site.address")
    if site.district == case.district:
        yield SAME_DISTRICT(citation, field="site.district", district=label_of_district(site.district))
    elif site.district not in rules.words("eligibility/districts", on):
        yield DISTRICT_UNKNOWN(rules.cite("eligibility/legal-standings", on=on), field="site.district", district=site.district)


def _handover_faults(handover: Handover, citation: Citation) -> Iterator[Refused]:
    yield from digest_faults(handover.digest, "handover_digest", citation)
    if not handover.reason.strip():
        yield CHANGE_WITHOUT_REASON(citation, field="reason")


def _mandate_faults(case: AuditCase, parties: Parties, citation: Citation, on: date) -> Iterator[Refused]:
    if parties.old is not None and parties.old.acts_for(case.enterprise_id, on):
        yield OLD_MANDATE_RUNS(citation)
    if parties.new is not None and not parties.new.acts_for(case.enterprise_id, on):
        yield NEW_MANDATE_MISSING(citation, field="to_id")


def _capability(case: AuditCase, new: Consultancy | None, rules: RuleSet, on: date) -> Capability | None:
    if new is not None:
        return capability_of_consultancy(facts_of(new, on), rules, on)
    return capability_of_enterprise(case.registered.staff, rules, on) if case.registered else None


@AuditCase.evolves(DistrictTransferred)
def _transferred(case: AuditCase, fact: DistrictTransferred, stamp: Stamp) -> None:
    case.former_districts = (*case.former_districts, fact.from_district)
    case.district = fact.to_district
    others = tuple(msgspec.structs.replace(site, main=False) for site in case.form.sites if not site.main)
    case.form = msgspec.structs.replace(case.form, sites=(fact.site, *others))


@AuditCase.evolves(ConsultancyChanged)
def _consultancy_changed(case: AuditCase, fact: ConsultancyChanged, stamp: Stamp) -> None:
    if fact.from_id is not None:
        case.former_consultancies = (*case.former_consultancies, fact.from_id)
    case.consultancy_id = fact.to_id
    case.form = _form_with(case.form, fact)


def _form_with(form: PlanForm, fact: ConsultancyChanged) -> PlanForm:
    mode = "commissioned" if fact.to_id else "self"
    return msgspec.structs.replace(form, audit_mode=mode, consultancy_name=fact.to_name, consultancy_code=fact.to_code)
