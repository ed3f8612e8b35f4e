"""申报条件: the conditions of articles 14, 15 and 18, each a policy that says what it found and, where unmet, refuses with its article.

Asked of every plan as of its day, and those of article 15 once more when the case is listed for acceptance.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from domain.calendar.periods import add_years, completed
from domain.case.reapplication import outside_five_years, waits_after_failure
from domain.case.standing import Asked, Finding, OnRecord, found
from domain.law.divisions import division_of
from domain.law.label import Label, Span
from domain.law.refusal import Refusal
from domain.register.enterprise import CASE_OPEN, ENTERPRISE_MERGED

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from domain.case.audit_case import AuditCase
    from domain.case.events.plan import EligibilityLine
    from domain.law.refusal import Refused
    from domain.law.rule_set import RuleSet

OUTSIDE_SHENZHEN = Refusal(
    "produces-outside-shenzhen",
    "“{district}”不属于深圳市各区（含新区、深汕特别合作区）。",
    "申报企业应在深圳实际经营，请核对生产场所所属区。",
)
OUTSIDE_FIELD = Refusal(
    "outside-the-field",
    "行业代码 {industry} 不属于工业和信息化领域。",
    "请核对行业代码；其他领域的企业请向相应主管部门咨询。",
)
FOUNDED_TOO_RECENTLY = Refusal(
    "founded-too-recently",
    "企业成立于 {founded_on}，到 {on} 未满 {years} 年。",
    "请在成立满规定年限后再提交计划；如日期有误，请按营业执照更正。",
)
NO_LEGAL_STANDING = Refusal(
    "no-legal-standing",
    "申报企业应为独立法人，或视同法人的独立核算单位。",
    "请核对法人类型；分支机构可由其所属法人申报。",
)
ON_MANDATORY_LIST = Refusal(
    "on-mandatory-list",
    "企业已列入本年度依法实施强制清洁生产审核企业名单（{source}）。",
    "请按强制性清洁生产审核的要求办理；如未列入，请更正。",
)
PLAN_CALL_CLOSED = Refusal("plan-call-closed", "{on} 不在本年度计划征集的时间内（{periods}）。", "请在下一批计划征集时提交。")
NO_PLAN_CALL = Refusal("plan-call-missing", "{year} 年尚未发布计划征集。", "请等计划征集发布后提交。")
COMMISSIONED_WITHOUT_CONSULTANCY = Refusal(
    "commissioned-without-consultancy",
    "审核方式为委托，却没有填写咨询服务机构。",
    "请填写受委托的咨询服务机构及其信用代码，或改为自行组织。",
)

OWN_STATEMENT = Label("企业自述", "the enterprise's own statement")


class Eligibility(NamedTuple):
    """申报条件核查结果: every condition with what was found, and the refusals of those unmet."""

    lines: tuple[EligibilityLine, ...]
    refusals: tuple[Refused, ...]


def plan_eligibility(asked: Asked) -> Eligibility:
    """计划提交时的条件: all of 14 to 16 and 18."""
    found = _each(PLAN_CONDITIONS, asked)
    return found._replace(refusals=(*found.refusals, *waits_after_failure(asked)))


def amendment_eligibility(asked: Asked) -> Eligibility:
    """计划更正时的条件: as for the plan, but a plan once handed in may be mended after its call closed."""
    return _each(AMENDMENT_CONDITIONS, asked)


def acceptance_eligibility(case: AuditCase, record: OnRecord, rules: RuleSet, on: date) -> Eligibility:
    """列入验收计划名单时的条件: article 15 once more, with the mandatory list of the calendar year of ``on`` in ``record``."""
    asked = Asked(form=case.form, record=record, rules=rules, on=on, planned_on=case.milestone_on["Planned"], case_id=case.id)
    return _each(ACCEPTANCE_CONDITIONS, asked)


def mandatory_year(rules: RuleSet, on: date) -> int:
    """本年度: the year whose mandatory lists count on a day. Raises LookupError for a reading the product does not know."""
    window = rules.word("eligibility/mandatory-list-window", on)
    if window != "calendar-year":
        raise LookupError(f"eligibility/mandatory-list-window is {window}, which is not known")
    return on.year


def produces_in_shenzhen(asked: Asked) -> Finding:
    """在深圳实际经营: every site named lies in a district of Shenzhen (15(1))."""
    known = asked.rules.words("eligibility/districts", asked.on)
    citation = asked.rules.cite("eligibility/legal-standings", on=asked.on)
    outside = [(place, site.district) for place, site in enumerate(asked.form.sites, start=1) if site.district and site.district not in known]
    refusals = tuple(OUTSIDE_SHENZHEN(citation, field=f"form.sites.{place}.district", district=district) for place, district in outside)
    return found("produces-in-shenzhen", "、".join(site.district for site in asked.form.sites), citation, *refusals)


def in_the_field(asked: Asked) -> Finding:
    """工业和信息化领域: the industry's division is one of the field, and the enterprise does not say otherwise (15(1))."""
    citation = asked.rules.cite("eligibility/field-divisions", on=asked.on)
    industry = asked.form.industry
    division = division_of(industry)
    outside = division is not None and division not in asked.rules.words("eligibility/field-divisions", asked.on)
    said = () if asked.form.in_field else (OUTSIDE_FIELD(citation, field="form.in_field", industry=industry),)
    refusals = (OUTSIDE_FIELD(citation, field="form.industry", industry=industry),) if outside else said
    return found("in-the-field", industry, citation, *refusals)


def founded_long_enough(asked: Asked) -> Finding:
    """成立时间: not less than the years asked for; the corresponding day itself is enough (15(1))."""
    path = "eligibility/minimum-years-since-founding"
    citation, years = asked.rules.cite(path, on=asked.on), asked.rules.integer(path, asked.on)
    day = _founding_reference(asked)
    founded_on = asked.form.founded_on
    long_enough = founded_on <= day and FOUNDING_COUNTS[asked.rules.word("eligibility/founding-count", asked.on)](founded_on, years, day)
    refusals = () if long_enough else (FOUNDED_TOO_RECENTLY(citation, field="form.founded_on", founded_on=founded_on, on=day, years=years),)
    return found("founded-long-enough", founded_on.isoformat(), citation, *refusals)


def stands_as_legal_person(asked: Asked) -> Finding:
    """法人资格: an independent legal person, or accounted for as one (15(1))."""
    citation = asked.rules.cite("eligibility/legal-standings", on=asked.on)
    standing = asked.form.legal_standing
    met = standing in asked.rules.words("eligibility/legal-standings", asked.on)
    return found("legal-standing", standing, citation, *(() if met else (NO_LEGAL_STANDING(citation, field="form.legal_standing"),)))


def not_on_mandatory_list(asked: Asked) -> Finding:
    """不在本年度强制名单内: neither by its own statement nor by a list in the record (15(2))."""
    citation = asked.rules.cite("eligibility/mandatory-list-window", on=asked.on)
    enterprise, mandatory = asked.record.enterprise, asked.record.mandatory
    codes = {asked.form.credit_code, *(enterprise.codes if enterprise else ())}
    named = mandatory.naming(codes, asked.on) if mandatory else None
    source = named.document if named else OWN_STATEMENT if asked.form.on_mandatory_list else ""
    refusals = (ON_MANDATORY_LIST(citation, field="form.on_mandatory_list", source=source),) if source else ()
    return found("not-on-mandatory-list", str(source), citation, *refusals)


def no_case_open(asked: Asked) -> Finding:
    """没有办理中的案件: one case of an enterprise at a time (14); an enterprise that went up in another one has none of its own."""
    citation = asked.rules.cite("reapplication/years", on=asked.on)
    enterprise = asked.record.enterprise
    if enterprise is not None and enterprise.merged_into is not None:
        return found("no-case-open", str(enterprise.merged_into), citation, ENTERPRISE_MERGED(field="form.credit_code"))
    running = enterprise.open_case if enterprise else None
    if running is None or running.case_id == asked.case_id:
        return found("no-case-open", "", citation)
    return found("no-case-open", running.case_number, citation, CASE_OPEN(citation, field="form.credit_code", case_number=running.case_number))


def within_plan_call(asked: Asked) -> Finding:
    """在计划征集时间内: a batch of the year takes plans that day (16); in a year without any call, what ``plan/without-call`` says."""
    citation = asked.rules.cite("plan/handed-in-to", on=asked.on)
    call = asked.record.call
    if call is None or not call.batches:
        taken = asked.rules.word("plan/without-call", asked.on) == "take"
        return found("within-plan-call", "", citation, *(() if taken else (NO_PLAN_CALL(citation, field="claimed_on", year=asked.on.year),)))
    batch = call.batch_open_on(asked.on)
    if batch is not None:
        return found("within-plan-call", str(batch.number), citation)
    periods = tuple(Span(each.opens_on, each.closes_on) for each in call.batches)
    return found(
        "within-plan-call", ", ".join(map(str, periods)), citation, PLAN_CALL_CLOSED(citation, field="claimed_on", on=asked.on, periods=periods)
    )


def consultancy_named(asked: Asked) -> Finding:
    """委托须有咨询服务机构: whoever commissions the audit says whom (18)."""
    citation = asked.rules.cite("plan/audit-modes", on=asked.on)
    form = asked.form
    missing = form.audit_mode == "commissioned" and form.consultancy_name is None and form.consultancy_code is None
    refusals = (COMMISSIONED_WITHOUT_CONSULTANCY(citation, field="form.consultancy_name"),) if missing else ()
    return found("consultancy-named", form.consultancy_code or form.audit_mode, citation, *refusals)


FOUNDING_COUNTS: dict[str, Callable[[date, int, date], bool]] = {
    "forward-corresponding-day": completed,
    "next-day": lambda founded_on, years, day: add_years(founded_on, years) < day,
    "backward": lambda founded_on, years, day: founded_on <= add_years(day, -years),
}
"""What ``eligibility/founding-count`` can say (reading R-21)."""

ARTICLE_15 = (produces_in_shenzhen, in_the_field, founded_long_enough, stands_as_legal_person, not_on_mandatory_list)
ACCEPTANCE_CONDITIONS = ARTICLE_15
AMENDMENT_CONDITIONS = (*ARTICLE_15, no_case_open, outside_five_years, consultancy_named)
PLAN_CONDITIONS = (*ARTICLE_15, no_case_open, outside_five_years, within_plan_call, consultancy_named)


def _each(conditions: tuple[Callable[[Asked], Finding], ...], asked: Asked) -> Eligibility:
    findings = [condition(asked) for condition in conditions]
    return Eligibility(tuple(each.line for each in findings), tuple(refused for each in findings for refused in each.refusals))


def _founding_reference(asked: Asked) -> date:
    return asked.planned_on if asked.rules.word("eligibility/founding-reference-day", asked.on) == "planned" else asked.on
