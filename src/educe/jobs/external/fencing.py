"""Who may write to a job that a program outside does: whoever holds its claim; without a live
claim, anybody who may see the job."""

from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from educe.errors import Conflict, NotFound
from educe.jobs import find
from educe.jobs.models import Job
from educe.jobs.states import Status

_LIVE = func.coalesce(Job.stage_deadline > func.clock_timestamp(), False)


async def external_job(session: AsyncSession, job_id: UUID) -> Job:
    """The job as it is now, not locked. Raises NotFound, and Conflict when workers do it."""
    return (await _read(session, select(Job, _LIVE).where(Job.id == job_id)))[0]


async def writable_job(session: AsyncSession, job_id: UUID, token: UUID | None) -> Job:
    """The job, its row locked, if this claim may write to it now.

    Raises NotFound, and Conflict when workers do the job, when it has ended, when the claim was
    lost, or when another one is live and no token was given."""
    wanted = select(Job, _LIVE).where(Job.id == job_id).with_for_update(key_share=True)
    job, live = await _read(session, wanted)
    if token is not None and not (live and job.stage_token == token):
        raise lost(job)
    if Status(job.status).ended:
        raise ended(job)
    if token is None and live:
        raise Conflict(f"{held(job)} Send the claim's token, or wait until it has passed.")
    return job


async def check_claim(session: AsyncSession, job_id: UUID, token: UUID) -> Job:
    """The job, not locked, if the claim is live. Raises NotFound, and Conflict."""
    job, live = await _read(session, select(Job, _LIVE).where(Job.id == job_id))
    if not (live and job.stage_token == token):
        raise lost(job)
    return job


async def _read(session: AsyncSession, wanted: Select[Job, bool]) -> tuple[Job, bool]:
    row = (await session.execute(wanted.execution_options(populate_existing=True))).first()
    if row is None:
        raise NotFound(find.NOT_THERE)
    job, live = row
    if job.runner != "external":
        raise Conflict(
            "Educe's own workers do this job, so no program can claim it. Submit one with the "
            "extractor “external” for a program of yours."
        )
    return job, live


def lost(job: Job) -> Conflict:
    """Why the claim writes nothing any more."""
    if Status(job.status).ended:
        why = f"The job is {job.status}."
    elif job.stage_token is not None:
        why = held(job)
    else:
        why = "Its lease has passed, or it was given back. Claim the job again to go on."
    return Conflict(f"You lost the claim on this job, and nothing was written. {why}")


def held(job: Job) -> str:
    """Who has the job, and until when."""
    assert job.stage_deadline is not None
    until = job.stage_deadline.isoformat(timespec="seconds")
    return f"“{job.last_worker}” holds this job until {until}."


def ended(job: Job) -> Conflict:
    return Conflict(
        f"This job is {job.status}: what it came to stays as it is. Retry it, or submit a new one."
    )
