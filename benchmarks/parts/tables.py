"""Tables as they stand in ``docs/performance.md``."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from benchmarks.parts.lane import Summary


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table, its columns aligned."""
    lines = [list(heads), *(list(row) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(heads))]
    lines.insert(1, ["-" * width for width in widths])
    return "\n".join("| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) + " |" for line in lines)


def summaries(found: Iterable[Summary], what: str) -> str:
    """One row for each variant: its rate, its ratio to the floor, its latencies and what it cost this process."""
    heads = ("variant", f"{what}/s, median [min–max]", "÷ floor", "p50 µs", "p99 µs", "client CPU µs")
    return table(heads, (_row(each) for each in found))


def _row(each: Summary) -> tuple[str, ...]:
    rates = f"{each.rate:.0f} [{min(each.rates):.0f}–{max(each.rates):.0f}]"
    ratio = f"{each.ratio:.2f}" if each.ratio is not None else "–"
    return each.name, rates, ratio, f"{each.p50 * 1e6:.0f}", f"{each.p99 * 1e6:.0f}", f"{each.cpu * 1e6:.0f}"
