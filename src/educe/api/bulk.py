"""Many extractions in one call."""

from collections.abc import Sequence

from fastapi import APIRouter
from pydantic import BaseModel, Field

from educe.api.deps import Given, SignedIn
from educe.api.idempotency import Once
from educe.api.problems import RESPONSES
from educe.documents.blobs import forget_blobs
from educe.jobs.bulk.actions import BulkOrder, BulkView, act
from educe.jobs.bulk.create import MOST_JOBS, BatchJob, BatchView, create_batch
from educe.jobs.events import Change

router = APIRouter(prefix="/api/extractions", tags=["extractions"], responses=RESPONSES)


class Batch(BaseModel):
    """Jobs that are started together, all or none."""

    jobs: list[BatchJob] = Field(min_length=1, max_length=MOST_JOBS)


@router.post("/batch", status_code=202, summary="Start many extractions, all or none")
async def create(body: Batch, given: Given, caller: SignedIn, once: Once) -> BatchView:
    """They may need each other, by their `ref`s. When one can't be started, none is; the problem's
    `job` is its index."""
    async with once.transaction() as session:
        made = await create_batch(session, given.rules, body.jobs, user_id=caller.user_id)
        await once.made(made)
    for job in made.jobs:
        given.hints.changed(job.id)
    return made


@router.post("/bulk", summary="Cancel, retry, delete or re-rank many extractions")
async def act_on_many(body: BulkOrder, given: Given, caller: SignedIn) -> BulkView:
    """At most 1,000 in one call; `next` goes on. What one job refuses doesn't hinder the others. A
    filter reaches only what the action can be done to: it cancels what is active, deletes what has
    ended, retries what failed or was cancelled."""

    async def committed(changes: Sequence[Change], blobs: Sequence[str]) -> None:
        for change in changes:
            given.hints.changed(change.job_id, change.project_id)
        await forget_blobs(given.blobs, blobs)

    return await act(caller.session, given.rules, body, user_id=caller.user_id, committed=committed)
