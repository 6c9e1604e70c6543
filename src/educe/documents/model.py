"""What reading a file yields: one immutable text and the blocks that it is made of.

Offsets are in characters (code points) of `Text.text`, half open: `text[start:end]`. They stay
true for ever, because a stored file never changes; evidence is made of them.
"""

from enum import StrEnum
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, Field


class BlockKind(StrEnum):
    TITLE = "title"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    TABLE = "table"  # one row, cells parted by " | "
    CODE = "code"
    QUOTE = "quote"
    CAPTION = "caption"


class Span(NamedTuple):
    """Characters `start` to `end` (exclusive) of a file's text."""

    start: int
    end: int


class Block(BaseModel):
    """A run of text that stands on its own: no sentence crosses its ends."""

    model_config = ConfigDict(frozen=True)

    kind: BlockKind
    start: int
    end: int
    page: int | None = None  # from 1; PDF pages and slides, else none
    heading_path: tuple[str, ...] = ()  # the headings above it, outermost first
    emphasis: tuple[Span, ...] = ()  # bold or italic terms inside it, absolute offsets


class Text(BaseModel):
    """A file as read. Blocks are in reading order, inside the text, and don't overlap."""

    model_config = ConfigDict(frozen=True)

    text: str
    blocks: tuple[Block, ...]
    pages: int | None = None  # how many pages the file has, where its format has pages
    title: str | None = None
    language: str | None = None
    warnings: tuple[str, ...] = ()  # sentences for people: "Page 3 has no text layer …"
    #: where its characters stand on pages, as `places.Places` packs them; stored beside the rest
    places: bytes | None = Field(None, exclude=True, repr=False)
