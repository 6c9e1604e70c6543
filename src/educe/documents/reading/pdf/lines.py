"""Fragments put in reading order and joined to lines, column by column."""

import statistics
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from educe.documents.reading.cleaning import Run
from educe.documents.reading.pdf.characters import Fragment, overlap

FEWEST_IN_COLUMN = 5  # fragments
SHORTEST_IN_COLUMN = 18  # characters of a typical fragment: a table's cells have fewer
DEEPEST_SPLIT = 3


@dataclass(eq=False)
class Line:
    """One line in one column. `cells` has more than one fragment where wide gaps part it."""

    page: int
    column: int
    cells: list[Fragment]

    @cached_property
    def left(self) -> float:
        return self.cells[0].left

    @cached_property
    def right(self) -> float:
        return max(cell.right for cell in self.cells)

    @cached_property
    def bottom(self) -> float:
        return min(cell.bottom for cell in self.cells)

    @cached_property
    def top(self) -> float:
        return max(cell.top for cell in self.cells)

    @property
    def length(self) -> int:
        return sum(cell.length for cell in self.cells)

    @cached_property
    def size(self) -> float:
        """The size of most of its characters, in points."""
        return sum((cell.sizes for cell in self.cells), Counter[float]()).most_common(1)[0][0]

    @cached_property
    def bold(self) -> bool:
        return all(cell.bold for cell in self.cells)

    @cached_property
    def mono(self) -> bool:
        return all(cell.mono for cell in self.cells)

    @cached_property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)

    @cached_property
    def runs(self) -> list[Run]:
        """Its words, bold and italic ones marked; cells are parted by a space."""
        runs: list[Run] = []
        for number, cell in enumerate(self.cells):
            runs += [Run(" "), *cell.runs] if number else cell.runs
        return runs


def lines_of(fragments: Sequence[Fragment], page: int) -> list[Line]:
    """The page's lines in reading order."""
    lines: list[Line] = []
    for column, members in enumerate(_columns(list(fragments), DEEPEST_SPLIT)):
        lines += _joined(members, page, column)
    return lines


def _joined(fragments: Sequence[Fragment], page: int, column: int) -> Iterator[Line]:
    line: Line | None = None
    for fragment in fragments:
        last = line.cells[-1] if line else None
        if line and last and overlap(last, fragment) > 0.5 and fragment.left >= last.right - 1:
            line.cells.append(fragment)
            continue
        if line:
            yield line
        line = Line(page, column, [fragment])
    if line:
        yield line


def _columns(fragments: list[Fragment], depth: int) -> Iterator[list[Fragment]]:
    """Columns in reading order. What crosses a gutter parts what is above it from what is below.

    Without a gutter the order of the page's content stands: it is what its writer meant.
    """
    gutter = _gutter(fragments) if depth else None
    if gutter is None:
        if fragments:
            yield fragments
        return
    crossing = sorted((f for f in fragments if f.left < gutter < f.right), key=_downwards)
    rest = [f for f in fragments if not f.left < gutter < f.right]
    for fragment in [*crossing, None]:
        limit = fragment.top if fragment else float("-inf")
        band = [f for f in rest if f.bottom >= limit - 1]
        rest = [f for f in rest if f.bottom < limit - 1]
        for side in (
            [f for f in band if f.right <= gutter],
            [f for f in band if f.right > gutter],
        ):
            yield from _columns(sorted(side, key=_downwards), depth - 1)
        if fragment:
            yield [fragment]


def _downwards(fragment: Fragment) -> tuple[float, float]:
    return -round(fragment.bottom), fragment.left


def _gutter(fragments: Sequence[Fragment]) -> float | None:
    """The x between two columns of prose, if the page has such."""
    if len(fragments) < 2 * FEWEST_IN_COLUMN:
        return None
    left, right = min(f.left for f in fragments), max(f.right for f in fragments)
    starts = Counter(round(f.left) for f in fragments)
    found = [
        (sum(f.left < x - 2 < f.right for f in fragments), x - 2.0)
        for x, count in starts.items()
        if count >= FEWEST_IN_COLUMN - 1
        and left + 0.2 * (right - left) < x < right - 0.2 * (right - left)
    ]
    for crossing, gutter in sorted(found):
        if crossing <= len(fragments) / 4 and _parts_prose(fragments, gutter):
            return gutter
    return None


def _parts_prose(fragments: Sequence[Fragment], gutter: float) -> bool:
    sides = (
        [f for f in fragments if f.right <= gutter],
        [f for f in fragments if f.left >= gutter],
    )
    return all(
        len(side) >= FEWEST_IN_COLUMN
        and statistics.median(f.length for f in side) >= SHORTEST_IN_COLUMN
        for side in sides
    )
