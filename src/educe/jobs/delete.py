"""Deleting an ended job, or a whole project. What a job found stays: facts outlive it."""

from uuid import UUID

from sqlalchemy import delete, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from educe.accounts.models import Project
from educe.accounts.project_members import require_deleting
from educe.accounts.projects import Kind, lock_for_delete
from educe.documents.models import File
from educe.errors import Conflict
from educe.jobs.find import job_for_update
from educe.jobs.models import Job, JobArtifact
from educe.jobs.states import Status

_TOLD = 5


async def delete_job(session: AsyncSession, job_id: UUID) -> list[str]:
    """Deletes the job with its items, events and artifacts.

    Returns the names of its blobs, to be deleted after the commit. Raises NotFound, and Conflict
    while the job is active.
    """
    job = await job_for_update(session, job_id)
    if not Status(job.status).ended:
        raise Conflict(
            f"This job is {job.status}. Cancel it first, or wait for its end.", jobs=[str(job_id)]
        )
    blobs = await session.scalars(select(JobArtifact.blob_name).where(JobArtifact.job_id == job_id))
    names = list(blobs)
    await session.execute(delete(Job).where(Job.id == job_id))
    return names


async def delete_project(
    session: AsyncSession, project_id: UUID, kind: Kind | None = None
) -> list[str]:
    """Deletes a project with all that is in it.

    Returns the names of its blobs, to be deleted after the commit. Raises NotFound, Forbidden for
    who was only let in, and Conflict with the jobs' ids while some of its jobs are active.
    """
    await lock_for_delete(session, project_id, kind)
    await require_deleting(session, project_id)
    active = (Status.PENDING, Status.RUNNING)
    found = await session.scalars(
        select(Job.id).where(Job.project_id == project_id, Job.status.in_(active)).order_by(Job.id)
    )
    if jobs := [str(job) for job in found]:
        told = ", ".join(jobs[:_TOLD]) + (" and others" if len(jobs) > _TOLD else "")
        raise Conflict(
            f"Extraction {told} is still active here. Cancel it first, or wait for its end.",
            jobs=jobs,
        )
    blobs = await session.scalars(
        union_all(
            select(File.blob_name).where(File.project_id == project_id),
            select(JobArtifact.blob_name).where(JobArtifact.project_id == project_id),
        )
    )
    names = list(blobs)
    await session.execute(delete(Project).where(Project.id == project_id))
    return names
