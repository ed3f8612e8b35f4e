"""先后: what may follow what. The one guard every step shares: the case stands where the step begins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from domain.law.refusal import Refusal

if TYPE_CHECKING:
    from datetime import date

    from domain.case.audit_case import AuditCase
    from domain.law.citation import Citation

OUT_OF_ORDER = Refusal(
    "out-of-order",
    "案件当前为「{state}」，不能办理「{act}」。",
    "请先完成：{missing}。",
)
CASE_CLOSED = Refusal("case-closed", "案件已结束（{state}），不能办理「{act}」。", "如对结果有异议，请走异议或更正程序。")
BEFORE_PREVIOUS_STEP = Refusal(
    "before-previous-step",
    "办理日期 {on} 早于上一步的日期 {previous}。",
    "请核对日期。",
)


def stands_at(case: AuditCase, *states: str, act: str, missing: str, citation: Citation, on: date | None = None) -> None:
    """Refuse unless the case is in one of ``states`` and ``on`` is not before the step it stands on.

    ``act`` and ``missing`` are codes (``registration``, ``plan-listed``); ``web`` turns them into words. Answered with 409.
    """
    if case.state in states:
        if on is not None and case.step_on is not None and on < case.step_on:
            raise BEFORE_PREVIOUS_STEP(citation, on=on, previous=case.step_on)
        return
    if case.closed:
        raise CASE_CLOSED(citation, state=case.state, act=act)
    raise OUT_OF_ORDER(citation, state=case.state, act=act, missing=missing)
