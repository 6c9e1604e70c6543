"""Turns blocks into what the pipeline reads: plain runs of prose that keep their offsets.

Nothing is added or taken away, only characters replaced one for one, so a character of a
passage stands at `start` + its index in the file's text.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from educe.documents.model import Block, BlockKind, Text

MAX_PASSAGE = 5_000  # the parser's memory grows with length, and it refuses a million characters
LONGEST_WORD = 60  # longer ones are data, and slow in the tokenizer

_LONG_WORD = re.compile(rf"\S{{{LONGEST_WORD},}}")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\w+", re.IGNORECASE)
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ufffd]")
_BREAK = re.compile(r"(?<=[.!?])\s+(?=\w)|\s+")

_NUMBERING = re.compile(
    r"""\s*(?:
        (?:chapter|lecture|unit|module|section|part|week|lesson|topic|appendix|session|day|lab
           |exercise|figure|table|step|problem|question|tutorial|seminar|class|book)
            \s+(?:\d+(?:\.\d+)*|[ivxlc]+|[a-z]|one|two|three|four|five|six|seven|eight|nine|ten)
            \b\s*[:.)–—-]*\s*
        | §?\s*\d+(?:\.\d+)*[.):]?\s+(?=\S)
        | [ivxlc]+[.)]\s+
        | [a-z]\)\s+
    )""",
    re.IGNORECASE | re.VERBOSE,
)

# Sections that are about the course and its sources, not about its subject.
_ADMINISTRATIVE = re.compile(
    r"""^\W*(?:references?|bibliography|works\ cited|further\ reading|readings?|reading\ list
        |acknowledge?ments?|contacts?|office\ hours|grading.*|assessments?|course\ polic(?:y|ies)
        |schedule|timetable|(?:tentative|weekly|course)\ schedule|attendance|late\ polic.*
        |submission.*|copyright|licen[cs]e|table\ of\ contents|contents|index|credits
        |about\ the\ authors?|staff|instructors?|academic\ (?:honesty|integrity)|textbooks?
        |recommended\ (?:texts?|books?|reading)|required\ (?:texts?|books?|reading))\W*$""",
    re.IGNORECASE | re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Passage:
    """A run of one block's text; `content` has the same length as what it stands for."""

    block: Block
    start: int
    content: str


def passages(text: Text, blocks: Iterable[Block]) -> Iterator[Passage]:
    """What of these blocks is prose: no code, no reference lists, table cells one by one."""
    for block in blocks:
        if block.kind is BlockKind.CODE or _is_administrative(block, text):
            continue
        for start, end in _parts(block, text.text):
            content = _clean(text.text[start:end], is_heading=is_heading(block))
            if any(map(str.isalpha, content)):
                yield Passage(block, start, content)


def is_heading(block: Block) -> bool:
    return block.kind in (BlockKind.TITLE, BlockKind.HEADING)


def _is_administrative(block: Block, text: Text) -> bool:
    if is_heading(block):
        start, end = _without_numbering(text.text, block.start, block.end)
        return _ADMINISTRATIVE.match(text.text[start:end]) is not None
    return any(_ADMINISTRATIVE.match(heading) for heading in block.heading_path)


def _parts(block: Block, text: str) -> Iterator[tuple[int, int]]:
    if is_heading(block):
        yield _without_numbering(text, block.start, block.end)
    elif block.kind is BlockKind.TABLE:
        yield from _cells(text, block.start, block.end)
    else:
        yield from _pieces(text, block.start, block.end)


def _without_numbering(text: str, start: int, end: int) -> tuple[int, int]:
    """`3.2 Hash tables` and `Lecture 4: Hash tables` are about hash tables."""
    for _ in range(3):
        match = _NUMBERING.match(text, start, end)
        if match is None or match.end() >= end:
            break
        start = match.end()
    return start, end


def _cells(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end:
        stop = text.find(" | ", start, end)
        stop = end if stop < 0 else stop
        yield from _pieces(text, start, stop)
        start = stop + 3


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut at the end of a sentence, else at a space, so that no piece is too long."""
    while end - start > MAX_PASSAGE:
        stop = start + MAX_PASSAGE
        breaks = list(_BREAK.finditer(text, start + MAX_PASSAGE // 2, stop))
        ends = [m for m in breaks if text[m.start() - 1] in ".!?"] or breaks
        stop = ends[-1].end() if ends else stop
        yield start, stop
        start = stop
    if start < end:
        yield start, end


def _clean(content: str, *, is_heading: bool) -> str:
    content = _UNPRINTABLE.sub(" ", content)
    content = _ADDRESS.sub(_blank, content)
    content = _LONG_WORD.sub(_blank, content)
    return _sentence_case(content) if is_heading else content


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _sentence_case(heading: str) -> str:
    """Title Case and CAPITALS make the tagger see names everywhere."""
    words = [word for word in heading.split() if len(word) > 3]
    if len(words) < 2 or not all(word[0].isupper() for word in words):
        return heading
    if heading.isupper():
        lowered = heading.lower()
    else:
        lowered = "".join(_lowered(word) for word in re.split(r"(\s+)", heading))
    return lowered if len(lowered) == len(heading) else heading


def _lowered(word: str) -> str:
    is_acronym = word.isupper() and len(word.strip("():,s")) <= 5
    return word if is_acronym else word.lower()
