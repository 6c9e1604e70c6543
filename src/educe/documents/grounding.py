"""Grounding: finds in a text the words that somebody claims to quote from it.

Three steps, each looser than the one before: verbatim; normalised (white space, case, hyphens,
dashes, quotation marks, ligatures); fuzzy, within narrow bounds. What none of them finds isn't
there. A span that is returned always begins and ends with whole words.
"""

import bisect
import re
from collections import Counter
from collections.abc import Iterator
from typing import Literal, NamedTuple

from rapidfuzz import fuzz

from educe.documents.folding import Folded, fold_text
from educe.documents.likeness import says_the_same
from educe.documents.model import Span

Match = Literal["verbatim", "normalised", "fuzzy"]

LOWEST_SCORE = 0.9  # of a fuzzy match, 0 to 1
SHORTEST_FUZZY = 12  # characters: in shorter ones a changed letter is another word
LONGEST_FUZZY = 2_000  # characters
CANDIDATES = 5  # places looked at closely
MOST_HITS = 5_000  # of one word, that vote for places
OUTER_MARKS = " \"'.,;:"


class Located(NamedTuple):
    """Where a quote stands in a text, how it was found, and how alike the two are (0 to 1)."""

    span: Span
    match: Match
    score: float


def locate(quote: str, text: str, *, within: Span | None = None) -> Located | None:
    """The first place of `quote` in `text`, or inside `within`; none if it isn't there.

    The first two steps take time linear in `text`; so does the third, since it looks closely at
    a few places only, those that hold the most words of the quote. A fuzzy match has the same
    numbers and negations as the quote and all its words.
    """
    area = _inside(within, text)
    wanted = quote.strip()
    if not any(char.isalnum() for char in wanted):
        return None
    if span := _find(wanted, text, area):
        return Located(span, "verbatim", 1.0)
    folded = fold_text(text)
    needle = fold_text(wanted).text.strip()
    for variant in dict.fromkeys((needle, needle.strip(OUTER_MARKS))):
        if variant and (span := _find_folded(variant, folded, text, area)):
            return Located(span, "normalised", 1.0)
    return _find_fuzzy(needle.strip(OUTER_MARKS), folded, area)


def _inside(within: Span | None, text: str) -> Span:
    start, end = within or (0, len(text))
    return Span(max(start, 0), min(end, len(text)))


def _find(needle: str, text: str, area: Span) -> Span | None:
    for start in _occurrences(needle, text, area.start, area.end):
        if _is_whole(text, start, start + len(needle)):
            return Span(start, start + len(needle))
    return None


def _find_folded(needle: str, folded: Folded, text: str, area: Span) -> Span | None:
    low, high = _folded_area(folded, area)
    for start in _occurrences(needle, folded.text, low, high):
        end = start + len(needle)
        if not _is_whole(folded.text, start, end):
            continue
        span = folded.span(start, end)
        if span is not None and span.end <= area.end and _is_whole(text, *span):
            return span
    return None


def _occurrences(needle: str, text: str, low: int, high: int) -> Iterator[int]:
    start = text.find(needle, low, high)
    while start >= 0:
        yield start
        start = text.find(needle, start + 1, high)


def _folded_area(folded: Folded, area: Span) -> tuple[int, int]:
    return (
        bisect.bisect_left(folded.starts, area.start),
        bisect.bisect_left(folded.starts, area.end),
    )


def _find_fuzzy(needle: str, folded: Folded, area: Span) -> Located | None:
    if not SHORTEST_FUZZY <= len(needle) <= LONGEST_FUZZY:
        return None
    low, high = _folded_area(folded, area)
    best: Located | None = None
    for place in _likely_places(needle, folded.text, low, high):
        window_low = max(low, place - len(needle))
        window_high = min(high, place + 3 * len(needle))
        found = _align(needle, folded, window_low, window_high)
        if found and (best is None or found.score > best.score):
            best = found
    return best


def _likely_places(needle: str, text: str, low: int, high: int) -> list[int]:
    """Where most of the quote's longer words stand close together."""
    votes: Counter[int] = Counter()
    for word in {word for word in re.findall(r"\w+", needle) if len(word) >= 4}:
        buckets: set[int] = set()
        for hits, start in enumerate(_occurrences(word, text, low, high)):
            buckets.add(start // len(needle))
            if hits >= MOST_HITS:
                break
        votes.update(buckets)
    pairs = {bucket: votes[bucket] + votes[bucket + 1] for bucket in list(votes)}
    ranked = sorted(pairs, key=lambda bucket: (-pairs[bucket], bucket))
    return [bucket * len(needle) for bucket in ranked[:CANDIDATES]]


def _align(needle: str, folded: Folded, low: int, high: int) -> Located | None:
    alignment = fuzz.partial_ratio_alignment(
        needle, folded.text[low:high], score_cutoff=LOWEST_SCORE * 90
    )
    if alignment is None:
        return None
    start, end = _to_words(
        folded.text, low + alignment.dest_start, low + alignment.dest_end, low, high
    )
    found = folded.text[start:end]
    score = fuzz.ratio(needle, found) / 100
    span = folded.span(start, end)
    if span is None or score < LOWEST_SCORE or not says_the_same(needle, found):
        return None
    return Located(span, "fuzzy", round(min(score, 0.99), 4))


def _to_words(text: str, start: int, end: int, low: int, high: int) -> tuple[int, int]:
    """The stretch widened to whole words, without spaces and marks at its ends."""
    while start > low and not _is_border(text, start):
        start -= 1
    while end < high and not _is_border(text, end):
        end += 1
    while start < end and text[start] in OUTER_MARKS:
        start += 1
    while end > start and text[end - 1] in OUTER_MARKS:
        end -= 1
    return start, end


def _is_whole(text: str, start: int, end: int) -> bool:
    return _is_border(text, start) and _is_border(text, end)


def _is_border(text: str, at: int) -> bool:
    """Whether no word of a script that parts words by spaces goes on over this place."""
    if at <= 0 or at >= len(text):
        return True
    before, after = text[at - 1], text[at]
    return not (_in_word(before) and _in_word(after))


def _in_word(char: str) -> bool:
    if char < "\u0e00":
        return char.isalnum() or "\u0300" <= char <= "\u036f"
    # From Thai on, most scripts write their words without spaces or glue particles to them.
    return "\u1d00" <= char <= "\u2c7f" and char.isalnum()
