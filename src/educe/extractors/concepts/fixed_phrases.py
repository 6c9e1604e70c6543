"""Terms with "and" in them: `divide and conquer` is one thing, `stacks and queues` are two.

A file that writes one with hyphens, or sets it in bold, says so; it is then one wherever the file
has it.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from spacy.tokens import Doc, Span

from educe.documents.model import Block, Text
from educe.extractors.concepts.wording import BINOMIALS

_HYPHENATED = re.compile(r"\b([^\W\d_]{2,20})-(and|or)-([^\W\d_]{2,20})\b")
_COORDINATED = re.compile(r"([^\W\d_]{2,20})[\s-]+(and)[\s-]+([^\W\d_]{2,20})")

Phrases = frozenset[tuple[str, str, str]]
NO_PHRASES: Phrases = frozenset()


def fixed_phrases(text: Text, blocks: Iterable[Block]) -> Phrases:
    """The three words of each such term, folded: hyphens anywhere in the file, bold in `blocks`."""
    found = set(_hyphenated(text.text) | BINOMIALS)
    for block in blocks:
        for span in block.emphasis:
            match = _COORDINATED.fullmatch(text.text[span.start : span.end].strip(" .,:;"))
            if match is not None:
                found.add((match[1].lower(), match[2].lower(), match[3].lower()))
    return frozenset(found)


@lru_cache(maxsize=2)
def _hyphenated(text: str) -> Phrases:
    """Cached, because a long file is read as many ranges."""
    return frozenset(
        (match[1].lower(), match[2].lower(), match[3].lower())
        for match in _HYPHENATED.finditer(text)
    )


def occurrences(doc: Doc, phrases: Phrases) -> Iterator[Span]:
    """Where a passage has one of them, with or without hyphens, alone or as a modifier's whole."""
    if not phrases:
        return
    firsts = {phrase[0] for phrase in phrases}
    for token in doc:
        if token.lower_ in firsts:
            end = _end(doc, token.i, phrases)
            if end is not None:
                yield doc[token.i : end]


def _end(doc: Doc, start: int, phrases: Phrases) -> int | None:
    words, end = [doc[start].lower_], start + 1
    while end < len(doc) and len(words) < 3:
        if doc[end].text not in "-‐‑":
            words.append(doc[end].lower_)
        end += 1
    joined = end < len(doc) and doc[end].text in "-‐‑" and not doc[end - 1].whitespace_
    first, *rest = words
    known = len(rest) == 2 and (first, rest[0], rest[1]) in phrases
    return end if known and not joined else None
