"""The sweeper: gives up dead workers, frees their claims, and sends what was forgotten.

It runs beside each worker's other tasks. An advisory lock lets one of them at a time look for the
dead; admission and deliveries are safe to be looked after by several.
"""

import asyncio
import logging
import time
from uuid import UUID

import psutil
import psycopg
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from educe.jobs.admission import Limits, readmit
from educe.jobs.engine.port import Delivery, Engine
from educe.settings import Settings

_log = logging.getLogger(__name__)
_PRUNE_SECONDS = 30.0
_NOTABLY = 50  # of a delivery's priority: five minutes of waiting, or a first turn over a later

#: (job, ended by this, its owner, the priority of a new delivery)
Released = tuple[UUID, bool, UUID | None, int]


class Sweeper:
    def __init__(
        self, pool: AsyncConnectionPool[AsyncConnection], engine: Engine, settings: Settings
    ) -> None:
        self._pool = pool
        self._engine = engine
        self._settings = settings
        self._pruned = 0.0

    async def run(self) -> None:
        last = time.time()
        while True:
            await asyncio.sleep(self._settings.sweep_seconds)
            slept, last = time.time() - last, time.time()
            if slept > self._settings.sweep_seconds + self._settings.lease_seconds / 2:
                # this machine was suspended, and perhaps everybody's: let them beat first
                _log.info("woke up after %.0f s; giving everyone time to beat", slept)
                await asyncio.sleep(self._settings.lease_seconds)
                last = time.time()
            try:
                await self.sweep()
            except (psycopg.OperationalError, psycopg.InterfaceError, PoolTimeout) as error:
                _log.info("no sweep, the database is away: %s", error)
            except Exception:
                _log.exception("the sweep failed; the next one comes in a second")

    async def sweep(self) -> None:
        """One round. Raises psycopg.OperationalError when the database is away."""
        async with self._pool.connection() as connection:
            async with connection.transaction():
                cursor = await connection.execute(
                    "SELECT job_id, ended, owner, delivery_priority"
                    " FROM kb.sweep(make_interval(secs => %s))",
                    [self._settings.lease_seconds],
                )
                await self._follow_up(connection, await cursor.fetchall())
            cursor = await connection.execute(
                "SELECT kb.waiting_owners(%s, %s)",
                [self._settings.max_running_jobs, self._settings.organization_max_running_jobs],
            )
            for (owner,) in await cursor.fetchall():
                async with connection.transaction():
                    await self._admit(connection, owner)
            await self._deliver_forgotten(connection)
        if time.monotonic() - self._pruned > _PRUNE_SECONDS:
            self._pruned = time.monotonic()
            await self._engine.prune()

    async def _deliver_forgotten(self, connection: AsyncConnection) -> None:
        cursor = await connection.execute(
            "SELECT job_id, delivery_priority FROM kb.wanted_deliveries()"
        )
        wanted = [Delivery(*row) for row in await cursor.fetchall()]
        if not wanted:
            return
        waiting = await self._engine.waiting()
        await self._engine.defer(connection, [d for d in wanted if d.job_id not in waiting])
        # what has waited for long goes before what came later
        late = [d for d in wanted if d.priority >= waiting.get(d.job_id, d.priority) + _NOTABLY]
        await self._engine.rank(connection, late)

    async def release(
        self, connection: AsyncConnection, token: UUID, reason: str, retries: int, detail: str
    ) -> None:
        """Frees what a token holds: see kb.release."""
        async with connection.transaction():
            cursor = await connection.execute(
                "SELECT job_id, ended, owner, delivery_priority FROM kb.release(%s, %s, %s, %s)",
                [token, reason, retries, detail],
            )
            await self._follow_up(connection, await cursor.fetchall())

    async def confirm_cancel(self, connection: AsyncConnection, job_id: UUID) -> None:
        """Ends a job whose cancel was asked for, when nobody works on it any more."""
        async with connection.transaction():
            cursor = await connection.execute("SELECT kb.confirm_cancel(%s)", [job_id])
            for (owner,) in await cursor.fetchall():
                await self._admit(connection, owner)

    async def bury(self, connection: AsyncConnection, worker_id: UUID, why: str) -> None:
        """Ends a worker: 'stopped' or 'lost'."""
        async with connection.transaction():
            cursor = await connection.execute(
                "SELECT job_id, ended, owner, delivery_priority FROM kb.bury_worker(%s, %s)",
                [worker_id, why],
            )
            await self._follow_up(connection, await cursor.fetchall())

    async def bury_dead_neighbours(self, connection: AsyncConnection, machine: str | None) -> None:
        """Gives up workers of this machine whose process is gone, without waiting for their lease.
        A process id that was used again belongs to a process that started later."""
        if machine is None:
            return
        cursor = await connection.execute(
            "SELECT id, pid, pid_started_at FROM kb.workers"
            " WHERE machine = %s AND ended_at IS NULL",
            [machine],
        )
        for worker_id, pid, started_at in await cursor.fetchall():
            if not _runs(pid, started_at):
                await self.bury(connection, worker_id, "lost")

    async def _follow_up(self, connection: AsyncConnection, released: list[Released]) -> None:
        for job_id, ended, owner, priority in released:
            if ended:
                await self._admit(connection, owner)
            else:
                await self._engine.defer(connection, [Delivery(job_id, priority)])

    async def _admit(self, connection: AsyncConnection, owner: UUID | None) -> None:
        await readmit(connection, self._engine, owner, Limits.from_settings(self._settings))


def _runs(pid: int, started_at: float) -> bool:
    try:
        return bool(abs(psutil.Process(pid).create_time() - started_at) < 1.0)
    except psutil.NoSuchProcess:
        return False
    except psutil.Error:
        return True
