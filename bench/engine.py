"""The engine: how fast jobs are accepted, started and run."""

import statistics
import time
from typing import Any

from psycopg import AsyncConnection
from tests.support.world import World, until

from bench.bare import bare_app, defer_seconds, jobs_per_second
from bench.world import fresh_world

NOTHING: dict[str, Any] = {"artifact": False}


async def measure(*, quick: bool) -> dict[str, float]:
    """Figures by name; seconds are given in ms."""
    scale = 1 if quick else 4
    async with fresh_world() as world:
        figures = await _accepting(world, 100 * scale)
        async with world.worker_process(slots=2):
            await all_ended(world)
            figures |= await _starting(world, 25 * scale)
            figures |= await big_job(world, 10_000 * scale)
        figures |= await _small_jobs(world, 500 * scale)
    return figures


async def _accepting(world: World, n: int) -> dict[str, float]:
    """Submits and bare defers, turn by turn. Nobody works meanwhile."""
    people = [world.person() for _ in range(n // 2)]
    app = bare_app(world.database.worker_url)
    accepts, defers = [], []
    async with (
        app.open_async(),
        await AsyncConnection.connect(world.database.worker_url, autocommit=True) as connection,
    ):
        for turn in range(n + 20):
            began = time.perf_counter()
            await world.submit(people[turn % len(people)], succeed=1, **NOTHING)
            accepts.append(time.perf_counter() - began)
            defers.append(await defer_seconds(app, connection))
    world.execute("DELETE FROM procrastinate_jobs WHERE queue_name = 'bare'")
    accepts, defers = accepts[20:], defers[20:]  # the first ones prepare statements
    return {
        "accept_p50_ms": _ms(statistics.median(accepts)),
        "accept_p99_ms": _ms(_percentile(accepts, 99)),
        "bare_defer_p50_ms": _ms(statistics.median(defers)),
        "bare_defer_p99_ms": _ms(_percentile(defers, 99)),
        "accept_over_bare_p50": statistics.median(accepts) / statistics.median(defers),
        "accept_over_bare_p99": _percentile(accepts, 99) / _percentile(defers, 99),
    }


async def _starting(world: World, n: int) -> dict[str, float]:
    person = world.person()
    waits = []
    for _ in range(n):
        row = await world.until_ended(await world.submit(person, succeed=1, **NOTHING))
        waits.append((row["started_at"] - row["created_at"]).total_seconds())
    return {
        "start_p50_ms": _ms(statistics.median(waits)),
        "start_p99_ms": _ms(_percentile(waits, 99)),
    }


async def big_job(world: World, items: int) -> dict[str, float]:
    """Items a second of one job whose items do nothing."""
    job = await world.submit(world.person(), succeed=items, **NOTHING)
    row = await world.until_ended(job, within=300, every=0.25)
    return {"items_per_second": items / (row["completed_at"] - row["started_at"]).total_seconds()}


async def _small_jobs(world: World, n: int) -> dict[str, float]:
    """A backlog of jobs of one item each, of 50 people, emptied by one worker with two slots; and
    the same number of tasks by one bare worker, before and after."""
    app = bare_app(world.database.worker_url)
    async with app.open_async():
        before = await jobs_per_second(app, n, 3)
        people = [world.person() for _ in range(50)]
        jobs = [await world.submit(people[i % 50], succeed=1, **NOTHING) for i in range(n)]
        async with world.worker_process(slots=2):
            await all_ended(world)
        after = await jobs_per_second(app, n, 3)
    row = world.rows(
        "SELECT extract(epoch FROM max(completed_at) - min(started_at))::float8 AS seconds"
        " FROM kb.extraction_jobs WHERE id = ANY (%s)",
        jobs,
    )[0]
    return {
        "one_item_jobs_per_second": n / row["seconds"],
        "bare_tasks_per_second": statistics.mean([before, after]),
    }


async def all_ended(world: World) -> None:
    """Until no job waits or runs."""
    await until(
        lambda: (
            not world.rows(
                "SELECT FROM kb.extraction_jobs WHERE status IN ('pending', 'running') LIMIT 1"
            )
        ),
        within=300,
        every=0.25,
    )


def _percentile(values: list[float], percent: int) -> float:
    return statistics.quantiles(values, n=100)[percent - 1]


def _ms(seconds: float) -> float:
    return seconds * 1000
