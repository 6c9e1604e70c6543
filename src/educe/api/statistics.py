"""Statistics of projects, and what happened hour by hour."""

from datetime import UTC, date, datetime, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from educe.accounts.projects import get_project
from educe.api.deps import SignedIn
from educe.api.problems import RESPONSES
from educe.jobs.statistics.history import (
    LONGEST,
    Asked,
    Depth,
    Hour,
    Step,
    depth_of_queue,
    history,
    history_of_installation,
)
from educe.jobs.statistics.reading import Statistics, statistics

router = APIRouter(prefix="/api", tags=["statistics"], responses=RESPONSES)

_A_DAY = timedelta(days=1)
_THE_FIRST = datetime(1970, 1, 2, tzinfo=UTC)


class Days(BaseModel):
    model_config = ConfigDict(extra="forbid")

    since: date | None = Field(None, description="The first day (UTC) of creation.")
    until: date | None = Field(None, description="The last day.")


class Span(BaseModel):
    model_config = ConfigDict(extra="forbid")

    since: AwareDatetime | None = Field(None, description="Default: a day before `until`.")
    until: AwareDatetime | None = Field(
        None, description=f"Default: now. At most {LONGEST.days} days after `since`."
    )
    extractor: str | None = None
    step: Step = Field("hour", description="Days are those of UTC.")

    def asked(self) -> Asked:
        until = max(self.until or datetime.now(UTC), _THE_FIRST)
        return Asked(self.since or until - _A_DAY, until, self.extractor, self.step)


class History(BaseModel):
    """The hours, or days, in which something happened, oldest first."""

    step: Step
    hours: list[Hour]


class InstallationHistory(History):
    """The same of everybody's jobs, and how full the queue was."""

    depth: list[Depth]


@router.get("/projects/{project_id}/statistics", summary="Get statistics of a project's jobs")
async def of_project(
    project_id: UUID, caller: SignedIn, days: Annotated[Days, Query()]
) -> Statistics:
    """Of the jobs that were created on these days; by default of all."""
    async with caller.session() as session:
        await get_project(session, project_id)
        return await statistics(session, project_id, days.since, days.until)


@router.get("/projects/{project_id}/history", summary="What happened in a project, hour by hour")
async def history_of_project(
    project_id: UUID, caller: SignedIn, span: Annotated[Span, Query()]
) -> History:
    """The hours in which something happened, oldest first."""
    async with caller.session() as session:
        await get_project(session, project_id)
        return History(step=span.step, hours=await history(session, project_id, span.asked()))


@router.get("/history", summary="What happened in all projects, hour by hour")
async def history_of_all(caller: SignedIn, span: Annotated[Span, Query()]) -> History:
    """Of all projects that are yours to see, added up."""
    async with caller.session() as session:
        return History(step=span.step, hours=await history(session, None, span.asked()))


@router.get("/admin/history", summary="What happened in the whole installation, hour by hour")
async def history_of_everybody(
    caller: SignedIn, span: Annotated[Span, Query()]
) -> InstallationHistory:
    """For administrators: everybody's jobs added up, and how full the queue was."""
    asked = span.asked()
    async with caller.session() as session:
        return InstallationHistory(
            step=span.step,
            hours=await history_of_installation(session, asked),
            depth=await depth_of_queue(session, asked),
        )
