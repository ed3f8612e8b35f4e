"""登记库的办理: load, decide; the streams of a credit code are found here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from application.casework import handles
from application.commands.register import (
    AdmitRepeat,
    AmendExpert,
    ChangeConsultancyCode,
    ChangeCreditCode,
    EndMandate,
    EnterStaff,
    GrantMandate,
    GrantRole,
    MergeEnterprise,
    OpenReapplication,
    ProfileConsultancy,
    RecordInterest,
    RecordPriorPass,
    RegisterConsultancy,
    RegisterEnterprise,
    RegisterExpert,
    RenameConsultancy,
    RenameEnterprise,
    RevokeRole,
    StaffLeaves,
)
from application.outcome import NotFoundError
from domain.register import consultancy as consultancies
from domain.register import enterprise as enterprises
from domain.register import expert as experts
from domain.register import passes, person
from domain.register.consultancy import Consultancy
from domain.register.credit_code import consultancy_id, credit_code, enterprise_id
from domain.register.enterprise import Enterprise
from domain.register.events import StaffEntered
from domain.register.expert import Expert
from domain.register.person import Person

if TYPE_CHECKING:
    from uuid import UUID

    from application.work import Work


def enterprise_bearing(code: str, work: Work) -> Enterprise | None:
    """The enterprise that bears a credit code or bore it; none where the code was never seen. Raises Refused for no code."""
    found = work.find(Enterprise, enterprise_id(code))
    return work.get(Enterprise, found.alias_of) if found is not None and found.alias_of is not None else found


def registered_enterprise(known_id: UUID, work: Work) -> Enterprise:
    """The enterprise of an id. The stream of a later code is none. Raises NotFoundError."""
    enterprise = work.get(Enterprise, known_id)
    if not enterprise.registered:
        raise NotFoundError(str(known_id))
    return enterprise


def consultancy_bearing(code: str, work: Work) -> Consultancy | None:
    """The consultancy that bears a credit code or bore it; none where the code was never seen. Raises Refused for no code."""
    return consultancy_at(consultancy_id(code), work)


def consultancy_at(known_id: UUID | None, work: Work) -> Consultancy | None:
    """The consultancy an id leads to: itself, or the one that has come to bear the code the id was made from; none where there is none."""
    found = work.find(Consultancy, known_id) if known_id is not None else None
    return work.get(Consultancy, found.alias_of) if found is not None and found.alias_of is not None else found


def registered_consultancy(known_id: UUID, work: Work) -> Consultancy:
    """The consultancy of an id. The stream of a later code is none. Raises NotFoundError."""
    consultancy = work.get(Consultancy, known_id)
    if not consultancy.registered:
        raise NotFoundError(str(known_id))
    return consultancy


# -------------------------------------------------------------------------------------------------------------- enterprises


@handles(RegisterEnterprise)
def register_enterprise(command: RegisterEnterprise, work: Work) -> UUID:
    """登记企业."""
    code = credit_code(command.credit_code)
    enterprise = work.find_or_new(Enterprise, enterprise_id(code))
    enterprises.register(enterprise, credit_code=code, name=command.name)
    return enterprise.id


@handles(RenameEnterprise)
def rename_enterprise(command: RenameEnterprise, work: Work) -> None:
    """企业更名."""
    enterprises.rename(registered_enterprise(command.enterprise_id, work), name=command.name, evidence_digest=command.evidence_digest)


@handles(ChangeCreditCode)
def change_credit_code(command: ChangeCreditCode, work: Work) -> None:
    """变更信用代码: the stream of the new code is begun, or refuses because it is another enterprise's."""
    code = credit_code(command.credit_code)
    enterprise = registered_enterprise(command.enterprise_id, work)
    at_new_code = work.find_or_new(Enterprise, enterprise_id(code))
    enterprises.change_code(enterprise, at_new_code, credit_code=code, evidence_digest=command.evidence_digest)


@handles(MergeEnterprise)
def merge_enterprise(command: MergeEnterprise, work: Work) -> None:
    """企业合并."""
    into = registered_enterprise(command.into_id, work)
    enterprises.merge(registered_enterprise(command.enterprise_id, work), into, evidence_digest=command.evidence_digest)


@handles(RecordPriorPass)
def record_prior_pass(command: RecordPriorPass, work: Work) -> None:
    """补录历史通过."""
    passes.record_prior_pass(
        registered_enterprise(command.enterprise_id, work),
        passed_on=command.passed_on,
        rule_document=command.rule_document,
        source="officer",
        evidence_digest=command.evidence_digest,
        rules=work.rules_of_the_day(),
        on=work.on,
    )


@handles(AdmitRepeat)
def admit_repeat(command: AdmitRepeat, work: Work) -> None:
    """准予重复申报."""
    passes.admit_repeat(registered_enterprise(command.enterprise_id, work), reason=command.reason, rules=work.rules_of_the_day(), on=work.on)


@handles(OpenReapplication)
def open_reapplication(command: OpenReapplication, work: Work) -> None:
    """可再次首次申报."""
    passes.open_reapplication(registered_enterprise(command.enterprise_id, work), rules=work.rules_of_the_day(), on=work.on)


# ------------------------------------------------------------------------------------------------------------ consultancies


@handles(RegisterConsultancy)
def register_consultancy(command: RegisterConsultancy, work: Work) -> UUID:
    """登记咨询服务机构."""
    code = credit_code(command.credit_code)
    consultancy = work.find_or_new(Consultancy, consultancy_id(code))
    consultancies.register(consultancy, credit_code=code, name=command.name)
    return consultancy.id


@handles(RenameConsultancy)
def rename_consultancy(command: RenameConsultancy, work: Work) -> None:
    """咨询服务机构更名."""
    consultancies.rename(registered_consultancy(command.consultancy_id, work), name=command.name, evidence_digest=command.evidence_digest)


@handles(ChangeConsultancyCode)
def change_consultancy_code(command: ChangeConsultancyCode, work: Work) -> None:
    """变更咨询服务机构信用代码: the stream of the new code is begun, or refuses because it is another consultancy's."""
    code = credit_code(command.credit_code)
    consultancy = registered_consultancy(command.consultancy_id, work)
    at_new_code = work.find_or_new(Consultancy, consultancy_id(code))
    consultancies.change_code(consultancy, at_new_code, credit_code=code, evidence_digest=command.evidence_digest)


@handles(ProfileConsultancy)
def profile_consultancy(command: ProfileConsultancy, work: Work) -> None:
    """申报机构条件."""
    consultancies.profile(
        registered_consultancy(command.consultancy_id, work),
        legal_person=command.legal_person,
        quality_system=command.quality_system,
        instruments=command.instruments,
        evidence_digest=command.evidence_digest,
    )


@handles(EnterStaff)
def enter_staff(command: EnterStaff, work: Work) -> None:
    """人员入册."""
    entered = StaffEntered(
        reference=command.reference,
        title_level=command.title_level,
        title_related=command.title_related,
        technical=command.technical,
        certificates=command.certificates,
        name=command.name,
        certificate_numbers=command.certificate_numbers,
    )
    consultancies.enter_staff(registered_consultancy(command.consultancy_id, work), entered, on=work.on)


@handles(StaffLeaves)
def staff_leaves(command: StaffLeaves, work: Work) -> None:
    """人员离册."""
    consultancies.staff_leaves(registered_consultancy(command.consultancy_id, work), reference=command.reference, left_on=command.left_on)


@handles(GrantMandate)
def grant_mandate(command: GrantMandate, work: Work) -> None:
    """委托: the enterprise need not be registered yet, for its consultancy may hand in its first plan."""
    consultancies.grant_mandate(
        registered_consultancy(command.consultancy_id, work),
        enterprise_id=command.enterprise_id,
        from_on=command.from_on,
        until_on=command.until_on,
    )


@handles(EndMandate)
def end_mandate(command: EndMandate, work: Work) -> None:
    """终止委托."""
    consultancies.end_mandate(registered_consultancy(command.consultancy_id, work), enterprise_id=command.enterprise_id, ended_on=command.ended_on)


# --------------------------------------------------------------------------------------------------------- experts, persons


@handles(RegisterExpert)
def register_expert(command: RegisterExpert, work: Work) -> UUID:
    """专家入库."""
    expert = work.new(Expert)
    experts.register(
        expert,
        person=command.person,
        title_level=command.title_level,
        practising_since=command.practising_since,
        fields=command.fields,
        on=work.on,
    )
    return expert.id


@handles(AmendExpert)
def amend_expert(command: AmendExpert, work: Work) -> None:
    """更正专家信息."""
    experts.amend(
        work.get(Expert, command.expert_id),
        title_level=command.title_level,
        practising_since=command.practising_since,
        fields=command.fields,
        on=work.on,
    )


@handles(RecordInterest)
def record_interest(command: RecordInterest, work: Work) -> None:
    """登记利益关系."""
    experts.record_interest(
        work.get(Expert, command.expert_id),
        organisation_id=command.organisation_id,
        kind=command.kind,
        from_on=command.from_on,
        until_on=command.until_on,
    )


@handles(GrantRole)
def grant_role(command: GrantRole, work: Work) -> None:
    """授予身份: the first role begins the person's stream."""
    person.grant_role(work.find_or_new(Person, command.person_id), role=command.role, organisation=command.organisation)


@handles(RevokeRole)
def revoke_role(command: RevokeRole, work: Work) -> None:
    """撤销身份."""
    person.revoke_role(work.get(Person, command.person_id), role=command.role, organisation=command.organisation, reasons=command.reasons)
