"""Names of files as they come from outside: from browsers, programs and attackers."""

import re
import unicodedata
from pathlib import PurePath

from educe.errors import InvalidInput

LONGEST = 200  # characters
_DRIVE = re.compile("[A-Za-z]:")
_BIDI = frozenset("\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")


def clean_file_name(name: str) -> str:
    """The base name alone, in one visible line of at most `LONGEST` characters, its ending kept.

    Never a path: what stands before a slash of either kind is dropped. Control characters go, and
    those that turn the direction of writing, with which “fdp.exe” is made to look like “exe.pdf”.

    Raises InvalidInput when no name is left.
    """
    base = name.replace("\\", "/").rsplit("/", 1)[-1]
    cleaned = _shown(base)
    if not cleaned.strip(". "):
        raise InvalidInput("The file has no name. Give it one, with its ending, and upload again.")
    if len(cleaned) > LONGEST:
        ending = PurePath(cleaned).suffix[:20]
        cleaned = cleaned[: LONGEST - len(ending)].rstrip() + ending
    return cleaned


def clean_file_path(path: str) -> str:
    """The same with the folders that the name stands in: “week 1/notes.md”. For telling apart files
    of one name; what is stored never lies under it.

    Each part is cleaned as a name is; “.”, “..”, drives and what is empty are dropped. Where all is
    longer than `LONGEST`, the outermost folders are dropped."""
    *folders, name = path.replace("\\", "/").split("/")
    cleaned = clean_file_name(name)
    for folder in reversed(folders):
        shown = _shown(folder)
        if not shown.strip(". ") or _DRIVE.fullmatch(shown):
            continue
        if len(shown) + 1 + len(cleaned) > LONGEST:
            break
        cleaned = f"{shown}/{cleaned}"
    return cleaned


def _shown(part: str) -> str:
    visible = "".join(c if _is_shown(c) else " " for c in unicodedata.normalize("NFC", part))
    return " ".join(visible.split())


def _is_shown(character: str) -> bool:
    kind = unicodedata.category(character)
    return kind not in ("Cc", "Cs", "Zl", "Zp") and character not in _BIDI
