"""选项: what a control lets a person choose from, by the member it stands for. Nobody types a code or an id of the record."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING

import yaml

from domain.case.adverse import PROPOSABLE
from domain.law.citation import CASE_DOCUMENT
from domain.law.districts import districts
from domain.law.rulebook import SHIPPED
from domain.register.person import BOUND, FREE
from domain.trail.exporting import MODES, PROFILES
from web import wording
from web.forms import people_options as known
from web.forms.asking import Asking, Option
from web.language import language

if TYPE_CHECKING:
    from collections.abc import Callable

    from web.forms.shape import Member

    Chooser = Callable[[Asking], list[Option]]


def options_of(member: Member, asking: Asking) -> list[Option] | None:
    """What may be chosen for a member; none where it is filled in freely."""
    found = CHOICES.get(member.key) or CHOICES.get(member.name)
    if member.kind == "citation" or member.of == "citation":
        return _articles()
    return found(asking) if found is not None else None


def words(vocabulary: str, codes: tuple[str, ...]) -> Chooser:
    """Codes with the words of a vocabulary, in the order given; the same for everybody."""
    return lambda _asking: [Option(code, wording.code(vocabulary, code, language())) for code in codes]


def entries(path: str) -> Chooser:
    """Entries of a figure of the rule data, under the rules of the case, as they stand."""
    return lambda asking: [Option(each["code"], each[language()]) for each in asking.rules.entries(path, asking.on) if fits(each, asking)]


def fits(entry: dict[str, object], asking: Asking) -> bool:
    """Whether an entry is for the audit mode of the case."""
    return asking.case is None or entry.get("mode") in {None, asking.case.form.audit_mode}


def _districts(_asking: Asking) -> list[Option]:
    return [Option(each.code, getattr(each, language())) for each in districts()]


@cache
def _places() -> tuple[tuple[str, str, str], ...]:
    content = yaml.safe_load((SHIPPED / "articles.yaml").read_text())
    return tuple((each["place"], each["zh"], each["en"]) for each in content["articles"])


def _articles() -> list[Option]:
    chosen = language()
    return [Option(f"{CASE_DOCUMENT} {place}", f"{wording.article(place, chosen)} {zh if chosen == 'zh' else en}") for place, zh, en in _places()]


PAPER_KINDS = words("paper", ("audit-report", "performance-table", "audit-plan", "evidence", "final-report", "other"))
KINDS_OF_TIE = words("kind", ("employer", "client", "shareholding", "past-work", "family", "other"))
CHANNELS = words("channel", ("qingjian", "gdqjsc"))
TITLES = words("title-level", ("senior", "intermediate", "junior", "none"))

CHOICES: dict[str, Chooser] = {
    "Site.district": _districts,
    "PlanForm.legal_standing": words("legal-standing", ("independent-legal-person", "accounted-as-legal-person", "none")),
    "PlanForm.audit_mode": words("audit-mode", ("self", "commissioned")),
    "channel": CHANNELS,
    "NotifyResult.channel": words("channel", ("qingjian", "mail", "post")),
    "ProposeAdverseAct.act": words("act", tuple(PROPOSABLE)),
    "HearEnterprise.act": words("act", (*PROPOSABLE, "grade-correction")),
    "RecordPlatformReceipt.act": words("act", ("registered", "submitted", "revised")),
    "DeclareConflict.party": words("party", ("enterprise", "consultancy")),
    "DeclareConflict.kind": KINDS_OF_TIE,
    "RecordInterest.kind": KINDS_OF_TIE,
    "DraftList.kind": words("kind", ("plan", "acceptance", "results", "consultancies")),
    "ComplianceFinding.kind": entries("compliance/kinds"),
    "Certificate.kind": words("certificate", ("post-training", "professional-qualification", "auditor-training", "title")),
    "Certificate.issuer": words("issued-by", ("national", "guangdong", "provincial", "other")),
    "WithdrawExpert.cause": words("cause", ("interest", "recusal", "unable")),
    "level": words("level", ("I", "II", "III", "below-III", "industry-basic", "below-industry-basic")),
    "title_level": TITLES,
    "result": words("result", ("pass", "fail")),
    "grade": words("grade", ("excellent", "good")),
    "ground": words("ground", ("objection", "found-later", "acceptance-corrected")),
    "party_kind": words("party-kind", ("enterprise", "consultancy", "other-organisation", "person")),
    "outcome": words("outcome", ("met", "not-met", "not-applicable")),
    "matched_by": words("matched-by", ("credit-code", "name")),
    "duties": words("duty", ("energy", "environment", "safety", "cleaner-production", "technical", "lead")),
    "fields": entries("panel/required-fields"),
    "steps": entries("visit/steps"),
    "report_parts": entries("review/report-parts"),
    "item": entries("review/checklist"),
    "Mark.item": known.sheet_items,
    "veto": entries("grading/vetoes"),
    "ProposeGradeCorrection.vetoes": entries("grading/vetoes"),
    "ExtendRevision.unit": words("unit", ("days", "working-days", "months")),
    "GrantRole.role": words("role", tuple(sorted(BOUND | FREE))),
    "RevokeRole.role": words("role", tuple(sorted(BOUND | FREE))),
    "Portion.mode": words("portion", MODES),
    "RequestExport.profile": words("export-for", PROFILES),
    "ProposeErasure.field_class": words("field-class", ("personal", "business-secret")),
    "InviteExpert.expert_id": known.experts_of_register,
    "successor_id": known.experts_of_register,
    "RecordInterest.expert_id": known.experts_of_register,
    "AmendExpert.expert_id": known.experts_of_register,
    "expert_id": known.experts_of_case,
    "left_id": known.experts_left,
    "experts": known.experts_confirmed,
    "conflicted_experts": known.experts_of_case,
    "bureau_members": partial(known.people_in, roles=("bureau-officer", "bureau-approver")),
    "district_members": partial(known.people_in, roles=("district-officer",)),
    "person_id": known.everybody,
    "RegisterExpert.person": known.everybody,
    "organisation": known.organisations,
    "organisation_id": known.enterprises_and_consultancies,
    "enterprise_id": known.enterprises,
    "into_id": known.enterprises,
    "consultancy_id": known.consultancies,
    "to_id": known.consultancies,
    "objection_id": known.objections_of_case,
    "DecidePenaltyMatch.reference": known.penalty_matches,
    "sheet_id": known.sheets_of_case,
    "undertaking_version": known.undertakings,
    "list_id": known.lists,
    "case_ids": known.plans_to_report,
    "subjects": known.subjects_of_lists,
    "Portion.case_id": known.cases,
}
"""Member (``Owner.member``, or the member of any owner) → what may be chosen."""
