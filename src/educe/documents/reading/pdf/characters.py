"""One page's characters with their places and looks, joined to fragments of lines.

Places are in points in the page as it is shown: x to the right, y upwards.
"""

import ctypes
import math
import re
from array import array
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from educe.documents.reading.cleaning import Run

HYPHEN = 0x02  # what PDFium says for a hyphen at the end of a line
LINE_END_OR_NONE = frozenset({0, 0x0A, 0x0D, 0xFFFE, 0xFFFF})
WIDE_GAP = 1.8  # ems; wider ones part cells or columns
BOLD = re.compile(r"bold|black|heavy|demi|cmbx|-bd\b", re.IGNORECASE)
ITALIC = re.compile(r"ital|obliq|cmti|cmsl|slanted", re.IGNORECASE)
MONOSPACED = re.compile(r"mono|courier|consol|cmtt|typewriter|menlo|fixed", re.IGNORECASE)
FIXED_PITCH_FLAG, ITALIC_FLAG = 1 << 0, 1 << 6  # font descriptor flags, ISO 32000-1, table 123


class Look(NamedTuple):
    """How a character is set. `size` in points, `turn` in quarter turns counter-clockwise."""

    size: float
    bold: bool
    italic: bool
    mono: bool
    turn: int


class Glyph(NamedTuple):
    text: str
    left: float
    bottom: float
    right: float
    top: float
    look: Look
    spaced: bool  # white space comes before it


@dataclass(slots=True)
class Fragment:
    """Characters side by side on one line with no wide gap between them.

    Only what is needed of them is kept: a book has millions.
    """

    runs: list[Run] = field(default_factory=list)  # bold and italic ones emphasised
    sizes: Counter[float] = field(default_factory=Counter)  # characters of each size
    length: int = 0  # characters that aren't white space
    bold: bool = True  # all letters and digits are
    mono: bool = True
    last: Glyph | None = None
    boxes: "array[float]" = field(default_factory=lambda: array("f"))  # see `add`
    left: float = math.inf
    bottom: float = math.inf
    right: float = -math.inf
    top: float = -math.inf

    def add(self, glyph: Glyph, place: Glyph) -> None:
        """`place` is the glyph before the page was turned for reading: `boxes` keeps its left,
        bottom, right and top."""
        look = glyph.look
        self.boxes.extend((place.left, place.bottom, place.right, place.top))
        self._write(" " + glyph.text if glyph.spaced and self.length else glyph.text, look)
        self.left, self.right = min(self.left, glyph.left), max(self.right, glyph.right)
        # Raised and lowered characters don't make the line taller.
        if not self.sizes or look.size >= next(iter(self.sizes)) * 0.8:
            self.bottom, self.top = min(self.bottom, glyph.bottom), max(self.top, glyph.top)
        self.sizes[look.size] += 1
        self.length += 1
        self.bold = self.bold and (look.bold or not glyph.text.isalnum())
        self.mono = self.mono and look.mono
        self.last = glyph

    def takes(self, glyph: Glyph) -> bool:
        """Whether the glyph goes on where this fragment ends."""
        if self.last is None:
            return True
        size = max(glyph.look.size, self.last.look.size)
        # The letters of a ligature all have its box.
        forward = glyph.left >= self.last.left - 0.3 * size
        near = glyph.left - self.last.right <= WIDE_GAP * size
        return forward and near and overlap(self, glyph) > 0.4

    def _write(self, text: str, look: Look) -> None:
        strong = look.bold or look.italic
        if self.runs and self.runs[-1].emphasised == strong:
            self.runs[-1] = Run(self.runs[-1].text + text, strong)
        else:
            self.runs.append(Run(text, strong))


def overlap(one: Fragment | Glyph, other: Fragment | Glyph) -> float:
    """The share of the lower one's height at which both stand, 0 to 1."""
    shared = min(one.top, other.top) - max(one.bottom, other.bottom)
    return shared / max(min(one.top - one.bottom, other.top - other.bottom), 0.1)


def read_fragments(page: Any) -> list[Fragment]:
    """The fragments of a page in the order of its content; what few stand askew are left out."""
    textpage = page.get_textpage()
    try:
        glyphs = list(_glyphs(textpage))
    finally:
        textpage.close()
    turns = Counter(glyph.look.turn for glyph in glyphs)
    turn = turns.most_common(1)[0][0] if turns else 0
    fragments: list[Fragment] = []
    for glyph in glyphs:
        # Sideways stamps and watermarks would be cut into single characters.
        if glyph.look.turn != turn and turns[glyph.look.turn] < len(glyphs) / 4:
            continue
        turned = _turned(glyph, turn) if turn else glyph
        if not fragments or not fragments[-1].takes(turned):
            fragments.append(Fragment())
        fragments[-1].add(turned, glyph)
    return fragments


def _glyphs(textpage: Any) -> Iterator[Glyph]:
    looks: dict[int | None, Look] = {}
    box = pdfium.FS_RECTF()
    spaced = False
    for index in range(textpage.count_chars()):
        code = pdfium.FPDFText_GetUnicode(textpage, index)
        text = "-" if code == HYPHEN else _character(code)
        if not text.strip():
            spaced = spaced or bool(text)
            continue
        handle = pdfium.FPDFText_GetTextObject(textpage, index)
        key = ctypes.cast(handle, ctypes.c_void_p).value
        if key is None or key not in looks:
            looks[key] = _look(textpage, index)
        if not pdfium.FPDFText_GetLooseCharBox(textpage, index, box):
            continue
        yield Glyph(text, box.left, box.bottom, box.right, box.top, looks[key], spaced)
        spaced = False


def _character(code: int) -> str:
    """The character, a space for a line's end; halves of a pair are beyond repair and left out."""
    if code in LINE_END_OR_NONE:
        return " " if code in (0x0A, 0x0D) else ""
    return "" if 0xD800 <= code <= 0xDFFF or code > 0x10FFFF else chr(code)


def _look(textpage: Any, index: int) -> Look:
    name = ctypes.create_string_buffer(256)
    flags = ctypes.c_int()
    pdfium.FPDFText_GetFontInfo(textpage, index, name, len(name), flags)
    font = name.value.decode("utf-8", "replace")
    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFText_GetMatrix(textpage, index, matrix):
        matrix = pdfium.FS_MATRIX(1, 0, 0, 1, 0, 0)
    # The size alone is before scaling: many writers set size 1 and scale the text.
    size = abs(pdfium.FPDFText_GetFontSize(textpage, index)) * math.hypot(matrix.c, matrix.d)
    weight = pdfium.FPDFText_GetFontWeight(textpage, index)
    return Look(
        size=round(size * 2) / 2 or 1.0,
        bold=weight >= 600 or BOLD.search(font) is not None,
        italic=bool(flags.value & ITALIC_FLAG) or ITALIC.search(font) is not None,
        mono=bool(flags.value & FIXED_PITCH_FLAG) or MONOSPACED.search(font) is not None,
        turn=round(math.atan2(matrix.b, matrix.a) / (math.pi / 2)) % 4,
    )


def _turned(glyph: Glyph, turn: int) -> Glyph:
    """The glyph's box on a page turned so that its text runs to the right."""
    left, bottom, right, top = glyph.left, glyph.bottom, glyph.right, glyph.top
    match turn:
        case 1:
            left, bottom, right, top = bottom, -right, top, -left
        case 2:
            left, bottom, right, top = -right, -top, -left, -bottom
        case 3:
            left, bottom, right, top = -top, left, -bottom, right
    return glyph._replace(left=left, bottom=bottom, right=right, top=top)
