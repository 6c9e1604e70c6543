"""A body as a line of blocks with anchors in them: what HTML and plain text have in common."""

import re
from dataclasses import dataclass, field

SHORT = 80  # characters that a heading or a label has at most
LABEL = 50
SPACES = re.compile("[\\s\u00a0\u034f\u061c\u115f\u200c-\u200f\u2007\u3164\ufe0f]+")


@dataclass(slots=True)
class Anchor:
    """One place where the body links somewhere."""

    url: str
    text: str = ""
    alt: str = ""
    image: bool = False
    hidden: bool = False
    block: int = 0
    last_block: int = 0
    start: int = 0  # where its text begins in its block
    end: int = 0
    rel: str = ""
    marks: str = ""  # classes and ids around it, in small letters


@dataclass(slots=True)
class Block:
    """What stands between two block-level borders."""

    text: str = ""
    level: int = 0  # of a heading: 1 is the highest, 7 looks like one but isn't marked up as one
    label: bool = False  # a short line that may say what follows
    divider: bool = False  # a line across: a section ends
    anchors: list[Anchor] = field(default_factory=list)
    emphasised: int = 0  # characters
    linked: int = 0  # characters
    marks: str = ""

    @property
    def is_heading(self) -> bool:
        return self.level > 0


@dataclass(frozen=True, slots=True)
class Container:
    """A box of the layout: the blocks from `first` to `last`, both included."""

    first: int
    last: int
    marks: str = ""


@dataclass(slots=True)
class Layout:
    """Blocks in reading order, and the boxes around them, outer ones after inner ones."""

    blocks: list[Block] = field(default_factory=list)
    containers: list[Container] = field(default_factory=list)
    anchors: list[Anchor] = field(default_factory=list)


def squeeze(text: str) -> str:
    """On one line, single spaces, without the invisible fillers of preview texts."""
    return SPACES.sub(" ", text).strip()


def looks_like_label(block: Block) -> bool:
    """A short line in ordinary letters, such as "A word from our sponsor"."""
    text = block.text
    footnote = text.startswith("*") and not text.endswith("*")
    ended = text.endswith((".", ",", "!"))
    return 2 <= len(text) <= LABEL and not block.anchors and not ended and not footnote


def looks_like_heading(block: Block) -> bool:
    """Short, and bold or in capitals throughout, without being a link or a sentence."""
    text = block.text
    if not 2 <= len(text) <= SHORT or block.linked > len(text) * 0.2 or text.endswith((".", ",")):
        return False
    letters = [c for c in text if c.isalpha()]
    capitals = sum(c.isupper() for c in letters)
    return len(letters) >= 3 and (
        block.emphasised >= 0.8 * len(text.replace(" ", "")) or capitals >= 0.85 * len(letters)
    )


def locate(block: Block) -> None:
    """Find where in the block's text each of its anchors stands."""
    cursor = 0
    for anchor in block.anchors:
        at = block.text.find(anchor.text, cursor) if anchor.text else -1
        anchor.start = at if at >= 0 else cursor
        anchor.end = anchor.start + (len(anchor.text) if at >= 0 else 0)
        cursor = anchor.end
