"""Firing one schedule: its jobs are added and it is moved on to its next time, both or neither."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from educe.accounts.projects import hold_project
from educe.errors import EduceError, InvalidInput, NotFound
from educe.jobs.models import Job
from educe.jobs.rules import Rules
from educe.jobs.schedules.models import Schedule
from educe.jobs.schedules.schedules import clock, files_of, job_of, timing_of
from educe.jobs.schedules.times import MOST_CAUGHT_UP, CatchUp, Due, Timing, what_is_due
from educe.jobs.submit import submit


@dataclass(frozen=True, slots=True)
class Fired:
    """What became of a schedule that was due. `mine`: false when another process was at it."""

    mine: bool
    jobs: Sequence[UUID] = ()


async def fire(session: AsyncSession, rules: Rules, schedule_id: UUID) -> Fired:
    """Starts what is due, in a session of the schedule's owner.

    What can't be started is told in `last_error`, and the schedule goes on with its next time; a
    schedule whose owner may not run it any more is paused, with the reason."""
    if await session.scalar(select(func.kb.stop_orphaned_schedule(schedule_id))):
        return Fired(mine=True)
    schedule = await _claim(session, schedule_id)
    if schedule is None:
        return Fired(mine=False)
    try:
        timing = timing_of(schedule)
    except InvalidInput as error:  # its timezone was known once
        await _set(session, schedule_id, paused_at=func.now(), paused_reason=error.message)
        return Fired(mine=True)
    now = await clock(session)
    assert schedule.next_at is not None
    due = what_is_due(timing, cast("CatchUp", schedule.catch_up), schedule.next_at, now)
    try:
        async with session.begin_nested():
            jobs = await _start(session, rules, schedule, due.fire)
    except EduceError as error:
        why = _nothing_started(due.fire, timing, error.message)
        await _set(session, schedule_id, next_at=due.next_at, last_error=why)
        return Fired(mine=True)
    fired = {"last_fired_at": due.fire[-1]} if due.fire else {}
    missing = _left_out(due, timing, now)
    await _set(session, schedule_id, next_at=due.next_at, last_error=missing, **fired)
    return Fired(mine=True, jobs=jobs)


async def move_on(session: AsyncSession, schedule_id: UUID, why: str) -> Fired:
    """Leaves out what is due, in a session of the schedule's owner."""
    schedule = await _claim(session, schedule_id)
    if schedule is None:
        return Fired(mine=False)
    timing, now = timing_of(schedule), await clock(session)
    assert schedule.next_at is not None
    told = _nothing_started([schedule.next_at], timing, why)
    await _set(session, schedule_id, next_at=next(timing.after(now), None), last_error=told)
    return Fired(mine=True)


async def _claim(session: AsyncSession, schedule_id: UUID) -> Schedule | None:
    """The schedule, its row locked, when it is due and nobody else is at it."""
    project_id = await session.scalar(select(Schedule.project_id).where(Schedule.id == schedule_id))
    if project_id is None:
        return None
    try:
        await hold_project(session, project_id)  # first, as a delete of the project does
    except NotFound:
        return None
    found: Schedule | None = await session.scalar(
        select(Schedule)
        .where(
            Schedule.id == schedule_id,
            Schedule.paused_at.is_(None),
            Schedule.next_at <= func.now(),
        )
        .with_for_update(key_share=True, skip_locked=True)
    )
    return found


async def _start(
    session: AsyncSession, rules: Rules, schedule: Schedule, moments: Sequence[datetime]
) -> list[UUID]:
    """A job for each moment that has none yet."""
    rows = await session.scalars(
        select(Job.fire_at).where(Job.schedule_id == schedule.id, Job.fire_at.in_(moments))
    )
    fired = {moment.astimezone(UTC) for moment in rows if moment is not None}
    owner = schedule.created_by
    assert owner is not None  # or it would have been paused
    files = await files_of(session, rules, schedule)
    return [
        await submit(session, rules, job_of(schedule, files, moment), user_id=owner)
        for moment in moments
        if moment not in fired
    ]


async def _set(session: AsyncSession, schedule_id: UUID, **values: Any) -> None:
    await session.execute(update(Schedule).where(Schedule.id == schedule_id).values(**values))


def _nothing_started(moments: Sequence[datetime], timing: Timing, why: str) -> str:
    missed = f"{len(moments)} times, the last of them " if len(moments) > 1 else ""
    return (
        f"No job was started for {missed}{_shown(moments[-1], timing)}: {why} Change the schedule"
        " if need be; it goes on with its next time."
    )


def _left_out(due: Due, timing: Timing, now: datetime) -> str | None:
    """What isn't caught up though somebody may wait for it."""
    if due.left_out is not None:
        return (
            f"Too many times were missed to catch them all up: a job was started for the first"
            f" {MOST_CAUGHT_UP}, and none for those from {_shown(due.left_out, timing)} to"
            f" {_shown(now, timing)}. Run it now for what is missing."
        )
    if not due.fire and due.next_at is None and timing.at is not None:
        return (
            f"Its only time, {_shown(timing.at, timing)}, passed while nothing could start a job,"
            " and `catch_up` is skip. Give it a later `at`, or run it now."
        )
    return None


def _shown(moment: datetime, timing: Timing) -> str:
    return moment.astimezone(timing.zone).isoformat(timespec="minutes")
