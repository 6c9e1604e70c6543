"""Looking for schedules that are due. Every API process does; a job's workers never do, because a
config is checked by its extractor's code.

Each schedule is fired in a transaction of its own, in the name of whoever it belongs to and under
its row's lock, so that no time is fired twice, however many processes look.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from uuid import UUID

from sqlalchemy import exc as sql
from sqlalchemy import text

from educe.cancelling import cancel_and_wait
from educe.db.session import Database
from educe.jobs.rules import Rules
from educe.jobs.schedules.firing import Fired, fire, move_on

_LOOK_SECONDS = 15.0  # for schedules that another process has made
_REST_SECONDS = 1.0  # after a look that got nowhere
_STOP_SECONDS = 5.0
_AT_ONCE = 4
_AWAY = (sql.OperationalError, sql.InterfaceError, sql.TimeoutError, OSError)
_DUE = text("SELECT schedule_id, owner, due_in FROM kb.due_schedules(:ahead)")
_log = logging.getLogger(__name__)


class Scheduler:
    """Fires schedules as their times come. `started` is told of each job once it is committed."""

    def __init__(
        self, database: Database, rules: Rules, started: Callable[[UUID], None] | None = None
    ) -> None:
        self._database = database
        self._rules = rules
        self._started = started
        self._woken = asyncio.Event()
        self._stopping = False

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Scheduler"]:
        task = asyncio.create_task(self._run(), name="schedules")
        try:
            yield self
        finally:
            self._stopping = True
            self.wake()
            await asyncio.wait([task], timeout=_STOP_SECONDS)  # ends what it is at
            await cancel_and_wait([task])

    def wake(self) -> None:
        """Call it when a schedule was made or changed: its next time may be the soonest."""
        self._woken.set()

    async def fire_due(self) -> float:
        """Fires what is due now. Returns the seconds until there is something to do again."""
        due, seconds = await self._look()
        if not due:
            return seconds
        room = asyncio.Semaphore(_AT_ONCE)

        async def one(schedule_id: UUID, owner: UUID | None) -> bool:
            async with room:
                return await self._fire(schedule_id, owner)

        done = await asyncio.gather(*(one(*each) for each in due))
        # what others are at, or what fails, is left alone for a while; else there may be more
        return 0.0 if all(done) else _REST_SECONDS

    async def _run(self) -> None:
        while not self._stopping:
            self._woken.clear()
            try:
                seconds = await self.fire_due()
            except _AWAY as error:
                _log.info("schedules wait for the database: %s", str(error).splitlines()[:1])
                seconds = _REST_SECONDS
            except Exception:
                _log.exception("schedules can't be looked at")
                seconds = _REST_SECONDS
            with suppress(TimeoutError):
                await asyncio.wait_for(self._woken.wait(), seconds)

    async def _look(self) -> tuple[list[tuple[UUID, UUID | None]], float]:
        """What is due, with its owners, and the seconds until the next is."""
        async with self._database.session() as session:
            rows = (await session.execute(_DUE, {"ahead": timedelta(seconds=_LOOK_SECONDS)})).all()
        due = [(row.schedule_id, row.owner) for row in rows if row.due_in <= 0]
        return due, min((row.due_in for row in rows), default=_LOOK_SECONDS)

    async def _fire(self, schedule_id: UUID, owner: UUID | None) -> bool:
        """Whether the schedule was moved on. What goes wrong with one doesn't stop the others."""
        try:
            async with self._database.session(owner) as session:
                fired = await fire(session, self._rules, schedule_id)
        except _AWAY as error:
            _log.info("schedule %s waits: %s", schedule_id, str(error).splitlines()[:1])
            return False
        except Exception:
            _log.exception("schedule %s can't be fired", schedule_id)
            fired = await self._move_on(schedule_id, owner)
        if self._started is not None:
            for job_id in fired.jobs:
                self._started(job_id)
        return fired.mine

    async def _move_on(self, schedule_id: UUID, owner: UUID | None) -> Fired:
        why = "something went wrong that isn't the schedule's fault; the server's log says what."
        try:
            async with self._database.session(owner) as session:
                return await move_on(session, schedule_id, why)
        except Exception:
            _log.exception("schedule %s can't be moved on", schedule_id)
            return Fired(mine=False)
