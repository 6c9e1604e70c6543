"""The housekeeper: a duty of each worker. Archives jobs whose time is over; about once an hour
forgets rows that nobody asks for any more, and collects blobs that nothing names.

It has a connection of its own, so that the beat never waits for it. Each part lets one worker of
the fleet at a time do it.
"""

import asyncio
import logging
import time
from datetime import timedelta

from psycopg import AsyncConnection

from educe.documents.blobs import BlobStore
from educe.errors import Unavailable
from educe.jobs.retention.blobs import collect_blobs
from educe.jobs.retention.keeping import Keep, archive_expired
from educe.settings import Settings

_HOUR = 3600.0
_log = logging.getLogger(__name__)


class Housekeeper:
    def __init__(self, database_url: str, settings: Settings) -> None:
        self._url = database_url
        self._settings = settings
        self._tidied = -_HOUR

    async def run(self) -> None:
        """Raises psycopg.OperationalError when the database is away."""
        while True:
            await asyncio.sleep(self._settings.retention_seconds)
            await self.round()

    async def round(self) -> None:
        """One round. Raises psycopg.OperationalError when the database is away."""
        async with await AsyncConnection.connect(
            self._url, autocommit=True, application_name="educe housekeeper"
        ) as connection:
            blobs = BlobStore.open(self._settings.blob_store_url)
            archived = await archive_expired(connection, blobs, Keep.from_settings(self._settings))
            if archived:
                _log.info("archived %d jobs whose time was over", archived)
            if time.monotonic() - self._tidied >= _HOUR:
                self._tidied = time.monotonic()
                await forget_old_rows(connection)
                await self._collect(connection, blobs)

    async def _collect(self, connection: AsyncConnection, blobs: BlobStore) -> None:
        grace = timedelta(hours=self._settings.blob_grace_hours)
        try:
            collected = await collect_blobs(connection, blobs, grace=grace)
        except Unavailable as error:
            _log.warning("no blobs were collected: %s", error.message)
        else:
            if collected.blobs:
                _log.info("deleted %d blobs that nothing named", collected.blobs)


async def forget_old_rows(connection: AsyncConnection) -> None:
    """Some thousands at most of each kind: see kb.forget_old_rows and the functions beside it.
    The connection is in autocommit mode."""
    await connection.execute("SELECT kb.forget_old_rows()")
    await connection.execute("SELECT kb.forget_idempotency_keys()")
    await connection.execute("SELECT kb.forget_attempts()")
    await connection.execute("SELECT kb.forget_fetching()")
