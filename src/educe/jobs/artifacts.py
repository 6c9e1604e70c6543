"""The files that a job wrote."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict
from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from educe.errors import NotFound
from educe.jobs import find
from educe.jobs.models import Job, JobArtifact


class ArtifactView(BaseModel):
    """A file that a job wrote."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    name: str
    media_type: str
    size: int
    sha256: str
    created_at: datetime


async def list_artifacts(session: AsyncSession, job_id: UUID) -> list[ArtifactView]:
    """By name. Raises NotFound when there is no such job."""
    found = await artifacts_of(session, job_id)
    return [ArtifactView.model_validate(artifact) for artifact in found]


async def artifacts_of(session: AsyncSession, job_id: UUID) -> list[JobArtifact]:
    """The rows, by name. Raises NotFound when there is no such job."""
    await find.job(session, job_id)
    found = await session.scalars(
        select(JobArtifact).where(*_shown(job_id)).order_by(JobArtifact.name)
    )
    return list(found)


async def find_artifact(session: AsyncSession, job_id: UUID, name: str) -> JobArtifact:
    """The row, with the name of its blob. Raises NotFound."""
    await find.job(session, job_id)
    found = await session.scalar(
        select(JobArtifact).where(*_shown(job_id), JobArtifact.name == name)
    )
    if found is None:
        raise NotFound(
            f"This extraction has no artifact {name!r}. It has them when it is completed."
        )
    return found


def _shown(job_id: UUID) -> tuple[ColumnElement[bool], ...]:
    """What items kept shows when the job has ended."""
    ended = select(Job.id).where(Job.id == job_id, Job.completed_at.is_not(None)).exists()
    return JobArtifact.job_id == job_id, or_(JobArtifact.item_seq.is_(None), ended)
