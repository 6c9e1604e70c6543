"""What a schedule looks like to people and programs."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select, true
from sqlalchemy.ext.asyncio import AsyncSession

from educe.errors import InvalidInput, NotFound
from educe.jobs.models import Job
from educe.jobs.schedules.models import Schedule
from educe.jobs.schedules.schedules import NOT_THERE, timing_of
from educe.jobs.schedules.times import SHOWN, CatchUp, Timing
from educe.jobs.states import Priority, Status

_INSTANT = timedelta(microseconds=1)


class ScheduledJob(BaseModel):
    """A job that a schedule started. `fire_at`: for which moment; none: run between its times."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    status: Status
    fire_at: datetime | None
    created_at: datetime


class ScheduleView(BaseModel):
    """Jobs that start by themselves: once, or again and again."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    org_id: UUID = Field(validation_alias="organization_id")
    project_id: UUID
    name: str
    cron: str | None
    at: datetime | None
    timezone: str
    in_words: str = Field("", description="The cron, or the time, in words.")
    state: Literal["active", "paused", "finished"] = Field(
        "active", description="finished: its only time has passed."
    )
    next: list[datetime] = Field(
        [], description="The next five times, as its timezone shows them; none while it is paused."
    )
    extractor: str
    extraction_config: dict[str, Any]
    file_ids: list[UUID] | None = Field(description="None: the latest version of each file.")
    priority: Priority
    catch_up: CatchUp
    last_fired_at: datetime | None = Field(description="The last time that a job was started for.")
    last_error: str | None = Field(
        description="Why its last time came to nothing, or not to all, and what to do about it."
    )
    paused_at: datetime | None
    paused_reason: str | None = Field(description="None: somebody paused it.")
    last_jobs: list[ScheduledJob] = Field([], description="The last five, newest first.")
    created_by: UUID | None = Field(description="In whose name its jobs run.")
    created_at: datetime
    updated_at: datetime


class SchedulesView(BaseModel):
    """A page of schedules, newest first. `next`: give it as `cursor`; none: this is the last."""

    schedules: list[ScheduleView]
    next: UUID | None = None


class Preview(BaseModel):
    """When a cron would fire: the next five times, as the timezone shows them."""

    cron: str
    timezone: str
    in_words: str
    next: list[datetime]


async def schedule_view(session: AsyncSession, schedule_id: UUID) -> ScheduleView:
    """Raises NotFound."""
    wanted = select(Schedule).where(Schedule.id == schedule_id)
    found = await session.scalar(wanted, execution_options={"populate_existing": True})
    if found is None:
        raise NotFound(NOT_THERE)
    [view] = await _viewed(session, [found])
    return view


async def list_schedules(
    session: AsyncSession,
    project_id: UUID | None = None,
    *,
    cursor: UUID | None = None,
    limit: int = 50,
) -> SchedulesView:
    """The schedules of one project, or of all that the user may see."""
    wanted = select(Schedule).order_by(Schedule.id.desc()).limit(limit + 1)
    if project_id is not None:
        wanted = wanted.where(Schedule.project_id == project_id)
    if cursor is not None:
        wanted = wanted.where(Schedule.id < cursor)
    found = list(await session.scalars(wanted))
    views = await _viewed(session, found[:limit])
    return SchedulesView(schedules=views, next=views[-1].id if len(found) > limit else None)


def preview(cron: str, timezone: str, now: datetime) -> Preview:
    """Raises InvalidInput for a cron that can't be read or never fires, and an unknown timezone."""
    timing = Timing.parse(cron, None, timezone)
    timing.first_after(now)
    assert timing.cron is not None
    return Preview(
        cron=timing.cron,
        timezone=timezone,
        in_words=timing.in_words(),
        next=timing.upcoming(now),
    )


async def _viewed(session: AsyncSession, schedules: Sequence[Schedule]) -> list[ScheduleView]:
    jobs = await _last_jobs(session, [schedule.id for schedule in schedules])
    return [_view(schedule, jobs[schedule.id]) for schedule in schedules]


def _view(schedule: Schedule, jobs: list[ScheduledJob]) -> ScheduleView:
    view = ScheduleView.model_validate(schedule)
    view.last_jobs = jobs
    try:
        timing = timing_of(schedule)
    except InvalidInput as error:  # its timezone was known once
        view.last_error = error.message
        return view
    view.in_words = timing.in_words()
    if schedule.paused_at is not None:
        view.state = "paused"
    elif schedule.next_at is None:
        view.state = "finished"
    else:
        view.next = timing.upcoming(schedule.next_at - _INSTANT)
    if view.at is not None:
        view.at = view.at.astimezone(timing.zone)
    return view


async def _last_jobs(
    session: AsyncSession, schedule_ids: Sequence[UUID]
) -> dict[UUID, list[ScheduledJob]]:
    last = (
        select(Job.id, Job.status, Job.fire_at, Job.created_at)
        .where(Job.schedule_id == Schedule.id)
        .order_by(Job.created_at.desc(), Job.id.desc())
        .limit(SHOWN)
        .lateral()
    )
    rows = await session.execute(
        select(Schedule.id.label("schedule_id"), last)
        .join(last, true())
        .where(Schedule.id.in_(schedule_ids))
        .order_by(last.c.created_at.desc(), last.c.id.desc())
    )
    found: dict[UUID, list[ScheduledJob]] = defaultdict(list)
    for row in rows:
        found[row.schedule_id].append(ScheduledJob.model_validate(row))
    return found
