"""Pages of jobs and of a job's items. A page names the next one by a cursor, so nothing is skipped
or shown twice when rows come and go in between."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict
from sqlalchemy import ColumnElement, Select, case, func, select, true, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from educe.accounts.models import Project
from educe.jobs import find
from educe.jobs.cursors import cursor_of, opened
from educe.jobs.models import Job, JobItem
from educe.jobs.selection import JobFilter
from educe.jobs.status import WITH_FILES, JobView, viewed

_ALL = JobFilter()
_NEWEST = (Job.created_at.desc(), Job.id.desc())
ItemStatus = Literal["pending", "running", "succeeded", "failed"]


class JobsView(BaseModel):
    """A page of jobs, newest first. `next`: give it as `cursor`; none: this is the last page."""

    jobs: list[JobView]
    next: str | None = None


class ItemView(BaseModel):
    """The unit of work inside a job. `error` says why it failed, or failed last."""

    model_config = ConfigDict(from_attributes=True)

    seq: int
    label: str
    status: ItemStatus
    attempts: int
    crashes: int
    error: dict[str, Any] | None
    started_at: datetime | None
    ended_at: datetime | None


class ItemsView(BaseModel):
    """A page of items. `next`: give it as `cursor`; none: this is the last page."""

    items: list[ItemView]
    next: str | None = None


async def list_jobs(
    session: AsyncSession,
    wanted_jobs: JobFilter = _ALL,
    *,
    cursor: str | None = None,
    limit: int = 50,
    offset: int = 0,
) -> JobsView:
    """Jobs that the user may see and that fit the filter, newest first; `offset` of them are left
    out. Raises InvalidInput for a cursor not of ours."""
    fits = list(wanted_jobs.conditions())
    same = 0
    if offset:
        place = await _place(session, fits, offset)
        if place is None:
            return JobsView(jobs=[])
        begin, same = place
        fits.append(Job.created_at <= begin)
    if cursor is not None:
        at, job_id = opened(cursor, datetime.fromisoformat, UUID)
        fits.append(tuple_(Job.created_at, Job.id) < (at, job_id))
    wanted = select(Job.id).where(*fits).order_by(*_NEWEST).limit(limit + 1)
    if wanted_jobs.names_no_place():
        wanted = _of_each_project(fits, limit + 1 + same).limit(limit + 1)
    page = wanted.offset(same).subquery()
    shown = WITH_FILES.join(page, page.c.id == Job.id).order_by(*_NEWEST)
    rows = (await session.execute(shown)).all()
    views = [viewed(row) for row in rows[:limit]]
    last = views[-1] if len(rows) > limit else None
    return JobsView(
        jobs=views, next=cursor_of(last.created_at.isoformat(), last.id) if last else None
    )


def _of_each_project(fits: Sequence[ColumnElement[bool]], most: int) -> Select[UUID]:
    """The newest of the newest of each project: an index has a project's jobs in order, and none
    has everybody's."""
    newest = select(Job.id, Job.created_at).where(*fits, Job.project_id == Project.id)
    one = newest.order_by(*_NEWEST).limit(most).correlate(Project).lateral()
    found = select(one.c.id).select_from(Project).join(one, true())
    return found.order_by(one.c.created_at.desc(), one.c.id.desc())


async def _place(
    session: AsyncSession, fits: Sequence[ColumnElement[bool]], offset: int
) -> tuple[datetime, int] | None:
    """When the job was made that stands behind so many, and how many of the same moment stand
    before it; None: there is none. An index on times alone answers this for long lists."""
    made = select(Job.created_at).where(*fits).order_by(Job.created_at.desc())
    begin = await session.scalar(made.offset(offset).limit(1))
    if begin is None:
        return None
    before = select(func.count()).select_from(Job).where(*fits, Job.created_at > begin)
    return begin, max(0, offset - (await session.scalar(before) or 0))


async def list_items(
    session: AsyncSession,
    job_id: UUID,
    *,
    status: ItemStatus | None = None,
    failed_first: bool = False,
    cursor: str | None = None,
    limit: int = 100,
) -> ItemsView:
    """A job's items in their order, or the failed ones first. Raises NotFound, and InvalidInput for
    a cursor not of ours."""
    await find.job(session, job_id)
    rank = case((JobItem.status == "failed", 0), else_=1)
    wanted = select(JobItem).where(JobItem.job_id == job_id).limit(limit + 1)
    wanted = wanted.order_by(rank, JobItem.seq) if failed_first else wanted.order_by(JobItem.seq)
    if status is not None:
        wanted = wanted.where(JobItem.status == status)
    if cursor is not None:
        after_rank, after = opened(cursor, int, int)
        if failed_first:
            wanted = wanted.where(tuple_(rank, JobItem.seq) > (after_rank, after))
        else:
            wanted = wanted.where(JobItem.seq > after)
    found = list(await session.scalars(wanted))
    page = [ItemView.model_validate(item) for item in found[:limit]]
    last = page[-1] if len(found) > limit else None
    return ItemsView(
        items=page, next=cursor_of(0 if last.status == "failed" else 1, last.seq) if last else None
    )
