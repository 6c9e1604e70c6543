"""Prerequisites that a document lists for itself, in a section or a line of that name."""

import re
from functools import lru_cache

from educe.documents.model import Block, BlockKind, Text
from educe.extractors.concepts import pipeline
from educe.extractors.concepts.candidates import candidates
from educe.extractors.concepts.passages import is_heading, passages

_SECTION = re.compile(
    r"\W*(?:prerequisites?|prior knowledge|required (?:background|knowledge)|assumed knowledge"
    r"|background knowledge|what you (?:need|should know).*|before you (?:start|begin).*)\W*$",
    re.IGNORECASE,
)
_LINE = re.compile(
    r"\W*(?:prerequisites?|prior knowledge|assumed knowledge|required background)\s*[:–—-]\s*",
    re.IGNORECASE,
)
_NEEDED = re.compile(
    r"\b(?:need|know|familiar|understand|assume|require|prerequisite|should|background|comfortable"
    r"|must|expected|revise|review)\w*",
    re.IGNORECASE,
)
_LONGEST_TITLE = 200


def lists_prerequisites(block: Block, text: Text) -> bool:
    """Whether what this block names is needed before the document's own subject."""
    if any(_SECTION.match(heading) for heading in block.heading_path[-1:]):
        return True
    return _LINE.match(text.text, block.start, block.end) is not None


def says_needed(sentence: str, block: Block) -> bool:
    """Items of a list need no verb; in prose only some sentences name what is needed."""
    return block.kind is BlockKind.LIST_ITEM or (
        _NEEDED.search(sentence) is not None and not sentence.lstrip().lower().startswith("if ")
    )


def topic(text: Text) -> str | None:
    """The concept that the document's first heading names: "Lecture 4: Hash tables"."""
    first = next((block for block in text.blocks if is_heading(block)), None)
    if first is None or first.end - first.start > _LONGEST_TITLE:
        return None
    return _topic(text.text[first.start : first.end])


@lru_cache(maxsize=64)
def _topic(heading: str) -> str | None:
    block = Block(kind=BlockKind.TITLE, start=0, end=len(heading))
    for passage in passages(Text(text=heading, blocks=(block,)), [block]):
        doc = pipeline.load()(passage.content)
        found = candidates(doc, passage)
        whole = sorted(span for span, cues in found.items() if "title" in cues)
        for start, end in whole:
            term = doc[start:end]
            offset = passage.start
            return " ".join(heading[offset + term.start_char : offset + term.end_char].split())
    return None
