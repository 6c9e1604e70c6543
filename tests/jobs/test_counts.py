"""What results count on their way, and the steps that tell of it."""

import asyncio
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from educe.db.session import Database
from educe.ids import new_id
from educe.jobs.admission import Limits
from educe.jobs.engine.procrastinate import ProcrastinateSender
from educe.jobs.retry import RetryFrom
from educe.jobs.status import StepView, progress_view
from educe.jobs.work.store import Outcome
from tests.jobs.machine.ground import PlayedStore
from tests.support.world import Person, World


def found(n: int, **more: Any) -> dict[str, Any]:
    return {"counts": {"found": n, "to_look": n}, **more}


async def steps_of(world: World, person: Person, job: UUID) -> list[StepView]:
    api: Database = world.api
    async with api.session(person.id) as session:
        return (await progress_view(session, job)).steps


async def test_a_job_that_waits_tells_its_steps(world: World) -> None:
    person = world.person()
    job = await world.submit(person, extractor="scripted_counting", succeed=1)
    assert [step.model_dump() for step in await steps_of(world, person, job)] == [
        {"name": "do", "title": "Do items", "done": 0, "total": 0},
        {"name": "find", "title": "Find", "done": 0, "total": None},
        {"name": "look", "title": "Look closer", "done": 0, "total": 0},
    ]
    plain = await world.submit(person, succeed=1)
    assert await steps_of(world, person, plain) == []


@pytest.mark.slow
async def test_failed_and_repeated_runs_count_nothing_twice(world: World, tmp_path: Path) -> None:
    person = world.person()
    steps = [
        found(3),
        found(5, do="transient", times=2),
        found(100, do="permanent", times=1),
    ]
    async with world.worker():
        job = await world.submit(
            person, extractor="scripted_counting", steps=steps, runs=str(tmp_path)
        )
        row = await world.until_ended(job)
        assert (row["status"], row["failed_items"]) == ("completed", 1)
        assert row["counts"] == {"found": 8, "to_look": 8}
        await world.retry(person, job)
        row = await world.until_ended(job)
    assert row["counts"] == {"found": 108, "to_look": 108}
    assert [(s.done, s.total) for s in await steps_of(world, person, job)] == [
        (3, 3),
        (108, None),
        (0, 108),
    ]


@pytest.mark.slow
async def test_a_crash_counts_nothing_twice(world: World, tmp_path: Path) -> None:
    steps = [found(1)] * 20 + [{"do": "crash", "times": 2, **found(100)}]
    async with world.worker():
        job = await world.submit(
            world.person(), extractor="scripted_counting", steps=steps, runs=str(tmp_path)
        )
        row = await world.until_ended(job)
    assert (row["successful_items"], row["counts"]["found"]) == (21, 120)
    assert (tmp_path / "20.3").exists()


@pytest.mark.slow
async def test_a_retry_from_the_start_counts_anew(world: World, tmp_path: Path) -> None:
    person = world.person()
    async with world.worker():
        job = await world.submit(
            person,
            extractor="scripted_counting",
            steps=[found(2), found(1, do="permanent", times=1)],
            runs=str(tmp_path),
        )
        assert (await world.until_ended(job))["counts"]["found"] == 2
        async with asyncio.timeout(20):
            await world.retry(person, job, begin=RetryFrom.START)
        assert (await world.until_ended(job))["counts"]["found"] == 3


async def test_what_is_written_without_a_claim_is_not_counted(world: World) -> None:
    person = world.person()
    job = await world.submit(person, extractor="scripted_counting")
    worker = new_id()
    world.execute(
        "INSERT INTO kb.workers (id, name, host, machine, pid, pid_started_at, version, slots)"
        " VALUES (%s, 'w', 'h', 'm', 1, 1, '1', 1)",
        worker,
    )
    sender, limits = ProcrastinateSender(), Limits()
    store, zombie = (
        PlayedStore(world.database.worker_url, sender, worker_id=worker, limits=limits)
        for _ in range(2)
    )
    token, lost = new_id(), new_id()
    store.begin(job, token)
    assert await store.take(60)
    await store.store_plan([("a", {}), ("b", {})], "…", claim=1, hold=60)
    zombie.begin(job, lost)
    assert await zombie.take(60)
    done = [Outcome(1, "succeeded", {}, counts={"found": 3})]
    assert (await zombie.checkpoint(done, None, 60, durable=False)).written == 0
    assert world.row(job)["counts"] == {}
    assert (await store.checkpoint(done, None, 60, durable=False)).written == 1
    assert (await store.checkpoint(done, None, 60, durable=False)).written == 0  # delivered twice
    assert world.row(job)["counts"] == {"found": 3}
    for each in (store, zombie):
        await each.close()
