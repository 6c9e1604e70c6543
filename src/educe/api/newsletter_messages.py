"""The newsletters that a project's extractions read."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import Field

from educe.accounts.projects import get_project
from educe.api.deps import SignedIn
from educe.api.problems import RESPONSES
from educe.articles.filters import NewsletterFilter
from educe.articles.newsletters import find_newsletters
from educe.articles.views import NewslettersView
from educe.documents.files import query_in

router = APIRouter(prefix="/api", tags=["articles"], responses=RESPONSES)


class Listing(NewsletterFilter):
    """Which newsletters, and which page of them."""

    cursor: str | None = Field(
        None, max_length=400, description="`next_cursor` of the page before."
    )
    limit: int = Field(50, ge=1, le=200)

    def wanted(self) -> NewsletterFilter:
        fields = set(NewsletterFilter.model_fields)
        return NewsletterFilter.model_validate(self.model_dump(include=fields))


@router.get("/projects/{project_id}/newsletters", summary="List a project's newsletters")
async def find(
    project_id: UUID, caller: SignedIn, listing: Annotated[Listing, Query()]
) -> NewslettersView:
    """The newest first, each with how many articles it links to."""
    async with caller.session() as session:
        await get_project(session, project_id)
        return await find_newsletters(
            await query_in(session),
            project_id,
            listing.wanted(),
            cursor=listing.cursor,
            limit=listing.limit,
        )
