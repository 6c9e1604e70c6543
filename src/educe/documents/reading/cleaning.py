"""Characters as they go into a text: composed, folded, and storable."""

import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

from educe.documents.model import Span

# Never shown, or shown so as to deceive: controls but white space (PostgreSQL can't store NUL),
# lone surrogates, soft hyphens, zero-width spaces and joins of words, byte order marks,
# bidirectional overrides, tag characters, and what Unicode says is no character.
UNWANTED = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff\u00ad\u200b\u2060\ufeff"
    "\u202a-\u202e\u2066-\u2069\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]"
)
SPACES = re.compile(r"\s+")
LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")


class Run(NamedTuple):
    """A stretch of text set in one way."""

    text: str
    emphasised: bool = False


class Inline(NamedTuple):
    """A block's text, and the emphasised spans in it, counted from its start."""

    text: str
    emphasis: tuple[Span, ...] = ()


def clean(text: str) -> str:
    """`text` without unwanted characters; its white space is left as it is."""
    return UNWANTED.sub("", text)


def fold(runs: Iterable[Run]) -> Inline:
    """The runs as one line in NFC, with single spaces inside and none at its ends."""
    parts: list[str] = []
    spans: list[Span] = []
    length = 0
    for text, emphasised in _composed(runs):
        folded = SPACES.sub(" ", text)
        if folded.startswith(" ") and (not parts or parts[-1].endswith(" ")):
            folded = folded[1:]
        if not folded:
            continue
        if emphasised:
            _mark(spans, length, folded)
        parts.append(folded)
        length += len(folded)
    line = "".join(parts).rstrip()
    return Inline(line, tuple(span for span in spans if span.end <= len(line)))


def preserve(text: str) -> Inline:
    """Code in NFC: line ends made "\\n", indentation kept, blank lines at its ends left out."""
    lines = unicodedata.normalize("NFC", clean(LINE_ENDS.sub("\n", text))).split("\n")
    kept = [line.rstrip() for line in lines]
    while kept and not kept[0]:
        kept.pop(0)
    while kept and not kept[-1]:
        kept.pop()
    return Inline("\n".join(kept))


def _composed(runs: Iterable[Run]) -> list[Run]:
    """Each run cleaned and in NFC. Emphasis that splits a composed character is given up."""
    cleaned = [Run(clean(text), emphasised) for text, emphasised in runs]
    composed = [Run(unicodedata.normalize("NFC", text), strong) for text, strong in cleaned]
    whole = "".join(run.text for run in composed)
    if unicodedata.is_normalized("NFC", whole):
        return composed
    return [Run(unicodedata.normalize("NFC", whole))]


def _mark(spans: list[Span], start: int, text: str) -> None:
    """Add the span of `text` without its outer spaces, joined to one that ends right before."""
    inner = text.strip()
    if not inner:
        return
    begin = start + len(text) - len(text.lstrip())
    end = begin + len(inner)
    if spans and spans[-1].end == begin:
        begin = spans.pop().start
    spans.append(Span(begin, end))
