"""What a newsletter extraction can be told."""

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)
from pydantic.config import JsonDict

from educe.mailboxes.wanted import Sender, Wanted

_DAYS = 7.0  # as far back as nobody says otherwise
_MOST_DAYS = 3660.0
_ADVANCED: JsonDict = {"advanced": True}  # for forms: what is rarely told

Folder = Annotated[
    str,
    StringConstraints(min_length=1, max_length=500),
    Field(json_schema_extra={"format": "mail-folder"}),
]
MailboxId = Annotated[UUID, WithJsonSchema({"type": "string", "format": "mailbox"})]
KnownSender = Annotated[Sender, Field(json_schema_extra={"format": "mail-sender"})]


class NewsletterConfig(BaseModel):
    """Which messages are read, and how closely their links are looked at."""

    model_config = ConfigDict(extra="forbid", title="Newsletters")

    mailbox_id: MailboxId | None = Field(
        None,
        title="Mailbox",
        description="The mailbox that is read. Without one, files of mails are.",
    )
    hours_back: float | None = Field(
        None,
        gt=0,
        le=_MOST_DAYS * 24,
        title="Hours back",
        description="Messages of so many hours are read. Not together with days.",
        examples=[1, 24],
    )
    days_back: float | None = Field(
        None,
        gt=0,
        le=_MOST_DAYS,
        title="Days back",
        description="Messages of so many days are read. Neither hours nor days: 7 days of a"
        " mailbox, all of a file.",
        examples=[1, 7, 0.5],
    )
    max_results: int = Field(
        100,
        ge=1,
        le=10_000,
        title="Most messages",
        description="At most so many: the latest, or of only new ones the oldest.",
        json_schema_extra=_ADVANCED,
    )
    senders: tuple[KnownSender, ...] = Field(
        (),
        max_length=500,
        title="Senders",
        description="Addresses, domains (with those below them), or patterns with * and ?. None:"
        " everybody.",
        examples=[["news@example.org", "substack.com", "*@*.beehiiv.com"]],
    )
    folders: tuple[Folder, ...] = Field(
        (),
        max_length=50,
        title="Folders",
        description="None: the mailbox's own.",
        json_schema_extra=_ADVANCED,
    )
    subject: str = Field(
        "",
        max_length=500,
        title="Subject",
        description="Letters that the subject has in it.",
        json_schema_extra=_ADVANCED,
    )
    only_new: bool = Field(
        False,
        title="Only new messages",
        description="Goes on where the last extraction with the same senders and subject ended,"
        " however long ago; hours and days count for the first time only.",
    )
    again: bool = Field(
        False,
        title="Again",
        description="Reads messages once more that were read before.",
        json_schema_extra=_ADVANCED,
    )
    check_pages: bool = Field(
        False,
        title="Check pages",
        description="Opens the pages that may be articles and goes by what they say of themselves."
        " Takes longer.",
        json_schema_extra=_ADVANCED,
    )

    @model_validator(mode="after")
    def _no_contradictions(self) -> "NewsletterConfig":
        if self.hours_back is not None and self.days_back is not None:
            raise ValueError("give `hours_back` or `days_back`, not both")
        if self.only_new and self.again:
            raise ValueError("`only_new` and `again` exclude each other")
        return self

    @property
    def span(self) -> timedelta | None:
        """How far back messages are read; none: nobody said."""
        if self.hours_back is not None:
            return timedelta(hours=self.hours_back)
        return timedelta(days=self.days_back) if self.days_back is not None else None

    def wanted(self, now: datetime) -> Wanted:
        """What a mailbox is asked for. `most` is left out: what was read before doesn't count, and
        that only memory knows."""
        return Wanted(
            folders=self.folders,
            since=now - (self.span or timedelta(days=_DAYS)),
            senders=self.senders,
            subject=self.subject,
            most=None if self.only_new else self.max_results,
            only_new=self.only_new,
        )

    def wanted_of_file(self, now: datetime) -> Wanted:
        """What a file of mails is asked for: all of its time, unless somebody said how much."""
        since = now - self.span if self.span is not None else None
        return self.wanted(now).model_copy(
            update={"folders": (), "since": since, "only_new": False}
        )
