"""Messages as sources give them out: first what they are, then their bytes."""

import hashlib
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.parser import BytesHeaderParser
from email.policy import compat32
from typing import Protocol

from pydantic import BaseModel, ConfigDict

from educe.documents.mail.headers import date, header, mailbox
from educe.mailboxes.wanted import Mark, Wanted

_END_OF_HEADER = re.compile(rb"\r?\n\r?\n")
_QUOTED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)  # as mbox files quote it
_BLANKS = re.compile(rb"[ \t\r]+$", re.MULTILINE)
_MAX_HEADER = 200_000


class Found(BaseModel):
    """A message that a source has. What is in it was written by strangers."""

    model_config = ConfigDict(frozen=True)

    place: str  # where it is in its source; only the source reads it
    received: datetime | None
    size: int  # bytes
    message_id: str
    sender: str  # an address, in small letters
    subject: str


@dataclass(frozen=True, slots=True)
class RawMessage:
    """A message's bytes (RFC 5322), and what names it wherever it is found again."""

    found: Found
    key: bytes
    data: bytes


class Source(Protocol):
    """Where messages come from: a mailbox, a file."""

    @property
    def title(self) -> str:
        """What people call it: "Gmail", "mails.mbox"."""
        ...

    def find(self, wanted: Wanted, marks: Mapping[str, Mark]) -> AsyncIterator[Found]:
        """What is wanted, the oldest first. `marks`: how far each folder was read."""
        ...

    def read(self, found: Sequence[Found]) -> AsyncIterator[RawMessage]:
        """Those of them that are still there, one after the other."""
        ...


def described(place: str, head: bytes, size: int, received: datetime | None) -> Found:
    """A message by its header. Without `received`, it is what the message says of itself."""
    message = BytesHeaderParser(policy=compat32).parsebytes(head[:_MAX_HEADER])
    return Found(
        place=place,
        received=received or date(header(message, "Date")),
        size=size,
        message_id=header(message, "Message-ID").strip("<> "),
        sender=mailbox(header(message, "From"))[1],
        subject=header(message, "Subject"),
    )


def message_key(message_id: str, data: bytes) -> bytes:
    """The same for the same message, from whatever folder, mailbox or file it comes: 32 bytes. Of
    the header only the Message-ID counts, because each server adds lines of its own. It doesn't
    count alone, because some senders give all their messages the same."""
    parts = _END_OF_HEADER.split(data, maxsplit=1)
    body = _BLANKS.sub(b"", _QUOTED_FROM.sub(rb"\1", parts[1] if len(parts) > 1 else data))
    return hashlib.sha256(message_id.encode() + b"\n" + body.strip()).digest()
