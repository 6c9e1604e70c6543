"""A project's articles, and what a reader has read and saved."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from educe.accounts.projects import get_project
from educe.api.deps import Given, SignedIn
from educe.api.problems import RESPONSES
from educe.articles.facets import ArticleFacets, article_facets
from educe.articles.filters import ArticleFilter
from educe.articles.listing import Sort, article_view, find_articles, get_article
from educe.articles.marking import Marks, mark_articles
from educe.articles.views import ArticleDetail, ArticlesView, ArticleView
from educe.documents.files import query_in

router = APIRouter(prefix="/api", tags=["articles"], responses=RESPONSES)


class Listing(ArticleFilter):
    """Which articles, and which page of them."""

    sort: Sort = Field("newest", description="By when their newsletters came, or by score.")
    cursor: str | None = Field(
        None, max_length=400, description="`next_cursor` of the page before."
    )
    limit: int = Field(50, ge=1, le=200)

    def wanted(self) -> ArticleFilter:
        fields = set(ArticleFilter.model_fields)
        return ArticleFilter.model_validate(self.model_dump(include=fields))


class MarkMany(Marks):
    """Which articles to mark, and how."""

    article_ids: list[UUID] | None = Field(
        max_length=1000, description="Of these; none: all that fit the filters."
    )


class Marked(BaseModel):
    """To how many articles it made a difference."""

    changed: int


@router.get("/projects/{project_id}/articles", summary="List a project's articles")
async def find(
    project_id: UUID, caller: SignedIn, listing: Annotated[Listing, Query()]
) -> ArticlesView:
    """The newest newsletter's first, unless `sort` says otherwise; those of a newsletter stand
    together. What several newsletters link to is one article, with several sources."""
    async with caller.session() as session:
        await get_project(session, project_id)
        return await find_articles(
            await query_in(session),
            project_id,
            caller.user_id,
            listing.wanted(),
            sort=listing.sort,
            cursor=listing.cursor,
            limit=listing.limit,
        )


@router.get("/projects/{project_id}/article-facets", summary="Count a project's articles")
async def facets(project_id: UUID, caller: SignedIn) -> ArticleFacets:
    """By sender, site and day; and rejected links by the reason."""
    async with caller.session() as session:
        await get_project(session, project_id)
        return await article_facets(await query_in(session), project_id, caller.user_id)


@router.post("/projects/{project_id}/articles/mark", summary="Mark articles")
async def mark_many(
    project_id: UUID,
    body: MarkMany,
    given: Given,
    caller: SignedIn,
    wanted: Annotated[ArticleFilter, Query()],
) -> Marked:
    """As read or saved, by you; or as not so."""
    async with caller.session() as session:
        await get_project(session, project_id)
        changed = await mark_articles(
            await query_in(session), project_id, caller.user_id, body, wanted, body.article_ids
        )
    if changed:
        given.hints.project_changed(project_id, "articles")
    return Marked(changed=changed)


@router.get("/articles/{article_id}", summary="Get an article")
async def get(article_id: UUID, caller: SignedIn) -> ArticleDetail:
    """With every newsletter that links to it, and why it is taken for an article."""
    async with caller.session() as session:
        return await get_article(await query_in(session), article_id, caller.user_id)


@router.put("/articles/{article_id}/mark", summary="Mark an article")
async def mark(article_id: UUID, body: Marks, given: Given, caller: SignedIn) -> ArticleView:
    """As read or saved, by you; or as not so. What isn't named stays."""
    async with caller.session() as session:
        query = await query_in(session)
        project_id = (await article_view(query, article_id, caller.user_id)).project_id
        changed = await mark_articles(
            query, project_id, caller.user_id, body, ArticleFilter(), [article_id]
        )
        marked = await article_view(query, article_id, caller.user_id)
    if changed:
        given.hints.project_changed(project_id, "articles")
    return marked
