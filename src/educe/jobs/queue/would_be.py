"""Where a job would stand in the queue if it were submitted now."""

from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from educe.jobs.queue.ranking import QueueBoard, Ranking
from educe.jobs.queue.views import (
    EXTERNAL,
    QueueView,
    index_of,
    nobody_works,
    spoken,
    told,
    when_paused,
)
from educe.jobs.queue.waits import Place, Standing
from educe.jobs.queue.wording import place
from educe.jobs.submit import NewJob

_PLACE = text(
    "SELECT user_limit, user_active, organization_limit, organization_active, places, line, ahead"
    " FROM kb.queue_place_of_new(:project, :priority, :extractors, :user, :organization)"
)


async def queue_view_of_new(
    session: AsyncSession, board: QueueBoard, ranking: Ranking, job: NewJob, *, runner: str
) -> QueueView | None:
    """In the name of the session's user; none when the project isn't there for them."""
    waiting = len(ranking.positions)
    if runner == "external":
        return EXTERNAL.model_copy(update={"waiting_total": waiting})
    found = await _standing(session, board, job.project_id, job)
    if found is None:
        return None
    standing, ahead = found
    if (pause := ranking.pause_of(job.extractor)) is not None:
        return when_paused(pause, ranking, ahead + 1)
    if job.run_at is not None and job.run_at > datetime.now(UTC):
        message = f"starts at {spoken(job.run_at)}"
        return QueueView(message=message, blocked_by="run_at", waiting_total=waiting)
    view = QueueView(
        position=ahead + 1, ahead=ahead, waiting_total=waiting, message=place(ahead + 1)
    )
    if not ranking.fleet.slots:
        return view.model_copy(update=nobody_works(ranking.fleet))
    full = standing.user_is_full or standing.organization_is_full
    return told(view, standing, ranking, admitted=not full)


async def _standing(
    session: AsyncSession, board: QueueBoard, project_id: UUID, job: NewJob
) -> tuple[Standing, int] | None:
    """What would stand before the job, and how many jobs would start before it."""
    values = {
        "project": project_id,
        "priority": job.priority,
        "extractors": board.extractors,
        "user": board.limits.user,
        "organization": board.limits.organization,
    }
    row = (await session.execute(_PLACE, values)).one_or_none()
    if row is None:
        return None
    standing = Standing(
        True,
        row.user_limit,
        row.user_active,
        row.organization_limit,
        row.organization_active,
        [Place(index_of(extractor), *rest) for extractor, *rest in row.places],
        [(index_of(extractor), jobs) for extractor, jobs in row.line],
    )
    return standing, row.ahead
