"""Educe's own turn: the same nothing, through the same two processes, on a durable database."""

import asyncio
import os
import random
import time
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from tests.support.world import Person, World

from bench.engine import all_ended, big_job

_PEOPLE = 50


@dataclass(frozen=True)
class Turn:
    """What one round gave."""

    ends: list[float]  # Unix times at which the jobs of one item ended
    items_per_second: float
    starts: list[float]  # seconds


async def turn(world: World, *, jobs: int, items: int, starts: int) -> Turn:
    """A backlog of jobs of one item, a job of many items, and single jobs on an idle system."""
    people = [world.person() for _ in range(_PEOPLE)]
    backlog = [
        await world.submit(people[n % _PEOPLE], succeed=1, artifact=False) for n in range(jobs)
    ]
    async with world.worker_process(slots=2):
        await all_ended(world)
        items_per_second = (await big_job(world, items))["items_per_second"]
        person = world.person()
        waits = [await _start(world, person) for _ in range(starts + 3)]
    return Turn(_ends(world, backlog), items_per_second, waits[3:])


def _ends(world: World, jobs: list[UUID]) -> list[float]:
    rows = world.rows(
        "SELECT status, extract(epoch FROM completed_at)::float8 AS at"
        " FROM kb.extraction_jobs WHERE id = ANY (%s)",
        jobs,
    )
    assert {row["status"] for row in rows} == {"completed"}
    return sorted(row["at"] for row in rows)


async def _start(world: World, person: Person) -> float:
    """From before the submit until the extractor's function was entered: it opens a pipe then."""
    await asyncio.sleep(random.uniform(0.05, 0.55))
    pipe = world.folder / "entered"
    os.mkfifo(pipe)
    try:
        entered = asyncio.create_task(asyncio.to_thread(_opened, pipe))
        submitted = time.time()
        step = {"do": "wait", "pipe": str(pipe)}
        job = await world.submit(person, steps=[step], artifact=False)
        waited = await entered - submitted
    finally:
        pipe.unlink()
    await world.until_ended(job)
    return waited


def _opened(pipe: Path) -> float:
    """When the other side opened it."""
    with pipe.open("wb"):
        return time.time()
