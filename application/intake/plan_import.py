"""计划批量导入: each row of a sheet is planned as of its 提交日期, or refused whole with every faulty cell named."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from application.clock import business_day
from application.commands.planning import PlanCase
from application.handlers.planning import on_record
from application.permissions.table import check
from application.work import Work
from domain.case import planning
from domain.case.events.plan import PlanForm, Planned, Site
from domain.case.plan_form import claimed_day_faults
from domain.case.plan_form_columns import column_of, sheet_form
from domain.case.planning import PlanPaper
from domain.law.refusal import Refusal, Refused
from domain.register.credit_code import fault_of, normalised

if TYPE_CHECKING:
    from collections.abc import Iterator

    from application.casework import Casework
    from application.intake.plan_sheet import PlanSheet, Row
    from application.outcome import Answer
    from domain.fact import Capacity

TWICE_IN_FILE = Refusal("twice-in-file", "与第 {row} 行是同一家企业，一份表里同一企业只能填报一次。", "请删除重复的一行。")

BACKDATED_BECAUSE = "批量导入计划征集表：以表内提交日期为办理日期"

SUBSTITUTE = date(1900, 1, 1)
"""Stands for a founding day that could not be read: so long ago that it adds no fault of its own."""


class CellFault(NamedTuple):
    """单元格问题: the column at fault, the article where a rule is behind it, the reason in words and the way out."""

    column: str
    article: str | None
    reason: str
    remedy: str


class Outcome(NamedTuple):
    """一行的结果: accepted with the case's number (none in a dry run), or refused with its faults."""

    row: int
    case: str | None
    faults: tuple[CellFault, ...]

    @property
    def accepted(self) -> bool:
        """Whether the row is a plan now, or would be."""
        return not self.faults


def import_plans(casework: Casework, sheet: PlanSheet, actor: Capacity, *, dry_run: bool = False) -> Iterator[Outcome]:
    """Plan the rows one by one, each in a transaction of its own; a refused row leaves nothing behind. Raises NotAllowedError."""
    first_row_of: dict[str, int] = {}
    for row in sheet.rows:
        faults = {key: [fault] for key, fault in row.faults.items()}
        code = row.values.get("form.credit_code")
        if isinstance(code, str) and fault_of(code) is None:
            earlier = first_row_of.setdefault(normalised(code), row.number)
            if earlier != row.number:
                faults["form.credit_code"] = [TWICE_IN_FILE(field="form.credit_code", row=earlier)]
        yield _outcome(casework, row, faults, actor, dry_run=dry_run)


def _outcome(casework: Casework, row: Row, faults: dict[str, list[Refused]], actor: Capacity, *, dry_run: bool) -> Outcome:
    command = plan_of(row)
    today = business_day(casework.clock.now())
    on = command.claimed_on or today
    case = None
    if faults or dry_run:
        refused = _asked(casework, command, actor, on)
    else:
        case, refused = _planned(casework, command, actor, on)
    for each in refused:
        key = column_of(each.field).key
        if key not in row.faults and faults.get(key, [each])[0].code != TWICE_IN_FILE.code:
            faults.setdefault(key, []).append(each)
    named = (_named(fault) for column in sheet_form().columns for fault in faults.get(column.key, []))
    return Outcome(row.number, case, tuple(dict.fromkeys(named)))


def _planned(casework: Casework, command: PlanCase, actor: Capacity, on: date) -> tuple[str | None, tuple[Refused, ...]]:
    today = business_day(casework.clock.now())
    try:
        late = on != today
        answer = casework.handle(command, actor, on=on if late else None, backdated_because=BACKDATED_BECAUSE if late else None)
    except Refused as refused:
        return None, refused.every
    return _number(casework, answer), ()


def _asked(casework: Casework, command: PlanCase, actor: Capacity, on: date) -> tuple[Refused, ...]:
    """What would be said of the row, without saying it."""
    work = Work(casework)
    work.begin(actor, on=on, backdated_because=BACKDATED_BECAUSE, correlation_id=None)
    check(command, work)
    late = tuple(claimed_day_faults(on, business_day(work.now)))
    try:
        rules = work.rules_in_force()
        paper = PlanPaper(command.form, command.contact_name, command.contact_phone, command.claimed_on)
        return (*late, *planning.plan_faults(paper, on_record(command.form.credit_code, work, rules), rules=rules, on=on))
    except Refused as refused:
        return late if late and refused.kind is planning.NO_RULES_THAT_DAY else (*late, *refused.every)


def _number(casework: Casework, answer: Answer) -> str:
    planned = next(each.fact for case in answer.versions for each in casework.events.get(UUID(case)) if isinstance(each.fact, Planned))
    return planned.case_number


def plan_of(row: Row) -> PlanCase:
    """The plan a row describes; in place of what could not be read stands what adds no fault of its own."""
    values = row.values
    start = values.get("form.planned_start") or values.get("form.planned_finish") or SUBSTITUTE
    name, code = values.get("form.consultancy_name"), values.get("form.consultancy_code")
    return PlanCase(
        form=PlanForm(
            enterprise_name=values.get("form.enterprise_name") or "",
            credit_code=values.get("form.credit_code") or "",
            registered_address=values.get("form.registered_address") or "",
            sites=(Site(values.get("form.sites.1.address") or "", values.get("form.sites.1.district") or "", main=True),),
            industry=values.get("form.industry") or "",
            founded_on=values.get("form.founded_on") or SUBSTITUTE,
            legal_standing=values.get("form.legal_standing") or "independent-legal-person",
            main_products=values.get("form.main_products") or "",
            audit_mode=values.get("form.audit_mode") or ("commissioned" if name or code else "self"),
            consultancy_name=name,
            consultancy_code=code,
            planned_start=start,
            planned_finish=values.get("form.planned_finish") or start,
            on_mandatory_list=values.get("form.on_mandatory_list") or False,
            last_pass_on=values.get("form.last_pass_on"),
        ),
        claimed_on=values.get("claimed_on"),
        contact_name=values.get("contact_name"),
        contact_phone=values.get("contact_phone"),
    )


def _named(fault: Refused) -> CellFault:
    citation = str(fault.citation) if fault.citation else None
    return CellFault(column_of(fault.field).zh, citation, str(fault), fault.kind.remedy)
