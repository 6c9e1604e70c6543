"""Dead letters: jobs that failed for good, with the error, the attempts and the worker of each.

They stay until somebody retries or deletes them, or their time is over.
"""

from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy.ext.asyncio import AsyncSession

from educe.jobs.details import AttemptView, attempts_of
from educe.jobs.lists import list_jobs
from educe.jobs.selection import JobFilter
from educe.jobs.states import Status
from educe.jobs.status import JobView


class DeadLetter(BaseModel):
    """A job that failed for good."""

    job: JobView
    attempts: list[AttemptView] = Field(description="Oldest first; the last one is what failed.")


class DeadLetters(BaseModel):
    """A page, newest first. `next`: give it as `cursor`; none: this is the last page."""

    dead_letters: list[DeadLetter]
    next: str | None = None


async def list_dead_letters(
    session: AsyncSession,
    *,
    project_id: UUID | None = None,
    extractor: str | None = None,
    search: str | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> DeadLetters:
    """Those that the user may see. Raises InvalidInput for a cursor not of ours."""
    failed = JobFilter(
        project_id=project_id, extractor=extractor, search=search, status=[Status.FAILED]
    )
    page = await list_jobs(session, failed, cursor=cursor, limit=limit)
    attempts = await attempts_of(session, [job.id for job in page.jobs])
    return DeadLetters(
        dead_letters=[DeadLetter(job=job, attempts=attempts.get(job.id, [])) for job in page.jobs],
        next=page.next,
    )
