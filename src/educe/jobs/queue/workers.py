"""The fleet: which workers there are, how they are, and what they have in hand."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from educe.accounts.managing import require_administrator

State = Literal["running", "draining", "paused", "silent", "stopped", "lost"]

_WORKERS = text("""
    SELECT w.id, w.name, w.host, w.version, w.slots, w.started_at, w.beat_at, w.ended_at,
           w.paused_at, w.memory_bytes,
           coalesce(l.items, 0) AS running_items, coalesce(l.jobs, 0) AS running_jobs,
           greatest(0, date_part('epoch', clock_timestamp() - w.beat_at)) AS seconds_since_beat,
           CASE WHEN w.ended_at IS NOT NULL THEN w.end_reason
                WHEN w.beat_at < clock_timestamp() - make_interval(secs => :lease) THEN 'silent'
                WHEN w.paused_at IS NULL THEN 'running'
                WHEN l.jobs > 0 THEN 'draining'
                ELSE 'paused' END AS state
    FROM kb.workers w LEFT JOIN kb.worker_loads() l ON l.worker_id = w.id
    WHERE w.ended_at IS NULL OR w.ended_at > now() - make_interval(hours => :hours)
    ORDER BY w.ended_at IS NOT NULL, w.started_at DESC, w.id LIMIT :limit
""")


class WorkerView(BaseModel):
    """A worker."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    name: str
    host: str
    version: str
    slots: int = Field(description="How many extractor processes it runs.")
    state: State = Field(
        description="draining: paused, with work in hand; silent: its beat is overdue; lost: it was"
        " given up."
    )
    started_at: datetime
    beat_at: datetime
    seconds_since_beat: float
    ended_at: datetime | None
    paused_at: datetime | None
    running_items: int
    running_jobs: int
    memory_bytes: int | None = Field(description="With its extractor processes.")


async def list_workers(
    session: AsyncSession, *, lease_seconds: float, ended_hours: int = 24, limit: int = 500
) -> list[WorkerView]:
    """Workers that are alive, the youngest first, and then those that ended in the last hours.

    Raises Forbidden for who is no administrator."""
    await require_administrator(session)
    rows = await session.execute(
        _WORKERS, {"lease": lease_seconds, "hours": ended_hours, "limit": limit}
    )
    return [WorkerView.model_validate(row) for row in rows]
