"""Procrastinate behind the port: the only file that imports it.

It is used for delivery alone. None of its locks, retries or states carries a meaning of ours, and
what it has delivered it forgets. One periodic task is registered though nothing is periodic: with
none at all its worker doesn't notice when its side tasks die.
"""

import asyncio
import logging
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from procrastinate import App, PsycopgConnector
from procrastinate.jobs import Status
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from educe.jobs.engine.port import Delivery, Handler

_QUEUE = "jobs"
_TASK = "educe.work"
_YEARLY = "0 0 1 1 *"
_STALLED_SECONDS = 10.0


class ProcrastinateSender:
    """Sends deliveries on connections that callers bring."""

    def __init__(self) -> None:
        self._app = App(connector=PsycopgConnector())

    async def defer(self, connection: AsyncConnection, deliveries: Sequence[Delivery]) -> None:
        for delivery in deliveries:
            await self._app.configure_task(
                _TASK, queue=_QUEUE, priority=delivery.priority, connection=connection
            ).defer_async(job_id=str(delivery.job_id))

    async def rank(self, connection: AsyncConnection, deliveries: Sequence[Delivery]) -> set[UUID]:
        if not deliveries:
            return set()
        # its own functions change no priority; of a delivery that waits it means nothing else
        cursor = await connection.execute(
            "UPDATE procrastinate_jobs d SET priority = w.priority"
            " FROM unnest(%s::text[], %s::int[]) AS w (job_id, priority)"
            " WHERE d.queue_name = %s AND d.task_name = %s AND d.status = 'todo'"
            " AND d.args ->> 'job_id' = w.job_id RETURNING w.job_id",
            [
                [str(delivery.job_id) for delivery in deliveries],
                [delivery.priority for delivery in deliveries],
                _QUEUE,
                _TASK,
            ],
        )
        return {UUID(job_id) for (job_id,) in await cursor.fetchall()}


class ProcrastinateEngine(ProcrastinateSender):
    """Delivers to the handler. Use as an async context manager."""

    def __init__(self, url: str, *, concurrency: int) -> None:
        self._app = App(
            connector=PsycopgConnector(
                conninfo=url,
                min_size=1,
                max_size=concurrency + 2,
                pool_factory=_pool,
                # a delivery that a power cut takes away is sent again by the sweeper
                kwargs={
                    "application_name": "educe worker queue",
                    "options": "-c synchronous_commit=off",
                },
            )
        )
        self._handler: Handler | None = None
        self._app.task(name=_TASK, queue=_QUEUE)(self._work)
        self._app.periodic(cron=_YEARLY)(self._app.task(name="educe.periodic")(_nothing))
        # a delivery a second is too much to log
        logging.getLogger("procrastinate").setLevel(logging.WARNING)

    async def __aenter__(self) -> "ProcrastinateEngine":
        await self._app.open_async()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._app.close_async()

    async def _work(self, job_id: str) -> None:
        assert self._handler is not None
        await self._handler(UUID(job_id))

    async def run(self, handler: Handler, *, concurrency: int) -> None:
        self._handler = handler
        await self._app.run_worker_async(
            queues=[_QUEUE],
            concurrency=concurrency,
            install_signal_handlers=False,
            delete_jobs="always",
            # what was delivered goes on without the engine; don't wait for it to come back
            shutdown_graceful_timeout=0.05,
            fetch_job_polling_interval=2.0,
            update_heartbeat_interval=2.0,
            stalled_worker_timeout=_STALLED_SECONDS,
        )

    async def waiting(self) -> dict[UUID, int]:
        jobs = await self._app.job_manager.list_jobs_async(task=_TASK, status="todo")
        lowest_first = sorted(jobs, key=lambda job: job.priority)
        return {UUID(str(job.task_kwargs["job_id"])): job.priority for job in lowest_first}

    async def prune(self) -> None:
        manager = self._app.job_manager
        for job in await manager.get_stalled_jobs(seconds_since_heartbeat=_STALLED_SECONDS):
            await manager.finish_job(job, status=Status.FAILED, delete_job=True)
        for job in await manager.list_jobs_async(task=_TASK, status="aborted"):
            assert job.id is not None
            await manager.finish_job_by_id_async(job.id, status=Status.ABORTED, delete_job=True)


def _pool(check: object, **arguments: Any) -> AsyncConnectionPool:
    # without a round trip before each use: a lost connection ends the run, and that is supervised
    return AsyncConnectionPool(**arguments)


async def _nothing(timestamp: int) -> None:
    await asyncio.sleep(0)
