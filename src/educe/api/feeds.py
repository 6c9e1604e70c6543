"""Feeds of a project's newest articles, for feed readers, which can't sign in."""

import hashlib
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response

from educe.accounts.projects import get_project
from educe.api.deps import Given, SignedIn
from educe.api.headers import names_etag
from educe.api.problems import RESPONSES
from educe.articles.feeds import (
    FeedsView,
    NewFeed,
    NewFeedView,
    add_feed,
    delete_feed,
    feed_content,
    feed_of,
    list_feeds,
)
from educe.articles.rss import MEDIA_TYPE, to_rss
from educe.documents.files import query_in

router = APIRouter(tags=["articles"], responses=RESPONSES)
_RSS: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/rss+xml": {}}, "description": "RSS 2.0"},
    304: {"description": "As the ETag says, it is what you have"},
}


@router.get("/api/projects/{project_id}/feeds", summary="List a project's feeds")
async def list_of_project(project_id: UUID, caller: SignedIn) -> FeedsView:
    """By name, without their addresses."""
    async with caller.session() as session:
        await get_project(session, project_id)
        return await list_feeds(await query_in(session), project_id)


@router.post("/api/projects/{project_id}/feeds", status_code=201, summary="Add a feed")
async def add(
    project_id: UUID, body: NewFeed, given: Given, caller: SignedIn, request: Request
) -> NewFeedView:
    """Its address is told this once. Whoever has it reads the project's newest articles, as long as
    you may see them and the feed isn't deleted."""
    async with caller.session() as session:
        await get_project(session, project_id)
        query = await query_in(session)
        feed, secret = await add_feed(query, project_id, body.name, user_id=caller.user_id)
    given.hints.project_changed(project_id, "articles")
    return NewFeedView(**dict(feed), url=f"{_home(request)}/feeds/{secret}.xml")


@router.delete("/api/feeds/{feed_id}", status_code=204, summary="Delete a feed")
async def delete(feed_id: UUID, given: Given, caller: SignedIn) -> None:
    """Its address is unknown from now on."""
    async with caller.session() as session:
        project_id = await delete_feed(await query_in(session), feed_id)
    given.hints.project_changed(project_id, "articles")


@router.get("/feeds/{secret}.xml", summary="Read a feed", response_class=Response, responses=_RSS)
async def read(secret: str, given: Given, request: Request) -> Response:
    """The newest 100 articles. Nobody need sign in; the address is the secret."""
    async with given.database.session() as session:
        feed = await feed_of(await query_in(session), secret)
    async with given.database.session(feed.user_id) as session:
        content = await feed_content(await query_in(session), feed)
    body = to_rss(content, f"{_home(request)}/projects/{feed.project_id}/articles")
    tag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache", "Referrer-Policy": "no-referrer"}
    if names_etag(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers=headers)
    headers["X-Content-Type-Options"] = "nosniff"
    return Response(body, media_type=MEDIA_TYPE, headers=headers)


def _home(request: Request) -> str:
    return str(request.base_url).rstrip("/")
