"""Watching jobs: an API process listens once for all its readers and wakes those concerned.

A notification is only a hint. A reader fetches what is new by number, in one statement with the
job's own row, so an event is neither lost nor repeated; without hints it looks every two seconds.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager, suppress
from datetime import datetime
from typing import Any
from uuid import UUID

import psycopg
from psycopg import AsyncConnection, sql
from pydantic import BaseModel, ConfigDict
from sqlalchemy import and_, select
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.ext.asyncio import AsyncSession

from educe.cancelling import cancel_and_wait
from educe.errors import NotFound
from educe.jobs.events import CHANNEL
from educe.jobs.models import Job, JobEvent
from educe.jobs.states import Status

OpenSession = Callable[[], AbstractAsyncContextManager[AsyncSession]]
_LOOK_SECONDS = 2.0
_RECONNECT_SECONDS = 1.0
_AT_ONCE = 500
_log = logging.getLogger(__name__)


class EventView(BaseModel):
    """One line of a job's history. Numbers grow by one from event to event."""

    model_config = ConfigDict(from_attributes=True)

    seq: int
    at: datetime
    kind: str
    message: str
    data: dict[str, Any]


class Page(BaseModel):
    """Events after a number, in order. `more`: there are others already. `last`: the job has ended
    and nothing comes after these."""

    events: list[EventView]
    more: bool
    last: bool


_NOTHING_NEW = Page(events=[], more=False, last=False)


async def events_after(
    session: AsyncSession, job_id: UUID, after: int, limit: int = _AT_ONCE
) -> Page:
    """Raises NotFound when the job isn't there for this user."""
    rows = (
        await session.execute(
            select(Job.status, JobEvent)
            .outerjoin(JobEvent, and_(JobEvent.job_id == Job.id, JobEvent.seq > after))
            .where(Job.id == job_id)
            .order_by(JobEvent.seq)
            .limit(limit + 1)
        )
    ).all()
    if not rows:
        raise NotFound("There is no such extraction. It may have been deleted.")
    found = [EventView.model_validate(event) for _, event in rows if event is not None]
    more = len(found) > limit
    return Page(events=found[:limit], more=more, last=Status(rows[0][0]).ended and not more)


async def _fetch(open_session: OpenSession, job_id: UUID, after: int) -> Page:
    async with open_session() as session:
        return await events_after(session, job_id, after)


class Listener:
    """One LISTEN connection, kept open, that wakes whoever watches a job."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._waiting: defaultdict[UUID, set[asyncio.Event]] = defaultdict(set)
        self._closed = False

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Listener"]:
        listening = asyncio.create_task(self._listen(), name="listener of job events")
        try:
            yield self
        finally:
            self.close()
            await cancel_and_wait([listening])

    def close(self) -> None:
        """Ends all watching, as before the server stops."""
        self._closed = True
        self._wake_all()

    async def watch(
        self, open_session: OpenSession, job_id: UUID, after: int = 0
    ) -> AsyncGenerator[EventView, None]:
        """The job's events from the one after number `after` on, as they come.

        Ends after the last event of a job that has ended, when the job is deleted, and when the
        listener is closed. Raises NotFound when the job isn't there for this user at first.
        """
        seen = False
        with self._woken(job_id) as woken:
            while not self._closed:
                woken.clear()
                try:
                    # a reader who leaves in mid-query mustn't cost the pool a connection
                    page = await asyncio.shield(_fetch(open_session, job_id, after))
                except NotFound:
                    if seen:
                        return
                    raise
                except (OperationalError, InterfaceError):
                    if not seen:
                        raise
                    page = _NOTHING_NEW  # the database is away for a while
                seen = True
                for event in page.events:
                    yield event
                    after = event.seq
                if page.last:
                    return
                if not page.more:
                    with suppress(TimeoutError):
                        await asyncio.wait_for(woken.wait(), _LOOK_SECONDS)

    @contextmanager
    def _woken(self, job_id: UUID) -> Iterator[asyncio.Event]:
        woken = asyncio.Event()
        self._waiting[job_id].add(woken)
        try:
            yield woken
        finally:
            self._waiting[job_id].discard(woken)
            if not self._waiting[job_id]:
                del self._waiting[job_id]

    async def _listen(self) -> None:
        while True:
            try:
                await self._listen_once()
            except (psycopg.Error, OSError) as error:
                _log.info("the listener lost its connection and connects again: %s", error)
            await asyncio.sleep(_RECONNECT_SECONDS)

    async def _listen_once(self) -> None:
        connection = await AsyncConnection.connect(
            self._url, autocommit=True, application_name="educe api listener", keepalives_idle=30
        )
        async with connection:
            await connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(CHANNEL)))
            self._wake_all()  # what was said in the meantime wasn't heard
            async for notification in connection.notifies():
                self._wake(notification.payload)

    def _wake(self, payload: str) -> None:
        for word in payload.split():
            with suppress(ValueError):
                for woken in self._waiting.get(UUID(word), ()):
                    woken.set()

    def _wake_all(self) -> None:
        for waiting in self._waiting.values():
            for woken in waiting:
                woken.set()
