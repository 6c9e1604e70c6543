"""E-mail addresses: how they are written down and compared."""

import re
import unicodedata

from educe.errors import InvalidInput

_LONGEST = 254  # RFC 5321
_ADDRESS = re.compile(r"[^\s@]{1,64}@[^\s@]+")


def folded_email(email: str) -> str:
    """As addresses are stored and compared: case and outer white space don't count."""
    return unicodedata.normalize("NFC", email).strip().lower()


def checked_email(email: str) -> str:
    """The folded address. Raises InvalidInput for what can't be one."""
    folded = folded_email(email)
    fits = len(folded) <= _LONGEST and folded.isprintable() and _ADDRESS.fullmatch(folded)
    if not fits:
        raise InvalidInput("That isn't an e-mail address. Give one as name@example.org.")
    return folded
