"""Feeds: secret addresses where programs read a project's newest articles, without signing in."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from educe.accounts.projects import clean_name
from educe.accounts.secrets import new_secret, secret_hash
from educe.articles.filters import ArticleFilter
from educe.articles.listing import find_articles
from educe.articles.views import ArticleView
from educe.errors import Conflict, NotFound
from educe.ids import new_id
from educe.limits.slots import Query

MOST = 100  # of a project
ITEMS = 100
NOT_THERE = "There is no such feed. It may have been deleted, or its maker no longer has access."
_VIEW = "SELECT id, project_id, name, created_by, created_at, last_read_at FROM kb.feeds"


class NewFeed(BaseModel):
    """A feed to make."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(max_length=1000)


class FeedView(BaseModel):
    """A feed, without its secret address."""

    id: UUID
    project_id: UUID
    name: str
    created_by: UUID
    created_at: datetime
    last_read_at: datetime | None = Field(description="To the minute.")


class NewFeedView(FeedView):
    """A feed that was just made, with its address, which is never told again."""

    url: str = Field(description="Who has it reads the articles' titles and addresses.")


class FeedsView(BaseModel):
    """The project's feeds, by name."""

    feeds: list[FeedView]


class FeedOfSecret(NamedTuple):
    """Which feed, and in whose name it is read."""

    id: UUID
    project_id: UUID
    user_id: UUID


class FeedContent(NamedTuple):
    """What a feed holds."""

    name: str
    project_id: UUID
    articles: list[ArticleView]


async def list_feeds(query: Query, project_id: UUID) -> FeedsView:
    """By name."""
    rows = await query(f"{_VIEW} WHERE project_id = %s ORDER BY lower(name), id", project_id)
    fields = FeedView.model_fields
    return FeedsView(feeds=[FeedView(**dict(zip(fields, row, strict=True))) for row in rows])


async def add_feed(
    query: Query, project_id: UUID, name: str, *, user_id: UUID
) -> tuple[FeedView, str]:
    """Makes a feed that reads in the user's name. Returns it and its secret.

    Raises InvalidInput for a name that is none, Conflict when there are too many."""
    cleaned, secret = clean_name(name), new_secret("feed")
    counted = await query("SELECT count(*) FROM kb.feeds WHERE project_id = %s", project_id)
    if counted[0][0] >= MOST:
        raise Conflict(f"A project has {MOST} feeds at most. Delete some first.")
    rows = await query(
        "INSERT INTO kb.feeds (id, project_id, name, created_by, secret_hash)"
        " VALUES (%s, %s, %s, %s, %s)"
        " RETURNING id, project_id, name, created_by, created_at, last_read_at",
        new_id(),
        project_id,
        cleaned,
        user_id,
        secret_hash(secret),
    )
    return FeedView(**dict(zip(FeedView.model_fields, rows[0], strict=True))), secret


async def delete_feed(query: Query, feed_id: UUID) -> UUID:
    """From now on its address is unknown. Returns its project. Raises NotFound."""
    rows = await query("DELETE FROM kb.feeds WHERE id = %s RETURNING project_id", feed_id)
    if not rows:
        raise NotFound("There is no such feed. It may have been deleted already.")
    project_id: UUID = rows[0][0]
    return project_id


async def feed_of(query: Query, secret: str) -> FeedOfSecret:
    """Of whoever asks; nobody need be signed in. Raises NotFound, the same for each reason."""
    rows = await query("SELECT * FROM kb.feed_of_secret(%s)", secret_hash(secret))
    if not rows:
        raise NotFound(NOT_THERE)
    return FeedOfSecret(*rows[0])


async def feed_content(query: Query, feed: FeedOfSecret) -> FeedContent:
    """In the name of its maker. Raises NotFound when they may no longer see it."""
    rows = await query("SELECT name FROM kb.feeds WHERE id = %s", feed.id)
    if not rows:
        raise NotFound(NOT_THERE)
    found = await find_articles(query, feed.project_id, feed.user_id, ArticleFilter(), limit=ITEMS)
    return FeedContent(rows[0][0], feed.project_id, found.articles)
