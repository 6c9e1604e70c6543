"""Items of a job that a program outside does: its plan, what is in hand, and what came of it."""

from collections.abc import Sequence
from typing import Any, Literal
from uuid import UUID

from psycopg.types.json import Jsonb
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import func, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from educe.errors import Conflict, InvalidInput
from educe.jobs.external.fencing import check_claim, writable_job
from educe.jobs.external.telling import tell_progress
from educe.jobs.free_json import FreeValue
from educe.jobs.models import Job

MOST_AT_ONCE = 1000
_LONGEST_DELAY = 86_400.0


class NewItem(BaseModel):
    """A piece of work. `payload`: whatever the program needs for it."""

    model_config = ConfigDict(extra="forbid")

    label: str = Field(min_length=1, max_length=500, description="What people see.")
    payload: FreeValue = None


class AddedItems(BaseModel):
    """The numbers that the items were given: from first to last, in their order."""

    first_seq: int
    last_seq: int
    total_items: int
    cancelling: bool


class ItemInHand(BaseModel):
    """An item that the claim holds. `attempts`: how often it was tried in vain."""

    seq: int
    label: str
    payload: Any
    attempts: int


class ItemsInHand(BaseModel):
    """What to work on now. None: nothing is free, or `cancelling`, or the queue is paused."""

    items: list[ItemInHand]
    cancelling: bool


class ItemResult(BaseModel):
    """What came of an item. `again`: it failed for a passing reason, and is free again later."""

    model_config = ConfigDict(extra="forbid")

    seq: int = Field(ge=1, le=2**31 - 1)
    outcome: Literal["succeeded", "failed", "again"]
    result: FreeValue = None
    error: str | None = Field(None, max_length=10_000, description="For people: what went wrong.")
    delay_seconds: float = Field(0.0, ge=0, le=_LONGEST_DELAY, description="Before `again`.")


class Written(BaseModel):
    """How many of the results were for items that the claim still held, and the job's counters."""

    written: int
    total_items: int
    processed_items: int
    successful_items: int
    failed_items: int
    progress: int
    cancelling: bool


async def add_items(
    session: AsyncSession, job_id: UUID, items: Sequence[NewItem], token: UUID | None
) -> AddedItems:
    """Adds the items to the job's plan. Raises NotFound, and Conflict when they can't be added."""
    job = await writable_job(session, job_id, token)
    if job.planned_at is None and job.total_items:
        raise Conflict(
            "This job's counters were reported without items. Report on, or submit another job for"
            " work with items."
        )
    first = job.total_items + 1
    await session.execute(
        update(Job)
        .where(Job.id == job_id)
        .values(
            planned_at=func.coalesce(Job.planned_at, func.now()),
            total_items=Job.total_items + len(items),
            extracted_at=None,
            progress=5 + 85 * job.processed_items // (job.total_items + len(items)),
        )
        .execution_options(synchronize_session=False)
    )
    await session.execute(
        _INSERT,
        {
            "job": job_id,
            "project": job.project_id,
            "before": job.total_items,
            "labels": [item.label for item in items],
            "payloads": [Jsonb(item.payload) for item in items],
        },
    )
    await session.refresh(job)
    await tell_progress(session, job)
    return AddedItems(
        first_seq=first,
        last_seq=job.total_items,
        total_items=job.total_items,
        cancelling=job.cancel_requested_at is not None,
    )


async def claim_items(session: AsyncSession, job_id: UUID, token: UUID, most: int) -> ItemsInHand:
    """Takes up to `most` free items in hand. Raises NotFound, and Conflict when the claim was
    lost."""
    claimed = func.kb.claim_external_items(job_id, token, most).table_valued(
        "seq", "label", "payload", "attempts"
    )
    rows = (await session.execute(select(claimed))).all()
    job = await check_claim(session, job_id, token)
    return ItemsInHand(
        items=[ItemInHand(**row._mapping) for row in rows],
        cancelling=job.cancel_requested_at is not None,
    )


async def store_results(
    session: AsyncSession, job_id: UUID, token: UUID, results: Sequence[ItemResult]
) -> Written:
    """Writes the results and the job's counters together. What the claim holds no more isn't
    written.

    Raises InvalidInput when an item is named twice, NotFound, and Conflict when the claim was
    lost."""
    numbers = [result.seq for result in results]
    if len(set(numbers)) < len(numbers):
        raise InvalidInput("An item is named twice. Send one result for each.")
    written = await session.scalar(
        _CHECKPOINT,
        {
            "job": job_id,
            "token": token,
            "seqs": numbers,
            "outcomes": [result.outcome for result in results],
            "results": [None if r.result is None else Jsonb(r.result) for r in results],
            "errors": [_error(result) for result in results],
            "delays": [result.delay_seconds for result in results],
        },
    )
    job = await check_claim(session, job_id, token)
    return Written(
        written=int(written or 0),
        total_items=job.total_items,
        processed_items=job.processed_items,
        successful_items=job.successful_items,
        failed_items=job.failed_items,
        progress=job.progress,
        cancelling=job.cancel_requested_at is not None,
    )


def _error(result: ItemResult) -> Jsonb | None:
    if result.outcome == "succeeded":
        return None
    kind = "permanent" if result.outcome == "failed" else "transient"
    return Jsonb({"kind": kind, "message": result.error or "The program gave no reason."})


_INSERT = text("""
    INSERT INTO kb.job_items (job_id, seq, project_id, label, payload)
    SELECT :job, :before + i.n, :project, i.label, i.payload
    FROM unnest(CAST(:labels AS text[]), CAST(:payloads AS jsonb[]))
        WITH ORDINALITY AS i (label, payload, n)
""")
# the program keeps its claim to the end, so the stage's holder and its time don't matter here
_CHECKPOINT = text("""
    SELECT written FROM kb.checkpoint(:job, NULL, :token, CAST(:seqs AS integer[]),
        CAST(:outcomes AS text[]), CAST(:results AS jsonb[]), CAST(:errors AS jsonb[]),
        CAST(:delays AS double precision[]), NULL, interval '0', true)
""")
