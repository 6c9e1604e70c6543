"""Names of files as they come from outside: from browsers, programs and attackers."""

import unicodedata
from pathlib import PurePath

from educe.errors import InvalidInput

LONGEST = 200  # characters
_BIDI = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")


def clean_file_name(name: str) -> str:
    """The base name alone, in one visible line of at most `LONGEST` characters, its ending kept.

    Never a path: what stands before a slash of either kind is dropped. Control characters go, and
    those that turn the direction of writing, with which “fdp.exe” is made to look like “exe.pdf”.

    Raises InvalidInput when no name is left.
    """
    base = name.replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(c if _is_shown(c) else " " for c in unicodedata.normalize("NFC", base))
    cleaned = " ".join(shown.split())
    if not cleaned.strip(". "):
        raise InvalidInput("The file has no name. Give it one, with its ending, and upload again.")
    if len(cleaned) > LONGEST:
        ending = PurePath(cleaned).suffix[:20]
        cleaned = cleaned[: LONGEST - len(ending)].rstrip() + ending
    return cleaned


def _is_shown(character: str) -> bool:
    kind = unicodedata.category(character)
    return kind not in ("Cc", "Cs", "Zl", "Zp") and character not in _BIDI
