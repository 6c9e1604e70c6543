"""Whether two stretches of nearly equal text say the same.

Nearly equal isn't enough: "directed" and "undirected", or 15 and 16, differ by a letter or two.
Both arguments are folded text.
"""

import re
from difflib import SequenceMatcher

from rapidfuzz.distance import OSA

WORD = re.compile(r"\w+(?:'\w+)?")
NUMBER = re.compile(r"-?\d+(?:[.,]\d+)*")
NEGATION = re.compile(
    r"\b(?:not|no|never|none|neither|nor|without|cannot|nothing|nobody|hardly|except|unless"
    r"|nicht|kein\w*|nie|ohne)\b|n't\b"
)
# Words that a quote may have more than its source without saying more.
FILLERS = frozenset(
    {"a", "an", "the", "of", "to", "in", "on", "is", "are", "was", "were", "that", "which", "this"}
    | {"it", "its", "and", "as"}
)
LONGEST_SUFFIX = 3  # letters that an inflection adds: "tree", "trees"; "link", "linking"


def says_the_same(quote: str, found: str) -> bool:
    """Same numbers, same negations, and every word of the quote is in the source.

    The source may have words that the quote leaves out: it is the source that is shown.
    """
    if NUMBER.findall(quote) != NUMBER.findall(found):
        return False
    if sorted(NEGATION.findall(quote)) != sorted(NEGATION.findall(found)):
        return False
    ours, theirs = WORD.findall(quote), WORD.findall(found)
    changes = SequenceMatcher(a=ours, b=theirs, autojunk=False).get_opcodes()
    return all(
        tag in ("equal", "insert") or _alike(ours[a:b], theirs[c:d]) for tag, a, b, c, d in changes
    )


def _alike(ours: list[str], theirs: list[str]) -> bool:
    if "".join(ours) == "".join(theirs):
        return True
    if len(ours) == len(theirs):
        return all(_same_word(one, other) for one, other in zip(ours, theirs, strict=True))
    return all(word in FILLERS for word in ours)


def _same_word(one: str, other: str) -> bool:
    """Inflected or misspelt by one letter, but not another word ("intra" is not "inter")."""
    if one == other:
        return True
    short, long = sorted((one, other), key=len)
    if len(short) < 4:
        return one in FILLERS and other in FILLERS
    if long.startswith(short):
        return len(long) - len(short) <= LONGEST_SUFFIX
    return len(short) >= 5 and one[0] == other[0] and OSA.distance(one, other) <= 1
