"""Paragraphs of a PDF judged: headings, lists, tables, code; and added to the text."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from educe.documents.model import Block, BlockKind
from educe.documents.reading.builder import TextBuilder
from educe.documents.reading.cleaning import Run
from educe.documents.reading.pdf.lines import Line
from educe.documents.reading.pdf.paragraphs import (
    LEADER,
    MARKER,
    Body,
    Paragraph,
    is_leader,
    paragraphs_of,
)

LONGEST_HEADING = 160  # characters
CAPTION = re.compile(r"(?:figure|fig\.|table|listing|abbildung|tabelle)\s+\d+(?:\.\d+)*[.:]", re.I)


#: a block of the text, and the lines that it was made of
Origin = tuple[Block, Sequence[Line]]


def add_lines(builder: TextBuilder, lines: Sequence[Line]) -> list[Origin]:
    """Add everything on these lines, in order."""
    origins: list[Origin] = []
    body = Body.of(lines)
    groups = [(table, list(members)) for table, members in groupby_table(lines)]
    parts = [(table, m if table else paragraphs_of(m, body)) for table, m in groups]
    levels = _Levels([p for _, part in parts for p in part if isinstance(p, Paragraph)], body)
    for _, part in parts:
        for member in part:
            if isinstance(member, Line):
                cells = (cell.runs for cell in member.cells)
                block, of = builder.add_row(cells, page=member.page), [member]
            else:
                block, of = _add_paragraph(builder, member, body, levels), member.lines
            if block is not None:
                origins.append((block, of))
    return origins


def groupby_table(lines: Sequence[Line]) -> Iterator[tuple[bool, Iterator[Line]]]:
    """Runs of lines that are rows of a table, and of lines that aren't."""
    rows = [_is_row(line) for line in lines]
    marks = {
        id(line): row and (_near(rows, i, 1) or _near(rows, i, -1))
        for i, (line, row) in enumerate(zip(lines, rows, strict=True))
    }
    return groupby(lines, key=lambda line: marks[id(line)])


def _near(rows: Sequence[bool], index: int, step: int) -> bool:
    return 0 <= index + step < len(rows) and rows[index + step]


def _is_row(line: Line) -> bool:
    """Several cells, none of them just the marker of a list or the number of a heading."""
    if len(line.cells) < 2 or line.mono or is_leader(line) or MARKER.match(line.text):
        return False
    first = "".join(run.text for run in line.cells[0].runs)
    return len(line.cells) > 2 or not re.fullmatch(r"[\d.]{1,8}|\W", first)


class _Levels:
    """The level of each heading: by size, the largest first; bold ones of body size last."""

    def __init__(self, paragraphs: Sequence[Paragraph], body: Body) -> None:
        self._body = body
        headings = [p for p in paragraphs if self.is_heading(p)]
        looks = {self._look(p) for p in headings}
        order = sorted(looks, reverse=True)
        self._title = _title_of(headings, order[0]) if order and len(order) > 1 else None
        if self._title is not None:
            order = order[1:]
        self._levels = {look: level for level, look in enumerate(order, start=1)}

    def is_heading(self, paragraph: Paragraph) -> bool:
        first = paragraph.lines[0]
        text = paragraph.text.strip()
        if len(text) > LONGEST_HEADING or not any(char.isalpha() for char in text) or first.mono:
            return False
        if first.size >= self._body.size * 1.12:
            return True
        bold = first.bold and not self._body.bold and len(paragraph.lines) <= 2
        return bold and first.size >= self._body.size and not text.endswith((".", ",", ";", ":"))

    def is_title(self, paragraph: Paragraph) -> bool:
        return paragraph is self._title

    def level(self, paragraph: Paragraph) -> int:
        return self._levels.get(self._look(paragraph), 1)

    @staticmethod
    def _look(paragraph: Paragraph) -> tuple[float, bool]:
        return paragraph.lines[0].size, paragraph.lines[0].bold


def _title_of(headings: Sequence[Paragraph], largest: tuple[float, bool]) -> Paragraph | None:
    """The only heading of the largest size, if it stands on the first page."""
    top = [p for p in headings if p.lines[0].size == largest[0]]
    return top[0] if len(top) == 1 and top[0].page == 1 else None


def _add_paragraph(
    builder: TextBuilder, paragraph: Paragraph, body: Body, levels: _Levels
) -> Block | None:
    page = paragraph.page
    runs = paragraph.runs(body.words)
    if levels.is_title(paragraph):
        return builder.add(BlockKind.TITLE, _unmarked(runs), page=page)
    if is_leader(paragraph.lines[-1]):
        return builder.add(BlockKind.LIST_ITEM, LEADER.sub("", paragraph.text), page=page)
    if levels.is_heading(paragraph):
        level = levels.level(paragraph)
        return builder.add(BlockKind.HEADING, _unmarked(runs), page=page, level=level)
    if paragraph.lines[0].mono and not body.mono:
        return builder.add(BlockKind.CODE, _code(paragraph), page=page)
    if paragraph.listed:
        return builder.add(BlockKind.LIST_ITEM, _unmarked_item(runs), page=page)
    if CAPTION.match(paragraph.text):
        return builder.add(BlockKind.CAPTION, runs, page=page)
    return builder.add(BlockKind.PARAGRAPH, _sparing(runs), page=page)


def _unmarked(runs: Sequence[Run]) -> list[Run]:
    return [Run(run.text) for run in runs]


def _sparing(runs: list[Run]) -> list[Run]:
    """Emphasis that covers most of a paragraph says nothing of its terms."""
    marked = sum(len(run.text) for run in runs if run.emphasised)
    return _unmarked(runs) if marked > sum(len(run.text) for run in runs) / 2 else runs


def _unmarked_item(runs: list[Run]) -> list[Run]:
    """A list item without a bullet; numbers are kept, since texts refer to them."""
    return [runs[0]._replace(text=re.sub(r"^[-*•‣◦▪●○■–·]\s*", "", runs[0].text)), *runs[1:]]


def _code(paragraph: Paragraph) -> str:
    """Lines of code, indented as their places say."""
    left = min(line.left for line in paragraph.lines)
    first = paragraph.lines[0].cells[0]
    width = max((first.right - first.left) / max(first.length, 1), 1.0)
    return "\n".join(" " * round((ln.left - left) / width) + ln.text for ln in paragraph.lines)
