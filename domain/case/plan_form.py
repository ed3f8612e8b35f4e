"""计划征集表: the plan form in its normal form, and the faults that no article of the rules stands behind."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

import msgspec

from domain.case.plan_form_columns import longest, sheet_form
from domain.law.districts import district_named
from domain.law.divisions import division_of
from domain.law.refusal import Refusal
from domain.register.credit_code import fault_of
from domain.register.credit_code import normalised as normalised_code

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from domain.case.events.plan import PlanForm, Site
    from domain.law.refusal import Refused

FIELD_MISSING = Refusal("field-missing", "必填内容未填写。", "请填写后再提交。")
TEXT_TOO_LONG = Refusal("text-too-long", "内容过长（{found} 字），最多 {most} 字。", "请精简内容。")
TEXT_UNREADABLE = Refusal("text-unreadable", "内容含有不可见的控制字符。", "请重新录入，不要从其他程序直接粘贴。")
CHOICE_UNKNOWN = Refusal("choice-unknown", "“{found}”不在可选范围内。", "请从表中所列的选项里选择。")
INDUSTRY_MALFORMED = Refusal("industry-code-malformed", "“{industry}”不是国民经济行业代码。", "请按 GB/T 4754 填写，例如 C3982。")
DATES_OUT_OF_ORDER = Refusal(
    "plan-dates-out-of-order",
    "计划完成日期 {planned_finish} 早于计划启动日期 {planned_start}。",
    "请核对计划启动和完成日期。",
)
LAST_PASS_IN_FUTURE = Refusal("last-pass-in-future", "上次通过验收日期 {last_pass_on} 晚于提交日期。", "请核对上次通过验收的日期。")
CLAIMED_IN_FUTURE = Refusal("claimed-after-receipt", "表上的提交日期 {claimed_on} 晚于收到的日期 {received_on}。", "请核对提交日期。")
MAIN_SITE_UNCLEAR = Refusal("main-site-unclear", "应有且只有一处主要生产场所。", "请标明哪一处是主要生产场所。")
CONSULTANCY_WITHOUT_COMMISSION = Refusal(
    "consultancy-without-commission",
    "审核方式为自行组织，却填写了咨询服务机构。",
    "委托审核的请改选“委托咨询服务机构”；自行组织的请去掉咨询服务机构。",
)

TEXTS = ("enterprise_name", "registered_address", "main_products", "consultancy_name")
AUDIT_MODES = ("self", "commissioned")
_BLANKS = re.compile(r"\s+")


def normalised(form: PlanForm) -> PlanForm:
    """规范化: half-width codes in capitals, districts by code, blanks trimmed; a text that cannot be understood stays for its fault."""
    return msgspec.structs.replace(
        form,
        enterprise_name=tidy(form.enterprise_name),
        credit_code=normalised_code(form.credit_code),
        registered_address=tidy(form.registered_address),
        sites=tuple(_site(each, alone=len(form.sites) == 1) for each in form.sites),
        industry=industry_code(form.industry),
        main_products=tidy(form.main_products),
        consultancy_name=tidy(form.consultancy_name or "") or None,
        consultancy_code=normalised_code(form.consultancy_code or "") or None,
    )


def tidy(text: str) -> str:
    """Text in NFC, trimmed, with every run of blanks and line breaks as one space."""
    return unicodedata.normalize("NFC", _BLANKS.sub(" ", text).strip())


def industry_code(text: str) -> str:
    """行业代码 with its section letter: ``３９８２`` is ``C3982``; what is no code stays as it is."""
    code = normalised_code(text)
    division = division_of(code)
    return f"{division}{code[2:]}" if division and code[:1].isdigit() else code


def main_site(form: PlanForm) -> Site:
    """主要生产场所: its district is the case's. Ask only after ``form_faults`` found none."""
    return next(each for each in form.sites if each.main)


def form_faults(form: PlanForm, on: date) -> Iterator[Refused]:
    """Everything wrong with a normalised form that is no matter of the rules; fields are named as ``form.<member>``."""
    yield from _text_faults(form)
    yield from _site_faults(form)
    yield from _code_faults(form)
    if form.audit_mode not in AUDIT_MODES:
        yield CHOICE_UNKNOWN(field="form.audit_mode", found=form.audit_mode)
    if form.industry and division_of(form.industry) is None:
        yield INDUSTRY_MALFORMED(field="form.industry", industry=form.industry)
    if form.planned_finish < form.planned_start:
        yield DATES_OUT_OF_ORDER(field="form.planned_finish", planned_start=form.planned_start, planned_finish=form.planned_finish)
    if form.last_pass_on is not None and form.last_pass_on > on:
        yield LAST_PASS_IN_FUTURE(field="form.last_pass_on", last_pass_on=form.last_pass_on)


def contact_faults(contact_name: str | None, contact_phone: str | None) -> Iterator[Refused]:
    """联系人, 联系电话: neither must be given, but what is given is text."""
    for field, text in (("contact_name", contact_name), ("contact_phone", contact_phone)):
        yield from _faults_of_text(text or "", field)


def claimed_day_faults(claimed_on: date | None, on: date) -> Iterator[Refused]:
    """提交日期 as written: it is kept beside the day of receipt and cannot lie after it."""
    if claimed_on is not None and claimed_on > on:
        yield CLAIMED_IN_FUTURE(field="claimed_on", claimed_on=claimed_on, received_on=on)


def _text_faults(form: PlanForm) -> Iterator[Refused]:
    for name in TEXTS:
        text = getattr(form, name) or ""
        if not text and name != "consultancy_name":
            yield FIELD_MISSING(field=f"form.{name}")
        yield from _faults_of_text(text, f"form.{name}")
    if not form.industry:
        yield FIELD_MISSING(field="form.industry")


def _site_faults(form: PlanForm) -> Iterator[Refused]:
    if not form.sites:
        yield FIELD_MISSING(field="form.sites")
    elif len(form.sites) > sheet_form().most_sites or sum(each.main for each in form.sites) != 1:
        yield MAIN_SITE_UNCLEAR(field="form.sites")
    for place, site in enumerate(form.sites, start=1):
        if not site.address:
            yield FIELD_MISSING(field=f"form.sites.{place}.address")
        yield from _faults_of_text(site.address, f"form.sites.{place}.address")
        if not site.district:
            yield FIELD_MISSING(field=f"form.sites.{place}.district")


def _code_faults(form: PlanForm) -> Iterator[Refused]:
    fault = fault_of(form.credit_code, field="form.credit_code") if form.credit_code else FIELD_MISSING(field="form.credit_code")
    if fault is not None:
        yield fault
    if form.audit_mode == "self" and (form.consultancy_name or form.consultancy_code):
        yield CONSULTANCY_WITHOUT_COMMISSION(field="form.consultancy_name" if form.consultancy_name else "form.consultancy_code")
        return
    if form.consultancy_code is not None and (fault := fault_of(form.consultancy_code, field="form.consultancy_code")) is not None:
        yield fault
    if form.audit_mode == "commissioned" and (form.consultancy_name is None) is not (form.consultancy_code is None):
        yield FIELD_MISSING(field="form.consultancy_name" if form.consultancy_name is None else "form.consultancy_code")


def _faults_of_text(text: str, field: str) -> Iterator[Refused]:
    most = longest(field)
    if len(text) > most:
        yield TEXT_TOO_LONG(field=field, found=len(text), most=most)
    if any(unicodedata.category(each) in {"Cc", "Cs"} for each in text):
        yield TEXT_UNREADABLE(field=field)


def _site(site: Site, *, alone: bool) -> Site:
    name = tidy(site.district)
    found = district_named("".join(name.split()))
    return msgspec.structs.replace(site, address=tidy(site.address), district=found.code if found else name, main=site.main or alone)
