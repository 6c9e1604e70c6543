"""Pausing and resuming: the queue, an extractor, a worker. Administrators decide.

Items in hand go on to their end, and nothing new is begun; that is how a fleet is drained. What is
resumed goes on within a second or two.
"""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from educe.accounts.managing import require_administrator
from educe.errors import Conflict, NotFound
from educe.extractors.registry import Registry
from educe.jobs.models import Worker
from educe.jobs.queue.ranking import PauseView, list_pauses

WHOLE_QUEUE = ""


async def pause_queue(session: AsyncSession, reason: str = "") -> list[PauseView]:
    """Nothing of any extractor is begun any more. Returns all that is paused. Raises Forbidden, and
    Conflict when it is paused already."""
    await require_administrator(session)
    if not await session.scalar(select(func.kb.pause("queue", WHOLE_QUEUE, reason))):
        raise Conflict("The queue is paused already.")
    return await list_pauses(session)


async def resume_queue(session: AsyncSession) -> list[PauseView]:
    """Raises Forbidden, and Conflict when it isn't paused."""
    await require_administrator(session)
    if not await session.scalar(select(func.kb.resume("queue", WHOLE_QUEUE))):
        raise Conflict("The queue isn't paused.")
    return await list_pauses(session)


async def pause_extractor(
    session: AsyncSession, registry: Registry, name: str, reason: str = ""
) -> list[PauseView]:
    """Nothing of this extractor is begun any more; its jobs that haven't started make room for
    others of their owners. Raises Forbidden, NotFound, and Conflict when it is paused already."""
    await require_administrator(session)
    if name not in registry.names():
        raise NotFound(f"There is no extractor “{name}”. There are {', '.join(registry.names())}.")
    if not await session.scalar(select(func.kb.pause("extractor", name, reason))):
        raise Conflict(f"The extractor “{name}” is paused already.")
    return await list_pauses(session)


async def resume_extractor(session: AsyncSession, name: str) -> list[PauseView]:
    """Raises Forbidden, and Conflict when it isn't paused: also one that is gone can be resumed."""
    await require_administrator(session)
    if not await session.scalar(select(func.kb.resume("extractor", name))):
        raise Conflict(f"The extractor “{name}” isn't paused.")
    return await list_pauses(session)


async def pause_worker(session: AsyncSession, worker_id: UUID) -> None:
    """It takes no more work. Raises Forbidden, NotFound when there is no such worker alive, and
    Conflict when it is paused already."""
    await _switch(session, worker_id, pausing=True)


async def resume_worker(session: AsyncSession, worker_id: UUID) -> None:
    """Raises Forbidden, NotFound, and Conflict when it isn't paused."""
    await _switch(session, worker_id, pausing=False)


async def _switch(session: AsyncSession, worker_id: UUID, *, pausing: bool) -> None:
    await require_administrator(session)
    if await session.scalar(select(func.kb.pause_worker(worker_id, pausing))):
        return
    alive = select(Worker.id).where(Worker.id == worker_id, Worker.ended_at.is_(None))
    if await session.scalar(alive) is None:
        raise NotFound("There is no such worker alive. List them with GET /api/admin/workers.")
    raise Conflict("The worker is paused already." if pausing else "The worker isn't paused.")
