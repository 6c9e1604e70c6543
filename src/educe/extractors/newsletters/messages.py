"""Bytes of a message (RFC 5322) to a newsletter: who sent what, when, and its bodies."""

import email
import re
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.parser import HeaderParser

from educe.documents.mail import headers
from educe.documents.mail.bodies import (
    MAX_CHARACTERS,
    MAX_DEPTH,
    MAX_PARTS,
    Bodies,
    bodies,
    inner_parts,
)
from educe.documents.mail.headers import AnyMessage, header
from educe.documents.reading.charset import decode
from educe.documents.reading.cleaning import clean
from educe.extractors.newsletters.forwarded import FORWARDED, original

MAX_HEADER = 100_000  # characters
# The parser takes time for each line and each open part: the product is bounded.
COMPOUND = re.compile(rb"multipart/|message/", re.IGNORECASE)
MAX_BYTES = 25_000_000  # what is beyond is not read


@dataclass(frozen=True, slots=True)
class Newsletter:
    """One message. Everything in it was written by strangers: no field is trusted or markup."""

    message_id: str  # without angle brackets; empty when the message has none
    subject: str
    sender_name: str
    sender_address: str
    list_id: str
    date: datetime | None  # UTC
    html: str
    text: str
    text_only: str  # plain parts that have no HTML alternative
    unsubscribe_urls: tuple[str, ...]  # of List-Unsubscribe: never fetched
    forwarded_by: str  # address of who forwarded it, empty when nobody did
    cut: bool  # whether it was larger than what is read


def read_message(data: bytes) -> Newsletter:
    """A newsletter from the bytes of a message. Never raises: what can't be read is empty."""
    message, found = _parsed(data[:MAX_BYTES])
    attached = _attached(message)
    inner = attached or message
    name, address = headers.mailbox(header(inner, "From"))
    subject = header(inner, "Subject")
    sent = headers.date(header(inner, "Date"))
    by = headers.mailbox(header(message, "From"))[1] if attached else ""
    first = None if attached else original(subject, found.text, found.html)
    if first is not None:
        by, name, address = address, first.sender_name, first.sender_address
        subject, sent = first.subject, first.date or sent
    elif by:
        subject = FORWARDED.sub("", subject, count=1)
    return Newsletter(
        message_id=header(message, "Message-ID").strip("<> "),
        subject=subject,
        sender_name=name,
        sender_address=address,
        list_id=headers.list_id(header(inner, "List-Id")),
        date=sent,
        html=found.html,
        text=found.text,
        text_only=found.text_only,
        unsubscribe_urls=_unsubscribe_urls(inner)
        + (_unsubscribe_urls(message) if attached else ()),
        forwarded_by=by,
        cut=found.cut or len(data) > MAX_BYTES,
    )


def _parsed(data: bytes) -> tuple[AnyMessage, Bodies]:
    try:
        if len(COMPOUND.findall(data)) <= MAX_PARTS:
            message = email.message_from_bytes(data, policy=policy.default)
            return message, bodies(message)
    except Exception:  # noqa: S110 - the parser's own faults with hostile mail are many
        pass
    # as far as it goes without looking into its parts
    text = clean(decode(data[:MAX_CHARACTERS]))
    head = HeaderParser(policy=policy.compat32).parsestr(text[:MAX_HEADER])
    return head, Bodies(html="", text=text, text_only=text, cut=True)


def _unsubscribe_urls(message: AnyMessage) -> tuple[str, ...]:
    return headers.unsubscribe_urls(header(message, "List-Unsubscribe", limit=8_000))


def _attached(message: AnyMessage) -> AnyMessage | None:
    """The message that was forwarded as an attachment, the first if there are several."""
    stack = [(message, 0)]
    for _ in range(MAX_PARTS):
        if not stack:
            break
        part, depth = stack.pop()
        inner = inner_parts(part)
        if part.get_content_maintype() == "message" and inner and header(inner[0], "From"):
            return inner[0]
        if depth < MAX_DEPTH:
            stack += [(sub, depth + 1) for sub in reversed(inner)]
    return None
