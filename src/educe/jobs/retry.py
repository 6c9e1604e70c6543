"""Retrying an ended job under its id, from its last checkpoint."""

from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from educe.db.session import driver_connection
from educe.errors import Conflict
from educe.jobs.admission import admit
from educe.jobs.find import job_for_update
from educe.jobs.models import Job, JobFile, JobItem
from educe.jobs.rules import Rules
from educe.jobs.states import Status


async def retry(session: AsyncSession, rules: Rules, job_id: UUID) -> Job:
    """Makes a failed or cancelled job, or a completed one with failed items, pending again.

    Items that succeeded keep their results; failed ones run again with all their attempts. Raises
    NotFound, and Conflict when the job is active, has nothing to retry, or a source was deleted.
    """
    job = await job_for_update(session, job_id)
    _refuse_what_has_nothing_to_retry(job)
    await _refuse_deleted_sources(session, job_id)
    await session.execute(
        update(JobItem)
        .where(JobItem.job_id == job_id, JobItem.status == "failed")
        .values(
            status="pending",
            attempts=0,
            crashes=0,
            losses=0,
            suspect=False,
            error=None,
            worker_id=None,
        )
    )
    job.status = Status.PENDING
    job.attempt += 1
    job.processed_items = job.successful_items
    job.failed_items = 0
    job.progress = 5 + 85 * job.successful_items // job.total_items if job.total_items else 0
    job.progress_message = "Waiting for its turn"
    job.error_message = job.error_details = job.summary = None
    job.cancel_requested_at = job.cancel_requested_by = None
    job.stage_failures = job.stage_crashes = 0
    job.run_at = func.now()
    await session.flush()
    message = f"Retried: attempt {job.attempt}"
    await session.execute(select(func.kb.add_event(job_id, "retried", message)))
    await admit(
        await driver_connection(session), rules.sender, job.created_by, rules.max_running_jobs
    )
    await session.refresh(job)
    return job


def _refuse_what_has_nothing_to_retry(job: Job) -> None:
    if not Status(job.status).ended:
        raise Conflict(f"This job is {job.status}. Cancel it first, or wait for its end.")
    if job.status == Status.COMPLETED and job.failed_items == 0:
        raise Conflict(
            "This job has completed and none of its items failed: there is nothing to retry. "
            "Start a new job to extract again."
        )


async def _refuse_deleted_sources(session: AsyncSession, job_id: UUID) -> None:
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
