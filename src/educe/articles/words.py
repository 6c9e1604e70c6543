"""Strangers' words as they are stored, and as searches compare them."""

import hashlib
import re
import unicodedata
from datetime import UTC, datetime

from educe.documents.reading.cleaning import clean

# pictures, and the plus signs of C++, are looked for as words are
_NOT_WORD = re.compile("(?:[^\\w+\u2600-\u27bf\U0001f000-\U0001faff]|_)+")
_MOST_WORDS = 8
_SHORT = 2  # letters; so little stands inside of nearly everything
_EARLIEST = datetime(1970, 1, 2, tzinfo=UTC)
_LATEST = datetime(2200, 1, 1, tzinfo=UTC)


def one_line(text: str, most: int) -> str:
    """The text in one line of at most so many characters, without those that can't be stored, can't
    be seen or turn others around."""
    line = " ".join(clean(text[: most * 4]).split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def address(text: str, most: int) -> str:
    """An address, or what stood in its place. One that is too long isn't cut to another one."""
    cleaned = clean(text[: most * 2]).strip()
    return cleaned if len(cleaned) <= most else one_line(cleaned, 200)


def moment(given: datetime | None) -> datetime | None:
    """A mail's or a page's time, in UTC unless it says otherwise; none that can't be right."""
    if given is None:
        return None
    aware = given if given.tzinfo else given.replace(tzinfo=UTC)
    try:
        return aware.astimezone(UTC) if _EARLIEST <= aware <= _LATEST else None
    except OverflowError:  # its offset leads out of the calendar
        return None


def identity_hash(identity: str) -> bytes:
    """What an identity is known by: 32 bytes."""
    return hashlib.sha256(identity.encode(errors="surrogatepass")).digest()


def folded(*texts: str, most: int) -> str:
    """The words in small letters, without accents, each after a single space. At most so many
    characters."""
    plain = unicodedata.normalize("NFKD", " ".join(texts)).casefold()
    unmarked = "".join(c for c in plain if not unicodedata.combining(c))
    return "".join(f" {word}" for word in _NOT_WORD.sub(" ", unmarked).split())[:most]


def found_by(search: str, column: str) -> tuple[list[str], list[str]]:
    """The conditions on a column of folded words, and their values: each word of the search stands
    in it, a short one at the beginning of a word. strpos is quick for any word. What has no words
    (a percent sign) is found nowhere."""
    words = folded(search, most=200).split()[:_MOST_WORDS]
    if not words and search.strip():
        return ["%s::text IS NULL"], [search]
    short = [word.isascii() and len(word) <= _SHORT for word in words]
    sought = [f" {word}" if is_short else word for word, is_short in zip(words, short, strict=True)]
    return [f"strpos({column}, %s) > 0"] * len(sought), sought
