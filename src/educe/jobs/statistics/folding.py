"""The duty that folds what changed into the counters: see 0002_statistics.sql."""

import asyncio

from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

_MOST = 10_000


async def fold_forever(pool: AsyncConnectionPool[AsyncConnection], every: float) -> None:
    """Folds every `every` seconds. Raises psycopg.OperationalError when the database is away."""
    pause = every
    while True:
        await asyncio.sleep(pause)
        pause = 0 if await _fold(pool) == _MOST else every


async def _fold(pool: AsyncConnectionPool[AsyncConnection]) -> int:
    """Returns how many lines were folded; 0 as well when another worker is at it."""
    async with pool.connection() as connection:
        cursor = await connection.execute("SELECT kb.fold_job_changes(%s)", [_MOST])
        row = await cursor.fetchone()
    assert row is not None
    return int(row[0])
