"""Cancelling: a waiting job at once; a running one when its work has stopped, or by force."""

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


async def cancel(
    session: AsyncSession, rules: Rules, job_id: UUID, *, user_id: UUID, force: bool = False
) -> Job:
    """Cancels a pending job, or asks a running one to: its worker ends the work within a beat and
    confirms. If the work completes first, the job is completed, and says so.

    `force` doesn't wait for anybody: the job is cancelled now, and what its workers still do is
    not written. Asking twice is once. Raises NotFound, and Conflict when the job has ended.
    """
    # by force, items come first: that is the order in which all who work on a job lock
    owners = list(await session.scalars(select(func.kb.force_stop(job_id)))) if force else []
    job = await job_for_update(session, job_id)
    if owners:
        await session.execute(
            update(Job).where(Job.id == job_id).values(cancel_requested_by=user_id)
        )
    elif Status(job.status).ended:
        raise Conflict(f"This job is {job.status} already; there is nothing to cancel.")
    elif job.status == Status.PENDING:
        owners = await _cancel_waiting(session, job, user_id)
    elif job.cancel_requested_at is None:
        owners = await _ask_to_stop(session, job_id, user_id)
    for owner in owners:
        await admit(await driver_connection(session), rules.sender, owner, rules.limits)
    await session.refresh(job)
    return job


async def _cancel_waiting(session: AsyncSession, job: Job, user_id: UUID) -> list[UUID | None]:
    job.status = Status.CANCELLED
    job.cancel_requested_at = func.now()
    job.cancel_requested_by = user_id
    job.progress_message = "Cancelled before it started"
    await session.flush()
    await session.execute(select(func.kb.add_event(job.id, "cancelled", job.progress_message)))
    return [job.created_by]


async def _ask_to_stop(session: AsyncSession, job_id: UUID, user_id: UUID) -> list[UUID | None]:
    """Returns the job's owner when nobody was working on it just then, so that it has ended."""
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
    return list(await session.scalars(select(func.kb.confirm_cancel(job_id))))
