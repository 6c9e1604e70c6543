"""Statistics of projects, and what happened hour by hour."""

from datetime import UTC, date, datetime, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from educe.accounts.projects import get_project
from educe.api.deps import SignedIn
from educe.api.problems import RESPONSES
from educe.jobs.statistics.reading import LONGEST_HISTORY, Hour, Statistics, history, statistics

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
        None, description=f"Default: now. At most {LONGEST_HISTORY.days} days after `since`."
    )
    extractor: str | None = None

    def ends(self) -> tuple[datetime, datetime]:
        until = max(self.until or datetime.now(UTC), _THE_FIRST)
        return self.since or until - _A_DAY, until


class History(BaseModel):
    hours: list[Hour]


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
        hours = await history(session, project_id, *span.ends(), extractor=span.extractor)
        return History(hours=hours)


@router.get("/history", summary="What happened in all projects, hour by hour")
async def history_of_all(caller: SignedIn, span: Annotated[Span, Query()]) -> History:
    """Of all projects that are yours to see, added up."""
    async with caller.session() as session:
        return History(hours=await history(session, None, *span.ends(), extractor=span.extractor))
