"""Telling listeners that jobs have changed, after the change is committed."""

import asyncio
import logging
from uuid import UUID

import psycopg
import sqlalchemy as sa

from educe.db.session import Database, driver_connection
from educe.jobs.events import notify

_log = logging.getLogger(__name__)
_EVERY_SECONDS = 0.02


class Hints:
    """Notifies in transactions of its own, several jobs in one. Readers look by themselves, too, so
    a hint that is lost only delays."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._jobs: set[UUID] = set()
        self._sending: asyncio.Task[None] | None = None

    def changed(self, job_id: UUID) -> None:
        """Call it when the change is committed."""
        self._jobs.add(job_id)
        if self._sending is None or self._sending.done():
            self._sending = asyncio.create_task(self._send(), name="hints of changed jobs")

    async def close(self) -> None:
        """Sends what is left."""
        if self._sending is not None:
            await self._sending

    async def _send(self) -> None:
        while self._jobs:
            jobs, self._jobs = list(self._jobs), set()
            try:
                async with self._database.session() as session:
                    await notify(await driver_connection(session), jobs)
            except (sa.exc.SQLAlchemyError, psycopg.Error, OSError) as error:
                _log.info("nobody was told that %d jobs have changed: %s", len(jobs), error)
            await asyncio.sleep(_EVERY_SECONDS)
