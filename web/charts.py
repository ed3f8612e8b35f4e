"""图: what a chart's template needs to draw it: rectangles and grid lines in the units of its view box. Every chart stands beside its table."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

WIDTH = 588
ROW = 32.4
"""Height of a table row, so that bars and rows line up."""
NAMES = 52
"""Room for names left of the bars."""
LONGEST = 480
"""Length of the longest bar."""
TOP, GROUND, AXIS = 46, 266, 40
"""Top and ground line of the columns, and where the grid begins."""
GRID_LINES = 5
COLUMN, FIRST_COLUMN = 44, 64


class Bar(NamedTuple):
    """One row: a value and the one it is compared with."""

    name: str
    value: int
    before: int


class Stack(NamedTuple):
    """One column of three parts, from the top down."""

    name: str
    upper: int
    middle: int
    lower: int

    @property
    def total(self) -> int:
        """Height of the whole column."""
        return self.upper + self.middle + self.lower


class Rectangle(NamedTuple):
    """A part of the drawing, with its class of colour."""

    x: float
    y: float
    width: float
    height: float
    colour: str


class Words(NamedTuple):
    """A text of the drawing, with its classes."""

    x: float
    y: float
    text: str
    look: str


class Line(NamedTuple):
    """A line of the drawing, with its class."""

    x1: float
    y1: float
    x2: float
    y2: float
    look: str
    title: str = ""


class Drawing(NamedTuple):
    """A whole chart."""

    height: float
    rectangles: list[Rectangle]
    words: list[Words]
    lines: list[Line]


def bars(rows: Sequence[Bar]) -> Drawing:
    """Horizontal bars, each with the thinner one it is compared with under it; values written at their ends."""
    most, step = _scale(max((max(each.value, each.before) for each in rows), default=0))
    unit, bottom = LONGEST / most, len(rows) * ROW
    drawing = Drawing(bottom + 28, [], [], [])
    for value in range(0, most + 1, step):
        x = NAMES + value * unit
        drawing.lines.append(Line(x, 0, x, bottom, "grid"))
        drawing.words.append(Words(x, bottom + 20, str(value), "t-muted t-mid"))
    for number, each in enumerate(rows):
        y = number * ROW
        drawing.words.append(Words(NAMES - 12, y + 21, each.name, "t-end"))
        drawing.rectangles.append(Rectangle(NAMES, y + 5, each.value * unit, 13, "a"))
        drawing.rectangles.append(Rectangle(NAMES, y + 19, each.before * unit, 7, "b"))
        drawing.words.append(Words(NAMES + max(each.value, each.before) * unit + 8, y + 21, str(each.value), ""))
    return drawing


def columns(stacks: Sequence[Stack], marks: Mapping[str, str]) -> Drawing:
    """Columns of three parts with their totals; ``marks`` draws a line before the column of a name, with its words."""
    most, step = _scale(max((each.total for each in stacks), default=0))
    unit, pitch = (GROUND - TOP) / most, (WIDTH - FIRST_COLUMN) / max(len(stacks), 1)
    drawing = Drawing(GROUND + 34, [], [], [])
    for value in range(0, most + 1, step):
        y = GROUND - value * unit
        drawing.lines.append(Line(AXIS, y, WIDTH, y, "grid"))
        drawing.words.append(Words(AXIS - 8, y + 5, str(value), "t-muted t-end"))
    for number, each in enumerate(stacks):
        x, middle = FIRST_COLUMN + number * pitch, FIRST_COLUMN + number * pitch + COLUMN / 2
        y = float(GROUND)
        for part, colour in ((each.lower, "c"), (each.middle, "b"), (each.upper, "a")):
            y -= part * unit
            drawing.rectangles.append(Rectangle(x, y, COLUMN, part * unit, colour))
        if each.total:
            drawing.words.append(Words(middle, y - 7, str(each.total), "t-mid strong"))
        drawing.words.append(Words(middle, GROUND + 22, each.name, "t-muted t-mid"))
        if each.name in marks:
            at = x - (pitch - COLUMN) / 2
            drawing.lines.append(Line(at, 8, at, GROUND, "rule"))
            drawing.words.append(Words(at - 6, 20, marks[each.name], "t-muted t-end"))
    return drawing


def process(moves: Sequence[tuple[str, str, int]], main: Sequence[str], named: Callable[[str], str]) -> Drawing:
    """A map of the ways cases take: the main steps from top to bottom, what leaves them on the right, what jumps on the left.

    The thicker a way the more cases took it; the number stands beside it.
    """
    taken = {step for way in moves for step in way[:2]}
    place = {step: number for number, step in enumerate(step for step in main if step in taken)}
    most = max((number for *_, number in moves), default=1)
    drawing = Drawing(MAP_TOP + len(place) * MAP_ROW, [], [], [])
    for step, number in place.items():
        _box(drawing, MAP_LEFT, number, named(step))
    beside: dict[int, list[tuple[str, int, int]]] = {}
    back = {(before, after): number for before, after, number in moves}
    for before, after, number in moves:
        if before in place and after in place:
            _way(drawing, place[before], place[after], number, f"way w{_weight(number, most)}")
        elif before in place:
            beside.setdefault(place[before], []).append((after, number, back.get((after, before), 0)))
    for row, ways in beside.items():
        _leaving(drawing, row, ways, named, most)
    return drawing


MAP_ROW, MAP_BOX_HEIGHT = 52, 28
MAP_LEFT, MAP_BOX, MAP_SIDE, MAP_TOP = 116, 184, 380, 18
"""Where the main steps stand, how wide they are, where those beside them begin, and the room above."""
WEIGHTS = 4
ARC = 24
"""How far an arc stands off for each row it passes."""


def _weight(number: int, most: int) -> int:
    return max(1, -(-number * WEIGHTS // most))


def _box(drawing: Drawing, x: float, row: int, text: str) -> None:
    drawing.rectangles.append(Rectangle(x, MAP_TOP + row * MAP_ROW, MAP_BOX, MAP_BOX_HEIGHT, "box"))
    drawing.words.append(Words(x + MAP_BOX / 2, MAP_TOP + row * MAP_ROW + 19, text, "t-mid"))


def _way(drawing: Drawing, before: int, after: int, number: int, look: str) -> None:
    top = MAP_TOP + before * MAP_ROW
    foot = top + MAP_BOX_HEIGHT
    if after == before + 1:
        x = MAP_LEFT + MAP_BOX / 2
        drawing.lines.append(Line(x, foot, x, MAP_TOP + after * MAP_ROW, look))
        drawing.words.append(Words(x + 10, foot + 17, str(number), "t-muted"))
        return
    side = MAP_LEFT - ARC * min(abs(after - before), 4) + (8 if after < before else 0)
    start, end = top + 19, MAP_TOP + after * MAP_ROW + 8
    for line in ((MAP_LEFT, start, side, start), (side, start, side, end), (side, end, MAP_LEFT, end)):
        drawing.lines.append(Line(*line, look))
    drawing.words.append(Words(side - 6, (start + end) / 2 + 5, ("↓ " if after > before else "↑ ") + str(number), "t-muted t-end"))


def _leaving(drawing: Drawing, row: int, ways: Sequence[tuple[str, int, int]], named: Callable[[str], str], most: int) -> None:
    """What leaves a step: one that comes back in a box of its own, the others as words."""
    y, edge = MAP_TOP + row * MAP_ROW, MAP_LEFT + MAP_BOX
    lasting = [(step, number) for step, number, back in ways if not back]
    for step, number, back in (way for way in ways if way[2]):
        _box(drawing, MAP_SIDE, row, named(step))
        drawing.lines.append(Line(edge, y + 8, MAP_SIDE, y + 8, f"way w{_weight(number, most)}"))
        drawing.lines.append(Line(edge, y + 19, MAP_SIDE, y + 19, f"way w{_weight(back, most)}"))
        drawing.words.append(Words((edge + MAP_SIDE) / 2, y + 2, f"{number} →", "t-muted t-mid"))
        drawing.words.append(Words((edge + MAP_SIDE) / 2, y + 36, f"← {back}", "t-muted t-mid"))
    if lasting:
        shift = 0 if len(lasting) == len(ways) else 24
        text = " · ".join(f"{named(step)} {number}" for step, number in lasting)
        drawing.words.append(Words(edge + 12 if not shift else MAP_SIDE, y + 19 + shift, f"→ {text}", "t-muted"))


def _scale(most: int) -> tuple[int, int]:
    """A round end of the axis not below ``most``, and the distance of its grid lines."""
    power = 1
    while True:
        for step in (power, 2 * power, 5 * power):
            if step * GRID_LINES >= most:
                return step * GRID_LINES, step
        power *= 10
