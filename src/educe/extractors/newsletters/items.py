"""A message as a unit of work, and what comes out of it."""

from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from educe.articles.found import FoundNewsletter
from educe.extractors.contract import Item
from educe.mailboxes.messages import Found

#: read; read by another job before; another job is at it; no longer there
State = Literal["read", "read_before", "elsewhere", "gone"]


class MessageItem(Item):
    """Where a message is: in a mailbox, or in a file."""

    mailbox_id: UUID | None = None
    file_id: UUID | None = None
    source: str  # what people call the mailbox or the file
    found: Found


class MessageResult(BaseModel):
    """What became of a message. Only one that was read has a newsletter."""

    model_config = ConfigDict(frozen=True)

    state: State
    mailbox_id: UUID | None = None
    found: Found
    newsletter: FoundNewsletter | None = None
    html: str | None = None  # the artifact with the message's own HTML
    links_left_out: int = 0  # beyond the most that are looked at
    cut: bool = False  # whether the message was longer than what is read
    counts: dict[str, int] = {}


def label_of(found: Found) -> str:
    """What people see of a message: its subject, and who sent it."""
    sender = f" ({found.sender})" if found.sender else ""
    return f"{found.subject or 'Without a subject'}{sender}"


def quoted(subject: str) -> str:
    """A subject within a sentence."""
    short = subject if len(subject) <= 80 else f"{subject[:79]}…"
    return f"“{short or 'Without a subject'}”"
