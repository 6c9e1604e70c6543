"""Pages of jobs and of a job's items. A page names the next one by a cursor, so nothing is skipped
or shown twice when rows come and go in between."""

import base64
import binascii
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict
from sqlalchemy import case, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from educe.errors import InvalidInput
from educe.jobs import find
from educe.jobs.models import Job, JobItem
from educe.jobs.states import Status
from educe.jobs.status import WITH_FILES, JobView, viewed

ItemStatus = Literal["pending", "running", "succeeded", "failed"]


class JobsView(BaseModel):
    """A page of jobs, newest first. `next`: give it as `cursor`; none: this is the last page."""

    jobs: list[JobView]
    next: str | None = None


class ItemView(BaseModel):
    """The unit of work inside a job. `error` says why it failed, or failed last."""

    model_config = ConfigDict(from_attributes=True)

    seq: int
    label: str
    status: ItemStatus
    attempts: int
    crashes: int
    error: dict[str, Any] | None
    started_at: datetime | None
    ended_at: datetime | None


class ItemsView(BaseModel):
    """A page of items. `next`: give it as `cursor`; none: this is the last page."""

    items: list[ItemView]
    next: str | None = None


async def list_jobs(
    session: AsyncSession,
    project_id: UUID | None = None,
    *,
    statuses: Sequence[Status] = (),
    cursor: str | None = None,
    limit: int = 50,
) -> JobsView:
    """The user's jobs, of one project or of all. Raises InvalidInput for a cursor not of ours."""
    wanted = WITH_FILES.order_by(Job.created_at.desc(), Job.id.desc()).limit(limit + 1)
    if project_id is not None:
        wanted = wanted.where(Job.project_id == project_id)
    if statuses:
        wanted = wanted.where(Job.status.in_(statuses))
    if cursor is not None:
        at, job_id = _opened(cursor, datetime.fromisoformat, UUID)
        wanted = wanted.where(tuple_(Job.created_at, Job.id) < (at, job_id))
    rows = (await session.execute(wanted)).all()
    views = [viewed(row) for row in rows[:limit]]
    last = views[-1] if len(rows) > limit else None
    return JobsView(
        jobs=views, next=_cursor(last.created_at.isoformat(), last.id) if last else None
    )


async def list_items(
    session: AsyncSession,
    job_id: UUID,
    *,
    status: ItemStatus | None = None,
    failed_first: bool = False,
    cursor: str | None = None,
    limit: int = 100,
) -> ItemsView:
    """A job's items in their order, or the failed ones first. Raises NotFound, and InvalidInput for
    a cursor not of ours."""
    await find.job(session, job_id)
    rank = case((JobItem.status == "failed", 0), else_=1)
    wanted = select(JobItem).where(JobItem.job_id == job_id).limit(limit + 1)
    wanted = wanted.order_by(rank, JobItem.seq) if failed_first else wanted.order_by(JobItem.seq)
    if status is not None:
        wanted = wanted.where(JobItem.status == status)
    if cursor is not None:
        after_rank, after = _opened(cursor, int, int)
        if failed_first:
            wanted = wanted.where(tuple_(rank, JobItem.seq) > (after_rank, after))
        else:
            wanted = wanted.where(JobItem.seq > after)
    found = list(await session.scalars(wanted))
    page = [ItemView.model_validate(item) for item in found[:limit]]
    last = page[-1] if len(found) > limit else None
    return ItemsView(
        items=page, next=_cursor(0 if last.status == "failed" else 1, last.seq) if last else None
    )


def _cursor(*parts: object) -> str:
    return base64.urlsafe_b64encode("~".join(map(str, parts)).encode()).decode().rstrip("=")


def _opened(cursor: str, *kinds: Any) -> list[Any]:
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        return [kind(part) for kind, part in zip(kinds, text.split("~"), strict=True)]
    except (ValueError, binascii.Error):
        raise InvalidInput(
            "The cursor isn't one that this list gave. Begin again without one."
        ) from None
