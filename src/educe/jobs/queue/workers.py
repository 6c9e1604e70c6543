"""The fleet: which workers there are, how they are, and what they have in hand."""

from collections import defaultdict
from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from educe.accounts.managing import require_administrator

State = Literal["running", "draining", "paused", "silent", "stopped", "lost"]

_WORKERS = text("""
    SELECT w.id, w.name, w.host, w.pid, w.version, w.slots, w.started_at, w.beat_at, w.ended_at,
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

#: read with the caller's own eyes: row-level security leaves out what isn't theirs to see
_IN_HAND = text("""
    SELECT h.worker_id, j.id AS job_id, j.project_id, p.name AS project_name, j.extractor,
           j.progress, sum(h.items)::bigint AS items
    FROM (
        SELECT i.worker_id, i.job_id, count(*) AS items FROM kb.job_items i
        WHERE i.status = 'running' AND i.worker_id = ANY (:workers) GROUP BY i.worker_id, i.job_id
        UNION ALL
        SELECT s.stage_worker, s.id, 0 FROM kb.extraction_jobs s
        WHERE s.status = 'running' AND s.stage_worker = ANY (:workers)
    ) h JOIN kb.extraction_jobs j ON j.id = h.job_id JOIN kb.projects p ON p.id = j.project_id
    GROUP BY h.worker_id, j.id, p.id ORDER BY j.id
""")


class JobInHand(BaseModel):
    """A job that a worker is at."""

    model_config = ConfigDict(from_attributes=True)

    job_id: UUID
    project_id: UUID
    project_name: str
    extractor: str
    progress: int
    items: int = Field(description="So many of its items at the moment.")


class WorkerView(BaseModel):
    """A worker."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    name: str
    host: str
    pid: int
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
    in_hand: list[JobInHand] = Field(
        [], description="Those of its jobs that are yours to see; `running_jobs` counts all."
    )


async def list_workers(
    session: AsyncSession, *, lease_seconds: float, ended_hours: int = 24, limit: int = 500
) -> list[WorkerView]:
    """Workers that are alive, the youngest first, and then those that ended in the last hours.

    Raises Forbidden for who is no administrator."""
    await require_administrator(session)
    rows = await session.execute(
        _WORKERS, {"lease": lease_seconds, "hours": ended_hours, "limit": limit}
    )
    workers = [WorkerView.model_validate(row) for row in rows]
    in_hand = await _in_hand(session, [worker.id for worker in workers if worker.running_jobs])
    for worker in workers:
        worker.in_hand = in_hand.get(worker.id, [])
    return workers


async def _in_hand(session: AsyncSession, workers: list[UUID]) -> dict[UUID, list[JobInHand]]:
    if not workers:
        return {}
    found: dict[UUID, list[JobInHand]] = defaultdict(list)
    for row in await session.execute(_IN_HAND, {"workers": workers}):
        found[row.worker_id].append(JobInHand.model_validate(row))
    return found
