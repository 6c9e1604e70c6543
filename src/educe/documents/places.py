"""Where a text's characters stand on its pages, packed: made when a PDF is read, stored beside its
text, and asked for the boxes of a span.

Boxes are fractions of a page as it is shown, from its top left corner, in steps of 1/65535.
"""

import struct
import sys
import zlib
from array import array
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple, Self, TypeVar

Number = TypeVar("Number", int, float)

_HEAD = struct.Struct("<4sII")
_MAGIC = b"PLC1"
_MOST_BYTES = 400_000_000  # unpacked; what says that it is more is no packing of ours
FULL = 65_535


class Sheet(NamedTuple):
    """A page's size as it is shown, in points."""

    width: float
    height: float


class PlacedRun(NamedTuple):
    """Characters from `start` on that stand side by side on a page (from 1). `boxes` has four
    numbers for each, left, top, right, bottom, of FULL; all 0 for what has no place, as spaces."""

    start: int
    page: int
    boxes: "array[int]"


class Box(NamedTuple):
    """A rectangle on a page (from 1), in fractions of it."""

    page: int
    left: float
    top: float
    right: float
    bottom: float


def pack(sheets: Sequence[Sheet], runs: Sequence[PlacedRun]) -> bytes:
    """The pages, and the runs in the order of the text, as few bytes."""
    sizes = array("f", (number for sheet in sheets for number in sheet))
    table, boxes = array("I"), array("H")
    for run in runs:
        table.extend((run.start, len(run.boxes) // 4, run.page, len(boxes) // 4))
        boxes += run.boxes
    parts = (_little(sizes), _little(table), *(_little(boxes[side::4]) for side in range(4)))
    head = _HEAD.pack(_MAGIC, len(sheets), len(runs))
    return zlib.compress(b"".join((head, *parts)), 6)


class Places:
    """Unpacked places."""

    def __init__(
        self, sheets: "array[float]", table: "array[int]", sides: Sequence["array[int]"]
    ) -> None:
        self._sheets, self._table, self._sides = sheets, table, sides

    @classmethod
    def unpack(cls, packed: bytes) -> Self:
        """Raises ValueError for what `pack` didn't make."""
        try:
            whole = zlib.decompressobj()
            data = whole.decompress(packed, _MOST_BYTES)
            magic, pages, runs = _HEAD.unpack_from(data)
        except (zlib.error, struct.error) as error:
            raise ValueError("these are no packed places") from error
        rest = memoryview(data)[_HEAD.size :]
        size, spare = divmod(len(rest) - 8 * pages - 16 * runs, 8)
        if magic != _MAGIC or whole.unconsumed_tail or size < 0 or spare:
            raise ValueError("these are no packed places")
        sheets, rest = rest[: 8 * pages], rest[8 * pages :]
        table, boxes = rest[: 16 * runs], rest[16 * runs :]
        sides = [boxes[2 * size * n : 2 * size * (n + 1)] for n in range(4)]
        made = cls(
            _filled(array("f"), sheets),
            _filled(array("I"), table),
            [_filled(array("H"), side) for side in sides],
        )
        made._check(pages, size)
        return made

    def _check(self, pages: int, size: int) -> None:
        for run in range(0, len(self._table), 4):
            _, count, page, offset = self._table[run : run + 4]
            if not 1 <= page <= pages or offset + count > size:
                raise ValueError("these places lead nowhere")

    def sheet(self, page: int) -> Sheet:
        """A page's size; pages count from 1."""
        return Sheet(self._sheets[2 * page - 2], self._sheets[2 * page - 1])

    def boxes(self, start: int, end: int) -> list[Box]:
        """What covers the characters `start` to `end` (exclusive), in their order: one box a line,
        or several where a line has gaps."""
        merged: list[Box] = []
        for box in self._of_runs(start, end):
            if merged and _on_one_line(merged[-1], box):
                merged[-1] = _around(merged[-1], box)
            else:
                merged.append(box)
        return merged

    def _of_runs(self, start: int, end: int) -> Iterator[Box]:
        starts = self._table[0::4]
        for run in range(max(0, bisect_right(starts, start) - 1), len(starts)):
            first, count, page, offset = self._table[4 * run : 4 * run + 4]
            if first >= end:
                return
            low = offset + max(0, start - first)
            box = self._around(page, low, offset + min(count, end - first))
            if box is not None:
                yield box

    def _around(self, page: int, low: int, high: int) -> Box | None:
        left, top, right, bottom = (side[low:high] for side in self._sides)
        placed = [n for n, edge in enumerate(right) if edge]
        if not placed:
            return None
        return Box(
            page,
            min(left[n] for n in placed) / FULL,
            min(top[n] for n in placed) / FULL,
            max(right[n] for n in placed) / FULL,
            max(bottom[n] for n in placed) / FULL,
        )


def _on_one_line(one: Box, other: Box) -> bool:
    """Whether the other goes on, within a few letters, where the first ends."""
    height = min(one.bottom - one.top, other.bottom - other.top)
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    near = -height <= other.left - one.right <= 2 * height
    return one.page == other.page and shared > height / 2 and near


def _around(one: Box, other: Box) -> Box:
    return Box(
        one.page,
        min(one.left, other.left),
        min(one.top, other.top),
        max(one.right, other.right),
        max(one.bottom, other.bottom),
    )


def _filled(numbers: "array[Number]", data: memoryview) -> "array[Number]":
    numbers.frombytes(data)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


def _little(numbers: "array[Number]") -> bytes:
    if sys.byteorder == "big":
        numbers = numbers[:]
        numbers.byteswap()
    return numbers.tobytes()
