"""Before and beside a project's extractions: what one would come to, how many there are of each
status, and lists in short."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import Field

from educe.accounts.projects import get_project
from educe.api.deps import Given, SignedIn
from educe.api.extractions import Listing, NewExtraction, new_job
from educe.api.problems import RESPONSES
from educe.errors import InvalidInput
from educe.jobs.counts import CountsView, count_jobs
from educe.jobs.lists import LinesView, list_lines
from educe.jobs.preview import JobPreview, preview
from educe.jobs.selection import JobFilter

router = APIRouter(prefix="/api", tags=["extractions"], responses=RESPONSES)


class LinesListing(Listing):
    """Which extractions, and which page of them."""

    offset: int = Field(
        0,
        ge=0,
        le=100_000,
        description="So many are left out: for a jump in a long list. Without a cursor.",
    )

    def asked(self, **fixed: UUID) -> tuple[JobFilter, dict[str, Any]]:
        if self.offset and self.cursor is not None:
            raise InvalidInput("Give a `cursor` or an `offset`, not both.")
        wanted, page = self.page(**fixed)
        return wanted, {**page, "offset": self.offset}


Listed = Annotated[LinesListing, Query()]
Filtered = Annotated[JobFilter, Query()]


@router.post("/projects/{project_id}/extractions/preview", summary="What would an extraction be?")
async def before(
    project_id: UUID, body: NewExtraction, given: Given, caller: SignedIn
) -> JobPreview:
    """Nothing is started. It tells what would be refused, field by field, how many items there
    would be and how long they would take, told from earlier extractions of this extractor, and the
    wait in the queue as it is now."""
    async with caller.session() as session:
        await get_project(session, project_id)
        job = await new_job(session, project_id, body, given)
        return await preview(session, given.rules, given.board, job)


@router.get("/extractions/lines", summary="List extractions of all projects in short")
async def lines(caller: SignedIn, listing: Listed) -> LinesView:
    """Newest first, unless `sort` says otherwise: without configs, results and details."""
    wanted, page = listing.asked()
    async with caller.session() as session:
        return await list_lines(session, wanted, **page)


@router.get(
    "/projects/{project_id}/extractions/lines", summary="List a project's extractions in short"
)
async def lines_of_project(project_id: UUID, caller: SignedIn, listing: Listed) -> LinesView:
    """Newest first, unless `sort` says otherwise: without configs, results and details."""
    wanted, page = listing.asked(project_id=project_id)
    async with caller.session() as session:
        await get_project(session, project_id)
        return await list_lines(session, wanted, **page)


@router.get("/extractions/counts", summary="Count extractions by status")
async def counts(caller: SignedIn, wanted: Filtered) -> CountsView:
    """Those that fit the filter, whatever it says of their status. Exact for filters by project,
    extractor and source type; else the newest 20,000 are looked at, and counted up to 1,000."""
    async with caller.session() as session:
        return await count_jobs(session, wanted)


@router.get("/projects/{project_id}/extractions/counts", summary="Count a project's extractions")
async def counts_of_project(project_id: UUID, caller: SignedIn, wanted: Filtered) -> CountsView:
    """By status, as for all projects."""
    async with caller.session() as session:
        await get_project(session, project_id)
        return await count_jobs(session, wanted.model_copy(update={"project_id": project_id}))
