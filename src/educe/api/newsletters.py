"""Newsletters: the articles behind the links of mails, by extractions under paths of their own."""

from collections.abc import AsyncIterator
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from fastapi.responses import StreamingResponse
from sqlalchemy.ext.asyncio import AsyncSession

from educe.api import extractions
from educe.api.deps import Caller, Given, Services, SignedIn
from educe.api.downloads import rejoined
from educe.api.extractions import Cursor, Force, RetryRequest, retry_as_asked
from educe.api.idempotency import Once
from educe.api.newsletter_views import (
    NewNewsletterExtraction,
    NewsletterExtraction,
    NewsletterExtractionDetails,
    NewsletterExtractions,
    NewsletterStatus,
    Started,
)
from educe.api.problems import RESPONSES
from educe.documents.blobs import BlobStore
from educe.documents.files import find_file
from educe.errors import NotFound
from educe.jobs import find
from educe.jobs.artifacts import find_artifact
from educe.jobs.lists import list_jobs
from educe.jobs.models import Job
from educe.jobs.queue.views import QueueView, queue_view
from educe.jobs.selection import JobFilter
from educe.jobs.states import Priority, Status
from educe.jobs.status import ProgressView, job_view
from educe.jobs.submit import NewJob, submit
from educe.mailboxes.mailboxes import MailboxView, NoMailbox, default_mailbox, mailbox_view

router = APIRouter(prefix="/api/newsletters", tags=["newsletters"], responses=RESPONSES)
EXTRACTOR = "newsletters"
_ARTICLES = "filtered_articles.json"  # the artifact that status shows
_JSON = "application/json"


@router.post("/extract", status_code=202, summary="Extract the articles of newsletters")
async def extract(
    body: NewNewsletterExtraction, given: Given, caller: SignedIn, once: Once
) -> Started:
    """From a mailbox, or from uploaded mails. It answers at once; a background job does it."""
    async with once.transaction() as session:
        new = await _new_job(session, body, caller)
        job_id = await submit(session, given.rules, new, user_id=caller.user_id)
        started = Started(extraction_id=job_id, message="Extraction started")
        await once.made(started, location=_location(job_id))
    given.hints.changed(job_id)
    return started


async def _new_job(session: AsyncSession, body: NewNewsletterExtraction, caller: Caller) -> NewJob:
    config = body.config()
    mailbox = await _mailbox(session, body, caller)
    if mailbox is not None:
        config["mailbox_id"] = str(mailbox.id)
    files = body.file_ids or []
    project_id = body.project_id
    if project_id is None:
        project_id = (mailbox or await find_file(session, files[0])).project_id
    return NewJob(project_id, EXTRACTOR, config, files, body.priority or Priority.NORMAL)


async def _mailbox(
    session: AsyncSession, body: NewNewsletterExtraction, caller: Caller
) -> MailboxView | None:
    """The one that is named; without one, and without files, the caller's default one."""
    if body.mailbox_id is not None:
        return await mailbox_view(session, body.mailbox_id)
    if body.file_ids:
        return None
    mailbox = await default_mailbox(session, caller.user_id)
    if body.project_id not in (None, mailbox.project_id):
        raise NoMailbox(
            "Your default mailbox belongs to another project. Name one of this project with"
            " `mailbox_id`; GET /api/projects/{project_id}/mailboxes lists them."
        )
    return mailbox


@router.get("/extractions", summary="List extractions of newsletters")
async def list_mine(
    caller: SignedIn,
    status: Annotated[list[Status] | None, Query(description="Only those in this state.")] = None,
    cursor: Cursor = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> NewsletterExtractions:
    """Newest first."""
    wanted = JobFilter(extractor=EXTRACTOR, status=status or [])
    async with caller.session() as session:
        page = await list_jobs(session, wanted, cursor=cursor, limit=limit)
    found = [NewsletterExtraction.model_validate(job) for job in page.jobs]
    return NewsletterExtractions(extractions=found, next=page.next)


@router.get(
    "/extractions/{extraction_id}",
    summary="Get an extraction of newsletters",
    response_model=NewsletterExtractionDetails,
)
async def get(extraction_id: UUID, given: Given, caller: SignedIn) -> Response:
    """With what was asked for and, when it is completed, what it found."""
    async with caller.session() as session:
        job = await _job(session, extraction_id)
        found = await _found(session, job)
        view = NewsletterExtractionDetails.model_validate(await job_view(session, job.id))
        view.queue = await _queue(session, job, given)
    return await _answer(given.blobs, view, found)


@router.get(
    "/extractions/{extraction_id}/status",
    summary="How far is an extraction of newsletters?",
    response_model=NewsletterStatus,
)
async def status(extraction_id: UUID, given: Given, caller: SignedIn) -> Response:
    """In short, for asking often; with what it found as soon as it is completed."""
    async with caller.session() as session:
        job = await _job(session, extraction_id)
        found = await _found(session, job)
        view = NewsletterStatus.model_validate(ProgressView.model_validate(job))
        view.queue = await _queue(session, job, given)
    return await _answer(given.blobs, view, found)


@router.post("/extractions/{extraction_id}/cancel", summary="Cancel an extraction of newsletters")
async def request_cancel(
    extraction_id: UUID, given: Given, caller: SignedIn, force: Force = False
) -> NewsletterExtraction:
    """A pending one is cancelled at once; a running one shows `cancelling` until it has stopped.
    409 when it has ended."""
    async with caller.session() as session:
        await _job(session, extraction_id)
    cancelled = await extractions.request_cancel(extraction_id, given, caller, force)
    return NewsletterExtraction.model_validate(cancelled)


@router.post(
    "/extractions/{extraction_id}/retry",
    status_code=202,
    summary="Retry an extraction of newsletters",
)
async def request_retry(
    extraction_id: UUID,
    given: Given,
    caller: SignedIn,
    once: Once,
    how: RetryRequest | None = None,
) -> Started:
    """Goes on from its last checkpoint under the same id, unless `from` says otherwise. 409 when
    there is nothing to retry."""
    async with once.transaction() as session:
        await _job(session, extraction_id)
        job_id = await retry_as_asked(session, extraction_id, how, given, caller)
        started = Started(extraction_id=job_id, message="Extraction started again")
        await once.made(started, location=_location(job_id))
    given.hints.changed(job_id)
    return started


async def _job(session: AsyncSession, extraction_id: UUID) -> Job:
    """Raises NotFound, also for what isn't an extraction of newsletters."""
    job = await find.job(session, extraction_id)
    if job.extractor != EXTRACTOR:
        raise NotFound(find.NOT_THERE)
    return job


def _location(job_id: UUID) -> str:
    return f"/api/newsletters/extractions/{job_id}"


async def _found(session: AsyncSession, job: Job) -> str | None:
    """The name of the blob with what a completed job found; none when that is nothing."""
    if job.status != Status.COMPLETED:
        return None
    try:
        return (await find_artifact(session, job.id, _ARTICLES)).blob_name
    except NotFound:
        return None


async def _queue(session: AsyncSession, job: Job, given: Services) -> QueueView | None:
    waits = job.status == Status.PENDING
    return await queue_view(session, given.board, job.id) if waits else None


async def _answer(blobs: BlobStore, view: NewsletterStatus, found: str | None) -> Response:
    """The view with what was found, which is passed on as it was written: it may be long."""
    begin = view.model_dump_json(exclude={"newsletters"})[:-1].encode() + b',"newsletters":'
    if found is None:
        nothing = b"[]" if view.status == Status.COMPLETED else b"null"
        return Response(begin + nothing + b"}", media_type=_JSON)
    stream = blobs.stream(found)
    begin += await anext(stream, b"[]")  # what is missing shows before the answer begins
    return StreamingResponse(_ended(rejoined(begin, stream)), media_type=_JSON)


async def _ended(object_without_end: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    async for chunk in object_without_end:
        yield chunk
    yield b"}"
