"""Which character of a PDF each character of its text was made of.

What is read is put together from characters in order: some are left out (bullets, hyphens at line
ends), spaces and bars between cells are added, accents are joined to their letters. So both are
gone through side by side.
"""

import unicodedata
from array import array
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from educe.documents.model import Block, BlockKind
from educe.documents.places import FULL, PlacedRun, Sheet, pack
from educe.documents.reading.pdf.characters import Fragment
from educe.documents.reading.pdf.structure import Origin

Pair = tuple[int, int]  # a character's place in the text, and in its cell


class Frame(NamedTuple):
    """What is shown of a page: a box in its own coordinates (points, y upwards), turned by so many
    degrees clockwise; and how big that is then."""

    left: float
    bottom: float
    right: float
    top: float
    rotation: int
    sheet: Sheet


def packed_places(text: str, origins: Sequence[Origin], frames: Sequence[Frame]) -> bytes:
    """Where all characters of the text stand."""
    runs = [run for origin in origins for run in _runs(text, origin, frames)]
    return pack([frame.sheet for frame in frames], runs)


def _runs(text: str, origin: Origin, frames: Sequence[Frame]) -> Iterator[PlacedRun]:
    """A block's characters, run by run: a run is what stands in one cell of one line."""
    block, lines = origin
    matching = Matching(text, block)
    for line in lines:
        for cell in line.cells:
            if pairs := matching.take(cell):
                boxes = _boxes(cell, pairs, frames[line.page - 1])
                yield PlacedRun(pairs[0][0], line.page, boxes)


class Matching:
    """How far a block's text has been gone through."""

    def __init__(self, text: str, block: Block) -> None:
        self._text = text
        self._at, self._end = block.start, block.end
        self._is_table = block.kind is BlockKind.TABLE
        self._accents = ""  # of the character that is being put together

    def take(self, cell: Fragment) -> list[Pair]:
        """The pairs of the cell's characters, which are next; an accent of its own has none."""
        self._skip_added("")
        as_it_is = "".join(run.text for run in cell.runs)
        if not self._accents and self._text.startswith(as_it_is, self._at, self._end):
            at, self._at = self._at, self._at + len(as_it_is)
            there = (place for place, char in enumerate(as_it_is, at) if char != " ")
            return [(place, index) for index, place in enumerate(there)]
        return self._one_by_one(as_it_is.replace(" ", ""))

    def _one_by_one(self, characters: str) -> list[Pair]:
        pairs: list[Pair] = []
        for index, char in enumerate(characters):
            if self._accents and self._joins(char):
                continue
            self._skip_added(char)
            if self._at >= self._end:
                break
            if self._text[self._at] == char:
                pairs.append((self._at, index))
                self._at += 1
            elif self._begins(char):
                pairs.append((self._at, index))
        return pairs

    def _begins(self, char: str) -> bool:
        whole = unicodedata.normalize("NFD", self._text[self._at])
        part = unicodedata.normalize("NFD", char)
        if not whole.startswith(part):
            return False
        self._go_on(whole.removeprefix(part))
        return True

    def _joins(self, char: str) -> bool:
        part = unicodedata.normalize("NFD", char)
        if not self._accents.startswith(part):
            self._go_on("")
            return False
        self._go_on(self._accents.removeprefix(part))
        return True

    def _go_on(self, accents: str) -> None:
        self._accents = accents
        if not accents:
            self._at += 1

    def _skip_added(self, char: str) -> None:
        while self._at < self._end:
            here = self._text[self._at]
            if not here.isspace() and not (self._is_table and here == "|" and char != "|"):
                return
            self._at += 1


def _boxes(cell: Fragment, pairs: Sequence[Pair], frame: Frame) -> "array[int]":
    """The boxes of the text from the first pair's place to the last one's."""
    places, indexes = np.array(pairs).T
    found = np.zeros((places[-1] - places[0] + 1, 4))
    own = np.frombuffer(cell.boxes, dtype=np.float32).reshape(-1, 4)
    found[places - places[0]] = _shown(own[indexes], frame)
    return array("H", np.clip(np.rint(found * FULL), 0, FULL).astype(np.uint16).tobytes())


def _shown(boxes: NDArray[np.floating], frame: Frame) -> NDArray[np.floating]:
    """Left, top, right and bottom on the page as it is shown, in fractions of it."""
    wide, high = max(frame.right - frame.left, 1.0), max(frame.top - frame.bottom, 1.0)
    left, right = (boxes[:, 0] - frame.left) / wide, (boxes[:, 2] - frame.left) / wide
    bottom, top = (boxes[:, 1] - frame.bottom) / high, (boxes[:, 3] - frame.bottom) / high
    match frame.rotation:
        case 90:
            sides = bottom, left, top, right
        case 180:
            sides = 1 - right, bottom, 1 - left, top
        case 270:
            sides = 1 - top, 1 - right, 1 - bottom, 1 - left
        case _:
            sides = left, 1 - top, right, 1 - bottom
    return np.stack(sides, axis=1)
