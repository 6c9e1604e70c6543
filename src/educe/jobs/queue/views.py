"""Where a job stands, when it will start, and why it waits."""

from datetime import UTC, datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from educe.jobs import find
from educe.jobs.dependencies import Condition, needs_of
from educe.jobs.models import Job
from educe.jobs.queue.ranking import Fleet, PauseView, QueueBoard, Ranking
from educe.jobs.queue.waits import Place, Standing, expected_wait
from educe.jobs.queue.wording import place, seconds_range
from educe.jobs.states import Status

BlockedBy = Literal[
    "queue_paused",
    "extractor_paused",
    "needs",
    "run_at",
    "external",
    "no_worker",
    "organization_limit",
    "user_limit",
]
_ENDED_AS: dict[Condition, str] = {"success": "succeed", "failure": "fail", "any": "end"}

_PLACE = text(
    "SELECT mine, user_limit, user_active, organization_limit, organization_active, places, line"
    " FROM kb.queue_place(:job, :extractors, :user, :organization)"
)


class QueueView(BaseModel):
    """Where a job stands in the queue."""

    position: int | None = Field(None, description="1 is next; none: it isn't in line.")
    ahead: int | None = Field(None, description="How many jobs start before it.")
    waiting_total: int = Field(0, description="How many stand in line, everybody's.")
    wait_seconds_low: float | None = Field(None, description="None: there is no estimate.")
    wait_seconds_high: float | None = None
    message: str = Field(description="The same in words, as “3rd, about 4 to 7 minutes”.")
    blocked_by: BlockedBy | None = Field(
        None, description="What must change before it can start; none: it is a matter of time."
    )


EXTERNAL = QueueView(message="waits for the program outside that does it", blocked_by="external")


async def queue_view(session: AsyncSession, board: QueueBoard, job_id: UUID) -> QueueView:
    """Raises NotFound when there is no such job that this session's user may see."""
    job = await find.job(session, job_id)
    status = Status(job.status)
    ranking = await board.ranking(with_job=job_id if status == Status.PENDING else None)
    if status.ended:
        return QueueView(message=f"it is {status}", waiting_total=len(ranking.positions))
    if (pause := ranking.pause_of(job.extractor)) is not None and job.runner == "worker":
        return when_paused(pause, ranking, ranking.positions.get(job_id))
    if status == Status.RUNNING:
        return QueueView(message="it is running", waiting_total=len(ranking.positions))
    blocked = await _not_in_line(session, job)
    if blocked is not None:
        return blocked.model_copy(update={"waiting_total": len(ranking.positions)})
    return await _in_line(session, board, ranking, job)


def when_paused(pause: PauseView, ranking: Ranking, position: int | None) -> QueueView:
    what = "the queue" if pause.kind == "queue" else f"the extractor “{pause.name}”"
    reason = f": {pause.reason}" if pause.reason else ""
    return QueueView(
        position=position,
        ahead=position and position - 1,
        waiting_total=len(ranking.positions),
        message=f"{what} is paused since {spoken(pause.paused_at)}{reason}",
        blocked_by="queue_paused" if pause.kind == "queue" else "extractor_paused",
    )


async def _not_in_line(session: AsyncSession, job: Job) -> QueueView | None:
    """Why a pending job can't be admitted whatever happens to others."""
    if job.runner == "external":
        return EXTERNAL
    open_needs = [need for need in await needs_of(session, job.id) if not need.met]
    if open_needs:
        need, more = open_needs[0], len(open_needs) - 1
        others = f", and for {more} more" if more else ""
        return QueueView(
            message=f"waits for job {need.job_id} to {_ENDED_AS[need.condition]}{others}",
            blocked_by="needs",
        )
    if job.run_at > datetime.now(UTC):
        return QueueView(message=f"starts at {spoken(job.run_at)}", blocked_by="run_at")
    return None


async def _in_line(
    session: AsyncSession, board: QueueBoard, ranking: Ranking, job: Job
) -> QueueView:
    position = ranking.positions.get(job.id)
    view = QueueView(
        position=position,
        ahead=position and position - 1,
        waiting_total=len(ranking.positions),
        message="in line" if position is None else place(position),
    )
    if not ranking.fleet.slots:
        return view.model_copy(update=nobody_works(ranking.fleet))
    standing = await _standing(session, board, job.id)
    if standing is None:  # it has started meanwhile
        return view.model_copy(update={"message": "it starts"})
    return told(view, standing, ranking, admitted=job.admitted_at is not None)


def told(view: QueueView, standing: Standing, ranking: Ranking, *, admitted: bool) -> QueueView:
    """The view with the wait, and what it is for."""
    if not admitted and standing.organization_is_full and not standing.user_is_full:
        n, most = standing.organization_active or 0, standing.organization_limit
        message = f"{view.message}; {_running(n, most, 'the organization’s')}"
        return view.model_copy(update={"message": message, "blocked_by": "organization_limit"})
    expected = expected_wait(standing, ranking, (view.ahead or 0) if admitted else None)
    message = f"{view.message}, no estimate yet"
    if expected is not None:
        view = view.model_copy(
            update={
                "wait_seconds_low": round(expected[0], 1),
                "wait_seconds_high": round(expected[1], 1),
            }
        )
        message = f"{view.message}, {seconds_range(*expected)}"
    if not admitted and standing.user_is_full:
        whose = "your" if standing.mine else "its owner’s"
        message += f"; {_running(standing.user_active, standing.user_limit, whose)}"
        return view.model_copy(update={"message": message, "blocked_by": "user_limit"})
    return view.model_copy(update={"message": message})


def _running(active: int, most: int | None, whose: str) -> str:
    jobs = f"{active} of {whose} jobs {'is' if active == 1 else 'are'} running"
    return f"{jobs}, the most at a time" if active == most else f"{jobs}, of at most {most}"


def nobody_works(fleet: Fleet) -> dict[str, str]:
    message = "all workers are paused" if fleet.workers else "no worker is running"
    return {"message": message, "blocked_by": "no_worker"}


async def _standing(session: AsyncSession, board: QueueBoard, job_id: UUID) -> Standing | None:
    row = (
        await session.execute(
            _PLACE,
            {
                "job": job_id,
                "extractors": board.extractors,
                "user": board.limits.user,
                "organization": board.limits.organization,
            },
        )
    ).one_or_none()
    if row is None:
        return None
    return Standing(
        row.mine,
        row.user_limit,
        row.user_active,
        row.organization_limit,
        row.organization_active,
        [Place(index_of(extractor), *rest) for extractor, *rest in row.places],
        [(index_of(extractor), jobs) for extractor, jobs in row.line],
    )


def index_of(nth: int | None) -> int | None:
    return None if nth is None else nth - 1


def spoken(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
