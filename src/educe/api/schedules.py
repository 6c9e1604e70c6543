"""Schedules: extractions that start by themselves."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from educe.accounts.projects import get_project
from educe.api.deps import Given, SignedIn
from educe.api.idempotency import Once
from educe.api.problems import RESPONSES
from educe.jobs.schedules.schedules import (
    NewSchedule,
    ScheduleChanges,
    change_schedule,
    clock,
    create_schedule,
    delete_schedule,
    pause_schedule,
    resume_schedule,
    run_schedule,
)
from educe.jobs.schedules.views import (
    Preview,
    SchedulesView,
    ScheduleView,
    list_schedules,
    preview,
    schedule_view,
)
from educe.jobs.status import JobView, job_view

router = APIRouter(prefix="/api", tags=["schedules"], responses=RESPONSES)


class CronToTry(BaseModel):
    """A cron that isn't a schedule yet."""

    model_config = ConfigDict(extra="forbid")

    cron: str
    timezone: str = Field("UTC", description="Where its clock hangs, as Europe/Berlin.")


Cursor = Annotated[UUID | None, Query(description="`next` of the page before.")]
Most = Annotated[int, Query(ge=1, le=200)]


@router.post("/projects/{project_id}/schedules", status_code=201, summary="Make a schedule")
async def create(
    project_id: UUID, body: NewSchedule, given: Given, caller: SignedIn, once: Once
) -> ScheduleView:
    """Either a `cron`, for again and again, or a time `at` which it starts once. Its extractions
    run in your name."""
    async with once.transaction() as session:
        schedule_id = await create_schedule(
            session, given.rules, project_id, body, user_id=caller.user_id
        )
        view = await schedule_view(session, schedule_id)
        await once.made(view, location=f"/api/schedules/{schedule_id}")
    given.scheduler.wake()
    return view


@router.get("/projects/{project_id}/schedules", summary="List a project's schedules")
async def list_of_project(
    project_id: UUID, caller: SignedIn, cursor: Cursor = None, limit: Most = 50
) -> SchedulesView:
    """Newest first."""
    async with caller.session() as session:
        await get_project(session, project_id)
        return await list_schedules(session, project_id, cursor=cursor, limit=limit)


@router.get("/schedules", summary="List schedules of all projects")
async def list_mine(caller: SignedIn, cursor: Cursor = None, limit: Most = 50) -> SchedulesView:
    """Newest first."""
    async with caller.session() as session:
        return await list_schedules(session, cursor=cursor, limit=limit)


@router.post("/schedules/preview", summary="When would a cron fire?")
async def try_cron(body: CronToTry, caller: SignedIn) -> Preview:
    """The next five times, and the cron in words. 400 when it can't be read or never fires."""
    async with caller.session() as session:
        return preview(body.cron, body.timezone, await clock(session))


@router.get("/schedules/{schedule_id}", summary="Get a schedule")
async def get(schedule_id: UUID, caller: SignedIn) -> ScheduleView:
    async with caller.session() as session:
        return await schedule_view(session, schedule_id)


@router.patch("/schedules/{schedule_id}", summary="Change a schedule")
async def change(
    schedule_id: UUID, body: ScheduleChanges, given: Given, caller: SignedIn
) -> ScheduleView:
    """Only what is named changes. `cron` takes the place of `at`, and the other way round."""
    async with caller.session() as session:
        await change_schedule(session, given.rules, schedule_id, body, user_id=caller.user_id)
        view = await schedule_view(session, schedule_id)
    given.scheduler.wake()
    return view


@router.delete("/schedules/{schedule_id}", status_code=204, summary="Delete a schedule")
async def delete(schedule_id: UUID, caller: SignedIn) -> None:
    """The extractions that it started stay."""
    async with caller.session() as session:
        await delete_schedule(session, schedule_id)


@router.post("/schedules/{schedule_id}/pause", summary="Pause a schedule")
async def pause(schedule_id: UUID, caller: SignedIn) -> ScheduleView:
    """It starts nothing until it is resumed."""
    async with caller.session() as session:
        await pause_schedule(session, schedule_id)
        return await schedule_view(session, schedule_id)


@router.post("/schedules/{schedule_id}/resume", summary="Resume a schedule")
async def resume(schedule_id: UUID, given: Given, caller: SignedIn) -> ScheduleView:
    """It goes on with its next time. One that Educe paused, because the account that it ran for may
    not run it any more, runs in your name from here on. 409 when its only time has passed."""
    async with caller.session() as session:
        await resume_schedule(session, schedule_id, user_id=caller.user_id)
        view = await schedule_view(session, schedule_id)
    given.scheduler.wake()
    return view


@router.post("/schedules/{schedule_id}/run", status_code=202, summary="Run a schedule now")
async def run(schedule_id: UUID, given: Given, caller: SignedIn, once: Once) -> JobView:
    """Starts its extraction at once, in your name; its times stay as they are. `Location` is where
    the extraction can be watched."""
    async with once.transaction() as session:
        job_id = await run_schedule(session, given.rules, schedule_id, user_id=caller.user_id)
        view = await job_view(session, job_id)
        await once.made(view, location=f"/api/extractions/{job_id}")
    given.hints.changed(job_id)
    return view
