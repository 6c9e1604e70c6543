"""Cancelling: a waiting job at once; a running one when its work has stopped."""

from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from educe.db.session import driver_connection
from educe.errors import Conflict
from educe.jobs.admission import admit
from educe.jobs.find import job_for_update
from educe.jobs.models import Job
from educe.jobs.rules import Rules
from educe.jobs.states import Status


async def cancel(session: AsyncSession, rules: Rules, job_id: UUID, *, user_id: UUID) -> Job:
    """Cancels a pending job, or asks a running one to: its worker ends the work within a beat and
    confirms. If the work completes first, the job is completed, and says so.

    Asking twice is once. Raises NotFound, and Conflict when the job has ended.
    """
    job = await job_for_update(session, job_id)
    if Status(job.status).ended:
        raise Conflict(f"This job is {job.status} already; there is nothing to cancel.")
    if job.status == Status.PENDING:
        job.status = Status.CANCELLED
        job.cancel_requested_at = func.now()
        job.cancel_requested_by = user_id
        job.progress_message = "Cancelled before it started"
        await session.flush()
        await session.execute(select(func.kb.add_event(job_id, "cancelled", job.progress_message)))
        await admit(
            await driver_connection(session), rules.sender, job.created_by, rules.max_running_jobs
        )
    elif job.cancel_requested_at is None:
        await session.execute(
            update(Job)
            .where(Job.id == job_id)
            .values(
                cancel_requested_at=func.now(),
                cancel_requested_by=user_id,
                progress_message="Cancelling…",
            )
        )
        await session.execute(select(func.kb.add_event(job_id, "cancelling", "Cancelling…")))
        # nobody may be working on it just now
        for owner in (await session.scalars(select(func.kb.confirm_cancel(job_id)))).all():
            connection = await driver_connection(session)
            await admit(connection, rules.sender, owner, rules.max_running_jobs)
    await session.refresh(job)
    return job
