"""Telling listeners that jobs and projects have changed, after the change is committed."""

import asyncio
import logging
from uuid import UUID

import psycopg
import sqlalchemy as sa

from educe.db.session import Database, driver_connection
from educe.jobs.events import AnyChange, Change, ProjectChange, ProjectPart, notify

_log = logging.getLogger(__name__)
_EVERY_SECONDS = 0.02


class Hints:
    """Notifies in transactions of its own, several jobs in one. Readers look by themselves, too, so
    a hint that is lost only delays."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._changes: set[AnyChange] = set()
        self._sending: asyncio.Task[None] | None = None

    def changed(self, job_id: UUID, project_id: UUID | None = None) -> None:
        """Call it when the change is committed. Name the project of a job that was deleted: who may
        see it is then told."""
        self._changes.add(Change(job_id, project_id))
        self._send_soon()

    def project_changed(self, project_id: UUID, *parts: ProjectPart) -> None:
        """The same of a project's name, files or graph."""
        self._changes.update(ProjectChange(project_id, part) for part in parts)
        self._send_soon()

    def _send_soon(self) -> None:
        if self._sending is None or self._sending.done():
            self._sending = asyncio.create_task(self._send(), name="hints of changed jobs")

    async def close(self) -> None:
        """Sends what is left."""
        if self._sending is not None:
            await self._sending

    async def _send(self) -> None:
        while self._changes:
            changes, self._changes = self._changes, set()
            try:
                async with self._database.session() as session:
                    await notify(await driver_connection(session), changes)
            except (sa.exc.SQLAlchemyError, psycopg.Error, OSError) as error:
                _log.info("nobody was told of %d changes: %s", len(changes), error)
            await asyncio.sleep(_EVERY_SECONDS)
