"""What happened hour by hour, or day by day: of one project, of all that a user sees, and for
administrators of the whole installation. Read from the counters (db/migrations/sql)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import (
    ColumnElement,
    Label,
    Select,
    Subquery,
    TableValuedAlias,
    func,
    select,
    text,
)
from sqlalchemy.ext.asyncio import AsyncSession

from educe.accounts.managing import require_administrator
from educe.errors import InvalidInput
from educe.jobs.states import Status
from educe.jobs.statistics.reading import average

LONGEST = timedelta(days=92)
Step = Literal["hour", "day"]
_SUMS = ("jobs", "waited_ms", "duration_ms", "items", "failed_items")
_NONE = dict.fromkeys(_SUMS, 0)
_BUCKETS_AN_OCTAVE = 4
_PERCENTILES = {"p50": 0.5, "p95": 0.95}
_MEASURES = {"wait": "wait", "run": "duration"}


class Hour(BaseModel):
    """What happened within an hour, or a day. Times are in milliseconds; none: there is none to
    tell of. Half of the jobs took no longer than `p50` says, nineteen of twenty no longer than
    `p95`, give or take a tenth."""

    hour: datetime = Field(description="Its beginning, in UTC.")
    submitted: int = Field(description="Retries too.")
    started: int
    completed: int
    failed: int
    cancelled: int
    avg_wait_ms: int | None = Field(description="Of the jobs that started.")
    wait_p50_ms: int | None = None
    wait_p95_ms: int | None = None
    avg_duration_ms: int | None = Field(description="Of the jobs that completed or failed.")
    duration_p50_ms: int | None = None
    duration_p95_ms: int | None = None
    items: int = Field(description="Processed by the jobs that ended.")
    failed_items: int


class Depth(BaseModel):
    """How full the queue was in an hour, or a day, as looked at once a minute."""

    model_config = ConfigDict(from_attributes=True)

    at: datetime
    waiting: float = Field(description="On average; of jobs that could have started.")
    waiting_most: int
    running: float
    running_most: int
    oldest_seconds: float | None = Field(description="For how long the longest had waited.")
    workers: int = Field(description="The most at a time.")
    slots: int


@dataclass(frozen=True, slots=True)
class Asked:
    """From when to when, of which extractor (none: of all), in which steps (UTC).

    Raises InvalidInput for a span that is too long."""

    since: datetime
    until: datetime
    extractor: str | None = None
    step: Step = "hour"

    def __post_init__(self) -> None:
        if self.until - self.since > LONGEST:
            raise InvalidInput(f"Ask for {LONGEST.days} days at most.")

    @property
    def begin(self) -> datetime:
        """The beginning of the first step."""
        since = min(self.since, self.until)  # else there may be no such time in UTC
        at = since.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
        return at.replace(hour=0) if self.step == "day" else at


async def history(session: AsyncSession, project_id: UUID | None, asked: Asked) -> list[Hour]:
    """The hours or days in which something happened, oldest first; of one project, or of all that
    the user may see. Deleted jobs are still told of."""
    place = ("project_id", "hour", "extractor")
    jobs = func.kb.hourly_jobs().table_valued(*place, "status", *_SUMS, name="hourly")
    times = func.kb.hourly_times().table_valued(*place, "measure", "bucket", "jobs", name="timed")
    return await _hours(session, _summed(jobs, asked, project_id), _timed(times, asked, project_id))


async def history_of_installation(session: AsyncSession, asked: Asked) -> list[Hour]:
    """The same of all projects that there are. Raises Forbidden for who is no administrator."""
    await require_administrator(session)
    span, place = (asked.begin, asked.until), ("hour", "extractor")
    jobs = func.kb.hourly_jobs_of_all(*span).table_valued(*place, "status", *_SUMS, name="hourly")
    times = func.kb.hourly_times_of_all(*span).table_valued(
        *place, "measure", "bucket", "jobs", name="timed"
    )
    return await _hours(session, _summed(jobs, asked), _timed(times, asked))


async def depth_of_queue(session: AsyncSession, asked: Asked) -> list[Depth]:
    """How full the queue of the installation was, whatever the extractor. Raises Forbidden for who
    is no administrator."""
    await require_administrator(session)
    rows = await session.execute(
        text("SELECT * FROM kb.sampled_queue(:since, :until, :step)"),
        {"since": asked.begin, "until": asked.until, "step": asked.step},
    )
    return [Depth.model_validate(row) for row in rows]


def _summed(jobs: TableValuedAlias, asked: Asked, project_id: UUID | None = None) -> Select[Any]:
    at = _at(jobs, asked)
    sums = [func.sum(jobs.c[name]).label(name) for name in _SUMS]
    told = select(at, jobs.c.status, *sums).group_by(at, jobs.c.status)
    return _within(told, jobs, asked, project_id)


def _timed(times: TableValuedAlias, asked: Asked, project_id: UUID | None = None) -> Select[Any]:
    """p50 and p95 of each step and measure: where in its bucket the job in question lies is told as
    if the bucket's jobs lay evenly in it."""
    at = _at(times, asked)
    measure, bucket = times.c.measure, times.c.bucket
    counted = select(at, measure, bucket, func.sum(times.c.jobs).label("n"))
    counted = counted.group_by(at, measure, bucket)
    each = _within(counted, times, asked, project_id).subquery()
    row = each.c
    together = func.sum(row.n).over(partition_by=[row.at, row.measure])
    upto = func.sum(row.n).over(partition_by=[row.at, row.measure], order_by=row.bucket)
    ranked = select(row.at, row.measure, row.bucket, row.n, together.label("all"),
                    upto.label("upto")).subquery()  # fmt: skip
    column = ranked.c
    return select(
        column.at,
        column.measure,
        *(_percentile(ranked, part).label(name) for name, part in _PERCENTILES.items()),
    ).group_by(column.at, column.measure)


def _percentile(ranked: Subquery, part: float) -> ColumnElement[float]:
    column = ranked.c
    target = part * column.all
    within = func.greatest(0.0, (target - (column.upto - column.n)) / column.n)
    ms = func.power(2.0, (column.bucket + within) / _BUCKETS_AN_OCTAVE)
    return func.min(ms).filter(column.upto >= target)


def _at(source: TableValuedAlias, asked: Asked) -> Label[datetime]:
    return func.date_trunc(asked.step, source.c.hour, "UTC").label("at")


def _within(
    wanted: Select[Any], source: TableValuedAlias, asked: Asked, project_id: UUID | None
) -> Select[Any]:
    wanted = wanted.where(source.c.hour >= asked.begin, source.c.hour < asked.until)
    if asked.extractor is not None:
        wanted = wanted.where(source.c.extractor == asked.extractor)
    return wanted if project_id is None else wanted.where(source.c.project_id == project_id)


async def _hours(session: AsyncSession, wanted: Select[Any], timed: Select[Any]) -> list[Hour]:
    became: dict[datetime, dict[str, dict[str, int]]] = {}
    for row in await session.execute(wanted):
        sums = {name: int(getattr(row, name)) for name in _SUMS}
        became.setdefault(row.at, {})[row.status] = sums
    times: dict[datetime, dict[str, int]] = {}
    for row in await session.execute(timed):
        for name in _PERCENTILES:
            told = f"{_MEASURES[row.measure]}_{name}_ms"
            times.setdefault(row.at, {})[told] = round(getattr(row, name))
    return [_hour(at, became[at], times.get(at, {})) for at in sorted(became)]


def _hour(at: datetime, became: dict[str, dict[str, int]], times: dict[str, int]) -> Hour:
    of = {status: became.get(status, _NONE) for status in Status}
    ended = [of[status] for status in Status if status.ended]
    # cancelled jobs may never have started
    run = [of[Status.COMPLETED], of[Status.FAILED]]
    return Hour(
        hour=at.astimezone(UTC),
        submitted=of[Status.PENDING]["jobs"],
        started=of[Status.RUNNING]["jobs"],
        completed=of[Status.COMPLETED]["jobs"],
        failed=of[Status.FAILED]["jobs"],
        cancelled=of[Status.CANCELLED]["jobs"],
        avg_wait_ms=average(of[Status.RUNNING]["waited_ms"], of[Status.RUNNING]["jobs"]),
        avg_duration_ms=average(_sum(run, "duration_ms"), _sum(run, "jobs")),
        items=_sum(ended, "items"),
        failed_items=_sum(ended, "failed_items"),
        **times,
    )


def _sum(parts: Sequence[dict[str, int]], name: str) -> int:
    return sum(part[name] for part in parts)
