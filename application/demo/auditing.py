"""审核阶段: registration, changes of consultancy and district, the applications for acceptance."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from application.commands.audit import RecordPlatformReceipt, RegisterAudit, ReturnSubmission, SubmitForAcceptance
from application.commands.endings import DiscontinueCase
from application.commands.lists import CorrectList
from application.commands.planning import ChangeConsultancy, TransferDistrict
from application.commands.register import EndMandate
from application.commands.review import HearEnterprise, ProposeAdverseAct
from application.demo.papers import attained, defects, goals, papers, performance_table, reasons, receipt, staff, statements
from application.demo.planning import mandate, withdraw
from domain.case.events.plan import Site
from domain.law.districts import district

if TYPE_CHECKING:
    from collections.abc import Generator

    from application.demo.agenda import Move
    from application.demo.story import Phase, Story
    from application.demo.world import Office
    from domain.case.events.audit import Goal

SAFEGUARDS = "adverse-acts/safeguards"


def audit(s: Story) -> Phase:
    """平台登记 to 验收申请. Ends early where the case is withdrawn or discontinued."""
    c = s.choices
    if c.consultancy_change == "to-self":
        yield from change_consultancy(s, None)
    yield from register(s)
    if c.transferred:
        yield from move(s)
    if c.consultancy_change in {"other", "to-consultancy"}:
        yield from change_consultancy(s, s.dice.pick([each for each in s.world.offices if each != s.office]))
    if c.withdrawn == "registered":
        s.any_day(20, 90)
        yield from withdraw(s, "市场变化，企业停止本次审核。")
        return (yield from struck_from_plan_list(s))
    if c.discontinued == "registered":
        yield from discontinue(s, "企业停产，审核无法继续。")
        return (yield from struck_from_plan_list(s))
    s.any_day(50, 230)
    s.hold("application")
    yield from submit(s, papers_of_round=0)
    for round_ in range(c.submission_returns):
        s.in_office(3, 12)
        yield s.asks(s.officer, ReturnSubmission(case_id=s.case_id, defects=defects(s.rules, s.dice)))
        s.any_day(5, 25)
        yield from submit(s, papers_of_round=round_ + 1)
    return True


def register(s: Story) -> Generator[Move, Any, None]:
    """平台登记: the staff of article 9 where the enterprise audits itself."""
    s.any_day(3, 30)
    people, identities = staff(s.rules, s.today, s.dice) if s.office is None else ((), ())
    yield s.asks(
        s.filler,
        RegisterAudit(
            case_id=s.case_id,
            audit_plan_digest=s.dice.digest(),
            goals=goals_of(s),
            cost_threshold=Decimal(s.dice.pick((5, 6, 8, 10))),
            started_on=s.today,
            finishes_on=s.today + timedelta(days=s.dice.between(90, 240)),
            staff=people,
            staff_identities=identities,
            **channel(s),
        ),
    )
    if s.choices.receipt_later and not s.choices.platform:
        moment = s.now
        s.in_office(3, 15)
        yield s.asks(s.officer, RecordPlatformReceipt(case_id=s.case_id, act="registered", platform=receipt(moment, s.dice)))


def goals_of(s: Story) -> tuple[Goal, ...]:
    """清洁生产目标 of the case: the same whenever they are asked for."""
    return goals(s.form.planned_start.year, s.dice.child("goals"))


def channel(s: Story) -> dict[str, Any]:
    """提交渠道: on the platform a little earlier, or here."""
    if not s.choices.platform:
        return {}
    return {"channel": "gdqjsc", "platform": receipt(s.now - timedelta(minutes=s.dice.between(10, 400)), s.dice)}


def change_consultancy(s: Story, office: Office | None) -> Generator[Move, Any, None]:
    """变更咨询服务机构: the old mandate ends, the new one begins, then the case changes."""
    s.any_day(2, 12)
    if s.office is not None:
        yield s.asks(s.signer, EndMandate(consultancy_id=s.office.id, enterprise_id=s.firm.id, ended_on=s.today))
        s.firm.mandated[s.office.id] = s.today
        s.former.add(s.office.id)
    s.any_day(1, 6)
    if office is not None:
        yield from mandate(s, office)
    yield s.asks(
        s.signer,
        ChangeConsultancy(case_id=s.case_id, to_id=office.id if office else None, handover_digest=s.dice.digest(), reason="原合同终止（示例）。"),
    )
    s.office, s.mode = office, "commissioned" if office else "self"


def move(s: Story) -> Generator[Move, Any, None]:
    """移交他区."""
    s.in_office(5, 30)
    to = s.dice.pick([each for each in s.world.districts if each != s.district])
    site = Site(f"{district(to).zh}示例新路{s.number % 500 + 1}号", to, main=True)
    yield s.asks(
        s.district_officer,
        TransferDistrict(case_id=s.case_id, site=site, handover_digest=s.dice.digest(), reason="主要生产线搬迁（示例）。"),
    )
    s.district = s.firm.district = to


def submit(s: Story, *, papers_of_round: int) -> Generator[Move, Any, None]:
    """验收申请, by the enterprise's signer or its consultancy."""
    s.applied_on = s.today
    report, names = papers("audit-report", s.dice.child("papers", papers_of_round))
    only_low = s.choices.only_low_cost
    yield s.asks(
        s.submitter,
        SubmitForAcceptance(
            case_id=s.case_id,
            table=performance_table(s.today, s.dice.child("table"), only_low_cost=only_low),
            achieved=attained(goals_of(s), s.today.year, s.dice),
            report_parts=s.rules.words("review/report-parts"),
            papers=report,
            paper_names=names,
            statements=statements(s.signer.person, str(s.office.person) if s.office else None, s.today),
            no_medium_high_cost_reason="审核中未识别出中/高费方案，说明附后（示例）。" if only_low else None,
            **channel(s),
        ),
    )


def discontinue(s: Story, because: str) -> Generator[Move, Any, None]:
    """终结案件: one proposes, the enterprise is heard, another decides."""
    s.in_office(20, 80)
    yield from propose_and_hear(s, "discontinuation", because)
    s.in_office(1, 8)
    yield s.asks(s.approver, DiscontinueCase(case_id=s.case_id))
    s.outcome = "discontinued"


def propose_and_hear(s: Story, act: str, because: str) -> Generator[Move, Any, None]:
    """拟作不利决定, 听取企业意见."""
    yield s.asks(s.officer, ProposeAdverseAct(case_id=s.case_id, act=act, reasons=reasons(because, s.rules, SAFEGUARDS)))
    yield from hear(s, act)


def hear(s: Story, act: str) -> Generator[Move, Any, None]:
    """听取企业意见: what it said, or that it let its term pass."""
    s.in_office(3, 12)
    waived = s.choices.hearing_waived
    said = None if waived else "企业对事实没有异议（示例）。"
    yield s.asks(s.officer, HearEnterprise(case_id=s.case_id, act=act, heard_on=s.today, waived=waived, statement=said))


def struck_from_plan_list(s: Story) -> Phase:
    """更正名单: a case that ended is struck from the plan list it was published on; the case is over."""
    s.in_office(3, 20)
    yield s.asks(s.approver, CorrectList(list_id=s.lists.pop("plan"), reason="企业退出本次审核。", removed=(s.case_id,)))
    return False
