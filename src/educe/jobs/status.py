"""What a job looks like to people and programs."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, computed_field
from sqlalchemy import Select, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncSession

from educe.accounts.models import Project
from educe.accounts.names import names_of
from educe.extractors.contract import Step
from educe.jobs import find
from educe.jobs.estimate import remaining_seconds
from educe.jobs.models import Job, JobFile
from educe.jobs.stages import StageView, Times, stages_of
from educe.jobs.states import Priority, Status

FILES_SHOWN = 50


class JobFileView(BaseModel):
    """A file that the job reads; without an id when it was deleted since."""

    model_config = ConfigDict(from_attributes=True)

    file_id: UUID | None
    file_name: str


class EtaView(BaseModel):
    """The range, in seconds, that the rest of a job's items will take."""

    low_seconds: float
    high_seconds: float


class StepView(BaseModel):
    """How far a part of the work is that goes on in each item."""

    name: str
    title: str
    done: int
    total: int | None = Field(description="None: nobody knows how many there will be.")


class ProgressView(BaseModel):
    """How far a job is."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    status: Status
    attempt: int
    total_items: int
    processed_items: int
    successful_items: int
    failed_items: int
    progress: int = Field(description="0 to 100.")
    progress_message: str
    error_message: str | None
    created_at: datetime
    started_at: datetime | None
    completed_at: datetime | None
    updated_at: datetime
    cancel_requested_at: datetime | None = Field(exclude=True)
    planned_at: datetime | None = Field(exclude=True)
    extracted_at: datetime | None = Field(exclude=True)
    resumed_items: int = Field(exclude=True)
    counts: dict[str, int] = Field(description="What its results counted so far, by name.")
    declared_steps: list[Step] = Field(exclude=True)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def cancelling(self) -> bool:
        """It was asked to cancel and its work hasn't stopped yet."""
        return self.status == Status.RUNNING and self.cancel_requested_at is not None

    @computed_field  # type: ignore[prop-decorator]
    @property
    def elapsed_seconds(self) -> float | None:
        """From its start to its end, or until now; none before it has started."""
        return elapsed(self.started_at, self.completed_at)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def eta(self) -> EtaView | None:
        """How long its items will still take; none when they aren't being extracted, or it is too
        early to say."""
        return _eta(self)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def stages(self) -> list[StageView]:
        """Plan, extract, finish."""
        return stages_of(Times.model_validate(self))

    @computed_field  # type: ignore[prop-decorator]
    @property
    def steps(self) -> list[StepView]:
        """The parts of the work; empty when its extractor tells of none."""
        return [_step(self, step) for step in self.declared_steps]

    @computed_field  # type: ignore[prop-decorator]
    @property
    def outcome(self) -> str:
        """One line that never shows failed items as plain success."""
        return outcome(self)


class JobLine(ProgressView):
    """A job as lists show it."""

    project_id: UUID
    project_name: str = ""
    extractor: str
    priority: Priority
    source_type: str
    source_id: str | None
    created_by: UUID | None
    created_by_name: str | None = Field(
        None, description="None: whoever it was isn't in an organization of yours any more."
    )
    runner: Literal["worker", "external"]
    queued_at: datetime = Field(description="When it was submitted, or retried.")
    run_at: datetime = Field(description="It doesn't start before.")
    retried_from: UUID | None = Field(description="The job that this is a new version of.")
    schedule_id: UUID | None = Field(description="The schedule that started it.")
    file_count: int = 0
    first_file: str | None = Field(None, description="The name of the first file that it reads.")


class JobView(JobLine):
    """One run of one extractor over chosen sources."""

    org_id: UUID = Field(validation_alias=AliasChoices("organization_id", "org_id"))
    source_metadata: dict[str, Any]
    extraction_config: dict[str, Any]
    discovered_types: list[str]
    created_objects: list[UUID]
    summary: dict[str, Any] | None
    error_details: dict[str, Any] | None
    fire_at: datetime | None = Field(description="The moment that it was started for.")
    last_worker: str | None = Field(description="The name of the worker that had it last.")
    files: list[JobFileView] = Field(
        default=[], description=f"The first {FILES_SHOWN} of the files that it reads."
    )


async def job_view(session: AsyncSession, job_id: UUID) -> JobView:
    """Raises NotFound."""
    row = (await session.execute(WITH_FILES.where(Job.id == job_id))).first()
    if row is None:
        raise await find.missing(session, job_id)
    view = viewed(row)
    await name_authors(session, [view])
    return view


async def progress_view(session: AsyncSession, job_id: UUID) -> ProgressView:
    """The same in short, for those who ask often. Raises NotFound."""
    return ProgressView.model_validate(await find.job(session, job_id))


# positions count from 0 without gaps
_FILE_COUNT = (
    select(func.coalesce(func.max(JobFile.position) + 1, 0))
    .where(JobFile.job_id == Job.id)
    .scalar_subquery()
)
_FIRST_FILES = (
    select(
        func.jsonb_agg(
            aggregate_order_by(
                func.jsonb_build_object("file_id", JobFile.file_id, "file_name", JobFile.file_name),
                JobFile.position,
            )
        )
    )
    .where(JobFile.job_id == Job.id, JobFile.position < FILES_SHOWN)
    .scalar_subquery()
)
_FIRST_FILE = (
    select(JobFile.file_name)
    .where(JobFile.job_id == Job.id, JobFile.position == 0)
    .scalar_subquery()
)
_PROJECT_NAME = select(Project.name).where(Project.id == Job.project_id).scalar_subquery()
_NAMED = {
    "project_name": _PROJECT_NAME,
    "file_count": _FILE_COUNT,
    "first_file": _FIRST_FILE,
}
_NAMES = [column.label(name) for name, column in _NAMED.items()]
#: jobs as `viewed` takes them
WITH_FILES = select(Job, _FIRST_FILES, *_NAMES)
#: jobs as `lined` takes them: without what may be large
LINES: Select[Any] = select(
    *(
        getattr(Job, name)
        for name in JobLine.model_fields
        if name not in (*_NAMED, "created_by_name")
    ),
    *_NAMES,
)


async def name_authors(session: AsyncSession, jobs: Sequence[JobLine]) -> None:
    """Fills in who created the jobs."""
    names = await names_of(session, (job.created_by for job in jobs))
    for job in jobs:
        job.created_by_name = names.get(job.created_by) if job.created_by else None


def viewed(row: Sequence[Any]) -> JobView:
    """The view of a row of `WITH_FILES`."""
    job, files, *names = row
    view = JobView.model_validate(job)
    view.files = [JobFileView.model_validate(file) for file in files or ()]
    return view.model_copy(update=dict(zip(_NAMED, names, strict=True)))


def lined(row: Sequence[Any]) -> JobLine:
    """The view of a row of `LINES`."""
    return JobLine.model_validate(row)


def elapsed(started: datetime | None, completed: datetime | None) -> float | None:
    """Seconds from start to end, or until now."""
    if started is None:
        return None
    return max(0.0, round(((completed or datetime.now(UTC)) - started).total_seconds(), 3))


def _step(job: ProgressView, step: Step) -> StepView:
    known = {**job.counts, "items": job.total_items, "processed": job.processed_items}
    return StepView(
        name=step.name,
        title=step.title,
        done=known.get(step.done, 0),
        total=None if step.total is None else known.get(step.total, 0),
    )


def _eta(job: ProgressView) -> EtaView | None:
    left = job.total_items - job.processed_items
    if job.status != Status.RUNNING or not (left and job.started_at and job.planned_at):
        return None
    done = job.processed_items - job.resumed_items
    began = max(job.started_at, job.planned_at)
    found = remaining_seconds(done, left, began, datetime.now(UTC))
    return found and EtaView(low_seconds=round(found[0], 1), high_seconds=round(found[1], 1))


def outcome(job: ProgressView) -> str:
    """One line: "48 of 50 items, 2 failed"."""
    if not job.total_items:
        return "nothing found" if job.status == Status.COMPLETED else job.progress_message
    items = "item" if job.total_items == 1 else "items"
    line = f"{job.successful_items} of {job.total_items} {items}"
    return f"{line}, {job.failed_items} failed" if job.failed_items else line
