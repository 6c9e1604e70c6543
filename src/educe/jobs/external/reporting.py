"""Reporting on a job from outside: its status along the arrows, its counters, what it came to.

Of jobs that workers do, only what belongs to people can be changed: their own notes, the priority.
"""

from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from educe.db.session import driver_connection
from educe.errors import Conflict, InvalidInput
from educe.jobs import find
from educe.jobs.admission import admit
from educe.jobs.external.claims import why_it_waits
from educe.jobs.external.counting import counted
from educe.jobs.external.fencing import ended, writable_job
from educe.jobs.external.telling import tell, tell_progress
from educe.jobs.free_json import FreeObject
from educe.jobs.models import Job, JobItem
from educe.jobs.queue.priorities import change_priority
from educe.jobs.rules import Rules
from educe.jobs.states import Priority, Status

_PEOPLES = {"source_metadata", "priority"}
_ARROWS = {
    Status.PENDING: {Status.PENDING, Status.RUNNING, Status.CANCELLED},
    Status.RUNNING: {Status.RUNNING, Status.COMPLETED, Status.FAILED, Status.CANCELLED},
}
_NOTED = "Its source_metadata was changed"
_NO_REASON = "It failed. The program that did it gave no reason."

Counter = Annotated[int, Field(ge=0, le=2**31 - 1)]
TypeName = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class ReportedSummary(BaseModel):
    """What a completed job says of itself."""

    model_config = ConfigDict(extra="forbid")

    message: str = Field(max_length=1000, description="One line: “85 concepts, 214 relations”.")
    counts: dict[str, int] = {}


class JobChange(BaseModel):
    """What is to be changed; what isn't given stays as it is."""

    model_config = ConfigDict(extra="forbid")

    status: Status | None = None
    total_items: Counter | None = None
    processed_items: Counter | None = Field(
        None, description="Successful and failed ones together."
    )
    successful_items: Counter | None = None
    failed_items: Counter | None = None
    progress_message: str | None = Field(None, max_length=500, description="What is being done.")
    discovered_types: list[TypeName] | None = Field(None, max_length=10_000)
    created_objects: list[UUID] | None = Field(None, max_length=100_000)
    summary: ReportedSummary | None = Field(None, description="With the status “completed”.")
    error_message: str | None = Field(
        None, max_length=10_000, description="With the status “failed”: for people."
    )
    error_details: FreeObject | None = Field(
        None, description="With the status “failed”: for debugging."
    )
    source_metadata: FreeObject | None = None
    priority: Priority | None = None

    def given(self) -> dict[str, Any]:
        """The fields that were given, as columns."""
        found = {name: getattr(self, name) for name in JobChange.model_fields}
        return {name: value for name, value in found.items() if value is not None}


async def change_job(
    session: AsyncSession, rules: Rules, job_id: UUID, change: JobChange, token: UUID | None = None
) -> None:
    """Changes a job as the program that does it reports. `token`: of its claim, if it is claimed.

    Raises InvalidInput for what doesn't fit together, NotFound, and Conflict for what the job's
    state, its workers or another program's claim forbids."""
    given = change.given()
    if not given:
        names = ", ".join(JobChange.model_fields)
        raise InvalidInput(f"There is nothing to change. Give at least one of: {names}.")
    priority = given.pop("priority", None)
    if await _runner(session, job_id) == "external":
        await _report(session, rules, job_id, given, token)
    else:
        await _note(session, job_id, given)
    if priority is not None:
        await change_priority(session, rules, [job_id], priority)
    session.expire_all()  # triggers have changed the row since it was read


async def _runner(session: AsyncSession, job_id: UUID) -> str:
    runner = await session.scalar(select(Job.runner).where(Job.id == job_id))
    return runner or (await find.job(session, job_id)).runner


async def _note(session: AsyncSession, job_id: UUID, given: dict[str, Any]) -> None:
    """Changes what people have said of a job that workers do."""
    if kept := given.keys() - _PEOPLES:
        raise Conflict(
            f"Educe's own workers do this job and keep {', '.join(sorted(kept))} themselves."
            " Of such a job, source_metadata and priority can be changed; cancel and retry have"
            " addresses of their own."
        )
    job = await find.job_for_update(session, job_id)
    if Status(job.status).ended:
        raise ended(job)
    if given:
        job.source_metadata = given["source_metadata"]
        await session.flush()
        await tell(session, job, "updated", _NOTED)


async def _report(
    session: AsyncSession, rules: Rules, job_id: UUID, given: dict[str, Any], token: UUID | None
) -> None:
    status = given.get("status")
    if status is not None and status.ended:
        await _free_items(session, job_id)  # items come first: so everybody locks
    job = await writable_job(session, job_id, token)
    before = Status(job.status)
    after = Status(given.get("status", before))
    await _check_arrow(session, job, before, after)
    changed = given | counted(job, given, after)
    changed |= _outcome(job, changed, after)
    for name, value in changed.items():
        setattr(job, name, value)
    await session.flush()
    await session.refresh(job)
    if after != before:
        await _tell_transition(session, job)
        if after.ended:
            # others may have waited for it
            connection = await driver_connection(session)
            await admit(connection, rules.sender, job.created_by, rules.limits)
    elif changed.keys() == {"source_metadata"}:
        await tell(session, job, "updated", _NOTED)
    elif changed:
        await tell_progress(session, job)


async def _free_items(session: AsyncSession, job_id: UUID) -> None:
    """What was in hand when the program ends the job is for a retry."""
    await session.execute(
        update(JobItem)
        .where(JobItem.job_id == job_id, JobItem.status == "running")
        .values(status="pending", token=None, deadline=None)
    )


async def _check_arrow(session: AsyncSession, job: Job, before: Status, after: Status) -> None:
    if after not in _ARROWS[before]:
        hint = "Set it to running first." if before == Status.PENDING else "It ends, or goes on."
        raise Conflict(f"A {before} job can't become {after}. {hint}")
    if (before, after) == (Status.PENDING, Status.RUNNING) and (
        why := await why_it_waits(session, job)
    ):
        raise why


def _outcome(job: Job, given: dict[str, Any], after: Status) -> dict[str, Any]:
    """What goes with the status that the job is to have."""
    for field, with_status in _ONLY_WITH.items():
        if field in given and after != with_status:
            raise InvalidInput(f"{field} goes with the status “{with_status}” only.")
    values: dict[str, Any] = {}
    if "discovered_types" in given:
        values["discovered_types"] = list(dict.fromkeys(given["discovered_types"]))
    match after:
        case Status.RUNNING if job.status == Status.PENDING:
            values["progress_message"] = given.get("progress_message", "Started")
        case Status.COMPLETED:
            summary: ReportedSummary | None = given.get("summary")
            values["summary"] = summary and summary.model_dump()
            values["progress_message"] = _completed(summary, given)
        case Status.FAILED:
            values["error_message"] = given.get("error_message") or _NO_REASON
            values["progress_message"] = values["error_message"]
        case Status.CANCELLED:
            values["progress_message"] = given.get("progress_message", "Cancelled")
    return values


def _completed(summary: ReportedSummary | None, counters: dict[str, Any]) -> str:
    """One line that never shows failed items as plain success."""
    message = summary.message if summary else "Completed"
    failed, total = counters["failed_items"], counters["total_items"]
    return f"{message} · {failed} of {total} items failed" if failed else message


_ONLY_WITH = {
    "summary": Status.COMPLETED,
    "error_message": Status.FAILED,
    "error_details": Status.FAILED,
}


async def _tell_transition(session: AsyncSession, job: Job) -> None:
    if job.status == Status.RUNNING:
        attempt = f", attempt {job.attempt}" if job.attempt > 1 else ""
        await tell(session, job, "started", f"{job.progress_message}{attempt}")
    else:
        data = job.summary or job.error_details or {}
        await tell(session, job, job.status, job.progress_message, data)
