"""Extractions: the jobs. Submitting, looking, cancelling, retrying, deleting."""

from typing import Annotated, Any, Literal, Self
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator
from sqlalchemy.ext.asyncio import AsyncSession

from educe.accounts.projects import get_project
from educe.api.deps import Caller, Given, Services, SignedIn
from educe.api.downloads import download
from educe.api.idempotency import Once
from educe.api.problems import RESPONSES
from educe.api.zips import Member, zip_download
from educe.documents.blobs import forget_blobs
from educe.documents.files import latest_ids
from educe.errors import NotFound
from educe.jobs import find
from educe.jobs.artifacts import ArtifactView, artifacts_of, find_artifact, list_artifacts
from educe.jobs.cancel import cancel
from educe.jobs.delete import delete_job
from educe.jobs.dependencies import Need
from educe.jobs.details import JobDetails, job_details
from educe.jobs.free_json import FreeObject
from educe.jobs.items import ItemStatus, ItemsView, list_items
from educe.jobs.lists import JobsView, list_jobs
from educe.jobs.ordering import Sort
from educe.jobs.queue.views import QueueView, queue_view
from educe.jobs.retry import RetryFrom, retry, retry_as_new
from educe.jobs.selection import JobFilter
from educe.jobs.states import Priority, Status
from educe.jobs.status import JobView, ProgressView, job_view, progress_view
from educe.jobs.submit import NewJob, submit

router = APIRouter(prefix="/api", tags=["extractions"], responses=RESPONSES)


class NewExtraction(BaseModel):
    """What to extract, and how."""

    model_config = ConfigDict(extra="forbid")

    extractor: str = Field("concepts", description="One that GET /api/extractors lists.")
    config: FreeObject = Field({}, description="As the extractor's schema says.")
    file_ids: list[UUID] | None = Field(
        None, description="The files to read; none given: the latest version of each."
    )
    priority: Priority = Priority.NORMAL
    source_id: str | None = Field(None, max_length=500, description="A name of your own for it.")
    source_metadata: FreeObject = {}
    run_at: AwareDatetime | None = Field(None, description="Don't start before.")
    needs: list[Need] = Field(
        [], max_length=100, description="Jobs of the project that must have ended first."
    )


class RetryRequest(BaseModel):
    """How to retry. Nothing said: from the last checkpoint."""

    model_config = ConfigDict(extra="forbid")

    begin: RetryFrom | Literal["new"] = Field(
        RetryFrom.CHECKPOINT,
        alias="from",
        description="`checkpoint`: what succeeded is kept. `failed_items`: those of a completed"
        " extraction, or the `items` named. `start`: nothing is kept. `new`: a new extraction over"
        " the same sources, with another `config` if you like.",
    )
    items: list[int] | None = Field(None, min_length=1, max_length=1000)
    config: FreeObject | None = None
    priority: Priority | None = None

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.items is not None and self.begin != RetryFrom.FAILED_ITEMS:
            raise ValueError("`items` go with `from`: `failed_items`")
        if self.begin != "new" and (self.config is not None or self.priority is not None):
            raise ValueError("`config` and `priority` go with `from`: `new`")
        return self


class StatusView(ProgressView):
    """How far a job is; and while it waits, its place in the queue."""

    queue: QueueView | None = None


class Artifacts(BaseModel):
    artifacts: list[ArtifactView]


Cursor = Annotated[str | None, Query(max_length=200, description="`next` of the page before.")]


class Listing(JobFilter):
    """Which extractions, and which page of them."""

    sort: Sort = Field(
        "newest",
        description="`priority` (urgent ones first, then as they came) and `longest` (that wait or"
        " run the longest) are for `status` pending and running alone.",
    )
    cursor: str | None = Field(None, max_length=200, description="`next` of the page before.")
    limit: int = Field(50, ge=1, le=200)

    def page(self, **fixed: Any) -> tuple[JobFilter, dict[str, Any]]:
        """The filter, with some of it fixed, and where the page begins and ends."""
        wanted = JobFilter(**{name: getattr(self, name) for name in JobFilter.model_fields})
        page = {"sort": self.sort, "cursor": self.cursor, "limit": self.limit}
        return wanted.model_copy(update=fixed), page


Listed = Annotated[Listing, Query()]
Force = Annotated[
    bool, Query(description="Don't wait for its work to stop: nothing it still does is kept.")
]
MostItems = Annotated[int, Query(ge=1, le=1000)]


@router.post("/projects/{project_id}/extractions", status_code=202, summary="Start an extraction")
async def create(
    project_id: UUID,
    body: NewExtraction,
    given: Given,
    caller: SignedIn,
    once: Once,
) -> JobView:
    """Adds a job to the queue and answers at once; `Location` is where it can be watched."""
    async with once.transaction() as session:
        view = await _submit(session, project_id, body, given, caller)
        await once.made(view, location=f"/api/extractions/{view.id}")
    given.hints.changed(view.id)
    return view


async def _submit(
    session: AsyncSession, project_id: UUID, body: NewExtraction, given: Services, caller: Caller
) -> JobView:
    new = await new_job(session, project_id, body, given)
    job_id = await submit(session, given.rules, new, user_id=caller.user_id)
    return await job_view(session, job_id)


async def new_job(
    session: AsyncSession, project_id: UUID, body: NewExtraction, given: Services
) -> NewJob:
    """What the body asks for."""
    files = body.file_ids
    if files is None:
        files = await latest_ids(session, project_id, given.rules.max_files_per_job + 1)
    return NewJob(
        project_id,
        body.extractor,
        body.config,
        files,
        body.priority,
        source_id=body.source_id,
        source_metadata=body.source_metadata,
        run_at=body.run_at,
        needs=body.needs,
    )


@router.get("/projects/{project_id}/extractions", summary="List a project's extractions")
async def list_of_project(project_id: UUID, caller: SignedIn, listing: Listed) -> JobsView:
    """Newest first, unless `sort` says otherwise."""
    wanted, page = listing.page(project_id=project_id)
    async with caller.session() as session:
        await get_project(session, project_id)
        return await list_jobs(session, wanted, **page)


@router.get("/extractions", summary="List extractions of all projects")
async def list_mine(caller: SignedIn, listing: Listed) -> JobsView:
    """Newest first, unless `sort` says otherwise."""
    wanted, page = listing.page()
    async with caller.session() as session:
        return await list_jobs(session, wanted, **page)


@router.get("/extractions/{job_id}", summary="Get an extraction")
async def get(job_id: UUID, caller: SignedIn) -> JobDetails:
    """With what it needs and what needs it, and its earlier attempts."""
    async with caller.session() as session:
        return await job_details(session, job_id)


@router.get("/extractions/{job_id}/status", summary="How far is it?")
async def status(job_id: UUID, given: Given, caller: SignedIn) -> StatusView:
    """In short, for asking often."""
    async with caller.session() as session:
        view = await progress_view(session, job_id)
        waits = view.status == Status.PENDING
        return StatusView(
            **{name: getattr(view, name) for name in ProgressView.model_fields},
            queue=await queue_view(session, given.board, job_id) if waits else None,
        )


@router.get("/extractions/{job_id}/items", summary="List an extraction's items")
async def items(
    job_id: UUID,
    caller: SignedIn,
    status: ItemStatus | None = None,
    search: Annotated[str | None, Query(max_length=200, description="In the label.")] = None,
    failed_first: bool = False,
    cursor: Cursor = None,
    limit: MostItems = 100,
) -> ItemsView:
    async with caller.session() as session:
        return await list_items(
            session,
            job_id,
            status=status,
            search=search,
            failed_first=failed_first,
            cursor=cursor,
            limit=limit,
        )


@router.get("/extractions/{job_id}/artifacts", summary="List the files that it wrote")
async def artifacts(job_id: UUID, caller: SignedIn) -> Artifacts:
    async with caller.session() as session:
        return Artifacts(artifacts=await list_artifacts(session, job_id))


@router.get(
    "/extractions/{job_id}/artifacts.zip",
    summary="Download all files that it wrote",
    response_class=Response,
    responses={200: {"content": {"application/zip": {}}, "description": "A ZIP file"}},
)
async def all_artifacts(job_id: UUID, given: Given, caller: SignedIn) -> Response:
    """404 while there are none."""
    async with caller.session() as session:
        members = [
            Member(artifact.name, artifact.blob_name, artifact.created_at)
            for artifact in await artifacts_of(session, job_id)
        ]
    if not members:
        raise NotFound("This extraction has no artifacts. It has them when it is completed.")
    return await zip_download(given.blobs, members, name=f"{job_id}.zip")


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
async def request_cancel(
    job_id: UUID, given: Given, caller: SignedIn, force: Force = False
) -> JobView:
    """A pending one is cancelled at once; a running one shows `cancelling` until it has stopped.
    409 when it has ended."""
    async with caller.session() as session:
        await cancel(session, given.rules, job_id, user_id=caller.user_id, force=force)
        view = await job_view(session, job_id)
    given.hints.changed(job_id)
    return view


@router.post("/extractions/{job_id}/retry", status_code=202, summary="Retry an extraction")
async def request_retry(
    job_id: UUID,
    given: Given,
    caller: SignedIn,
    once: Once,
    how: RetryRequest | None = None,
) -> JobView:
    """Goes on from its last checkpoint under the same id, unless `from` says otherwise. 409 when
    there is nothing to retry."""
    async with once.transaction() as session:
        job_id = await retry_as_asked(session, job_id, how, given, caller)
        view = await job_view(session, job_id)
        await once.made(view, location=f"/api/extractions/{job_id}")
    given.hints.changed(job_id)
    return view


async def retry_as_asked(
    session: AsyncSession, job_id: UUID, how: RetryRequest | None, given: Services, caller: Caller
) -> UUID:
    """Returns the id of the job that runs again, or of the new one."""
    how = how or RetryRequest()
    if how.begin == "new":
        return await retry_as_new(
            session,
            given.rules,
            job_id,
            user_id=caller.user_id,
            config=how.config,
            priority=how.priority,
        )
    await retry(session, given.rules, job_id, begin=how.begin, items=how.items)
    return job_id


@router.delete("/extractions/{job_id}", status_code=204, summary="Delete an ended extraction")
async def delete(job_id: UUID, given: Given, caller: SignedIn) -> None:
    """What it found stays in the graph. 409 while it is active."""
    async with caller.session() as session:
        project_id = (await find.job(session, job_id)).project_id
        blobs = await delete_job(session, job_id)
    await forget_blobs(given.blobs, blobs)
    given.hints.changed(job_id, project_id)
