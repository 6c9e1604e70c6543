"""Finding a job, or saying that it isn't there."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from educe.errors import NotFound
from educe.jobs.models import Job

_NOT_THERE = "There is no such extraction. It may have been deleted, or its address is mistyped."


async def job(session: AsyncSession, job_id: UUID) -> Job:
    """Raises NotFound when there is none that this session's user may see."""
    found = await session.get(Job, job_id)
    if found is None:
        raise NotFound(_NOT_THERE)
    return found


async def job_for_update(session: AsyncSession, job_id: UUID) -> Job:
    """The same, its row locked until the transaction ends."""
    found = await session.scalar(
        select(Job).where(Job.id == job_id).with_for_update(key_share=True)
    )
    if found is None:
        raise NotFound(_NOT_THERE)
    return found
