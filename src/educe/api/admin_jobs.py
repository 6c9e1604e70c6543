"""Extraction jobs as the admin API names them: seven addresses, scoped by project and organization.

What elsewhere is answered with 409 is 400 here, as this API was first described.
"""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import aclosing
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.routing import APIRoute
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from educe.accounts.members import check_author
from educe.accounts.projects import get_project
from educe.api.deps import Caller, Given, Services, SignedIn
from educe.api.idempotency import Once
from educe.api.problems import RESPONSES, as_problem, respond
from educe.documents.blobs import forget_blobs
from educe.documents.files import latest_ids
from educe.errors import Conflict, NotFound
from educe.jobs import find
from educe.jobs.cancel import cancel
from educe.jobs.delete import delete_job
from educe.jobs.external.reporting import JobChange, change_job
from educe.jobs.free_json import FreeObject
from educe.jobs.models import Job
from educe.jobs.paging import SEARCHED, JobPage, page_of_jobs
from educe.jobs.selection import JobFilter, SourceType
from educe.jobs.states import Priority, Status
from educe.jobs.statistics.reading import Statistics, statistics
from educe.jobs.status import JobView, job_view
from educe.jobs.submit import NewJob, submit

MOST = 100
_PATIENCE_SECONDS = 2.5  # a worker stops within a beat or two


class BadRequestRoute(APIRoute):
    """Answers 400 where Educe's other routes answer 409, with the same problem otherwise."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def handled(request: Request) -> Response:
            try:
                return await handle(request)
            except Conflict as error:
                problem = as_problem(error)
                problem.status = 400
                return respond(request, problem)

        return handled


router = APIRouter(
    prefix="/api/admin/extraction-jobs",
    tags=["admin"],
    responses=RESPONSES,
    route_class=BadRequestRoute,
)


class NewExtractionJob(BaseModel):
    """A job to be made. A program of yours does it, unless an extractor of Educe's is named."""

    model_config = ConfigDict(extra="forbid")

    org_id: UUID
    project_id: UUID
    source_type: SourceType
    extraction_config: FreeObject
    source_id: str | None = Field(None, max_length=500)
    source_metadata: FreeObject = {}
    created_by: UUID | None = Field(
        None,
        description="Whose job it is: yourself, or, for an owner or admin of the organization, one"
        " of its members.",
    )
    extractor: str = Field("external", description="One that GET /api/extractors lists.")
    file_ids: list[UUID] | None = Field(
        None,
        description="The files to read. None given: the latest version of each; none for a program"
        " of yours.",
    )
    priority: Priority = Priority.NORMAL


class ExtractionJobChange(JobChange):
    """What is to be changed; what isn't given stays as it is."""

    claim_token: UUID | None = Field(
        None, description="Of the program's claim, if it has one; or send it as `Claim-Token`."
    )


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid")

    status: list[Status] = []
    source_type: SourceType | None = None
    source_id: str | None = Field(None, max_length=500)
    extractor: str | None = None
    search: str | None = Field(
        None,
        max_length=200,
        description="In the id, the source's name, the message or the error; among the project's"
        f" newest {SEARCHED:,} jobs.",
    )


class Listing(_Asked):
    """Which jobs, and which page of them."""

    org_id: UUID
    page: int = Field(1, ge=1, le=1_000_000_000)
    limit: int = Field(20, ge=1, description=f"More than {MOST} are served as {MOST}.")
    cursor: str | None = Field(
        None, max_length=200, description="`next_cursor` of the page before, in place of `page`."
    )

    def wanted(self) -> JobFilter:
        return JobFilter(**{name: getattr(self, name) for name in _Asked.model_fields})


class Scope(BaseModel):
    """Where the job must be."""

    model_config = ConfigDict(extra="forbid")

    project_id: UUID
    org_id: UUID


Scoped = Annotated[Scope, Query()]


@router.post("", status_code=201, summary="Make an extraction job")
async def create(body: NewExtractionJob, given: Given, caller: SignedIn, once: Once) -> JobView:
    """It is pending. `Location` is its address."""
    async with once.transaction() as session:
        await _check_project(session, body.project_id, body.org_id)
        view = await _submit(session, body, given, caller)
        where = f"{router.prefix}/{view.id}?project_id={body.project_id}&org_id={body.org_id}"
        await once.made(view, location=where)
    given.hints.changed(view.id)
    return view


async def _submit(
    session: AsyncSession, body: NewExtractionJob, given: Services, caller: Caller
) -> JobView:
    author = body.created_by or caller.user_id
    await check_author(session, body.org_id, body.project_id, author, caller.user_id)
    files = body.file_ids
    if files is None and given.rules.registry.get(body.extractor).runner == "worker":
        files = await latest_ids(session, body.project_id, given.rules.max_files_per_job + 1)
    new = NewJob(
        body.project_id,
        body.extractor,
        body.extraction_config,
        files or (),
        body.priority,
        source_type=body.source_type,
        source_id=body.source_id,
        source_metadata=body.source_metadata,
    )
    job_id = await submit(session, given.rules, new, user_id=author)
    return await job_view(session, job_id)


@router.get("/projects/{project_id}", summary="List a project's extraction jobs")
async def list_of_project(
    project_id: UUID, caller: SignedIn, asked: Annotated[Listing, Query()]
) -> JobPage:
    """Newest first."""
    async with caller.session() as session:
        await _check_project(session, project_id, asked.org_id)
        return await page_of_jobs(
            session,
            project_id,
            asked.wanted(),
            page=asked.page,
            limit=min(asked.limit, MOST),
            cursor=asked.cursor,
        )


@router.get("/projects/{project_id}/statistics", summary="Get statistics of a project's jobs")
async def statistics_of_project(project_id: UUID, caller: SignedIn, org_id: UUID) -> Statistics:
    """Of all jobs that there are, as they are now."""
    async with caller.session() as session:
        await _check_project(session, project_id, org_id)
        return await statistics(session, project_id)


@router.get("/{job_id}", summary="Get an extraction job")
async def get(job_id: UUID, caller: SignedIn, scope: Scoped) -> JobView:
    async with caller.session() as session:
        await _check_scope(session, job_id, scope)
        return await job_view(session, job_id)


@router.patch("/{job_id}", summary="Report on an extraction job")
async def update(
    job_id: UUID,
    body: ExtractionJobChange,
    given: Given,
    caller: SignedIn,
    scope: Scoped,
    claim_token: Annotated[UUID | None, Header()] = None,
) -> JobView:
    """For programs outside that do the job: status, counters, results, errors. Of a job that
    Educe's workers do, `source_metadata` and `priority` can be changed."""
    async with caller.session() as session:
        await _check_scope(session, job_id, scope)
        await change_job(session, given.rules, job_id, body, body.claim_token or claim_token)
        view = await job_view(session, job_id)
    given.hints.changed(job_id)
    return view


@router.post("/{job_id}/cancel", summary="Cancel an extraction job")
async def request_cancel(job_id: UUID, given: Given, caller: SignedIn, scope: Scoped) -> JobView:
    """A running job is `cancelled` when its work has stopped. That is waited for, for a moment:
    should it take longer, the answer says `cancelling`."""
    async with caller.session() as session:
        await _check_scope(session, job_id, scope)
        job = await cancel(session, given.rules, job_id, user_id=caller.user_id)
        after, ended = job.event_seq, Status(job.status).ended
    given.hints.changed(job_id)
    if not ended:
        await _until_ended(given, caller.user_id, job_id, after)
    async with caller.session() as session:
        return await job_view(session, job_id)


async def _until_ended(given: Services, user_id: UUID, job_id: UUID, after: int) -> None:
    try:
        async with (
            asyncio.timeout(_PATIENCE_SECONDS),
            aclosing(given.listener.watch(user_id, job_id, after)) as pages,
        ):
            async for _ in pages:
                pass
    except TimeoutError:
        pass


@router.delete("/{job_id}", status_code=204, summary="Delete an ended extraction job")
async def delete(job_id: UUID, given: Given, caller: SignedIn, scope: Scoped) -> None:
    """What it found stays in the graph. Refused while it is active."""
    async with caller.session() as session:
        await _check_scope(session, job_id, scope)
        blobs = await delete_job(session, job_id)
    await forget_blobs(given.blobs, blobs)
    given.hints.changed(job_id, scope.project_id)


async def _check_project(session: AsyncSession, project_id: UUID, org_id: UUID) -> None:
    project = await get_project(session, project_id)
    if project.organization_id != org_id:
        raise NotFound("There is no such project in that organization.")


async def _check_scope(session: AsyncSession, job_id: UUID, scope: Scope) -> None:
    wanted = select(Job.id).where(
        Job.id == job_id,
        Job.project_id == scope.project_id,
        Job.organization_id == scope.org_id,
    )
    if await session.scalar(wanted) is None:
        raise await find.missing(session, job_id)
