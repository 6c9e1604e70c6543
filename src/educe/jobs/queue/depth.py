"""How much waits and runs: one's own, and for administrators everybody's."""

from collections.abc import Sequence
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from educe.accounts.managing import require_administrator
from educe.jobs.models import Job
from educe.jobs.queue.ranking import Fleet, PauseView, Ranking, list_pauses


class Depth(BaseModel):
    """How many jobs of one kind wait and run."""

    model_config = ConfigDict(from_attributes=True)

    extractor: str
    priority: str
    waiting: int
    running: int


class OrganizationDepth(Depth):
    """The same of one organization."""

    organization_id: UUID
    organization: str
    oldest_seconds: float | None = Field(
        description="For how long the longest has waited that could have started."
    )


class MyQueue(BaseModel):
    """One's own jobs in the queue, and the fleet that works on everybody's."""

    waiting: int
    running: int
    waiting_total: int = Field(description="How many stand in line, everybody's.")
    depth: Sequence[Depth]
    fleet: Fleet
    pauses: Sequence[PauseView]


class WholeQueue(BaseModel):
    """Everybody's jobs in the queue."""

    waiting: int
    running: int
    oldest_seconds: float | None
    depth: Sequence[OrganizationDepth]
    fleet: Fleet
    pauses: Sequence[PauseView]


async def my_queue(session: AsyncSession, ranking: Ranking, *, user_id: UUID) -> MyQueue:
    rows = await session.execute(
        select(
            Job.extractor,
            Job.priority,
            func.count().filter(Job.status == "pending").label("waiting"),
            func.count().filter(Job.status == "running").label("running"),
        )
        .where(Job.created_by == user_id, Job.status.in_(["pending", "running"]))
        .group_by(Job.extractor, Job.priority)
        .order_by(Job.extractor, Job.priority)
    )
    depth = [Depth.model_validate(row) for row in rows]
    return MyQueue(
        waiting=sum(part.waiting for part in depth),
        running=sum(part.running for part in depth),
        waiting_total=len(ranking.positions),
        depth=depth,
        fleet=ranking.fleet,
        pauses=ranking.pauses,
    )


async def whole_queue(session: AsyncSession, ranking: Ranking) -> WholeQueue:
    """Raises Forbidden for who is no administrator."""
    await require_administrator(session)
    rows = await session.execute(
        text("SELECT * FROM kb.queue_depth() ORDER BY organization, extractor, priority")
    )
    depth = [OrganizationDepth.model_validate(row) for row in rows]
    waits = [part.oldest_seconds for part in depth if part.oldest_seconds is not None]
    return WholeQueue(
        waiting=sum(part.waiting for part in depth),
        running=sum(part.running for part in depth),
        oldest_seconds=max(waits, default=None),
        depth=depth,
        fleet=ranking.fleet,
        # who has just paused something sees it; the ranking may be a second old
        pauses=await list_pauses(session),
    )
