"""arq: results aren't kept."""

import asyncio
import os
from collections.abc import Callable
from typing import Any

from arq import create_pool, run_worker
from arq.connections import RedisSettings

from bench.competitors.marks import mark

_redis = RedisSettings.from_dsn(os.environ["EDUCE_BENCH_REDIS"])


async def noop(ctx: dict[Any, Any]) -> None:
    mark()


class WorkerSettings:
    """As `arq` reads it."""

    functions = (noop,)
    redis_settings = _redis
    keep_result = 0
    log_results = False
    poll_delay = float(os.environ.get("EDUCE_BENCH_POLL", "0.5"))
    max_jobs = int(os.environ.get("EDUCE_BENCH_MAX_JOBS", "10"))


def fill(n: int) -> None:
    async def enqueue() -> None:
        pool = await create_pool(_redis)
        for start in range(0, n, 50):
            await asyncio.gather(
                *(pool.enqueue_job("noop") for _ in range(start, min(start + 50, n)))
            )

    asyncio.run(enqueue())


def submitter() -> Callable[[], None]:
    runner = asyncio.Runner()
    pool = runner.run(create_pool(_redis))

    async def enqueue() -> None:
        await pool.enqueue_job("noop")

    return lambda: runner.run(enqueue())


if __name__ == "__main__":  # not `arq`: it would log each job
    run_worker(WorkerSettings)
