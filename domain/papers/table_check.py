"""核对绩效表: what is wrong with a performance table, cell by cell (R2025 4, 19).

The ``field`` of a refusal names the cell: ``table.<row>.<key>`` with rows counted from 1, ``table.totals.<key>`` in the totals row.
"""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING

from domain.law.label import Label
from domain.law.refusal import Refusal
from domain.papers.quantities import INVESTMENT, form

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from domain.law.citation import Citation
    from domain.law.refusal import Refused
    from domain.papers.performance_table import PerformanceTable, Scheme

NUMBER = re.compile(r"(WD|ZG)[1-9][0-9]{0,3}")
"""WDn 无低费, ZGn 中高费."""

TOTALS = Label("合计栏", "the totals row")

NO_SCHEME = Refusal("no-scheme", "绩效表没有任何方案。", "请至少填写一个方案。")
YEARS_REVERSED = Refusal("years-reversed", "对比年份 {before} 至 {after} 先后颠倒或尚未到来。", "请核对审核前、审核后年份。")
SCHEME_NUMBER_MALFORMED = Refusal(
    "scheme-number-malformed",
    "第 {row} 行的编号“{number}”不符合 WDn（无低费）或 ZGn（中高费）的写法。",
    "请改正编号。",
)
SCHEME_NUMBER_TWICE = Refusal("scheme-number-twice", "第 {row} 行的编号 {number} 与前面的方案重复。", "请给每个方案不同的编号。")
SCHEME_UNNAMED = Refusal("scheme-unnamed", "第 {row} 行（{number}）没有填写{column}。", "请补填该栏。")
UNKNOWN_COLUMN = Refusal("unknown-column", "{where}的栏目“{key}”不在绩效表中。", "请使用绩效表已有的栏目，其他内容写入“其他”。")
NEGATIVE_AMOUNT = Refusal("negative-amount", "{where}的{column}为 {amount}，不能为负数。", "请填写零或正数。")
AMOUNT_OUT_OF_BOUNDS = Refusal(
    "amount-out-of-bounds",
    "{where}的{column}不是有效数字，或超过 {whole_digits} 位整数、{places} 位小数。",
    "请按栏目单位填写。",
)
TOTAL_DIFFERS = Refusal("total-differs", "合计栏的{column}为 {total}，各方案相加为 {summed}。", "请改正合计或相应方案的数字。")
SCHEME_COST_CLASS = Refusal(
    "scheme-cost-class",
    "方案 {number} 投资 {investment} 万元，与登记的中/高费方案费用界限 {threshold} 万元不符。",
    "达到界限的方案编为 ZGn（中高费），未达到的编为 WDn（无低费）。",
)
SCHEME_UNFINISHED = Refusal("scheme-unfinished", "中/高费方案 {number}“{name}”尚未实施完成。", "请在方案全部实施完成后申请验收。")


def table_faults(table: PerformanceTable, citation: Citation, on: date) -> Iterator[Refused]:
    """绩效表核对: every fault of form and arithmetic, each naming its cell; ``on`` is the day the table is handed in."""
    if not table.before_year <= table.after_year <= on.year:
        yield YEARS_REVERSED(citation, field="table.after_year", before=table.before_year, after=table.after_year)
    if not table.schemes:
        yield NO_SCHEME(citation, field="table.schemes")
    yield from _number_faults(table, citation)
    for row, scheme in enumerate(table.schemes, start=1):
        yield from _text_faults(scheme, row, citation)
        yield from _amount_faults(_amounts(scheme), str(row), _row(scheme), citation)
    yield from _amount_faults(table.totals, "totals", TOTALS, citation)
    yield from _sum_faults(table, citation)


def unfinished(table: PerformanceTable, citation: Citation, on: date) -> Iterator[Refused]:
    """中/高费方案未完成: each medium/high-cost scheme not finished by ``on`` (R2025 4)."""
    for row, scheme in enumerate(table.schemes, start=1):
        if is_medium_or_high_cost(scheme) and (scheme.finished_on is None or scheme.finished_on > on):
            yield SCHEME_UNFINISHED(citation, field=f"table.{row}.finished_on", number=scheme.number, name=scheme.name)


def cost_class_faults(table: PerformanceTable, threshold: Decimal, citation: Citation) -> Iterator[Refused]:
    """方案费用类别: a scheme is numbered as the case's own threshold has it, for what is not finished hangs on it (R2025 4)."""
    for row, scheme in enumerate(table.schemes, start=1):
        readable = NUMBER.fullmatch(scheme.number) and form().bounds.hold(scheme.investment)
        if readable and is_medium_or_high_cost(scheme) is not (scheme.investment >= threshold):
            amounts = {"investment": scheme.investment, "threshold": threshold}
            yield SCHEME_COST_CLASS(citation, field=f"table.{row}.investment", number=scheme.number, **amounts)


def is_medium_or_high_cost(scheme: Scheme) -> bool:
    """中高费方案: a scheme numbered ``ZGn``."""
    return scheme.number.startswith("ZG")


def sums(table: PerformanceTable) -> dict[str, Decimal]:
    """合计: the exact sum of each amount over all schemes; every amount of the form has one."""
    return {key: sum((_amounts(scheme).get(key, Decimal(0)) for scheme in table.schemes), Decimal(0)) for key in form().amounts}


def _row(scheme: Scheme) -> Label:
    return Label(f"方案 {scheme.number} ", f"scheme {scheme.number}")


def _amounts(scheme: Scheme) -> Mapping[str, Decimal]:
    return {**scheme.quantities, INVESTMENT: scheme.investment}


def _number_faults(table: PerformanceTable, citation: Citation) -> Iterator[Refused]:
    seen: Counter[str] = Counter()
    for row, scheme in enumerate(table.schemes, start=1):
        if not NUMBER.fullmatch(scheme.number):
            yield SCHEME_NUMBER_MALFORMED(citation, field=f"table.{row}.number", row=row, number=scheme.number)
        elif seen[scheme.number]:
            yield SCHEME_NUMBER_TWICE(citation, field=f"table.{row}.number", row=row, number=scheme.number)
        seen[scheme.number] += 1


def _text_faults(scheme: Scheme, row: int, citation: Citation) -> Iterator[Refused]:
    for key, text in (("name", scheme.name), ("content", scheme.content)):
        if not text.strip():
            yield SCHEME_UNNAMED(citation, field=f"table.{row}.{key}", row=row, number=scheme.number, column=form().column(key).label)
    if INVESTMENT in scheme.quantities:
        yield UNKNOWN_COLUMN(citation, field=f"table.{row}.quantities", where=_row(scheme), key=form().column(INVESTMENT).label)


def _amount_faults(amounts: Mapping[str, Decimal], row: str, where: Label, citation: Citation) -> Iterator[Refused]:
    known, bounds = form().amounts, form().bounds
    for key, amount in amounts.items():
        field = f"table.{row}.{key}"
        if key not in known:
            yield UNKNOWN_COLUMN(citation, field=field, where=where, key=key)
        elif not bounds.hold(amount):
            column = known[key].label
            yield AMOUNT_OUT_OF_BOUNDS(citation, field=field, where=where, column=column, whole_digits=bounds.whole_digits, places=bounds.places)
        elif amount < 0:
            yield NEGATIVE_AMOUNT(citation, field=field, where=where, column=known[key].label, amount=amount)


def _sum_faults(table: PerformanceTable, citation: Citation) -> Iterator[Refused]:
    """Only columns whose cells are all numbers are summed: a faulty cell is named once, not again as a wrong total."""
    bounds = form().bounds
    for key, column in form().amounts.items():
        cells = [amounts[key] for amounts in (*map(_amounts, table.schemes), table.totals) if key in amounts]
        if not all(map(bounds.hold, cells)):
            continue
        total, summed = table.totals.get(key, Decimal(0)), sum((_amounts(each).get(key, Decimal(0)) for each in table.schemes), Decimal(0))
        if total != summed:
            yield TOTAL_DIFFERS(citation, field=f"table.totals.{key}", column=column.label, total=total, summed=summed)
