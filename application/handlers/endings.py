"""结束案件的办理: the case and the enterprise's open case end in one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from application.casework import handles
from application.commands.endings import DiscontinueCase, WithdrawCase
from domain.case import endings
from domain.register.enterprise import Enterprise, close_case
from domain.scoring import score_sheet

if TYPE_CHECKING:
    from application.work import Work


@handles(WithdrawCase)
def withdraw_case(command: WithdrawCase, work: Work) -> None:
    """撤回: a sheet locked at the same moment makes the decision stale, for it read the sheets; written first, it voids them."""
    case = work.case(command.case_id)
    enterprise = work.get(Enterprise, case.enterprise_id)
    sheets = work.sheets_of(case)
    locked = any(sheet.total is not None for sheet in sheets)
    endings.withdraw(case, command.reason, sheet_locked=locked, rules=work.rules(case), on=work.on)
    for sheet in sheets:
        score_sheet.void(sheet, "case-withdrawn")
    close_case(enterprise, case_id=case.id, outcome=case.state)


@handles(DiscontinueCase)
def discontinue_case(command: DiscontinueCase, work: Work) -> None:
    """终结案件."""
    case = work.case(command.case_id)
    enterprise = work.get(Enterprise, case.enterprise_id)
    endings.discontinue(case, rules=work.rules(case), on=work.on)
    close_case(enterprise, case_id=case.id, outcome=case.state)
