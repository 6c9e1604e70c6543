"""Live events: who changes a job says so, apart from the work's transactions and not too often.

Notifications carry job ids only. They are hints: a reader fetches what is new from kb.job_events by
number, so a lost notification delays but loses nothing.
"""

import asyncio
import logging
from uuid import UUID

import psycopg
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool, PoolTimeout

CHANNEL = "educe_jobs"
_log = logging.getLogger(__name__)
_EVERY_SECONDS = 0.05
_IDS_PER_NOTIFICATION = 200  # 8 kB is PostgreSQL's limit


class Announcer:
    """Tells every API process which jobs have changed, together and throttled."""

    def __init__(self, pool: AsyncConnectionPool[AsyncConnection]) -> None:
        self._pool = pool
        self._jobs: set[UUID] = set()
        self._something = asyncio.Event()

    def changed(self, job_id: UUID) -> None:
        self._jobs.add(job_id)
        self._something.set()

    async def run(self) -> None:
        while True:
            await self._something.wait()
            self._something.clear()
            jobs, self._jobs = list(self._jobs), set()
            try:
                async with self._pool.connection() as connection:
                    await notify(connection, jobs)
            except (psycopg.OperationalError, psycopg.InterfaceError, PoolTimeout) as error:
                _log.info("nobody was told of changes, the database is away: %s", error)
            await asyncio.sleep(_EVERY_SECONDS)


async def notify(connection: AsyncConnection, jobs: list[UUID]) -> None:
    """Sends the jobs' ids to whoever listens."""
    for start in range(0, len(jobs), _IDS_PER_NOTIFICATION):
        payload = " ".join(map(str, jobs[start : start + _IDS_PER_NOTIFICATION]))
        await connection.execute("SELECT pg_notify(%s, %s)", [CHANNEL, payload])
