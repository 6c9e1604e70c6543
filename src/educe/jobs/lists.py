"""Pages of jobs. A page names the next one by a cursor, so nothing is skipped or shown twice when
rows come and go in between."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import ColumnElement, Row, Select, Subquery, func, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from educe.accounts.models import Project
from educe.jobs.models import Job
from educe.jobs.ordering import NEWEST, Order, Sort, order_of
from educe.jobs.selection import JobFilter
from educe.jobs.status import LINES, WITH_FILES, JobLine, JobView, lined, name_authors, viewed

_ALL = JobFilter()


class JobsView(BaseModel):
    """A page of jobs. `next`: give it as `cursor`; none: this is the last page."""

    jobs: list[JobView]
    next: str | None = None


class LinesView(BaseModel):
    """A page of jobs in short. `next`: give it as `cursor`; none: this is the last page."""

    jobs: list[JobLine]
    next: str | None = None


async def list_jobs(
    session: AsyncSession,
    wanted_jobs: JobFilter = _ALL,
    *,
    sort: Sort = "newest",
    cursor: str | None = None,
    limit: int = 50,
    offset: int = 0,
) -> JobsView:
    """Jobs that the user may see and that fit the filter, in order; `offset` of them are left out.
    Raises InvalidInput for a cursor not of ours, and for an order that these jobs have not."""
    order = order_of(sort, wanted_jobs)
    page = await _page(session, wanted_jobs, order, cursor, limit, offset)
    if page is None:
        return JobsView(jobs=[])
    rows = await _shown(session, WITH_FILES, page, order)
    views = [viewed(row) for row in rows[:limit]]
    await name_authors(session, views)
    return JobsView(jobs=views, next=order.cursor(views[-1]) if len(rows) > limit else None)


async def list_lines(
    session: AsyncSession,
    wanted_jobs: JobFilter = _ALL,
    *,
    sort: Sort = "newest",
    cursor: str | None = None,
    limit: int = 50,
    offset: int = 0,
) -> LinesView:
    """The same in short."""
    order = order_of(sort, wanted_jobs)
    page = await _page(session, wanted_jobs, order, cursor, limit, offset)
    if page is None:
        return LinesView(jobs=[])
    rows = await _shown(session, LINES, page, order)
    lines = [lined(row) for row in rows[:limit]]
    await name_authors(session, lines)
    return LinesView(jobs=lines, next=order.cursor(lines[-1]) if len(rows) > limit else None)


async def _shown(
    session: AsyncSession, shown: Select[Any], page: Subquery, order: Order
) -> Sequence[Row[Any]]:
    joined = shown.join(page, page.c.id == Job.id).order_by(*order.keys)
    found = await session.execute(joined)
    return list(found)


async def _page(
    session: AsyncSession,
    wanted_jobs: JobFilter,
    order: Order,
    cursor: str | None,
    limit: int,
    offset: int,
) -> Subquery | None:
    """The ids of the page's jobs, and of one more; None: the list ends before the offset."""
    fits = list(wanted_jobs.conditions())
    same = 0
    if offset and order is NEWEST:
        place = await _place(session, fits, offset)
        if place is None:
            return None
        begin, same = place
        fits.append(Job.created_at <= begin)
    elif offset:
        same = offset
    if cursor is not None:
        fits.append(order.after(cursor))
    wanted = select(Job.id).where(*fits).order_by(*order.keys).limit(limit + 1)
    if wanted_jobs.names_no_place() and order.columns == NEWEST.columns:
        wanted = _of_each_project(fits, order, limit + 1 + same).limit(limit + 1)
    return wanted.offset(same).subquery()


def _of_each_project(fits: Sequence[ColumnElement[bool]], order: Order, most: int) -> Select[UUID]:
    """The first of the first of each project: an index has a project's jobs in order, and none has
    everybody's."""
    first = select(Job.id, Job.created_at).where(*fits, Job.project_id == Project.id)
    one = first.order_by(*order.keys).limit(most).correlate(Project).lateral()
    keys = [one.c.created_at, one.c.id]
    found = select(one.c.id).select_from(Project).join(one, true())
    return found.order_by(*([key.desc() for key in keys] if order.descending else keys))


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
