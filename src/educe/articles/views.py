"""What the API tells of newsletters, their links and articles."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field

from educe.articles.found import VerdictNote, Way

_NEXT = "Give it as `cursor` for the next page; none: this is the last one."
_TOTAL = "All that fit, on all pages; counted up to 100,000."


class SourceView(BaseModel):
    """Where a newsletter links to an article."""

    link_id: UUID
    newsletter_id: UUID
    subject: str
    sender_name: str
    sender_address: str
    received_at: datetime
    position: int = Field(description="Among the links of the newsletter.")
    text: str
    heading: str
    snippet: str


class ArticleView(BaseModel):
    """An article that newsletters link to."""

    id: UUID
    project_id: UUID
    title: str
    url: str = Field(description="Where it is; always http or https.")
    canonical_url: str
    site: str
    published_at: datetime | None
    received_at: datetime = Field(
        description="When the first newsletter came that links to it, or was read if it doesn't say"
    )
    score: float = Field(description="From 0 to 1: how much speaks for an article.")
    description: str | None
    words: int | None = Field(description="How long it is, if the page was looked at.")
    read_at: datetime | None = Field(description="By you; none: not yet.")
    saved_at: datetime | None = Field(description="By you; none: it isn't.")
    source_count: int = Field(description="How many newsletters link to it.")
    sources: list[SourceView] = Field([], description="The first of them; at most 5 in lists.")


class ArticleDetail(ArticleView):
    """An article with all of its sources, the first one's verdicts, and what became of them."""

    verdicts: list[VerdictNote] = Field(description="Of the first source; the last one decided.")
    overruled: bool | None = Field(description="What a reader or a rule of the project said of it.")


class ArticlesView(BaseModel):
    """A page of articles."""

    articles: list[ArticleView]
    total: int = Field(description=_TOTAL)
    next_cursor: str | None = Field(None, description=_NEXT)


class LinkView(BaseModel):
    """A link of a newsletter, and what became of it."""

    id: UUID
    project_id: UUID
    newsletter_id: UUID
    subject: str
    sender_name: str
    sender_address: str
    received_at: datetime
    position: int = Field(description="Among the links of the newsletter.")
    url: str = Field(description="As the mail has it; it may be no web address.")
    target_url: str = Field(description="Where it leads, as far as is known.")
    canonical_url: str
    site: str
    title: str
    text: str
    heading: str
    snippet: str
    kind: str
    is_kept: bool
    score: float = Field(description="From 0 to 1: how much speaks for an article.")
    stage: str = Field(description="Of the verdict that decided.")
    rule_id: str
    reason: str
    verdicts: list[VerdictNote] = Field(description="All of them; the last one decided.")
    way: Way | None = Field(description="How it became known where it leads.")
    overruled: bool | None = Field(
        description="Kept or not, by a reader, or by the project's rule of `site_rule_id`."
    )
    site_rule_id: UUID | None
    article_id: UUID | None = Field(description="The article that it leads to, if it is one.")


class LinksView(BaseModel):
    """A page of links."""

    links: list[LinkView]
    total: int = Field(description=_TOTAL)
    next_cursor: str | None = Field(None, description=_NEXT)


class NewsletterView(BaseModel):
    """A newsletter that was read."""

    id: UUID
    subject: str
    sender_name: str
    sender_address: str
    list_id: str
    received_at: datetime
    job_id: UUID | None
    mailbox_id: UUID | None
    file_id: UUID | None
    articles: int
    rejected: int = Field(description="Links that are no articles.")


class NewslettersView(BaseModel):
    """A page of newsletters, the newest first."""

    newsletters: list[NewsletterView]
    total: int = Field(description=_TOTAL)
    next_cursor: str | None = Field(None, description=_NEXT)


def shown_verdicts(
    verdicts: list[dict[str, Any]], stage: str, rule_id: str, reason: str, *, is_kept: bool
) -> list[VerdictNote]:
    """The verdicts as they were, and after them the one that decides now, if it is another."""
    notes = [VerdictNote.model_validate(verdict) for verdict in verdicts]
    last = notes[-1] if notes else None
    if last is not None and (last.stage, last.rule_id) == (stage, rule_id):
        return notes
    said = VerdictNote(
        stage=stage,
        rule_id=rule_id,
        reason=reason,
        score=1.0 if is_kept else -1.0,
        decision="keeps" if is_kept else "rejects",
    )
    return [*notes, said]
