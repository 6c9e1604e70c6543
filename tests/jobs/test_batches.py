"""Batches of jobs that need each other, run by a real worker."""

from pathlib import Path
from typing import Any, Literal
from uuid import UUID

import pytest

from educe.jobs.bulk.create import BatchJob, BatchNeed, create_batch
from educe.jobs.rules import Rules
from tests.support.world import Person, World

pytestmark = pytest.mark.slow

Condition = Literal["success", "failure", "any"]


def job(
    person: Person, ref: str, *needs: str, condition: Condition = "success", **script: Any
) -> BatchJob:
    return BatchJob(
        ref=ref,
        project_id=person.project_id,
        extractor="scripted",
        config={"succeed": 1, **script},
        needs=[BatchNeed(ref=need, condition=condition) for need in needs],
    )


async def start(world: World, person: Person, *jobs: BatchJob) -> dict[str, UUID]:
    """Starts the batch. Returns the jobs' ids by their refs."""
    async with world.api.session(person.id) as session:
        made = await create_batch(session, world.rules, jobs, user_id=person.id)
    return {str(one.ref): one.id for one in made.jobs}


async def outcome(world: World, jobs: dict[str, UUID]) -> dict[str, str]:
    return {ref: (await world.until_ended(job_id))["status"] for ref, job_id in jobs.items()}


def ran_after(world: World, later: UUID, *earlier: UUID) -> bool:
    began = world.row(later)["started_at"]
    return all(world.row(job_id)["completed_at"] <= began for job_id in earlier)


async def test_a_chain_runs_one_after_the_other(world: World) -> None:
    person = world.person(max_running_jobs=5)
    async with world.worker():
        jobs = await start(
            world,
            person,
            job(person, "c", "b"),
            job(person, "a"),
            job(person, "b", "a"),
        )
        assert await outcome(world, jobs) == dict.fromkeys("abc", "completed")
    assert ran_after(world, jobs["b"], jobs["a"])
    assert ran_after(world, jobs["c"], jobs["b"])


async def test_a_join_waits_for_all_of_its_parallel_jobs(world: World) -> None:
    person = world.person(max_running_jobs=5)
    parallel = [f"part {n}" for n in range(4)]
    async with world.worker():
        jobs = await start(
            world,
            person,
            job(person, "split"),
            *(
                job(person, ref, "split", steps=[{"do": "sleep", "seconds": 0.1}])
                for ref in parallel
            ),
            job(person, "join", *parallel),
        )
        assert set((await outcome(world, jobs)).values()) == {"completed"}
    parts = [jobs[ref] for ref in parallel]
    assert all(ran_after(world, part, jobs["split"]) for part in parts)
    assert ran_after(world, jobs["join"], *parts)


async def test_each_condition_runs_what_it_is_for_and_cancels_the_rest(world: World) -> None:
    person = world.person(max_running_jobs=5)
    async with world.worker():
        jobs = await start(
            world,
            person,
            job(person, "works"),
            job(person, "breaks", steps=[{"do": "fatal"}]),
            job(person, "after success", "works"),
            job(person, "no failure", "works", condition="failure"),
            job(person, "whatever", "works", "breaks", condition="any"),
            job(person, "clean up", "breaks", condition="failure"),
            job(person, "no success", "breaks"),
            job(person, "nor this", "no success"),
            job(person, "even so", "no success", condition="any"),
        )
        assert await outcome(world, jobs) == {
            "works": "completed",
            "breaks": "failed",
            "after success": "completed",
            "no failure": "cancelled",
            "whatever": "completed",
            "clean up": "completed",
            "no success": "cancelled",
            "nor this": "cancelled",
            "even so": "completed",
        }
    message = world.row(jobs["no success"])["progress_message"]
    assert message == (
        f"Cancelled: it can never run. It needs the success of job {jobs['breaks']}, which has "
        "failed."
    )
    assert str(jobs["no success"]) in world.row(jobs["nor this"])["progress_message"]
    [never] = world.rows(
        "SELECT count(*) AS runs FROM kb.job_events WHERE kind = 'started' AND job_id = %s",
        jobs["no failure"],
    )
    assert never["runs"] == 0


async def test_what_was_cancelled_with_its_chain_can_be_retried_after_it(
    world: World, tmp_path: Path
) -> None:
    person = world.person()
    async with world.worker():
        jobs = await start(
            world,
            person,
            job(person, "a", steps=[{"do": "fatal", "times": 1}], runs=str(tmp_path)),
            job(person, "b", "a"),
        )
        assert await outcome(world, jobs) == {"a": "failed", "b": "cancelled"}
        await world.retry(person, jobs["a"])
        await world.retry(person, jobs["b"])
        assert await outcome(world, jobs) == {"a": "completed", "b": "completed"}
    assert ran_after(world, jobs["b"], jobs["a"])


async def test_jobs_of_a_batch_run_in_the_order_given(world: World) -> None:
    person = world.person(max_running_jobs=1)
    async with world.worker():
        jobs = await start(world, person, *(job(person, f"{n:02}") for n in range(8)))
        await outcome(world, jobs)
    starts = [world.row(job_id)["started_at"] for job_id in jobs.values()]
    assert starts == sorted(starts)


async def test_of_a_batch_that_breaks_in_the_end_nothing_is_left(world: World) -> None:
    person = world.person()

    class Broken:
        async def defer(self, *_: object) -> None:
            raise ConnectionError("the queue is away")

    async with world.worker():
        with pytest.raises(ConnectionError):
            async with world.api.session(person.id) as session:
                await create_batch(
                    session,
                    Rules(world.rules.registry, Broken()),
                    [job(person, "a"), job(person, "b", "a")],
                    user_id=person.id,
                )
    for table in ("extraction_jobs", "job_dependencies", "job_events"):
        assert world.rows(f"SELECT FROM kb.{table}") == []
