"""Extractions: the jobs. Submitting, looking, cancelling, retrying, deleting."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from educe.accounts.projects import get_project
from educe.api.deps import Caller, Given, Services, SignedIn
from educe.api.downloads import download
from educe.api.problems import RESPONSES
from educe.documents.files import latest_ids
from educe.documents.uploads import forget_blobs
from educe.jobs.artifacts import ArtifactView, find_artifact, list_artifacts
from educe.jobs.cancel import cancel
from educe.jobs.delete import delete_job
from educe.jobs.lists import ItemStatus, ItemsView, JobsView, list_items, list_jobs
from educe.jobs.retry import retry
from educe.jobs.states import Priority, Status
from educe.jobs.status import JobView, ProgressView, job_view, progress_view
from educe.jobs.submit import NewJob, submit

router = APIRouter(prefix="/api", tags=["extractions"], responses=RESPONSES)


class NewExtraction(BaseModel):
    """What to extract, and how."""

    extractor: str = Field("concepts", description="One that GET /api/extractors lists.")
    config: dict[str, Any] = Field({}, description="As the extractor's schema says.")
    file_ids: list[UUID] | None = Field(
        None, description="The files to read; none given: the latest version of each."
    )
    priority: Priority = Priority.NORMAL
    source_id: str | None = Field(None, max_length=500, description="A name of your own for it.")
    source_metadata: dict[str, Any] = {}


class Artifacts(BaseModel):
    artifacts: list[ArtifactView]


Statuses = Annotated[list[Status], Query(alias="status", description="Only these.")]
Cursor = Annotated[str | None, Query(max_length=200, description="`next` of the page before.")]
Most = Annotated[int, Query(ge=1, le=200)]
MostItems = Annotated[int, Query(ge=1, le=1000)]


@router.post("/projects/{project_id}/extractions", status_code=202, summary="Start an extraction")
async def create(
    project_id: UUID,
    body: NewExtraction,
    response: Response,
    given: Given,
    caller: SignedIn,
) -> JobView:
    """Adds a job to the queue and answers at once; `Location` is where it can be watched."""
    view = await _submit(project_id, body, given, caller)
    response.headers["Location"] = f"/api/extractions/{view.id}"
    given.hints.changed(view.id)
    return view


async def _submit(
    project_id: UUID, body: NewExtraction, given: Services, caller: Caller
) -> JobView:
    async with caller.session() as session:
        files = body.file_ids
        if files is None:
            files = await latest_ids(session, project_id, given.rules.max_files_per_job + 1)
        new = NewJob(
            project_id,
            body.extractor,
            body.config,
            files,
            body.priority,
            source_id=body.source_id,
            source_metadata=body.source_metadata,
        )
        job_id = await submit(session, given.rules, new, user_id=caller.user_id)
        return await job_view(session, job_id)


@router.get("/projects/{project_id}/extractions", summary="List a project's extractions")
async def list_of_project(
    project_id: UUID,
    caller: SignedIn,
    status: Statuses = [],  # noqa: B006 - FastAPI copies it
    cursor: Cursor = None,
    limit: Most = 50,
) -> JobsView:
    """Newest first."""
    async with caller.session() as session:
        await get_project(session, project_id)
        return await list_jobs(session, project_id, statuses=status, cursor=cursor, limit=limit)


@router.get("/extractions", summary="List extractions of all projects")
async def list_mine(
    caller: SignedIn,
    status: Statuses = [],  # noqa: B006
    cursor: Cursor = None,
    limit: Most = 50,
) -> JobsView:
    """Newest first."""
    async with caller.session() as session:
        return await list_jobs(session, statuses=status, cursor=cursor, limit=limit)


@router.get("/extractions/{job_id}", summary="Get an extraction")
async def get(job_id: UUID, caller: SignedIn) -> JobView:
    async with caller.session() as session:
        return await job_view(session, job_id)


@router.get("/extractions/{job_id}/status", summary="How far is it?")
async def status(job_id: UUID, caller: SignedIn) -> ProgressView:
    """In short, for asking often."""
    async with caller.session() as session:
        return await progress_view(session, job_id)


@router.get("/extractions/{job_id}/items", summary="List an extraction's items")
async def items(
    job_id: UUID,
    caller: SignedIn,
    status: ItemStatus | None = None,
    failed_first: bool = False,
    cursor: Cursor = None,
    limit: MostItems = 100,
) -> ItemsView:
    async with caller.session() as session:
        return await list_items(
            session, job_id, status=status, failed_first=failed_first, cursor=cursor, limit=limit
        )


@router.get("/extractions/{job_id}/artifacts", summary="List the files that it wrote")
async def artifacts(job_id: UUID, caller: SignedIn) -> Artifacts:
    async with caller.session() as session:
        return Artifacts(artifacts=await list_artifacts(session, job_id))


@router.get(
    "/extractions/{job_id}/artifacts/{name:path}",
    summary="Download a file that it wrote",
    response_class=Response,
    responses={200: {"content": {"application/octet-stream": {}}, "description": "Its bytes"}},
)
async def artifact(job_id: UUID, name: str, given: Given, caller: SignedIn) -> Response:
    async with caller.session() as session:
        found = await find_artifact(session, job_id, name)
    return await download(
        given.blobs,
        found.blob_name,
        name=found.name.rsplit("/", 1)[-1],
        media_type=found.media_type,
        size=found.size,
        sha256=found.sha256,
    )


@router.post("/extractions/{job_id}/cancel", summary="Cancel an extraction")
async def request_cancel(job_id: UUID, given: Given, caller: SignedIn) -> JobView:
    """A pending one is cancelled at once; a running one shows `cancelling` until it has stopped.
    409 when it has ended."""
    async with caller.session() as session:
        await cancel(session, given.rules, job_id, user_id=caller.user_id)
        view = await job_view(session, job_id)
    given.hints.changed(job_id)
    return view


@router.post("/extractions/{job_id}/retry", status_code=202, summary="Retry an extraction")
async def request_retry(job_id: UUID, given: Given, caller: SignedIn) -> JobView:
    """Goes on from its last checkpoint under the same id. 409 when there is nothing to retry."""
    async with caller.session() as session:
        await retry(session, given.rules, job_id)
        view = await job_view(session, job_id)
    given.hints.changed(job_id)
    return view


@router.delete("/extractions/{job_id}", status_code=204, summary="Delete an ended extraction")
async def delete(job_id: UUID, given: Given, caller: SignedIn) -> None:
    """What it found stays in the graph. 409 while it is active."""
    async with caller.session() as session:
        blobs = await delete_job(session, job_id)
    await forget_blobs(given.blobs, blobs)
    given.hints.changed(job_id)
