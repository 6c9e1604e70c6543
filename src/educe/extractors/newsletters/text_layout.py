"""Plain text of a mail to blocks and anchors."""

import re
import sys
from bisect import bisect_right
from collections.abc import Iterator

from educe.extractors.newsletters.layout import (
    Anchor,
    Block,
    Layout,
    locate,
    looks_like_heading,
    looks_like_label,
    squeeze,
)

URL = re.compile(r"(?:https?://|www\.(?=[\w-]+\.))[^\s<>\"\u201c\u201d]+", re.IGNORECASE)
SCHEMED = r"(?:https?|ftp|mailto|tel|javascript|data|file)"
BRACKETED = re.compile(rf"<\s*((?:{SCHEMED}:|www\.)[^<>]{{1,8000}})>", re.IGNORECASE)
MARKDOWN = re.compile(r"!?\[([^\[\]\n]{1,300})\]\((https?://[^\s()]+(?:\([^\s()]*\)[^\s()]*)*)\)")
REFERENCE = re.compile(r"^[ \t>]*\[(\d{1,3})\]:?[ \t]+<?((?:https?|mailto):\S+?)>?[ \t]*$", re.M)
CITED = re.compile(r"\[(\d{1,3})\]")
SEPARATOR = re.compile(r"[\s>]*([-=_*~+#•·—–])(?:\s*\1){2,}[\s>]*")
UNDERLINE = re.compile(r"\s*([-=~])\1{2,}\s*")
DECORATION = re.compile(
    r"^[\s>#*=\-_~•·+|]+|(?<![\s#*=\-_~•·+|])[\s#*=\-_~•·+|]++$"  # a run is looked at once
)
TRAILING = ".,;:!?'\"*_~|»“”’>"
PAIRS = {")": "(", "]": "[", "}": "{"}
LONG_LINE = 60  # characters from which a line may have been wrapped inside an address
LONGEST = 8_000  # an address that is longer isn't put together further
SENTENCES = re.compile(r"(?<=\w{4}[.!?])\s+(?=\S)")
TAIL = re.compile(r"[\w\-./?=&%+~#:]+")


def text_layout(text: str) -> Layout:
    """Blocks (paragraphs) and anchors of a plain body. Never raises."""
    text = _unwrapped(text.replace("\r\n", "\n").replace("\r", "\n"))
    references: dict[str, str] = {}
    for match in REFERENCE.finditer(text):
        references.setdefault(match[1], match[2])
    layout = Layout()
    reader = _Reader(layout, references)
    for paragraph in _paragraphs(text):
        reader.read(paragraph)
    reader.finish()
    return layout


def trimmed(url: str) -> str:
    """`url` without the punctuation that belongs to the sentence around it."""
    unopened = {last: url.count(last) - url.count(first) for last, first in PAIRS.items()}
    end = len(url)
    while end and (url[end - 1] in TRAILING or unopened.get(url[end - 1], 0) > 0):
        end -= 1
        if url[end] in unopened:
            unopened[url[end]] -= 1
    return url[:end]


def _unwrapped(text: str) -> str:
    """Addresses that were broken over lines, put together again."""
    text = BRACKETED.sub(lambda m: "<" + re.sub(r"\s+", "", m[1]) + ">", text)
    lines = text.split("\n")
    joined: list[str] = []
    for line in lines:
        if joined and _continues(joined[-1], line):
            joined[-1] += line.strip()
        else:
            joined.append(line)
    return "\n".join(joined)


def _continues(line: str, following: str) -> bool:
    """Whether `line` ends inside an address that goes on in `following`."""
    tail = following.strip()
    if (
        not LONG_LINE <= len(line) < LONGEST
        or len(tail) < 2
        or not TAIL.fullmatch(tail)
        or URL.match(tail)
    ):
        return False
    last = line.rsplit(maxsplit=1)[-1] if line.strip() else ""
    if not URL.match(last.lstrip("<(")) or line.endswith((" ", ">", ")", ".", ",")):
        return False
    unlike_a_word = re.search(r"[\d/=&%_?]|-\w", tail) is not None
    return last[-1] in "-/?&=_%+" or unlike_a_word


def _paragraphs(text: str) -> Iterator[list[str]]:
    """Lines between blank ones; a line across stands alone, headings with it as underline."""
    gathered: list[str] = []
    for line in text.split("\n"):
        if SEPARATOR.fullmatch(line):
            if len(gathered) == 1 and UNDERLINE.fullmatch(line):
                yield [gathered[0], line]
            else:
                if gathered:
                    yield gathered
                yield [line]
            gathered = []
        elif line.strip(" \t>\u00a0"):
            gathered.append(line)
        elif gathered:
            yield gathered
            gathered = []
    if gathered:
        yield gathered


class _Reader:
    """Makes a block of each paragraph, and anchors of the addresses in it."""

    def __init__(self, layout: Layout, references: dict[str, str]) -> None:
        self._layout = layout
        self._references = references
        self._cited: set[str] = set()

    def read(self, lines: list[str]) -> None:
        if len(lines) == 1 and SEPARATOR.fullmatch(lines[0]):
            self._layout.blocks.append(Block(divider=True))
        elif len(lines) == 2 and UNDERLINE.fullmatch(lines[1]):
            self._add(lines[:1])
            if not self._layout.blocks[-1].anchors:
                self._layout.blocks[-1].level = 2
        else:
            for item in _items(lines):
                self._add(item)

    def finish(self) -> None:
        """References that nothing cites are links, too."""
        left = [number for number in self._references if number not in self._cited]
        for number in left:
            block = Block()
            self._layout.blocks.append(block)
            self._anchor(block, self._references[number], "")

    def _add(self, lines: list[str]) -> None:
        kept = [line for line in lines if not self._is_reference(line)]
        if not kept:
            return
        block = Block()
        self._layout.blocks.append(block)
        raw = "\n".join(kept)
        self._anchors(block, raw)
        shown = BRACKETED.sub("", MARKDOWN.sub(r"\1", raw))
        block.text = squeeze(CITED.sub("", URL.sub("", shown)))
        block.text = DECORATION.sub("", block.text)
        locate(block)
        block.label = looks_like_label(block)
        if not block.anchors and (raw.lstrip().startswith("#") or looks_like_heading(block)):
            block.level, block.label = 7, False

    def _is_reference(self, line: str) -> bool:
        """A number that is given twice names the first target; the second is a link by itself."""
        match = REFERENCE.fullmatch(line)
        return match is not None and self._references.get(match[1]) == match[2]

    def _anchors(self, block: Block, raw: str) -> None:
        position = 0
        for start, end, url, text in self._found(raw):
            before = raw[position:start]
            self._anchor(block, url, text or self._label(before, block))
            position = end

    def _found(self, raw: str) -> list[tuple[int, int, str, str]]:
        """Start, end, address and text of its own of each link, in order, none inside another."""
        found = [(m.start(), m.end(), m[2], squeeze(m[1])) for m in MARKDOWN.finditer(raw)]
        found += [(m.start(), m.end(), m[1], "") for m in BRACKETED.finditer(raw)]
        taken = sorted((start, end) for start, end, _, _ in found)
        for match in URL.finditer(raw):
            if not _inside(taken, match.start()):
                url = trimmed(match[0])
                found.append((match.start(), match.start() + len(url), url, ""))
        for match in CITED.finditer(raw):
            url_cited = self._references.get(match[1])
            if url_cited and not _inside(taken, match.start()):
                self._cited.add(match[1])
                found.append((match.start(), match.end(), url_cited, ""))
        return sorted(found)

    def _label(self, before: str, block: Block) -> str:
        """What the line says before the address; else the line or paragraph above it."""
        own = [squeeze(DECORATION.sub("", line)) for line in before.split("\n")]
        texts = [line.strip(" :-–—>|→»([•·") for line in own if line.strip(" :-–—>|→»([•·.,)]")]
        if texts:
            # of several sentences the last one leads to the link
            return SENTENCES.split(texts[-1][-160:])[-1]
        if block.anchors:
            return ""
        above = self._layout.blocks[-2] if len(self._layout.blocks) > 1 else None
        return above.text[:160] if above and not above.anchors and not above.divider else ""

    def _anchor(self, block: Block, url: str, text: str) -> None:
        url = url if ":" in url.split("/", 1)[0] else f"https://{url}"
        index = len(self._layout.blocks) - 1
        anchor = Anchor(url=url, text=text, block=index, last_block=index)
        block.anchors.append(anchor)
        block.linked += len(text)
        self._layout.anchors.append(anchor)


def _inside(spans: list[tuple[int, int]], position: int) -> bool:
    """Whether one of the sorted spans holds the position."""
    index = bisect_right(spans, (position, sys.maxsize)) - 1
    return index >= 0 and position < spans[index][1]


def _items(lines: list[str]) -> Iterator[list[str]]:
    """A list without blank lines between its points is one block a point."""
    item: list[str] = []
    for line in lines:
        if item and re.match(r"[\s>]*(?:[*\-•·+–]|\d{1,2}[.)])\s+\S", line):
            yield item
            item = []
        item.append(line)
    if item:
        yield item
