"""Starting many jobs in one transaction, all or none. They may need each other, by names that the
caller gives them: chains, parallel jobs and joins."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from graphlib import CycleError, TopologicalSorter
from typing import Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator
from sqlalchemy.ext.asyncio import AsyncSession

from educe.documents.files import latest_ids
from educe.errors import EduceError, InvalidInput
from educe.ids import new_id
from educe.jobs.dependencies import Condition, Need
from educe.jobs.free_json import FreeObject
from educe.jobs.rules import Rules
from educe.jobs.states import Priority, Status
from educe.jobs.submit import NewJob, submit_all

MOST_JOBS = 1_000
MOST_NEEDS = 10_000
MOST_FILES = 100_000
_TOLD = 10


class BatchNeed(BaseModel):
    """A job that must have ended before another runs: one of the batch by its `ref`, or one that
    there is already by its `job_id`."""

    model_config = ConfigDict(extra="forbid")

    ref: str | None = None
    job_id: UUID | None = None
    condition: Condition = Field(
        "success", description="How it must have ended: completed, failed, or in any way."
    )

    @model_validator(mode="after")
    def _names_one(self) -> Self:
        if (self.ref is None) == (self.job_id is None):
            raise ValueError("give `ref` or `job_id`, and not both")
        return self


class BatchJob(BaseModel):
    """One of the jobs of a batch."""

    model_config = ConfigDict(extra="forbid")

    ref: str | None = Field(
        None, min_length=1, max_length=100, description="What the others' `needs` call it."
    )
    project_id: UUID
    extractor: str = Field("concepts", description="One that GET /api/extractors lists.")
    config: FreeObject = Field({}, description="As the extractor's schema says.")
    file_ids: list[UUID] | None = Field(
        None, description="The files to read; none given: the latest version of each."
    )
    priority: Priority = Priority.NORMAL
    source_id: str | None = Field(None, max_length=500, description="A name of your own for it.")
    source_metadata: FreeObject = {}
    run_at: datetime | None = Field(None, description="Not before; with a timezone.")
    needs: list[BatchNeed] = []


class BatchEntry(BaseModel):
    """A job that was added."""

    ref: str | None
    id: UUID
    status: Status


class BatchView(BaseModel):
    """The jobs of a batch, in the order given."""

    jobs: list[BatchEntry]


async def create_batch(
    session: AsyncSession, rules: Rules, jobs: Sequence[BatchJob], *, user_id: UUID
) -> BatchView:
    """Adds the jobs in the session's transaction, all or none.

    Raises what `submit` does, and InvalidInput for a batch that doesn't hang together; `job` in the
    error's details is the index of the job that is wrong, from 0."""
    places = _places(jobs)
    _check_needs(jobs, places)
    # ids in the order given: among equals the one that was named first runs first
    ids = sorted(new_id() for _ in jobs)
    files = await _files(session, rules, jobs)
    new = [
        _new_job(job, job_id, read, places, ids)
        for job, job_id, read in zip(jobs, ids, files, strict=True)
    ]
    index = {job_id: number for number, job_id in enumerate(ids)}

    def naming(job: NewJob, error: EduceError) -> EduceError:
        return _named(jobs, index[job.id], error)

    await submit_all(session, rules, new, user_id=user_id, naming=naming)
    return BatchView(
        jobs=[
            BatchEntry(ref=job.ref, id=job_id, status=Status.PENDING)
            for job, job_id in zip(jobs, ids, strict=True)
        ]
    )


def _places(jobs: Sequence[BatchJob]) -> dict[str, int]:
    """Where in the batch each ref is."""
    places: dict[str, int] = {}
    for number, job in enumerate(jobs):
        if job.ref is not None and (first := places.setdefault(job.ref, number)) != number:
            raise _wrong(jobs, number, f"job {first} has the same ref. Give each one of its own.")
    return places


def _check_needs(jobs: Sequence[BatchJob], places: Mapping[str, int]) -> None:
    if sum(len(job.needs) for job in jobs) > MOST_NEEDS:
        raise InvalidInput(
            f"The jobs have more than {MOST_NEEDS:,} needs together. Where many jobs need the same "
            "many others, put one job in between; or send the batch in parts."
        )
    graph: dict[int, list[int]] = {}
    for number, job in enumerate(jobs):
        refs = [need.ref for need in job.needs if need.ref is not None]
        for ref in refs:
            if ref not in places:
                raise _wrong(
                    jobs,
                    number,
                    f"it needs “{ref}”, which no job of this batch has as its ref. Correct it, or "
                    "name a job that there is already by its `job_id`.",
                )
            if jobs[places[ref]].project_id != job.project_id:
                raise _wrong(
                    jobs,
                    number,
                    f"it needs “{ref}”, which is in another project. A job can need only jobs of "
                    "its own project.",
                )
        graph[number] = [places[ref] for ref in refs]
    _refuse_circles(jobs, graph)


def _refuse_circles(jobs: Sequence[BatchJob], graph: Mapping[int, Sequence[int]]) -> None:
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        # each is needed by the next; the last is the first
        around = [str(jobs[number].ref) for number in reversed(error.args[1])]
        told = " needs ".join(f"“{ref}”" for ref in around[:_TOLD])
        if len(around) > _TOLD:
            told += f" and so on, {len(around) - 1} jobs in all, back to “{around[0]}”"
        raise InvalidInput(
            f"Some of the jobs wait for each other in a circle and could never run: {told}. Take "
            "one of these needs out.",
            refs=around[:-1],
        ) from None


async def _files(session: AsyncSession, rules: Rules, jobs: Sequence[BatchJob]) -> list[list[UUID]]:
    """What each job reads."""
    latest: dict[UUID, list[UUID]] = {}
    for job in jobs:
        if job.file_ids is None and job.project_id not in latest:
            latest[job.project_id] = await latest_ids(
                session, job.project_id, rules.max_files_per_job + 1
            )
    files = [latest[job.project_id] if job.file_ids is None else job.file_ids for job in jobs]
    if (count := sum(map(len, files))) > MOST_FILES:
        raise InvalidInput(
            f"The jobs read {count:,} files together, which is too many for one call. Send the "
            f"batch in parts of at most {MOST_FILES:,}, or choose fewer files for each job."
        )
    return files


def _new_job(
    job: BatchJob,
    job_id: UUID,
    files: Sequence[UUID],
    places: Mapping[str, int],
    ids: Sequence[UUID],
) -> NewJob:
    return NewJob(
        job.project_id,
        job.extractor,
        job.config,
        files,
        job.priority,
        source_id=job.source_id,
        source_metadata=job.source_metadata,
        run_at=job.run_at,
        needs=[
            Need(job_id=need.job_id or ids[places[str(need.ref)]], condition=need.condition)
            for need in job.needs
        ],
        id=job_id,
    )


def _wrong(jobs: Sequence[BatchJob], number: int, message: str) -> EduceError:
    return _named(jobs, number, InvalidInput(message))


def _named(jobs: Sequence[BatchJob], number: int, error: EduceError) -> EduceError:
    """The same error, saying which of the jobs it is about."""
    ref = jobs[number].ref
    name = f"Job {number} (“{ref}”)" if ref is not None else f"Job {number}"
    return type(error)(f"{name}: {error.message}", **error.details, job=number, ref=ref)
