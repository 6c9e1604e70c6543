"""Pages of a job's items: what became of each, and what to do about those that failed."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, computed_field
from sqlalchemy import case, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from educe.cursors import cursor_of, opened
from educe.jobs import find
from educe.jobs.models import JobItem
from educe.jobs.status import elapsed

ItemStatus = Literal["pending", "running", "succeeded", "failed"]

_TRY_AGAIN = "It failed for a passing reason. Retry it."
_WHAT_TO_DO = {
    "transient": _TRY_AGAIN,
    "permanent": "Trying again gives the same: do what the message says first, and then retry it.",
    "job_fatal": "Nothing of this extraction can go on: do what the message says, and then retry.",
    "timed_out": "It took too long. Split what it reads, or retry it when there is less to do.",
    "crashed": "It took its process down. Leave its file out, or save that afresh and upload it"
    " again; if all is well with the file, report it.",
    "lost": "Workers were lost while they were at it, maybe for want of memory. Have an"
    " administrator look at them, and then retry it.",
}


class ItemFailure(BaseModel):
    """Why an item failed, or failed last."""

    kind: str = Field(description="As docs/errors.md lists them: transient, permanent, crashed…")
    message: str
    what_to_do: str
    attempt: int | None = Field(description="Which attempt it was, where that is known.")


class ItemView(BaseModel):
    """The unit of work inside a job. `error` says why it failed, or failed last."""

    model_config = ConfigDict(from_attributes=True)

    seq: int
    label: str
    status: ItemStatus
    attempts: int = Field(description="How many have failed.")
    crashes: int = Field(description="How often it took its process down.")
    error: dict[str, Any] | None
    started_at: datetime | None
    ended_at: datetime | None

    @computed_field  # type: ignore[prop-decorator]
    @property
    def duration_seconds(self) -> float | None:
        """Of the last attempt, until now while it runs."""
        over = self.status in ("succeeded", "failed")
        if self.status == "pending" or (over and self.ended_at is None):
            return None
        return elapsed(self.started_at, self.ended_at if over else None)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def failure(self) -> ItemFailure | None:
        """The same as `error`, for people."""
        return None if self.error is None else _failure(self.error)


class ItemsView(BaseModel):
    """A page of items. `next`: give it as `cursor`; none: this is the last page."""

    items: list[ItemView]
    next: str | None = None


async def list_items(
    session: AsyncSession,
    job_id: UUID,
    *,
    status: ItemStatus | None = None,
    search: str | None = None,
    failed_first: bool = False,
    cursor: str | None = None,
    limit: int = 100,
) -> ItemsView:
    """A job's items in their order, or the failed ones first; `search`: in their labels. Raises
    NotFound, and InvalidInput for a cursor not of ours."""
    await find.job(session, job_id)
    rank = case((JobItem.status == "failed", 0), else_=1)
    wanted = select(JobItem).where(JobItem.job_id == job_id).limit(limit + 1)
    wanted = wanted.order_by(rank, JobItem.seq) if failed_first else wanted.order_by(JobItem.seq)
    if status is not None:
        wanted = wanted.where(JobItem.status == status)
    if search:
        wanted = wanted.where(JobItem.label.icontains(search, autoescape=True))
    if cursor is not None:
        after_rank, after = opened(cursor, int, int)
        if failed_first:
            wanted = wanted.where(tuple_(rank, JobItem.seq) > (after_rank, after))
        else:
            wanted = wanted.where(JobItem.seq > after)
    found = list(await session.scalars(wanted))
    page = [ItemView.model_validate(item) for item in found[:limit]]
    last = page[-1] if len(found) > limit else None
    return ItemsView(
        items=page, next=cursor_of(0 if last.status == "failed" else 1, last.seq) if last else None
    )


def _failure(error: dict[str, Any]) -> ItemFailure:
    kind = str(error.get("kind", "permanent"))
    attempt = error.get("attempt")
    return ItemFailure(
        kind=kind,
        message=str(error.get("message") or "It gave no reason."),
        what_to_do=_WHAT_TO_DO.get(kind, _TRY_AGAIN),
        attempt=attempt if isinstance(attempt, int) else None,
    )
