"""The fleet of workers, for administrators."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel

from educe.api.deps import Given, SignedIn
from educe.api.problems import RESPONSES
from educe.jobs.queue.pauses import pause_worker, resume_worker
from educe.jobs.queue.workers import WorkerView, list_workers

router = APIRouter(prefix="/api/admin/workers", tags=["queue"], responses=RESPONSES)


class Workers(BaseModel):
    workers: list[WorkerView]


@router.get("", summary="List the workers")
async def list_all(
    given: Given,
    caller: SignedIn,
    ended_hours: Annotated[
        int, Query(ge=0, le=8760, description="Also those that ended in the last hours.")
    ] = 24,
) -> Workers:
    """Alive ones first, the youngest first."""
    async with caller.session() as session:
        found = await list_workers(
            session, lease_seconds=given.settings.lease_seconds, ended_hours=ended_hours
        )
    return Workers(workers=found)


@router.post("/{worker_id}/pause", status_code=204, summary="Pause a worker")
async def pause(worker_id: UUID, caller: SignedIn) -> None:
    """It ends the items in hand and takes no more, until it is resumed or started anew; others go
    on with its jobs. 409 when it is paused already."""
    async with caller.session() as session:
        await pause_worker(session, worker_id)


@router.post("/{worker_id}/resume", status_code=204, summary="Resume a worker")
async def resume(worker_id: UUID, caller: SignedIn) -> None:
    """409 when it isn't paused."""
    async with caller.session() as session:
        await resume_worker(session, worker_id)
