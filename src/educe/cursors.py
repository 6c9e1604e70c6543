"""Cursors: where a page of a list ended, so that the next one goes on there."""

import base64
import binascii
from typing import Any

from educe.errors import InvalidInput


def cursor_of(*parts: object) -> str:
    """What a page's last row is known by, as one word."""
    return base64.urlsafe_b64encode("~".join(map(str, parts)).encode()).decode().rstrip("=")


def opened(cursor: str, *kinds: Any) -> list[Any]:
    """The parts, each read by its kind. Raises InvalidInput for a cursor not of ours."""
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        return [kind(part) for kind, part in zip(kinds, text.split("~"), strict=True)]
    except (ValueError, binascii.Error):
        raise InvalidInput(
            "The cursor isn't one that this list gave. Begin again without one."
        ) from None
