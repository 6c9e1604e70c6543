"""What is sent to the endpoints of newsletters, and what they answer."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from educe.jobs.queue.views import QueueView
from educe.jobs.states import Priority, Status
from educe.jobs.status import StepView


class NewNewsletterExtraction(BaseModel):
    """Which newsletters to read. What isn't given is as the extractor says; null counts as not
    given."""

    model_config = ConfigDict(extra="forbid")

    hours_back: float | None = Field(None, description="Received in so many hours until now.")
    days_back: float | None = Field(None, description="The same in days. Neither: 7 days.")
    max_results: int | None = Field(None, description="At most so many messages.")
    senders: list[str] | None = Field(
        None, description="Addresses, domains (with those below them), or patterns with * and ?."
    )
    mailbox_id: UUID | None = Field(
        None, description="Which mailbox to read. Neither it nor files: your default one."
    )
    project_id: UUID | None = Field(
        None, description="Where the results belong. Default: the project of mailbox or files."
    )
    file_ids: list[UUID] | None = Field(None, description="Uploaded mails to read.")
    folders: list[str] | None = Field(None, description="None: the mailbox's own.")
    subject: str | None = Field(None, description="Letters that the subject has in it.")
    only_new: bool | None = Field(None, description="Only what wasn't read before, ever since.")
    again: bool | None = Field(None, description="Also what was read before, once more.")
    check_pages: bool | None = Field(None, description="Look at the pages, too. Takes longer.")
    priority: Priority | None = None

    def config(self) -> dict[str, Any]:
        """What of it is for the extractor."""
        ours = {"project_id", "file_ids", "priority"}
        return self.model_dump(mode="json", exclude=ours, exclude_none=True)


class Started(BaseModel):
    """An extraction that waits for its turn. Watch it at `Location`, with `/status`."""

    status: Literal[Status.PENDING] = Status.PENDING
    extraction_id: UUID
    message: str


class Article(BaseModel):
    """An article that a newsletter links to."""

    model_config = ConfigDict(extra="allow")

    title: str
    url: str = Field(description="Where the link leads.")
    canonical_url: str
    site: str
    position: int = Field(description="Of the link in the newsletter.")
    score: float
    published_at: datetime | None = None


class NewsletterFound(BaseModel):
    """A newsletter that was read, and the articles that it links to."""

    model_config = ConfigDict(extra="allow")

    subject: str
    sender: str
    date: datetime | None
    articles: list[Article]


class NewsletterProgress(BaseModel):
    """How far an extraction of newsletters is."""

    model_config = ConfigDict(from_attributes=True)

    extraction_id: UUID = Field(validation_alias="id")
    status: Status
    progress: int = Field(description="0 to 100.")
    progress_message: str
    error_message: str | None
    created_at: datetime
    started_at: datetime | None
    completed_at: datetime | None
    cancelling: bool
    outcome: str = Field(description="One line that never shows failed items as plain success.")
    steps: list[StepView]
    counts: dict[str, int] = Field(description="Of links and what became of them, so far.")


class NewsletterStatus(NewsletterProgress):
    """The same with its place in the queue, and with what was found."""

    queue: QueueView | None = Field(None, description="While it is pending.")
    newsletters: list[NewsletterFound] | None = Field(
        None, description="When it is completed: what it found. [] when that is nothing."
    )


class NewsletterExtraction(NewsletterProgress):
    """The same with what was asked for."""

    project_id: UUID
    priority: Priority
    extraction_config: dict[str, Any]
    summary: dict[str, Any] | None
    created_by: UUID | None
    schedule_id: UUID | None


class NewsletterExtractionDetails(NewsletterExtraction, NewsletterStatus):
    """What was asked for and what was found."""


class NewsletterExtractions(BaseModel):
    """A page of extractions. `next`: give it as `cursor`; none: this is the last page."""

    extractions: list[NewsletterExtraction]
    next: str | None = None
