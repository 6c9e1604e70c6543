"""Headers of a message, as text for people, whatever is in them."""

import re
from datetime import UTC, datetime
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from educe.documents.reading.charset import decode
from educe.documents.reading.cleaning import clean

MAX_LENGTH = 1_000  # characters of a header that are kept
SPACES = re.compile(r"\s+")
ENCLOSED = re.compile(r"<([^<>]{1,4000})>")
LIST_ID = re.compile(r"<([^<>\s]{1,255})>\s*$")
ADDRESS = re.compile(r"[^\s@<>\"(),;:]{1,64}@[^\s@<>\"(),;:]{1,255}")

if TYPE_CHECKING:
    AnyMessage = Message[Any, Any]
else:
    AnyMessage = Message  # takes no parameters when it runs


def header(message: AnyMessage, name: str, *, limit: int = MAX_LENGTH) -> str:
    """The first header of that name, decoded, on one line, without unwanted characters."""
    for key, value in message.raw_items():
        if key.lower() == name.lower():
            # cut before decoding: decoding takes time quadratic in the length of some headers
            return one_line(_decoded(str(value)[: limit * 8]))[:limit]
    return ""


def one_line(text: str) -> str:
    return SPACES.sub(" ", clean(text)).strip()


def _decoded(value: str) -> str:
    """RFC 2047's encoded words decoded; bytes outside ASCII as the charset they look like."""
    raw = value.encode("ascii", "surrogateescape") if _escaped(value) else None
    if raw is not None:
        value = decode(raw)
    if "=?" not in value:
        return value
    try:
        return str(make_header(decode_header(value)))
    except (ValueError, LookupError, UnicodeError):
        return value


def _escaped(value: str) -> bool:
    try:
        value.encode("ascii", "surrogateescape")
    except UnicodeEncodeError:
        return False
    return not value.isascii()


def mailbox(value: str) -> tuple[str, str]:
    """Name and address (in small letters) of a From header; each empty when there is none."""
    name, address = parseaddr(value)
    if "@" not in address:
        match = ADDRESS.search(value)
        address = match[0] if match else ""
        name = value.replace(f"<{address}>", "").replace(address, "") if match else value
    return one_line(name).strip("\"' "), address.lower().strip()


def list_id(value: str) -> str:
    """The identifier of a List-Id header (RFC 2919), without its description."""
    match = LIST_ID.search(value)
    return (match[1] if match else value).strip().lower()


def unsubscribe_urls(value: str) -> tuple[str, ...]:
    """The addresses in a List-Unsubscribe header (RFC 2369): never to be fetched."""
    return tuple(dict.fromkeys(SPACES.sub("", url) for url in ENCLOSED.findall(value)))


def date(value: str) -> datetime | None:
    """A Date header in UTC; None when it can't be read."""
    try:
        parsed = parsedate_to_datetime(value)
        return (parsed.replace(tzinfo=UTC) if parsed.tzinfo is None else parsed).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
