"""A sentence with its terms replaced by numbers, so that patterns can be read as patterns.

"Trees, such as binary heaps, store keys" becomes "<0>, such as <1>, store <2>". This is how the
lexico-syntactic patterns of Hearst ("Automatic acquisition of hyponyms from large text corpora",
COLING 1992) are matched here: over whole terms, so that no pattern ends inside one.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Span

# What may stand between a pattern's word and a term: "such as the well-known <1>".
ARTICLE = (
    r"(?:(?:an?|the) (?:\w+ )?(?:set|collection|group|series|sequence|number)s? of )?"
    r"(?:(?:an?|the|its|their|several|many|some|most|various|other|all|both|two|three) )?"
)
SLOT = r"<(\d+)>"
_JOIN = r"(?:, and |, or | and | or |, |,? as well as |/)"
LIST = rf"((?:{ARTICLE}<\d+>{_JOIN})*{ARTICLE}<\d+>)"


@dataclass(frozen=True, slots=True)
class Slotted:
    """One sentence: the pattern text and the terms that its numbers stand for."""

    text: str
    terms: tuple[Span, ...]

    def term(self, number: str) -> Span:
        return self.terms[int(number)]

    def listed(self, text: str) -> list[Span]:
        """The terms of a list that `LIST` has matched."""
        return [self.term(number) for number in re.findall(SLOT, text)]


def slotted(doc: Doc, sentence: Span, terms: Sequence[Span]) -> Slotted:
    """A sentence with these terms replaced; they are in it, in order, and don't overlap."""
    pieces: list[str] = []
    position = sentence.start
    for number, term in enumerate(terms):
        pieces.append(_plain(doc[position : term.start].text_with_ws))
        pieces.append(f"<{number}>" + doc[term.end - 1].whitespace_)
        position = term.end
    pieces.append(_plain(doc[position : sentence.end].text_with_ws))
    return Slotted(re.sub(r"\s+", " ", "".join(pieces)).strip(), tuple(terms))


def longest(doc: Doc, start: int, end: int, ranges: Sequence[tuple[int, int]]) -> list[Span]:
    """Of overlapping ranges the longest, then the first; in reading order."""
    inside = [found for found in ranges if start <= found[0] and found[1] <= end]
    inside.sort(key=lambda found: (found[0] - found[1], found[0]))
    taken: list[tuple[int, int]] = []
    for first, last in inside:
        if all(last <= other[0] or other[1] <= first for other in taken):
            taken.append((first, last))
    return [doc[first:last] for first, last in sorted(taken)]


def _plain(text: str) -> str:
    return text.lower().replace("<", " ").replace(">", " ")
