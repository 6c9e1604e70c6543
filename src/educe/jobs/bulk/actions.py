"""One action on many jobs: those with given ids, or those that fit a filter.

Each job goes the way that it would go alone, so it can be refused alone. Some tens share a
transaction, so that nothing is locked for long: what was done before an error stays done.
"""

import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

import psycopg
import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from educe.documents.uploads import OpenSession
from educe.errors import EduceError, InvalidInput
from educe.jobs.cancel import cancel
from educe.jobs.delete import delete_job
from educe.jobs.events import Change
from educe.jobs.models import Job
from educe.jobs.queue.priorities import change_priority
from educe.jobs.retry import retry
from educe.jobs.rules import Rules
from educe.jobs.selection import JobFilter
from educe.jobs.states import Priority, Status

MOST_JOBS = 1_000
MOST_COUNTED = 10_000
MOST_TOLD = 100
_TOGETHER = 50
_LONGEST_SECONDS = 10.0  # a call answers before whoever sent it gives up
_TRIES = 3

Action = Literal["cancel", "retry", "delete", "priority"]
_ACTIVE = (Status.PENDING, Status.RUNNING)
#: what an action can be done to; a filter reaches nothing else
_FITTING: dict[Action, ColumnElement[bool]] = {
    "cancel": Job.status.in_(_ACTIVE),
    "retry": or_(
        Job.status.in_((Status.FAILED, Status.CANCELLED)),
        and_(Job.status == Status.COMPLETED, Job.failed_items > 0),
    ),
    "delete": Job.status.not_in(_ACTIVE),
    "priority": Job.status.in_(_ACTIVE),
}


class BulkOrder(BaseModel):
    """What to do, and to which jobs: give `ids` or a `filter`."""

    model_config = ConfigDict(extra="forbid")

    action: Action
    priority: Priority | None = Field(None, description="The new one, for `priority`.")
    ids: list[UUID] | None = Field(None, min_length=1, max_length=MOST_JOBS)
    filter: JobFilter | None = None
    dry_run: bool = Field(False, description="Only count.")
    cursor: UUID | None = Field(None, description="`next` of the answer to the same order.")


class RefusedJob(BaseModel):
    """A job that stayed as it was."""

    id: UUID
    reason: str


class BulkView(BaseModel):
    """What came of it."""

    action: Action
    dry_run: bool
    matched: int = Field(
        0,
        description="To so many jobs the action can be done: of those with the ids, or of those"
        " that fit the filter, from `cursor` on.",
    )
    matched_is_lower_bound: bool = Field(False, description="There are more than `matched`.")
    done: int = 0
    refused: list[RefusedJob] = Field([], description=f"The first {MOST_TOLD}.")
    refused_count: int = 0
    next: UUID | None = Field(
        None, description="Give it as `cursor` to go on; none: this was the last of them."
    )


#: is told after each commit which jobs have changed, and which blobs no row names any more
Committed = Callable[[Sequence[Change], Sequence[str]], Awaitable[None]]


async def act(
    open_session: OpenSession,
    rules: Rules,
    order: BulkOrder,
    *,
    user_id: UUID,
    committed: Committed,
) -> BulkView:
    """Does the action to at most 1,000 jobs, some tens in a transaction, for some seconds at most.

    A job that no longer fits the filter when its turn comes is left alone. Raises InvalidInput for
    an order that isn't clear, and for a filter that means every job."""
    _refuse_unclear(order)
    deadline = time.monotonic() + _LONGEST_SECONDS
    work = _Work(rules, order, user_id)
    view = BulkView(action=order.action, dry_run=order.dry_run)
    async with open_session() as session:
        count = await work.count(session)
        view.matched, view.matched_is_lower_bound = min(count, MOST_COUNTED), count > MOST_COUNTED
        if order.dry_run:
            return view
        ids, view.next = await work.chosen(session)
    for start in range(0, len(ids), _TOGETHER):
        some = ids[start : start + _TOGETHER]
        outcome = await _in_one_transaction(open_session, work, some)
        view.done += len(outcome.changes)
        view.refused += outcome.refused[: MOST_TOLD - len(view.refused)]
        view.refused_count += len(outcome.refused)
        await committed(outcome.changes, outcome.blobs)
        if some[-1] != ids[-1] and time.monotonic() > deadline:
            view.next = some[-1]
            break
    return view


def _refuse_unclear(order: BulkOrder) -> None:
    if (order.ids is None) == (order.filter is None):
        raise InvalidInput("Say which jobs: give `ids` or a `filter`, and not both.")
    if order.filter is not None and order.filter.means_everything():
        raise InvalidInput(
            "This filter means every job that you can see. Narrow it, by `project_id`, `status` or "
            "`extractor` for instance, or name the jobs by `ids`."
        )
    if (order.priority is not None) != (order.action == "priority"):
        raise InvalidInput("`priority` says which one the action “priority” gives, and only that.")


@dataclass(slots=True)
class _Outcome:
    """What one transaction came to."""

    changes: list[Change] = field(default_factory=list)
    refused: list[RefusedJob] = field(default_factory=list)
    blobs: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Work:
    rules: Rules
    order: BulkOrder
    user_id: UUID

    def conditions(self) -> list[ColumnElement[bool]]:
        """What a job that is meant must fulfil."""
        fits = _FITTING[self.order.action]
        if self.order.filter is None:
            return [Job.id.in_(self.order.ids or ()), fits]
        return [*self.order.filter.conditions(), fits]

    async def count(self, session: AsyncSession) -> int:
        """How many there are from the cursor on; counted to one more than is told."""
        some = select(Job.id).where(*self.conditions(), *self._from_cursor())
        counted = select(func.count()).select_from(some.limit(MOST_COUNTED + 1).subquery())
        return await session.scalar(counted) or 0

    async def chosen(self, session: AsyncSession) -> tuple[list[UUID], UUID | None]:
        """The jobs whose turn it is now, and where to go on."""
        if self.order.ids is not None:
            return self._named(self.order.ids), None
        wanted = select(Job.id).where(*self.conditions(), *self._from_cursor())
        # what waits is cancelled from the end of the line: from its head, each would make the next
        # one run that is about to be cancelled, too
        at = Job.id.desc() if self._from_the_newest else Job.id
        ids = list(await session.scalars(wanted.order_by(at).limit(MOST_JOBS + 1)))
        return ids[:MOST_JOBS], ids[MOST_JOBS - 1] if len(ids) > MOST_JOBS else None

    def _named(self, ids: Sequence[UUID]) -> list[UUID]:
        """These ids from the cursor on, each once, in the order in which they are met."""
        after, newest = self.order.cursor, self._from_the_newest
        left = [i for i in set(ids) if after is None or (i < after if newest else i > after)]
        return sorted(left, reverse=newest)

    @property
    def _from_the_newest(self) -> bool:
        return self.order.action == "cancel"

    def _from_cursor(self) -> list[ColumnElement[bool]]:
        if self.order.cursor is None:
            return []
        after = self.order.cursor
        return [Job.id < after if self._from_the_newest else Job.id > after]

    async def do(self, session: AsyncSession, ids: Sequence[UUID]) -> _Outcome:
        """Acts on these jobs, in the session's transaction."""
        # all at once and in order, before any owner is locked: that is how everybody locks
        lock = select(Job.id, Job.project_id).where(Job.id.in_(ids)).order_by(Job.id)
        if self.order.filter is not None:
            lock = lock.where(*self.conditions())
        rows = await session.execute(lock.with_for_update(key_share=True))
        projects: dict[UUID, UUID] = {row.id: row.project_id for row in rows}
        todo = [job_id for job_id in ids if self.order.filter is None or job_id in projects]
        if self.order.priority is not None and await self._all_have(session, todo):
            return _Outcome([Change(job_id) for job_id in todo])
        outcome = _Outcome()
        for job_id in todo:
            try:
                async with session.begin_nested():
                    outcome.blobs += await self._do_one(session, job_id)
            except EduceError as error:
                outcome.refused.append(RefusedJob(id=job_id, reason=error.message))
            else:
                gone = projects[job_id] if self.order.action == "delete" else None
                outcome.changes.append(Change(job_id, gone))
        return outcome

    async def _all_have(self, session: AsyncSession, ids: Sequence[UUID]) -> bool:
        """Gives all of them the new priority, which is quicker; false when one is refused."""
        assert self.order.priority is not None
        try:
            async with session.begin_nested():
                await change_priority(session, self.rules, ids, self.order.priority)
        except EduceError:
            return False
        return True

    async def _do_one(self, session: AsyncSession, job_id: UUID) -> list[str]:
        """Returns the blobs that go with it. Raises what the action raises for a job alone."""
        match self.order.action:
            case "cancel":
                await cancel(session, self.rules, job_id, user_id=self.user_id)
            case "retry":
                await retry(session, self.rules, job_id)
            case "delete":
                return await delete_job(session, job_id)
            case "priority":
                assert self.order.priority is not None
                await change_priority(session, self.rules, [job_id], self.order.priority)
        return []


async def _in_one_transaction(
    open_session: OpenSession, work: _Work, ids: Sequence[UUID]
) -> _Outcome:
    """Again from its beginning when it and another transaction waited for each other."""
    for left in reversed(range(_TRIES)):
        try:
            async with open_session() as session:
                return await work.do(session, ids)
        except (sa.exc.OperationalError, psycopg.OperationalError) as error:
            if not left or not _is_deadlock(error):
                raise
    raise AssertionError("unreachable")


def _is_deadlock(error: Any) -> bool:
    return isinstance(getattr(error, "orig", error), psycopg.errors.DeadlockDetected)
