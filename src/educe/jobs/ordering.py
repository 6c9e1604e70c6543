"""The orders of lists of jobs. A cursor names the place of a page's last row in its order."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ColumnElement, SQLColumnExpression, case, func, tuple_

from educe.cursors import cursor_of, opened
from educe.errors import InvalidInput
from educe.jobs.models import Job
from educe.jobs.selection import JobFilter
from educe.jobs.states import Priority, Status
from educe.jobs.status import JobLine

Sort = Literal["newest", "oldest", "priority", "longest"]

_ACTIVE = {Status.PENDING, Status.RUNNING}
_RANKS = {Priority.URGENT: 0, Priority.NORMAL: 1, Priority.LOW: 2}


@dataclass(frozen=True, slots=True)
class Order:
    """One order: its columns but the last, which is the id; how a row's and a cursor's are read."""

    name: Sort
    columns: Sequence[SQLColumnExpression[Any]]
    of: Callable[[JobLine], Sequence[object]]
    kinds: Sequence[Callable[[str], Any]]
    descending: bool = False

    @property
    def keys(self) -> list[SQLColumnExpression[Any]]:
        """What to order by."""
        every: list[SQLColumnExpression[Any]] = [*self.columns, Job.id]
        return [key.desc() for key in every] if self.descending else every

    def cursor(self, last: JobLine) -> str:
        # the first order's cursors bear no name: they were there before the others
        name = [] if self.name == "newest" else [self.name]
        return cursor_of(*name, *self.of(last), last.id)

    def after(self, cursor: str) -> ColumnElement[bool]:
        """What comes after the cursor's place. Raises InvalidInput for one not of this order."""
        name = [] if self.name == "newest" else [self._named]
        place = opened(cursor, *name, *self.kinds, UUID)[len(name) :]
        every = tuple_(*self.columns, Job.id)
        return every < place if self.descending else every > place

    def _named(self, told: str) -> str:
        if told != self.name:
            raise ValueError(told)
        return told


def _created(job: JobLine) -> Sequence[object]:
    return [job.created_at.isoformat()]


def _urgent(job: JobLine) -> Sequence[object]:
    return [_RANKS[job.priority], job.queued_at.isoformat()]


def _begun(job: JobLine) -> Sequence[object]:
    return [(job.started_at or job.queued_at).isoformat()]


_RANK = case({priority.value: rank for priority, rank in _RANKS.items()}, value=Job.priority)
_TIME = datetime.fromisoformat
NEWEST = Order("newest", [Job.created_at], _created, [_TIME], descending=True)
_ORDERS: dict[Sort, Order] = {
    "newest": NEWEST,
    "oldest": Order("oldest", [Job.created_at], _created, [_TIME]),
    "priority": Order("priority", [_RANK, Job.queued_at], _urgent, [int, _TIME]),
    "longest": Order("longest", [func.coalesce(Job.started_at, Job.queued_at)], _begun, [_TIME]),
}


def order_of(sort: Sort, wanted: JobFilter) -> Order:
    """Raises InvalidInput for an order that only active jobs have: they are few, and no index has
    all jobs in it."""
    if sort in ("priority", "longest") and not (wanted.status and set(wanted.status) <= _ACTIVE):
        raise InvalidInput(
            f"Only active jobs can be sorted by “{sort}”. Ask for `status` pending or running, or"
            " sort by newest or oldest."
        )
    return _ORDERS[sort]
