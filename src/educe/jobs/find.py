"""Finding a job, or saying that it isn't there."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from educe.errors import NotFound
from educe.jobs.models import Job
from educe.jobs.retention.models import ArchivedJob

NOT_THERE = "There is no such extraction. It may have been deleted, or its address is mistyped."


async def job(session: AsyncSession, job_id: UUID) -> Job:
    """Raises NotFound when there is none that this session's user may see."""
    found = await session.get(Job, job_id)
    if found is None:
        raise await missing(session, job_id)
    return found


async def job_for_update(session: AsyncSession, job_id: UUID) -> Job:
    """The same, its row locked until the transaction ends."""
    found = await session.scalar(
        select(Job)
        .where(Job.id == job_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)  # what was read before may be out of date
    )
    if found is None:
        raise await missing(session, job_id)
    return found


async def missing(session: AsyncSession, job_id: UUID) -> NotFound:
    """What to raise when this session's user finds no such job: it may be in the archive."""
    at = await session.scalar(select(ArchivedJob.archived_at).where(ArchivedJob.id == job_id))
    if at is None:
        return NotFound(NOT_THERE)
    return NotFound(
        f"This extraction was archived on {at:%Y-%m-%d}, when its time was over. What remains of it"
        f" is at /api/archive/{job_id}."
    )
