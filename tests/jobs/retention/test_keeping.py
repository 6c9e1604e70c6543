"""How long ended jobs are kept, and what remains of them."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg import AsyncConnection

from educe.documents.blobs import BlobStore
from educe.errors import Unavailable
from educe.ids import new_id
from educe.jobs.dependencies import Need
from educe.jobs.retention.keeping import Keep, archive_expired
from educe.jobs.submit import NewJob, submit
from tests.support.ended import add_artifact, add_file, archived, ended_job, jobs, worker_of
from tests.support.world import Person, World

pytestmark = pytest.mark.slow

FOR_EVER = Keep(0, 0, 0)


# for how long


@pytest.mark.parametrize("status", ["completed", "failed", "cancelled"])
async def test_a_job_is_kept_for_as_long_as_its_outcome_says(
    world: World, worker: AsyncConnection, store: BlobStore, status: str
) -> None:
    person = world.person()
    days = {"completed": 90, "failed": 180, "cancelled": 30}[status]
    kept = ended_job(world, person, status, days_ago=days - 0.5)
    over = ended_job(world, person, status, days_ago=days + 0.5)
    assert await archive_expired(worker, store, Keep(), pause=0) == 1
    assert (jobs(world), archived(world)) == ({kept}, {over})


async def test_an_organizations_rule_goes_before_the_default(
    world: World, worker: AsyncConnection, store: BlobStore
) -> None:
    short, long, usual = world.person(), world.person(), world.person()
    decide(world, short, completed_days=5)
    decide(world, long, completed_days=50)
    made = [
        ended_job(world, person, status, days_ago=days)
        for person, status, days in (
            (short, "completed", 4),
            (short, "completed", 6),
            (short, "failed", 6),  # it decided nothing about these
            (long, "completed", 49),
            (usual, "completed", 11),
        )
    ]
    assert await archive_expired(worker, store, Keep(10, 10, 10), pause=0) == 2
    assert archived(world) == {made[1], made[4]}


@pytest.mark.parametrize("status", ["completed", "failed", "cancelled"])
async def test_a_rule_says_it_for_each_outcome(
    world: World, worker: AsyncConnection, store: BlobStore, status: str
) -> None:
    person = world.person()
    decide(world, person, **{f"{status}_days": 5})
    ended = {
        s: ended_job(world, person, s, days_ago=6) for s in ("completed", "failed", "cancelled")
    }
    assert await archive_expired(worker, store, Keep(), pause=0) == 1
    assert archived(world) == {ended[status]}


@pytest.mark.parametrize("by", ["the default", "a rule"])
async def test_zero_days_mean_for_ever(
    world: World, worker: AsyncConnection, store: BlobStore, by: str
) -> None:
    person = world.person()
    ended_job(world, person, days_ago=10_000)
    keep = FOR_EVER
    if by == "a rule":
        keep = Keep()
        decide(world, person, completed_days=0)
    assert await archive_expired(worker, store, keep, pause=0) == 0


async def test_an_active_job_is_never_archived(
    world: World, worker: AsyncConnection, store: BlobStore
) -> None:
    job = await world.submit(world.person(), succeed=1)
    world.execute("UPDATE kb.extraction_jobs SET created_at = now() - interval '1000 days'")
    assert await archive_expired(worker, store, Keep(1, 1, 1), pause=0) == 0
    assert jobs(world) == {job}


# what is left alone


@pytest.mark.parametrize("condition", ["success", "any"])
async def test_a_job_is_kept_while_an_active_one_needs_it(
    world: World, worker: AsyncConnection, store: BlobStore, condition: Any
) -> None:
    person = world.person()
    needed = ended_job(world, person, days_ago=100)
    dependant = await submit_needing(world, person, needed, condition)
    assert await archive_expired(worker, store, Keep(), pause=0) == 0
    await world.cancel(person, dependant)
    assert await archive_expired(worker, store, Keep(), pause=0) == 1
    assert (jobs(world), archived(world)) == ({dependant}, {needed})


async def test_jobs_that_are_needed_do_not_keep_others_from_the_archive(
    world: World, worker: AsyncConnection
) -> None:
    person = world.person()
    needed, other = (ended_job(world, person, days_ago=days) for days in (200, 100))
    await submit_needing(world, person, needed, "success")
    assert await batch(worker, most=1) == 1
    assert archived(world) == {other}


async def test_a_job_is_kept_while_its_new_version_is_active(
    world: World, worker: AsyncConnection, store: BlobStore
) -> None:
    person = world.person()
    first = ended_job(world, person, "failed", days_ago=200)
    second = await world.submit(person, succeed=1)
    world.execute("UPDATE kb.extraction_jobs SET retried_from = %s WHERE id = %s", first, second)
    assert await archive_expired(worker, store, Keep(), pause=0) == 0
    await world.cancel(person, second)
    assert await archive_expired(worker, store, Keep(), pause=0) == 1
    assert world.row(second)["retried_from"] is None


async def test_a_dependant_that_is_being_submitted_keeps_what_it_needs(
    world: World, worker: AsyncConnection, store: BlobStore
) -> None:
    person = world.person()
    needed = ended_job(world, person, days_ago=100)
    async with world.api.session(person.id) as session:
        new = NewJob(person.project_id, "scripted", {}, needs=[Need(job_id=needed)])
        await submit(session, world.rules, new, user_id=person.id)
        assert await archive_expired(worker, store, Keep(), pause=0) == 0
    assert await archive_expired(worker, store, Keep(), pause=0) == 0
    assert needed in jobs(world)


async def test_a_job_in_somebodys_hands_waits_for_the_next_round_and_the_others_do_not(
    world: World, worker: AsyncConnection, store: BlobStore
) -> None:
    person = world.person()
    held, free = (ended_job(world, person, "failed", days_ago=days) for days in (300, 200))
    with holding(world, held):
        assert await archive_expired(worker, store, Keep(), pause=0) == 1
        assert archived(world) == {free}
    assert await archive_expired(worker, store, Keep(), pause=0) == 1


async def test_a_retry_begins_a_jobs_time_anew(
    world: World, worker: AsyncConnection, store: BlobStore
) -> None:
    person = world.person()
    job = ended_job(world, person, "cancelled", days_ago=100)
    await world.retry(person, job)
    assert await archive_expired(worker, store, Keep(), pause=0) == 0
    await world.cancel(person, job)
    assert await archive_expired(worker, store, Keep(), pause=0) == 0


# the archive


async def test_the_archive_has_the_jobs_summary_and_its_rows_are_gone(
    world: World, worker: AsyncConnection, store: BlobStore
) -> None:
    person = world.person()
    job = ended_job(
        world,
        person,
        days_ago=91,
        items=3,
        source_type="api",
        source_id="contract 7",
        source_metadata='{"from": "crm"}',
        extraction_config='{"succeed": 3}',
        summary='{"message": "3 items"}',
        discovered_types=["Requirement"],
        created_objects=[new_id(), new_id()],
    )
    world.execute(
        "INSERT INTO kb.job_files VALUES (%s, 0, %s, NULL, 'a.pdf')", job, person.project_id
    )
    was = world.row(job)
    await archive_expired(worker, store, Keep(), pause=0)
    [now] = world.rows("SELECT * FROM kb.archived_jobs")
    assert now.pop("archived_at") > was["completed_at"]
    assert (now.pop("object_count"), now.pop("file_count")) == (2, 1)
    assert now == {name: was[name] for name in now}
    assert len(now) >= 21
    for table in ("extraction_jobs", "job_items", "job_events", "job_attempts", "job_files"):
        assert world.rows(f"SELECT FROM kb.{table}") == [], table


async def test_a_job_that_can_not_be_archived_keeps_its_rows(
    world: World, worker: AsyncConnection, store: BlobStore
) -> None:
    person = world.person()
    job = ended_job(world, person, days_ago=91, items=2)
    world.execute("ALTER TABLE kb.archived_jobs ADD CHECK (total_items < 2)")
    with pytest.raises(psycopg.errors.CheckViolation):
        await archive_expired(worker, store, Keep(), pause=0)
    assert jobs(world) == {job}
    assert len(world.items(job)) == 2


async def test_what_a_job_found_stays(
    world: World, worker: AsyncConnection, store: BlobStore
) -> None:
    person = world.person()
    job = ended_job(world, person, days_ago=91)
    file, _ = await add_file(world, person, store)
    world.execute(
        "INSERT INTO kb.mentions (file_id, extractor, part, project_id, job_id, body)"
        " VALUES (%s, 'scripted', 0, %s, %s, '{}')",
        file,
        person.project_id,
        job,
    )
    await archive_expired(worker, store, Keep(), pause=0)
    assert world.rows("SELECT job_id FROM kb.mentions") == [{"job_id": None}]


async def test_the_blobs_of_its_artifacts_go_after_the_commit(
    world: World, worker: AsyncConnection, store: BlobStore
) -> None:
    person = world.person()
    jobs_of = {days: ended_job(world, person, days_ago=days) for days in (89, 91)}
    names = {days: await add_artifact(world, person, job, store) for days, job in jobs_of.items()}
    await archive_expired(worker, store, Keep(), pause=0)
    assert await store.exists(names[89])
    assert not await store.exists(names[91])


async def test_a_store_that_can_not_be_reached_does_not_keep_jobs_from_the_archive(
    world: World, worker: AsyncConnection, store: BlobStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = world.person()
    job = ended_job(world, person, days_ago=91)
    name = await add_artifact(world, person, job, store)

    async def refuse(self: BlobStore, name: str) -> None:
        raise Unavailable("not now")

    with monkeypatch.context() as broken:
        broken.setattr(BlobStore, "delete", refuse)
        assert await archive_expired(worker, store, Keep(), pause=0) == 1
    assert await store.exists(name)  # for the collection


# batches


async def test_batches_are_small_and_begin_with_the_oldest(
    world: World, worker: AsyncConnection
) -> None:
    person, other = world.person(), world.person()
    made = [
        ended_job(world, who, status, days_ago=days)
        for days, who, status in (
            (205, person, "completed"),
            (204, other, "failed"),
            (203, person, "cancelled"),
            (202, other, "completed"),
            (201, person, "completed"),
        )
    ]
    assert await batch(worker, most=2) == 2
    assert archived(world) == set(made[:2])
    assert await batch(worker, most=2) == 2
    assert archived(world) == set(made[:4])
    assert await batch(worker, most=2) == 1
    assert await batch(worker, most=2) == 0


async def test_a_batch_of_jobs_with_very_many_items_has_fewer_jobs(
    world: World, worker: AsyncConnection
) -> None:
    person = world.person()
    for days in (105, 104, 103, 102):
        ended_job(world, person, days_ago=days, items=250)
    assert [await batch(worker, most=5) for _ in range(3)] == [2, 2, 0]
    ended_job(world, person, days_ago=100, items=1000)
    assert await batch(worker, most=5) == 1  # a large one has a batch to itself


async def test_workers_that_archive_at_once_archive_each_job_once(
    world: World, store: BlobStore
) -> None:
    person = world.person()
    made = {ended_job(world, person, days_ago=100 + n) for n in range(24)}
    done = [0, 0, 0]

    async def work(number: int) -> None:
        async with worker_of(world) as connection:
            while jobs(world):
                done[number] += await archive_expired(connection, store, Keep(), batch=2, pause=0)

    await asyncio.gather(*(work(number) for number in range(3)))
    assert sum(done) == 24
    assert archived(world) == made


async def batch(worker: AsyncConnection, *, most: int) -> int:
    cursor = await worker.execute("SELECT archived FROM kb.archive_jobs(90, 180, 30, %s)", [most])
    row = await cursor.fetchone()
    assert row is not None
    return int(row[0])


def decide(world: World, person: Person, **days: int) -> None:
    names = ("completed_days", "failed_days", "cancelled_days")
    world.execute(
        f"INSERT INTO kb.retention_rules (organization_id, {', '.join(names)})"
        " VALUES (%s, %s, %s, %s)",
        person.organization_id,
        *(days.get(name) for name in names),
    )


async def submit_needing(world: World, person: Person, needed: UUID, condition: Any) -> UUID:
    async with world.api.session(person.id) as session:
        new = NewJob(
            person.project_id, "scripted", {}, needs=[Need(job_id=needed, condition=condition)]
        )
        return await submit(session, world.rules, new, user_id=person.id)


@contextmanager
def holding(world: World, job_id: UUID) -> Iterator[None]:
    with psycopg.connect(world.database.owner_url) as connection:
        connection.execute(
            "SELECT FROM kb.extraction_jobs WHERE id = %s FOR NO KEY UPDATE", [job_id]
        )
        yield
