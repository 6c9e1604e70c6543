"""Statistics of a project's jobs: read from the counters, which tell what is so up to the last
commit (db/migrations/sql/0002_statistics.sql)."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import ColumnElement, TableValuedAlias, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from educe.jobs.models import Job
from educe.jobs.states import Status


class Statistics(BaseModel):
    """How many jobs there are of each kind, and what they came to."""

    total: int
    by_status: dict[Status, int] = Field(description="All five, also those without jobs.")
    by_source_type: dict[str, int] = Field(description="Those that there are.")
    avg_duration_ms: int | None = Field(
        description="From start to end, of jobs that have ended; none: there is no such job."
    )
    total_objects_created: int
    total_types_discovered: int = Field(description="Different ones.")


def average(together: int, count: int) -> int | None:
    """Rounded; none when there is nothing to average."""
    return round(together / count) if count else None


def counted_jobs() -> TableValuedAlias:
    """The counters as rows: project, day, extractor, source type, status, and how many."""
    names = ("project_id", "day", "extractor", "source_type", "status")
    return func.kb.counted_jobs().table_valued(
        *names, "jobs", "timed_jobs", "duration_ms", "objects", name="counted"
    )


async def statistics(
    session: AsyncSession, project_id: UUID, since: date | None = None, until: date | None = None
) -> Statistics:
    """Of the project's jobs that were created on these days (UTC), both included; by default of
    all."""
    counted = counted_jobs()
    column = counted.c
    sums = [func.sum(column[name]) for name in ("jobs", "timed_jobs", "duration_ms", "objects")]
    wanted = (
        select(column.status, column.source_type, *sums)
        .where(column.project_id == project_id, *_between(column.day, since, until))
        .group_by(column.status, column.source_type)
    )
    rows = [(status, kind, *map(int, n)) for status, kind, *n in await session.execute(wanted)]
    by_status = dict.fromkeys(Status, 0)
    by_source_type: dict[str, int] = {}
    for status, source_type, jobs, *_ in rows:
        by_status[Status(status)] += jobs
        if jobs:
            by_source_type[source_type] = by_source_type.get(source_type, 0) + jobs
    timed, duration, objects = (sum(row[place] for row in rows) for place in (3, 4, 5))
    return Statistics(
        total=sum(by_status.values()),
        by_status=by_status,
        by_source_type=dict(sorted(by_source_type.items())),
        avg_duration_ms=average(duration, timed),
        total_objects_created=objects,
        total_types_discovered=await _types(session, project_id, since, until),
    )


async def _types(
    session: AsyncSession, project_id: UUID, since: date | None, until: date | None
) -> int:
    if since is None and until is None:
        column = func.kb.counted_types().table_valued("project_id", "type", "jobs").c
        named = (
            select(column.type)
            .where(column.project_id == project_id)
            .group_by(column.type)
            .having(func.sum(column.jobs) > 0)
            .subquery()
        )
        return int(await session.scalar(select(func.count()).select_from(named)) or 0)
    # these counters have no days: the jobs of those days are looked at, by the index on both
    kind = func.unnest(Job.discovered_types)
    wanted = select(kind.label("type")).where(Job.project_id == project_id)
    if since is not None:
        wanted = wanted.where(Job.created_at >= _midnight(since))
    if until is not None and until < date.max:
        wanted = wanted.where(Job.created_at < _midnight(until + timedelta(days=1)))
    different = wanted.distinct().subquery()
    return int(await session.scalar(select(func.count()).select_from(different)) or 0)


def _between(
    day: ColumnElement[date], since: date | None, until: date | None
) -> Sequence[ColumnElement[bool]]:
    wanted = [] if since is None else [day >= since]
    return wanted if until is None else [*wanted, day <= until]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, UTC)
