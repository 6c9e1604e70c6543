"""How many jobs of each status fit a filter, quickly for a million of them: from the counters where
these know, else by looking at the newest ones."""

from collections import Counter
from collections.abc import Mapping
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import Subquery, func, null, select, true
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from educe.accounts.models import Project
from educe.jobs.models import Job
from educe.jobs.selection import JobFilter
from educe.jobs.states import Status
from educe.jobs.statistics.reading import counted_jobs

MOST = 1_000
_LOOKED_AT = 20_000
_LEAST_OF_EACH = 50
_COUNTED = {"project_id", "source_type", "extractor"}
#: what an index leads to; what it finds is looked through for the rest
_PLACES = {"project_id", "created_by", "schedule_id", "created_after", "created_before"}


class Count(BaseModel):
    """A number of jobs. `more`: it is at least so many, and may be more."""

    jobs: int
    more: bool = False


class CountsView(BaseModel):
    """How many jobs fit, by status."""

    total: Count
    by_status: dict[Status, Count] = Field(description="All five, also those without jobs.")


async def count_jobs(session: AsyncSession, wanted: JobFilter) -> CountsView:
    """Of the jobs that the user may see and that fit, whatever the filter says of their status.

    Exact for filters by project, extractor and source type. Else the newest 20,000 jobs are looked
    at (of several projects: as many of each as make so many together), and no more than 1,000 of a
    status are told."""
    wanted = wanted.model_copy(update={"status": []})
    if wanted.model_dump(exclude_defaults=True).keys() <= _COUNTED:
        return _told(await _from_counters(session, wanted), cut=False)
    newest, most = await _newest(session, wanted)
    looked_at, found = await _look(session, newest, wanted)
    counts = _told({s: min(n, MOST) for s, n in found.items()}, cut=looked_at >= most)
    for status, n in found.items():
        counts.by_status[status].more |= n > MOST
    counts.total.more |= any(n > MOST for n in found.values())
    return counts


def _told(found: Mapping[Status, int], *, cut: bool) -> CountsView:
    by_status = {status: Count(jobs=found.get(status, 0), more=cut) for status in Status}
    return CountsView(total=Count(jobs=sum(found.values()), more=cut), by_status=by_status)


async def _from_counters(session: AsyncSession, wanted: JobFilter) -> dict[Status, int]:
    column = counted_jobs().c
    counted = select(column.status, func.sum(column.jobs)).group_by(column.status)
    for name, value in wanted.model_dump(exclude_defaults=True).items():
        counted = counted.where(column[name] == value)
    return {Status(status): int(jobs) for status, jobs in await session.execute(counted)}


async def _newest(session: AsyncSession, wanted: JobFilter) -> tuple[Subquery, int]:
    """The newest jobs by what an index leads to, each with its place, and how many of a place these
    are at most."""
    places = JobFilter(**wanted.model_dump(include=_PLACES))
    newest = select(Job).where(*places.conditions()).order_by(Job.created_at.desc())
    if not places.names_no_place():
        return newest.add_columns(null().label("place")).limit(_LOOKED_AT).subquery(), _LOOKED_AT
    projects = await session.scalar(select(func.count()).select_from(Project)) or 1
    each = max(_LEAST_OF_EACH, _LOOKED_AT // projects)
    one = newest.where(Job.project_id == Project.id).limit(each).correlate(Project).lateral()
    found = select(one, one.c.project_id.label("place")).select_from(Project)
    return found.join(one, true()).subquery(), each


async def _look(
    session: AsyncSession, newest: Subquery, wanted: JobFilter
) -> tuple[int, Mapping[Status, int]]:
    """How many were looked at in the place where most were, and how many of all fit."""
    job = aliased(Job, newest)
    rest = JobFilter(**wanted.model_dump(exclude=_PLACES)).conditions(job)
    fits = func.count().filter(*rest) if rest else func.count()
    rows = await session.execute(
        select(newest.c.place, job.status, func.count(), fits).group_by(newest.c.place, job.status)
    )
    looked_at: Counter[UUID | None] = Counter()
    found: Counter[Status] = Counter()
    for place, status, every, fitting in rows:
        looked_at[place] += every
        found[Status(status)] += fitting
    return max(looked_at.values(), default=0), found
