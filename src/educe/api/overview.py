"""One's projects at a glance."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from educe.api.deps import SignedIn
from educe.api.problems import RESPONSES
from educe.jobs.overview import Overview, ProjectFilter, overview

router = APIRouter(prefix="/api/overview", tags=["projects"], responses=RESPONSES)


class Listing(ProjectFilter):
    """Which projects, and which page of them."""

    cursor: str | None = Field(None, max_length=200, description="`next` of the page before.")
    limit: int = Field(50, ge=1, le=200)


@router.get("", summary="See projects at a glance")
async def mine(caller: SignedIn, listing: Annotated[Listing, Query()]) -> Overview:
    """Newest first: what is in each, what goes on in it, and its last extraction."""
    wanted = ProjectFilter(kind=listing.kind, search=listing.search)
    async with caller.session() as session:
        return await overview(session, wanted, cursor=listing.cursor, limit=listing.limit)
