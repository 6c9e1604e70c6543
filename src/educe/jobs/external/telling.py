"""Telling what happens to a job: its progress at most twice a second, as for workers' jobs."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import cast, func, select, text, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from educe.jobs.models import Job

_PAUSE = text("interval '500 milliseconds'")


async def tell(
    session: AsyncSession, job: Job, kind: str, message: str, data: Mapping[str, Any] | None = None
) -> None:
    """Writes an event of the job."""
    event = func.kb.add_event(job.id, kind, message, cast(data or {}, JSONB))
    await session.execute(select(event))


async def tell_progress(session: AsyncSession, job: Job) -> None:
    """Writes a progress event of the job as it is now, unless there was one a moment ago."""
    told = await session.scalar(
        update(Job)
        .where(Job.id == job.id, Job.progress_event_at < func.clock_timestamp() - _PAUSE)
        .values(progress_event_at=func.clock_timestamp())
        .returning(Job.id)
        .execution_options(synchronize_session=False)
    )
    if told is not None:
        counters = {name: getattr(job, name) for name in _TOLD}
        await tell(session, job, "progress", job.progress_message, counters)


_TOLD = ("progress", "processed_items", "total_items")
