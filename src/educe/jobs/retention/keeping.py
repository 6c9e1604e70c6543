"""Archiving jobs whose time is over, in small batches.

A batch is one transaction: the summaries are in the archive when the rows are gone. The blobs of
artifacts are deleted after its commit; when that fails, they are collected later, like all blobs
that nothing names. kb.archive_jobs says which jobs, and what it leaves alone.
"""

import asyncio
import logging
import time
from dataclasses import dataclass

from psycopg import AsyncConnection
from psycopg.errors import LockNotAvailable

from educe.documents.blobs import BlobStore, forget_blobs
from educe.settings import Settings

BATCH = 200
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Keep:
    """For how many days ended jobs are kept; 0: for ever."""

    completed_days: int = 90
    failed_days: int = 180
    cancelled_days: int = 30

    @classmethod
    def from_settings(cls, settings: Settings) -> "Keep":
        return cls(
            settings.keep_completed_days, settings.keep_failed_days, settings.keep_cancelled_days
        )


async def archive_expired(
    connection: AsyncConnection,
    blobs: BlobStore,
    keep: Keep,
    *,
    batch: int = BATCH,
    pause: float = 0.1,
) -> int:
    """Archives all whose time is over, at most `batch` jobs in a transaction; nothing while another
    worker does it. In between it rests for as long as the batch took, and for `pause` seconds at
    least. `keep`: for organizations without a rule of their own. The connection is in autocommit
    mode. Returns how many jobs."""
    done = 0
    while True:
        began = time.monotonic()
        archived = await _archive_batch(connection, blobs, keep, batch)
        if not archived:
            return done
        done += archived
        await asyncio.sleep(max(pause, time.monotonic() - began))


async def _archive_batch(
    connection: AsyncConnection, blobs: BlobStore, keep: Keep, most: int
) -> int:
    try:
        cursor = await connection.execute(
            "SELECT archived, blobs FROM kb.archive_jobs(%s, %s, %s, %s)",
            [keep.completed_days, keep.failed_days, keep.cancelled_days, most],
        )
    except LockNotAvailable:
        _log.info("jobs to be archived are in somebody's hands; the next round tries again")
        return 0
    row = await cursor.fetchone()
    assert row is not None
    archived, names = row
    await forget_blobs(blobs, names)
    return int(archived)
