"""进度: a bar where somebody looks at a terminal, a line every few seconds where not; always on standard error."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Self

from rich.console import Console
from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars

if TYPE_CHECKING:
    from types import TracebackType

LINE_SECONDS = 10.0
"""Between two lines where there is no terminal."""


class Progress:
    """进度 of one piece of work, told as a share of it and in words."""

    def __init__(self, title: str) -> None:
        self._title = title
        console = Console(stderr=True)
        columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f}% {task.fields[said]}"), TimeElapsedColumn())
        self._bars = Bars(*columns, console=console, disable=not console.is_terminal)
        self._console = console
        self._task = self._bars.add_task(title, total=1.0, said="")
        self._told = time.monotonic()

    def __call__(self, share: float, said: str) -> None:
        """Tell how much is done."""
        self._bars.update(self._task, completed=share, said=said)
        if not self._console.is_terminal and time.monotonic() - self._told >= LINE_SECONDS:
            self._told = time.monotonic()
            self._console.print(f"{self._title}: {share:.0%}, {said}", highlight=False)

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None) -> None:
        self._bars.stop()
