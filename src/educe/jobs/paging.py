"""Numbered pages of a project's jobs, with how many there are: from the counters where these know,
else by counting what an index finds."""

from typing import get_args
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from educe.jobs.lists import list_jobs
from educe.jobs.models import Job
from educe.jobs.selection import JobFilter, SourceType
from educe.jobs.statistics.reading import counted_jobs
from educe.jobs.status import JobView

SEARCHED = 20_000  # a search looks at so many of the newest jobs: no index knows words
_COUNTED = {"project_id", "status", "source_type", "extractor"}


class JobPage(BaseModel):
    """A page of jobs, newest first."""

    jobs: list[JobView]
    total: int = Field(description="All that fit, on all pages.")
    page: int
    limit: int
    total_pages: int
    next_cursor: str | None = Field(
        description="Give it as `cursor`, in place of `page`: quicker for long lists, and nothing"
        " is skipped or shown twice when jobs come and go. None: this is the last page."
    )


async def page_of_jobs(
    session: AsyncSession,
    project_id: UUID,
    wanted: JobFilter,
    *,
    page: int = 1,
    limit: int = 20,
    cursor: str | None = None,
) -> JobPage:
    """The page of this number, from 1, or the one that begins at the cursor; empty beyond the last.

    Raises InvalidInput for a cursor not of ours."""
    wanted = wanted.model_copy(update={"project_id": project_id})
    if wanted.search:
        wanted = await _of_the_newest(session, project_id, wanted)
    total = await _total(session, wanted)
    offset = 0 if cursor else (page - 1) * limit
    found = None
    if cursor or offset < total:
        found = await list_jobs(session, wanted, cursor=cursor, limit=limit, offset=offset)
    return JobPage(
        jobs=found.jobs if found else [],
        total=total,
        page=page,
        limit=limit,
        total_pages=-(-total // limit),
        next_cursor=found.next if found else None,
    )


async def _total(session: AsyncSession, wanted: JobFilter) -> int:
    if wanted.model_dump(exclude_defaults=True).keys() <= _COUNTED:
        return await _counted(session, wanted)
    conditions = list(wanted.conditions())
    if wanted.source_id is not None and wanted.source_type is None:
        # the index on sources begins with their type
        conditions.append(Job.source_type.in_(get_args(SourceType)))
    found = await session.scalar(select(func.count()).select_from(Job).where(*conditions))
    return int(found or 0)


async def _counted(session: AsyncSession, wanted: JobFilter) -> int:
    column = counted_jobs().c
    count = select(func.coalesce(func.sum(column.jobs), 0)).where(
        column.project_id == wanted.project_id
    )
    if wanted.status:
        count = count.where(column.status.in_(wanted.status))
    if wanted.source_type is not None:
        count = count.where(column.source_type == wanted.source_type)
    if wanted.extractor is not None:
        count = count.where(column.extractor == wanted.extractor)
    return int(await session.scalar(count) or 0)


async def _of_the_newest(session: AsyncSession, project_id: UUID, wanted: JobFilter) -> JobFilter:
    oldest = await session.scalar(
        select(Job.created_at)
        .where(Job.project_id == project_id)
        .order_by(Job.created_at.desc())
        .offset(SEARCHED - 1)
        .limit(1)
    )
    return wanted.model_copy(update={"created_after": oldest})
