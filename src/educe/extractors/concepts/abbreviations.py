"""Pairs of a long form and its abbreviation, as in "breadth-first search (BFS)".

The algorithm is that of Schwartz and Hearst, "A simple algorithm for identifying abbreviation
definitions in biomedical text" (PSB 2003), for both orders: "long form (SHORT)" and
"SHORT (long form)".
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from educe.documents.model import Span

MAX_SHORT = 10

_PARENTHESIS = re.compile(r"\(([^()\n]{2,80})\)")
_ACRONYM = re.compile(r"\b[A-Z]{2,8}s?\b")
_STATES = re.compile(r"\b(?:abbreviat\w+|acronym|initials|stands for|short for|for short)\b")
_WORD = re.compile(r"\S+")
_SHORT = re.compile(r"[^\W_][\w&./-]*(?: [\w&./-]+)?")
_ENDS_LONG_FORM = re.compile(r"[.;:!?(){}\[\]“”\"]\s|, ")
_LEADING = re.compile(
    r"(?:(?:an?|the|its?|their|our|this|these|that|of|or|and|called|as|is|are|by|to|in|with|for"
    r"|use|uses|using|named?)\s+)+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """Where a text gives a short form together with its words."""

    short: Span
    long: Span


def abbreviations(text: str) -> Iterator[Abbreviation]:
    """All pairs in a sentence or paragraph, spans relative to it, in reading order."""
    seen: set[Span] = set()
    for pair in (*_in_parentheses(text), *_stated(text)):
        if pair.short not in seen:
            seen.add(pair.short)
            yield pair


def _stated(text: str) -> Iterator[Abbreviation]:
    """ "The abbreviation is DAG", "DAG stands for …", "DAG: a …": words with those initials nearby.

    Without parentheses there is no saying where the long form ends, so all initials must agree.
    """
    for match in _ACRONYM.finditer(text):
        around = text[max(0, match.start() - 40) : match.end() + 40]
        heads_entry = not text[: match.start()].strip() and text.startswith(":", match.end())
        if heads_entry or (_STATES.search(around) and " not " not in around):
            words = _initials_pattern(_singular(match[0])).search(text)
            if words is not None and _is_plausible(match[0], words[0]):
                yield Abbreviation(Span(*match.span()), Span(*words.span()))


@lru_cache(maxsize=1024)
def _initials_pattern(short: str) -> re.Pattern[str]:
    between = r"(?:[\s-]+(?:of|the|and|in|for|to))?[\s-]+"
    return re.compile(
        r"\b" + between.join(rf"{letter}[^\W\d_]{{2,}}" for letter in short) + r"\b", re.IGNORECASE
    )


def _in_parentheses(text: str) -> Iterator[Abbreviation]:
    for match in _PARENTHESIS.finditer(text):
        inner_start, inner = match.start(1), match[1]
        pair = _short_inside(text, match.start(), inner_start, inner)
        pair = pair or _long_inside(text, match.start(), inner_start, inner)
        if pair is not None:
            yield pair


def _short_inside(text: str, opening: int, start: int, inner: str) -> Abbreviation | None:
    short = re.split(r"[;,]\s", inner)[0].strip()
    if not _is_short_form(short):
        return None
    words = min(len(short) + 5, len(short) * 2)
    left = _words_before(text, opening, words)
    base = _singular(short)
    found = best_long_form(base, text[left:opening].rstrip())
    if found is None:
        return None
    begin = left + found
    leading = _LEADING.match(text, begin, opening)
    begin = leading.end() if leading else begin
    end = len(text[:opening].rstrip())
    if not _is_plausible(base, text[begin:end]):
        return None
    at = start + inner.find(short)
    return Abbreviation(Span(at, at + len(short)), Span(begin, end))


def _long_inside(text: str, opening: int, start: int, inner: str) -> Abbreviation | None:
    before = text[:opening].rstrip()
    match = re.search(r"(?<![\w-])([^\W_][\w&/-]*)$", before)
    inner_text = re.split(r"[;,]\s", inner)[0].rstrip()
    if match is None or not _is_short_form(match[1]) or len(inner_text.split()) < 2:
        return None
    short = match[1]
    leading = _LEADING.match(inner_text)
    skipped = leading.end() if leading else 0
    found = best_long_form(_singular(short), inner_text[skipped:])
    if found != 0 or not _is_plausible(_singular(short), inner_text[skipped:]):
        return None
    long = Span(start + skipped, start + len(inner_text))
    return Abbreviation(Span(match.start(1), match.end(1)), long)


def _is_short_form(short: str) -> bool:
    """Two to ten characters, begins with a letter or digit, most of its letters capitals."""
    if not 2 <= len(short) <= MAX_SHORT or not _SHORT.fullmatch(short):
        return False
    return sum(map(str.isupper, short)) >= 2


def _singular(short: str) -> str:
    return short[:-1] if len(short) > 2 and short[-1] == "s" and short[:-1].isupper() else short


def _words_before(text: str, end: int, count: int) -> int:
    """Where the last `count` words of the same clause begin."""
    window = max(0, end - 30 * count)
    clause = window
    for match in _ENDS_LONG_FORM.finditer(text, window, end):
        clause = match.end()
    starts = [match.start() for match in _WORD.finditer(text, clause, end)]
    return starts[-count] if len(starts) >= count else (starts[0] if starts else end)


def best_long_form(short: str, long: str) -> int | None:
    """Where in `long` the words begin that `short` abbreviates (Schwartz & Hearst, Figure 1)."""
    position = len(long) - 1
    for index in range(len(short) - 1, -1, -1):
        letter = short[index].lower()
        if not letter.isalnum():
            continue
        while position >= 0 and (
            long[position].lower() != letter
            or (index == 0 and position > 0 and long[position - 1].isalnum())
        ):
            position -= 1
        if position < 0:
            return None
        position -= 1
    begin = position + 1
    while begin > 0 and not long[begin - 1].isspace():  # to the start of the word
        begin -= 1
    return begin


def _is_plausible(short: str, long: str) -> bool:
    """Not the short form itself, more than one word or clearly longer, first letters agreeing."""
    words = long.split()
    if {"not", "no"} & {word.lower() for word in words}:
        return False
    if not words or short.lower() in (word.lower() for word in words):
        return False
    if len(long) < len(short) + 2 or len(words) > len(short) + 5:
        return False
    return long[0].lower() == short[0].lower()
