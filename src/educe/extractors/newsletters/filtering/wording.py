"""Texts of links, made comparable."""

import re

from educe.extractors.newsletters.filtering.rules import FilterRules, PhraseRule
from educe.extractors.newsletters.layout import squeeze
from educe.extractors.newsletters.links import Link

EDGES = re.compile(r"^[\W_]+|[\W_]+$")
QUOTES = str.maketrans("’‘ʼ´`", "'''''")
NUMBERED = re.compile(r"^[\W_]*(?:\d{1,2}|[ivx]{1,4})[.):]\s+", re.IGNORECASE)
ADDRESS = re.compile(r"(?:https?://|www\.)\S+$|\S+\.\w{2,8}/\S+$")
LONGEST = 120  # characters: a longer text is no phrase
HEADLINE_WORDS = 4
HEADLINE_CHARACTERS = 24


def fold(text: str) -> str:
    """Small letters, plain apostrophes, no marks, arrows or pictures at the ends."""
    text = squeeze(text).translate(QUOTES)
    return EDGES.sub("", text).casefold().replace("ß", "ss")


def heading(text: str) -> str:
    """A heading, folded, without the number before it."""
    return fold(NUMBERED.sub("", squeeze(text)))


def has_small_word(text: str) -> bool:
    """Whether it is more than a name: a word of it is written small."""
    return any(word[:1].islower() for word in text.split())


def phrase(text: str, rules: FilterRules) -> PhraseRule | None:
    """The rule that knows this text as one that articles don't have."""
    folded = fold(text)
    if not folded or len(folded) > LONGEST:
        return None
    for rule in rules.phrases:
        if any(pattern.fullmatch(folded) for pattern in rule.texts):
            return rule
    return None


def is_generic(text: str, rules: FilterRules) -> bool:
    """Whether a text says nothing of what it leads to; an empty one doesn't, either."""
    folded = fold(text)
    return (
        not folded
        or ADDRESS.match(folded) is not None
        or (len(folded) <= LONGEST and any(p.fullmatch(folded) for p in rules.generic.texts))
    )


def title(link: Link, rules: FilterRules) -> str:
    """What to call what the link leads to: its longest text that says something, else what a
    picture says, else the heading right above. Empty when nothing says anything."""
    texts = [text for text in (*link.texts, link.alt) if not is_generic(text, rules)]
    headings = [place.near[-1] for place in link.places if place.near]
    return max(texts, key=len, default="") or next(iter(headings), "")


def words(text: str) -> int:
    return len(re.findall(r"\w[\w'’.&+-]*", text))


def is_headline(text: str) -> bool:
    """Long enough to say something. Languages that don't part words count by characters."""
    if ADDRESS.match(fold(text)):
        return False
    if words(text) >= HEADLINE_WORDS and len(text) >= HEADLINE_CHARACTERS - 4:
        return True
    wide = sum(ord(c) > 0x2E7F for c in text)
    return wide >= 8
