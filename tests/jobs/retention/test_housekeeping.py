"""What workers clear away beside jobs, and the counters when jobs go."""

from typing import Any

import psycopg
import pytest
from psycopg import AsyncConnection

from educe.documents.blobs import BlobStore
from educe.ids import new_id
from educe.jobs.retention.housekeeper import forget_old_rows
from educe.jobs.retention.keeping import Keep, archive_expired
from tests.support.ended import archived, ended_job
from tests.support.world import Person, World, until

pytestmark = pytest.mark.slow

# the counters


@pytest.mark.parametrize("folded", ["before", "after", "never"])
async def test_statistics_and_history_are_right_when_a_job_is_archived(
    world: World, worker: AsyncConnection, store: BlobStore, folded: str
) -> None:
    person = world.person()
    ended_job(world, person, days_ago=91, discovered_types=["Old"], created_objects=[new_id()])
    ended_job(world, person, "failed", days_ago=91, discovered_types=["Old", "New"])
    history = counted(world, person, "status, jobs, items FROM kb.hourly_jobs()")
    if folded == "before":
        await fold(worker)
    await archive_expired(worker, store, Keep(), pause=0)
    if folded == "after":
        await fold(worker)
    assert counted(
        world,
        person,
        "status, sum(jobs), sum(timed_jobs), sum(objects) FROM kb.counted_jobs()"
        " GROUP BY status HAVING sum(jobs) <> 0",
    ) == [("failed", 1, 1, 0)]
    assert counted(
        world,
        person,
        "type, sum(jobs) FROM kb.counted_types() GROUP BY type ORDER BY type DESC",
    ) == [("Old", 1), ("New", 1)]
    now = counted(
        world, person, "status, sum(jobs), sum(items) FROM kb.hourly_jobs() GROUP BY status"
    )
    assert {row[0]: row[1:] for row in now} == summed(history)


async def test_counters_of_what_is_no_more_are_forgotten(
    world: World, worker: AsyncConnection, store: BlobStore
) -> None:
    person = world.person()
    ended_job(world, person, days_ago=91, discovered_types=["Old"])
    ended_job(world, person, "failed", days_ago=91, discovered_types=["New"])
    await archive_expired(worker, store, Keep(), pause=0)
    await fold(worker)
    await forget_old_rows(worker)
    assert [row["status"] for row in world.rows("SELECT * FROM kb.job_statistics")] == ["failed"]
    assert [row["type"] for row in world.rows("SELECT * FROM kb.job_types")] == ["New"]


# what else is forgotten


async def test_old_workers_credentials_and_history_are_forgotten_and_young_ones_are_not(
    world: World, worker: AsyncConnection
) -> None:
    person = world.person()
    for days in (6, 8):
        world.execute(
            "INSERT INTO kb.workers (id, name, host, pid, pid_started_at, version, slots, beat_at,"
            " ended_at) VALUES (%s, %s, 'h', 1, 1, '0', 1, now(), now() - %s * interval '1 day')",
            new_id(),
            str(days),
            days,
        )
    for number, days in enumerate((29, 31)):
        world.execute(
            "INSERT INTO kb.credentials (id, user_id, kind, name, secret_hash, expires_at)"
            " VALUES (%s, %s, 'token', %s, %s, now() - %s * interval '1 day')",
            new_id(),
            person.id,
            str(days),
            bytes([number]) * 32,
            days,
        )
    for days in (399, 401):
        world.execute(
            "INSERT INTO kb.job_history VALUES (%s, now() - %s * interval '1 day', %s, 'completed',"
            " 1, 0, 0, 0, 0)",
            person.project_id,
            days,
            str(days),
        )
    await forget_old_rows(worker)
    assert [row["name"] for row in world.rows("SELECT name FROM kb.workers")] == ["6"]
    assert [row["name"] for row in world.rows("SELECT name FROM kb.credentials")] == ["29"]
    assert [r["extractor"] for r in world.rows("SELECT * FROM kb.job_history")] == ["399"]


async def test_living_workers_and_credentials_without_an_end_stay(
    world: World, worker: AsyncConnection
) -> None:
    person = world.person()
    world.execute(
        "INSERT INTO kb.workers (id, name, host, pid, pid_started_at, version, slots, beat_at)"
        " VALUES (%s, 'w', 'h', 1, 1, '0', 1, now() - interval '1 year')",
        new_id(),
    )
    world.execute(
        "INSERT INTO kb.credentials (id, user_id, kind, secret_hash, created_at)"
        " VALUES (%s, %s, 'token', %s, now() - interval '9 years')",
        new_id(),
        person.id,
        b"0" * 32,
    )
    await forget_old_rows(worker)
    assert len(world.rows("SELECT FROM kb.workers")) == 1
    assert len(world.rows("SELECT FROM kb.credentials")) == 1


# who may


async def test_the_api_can_not_archive_nor_ask_for_names_of_blobs(world: World) -> None:
    for call in ("kb.archive_jobs(1, 1, 1, 1)", "kb.forget_old_rows()",
                 "kb.unreferenced_blobs('{}')", "kb.expired_jobs(1, 1, 1, 1)"):  # fmt: skip
        with (
            psycopg.connect(world.database.api_url) as api,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            api.execute(f"SELECT {call}".encode())


# the duty


@pytest.mark.slow
async def test_a_worker_archives_and_folds_beside_its_jobs(world: World) -> None:
    person = world.person()
    old = ended_job(world, person, days_ago=91)
    async with world.worker(retention_seconds=0.05, fold_seconds=0.05):
        await until(lambda: archived(world) == {old})
        job = await world.submit(person, succeed=1)
        await world.until_ended(job)
        await until(lambda: world.rows("SELECT FROM kb.job_changes") == [])
        another = ended_job(world, person, days_ago=91)
        await until(lambda: archived(world) == {old, another})
    assert counted(world, person, "sum(jobs) FROM kb.counted_jobs()") == [(1,)]


async def fold(worker: AsyncConnection) -> None:
    await worker.execute("SELECT kb.fold_job_changes(1000)")


def counted(world: World, person: Person, what: str) -> list[tuple[Any, ...]]:
    """What the person is told of the counters."""
    with psycopg.connect(world.database.api_url) as api:
        api.execute("SELECT set_config('educe.user_id', %s, true)", [str(person.id)])
        return api.execute(f"SELECT {what}".encode()).fetchall()


def summed(history: list[tuple[Any, ...]]) -> dict[str, tuple[int, ...]]:
    found: dict[str, tuple[int, ...]] = {}
    for status, *numbers in history:
        before = found.get(status, (0,) * len(numbers))
        found[status] = tuple(a + b for a, b in zip(before, numbers, strict=True))
    return found
