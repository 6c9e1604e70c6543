"""One soak, from an empty database to the verdict."""

import asyncio
import contextlib
import random
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import psycopg
import sqlalchemy.exc

from educe.db.embedded import EmbeddedServer
from educe.errors import Conflict
from tests.faults.soak.faults import Faults
from tests.faults.soak.fleet import BEAT_SECONDS, LEASE_SECONDS, SWEEP_SECONDS, Fleet
from tests.faults.soak.town import Town
from tests.faults.soak.verdict import verdict
from tests.faults.soak.watcher import Watcher
from tests.support.databases import Server
from tests.support.world import World

_MOST_ACTIVE = 60
_LOOK_SECONDS = 0.25


@dataclass(frozen=True)
class Plan:
    seed: int
    seconds: float  # of faults
    workers: int = 3
    settle_seconds: float = 180.0  # for all jobs to end after the last fault
    patience: float = 1.0


@dataclass(frozen=True)
class Findings:
    plan: Plan
    complaints: list[str]
    injected: Counter[str]
    refused: Counter[str]
    jobs: Counter[str]
    attempts: int
    items: int
    settled_in: float  # seconds
    most_running: int
    oldest: Counter[str]
    recoveries: dict[str, list[float]]


async def soak(plan: Plan, folder: Path) -> Findings:
    (folder / "traces").mkdir()
    with EmbeddedServer.start(folder / "home", fast=True) as embedded:
        server = Server(embedded.url_for("postgres"), folder / "logins")
        server.make_template()
        with server.database() as database:
            world = World(
                database,
                folder / "home",
                beat_seconds=BEAT_SECONDS,
                lease_seconds=LEASE_SECONDS,
                sweep_seconds=SWEEP_SECONDS,
            )
            try:
                return await _soak(plan, world, folder / "traces")
            finally:
                await world.close()


async def _soak(plan: Plan, world: World, traces: Path) -> Findings:
    town = Town(world, random.Random(plan.seed), traces)
    fleet = Fleet(world, plan.workers)
    watcher = Watcher(world, fleet, plan.patience)
    faults = Faults(world, fleet, watcher, random.Random(plan.seed + 1))
    watching = asyncio.create_task(_watch(watcher))
    try:
        await fleet.fill()
        until = time.monotonic() + plan.seconds
        people = asyncio.create_task(_submit(town, world, until))
        await _break_things(faults, random.Random(plan.seed + 2), until)
        await people
        await faults.end()
        settled_in = await _settle(plan, world)
        watching.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await watching
        wrong = verdict(world, watcher, faults.deleted)
        return _findings(plan, world, watcher, faults, settled_in, wrong)
    finally:
        watching.cancel()
        watcher.close()
        fleet.end()


async def _watch(watcher: Watcher) -> None:
    while True:
        watcher.look()
        await asyncio.sleep(_LOOK_SECONDS)


async def _submit(town: Town, world: World, until: float) -> None:
    """Bursts, as long as there isn't too much to do already."""
    while time.monotonic() < until:
        with contextlib.suppress(psycopg.OperationalError, sqlalchemy.exc.DBAPIError, Conflict):
            active = "SELECT FROM kb.extraction_jobs WHERE completed_at IS NULL"
            if len(world.rows(active)) < _MOST_ACTIVE:
                for _ in range(5):
                    await town.submit_one()
        await asyncio.sleep(0.3)


async def _break_things(faults: Faults, chance: random.Random, until: float) -> None:
    await asyncio.sleep(2)
    while time.monotonic() < until:
        await faults.inject_one()
        await asyncio.sleep(chance.uniform(0.5, 3.0))


_UNSETTLED = """
    SELECT FROM kb.extraction_jobs j
    WHERE j.completed_at IS NULL OR j.stage_token IS NOT NULL OR j.admitted_at IS NOT NULL
        OR EXISTS (SELECT FROM kb.job_items i WHERE i.job_id = j.id AND i.status = 'running')
"""


async def _settle(plan: Plan, world: World) -> float:
    """Waits until every job has ended and nothing of it is held, or it has taken too long: a child
    that is told of a force stop still has its items in hand. Returns the seconds it took."""
    began = time.monotonic()
    while (passed := time.monotonic() - began) < plan.settle_seconds:
        with contextlib.suppress(psycopg.OperationalError):
            if not world.rows(_UNSETTLED):
                break
        await asyncio.sleep(0.2)
    return passed


def _findings(
    plan: Plan, world: World, watcher: Watcher, faults: Faults, settled_in: float, wrong: list[str]
) -> Findings:
    rows = world.rows("SELECT status, attempt, processed_items FROM kb.extraction_jobs")
    return Findings(
        plan,
        watcher.complaints + wrong,
        faults.injected,
        faults.refused,
        Counter(row["status"] for row in rows),
        sum(row["attempt"] for row in rows),
        sum(row["processed_items"] for row in rows),
        settled_in,
        watcher.most_running,
        watcher.oldest,
        dict(watcher.recoveries),
    )
