"""A text as it compares: case, white space, hyphens, quotation marks and ligatures evened out.

Every character of the folded text knows the characters of the original that it came from.
"""

import re
import unicodedata
from array import array
from functools import lru_cache

from educe.documents.model import Span

PIECES = re.compile(r"[A-Za-z0-9]+|[^A-Za-z0-9]")
DASHES = frozenset("-\u2010\u2011\u2012\u2013\u2014\u2015\ufe58\ufe63\uff0d")
QUOTES = {
    **dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033\u300c\u300d", '"'),
    **dict.fromkeys("\u2018\u2019\u201a\u201b\u2039\u203a\u2032\u0060\u00b4", "'"),
}
REMOVED = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff")


class Folded:
    """The folded text; `starts` and `ends` give each of its characters' place in the original."""

    def __init__(self) -> None:
        self.text = ""
        self.starts = array("L")
        self.ends = array("L")

    def span(self, start: int, end: int) -> Span | None:
        """The original characters of `text[start:end]`; none if it cuts one of them in two."""
        if not 0 <= start < end <= len(self.text):
            return None
        begins, stops = self.starts[start], self.ends[end - 1]
        cut_before = start > 0 and self.starts[start - 1] == begins
        cut_after = end < len(self.text) and self.ends[end] == stops
        return None if cut_before or cut_after else Span(begins, stops)


@lru_cache(maxsize=4)  # one text is searched for many quotes in a row
def fold_text(text: str) -> Folded:
    """Fold `text`, in time linear in its length."""
    folded = Folded()
    parts: list[str] = []
    gap: int | None = None  # where white space or a hyphen began that is not yet written
    for match in PIECES.finditer(text):
        piece, start = match[0], match.start()
        if len(piece) == 1 and not piece.isalnum() and _is_gap(text, start):
            gap = start if gap is None else gap
            continue
        plain = piece.lower() if piece.isascii() and piece.isalnum() else _even(piece)
        if not plain:
            continue
        if gap is not None:
            parts.append(" ")
            folded.starts.append(gap)
            folded.ends.append(start)
            gap = None
        parts.append(plain)
        _place(folded, plain, start, match.end())
    folded.text = "".join(parts)
    return folded


def _place(folded: Folded, plain: str, start: int, end: int) -> None:
    if len(plain) == end - start:
        folded.starts.extend(range(start, end))
        folded.ends.extend(range(start + 1, end + 1))
    else:
        folded.starts.extend([start] * len(plain))
        folded.ends.extend([end] * len(plain))


def _is_gap(text: str, at: int) -> bool:
    """White space, or a hyphen or dash that isn't the sign of a number."""
    char = text[at]
    if char.isspace():
        return True
    if char not in DASHES:
        return False
    signs = text[at + 1 : at + 2].isdigit() and not text[at - 1 : at].isalnum()
    return not (signs or (at == 0 and text[1:2].isdigit()))


@lru_cache(maxsize=4096)
def _even(char: str) -> str:
    if char in REMOVED:
        return ""
    if char in QUOTES:
        return QUOTES[char]
    if char in DASHES or char == "\u2212":
        return "-"
    even = unicodedata.normalize("NFKC", char).casefold()
    # A compatibility form that begins with a space (a free-standing accent) is no word's part.
    return even.strip() or char
