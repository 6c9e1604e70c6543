"""Watching: how long an event takes from its row in the database to each of a thousand readers.

python -m bench.watchers [--watchers 1000] [--seconds 20] [--json FILE]
"""

import argparse
import asyncio
import json
import resource
import statistics
import time
from pathlib import Path
from uuid import UUID

from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool
from tests.support.world import Person, World

from bench.api_process import ApiProcess, api_process
from bench.readers import readers_process
from bench.world import fresh_world
from educe.accounts.secrets import new_secret, secret_hash
from educe.cancelling import cancel_and_wait
from educe.ids import new_id
from educe.jobs.events import Announcer

USERS = 20
JOBS = 40
EVENTS_PER_SECOND = 2.0  # of each job

Watched = list[tuple[Person, str, UUID]]  # a user, their token, a job of theirs


async def measure(
    *, quick: bool = False, watchers: int = 1000, seconds: float = 20.0
) -> dict[str, float]:
    """Milliseconds from an event's `at` to its arrival at a reader: many jobs of many users, then
    one job of one user. `wrong` counts events lost or repeated; it must be 0."""
    _raise_file_limit(2 * watchers + 500)
    seconds = seconds / 4 if quick else seconds
    async with fresh_world() as world:
        watched = await _jobs(world)
        with api_process(world.database.api_url, world.folder) as api:
            many = await _watching(world, api, watched, watchers, seconds)
            one = await _watching(world, api, watched[:1], watchers, seconds)
    return {f"watchers_{name}": value for name, value in many.items()} | {
        f"watchers_of_one_job_{name}": value for name, value in one.items()
    }


async def _jobs(world: World) -> Watched:
    people = [world.person() for _ in range(USERS)]
    tokens = [new_secret("token") for _ in people]
    for person, token in zip(people, tokens, strict=True):
        world.execute(
            "INSERT INTO kb.credentials (id, user_id, kind, secret_hash)"
            " VALUES (%s, %s, 'token', %s)",
            new_id(),
            person.id,
            secret_hash(token),
        )
    return [
        (people[n % USERS], tokens[n % USERS], await world.submit(people[n % USERS], succeed=1))
        for n in range(JOBS)
    ]


async def _watching(
    world: World, api: ApiProcess, watched: Watched, watchers: int, seconds: float
) -> dict[str, float]:
    with readers_process(api.port) as readers:
        spread = [watched[n % len(watched)] for n in range(watchers)]
        began = time.perf_counter()
        await asyncio.to_thread(readers.connect, [(token, str(job)) for _, token, job in spread])
        connected = time.perf_counter() - began
        jobs = [job for _, _, job in watched]
        await _happening(world, jobs, 2.0)  # warms everything up
        await asyncio.to_thread(readers.begin)
        began, cpu = time.perf_counter(), api.cpu_seconds()
        await _happening(world, jobs, seconds)
        busy = (api.cpu_seconds() - cpu) / (time.perf_counter() - began)
        await asyncio.sleep(3.0)  # what comes late counts too
        seen = await asyncio.to_thread(readers.end)
    delays = [1000 * delay for delay in seen["delays"]]
    percentiles = statistics.quantiles(delays, n=100)
    return {
        "connected_seconds": connected,
        "deliveries_per_second": len(delays) / seconds,
        "p50_ms": percentiles[49],
        "p95_ms": percentiles[94],
        "max_ms": max(delays),
        "wrong": float(seen["wrong"]),
        "api_cores": busy,
        "api_megabytes": api.megabytes(),
    }


async def _happening(world: World, jobs: list[UUID], seconds: float) -> None:
    """Each job has its events at its own times, told of as a worker does."""
    url = world.database.owner_url
    async with (
        AsyncConnectionPool[AsyncConnection](
            url, min_size=1, max_size=2, kwargs={"autocommit": True}, open=False
        ) as pool,
        await AsyncConnection.connect(url, autocommit=True) as connection,
    ):
        announcer = Announcer(pool)
        announcing = asyncio.create_task(announcer.run())
        pause = 1 / (EVENTS_PER_SECOND * len(jobs))
        began = time.perf_counter()
        for n in range(int(seconds / pause)):
            await asyncio.sleep(began + n * pause - time.perf_counter())
            job = jobs[n % len(jobs)]
            await connection.execute(
                "SELECT kb.add_event(%s, 'progress', %s, '{\"processed\": 12, \"total\": 50}')",
                [job, f"Reading page {n}"],
            )
            announcer.changed(job)
        await asyncio.sleep(0.2)
        await cancel_and_wait([announcing])


def _raise_file_limit(wanted: int) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(wanted, hard), hard))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.watchers", description=__doc__)
    parser.add_argument("--watchers", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=20.0, help="how long to measure, each")
    parser.add_argument("--json", type=Path, help="write the figures to this file too")
    given = parser.parse_args()
    figures = asyncio.run(measure(watchers=given.watchers, seconds=given.seconds))
    for name, value in figures.items():
        print(f"{name:40} {value:12,.2f}")
    if given.json:
        given.json.write_text(json.dumps(figures, indent=2) + "\n")


if __name__ == "__main__":
    main()
