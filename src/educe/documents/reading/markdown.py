"""Markdown (CommonMark and tables) without its marks."""

import re
from collections.abc import Iterator, Sequence
from html import unescape

from markdown_it import MarkdownIt
from markdown_it.token import Token

from educe.documents.model import BlockKind, Text
from educe.documents.reading.builder import TextBuilder
from educe.documents.reading.charset import decode
from educe.documents.reading.cleaning import LINE_ENDS, Run
from educe.documents.reading.limits import ReadingLimits

FRONT_MATTER = re.compile(r"\A\ufeff?---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
TITLE = re.compile(r"""^title:[ \t]*["']?(.*?)["']?[ \t]*$""", re.MULTILINE)
TAG = re.compile(r"<!--.*?(?:-->|\Z)|</?[A-Za-z][^<>]*>|<[?!][^<>]*>", re.DOTALL)
HIDDEN = re.compile(r"<(script|style|template)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
OPENERS = frozenset({"strong_open", "em_open"})
CLOSERS = frozenset({"strong_close", "em_close"})


def read_markdown(data: bytes, *, name: str, limits: ReadingLimits) -> Text:
    """Markdown as it reads: marks, link targets and HTML tags are left out."""
    text = LINE_ENDS.sub("\n", decode(data))
    builder = TextBuilder(name, limits)
    if front := FRONT_MATTER.match(text):
        title = TITLE.search(front[1])
        builder.title = title[1] if title else None
        text = text[front.end() :]
    # The parser passes over what nests deeper than any person would write.
    parser = MarkdownIt("commonmark", {"maxNesting": 100}).enable(["table", "strikethrough"])
    _Walk(builder).blocks(parser.parse(text))
    return builder.build()


class _Walk:
    """Goes through the tokens once and remembers what is open."""

    def __init__(self, builder: TextBuilder) -> None:
        self._builder = builder
        self._open: list[str] = []
        self._level = 1
        self._row: list[list[Run]] = []

    def blocks(self, tokens: Sequence[Token]) -> None:
        for token in tokens:
            if token.nesting == 1:
                self._enter(token)
            elif token.nesting == -1:
                self._leave(token)
            else:
                self._content(token)

    def _enter(self, token: Token) -> None:
        self._open.append(token.type)
        if token.type == "heading_open":
            self._level = int(token.tag[1])
        elif token.type == "tr_open":
            self._row = []

    def _leave(self, token: Token) -> None:
        self._open.pop()
        if token.type == "tr_close":
            self._builder.add_row(self._row)

    def _content(self, token: Token) -> None:
        if token.type in ("fence", "code_block"):
            self._builder.add(BlockKind.CODE, token.content)
        elif token.type == "html_block":
            self._builder.add(self._kind(), unescape(TAG.sub(" ", HIDDEN.sub("", token.content))))
        elif token.type == "inline":
            runs = list(_runs(token.children or ()))
            if self._open[-1:] in (["th_open"], ["td_open"]):
                self._row.append(runs)
            else:
                self._builder.add(self._kind(), runs, level=self._level)

    def _kind(self) -> BlockKind:
        if self._open[-1:] == ["heading_open"]:
            return BlockKind.HEADING
        containers = [kind for kind in self._open if kind in ("list_item_open", "blockquote_open")]
        if not containers:
            return BlockKind.PARAGRAPH
        return BlockKind.LIST_ITEM if containers[-1] == "list_item_open" else BlockKind.QUOTE


def _runs(tokens: Sequence[Token]) -> Iterator[Run]:
    depth = 0
    for token in tokens:
        if token.type in OPENERS:
            depth += 1
        elif token.type in CLOSERS:
            depth -= 1
        elif token.type in ("softbreak", "hardbreak"):
            yield Run(" ")
        elif token.type in ("text", "code_inline", "image", "text_special"):
            yield Run(token.content, depth > 0)
