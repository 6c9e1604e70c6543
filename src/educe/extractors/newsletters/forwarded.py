"""Who wrote a forwarded newsletter: from the lines that mail programs put above it."""

import html
import re
from dataclasses import dataclass
from datetime import datetime

from educe.documents.mail.headers import date, mailbox, one_line

SEARCHED = 30_000  # characters of a body in which the lines are looked for
MARK = re.compile(
    r"(?<!-)-{2,}+\s*(?:forwarded message|original message|weitergeleitete nachricht|"
    r"urspr\S{1,3}ngliche nachricht|message transf\S{1,3}r\S{1,3}|mensaje reenviado)\s*-{2,}"
    r"|begin forwarded message\s*:|anfang der weitergeleiteten nachricht\s*:",
    re.IGNORECASE,
)
FORWARDED = re.compile(r"\s*(?:fwd?|wg|tr|rv|i)\s*:\s*", re.IGNORECASE)
NAMES = {
    "sender": r"from|von|de",
    "subject": r"subject|betreff|objet|asunto",
    "date": r"date|sent|datum|gesendet(?: am)?|envoy\S{1,3}|fecha",
}
LINES = {
    field: re.compile(
        rf"^(?:[^\S\n]|[>*])*+(?:{names})\s*:[\s*]*(\S.{{0,400}})$", re.IGNORECASE | re.MULTILINE
    )
    for field, names in NAMES.items()
}
TAGS = re.compile(r"<(?:br|/?p|/?div|/?tr|/?td)\b[^>]{0,300}>", re.IGNORECASE)
# an address in angle brackets is no tag
INLINE_TAGS = re.compile(r"</?[a-z][a-z0-9]{0,9}(?:\s[^<>]{0,2000})?/?>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Original:
    """What the lines say about the message that was forwarded."""

    sender_name: str
    sender_address: str
    subject: str
    date: datetime | None


def original(subject: str, text: str, markup: str) -> Original | None:
    """The forwarded message's sender and subject, when the body says that it holds one."""
    for body in (text[:SEARCHED], _plain(markup[:SEARCHED])):
        mark = MARK.search(body)
        if mark is None and not FORWARDED.match(subject):
            continue
        found = _lines(body[mark.end() if mark else 0 :][:3_000])
        if found is not None:
            return found
    return None


def _lines(block: str) -> Original | None:
    values = {}
    for field, pattern in LINES.items():
        match = pattern.search(block)
        values[field] = one_line(match[1]) if match else ""
    if not values["sender"] or not values["subject"]:
        return None
    name, address = mailbox(re.sub(r"[\[(]?mailto:([^\])\s>]+)[\])]?", r"\1", values["sender"]))
    return Original(name, address, values["subject"], date(values["date"]))


def _plain(markup: str) -> str:
    return html.unescape(INLINE_TAGS.sub("", TAGS.sub("\n", markup)))
