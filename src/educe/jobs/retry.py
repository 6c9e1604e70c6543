"""Retrying an ended job: under its id, from where it stood or from the start; or as a new job."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from educe.db.session import driver_connection
from educe.documents.models import File
from educe.errors import Conflict, InvalidInput
from educe.jobs import find
from educe.jobs.admission import admit
from educe.jobs.dependencies import check_needs, needs_of
from educe.jobs.find import job_for_update
from educe.jobs.models import Job, JobDependency, JobFile, JobItem
from educe.jobs.rules import Rules
from educe.jobs.states import WAITING_FOR, Priority, Status
from educe.jobs.submit import NewJob, submit

_NEW_CHANCE: dict[str, Any] = {
    "status": "pending",
    "attempts": 0,
    "crashes": 0,
    "losses": 0,
    "suspect": False,
    "error": None,
    "worker_id": None,
}


class RetryFrom(StrEnum):
    """Where a retry under the same id begins."""

    CHECKPOINT = "checkpoint"  # what succeeded is kept; failed items run again, and the rest
    FAILED_ITEMS = "failed_items"  # of a completed job: all of its failed items, or those named
    START = "start"  # the sources are looked at again, and nothing is kept


async def retry(
    session: AsyncSession,
    rules: Rules,
    job_id: UUID,
    *,
    begin: RetryFrom = RetryFrom.CHECKPOINT,
    items: Sequence[int] | None = None,
) -> Job:
    """Makes a failed or cancelled job, or a completed one with failed items, pending again.

    Its earlier results stay until the retry has completed. `items`: with FAILED_ITEMS, the numbers
    of those to run again. Raises NotFound; Conflict when the job is active, has nothing to retry, a
    source was deleted, or what it needs can't come true; InvalidInput for items that haven't
    failed.
    """
    job = await job_for_update(session, job_id)
    _refuse_what_has_nothing_to_retry(job, begin)
    await _refuse_deleted_sources(session, job_id)
    await check_needs(session, job.project_id, await needs_of(session, job_id), lock=True)
    if begin is RetryFrom.START:
        await _forget_the_plan(session, job)
        job.declared_steps = rules.registry.steps(job.extractor)
    else:
        await _run_again(session, job, items if begin is RetryFrom.FAILED_ITEMS else None)
    _stand_in_line(job)
    await session.flush()
    await _take_back_dependants(session, job_id)
    message = f"Retried: attempt {job.attempt}"
    if begin is RetryFrom.START:
        message += ", from the start"
    await session.execute(select(func.kb.add_event(job_id, "retried", message)))
    await admit(await driver_connection(session), rules.sender, job.created_by, rules.limits)
    await session.refresh(job)
    return job


async def retry_as_new(
    session: AsyncSession,
    rules: Rules,
    job_id: UUID,
    *,
    user_id: UUID,
    config: dict[str, Any] | None = None,
    priority: Priority | None = None,
) -> UUID:
    """Starts a new job over the same sources, with another config if one is given. The old one
    stays as it is. Returns the new one's id. Raises as `submit`, and Conflict when a source was
    deleted."""
    job = await find.job(session, job_id)
    await _refuse_deleted_sources(session, job_id)
    files = await session.scalars(
        select(JobFile.file_id).where(JobFile.job_id == job_id).order_by(JobFile.position)
    )
    new = NewJob(
        job.project_id,
        job.extractor,
        job.extraction_config if config is None else config,
        [file_id for file_id in files if file_id is not None],
        priority or Priority(job.priority),
        job.source_type,
        job.source_id,
        job.source_metadata,
        retried_from=job_id,
    )
    return await submit(session, rules, new, user_id=user_id)


def _refuse_what_has_nothing_to_retry(job: Job, begin: RetryFrom) -> None:
    if not Status(job.status).ended:
        raise Conflict(f"This job is {job.status}. Cancel it first, or wait for its end.")
    if job.status == Status.COMPLETED and job.failed_items == 0:
        raise Conflict(
            "This job has completed and none of its items failed: there is nothing to retry. "
            "Retry it as a new job to extract again."
        )
    if begin is RetryFrom.FAILED_ITEMS and job.failed_items == 0:
        raise Conflict("None of this job's items failed. Retry it from its last checkpoint.")


async def _refuse_deleted_sources(session: AsyncSession, job_id: UUID) -> None:
    # a delete that is under way comes first; a later one finds the job active
    await session.execute(
        select(File.id)
        .join(JobFile, JobFile.file_id == File.id)
        .where(JobFile.job_id == job_id)
        .order_by(File.id)
        .with_for_update(read=True, of=File)
    )
    gone = (
        await session.scalars(
            select(JobFile.file_name).where(JobFile.job_id == job_id, JobFile.file_id.is_(None))
        )
    ).all()
    if gone:
        raise Conflict(
            f"{len(gone)} of this job's files were deleted since: {', '.join(gone[:5])}. Start a "
            "new job with what is there."
        )


async def _run_again(session: AsyncSession, job: Job, items: Sequence[int] | None) -> None:
    failed = update(JobItem).where(JobItem.job_id == job.id, JobItem.status == "failed")
    if items is not None:
        failed = failed.where(JobItem.seq.in_(items))
    rows = await session.execute(failed.values(_NEW_CHANCE).returning(JobItem.seq))
    again = set(rows.scalars())
    if items is not None and (others := sorted(set(items) - again)):
        raise InvalidInput(
            f"Item {others[0]} hasn't failed, so it can't run again. Choose among the failed ones."
        )
    # a program outside may have counted items that have no rows
    job.failed_items = job.failed_items - len(again) if items is not None else 0
    job.processed_items = job.successful_items + job.failed_items
    job.progress = 5 + 85 * job.processed_items // job.total_items if job.total_items else 0


async def _forget_the_plan(session: AsyncSession, job: Job) -> None:
    await session.execute(delete(JobItem).where(JobItem.job_id == job.id))
    job.planned_at = None
    job.total_items = job.processed_items = job.successful_items = job.failed_items = 0
    job.progress = 0
    job.counts = {}


async def _take_back_dependants(session: AsyncSession, job_id: UUID) -> None:
    """Those that were admitted because this job had ended, and haven't started, wait anew."""
    dependants = select(JobDependency.job_id).where(JobDependency.needs_id == job_id)
    await session.execute(
        update(Job)
        .where(Job.id.in_(dependants), Job.status == Status.PENDING, Job.admitted_at.is_not(None))
        .values(admitted_at=None, delivered_at=None)
    )


def _stand_in_line(job: Job) -> None:
    job.status = Status.PENDING
    job.attempt += 1
    job.resumed_items = job.processed_items
    job.extracted_at = None
    job.progress_message = WAITING_FOR[job.runner]
    job.error_message = job.error_details = job.summary = None
    job.cancel_requested_at = job.cancel_requested_by = None
    job.stage_failures = job.stage_crashes = 0
    job.run_at = job.queued_at = func.now()
    job.ranked_at = func.now() - func.kb.head_start(job.created_by)
