"""专家组: invitations, ties and recusals, the panel, who leaves and who takes the place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from application.commands.panel import (
    AppointPanel,
    ConfirmExpert,
    DecideRecusal,
    DeclareConflict,
    InviteExpert,
    ReplaceExpert,
    RequestRecusal,
    WithdrawExpert,
)
from application.commands.register import RecordInterest
from application.commands.scoring import OpenSheet
from application.demo.papers import UNDERTAKING

if TYPE_CHECKING:
    from collections.abc import Generator
    from uuid import UUID

    from application.demo.agenda import Move
    from application.demo.story import Story
    from application.demo.world import Known


def avoided(s: Story) -> set[UUID]:
    """Whom the panel must not have a tie to, and experts who must not sit on it."""
    return {*s.former, *s.firm.tied, *(each.id for each in s.seats), *(() if s.office is None else (s.office.id,))}


def form_panel(s: Story, size: int) -> Generator[Move, Any, None]:
    """专家组: invited, confirmed, appointed; then what chance has in store for it."""
    c = s.choices
    s.in_office(4, 20)
    s.hold("panel")
    s.seats = s.world.panel(s.dice, size, avoided(s))
    for expert in s.seats:
        yield s.asks(s.officer, InviteExpert(case_id=s.case_id, expert_id=expert.id))
        s.soon()
    if c.conflict == "declared":
        s.any_day(1, 3)
        yield from declares_tie(s, s.seats[-1])
        s.seats[-1] = yield from another(s)
    for expert in s.seats:
        if c.conflict == "declared" and expert is s.seats[-1]:
            break  # confirmed already
        s.any_day(0, 2)
        yield s.asks(expert.capacity, confirmation(s))
    s.in_office(1, 4)
    bureau, district = s.officer.person, s.district_officer.person
    yield s.asks(
        s.officer,
        AppointPanel(case_id=s.case_id, experts=tuple(each.id for each in s.seats), bureau_members=(bureau,), district_members=(district,)),
    )
    if c.conflict == "found":
        yield from tie_found(s, s.seats[-1])
        yield from replaced(s, s.seats[-1])
    if c.conflict in {"recused", "recusal-refused"}:
        yield from recusal(s, s.seats[-1], granted=c.conflict == "recused")


def confirmation(s: Story) -> ConfirmExpert:
    """专家确认."""
    return ConfirmExpert(case_id=s.case_id, undertaking_version=UNDERTAKING, no_interest_declared=True)


def another(s: Story) -> Generator[Move, Any, Known]:
    """Invite one more expert, who knows every field, and have the confirmation."""
    s.in_office(0, 2)
    successor = s.world.panel(s.dice, 1, avoided(s))[0]
    yield s.asks(s.officer, InviteExpert(case_id=s.case_id, expert_id=successor.id))
    s.any_day(0, 2)
    yield s.asks(successor.capacity, confirmation(s))
    return successor


def declares_tie(s: Story, expert: Known) -> Generator[Move, Any, None]:
    """利益关系申报 and 回避, by the expert."""
    text = "曾为该企业提供技术服务（示例）。"
    yield s.asks(
        expert.capacity,
        DeclareConflict(case_id=s.case_id, expert_id=expert.id, party="enterprise", kind="client", text=text),
    )
    s.firm.tied.add(expert.id)
    s.soon()
    yield s.asks(expert.capacity, WithdrawExpert(case_id=s.case_id, expert_id=expert.id, cause="interest", reason=text))


def tie_found(s: Story, expert: Known) -> Generator[Move, Any, None]:
    """利益关系 found by the bureau: it goes into the register, and the expert leaves."""
    s.in_office(1, 4)
    yield s.asks(s.officer, RecordInterest(expert_id=expert.id, organisation_id=s.firm.id, kind="past-work"))
    s.firm.tied.add(expert.id)
    s.soon()
    text = "核对时发现该专家曾参与企业项目（示例）。"
    yield s.asks(s.officer, DeclareConflict(case_id=s.case_id, expert_id=expert.id, party="enterprise", kind="past-work", text=text))
    s.soon()
    yield s.asks(s.officer, WithdrawExpert(case_id=s.case_id, expert_id=expert.id, cause="interest", reason=text))


def recusal(s: Story, expert: Known, *, granted: bool) -> Generator[Move, Any, None]:
    """申请回避 by the enterprise, decided by the approver."""
    s.any_day(0, 2)
    yield s.asks(s.signer, RequestRecusal(case_id=s.case_id, expert_id=expert.id, grounds="该专家任职单位与本企业有竞争关系（示例）。"))
    s.in_office(1, 3)
    reason = "经核实，理由成立。" if granted else "经核实，不构成利益关系。"
    yield s.asks(s.approver, DecideRecusal(case_id=s.case_id, expert_id=expert.id, granted=granted, reason=reason))
    if granted:
        s.firm.tied.add(expert.id)
        s.soon()
        yield s.asks(s.officer, WithdrawExpert(case_id=s.case_id, expert_id=expert.id, cause="recusal", reason=reason))
        yield from replaced(s, expert)


def unable(s: Story, expert: Known) -> Generator[Move, Any, None]:
    """专家退出 after the sheet was handed out; the sheet becomes void, another expert takes the place."""
    s.any_day(0, 1)
    yield s.asks(expert.capacity, OpenSheet(case_id=s.case_id, sheet_id=s.dice.uuid()))
    s.any_day(0, 1)
    yield s.asks(expert.capacity, WithdrawExpert(case_id=s.case_id, expert_id=expert.id, cause="unable", reason="当日另有公务（示例）。"))
    yield from replaced(s, expert)


def replaced(s: Story, left: Known) -> Generator[Move, Any, None]:
    """更换专家."""
    successor = yield from another(s)
    s.in_office(0, 1)
    yield s.asks(s.officer, ReplaceExpert(case_id=s.case_id, left_id=left.id, successor_id=successor.id))
    s.seats = [successor if each is left else each for each in s.seats]
