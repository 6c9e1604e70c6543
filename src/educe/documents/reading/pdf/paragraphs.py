"""Lines put together to paragraphs, by their gaps, indents and looks."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from educe.documents.reading.cleaning import Run
from educe.documents.reading.pdf.lines import Line

MARKER = re.compile(r"(?:[-*•‣◦▪●○■–·]|\(?\d{1,3}[.)]|\(?[a-z][.)])\s+\S")
NUMBERED = re.compile(r"\d{1,2}(?:\.\d{1,2})*\.?\s+[A-Z]")
LEADER = re.compile(r"\s*(?:[.·…]\s?){4,}\s*(\d{1,4}|[ivxlc]{1,7})?\s*$")
SENTENCE_END = (".", "!", "?", ":", ";", "”", '"', ")")
HYPHENATED = re.compile(r"(\w+)-$")


@dataclass(slots=True)
class Body:
    """What most of a document's text looks like. Sizes in points, leading in sizes."""

    size: float
    bold: bool
    mono: bool
    leading: float
    edges: dict[tuple[int, int], tuple[float, float]]  # left and right of each page's columns
    words: Counter[str]

    @classmethod
    def of(cls, lines: Sequence[Line]) -> "Body":
        looks: Counter[tuple[float, bool, bool]] = Counter()
        for line in lines:
            looks[line.size, line.bold, line.mono] += line.length
        sizes: Counter[float] = Counter()
        for (size, _, _), count in looks.items():
            sizes[size] += count
        total = max(sum(looks.values()), 1)
        return cls(
            size=sizes.most_common(1)[0][0] if sizes else 10.0,
            bold=sum(n for (_, bold, _), n in looks.items() if bold) > total / 2,
            mono=sum(n for (_, _, mono), n in looks.items() if mono) > total / 2,
            leading=_leading(lines),
            edges=_edges(lines),
            words=Counter(re.findall(r"[\w-]+", " ".join(line.text for line in lines).lower())),
        )


@dataclass(slots=True)
class Paragraph:
    """Lines that belong together, of one look."""

    lines: list[Line] = field(default_factory=list)
    listed: bool = False

    @property
    def page(self) -> int:
        return self.lines[0].page

    @property
    def text(self) -> str:
        return " ".join(line.text for line in self.lines)

    def runs(self, words: Counter[str]) -> list[Run]:
        """The text in runs, words that were cut at line ends put together again."""
        runs: list[Run] = []
        for line in self.lines:
            new = line.runs
            if not runs:
                runs = list(new)
            elif cut := HYPHENATED.search(runs[-1].text):
                if not _keeps_hyphen(cut[1], new[0].text, words):
                    runs[-1] = runs[-1]._replace(text=runs[-1].text[:-1])
                runs += new
            else:
                runs += [Run(" ", runs[-1].emphasised and new[0].emphasised), *new]
        return runs


def paragraphs_of(lines: Iterable[Line], body: Body) -> list[Paragraph]:
    """The paragraphs in order. One that runs on over the end of a page stays one."""
    paragraphs: list[Paragraph] = []
    for line in lines:
        current = paragraphs[-1] if paragraphs else None
        if current is not None and _continues(current, line, body):
            current.lines.append(line)
        else:
            paragraphs.append(Paragraph([line], listed=is_listed(line)))
    return paragraphs


def is_listed(line: Line) -> bool:
    """Whether the line opens an item of a list."""
    return MARKER.match(line.text) is not None


def is_leader(line: Line) -> bool:
    """Whether the line is of a table of contents: "Sorting ........ 12"."""
    return LEADER.search(line.text) is not None


def _continues(paragraph: Paragraph, line: Line, body: Body) -> bool:
    last = paragraph.lines[-1]
    if (last.size, last.bold, last.mono) != (line.size, line.bold, line.mono):
        return _same_prose(last, line, body)
    if is_leader(last) or (is_listed(line) and not line.mono):
        return False
    if (last.page, last.column) != (line.page, line.column) or line.bottom > last.bottom:
        return _runs_on(last, line)
    # Code has blank lines inside it.
    gap = 2.5 if line.mono and not body.mono else 1.3
    if last.bottom - line.bottom > body.leading * line.size * gap:
        return False
    if line.size > body.size:
        return not _opens_heading(last, line)
    return line.mono or not _opens_paragraph(paragraph, line, body)


def _same_prose(last: Line, line: Line, body: Body) -> bool:
    """A line that is all bold only because a term fills it goes on mid-sentence."""
    near = 0 < last.bottom - line.bottom <= body.leading * line.size * 1.3
    alike = last.size == line.size and last.page == line.page and last.column == line.column
    return near and alike and not last.mono and not line.mono and _runs_on(last, line)


def _opens_heading(last: Line, line: Line) -> bool:
    """A number opens a heading; so does another alignment."""
    apart = 2 * line.size
    centres = abs(last.left + last.right - line.left - line.right) / 2
    return NUMBERED.match(line.text) is not None or (
        abs(last.left - line.left) > apart and centres > apart
    )


def _opens_paragraph(paragraph: Paragraph, line: Line, body: Body) -> bool:
    """By an indent, or after a line that ends a sentence well before the edge."""
    last = paragraph.lines[-1]
    left, right = body.edges[line.page, line.column]
    indent = 0.7 * line.size
    if not paragraph.listed and line.left > left + indent and last.left <= left + indent:
        return line.left - last.left < 8 * line.size
    if paragraph.listed and line.left < paragraph.lines[0].left - indent / 4:
        return True
    ended = last.text.rstrip().endswith(SENTENCE_END)
    return ended and last.right < right - 0.2 * (right - left)


def _runs_on(last: Line, line: Line) -> bool:
    """Whether a sentence goes on from one column or page to the next."""
    ended = last.text.rstrip().endswith(SENTENCE_END)
    return not ended and line.text.lstrip()[:1].islower() and not last.mono


def _keeps_hyphen(head: str, following: str, words: Counter[str]) -> bool:
    """Whether the hyphen is the word's own: it stands so elsewhere, or no letter follows."""
    match = re.match(r"\w+", following)
    if match is None:
        return True
    joined, hyphenated = (head + match[0]).lower(), f"{head}-{match[0]}".lower()
    if match[0][0].islower():
        return words[hyphenated] > words[joined]
    return words[joined] == 0  # a name or an acronym follows, unless it's a word in capitals


def _leading(lines: Sequence[Line]) -> float:
    """The most common distance between lines of one size, in sizes."""
    ratios = Counter(
        round((one.bottom - two.bottom) / one.size * 20) / 20
        for one, two in pairwise(lines)
        if one.size == two.size and (one.page, one.column) == (two.page, two.column)
    )
    usual = [(-count, ratio) for ratio, count in ratios.items() if 0.9 <= ratio <= 2.2]
    return min(usual)[1] if usual else 1.3


def _edges(lines: Sequence[Line]) -> dict[tuple[int, int], tuple[float, float]]:
    edges: dict[tuple[int, int], tuple[float, float]] = {}
    for line in lines:
        left, right = edges.get((line.page, line.column), (line.left, line.right))
        edges[line.page, line.column] = min(left, line.left), max(right, line.right)
    return edges
