"""All that is known of one job: its state, what it waits for, what its earlier attempts came to."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from educe.jobs.dependencies import NeedView, needs_of
from educe.jobs.models import Job, JobAttempt, JobDependency
from educe.jobs.status import JobView, job_view


class AttemptView(BaseModel):
    """An attempt that has ended."""

    model_config = ConfigDict(from_attributes=True)

    attempt: int
    status: Literal["completed", "failed", "cancelled"]
    message: str
    worker: str | None = Field(description="The name of the worker that had the job last.")
    started_at: datetime | None
    ended_at: datetime
    total_items: int
    successful_items: int
    failed_items: int


class JobDetails(JobView):
    """A job with what it needs, what needs it, its new versions, and its earlier attempts."""

    needs: list[NeedView]
    needed_by: list[UUID]
    retried_as: list[UUID]
    attempts: list[AttemptView] = Field(description="Those that have ended, oldest first.")


async def job_details(session: AsyncSession, job_id: UUID) -> JobDetails:
    """Raises NotFound."""
    view = await job_view(session, job_id)
    needed_by = select(JobDependency.job_id).where(JobDependency.needs_id == job_id)
    retried_as = select(Job.id).where(Job.retried_from == job_id)
    return JobDetails(
        **{name: getattr(view, name) for name in JobView.model_fields},
        needs=await needs_of(session, job_id),
        needed_by=list(await session.scalars(needed_by.order_by(JobDependency.job_id))),
        retried_as=list(await session.scalars(retried_as.order_by(Job.id))),
        attempts=(await attempts_of(session, [job_id])).get(job_id, []),
    )


async def attempts_of(session: AsyncSession, job_ids: list[UUID]) -> dict[UUID, list[AttemptView]]:
    """The attempts of several jobs that have ended, oldest first."""
    found: dict[UUID, list[AttemptView]] = {}
    rows = await session.scalars(
        select(JobAttempt)
        .where(JobAttempt.job_id.in_(job_ids))
        .order_by(JobAttempt.job_id, JobAttempt.attempt)
    )
    for row in rows:
        found.setdefault(row.job_id, []).append(AttemptView.model_validate(row))
    return found
