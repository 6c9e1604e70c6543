"""Making, changing, pausing and running schedules. firing.py starts their jobs in time."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from educe.accounts.projects import clean_name, get_project, hold_project
from educe.documents.files import latest_ids
from educe.errors import Conflict, InvalidInput, NotFound
from educe.ids import new_id
from educe.jobs.free_json import FreeObject
from educe.jobs.rules import Rules
from educe.jobs.schedules.models import Schedule
from educe.jobs.schedules.times import CatchUp, Timing
from educe.jobs.states import Priority
from educe.jobs.submit import NewJob, check, submit

NOT_THERE = "There is no such schedule. It may have been deleted, or its address is mistyped."
_TIMING = ("cron", "at", "timezone")
_WANTED = ("extractor", "config", "file_ids")
_NEVER_NONE = ("name", "timezone", "extractor", "config", "priority", "catch_up")


class _Given(BaseModel):
    # a mistyped `timezone` must not start jobs at the wrong time
    model_config = ConfigDict(extra="forbid")

    cron: str | None = Field(
        None, description="When, again and again: minute, hour, day of month, month, day of week."
    )
    at: datetime | None = Field(None, description="When, once: a time with its offset from UTC.")
    file_ids: list[UUID] | None = Field(
        None, description="The files to read; none given: the latest version of each at that time."
    )


class NewSchedule(_Given):
    """What to extract, and when. Either `cron` or `at`."""

    name: str
    timezone: str = Field("UTC", description="Where the cron's clock hangs, as Europe/Berlin.")
    extractor: str = Field("concepts", description="One that GET /api/extractors lists.")
    config: FreeObject = Field({}, description="As the extractor's schema says.")
    priority: Priority = Priority.NORMAL
    catch_up: CatchUp = Field(
        "once",
        description="What becomes of times when nothing could start a job. skip: they are dropped;"
        " once: one job for the latest; all: a job for each, at most 100.",
    )


class ScheduleChanges(_Given):
    """What is to be different. `cron` takes the place of `at`, and the other way round."""

    name: str | None = None
    timezone: str | None = None
    extractor: str | None = None
    config: FreeObject | None = None
    priority: Priority | None = None
    catch_up: CatchUp | None = None


async def create_schedule(
    session: AsyncSession, rules: Rules, project_id: UUID, new: NewSchedule, *, user_id: UUID
) -> UUID:
    """Adds a schedule; its jobs will run in this user's name. Returns its id.

    Raises NotFound when the user has no such project, InvalidInput for a time that never comes and
    files that aren't there, InvalidConfig for a config that doesn't fit its extractor."""
    await hold_project(session, project_id)
    project = await get_project(session, project_id)
    timing = Timing.parse(new.cron, new.at, new.timezone)
    schedule = Schedule(
        id=new_id(),
        organization_id=project.organization_id,
        project_id=project_id,
        name=clean_name(new.name),
        cron=timing.cron,
        at=timing.at,
        timezone=new.timezone,
        extractor=new.extractor,
        extraction_config=new.config,
        file_ids=_distinct(new.file_ids),
        priority=new.priority,
        catch_up=new.catch_up,
        next_at=timing.first_after(await clock(session)),
        created_by=user_id,
    )
    await _check(session, rules, schedule)
    session.add(schedule)
    await session.flush()
    return schedule.id


async def change_schedule(
    session: AsyncSession,
    rules: Rules,
    schedule_id: UUID,
    changes: ScheduleChanges,
    *,
    user_id: UUID,
) -> None:
    """What it starts from now on is started in this user's name: nobody has others' jobs changed.

    Raises as `create_schedule` does; NotFound when there is no such schedule."""
    schedule = await _for_update(session, schedule_id)
    given = {name: getattr(changes, name) for name in changes.model_fields_set}
    for name in _NEVER_NONE:
        if name in given and given[name] is None:
            raise InvalidInput(f"`{name}` can't be null. Leave it out to keep it as it is.")
    if "name" in given:
        schedule.name = clean_name(given["name"])
    if given.keys() & set(_TIMING):
        await _change_timing(session, schedule, given)
    for name in ("extractor", "priority", "catch_up"):
        setattr(schedule, name, given.get(name, getattr(schedule, name)))
    schedule.extraction_config = given.get("config", schedule.extraction_config)
    if "file_ids" in given:
        schedule.file_ids = _distinct(given["file_ids"])
    if given.keys() & set(_WANTED):
        await _check(session, rules, schedule)
    schedule.created_by = user_id
    schedule.last_error = None
    schedule.updated_at = func.now()
    await session.flush()


async def _change_timing(session: AsyncSession, schedule: Schedule, given: dict[str, Any]) -> None:
    cron, at = given.get("cron"), given.get("at")
    if cron is None and at is None and not given.keys() & {"cron", "at"}:
        cron, at = schedule.cron, schedule.at
    timing = Timing.parse(cron, at, given.get("timezone", schedule.timezone))
    moved = (timing.cron, timing.at) != (schedule.cron, schedule.at) or timing.cron is not None
    schedule.cron, schedule.at, schedule.timezone = timing.cron, timing.at, timing.zone.key
    if moved:
        schedule.next_at = timing.first_after(_not_again(schedule, await clock(session)))


async def pause_schedule(session: AsyncSession, schedule_id: UUID) -> None:
    """Nothing is started until it is resumed. Pausing twice is once. Raises NotFound."""
    schedule = await _for_update(session, schedule_id)
    if schedule.paused_at is None:
        schedule.paused_at = func.now()
        await session.flush()


async def resume_schedule(session: AsyncSession, schedule_id: UUID, *, user_id: UUID) -> None:
    """It goes on with its next time; what passed in the meantime is not caught up. One that was
    paused because its account may not run it any more runs for this user from here on.

    Raises NotFound, and Conflict when its only time has passed."""
    schedule = await _for_update(session, schedule_id)
    if schedule.paused_at is None:
        return
    timing = timing_of(schedule)
    if schedule.next_at is not None:
        schedule.next_at = next(timing.after(_not_again(schedule, await clock(session))), None)
        if schedule.next_at is None:
            raise Conflict(
                "Its time passed while it was paused. Give it a later `at` with PATCH and resume it"
                " then, or run it now."
            )
    if schedule.paused_reason is not None:
        schedule.created_by = user_id
    schedule.paused_at = schedule.paused_reason = None
    await session.flush()


async def run_schedule(
    session: AsyncSession, rules: Rules, schedule_id: UUID, *, user_id: UUID
) -> UUID:
    """Starts its job now, in this user's name, and leaves its times as they are; also of one that
    is paused. Returns the job's id. Raises NotFound, and what `submit` raises."""
    schedule = await find_schedule(session, schedule_id)
    files = await files_of(session, rules, schedule)
    return await submit(session, rules, job_of(schedule, files), user_id=user_id)


async def delete_schedule(session: AsyncSession, schedule_id: UUID) -> None:
    """Its jobs stay. Raises NotFound."""
    await _for_update(session, schedule_id)
    await session.execute(delete(Schedule).where(Schedule.id == schedule_id))


async def find_schedule(session: AsyncSession, schedule_id: UUID) -> Schedule:
    """Raises NotFound when there is none that this session's user may see."""
    found = await session.get(Schedule, schedule_id)
    if found is None:
        raise NotFound(NOT_THERE)
    return found


async def _for_update(session: AsyncSession, schedule_id: UUID) -> Schedule:
    found = await session.scalar(
        select(Schedule).where(Schedule.id == schedule_id).with_for_update(key_share=True)
    )
    if found is None:
        raise NotFound(NOT_THERE)
    return found


async def clock(session: AsyncSession) -> datetime:
    """What time it is in the database, which is the same for all processes."""
    now = await session.scalar(select(func.clock_timestamp()))
    assert isinstance(now, datetime)
    return now


def timing_of(schedule: Schedule) -> Timing:
    """Raises InvalidInput when its timezone isn't known any more."""
    return Timing.parse(schedule.cron, schedule.at, schedule.timezone)


async def files_of(session: AsyncSession, rules: Rules, schedule: Schedule) -> Sequence[UUID]:
    """The files that its next job reads."""
    if schedule.file_ids is not None:
        return schedule.file_ids
    return await latest_ids(session, schedule.project_id, rules.max_files_per_job + 1)


def job_of(schedule: Schedule, file_ids: Sequence[UUID], fire_at: datetime | None = None) -> NewJob:
    """The job that it starts."""
    return NewJob(
        schedule.project_id,
        schedule.extractor,
        schedule.extraction_config,
        file_ids,
        Priority(schedule.priority),
        schedule_id=schedule.id,
        fire_at=fire_at,
    )


def _not_again(schedule: Schedule, now: datetime) -> datetime:
    """Now, or the last moment that was fired: when the clock was set back, not that one again."""
    return max(now, schedule.last_fired_at or now)


def _distinct(file_ids: list[UUID] | None) -> list[UUID] | None:
    return None if file_ids is None else list(dict.fromkeys(file_ids))


async def _check(session: AsyncSession, rules: Rules, schedule: Schedule) -> None:
    """Raises what submitting its job would raise; which files it reads may not be known yet."""
    job = job_of(schedule, schedule.file_ids or ())
    await check(session, rules, job, knows_files=schedule.file_ids is not None)
