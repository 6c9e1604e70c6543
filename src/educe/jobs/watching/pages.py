"""A job's events, by their numbers: in one statement with the job's own row, so that none is lost
after a job that looks ended."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from educe.errors import NotFound
from educe.jobs.states import Status

AT_ONCE = 200


class EventView(BaseModel):
    """One line of a job's history. Numbers grow by one from event to event."""

    model_config = ConfigDict(from_attributes=True)

    seq: int
    at: datetime
    kind: str
    message: str
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Line:
    """An event as it is sent: made into JSON once, for all who read it."""

    seq: int
    kind: str
    json: str


@dataclass(frozen=True, slots=True)
class Page:
    """Events after a number, in order. `more`: there are others already. `last`: the job has ended
    and nothing comes after these."""

    lines: Sequence[Line]
    more: bool = False
    last: bool = False

    def after(self, number: int) -> "Page":
        """The same without the events up to this number."""
        if not self.lines or self.lines[0].seq > number:
            return self
        return Page([line for line in self.lines if line.seq > number], self.more, self.last)


NOTHING_NEW = Page(())

#: a job, and the number that its events are wanted after
Place = tuple[UUID, int]

# an event of several places is sent with each; the limit is each place's own
_EVENTS = text("""
SELECT place.job_id, place.after, job.status, event.*
FROM unnest(CAST(:jobs AS uuid[]), CAST(:numbers AS integer[])) AS place (job_id, after)
JOIN kb.extraction_jobs job ON job.id = place.job_id
LEFT JOIN LATERAL (
    SELECT e.seq, e.at, e.kind, e.message, e.data FROM kb.job_events e
    WHERE e.job_id = place.job_id AND e.seq > place.after
      AND e.kind = coalesce(CAST(:kind AS text), e.kind)
    ORDER BY e.seq LIMIT :most
) event ON true
ORDER BY place.job_id, place.after, event.seq
""")


async def pages(
    session: AsyncSession, places: Iterable[Place], limit: int = AT_ONCE, *, kind: str | None = None
) -> Mapping[Place, Page]:
    """What comes after each place, at most `limit` events each, of one kind or of all. A job that
    isn't there for the session's user is left out."""
    wanted = list(places)
    rows = await session.execute(
        _EVENTS,
        {
            "jobs": [job_id for job_id, _ in wanted],
            "numbers": [number for _, number in wanted],
            "most": limit + 1,
            "kind": kind,
        },
    )
    return {
        place: _page(list(found), limit)
        for place, found in groupby(rows, attrgetter("job_id", "after"))
    }


def _page(rows: Sequence[Any], limit: int) -> Page:
    more = len(rows) > limit
    events = [EventView.model_validate(row) for row in rows[:limit] if row.seq is not None]
    lines = [Line(event.seq, event.kind, event.model_dump_json()) for event in events]
    return Page(lines, more, Status(rows[0].status).ended and not more)


async def events_after(
    session: AsyncSession, job_id: UUID, after: int, limit: int, *, kind: str | None = None
) -> Page:
    """Raises NotFound when the job isn't there for this user."""
    found = await pages(session, [(job_id, after)], limit, kind=kind)
    if not found:
        raise gone()
    return found[job_id, after]


def gone() -> NotFound:
    return NotFound("There is no such extraction. It may have been deleted.")
