"""Which messages of a mailbox are wanted: what the server is asked, and what is checked here.

Servers search by whole days of their own clock, and each in its own way by words. So they are only
asked for what can't leave anything out, and the rest is decided here.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from fnmatch import translate
from functools import cache
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

#: messages that come in late are looked for so far behind the mark
OVERLAP = timedelta(days=2)
_ZONES = timedelta(hours=26)  # a server's day may begin so much earlier than ours
_ASKED_SENDERS = 12  # more make a question that some servers refuse
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_PLAIN = re.compile(r"[A-Za-z0-9._+=@-]+")


def _sender(text: str) -> str:
    pattern = text.strip().lower()
    if not pattern or len(pattern) > 320 or not pattern.isprintable() or " " in pattern:
        raise ValueError("is no address, domain or pattern, such as news@example.org or *.org")
    return pattern


Sender = Annotated[str, AfterValidator(_sender)]


class Wanted(BaseModel):
    """Which messages. All conditions hold together."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    folders: tuple[str, ...] = Field((), description="None: the mailbox's own.")
    since: datetime | None = Field(None, description="Received at this time or later.")
    senders: tuple[Sender, ...] = Field(
        (), description="Addresses, domains (with those below them), or patterns with * and ?."
    )
    subject: str = Field("", max_length=500, description="Letters that the subject has in it.")
    most: int | None = Field(
        None, ge=1, description="At most so many: the latest, or with `only_new` the oldest."
    )
    only_new: bool = Field(
        False,
        description="Only what Educe hasn't read. Then `since` counts for the first time only:"
        " later it goes on where it was, however long ago.",
    )


class Mark(BaseModel):
    """How far a folder was read."""

    model_config = ConfigDict(frozen=True)

    uidvalidity: int
    uidnext: int  # the first UID that wasn't there yet
    seen_until: datetime  # the latest message that was


def since(wanted: Wanted, mark: Mark | None) -> datetime | None:
    """From when on messages are wanted; None: from the first."""
    if wanted.only_new and mark is not None:
        return mark.seen_until - OVERLAP
    return wanted.since


def criteria(wanted: Wanted, mark: Mark | None) -> str:
    """What the server is asked: all that is wanted fits it, and more."""
    parts = []
    begin = since(wanted, mark)
    if begin is not None:
        day = (begin.astimezone(UTC) - _ZONES).date()
        dated = f"SINCE {day.day}-{_MONTHS[day.month - 1]}-{day.year}"
        parts.append(f"OR {dated} UID {mark.uidnext}:*" if wanted.only_new and mark else dated)
    if wanted.senders and len(wanted.senders) <= _ASKED_SENDERS:
        parts += _asked(wanted.senders)
    return " ".join(parts) or "ALL"


def _asked(senders: Sequence[str]) -> list[str]:
    if not all(_PLAIN.fullmatch(sender) for sender in senders):
        return []
    question = f'FROM "{senders[0].lstrip("@")}"'
    for sender in senders[1:]:
        question = f'OR {question} FROM "{sender.lstrip("@")}"'
    return [question]


def fits(
    wanted: Wanted, mark: Mark | None, uid: int, received: datetime, sender: str, subject: str
) -> bool:
    """Whether a message that the server found is wanted. `sender`: an address."""
    begin = since(wanted, mark)
    came_late = wanted.only_new and mark is not None and uid >= mark.uidnext
    if begin is not None and received < begin and not came_late:
        return False
    if wanted.subject and wanted.subject.casefold() not in subject.casefold():
        return False
    return not wanted.senders or any(matches(pattern, sender) for pattern in wanted.senders)


def matches(pattern: str, address: str) -> bool:
    """Whether the address is the pattern's: the same, of the domain or below it, or of its form."""
    address = address.lower()
    domain = address.rpartition("@")[2]
    if "*" in pattern or "?" in pattern:
        form = _form(pattern.replace("[", "[[]"))
        return form.match(address if "@" in pattern else domain) is not None
    if "@" in pattern.lstrip("@"):
        return address == pattern
    wanted = pattern.lstrip("@")
    return domain == wanted or domain.endswith(f".{wanted}")


@cache
def _form(pattern: str) -> re.Pattern[str]:
    return re.compile(translate(pattern))
