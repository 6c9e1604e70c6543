"""Bare Procrastinate doing nothing, to compare with: same database, same machine, same run."""

import asyncio
import time

import procrastinate
from psycopg import AsyncConnection

QUEUE = "bare"


def bare_app(url: str) -> procrastinate.App:
    app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=url, max_size=6))

    @app.task(name="bare", queue=QUEUE)
    async def bare(number: int) -> None:
        await asyncio.sleep(0)

    return app


async def defer_seconds(app: procrastinate.App, connection: AsyncConnection) -> float:
    """How long one defer takes, in a transaction of its own."""
    began = time.perf_counter()
    async with connection.transaction():
        await app.configure_task("bare", queue=QUEUE, connection=connection).defer_async(number=1)
    return time.perf_counter() - began


async def jobs_per_second(app: procrastinate.App, n: int, concurrency: int) -> float:
    """How fast one worker empties a queue of n tasks."""
    await app.configure_task("bare", queue=QUEUE).batch_defer_async(
        *({"number": i} for i in range(n))
    )
    began = time.perf_counter()
    await app.run_worker_async(
        queues=[QUEUE],
        wait=False,
        concurrency=concurrency,
        delete_jobs="always",
        install_signal_handlers=False,
    )
    return n / (time.perf_counter() - began)
