"""Claiming a job for a program outside: one at a time, for a while, with a token for every write.

What the statements guarantee stands in db/migrations/sql/0002_external.sql.
"""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from pydantic import BaseModel
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from educe.db.session import driver_connection
from educe.errors import Conflict
from educe.jobs.admission import admit
from educe.jobs.external.fencing import ended, external_job, held, lost
from educe.jobs.models import Job
from educe.jobs.rules import Rules
from educe.jobs.states import Status


class Lease(BaseModel):
    """How long a claim lasts. `cancelling`: stop, and end the job as cancelled."""

    lease_until: datetime
    cancelling: bool


class ClaimView(Lease):
    """A claim on a job. Every write under it names its token."""

    token: UUID
    attempt: int


async def claim(
    session: AsyncSession, job_id: UUID, *, program: str, lease_seconds: float
) -> ClaimView:
    """The job is this program's until the lease has passed. A pending job starts by it.

    Raises NotFound, and Conflict when workers do the job, another program holds it, it has ended,
    is to be cancelled, waits for other jobs or for its time, or is paused."""
    await external_job(session, job_id)
    token = uuid4()
    lease = timedelta(seconds=lease_seconds)
    until = await session.scalar(select(func.kb.claim_job(job_id, token, program, lease)))
    job = await external_job(session, job_id)
    if until is None:
        raise await _why_not(session, job)
    return ClaimView(lease_until=until, cancelling=False, token=token, attempt=job.attempt)


async def renew(session: AsyncSession, job_id: UUID, token: UUID, lease_seconds: float) -> Lease:
    """The claim, and what it holds, last from now on as long again. Raises NotFound, and Conflict
    when it was lost."""
    job = await external_job(session, job_id)
    lease = timedelta(seconds=lease_seconds)
    renewed = func.kb.renew_claim(job_id, token, lease).table_valued("lease_until", "cancelling")
    row = (await session.execute(select(renewed))).first()
    if row is None:
        await session.refresh(job)
        raise lost(job)
    return Lease(lease_until=row.lease_until, cancelling=row.cancelling)


async def give_back(session: AsyncSession, rules: Rules, job_id: UUID, token: UUID) -> None:
    """The job and its items are free for the next claim, uncharged; if it is to be cancelled, it
    is. Raises NotFound, and Conflict when the claim was lost."""
    job = await external_job(session, job_id)
    if not await session.scalar(select(func.kb.give_back_claim(job_id, token))):
        await session.refresh(job)
        raise lost(job)
    for owner in (await session.scalars(select(func.kb.confirm_cancel(job_id)))).all():
        await admit(await driver_connection(session), rules.sender, owner, rules.limits)


async def _why_not(session: AsyncSession, job: Job) -> Conflict:
    if Status(job.status).ended:
        return ended(job)
    if job.cancel_requested_at is not None:
        return Conflict("This job is to be cancelled. There is nothing to claim.")
    if job.stage_token is not None:
        return Conflict(f"{held(job)} Try again after that.")
    return await why_it_waits(session, job) or Conflict("This job can't be claimed now. Try again.")


async def why_it_waits(session: AsyncSession, job: Job) -> Conflict | None:
    """What keeps a job from starting, if anything does."""
    if job.run_at > datetime.now(UTC):
        return Conflict(f"This job isn't to start before {job.run_at.isoformat()}.")
    if not await session.scalar(select(func.kb.is_ready(job.id))):
        return Conflict("This job waits for other jobs to end.")
    if await session.scalar(select(func.kb.is_paused(job.extractor))):
        return Conflict("Jobs of this kind are paused. Try again when they are resumed.")
    return None
