"""办案 of a history: case numbers are taken a handful at a time, for each taking is a transaction of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from application.casework import Casework
from application.numbers import give_back_case_numbers, take_case_numbers

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from application.clock import SetClock

AT_ONCE = 50


class HistoryCasework(Casework):
    """办案 on a clock that is set and with ids that come from a seed."""

    def __init__(self, clock: SetClock, new_id: Callable[[], UUID], **parts: Any) -> None:
        """``parts``: what every casework needs besides."""
        super().__init__(clock=clock, new_id=new_id, **parts)
        self._stock: dict[int, list[str]] = {}

    def take_case_number(self, year: int) -> str:
        """The next case number of a year, from the handful taken last."""
        if not self._stock.get(year):
            self._stock[year] = take_case_numbers(self.engine, year, AT_ONCE)
        return self._stock[year].pop(0)

    def give_back_numbers(self) -> None:
        """Give back the numbers left over; to be called once at the end."""
        for year, numbers in self._stock.items():
            if numbers:
                give_back_case_numbers(self.engine, year, numbers)
        self._stock.clear()
