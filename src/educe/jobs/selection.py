"""Choosing jobs by what they are: what lists show and what bulk actions mean."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import ColumnElement, Text, cast, or_

from educe.jobs.models import Job
from educe.jobs.states import Priority, Status

SourceType = Literal["document", "api", "manual", "bulk_import"]


class JobFilter(BaseModel):
    """Jobs that fit all that is given. What isn't given doesn't matter."""

    model_config = ConfigDict(extra="forbid")

    project_id: UUID | None = None
    status: list[Status] = []
    extractor: str | None = None
    priority: Priority | None = None
    source_type: SourceType | None = None
    source_id: str | None = None
    schedule_id: UUID | None = None
    created_by: UUID | None = None
    created_after: datetime | None = None
    created_before: datetime | None = None
    failed_items: bool | None = Field(None, description="Only jobs with, or without, failed items.")
    search: str | None = Field(
        None, max_length=200, description="In the id, the source's name, the message or the error."
    )

    def means_everything(self) -> bool:
        every_status = set(self.status) == set(Status)
        # words narrow nothing for sure: there is a hyphen in every id
        wide: dict[str, Any] = {"search": None, **({"status": []} if every_status else {})}
        return not self.model_copy(update=wide).conditions()

    def names_no_place(self) -> bool:
        """Whether nothing is named that an index on all jobs leads to."""
        places = (self.project_id, self.source_id, self.schedule_id, self.created_by)
        return all(place is None for place in places)

    def conditions(self, job: type[Job] = Job) -> Sequence[ColumnElement[bool]]:
        """What a row of extraction_jobs must fulfil; or one of an alias of it."""
        equal: dict[Any, Any] = {
            job.project_id: self.project_id,
            job.extractor: self.extractor,
            job.priority: self.priority,
            job.source_type: self.source_type,
            job.source_id: self.source_id,
            job.schedule_id: self.schedule_id,
            job.created_by: self.created_by,
        }
        wanted = [column == value for column, value in equal.items() if value is not None]
        if self.status:
            wanted.append(job.status.in_(self.status))
        if self.created_after is not None:
            wanted.append(job.created_at >= self.created_after)
        if self.created_before is not None:
            wanted.append(job.created_at < self.created_before)
        if self.failed_items is not None:
            wanted.append(job.failed_items > 0 if self.failed_items else job.failed_items == 0)
        if self.search:
            wanted.append(_mentions(self.search, job))
        return wanted


def _mentions(words: str, job: type[Job]) -> ColumnElement[bool]:
    places = (cast(job.id, Text), job.source_id, job.progress_message, job.error_message)
    return or_(*(place.icontains(words, autoescape=True) for place in places))
