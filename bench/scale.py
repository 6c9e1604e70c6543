"""A year of a large installation: a million ended jobs, ten thousand waiting ones, and what people
and workers ask of them, through the functions that the API and workers use."""

import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import psycopg
from psycopg import AsyncConnection
from tests.support.world import World

from bench.world import fresh_world
from educe.jobs.lists import list_jobs
from educe.jobs.selection import JobFilter
from educe.jobs.states import Status

_ROWS = Path(__file__).with_name("million_jobs.sql")
_WARM_UP = 10
_DEEP_STEP = 2_000


@dataclass(frozen=True)
class Scene:
    """What a measurement is given."""

    world: World
    worker: AsyncConnection  # as a worker's sweeper sees the database
    reader: UUID  # owner of an organization of four projects, the large one among them
    project: UUID  # the large one
    owners: Sequence[UUID]  # of waiting jobs
    deep: str  # the cursor of a page in the middle of the large project


@dataclass(frozen=True)
class Measurement:
    """`call` is timed; its number varies what it asks for."""

    name: str
    call: Callable[[Scene, int], Awaitable[object]]
    aim_ms: float | None = None  # of the 95th percentile


def _listing(
    *status: Status, whole: bool = False, deep: bool = False, **wanted: str
) -> Callable[[Scene, int], Awaitable[object]]:
    async def call(scene: Scene, _: int) -> None:
        project = None if whole else scene.project
        chosen = JobFilter.model_validate({"project_id": project, "status": status, **wanted})
        async with scene.world.api.session(scene.reader) as session:
            page = await list_jobs(session, chosen, cursor=scene.deep if deep else None)
        assert page.jobs

    return call


async def _admission(scene: Scene, number: int) -> None:
    owner = scene.owners[number % len(scene.owners)]
    values = [owner, scene.world.settings.max_running_jobs, None]
    async with scene.worker.transaction(force_rollback=True):
        cursor = await scene.worker.execute("SELECT * FROM kb.admit(%s, %s, %s)", values)
        assert await cursor.fetchall()


async def _sweep(scene: Scene, _: int) -> None:
    """What every worker's sweeper asks each second, before it admits or delivers anything."""
    limit = scene.world.settings.max_running_jobs
    await (await scene.worker.execute("SELECT kb.waiting_owners(%s, NULL)", [limit])).fetchall()
    await (await scene.worker.execute("SELECT * FROM kb.wanted_deliveries()")).fetchall()


MEASUREMENTS = [
    Measurement("list_page", _listing(), 20),
    Measurement("list_of_all_projects", _listing(whole=True), 20),
    Measurement("list_by_status", _listing(Status.FAILED), 20),
    Measurement("list_by_statuses", _listing(Status.FAILED, Status.CANCELLED), 20),
    Measurement("list_of_active", _listing(Status.PENDING, Status.RUNNING), 20),
    Measurement("list_by_rare_extractor", _listing(extractor="scripted"), 20),
    Measurement("list_deep_page", _listing(deep=True), 20),
    Measurement("admission", _admission, 15),
    Measurement("sweep_round", _sweep),
]
AIMS_MS = {each.name: each.aim_ms for each in MEASUREMENTS if each.aim_ms is not None}


async def measure(*, quick: bool) -> dict[str, float]:
    """The 50th and 95th percentile of each, in ms."""
    jobs, waiting, calls = (50_000, 2_000, 40) if quick else (1_000_000, 10_000, 200)
    figures: dict[str, float] = {"scale_jobs": jobs, "scale_waiting_jobs": waiting}
    async with fresh_world() as world:
        began = time.perf_counter()
        fill(world.database.owner_url, jobs, waiting)
        print(f"{jobs:,} jobs made in {time.perf_counter() - began:.0f} s")
        async with await AsyncConnection.connect(
            world.database.worker_url, autocommit=True
        ) as worker:
            scene = await _scene(world, worker)
            for measurement in MEASUREMENTS:
                figures |= await _measured(scene, measurement, calls)
    return figures


def fill(owner_url: str, jobs: int, waiting: int) -> None:
    """Needs a database of PostgreSQL 18 without any jobs, and a superuser's sign-in."""
    with psycopg.connect(owner_url) as connection:
        for name, value in (("bench.jobs", jobs), ("bench.waiting", waiting)):
            connection.execute("SELECT set_config(%s, %s, false)", [name, str(value)])
        connection.execute(_ROWS.read_text().encode())
    with psycopg.connect(owner_url, autocommit=True) as connection:
        connection.execute("VACUUM (ANALYZE)")
        connection.execute("CHECKPOINT")


async def _scene(world: World, worker: AsyncConnection) -> Scene:
    rows = world.rows(
        "SELECT p.id AS project, m.user_id AS reader FROM kb.projects p"
        " JOIN kb.members m USING (organization_id)"
        " WHERE p.name = 'Project 0' AND m.role = 'owner'"
    )
    project, reader = rows[0]["project"], rows[0]["reader"]
    owners = world.rows(
        "SELECT DISTINCT created_by FROM kb.extraction_jobs WHERE status = 'pending'"
    )
    large = world.rows("SELECT count(*) FROM kb.extraction_jobs WHERE project_id = %s", project)
    deep = ""
    for _ in range(large[0]["count"] // _DEEP_STEP // 2):
        async with world.api.session(reader) as session:
            chosen = JobFilter(project_id=project)
            page = await list_jobs(session, chosen, cursor=deep or None, limit=_DEEP_STEP)
        assert page.next is not None
        deep = page.next
    return Scene(world, worker, reader, project, [row["created_by"] for row in owners], deep)


async def _measured(scene: Scene, measurement: Measurement, calls: int) -> dict[str, float]:
    times = []
    for number in range(calls + _WARM_UP):
        began = time.perf_counter()
        await measurement.call(scene, number)
        times.append(1000 * (time.perf_counter() - began))
    times = times[_WARM_UP:]
    return {
        f"{measurement.name}_p50_ms": statistics.median(times),
        f"{measurement.name}_p95_ms": statistics.quantiles(times, n=20)[18],
    }
