"""The quote that is shown around a mention: its sentence, or a bounded part of a long one."""

import re

from educe.documents.model import Span

MAX_QUOTE = 400

_CLAUSE_END = re.compile(r"[;:,)–—]\s|\s")


def quotes(text: str, start: int, end: int) -> list[Span]:
    """`text[start:end]` in parts of at most `MAX_QUOTE` characters, cut after a clause or word."""
    parts: list[Span] = []
    while end - start > MAX_QUOTE:
        stop = _cut(text, start)
        parts.append(_stripped(text, start, stop))
        start = stop
    parts.append(_stripped(text, start, end))
    return [part for part in parts if part.end > part.start]


def around(text: str, span: Span, parts: list[Span]) -> Span:
    """The part that holds all of `span`; if none does, the characters from part to part."""
    touched = [part for part in parts if part.start < span.end and span.start < part.end]
    if len(touched) == 1 and touched[0].start <= span.start and span.end <= touched[0].end:
        return touched[0]
    start = min([span.start, *(part.start for part in touched)])
    end = max([span.end, *(part.end for part in touched)])
    if end - start <= MAX_QUOTE:
        return Span(start, end)
    return _window(text, span, start, end)


def _window(text: str, span: Span, start: int, end: int) -> Span:
    """Whole words around a span that stands across a cut."""
    room = max(0, MAX_QUOTE - (span.end - span.start)) // 2
    left, right = max(start, span.start - room), min(end, span.end + room)
    while start < left < span.start and not text[left - 1].isspace():
        left += 1
    while span.end < right < end and not text[right].isspace():
        right -= 1
    return _stripped(text, left, right)


def _cut(text: str, start: int) -> int:
    """Where to cut: after the last clause of the second half, else after its last word."""
    stop = start + MAX_QUOTE
    ends = list(_CLAUSE_END.finditer(text, start + MAX_QUOTE // 2, stop))
    clauses = [match for match in ends if not match[0].isspace()]
    best = clauses or ends
    return best[-1].end() if best else stop


def _stripped(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return Span(start, end)
