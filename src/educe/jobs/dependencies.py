"""What a job needs before it may run: other jobs of its project, ended in a certain way.

Chains, parallel jobs and joins are made of nothing else. The database cancels what can never run,
with the reason, and refuses circles (db/migrations/sql/0002_jobs.sql).
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from educe.errors import Conflict, InvalidInput
from educe.jobs.models import Job, JobDependency
from educe.jobs.states import Status

Condition = Literal["success", "failure", "any"]

#: jobs that others need: the project and the state of each
Needed = Mapping[UUID, tuple[UUID, Status]]


class Need(BaseModel):
    """A job that must have ended before another runs."""

    job_id: UUID
    condition: Condition = Field(
        "success", description="How it must have ended: completed, failed, or in any way."
    )


class NeedView(Need):
    """The same, with what has become of it. `met`: none while that is open."""

    status: Status
    met: bool | None


def is_met(condition: str, status: Status) -> bool | None:
    """None while the needed job hasn't ended. The database's kb.condition_met says the same."""
    if not status.ended:
        return None
    if condition == "any":
        return True
    return status == (Status.COMPLETED if condition == "success" else Status.FAILED)


async def check_needs(
    session: AsyncSession, project_id: UUID, needs: Sequence[Need], *, lock: bool
) -> None:
    """Raises as `refuse_unmeetable` does. `lock`: as in `find_needed`."""
    needed = await find_needed(session, {need.job_id for need in needs}, lock=lock)
    refuse_unmeetable(needed, project_id, needs)


async def find_needed(session: AsyncSession, needed: Collection[UUID], *, lock: bool) -> Needed:
    """Those of the jobs that there are, with the project and the state of each. `lock`: none ends
    before this transaction has."""
    if not needed:
        return {}
    wanted = select(Job.id, Job.project_id, Job.status).where(Job.id.in_(needed)).order_by(Job.id)
    rows = await session.execute(wanted.with_for_update(read=True) if lock else wanted)
    return {row.id: (row.project_id, Status(row.status)) for row in rows}


def refuse_unmeetable(needed: Needed, project_id: UUID, needs: Sequence[Need]) -> None:
    """Raises InvalidInput when a job that is needed isn't in the project, or is named twice;
    Conflict when one has ended otherwise."""
    wanted = [need.job_id for need in needs]
    if twice := [job_id for job_id, times in Counter(wanted).items() if times > 1]:
        raise InvalidInput(f"The job needs {_told(twice)} twice. Name each job once.")
    there = {job_id for job_id in wanted if job_id in needed and needed[job_id][0] == project_id}
    if missing := [job_id for job_id in wanted if job_id not in there]:
        raise InvalidInput(
            f"The job needs {_told(missing)}, which isn't in its project. A job can need only jobs "
            "of the same project that are still there."
        )
    for need in needs:
        status = needed[need.job_id][1]
        if is_met(need.condition, status) is False:
            raise Conflict(
                f"The job could never run: it needs the {need.condition} of job {need.job_id}, "
                f"which is {status}. Retry that one first, or leave the need out."
            )


def _told(job_ids: Sequence[UUID]) -> str:
    return ", ".join(map(str, job_ids[:5]))


async def needs_of(session: AsyncSession, job_id: UUID) -> list[NeedView]:
    """What the job needs, and whether that has come true."""
    rows = await session.execute(
        select(JobDependency.needs_id, JobDependency.condition, Job.status)
        .join(Job, Job.id == JobDependency.needs_id)
        .where(JobDependency.job_id == job_id)
        .order_by(JobDependency.needs_id)
    )
    return [
        NeedView(
            job_id=row.needs_id,
            condition=row.condition,
            status=Status(row.status),
            met=is_met(row.condition, Status(row.status)),
        )
        for row in rows
    ]
