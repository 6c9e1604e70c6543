"""Texts as a search compares them: folded as names are, but no word left out or changed."""

from collections.abc import Iterable

from educe.graph.naming import plain_words

LONGEST_NAME = 300  # characters; an index holds no endless ones
LONGEST_TEXT = 4000


def folded(text: str) -> str:
    """In small letters, without the accents of Latin ones, words parted by single spaces; where
    that leaves nothing (an emoji, a formula), the text itself in small letters."""
    return " ".join(plain_words(text)) or " ".join(text.casefold().split())


def folded_name(name: str) -> str:
    """What `objects.folded_name` holds."""
    return folded(name)[:LONGEST_NAME]


def folded_text(name: str, aliases: Iterable[str], definition: str | None) -> str:
    """What `objects.folded_text` holds: `|name|alias|alias|`, a line's end, the definition."""
    names = "|".join(["", *(folded_name(each) for each in (name, *aliases)), ""])
    return f"{names}\n{folded(definition or '')}"[:LONGEST_TEXT]
