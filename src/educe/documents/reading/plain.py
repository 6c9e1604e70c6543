"""Plain text: paragraphs by blank lines, and the headings that nobody would doubt."""

import re
from collections.abc import Iterator

from educe.documents.model import BlockKind, Text
from educe.documents.reading.builder import TextBuilder
from educe.documents.reading.charset import decode
from educe.documents.reading.cleaning import LINE_ENDS, clean
from educe.documents.reading.limits import ReadingLimits

UNDERLINE = re.compile(r"\s*(={3,}|-{3,}|~{3,}|\*{3,})\s*")
NUMBERED = re.compile(r"(?:chapter\s+)?(\d{1,2}(?:\.\d{1,2}){0,4})[.):]?\s+\S", re.IGNORECASE)
LIST_ITEM = re.compile(r"\s*(?:[-*•‣◦–]|\(?\d{1,3}[.)]|\(?[a-z][.)])\s+(?=\S)")
LONGEST_HEADING = 80  # characters


def read_plain(data: bytes, *, name: str, limits: ReadingLimits) -> Text:
    """Plain text of any encoding."""
    builder = TextBuilder(name, limits)
    for lines in _paragraphs(clean(LINE_ENDS.sub("\n", decode(data)))):
        _add_paragraph(builder, lines)
    return builder.build()


def _paragraphs(text: str) -> Iterator[list[str]]:
    paragraph: list[str] = []
    for line in text.split("\n"):
        if line.strip():
            paragraph.append(line)
        elif paragraph:
            yield paragraph
            paragraph = []
    if paragraph:
        yield paragraph


def _add_paragraph(builder: TextBuilder, lines: list[str]) -> None:
    if len(lines) > 1 and UNDERLINE.fullmatch(lines[1]) and _short(lines[0]):
        builder.add(BlockKind.HEADING, lines[0], level=1 if "=" in lines[1] else 2)
        lines = lines[2:]
    elif len(lines) == 1 and (level := _heading_level(lines[0].strip())):
        builder.add(BlockKind.HEADING, lines[0], level=level)
        return
    for kind, content in _items([line for line in lines if not UNDERLINE.fullmatch(line)]):
        builder.add(kind, content)


def _items(lines: list[str]) -> Iterator[tuple[BlockKind, str]]:
    """The paragraph as it is, or item by item where a line opens one."""
    kind, item = BlockKind.PARAGRAPH, ""
    for line in lines:
        marker = LIST_ITEM.match(line)
        if marker and (kind is BlockKind.LIST_ITEM or _opens_list(lines, line)):
            yield kind, item
            kind, item = BlockKind.LIST_ITEM, line[marker.end() :]
        else:
            item += "\n" + line
    yield kind, item


def _opens_list(lines: list[str], line: str) -> bool:
    """A marker at the first line or one of several; a lone "1990. " inside prose is no list."""
    return line is lines[0] or sum(bool(LIST_ITEM.match(other)) for other in lines) > 1


def _heading_level(line: str) -> int:
    """The level of a line that stands alone, 0 if it is no heading."""
    if not _short(line):
        return 0
    if match := NUMBERED.match(line):
        return match[1].count(".") + 1 if _titled(line[match.end() - 1 :]) else 0
    letters = [char for char in line if char.isalpha()]
    return 1 if len(letters) >= 3 and all(char.isupper() for char in letters) else 0


def _titled(words: str) -> bool:
    return words[:1].isupper() and len(words.split()) <= 10


def _short(line: str) -> bool:
    stripped = line.strip()
    return len(stripped) <= LONGEST_HEADING and not stripped.endswith((".", ";", ",", "!", "?"))
