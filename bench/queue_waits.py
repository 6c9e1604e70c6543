"""The expected wait: how often does it come true? A real worker and a queue of several users whose
jobs take random times; at every second all who wait are asked how long they will."""

import asyncio
import random
import statistics
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from tests.support.world import Person, World

from bench.engine import all_ended
from bench.world import fresh_world
from educe.db.session import Database
from educe.jobs.queue.ranking import QueueBoard
from educe.jobs.queue.views import queue_view

_PEOPLE = 6
_ITEM_SECONDS = 0.2
_ASK_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Told:
    """What a job was told at a time."""

    job: UUID
    at: datetime
    low: float
    high: float


async def measure(*, quick: bool) -> dict[str, float]:
    """Shares and seconds: of all answers, how many came true, and by how much the others missed."""
    jobs = 40 if quick else 150
    dice = random.Random(1)
    async with fresh_world(slice_seconds=0.5) as world:
        people = [world.person() for _ in range(_PEOPLE)]
        async with world.worker_process(slots=2):
            for person in people[:4]:
                await _submit(world, person, dice)
            await all_ended(world)
            ended = asyncio.Event()
            asking = asyncio.create_task(_ask(world, people, ended))
            for _ in range(jobs):
                # bursts of somebody's, so that lines are of different lengths
                await _submit(world, dice.choice(people), dice)
                await asyncio.sleep(dice.expovariate(1 / 0.3))
            await all_ended(world)
            ended.set()
            answers = await asking
        return _figures(world, answers)


async def _submit(world: World, person: Person, dice: random.Random) -> UUID:
    """A job of 0.2 to some 10 seconds of work."""
    items = max(1, round(dice.lognormvariate(1.6, 0.8)))
    steps = [{"do": "sleep", "seconds": _ITEM_SECONDS}] * min(items, 50)
    return await world.submit(person, steps=steps, artifact=False)


async def _ask(world: World, people: list[Person], ended: asyncio.Event) -> list[Told]:
    """What was told until all have ended."""
    database = Database(world.database.api_url, pool_size=1)
    board = QueueBoard(database, world.rules, world.settings)
    told: list[Told] = []
    while not ended.is_set():
        began = time.monotonic()
        for person in people:
            told += await _ask_for(world, board, person)
        await asyncio.sleep(max(0.0, _ASK_SECONDS - (time.monotonic() - began)))
    await board.close()
    await database.close()
    return told


async def _ask_for(world: World, board: QueueBoard, person: Person) -> list[Told]:
    waiting = world.rows(
        "SELECT id FROM kb.extraction_jobs WHERE created_by = %s AND status = 'pending'", person.id
    )
    told = []
    async with world.api.session(person.id) as session:
        for row in waiting:
            view = await queue_view(session, board, row["id"])
            if view.wait_seconds_low is not None and view.wait_seconds_high is not None:
                at = datetime.now(UTC)
                told.append(Told(row["id"], at, view.wait_seconds_low, view.wait_seconds_high))
    return told


def _figures(world: World, answers: list[Told]) -> dict[str, float]:
    started = {
        row["id"]: row["started_at"]
        for row in world.rows("SELECT id, started_at FROM kb.extraction_jobs")
    }
    hits, early, late, misses, widths = 0, 0, 0, [], []
    for answer in answers:
        waited = max(0.0, (started[answer.job] - answer.at).total_seconds())
        hits += answer.low <= waited <= answer.high
        early += waited < answer.low
        late += waited > answer.high
        misses.append(max(answer.low - waited, waited - answer.high, 0.0))
        widths.append(answer.high - answer.low)
    missed = [miss for miss in misses if miss > 0]
    return {
        "waits_told": float(len(answers)),
        "waits_come_true": hits / len(answers),
        "waits_started_sooner": early / len(answers),
        "waits_started_later": late / len(answers),
        "waits_missed_by_median_seconds": statistics.median(missed) if missed else 0.0,
        "waits_missed_by_most_seconds": max(missed, default=0.0),
        "waits_range_median_seconds": statistics.median(widths),
        "waits_longest_told_seconds": max(answer.high for answer in answers),
    }
