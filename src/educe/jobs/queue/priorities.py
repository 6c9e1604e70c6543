"""Changing how urgent jobs are that haven't ended."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from educe.db.session import driver_connection
from educe.errors import Conflict, NotFound
from educe.jobs.admission import requeue
from educe.jobs.models import Job
from educe.jobs.rules import Rules
from educe.jobs.states import Priority, Status

_TOLD = 5


async def change_priority(
    session: AsyncSession, rules: Rules, job_ids: Sequence[UUID], priority: Priority
) -> list[UUID]:
    """Gives jobs that haven't ended another priority: all of them or none.

    Waiting ones take their new places at once, also before others of their owners that were
    admitted and haven't started; running ones with their next turn. Returns those that had another
    priority. Raises NotFound when one isn't there for this user, Conflict when one has ended.
    """
    jobs = await _locked(session, job_ids)
    changed = [job for job in jobs if job.priority != priority]
    for job in changed:
        await session.execute(
            select(
                func.kb.add_event(
                    job.id,
                    "priority",
                    f"Priority changed from {job.priority} to {priority}",
                    func.jsonb_build_object("from", job.priority, "to", str(priority)),
                )
            )
        )
    ids = [job.id for job in changed]
    await session.execute(update(Job).where(Job.id.in_(ids)).values(priority=priority))
    waiting = [job.id for job in changed if job.status == Status.PENDING]
    await requeue(await driver_connection(session), rules.sender, waiting, rules.limits)
    return ids


async def _locked(session: AsyncSession, job_ids: Sequence[UUID]) -> Sequence[Job]:
    """The jobs, in the order of their ids."""
    wanted = set(job_ids)
    jobs = (
        await session.scalars(
            select(Job)
            .where(Job.id.in_(wanted))
            .order_by(Job.id)
            .with_for_update(key_share=True)
            .execution_options(populate_existing=True)
        )
    ).all()
    if missing := wanted - {job.id for job in jobs}:
        raise NotFound(f"There is no extraction {_some(missing)}. It may have been deleted.")
    if ended := {job.id for job in jobs if Status(job.status).ended}:
        raise Conflict(
            f"{_some(ended)} has ended: a priority matters only until then. A retry takes one."
        )
    return jobs


def _some(ids: set[UUID]) -> str:
    told = ", ".join(str(job_id) for job_id in sorted(ids)[:_TOLD])
    return f"{told} and {len(ids) - _TOLD} more" if len(ids) > _TOLD else told
