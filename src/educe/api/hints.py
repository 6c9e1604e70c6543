"""Telling listeners that a job has changed, after the change is committed."""

import logging
from uuid import UUID

import psycopg
import sqlalchemy as sa

from educe.db.session import Database, driver_connection
from educe.jobs.events import notify

_log = logging.getLogger(__name__)


class Hints:
    """Notifies in a transaction of its own. At best: readers look by themselves, too."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def changed(self, job_id: UUID) -> None:
        try:
            async with self._database.session() as session:
                await notify(await driver_connection(session), [job_id])
        except (sa.exc.SQLAlchemyError, psycopg.Error, OSError) as error:
            _log.info("nobody was told that %s has changed: %s", job_id, error)
