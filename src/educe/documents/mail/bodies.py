"""The bodies of a message: HTML and plain text, wherever they are nested."""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from typing import Any

from educe.documents.mail.headers import AnyMessage
from educe.documents.reading.charset import BINARY_CODECS, decode
from educe.documents.reading.cleaning import clean

MAX_PARTS = 500
MAX_DEPTH = 50
MAX_CHARACTERS = 3_000_000  # of all bodies of one kind
LATIN = frozenset({"iso-8859-1", "latin-1", "latin1", "iso8859-1", "iso_8859-1"})


@dataclass(frozen=True, slots=True)
class Bodies:
    """`text` holds every plain part; `text_only` those without an HTML alternative."""

    html: str
    text: str
    text_only: str
    cut: bool


def bodies(message: AnyMessage) -> Bodies:
    """All bodies, those of attached messages included; attached files are left out."""
    found = list(_parts(message))
    html = [part.content for part in found if part.is_html]
    text = [part.content for part in found if not part.is_html]
    rich = {part.alternative for part in found if part.is_html and part.alternative}
    alone = [p.content for p in found if not p.is_html and p.alternative not in rich]
    whole = Bodies("\n<hr>\n".join(html), "\n\n".join(text), "\n\n".join(alone), cut=False)
    longest = max(len(whole.html), len(whole.text))
    return Bodies(
        html=whole.html[:MAX_CHARACTERS],
        text=whole.text[:MAX_CHARACTERS],
        text_only=whole.text_only[:MAX_CHARACTERS],
        cut=len(found) >= MAX_PARTS or longest > MAX_CHARACTERS,
    )


@dataclass(frozen=True, slots=True)
class _Part:
    content: str
    is_html: bool
    alternative: int  # of which multipart/alternative it is one, 0 for none


def _parts(message: AnyMessage) -> Iterator[_Part]:
    """The textual leaves in their order; without recursion, whatever the depth."""
    stack = [(message, 0, 0)]
    seen = 0
    while stack and seen < MAX_PARTS:
        part, alternative, depth = stack.pop()
        seen += 1
        if isinstance(part.get_payload(), list):
            own = id(part) if part.get_content_type() == "multipart/alternative" else alternative
            # an attached message begins anew
            inside = 0 if part.get_content_type().startswith("message/") else own
            if depth < MAX_DEPTH:
                stack += [(sub, inside, depth + 1) for sub in reversed(inner_parts(part))]
        elif _shown(part):
            is_html, content = _content(part)
            yield _Part(content, is_html, alternative)


def inner_parts(message: AnyMessage) -> list[AnyMessage]:
    """The parts of a multipart or an attached message; none of anything else."""
    payload: Any = message.get_payload()
    parts = payload if isinstance(payload, list) else []
    return [part for part in parts if isinstance(part, Message)]


def _shown(part: AnyMessage) -> bool:
    if part.get_content_maintype() != "text":
        return False
    disposition = str(part.get("Content-Disposition", "")).strip().lower()
    return not disposition.startswith("attachment") and part.get_content_subtype() in {
        "plain",
        "html",
        "enriched",
    }


def _content(part: AnyMessage) -> tuple[bool, str]:
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else str(part.get_payload()).encode()
    text = clean(_in_charset(data, part))
    is_html = part.get_content_subtype() == "html" or _looks_like_html(text)
    return is_html, text


def _in_charset(data: bytes, part: AnyMessage) -> str:
    """By the declared charset when the bytes fit it, else by what they look like."""
    markup = part.get_content_subtype() == "html"
    try:
        declared = str(part.get_content_charset() or "")
        name = "cp1252" if declared in LATIN else codecs.lookup(declared).name
        return data.decode(name) if name not in BINARY_CODECS else decode(data, markup=markup)
    except (LookupError, ValueError, UnicodeError):
        return decode(data, markup=markup)


def _looks_like_html(text: str) -> bool:
    """Some senders call their HTML text/plain."""
    start = text[:500].lstrip().lower()
    return start.startswith(("<!doctype html", "<html"))
