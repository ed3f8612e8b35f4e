"""补录: on which business day an act may be entered, and by whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.law.refusal import Refusal

if TYPE_CHECKING:
    from application.work import Work

DAY_TO_COME = Refusal("day-to-come", "办理日期 {on} 晚于今天 {today}。", "请填写今天或以前的日期。")
LATE_ENTRY_BY_PARTY = Refusal(
    "late-entry-by-party",
    "补录由主管部门办理；提交的材料以收到之日 {today} 为准，不能填为 {on}。",
    "请以今天的日期提交；确有在先的事实，请由主管部门补录。",
)
LATE_ENTRY_UNEXPLAINED = Refusal("late-entry-unexplained", "补录 {on} 的事项须说明理由。", "请填写补录理由。")

ENTERS_LATE = frozenset({"bureau-officer", "bureau-approver", "district-officer", "administrator", "system"})
"""Roles that enter what happened before. What a party hands in came on the day it was received: a plan is not in time by saying so."""


def check_day(work: Work) -> None:
    """办理日期核对: not to come; in the past only by the office, with a reason. Raises Refused."""
    if work.on > work.today:
        raise DAY_TO_COME(field="on", on=work.on, today=work.today)
    if work.on < work.today and work.actor.role not in ENTERS_LATE:
        raise LATE_ENTRY_BY_PARTY(field="on", on=work.on, today=work.today)
    if work.on < work.today and not work.backdated:
        raise LATE_ENTRY_UNEXPLAINED(field="backdated_because", on=work.on)
