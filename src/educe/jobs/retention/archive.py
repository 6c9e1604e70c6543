"""Reading the archive: the summaries of jobs whose time was over."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, computed_field
from sqlalchemy import select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from educe.cursors import cursor_of, opened
from educe.errors import NotFound
from educe.jobs.retention.models import ArchivedJob
from educe.jobs.states import Status
from educe.jobs.status import outcome


class ArchivedJobView(BaseModel):
    """What remains of an extraction."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    organization_id: UUID
    project_id: UUID
    extractor: str
    source_type: str
    source_id: str | None
    source_metadata: dict[str, Any]
    extraction_config: dict[str, Any]
    status: Status
    attempt: int
    total_items: int
    successful_items: int
    failed_items: int
    progress_message: str
    summary: dict[str, Any] | None
    error_message: str | None
    discovered_types: list[str]
    object_count: int = Field(description="How many objects it found.")
    file_count: int = Field(description="How many files it read.")
    created_by: UUID | None
    created_at: datetime
    started_at: datetime | None
    completed_at: datetime
    archived_at: datetime

    @computed_field  # type: ignore[prop-decorator]
    @property
    def outcome(self) -> str:
        """One line that never shows failed items as plain success."""
        return outcome(self)  # type: ignore[arg-type] # it has the counters of a job


class ArchiveView(BaseModel):
    """A page of archived jobs, newest first. `next`: give it as `cursor`; none: the last page."""

    jobs: list[ArchivedJobView]
    next: str | None = None


class ArchiveFilter(BaseModel):
    """Archived jobs that fit all that is given."""

    model_config = ConfigDict(extra="forbid")

    status: list[Status] = []
    extractor: str | None = None
    created_after: datetime | None = None
    created_before: datetime | None = None


async def list_archive(
    session: AsyncSession,
    project_id: UUID,
    wanted: ArchiveFilter,
    *,
    cursor: str | None = None,
    limit: int = 50,
) -> ArchiveView:
    """A project's archived jobs, newest first. Raises InvalidInput for a cursor not of ours."""
    rows = select(ArchivedJob).where(ArchivedJob.project_id == project_id)
    if wanted.status:
        rows = rows.where(ArchivedJob.status.in_(wanted.status))
    if wanted.extractor is not None:
        rows = rows.where(ArchivedJob.extractor == wanted.extractor)
    if wanted.created_after is not None:
        rows = rows.where(ArchivedJob.created_at >= wanted.created_after)
    if wanted.created_before is not None:
        rows = rows.where(ArchivedJob.created_at < wanted.created_before)
    if cursor is not None:
        at, job_id = opened(cursor, datetime.fromisoformat, UUID)
        rows = rows.where(tuple_(ArchivedJob.created_at, ArchivedJob.id) < (at, job_id))
    newest = rows.order_by(ArchivedJob.created_at.desc(), ArchivedJob.id.desc())
    found = list(await session.scalars(newest.limit(limit + 1)))
    page = [ArchivedJobView.model_validate(job) for job in found[:limit]]
    last = page[-1] if len(found) > limit else None
    return ArchiveView(
        jobs=page, next=cursor_of(last.created_at.isoformat(), last.id) if last else None
    )


async def archived_job(session: AsyncSession, job_id: UUID) -> ArchivedJobView:
    """Raises NotFound."""
    found = await session.get(ArchivedJob, job_id)
    if found is None:
        raise NotFound(
            "There is no such extraction in the archive. One that is not archived yet is at"
            f" /api/extractions/{job_id}."
        )
    return ArchivedJobView.model_validate(found)
