"""计划阶段: people and mandates, earlier passes, the plan, the district, the batch, the plan list."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import msgspec

from application.commands.endings import WithdrawCase
from application.commands.planning import AmendPlan, DeclinePlan, EndorsePlan, PlanCase, ReturnPlan
from application.commands.register import (
    AdmitRepeat,
    GrantMandate,
    GrantRole,
    OpenReapplication,
    RecordPriorPass,
    RegisterEnterprise,
)
from application.demo import fiction
from application.demo.agenda import Pause
from application.demo.papers import reasons
from application.demo.persons import ADMINISTRATOR, SYSTEM_CLOCK
from domain.calendar.deadline import reapplication_window
from domain.calendar.periods import add_years
from domain.case.events.plan import PlanForm, Site
from domain.law.districts import district

if TYPE_CHECKING:
    from collections.abc import Generator
    from datetime import date

    from application.demo.agenda import Move
    from application.demo.story import Phase, Story
    from application.demo.world import Office

MANDATE = timedelta(days=730)
FIELD_ARTICLE = "plan/handed-in-to"


def plan(s: Story) -> Phase:
    """计划提交 to 列入计划名单. Ends early where the plan is withdrawn or declined."""
    c = s.choices
    yield from take_part(s)
    last_pass = yield from earlier_pass(s)
    if not (yield from hand_in(s, last_pass)):
        return False
    if c.withdrawn == "planned":
        return (yield from withdraw(s, "企业计划调整，暂不开展审核。"))
    if c.amended:
        s.any_day(0, 2)
        yield s.asks(s.filler, AmendPlan(case_id=s.case_id, form=mended(s)))
    for _ in range(c.returned):
        s.in_office(2, 9)
        yield s.asks(s.district_officer, ReturnPlan(case_id=s.case_id, reasons=reasons("主要产品与行业代码不符，请核对。", s.rules, FIELD_ARTICLE)))
        if c.withdrawn == "returned":
            return (yield from withdraw(s, "退回后决定下一年度再申报。"))
        s.any_day(1, 12)
        yield s.asks(s.filler, AmendPlan(case_id=s.case_id, form=mended(s)))
    s.in_office(1, 9)
    yield s.asks(s.district_officer, EndorsePlan(case_id=s.case_id, note="示例：已实地了解。" if s.dice.chance(20) else None))
    s.lists["batch"] = yield from s.wait(f"report {s.district}")
    if c.declined:
        s.in_office(5, 20)
        yield s.asks(s.officer, DeclinePlan(case_id=s.case_id, reasons=reasons("企业正在搬迁，暂不具备审核条件。", s.rules, FIELD_ARTICLE)))
        s.outcome = "declined"
        return False
    s.lists["plan"] = yield from s.wait("plan")
    return True


def take_part(s: Story) -> Generator[Move, Any, None]:
    """The enterprise's people get their roles; the consultancy, where one is commissioned, its mandate."""
    firm = s.firm
    if not firm.people:
        roles = ("enterprise-signer", "enterprise-filler") if s.dice.chance(40) else ("enterprise-signer",)
        for order, role in enumerate(roles):
            person = firm.people[role] = s.world.learn(s.dice.uuid(), firm.number * 2 + order)
            yield s.asks(ADMINISTRATOR.capacity, GrantRole(person_id=person, role=role, organisation=str(firm.id)))
            s.soon()
    commissioned = s.choices.commissioned
    if commissioned if commissioned is not None else s.dice.chance(50):
        s.office = s.dice.pick(s.world.offices)
        s.mode = "commissioned"
        yield from mandate(s, s.office)


def mandate(s: Story, office: Office) -> Generator[Move, Any, None]:
    """委托, unless one runs."""
    if s.firm.mandated.get(office.id, s.today) > s.today:
        return
    until = s.firm.mandated[office.id] = s.today + MANDATE
    yield s.asks(s.signer, GrantMandate(consultancy_id=office.id, enterprise_id=s.firm.id, from_on=s.today, until_on=until))
    s.soon()


def earlier_pass(s: Story) -> Generator[Move, Any, date | None]:
    """An earlier pass: declared on the form, or recorded before. Returns the day to be written on the form."""
    earlier, rules = s.choices.earlier, s.world.rules(s.today)
    years = rules.integer("reapplication/years", s.today)
    if earlier == "none":
        return None
    if earlier == "declared":
        return add_years(s.today, -years) - timedelta(days=s.dice.between(2, 900))
    yield s.asks(s.officer, RegisterEnterprise(credit_code=s.firm.code, name=s.firm.name))
    s.soon()
    over_in = s.dice.between(6, 20) if earlier == "opened" else s.dice.between(200, 1_200)
    passed_on = add_years(s.today + timedelta(days=over_in), -years)
    evidence = s.dice.digest()
    yield s.asks(
        s.officer,
        RecordPriorPass(enterprise_id=s.firm.id, passed_on=passed_on, rule_document="示例：往年验收结果公告", evidence_digest=evidence),
    )
    s.firm.first_again = reapplication_window(passed_on, rules).first_day
    if earlier == "opened":
        s.on_day(s.firm.first_again)
        yield s.asks(SYSTEM_CLOCK, OpenReapplication(enterprise_id=s.firm.id))
        return None
    s.in_office(1, 6)
    yield from admit(s)
    return passed_on


def admit(s: Story) -> Generator[Move, Any, None]:
    """准予重复申报."""
    yield s.asks(s.officer, AdmitRepeat(enterprise_id=s.firm.id, reason="生产工艺和规模有重大变化（示例）。"))


def hand_in(s: Story, last_pass: date | None) -> Phase:
    """计划提交, on a day on which plans are taken."""
    s.soon()
    s.hold("plan")
    yield Pause(s.now)
    while (taken_on := s.world.call_day(s.today)) != s.today:
        if taken_on is None:
            return False
        s.on_day(taken_on)
        yield Pause(s.now)
    s.rules = s.world.rules(s.today)
    s.form = form_of(s, last_pass)
    answer = yield s.asks(
        s.filler,
        PlanCase(
            form=s.form,
            claimed_on=s.today - timedelta(days=s.dice.between(0, 4)),
            contact_name=fiction.person_name(s.firm.number * 2),
            contact_phone=fiction.phone(s.firm.number),
        ),
    )
    s.case_id = answer.created
    s.world.begun += 1
    return True


def form_of(s: Story, last_pass: date | None) -> PlanForm:
    """计划征集表 of the enterprise as of today."""
    firm, office = s.firm, s.office
    address = f"{district(firm.district).zh}示例路{firm.number % 900 + 1}号"
    sites = [Site(address, firm.district, main=True)]
    if s.dice.chance(10):
        sites.append(Site(f"{address}二期", firm.district))
    return PlanForm(
        enterprise_name=firm.name,
        credit_code=firm.code,
        registered_address=f"深圳市{address}",
        sites=tuple(sites),
        industry=firm.industry.code,
        founded_on=firm.founded_on,
        legal_standing=s.rules.words("eligibility/legal-standings")[0],
        main_products=firm.industry.product,
        audit_mode=s.mode,
        consultancy_name=office.name if office else None,
        consultancy_code=office.code if office else None,
        planned_start=s.today + timedelta(days=s.dice.between(20, 70)),
        planned_finish=s.today + timedelta(days=s.dice.between(120, 330)),
        on_mandatory_list=False,
        last_pass_on=last_pass,
    )


def mended(s: Story) -> PlanForm:
    """更正后的计划征集表: the products put more exactly, once more."""
    s.form = msgspec.structs.replace(s.form, main_products=f"{s.form.main_products}（年产示例量）")
    return s.form


def withdraw(s: Story, reason: str) -> Phase:
    """撤回 by the enterprise's signer; the case is over."""
    s.any_day(1, 15)
    yield s.asks(s.signer, WithdrawCase(case_id=s.case_id, reason=reason))
    s.outcome = "withdrawn"
    return False
