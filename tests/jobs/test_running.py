"""The ordinary life of a job, with a real worker in a process of its own."""

import pytest

from educe.jobs.states import Priority
from tests.support.world import World, until

pytestmark = pytest.mark.slow


async def test_a_job_submitted_before_any_worker_runs_when_one_comes(world: World) -> None:
    job = await world.submit(world.person(), succeed=3)
    assert world.row(job)["status"] == "pending"
    async with world.worker():
        assert (await world.until_ended(job))["successful_items"] == 3


async def test_every_item_of_a_big_job_is_counted_once_and_in_the_plans_order(world: World) -> None:
    async with world.worker():
        job = await world.submit(world.person(), succeed=3000)
        row = await world.until_ended(job)
    assert (row["processed_items"], row["successful_items"]) == (3000, 3000)
    assert row["summary"]["counts"] == {"items": 3000}
    assert [event["seq"] for event in world.events(job)] == list(range(1, row["event_seq"] + 1))


async def test_a_transient_failure_that_stays_fails_the_item_after_its_attempts(
    world: World,
) -> None:
    async with world.worker():
        job = await world.submit(world.person(), steps=[{"do": "transient"}], succeed=1)
        row = await world.until_ended(job)
    assert (row["status"], row["failed_items"]) == ("completed", 1)
    assert world.items(job)[0]["attempts"] == 3


async def test_a_job_whose_every_item_failed_is_failed_and_says_why(world: World) -> None:
    async with world.worker():
        job = await world.submit(world.person(), steps=[{"do": "permanent"}, {"do": "bug"}])
        row = await world.until_ended(job)
    assert row["status"] == "failed"
    assert row["error_message"].startswith("All 2 items failed. item 0: This can't be done")


async def test_a_job_fatal_error_stops_the_job_at_once(world: World, tmp_path) -> None:  # type: ignore[no-untyped-def]
    async with world.worker(slots=1):
        job = await world.submit(
            world.person(), steps=[{}, {"do": "fatal"}], succeed=500, runs=str(tmp_path)
        )
        row = await world.until_ended(job)
    assert row["status"] == "failed"
    assert "password is wrong" in row["error_message"]
    assert row["successful_items"] == 1  # what was done before stays a checkpoint
    assert not (tmp_path / "finish.1").exists()


@pytest.mark.parametrize("stage", ["plan", "finish"])
async def test_a_plan_or_finish_that_fails_for_good_fails_the_job(world: World, stage: str) -> None:
    async with world.worker():
        job = await world.submit(world.person(), succeed=1, **{stage: "permanent"})
        row = await world.until_ended(job)
    assert (row["status"], row["error_message"]) == ("failed", "This can't be done.")


@pytest.mark.parametrize("extractor", ["scripted", "scripted_waiting"])
async def test_an_item_past_its_time_limit_fails_alone(world: World, extractor: str) -> None:
    async with world.worker():
        job = await world.submit(
            world.person(),
            extractor=extractor,
            steps=[{"do": "sleep", "seconds": 60}],
            succeed=4,
        )
        row = await world.until_ended(job, within=30)
    assert (row["status"], row["successful_items"], row["failed_items"]) == ("completed", 4, 1)
    assert "too long" in world.items(job)[0]["error"]["message"]


async def test_items_that_wait_for_others_run_side_by_side(world: World) -> None:
    async with world.worker(slots=1):
        job = await world.submit(
            world.person(),
            extractor="scripted_waiting",
            steps=[{"do": "sleep", "seconds": 0.4}] * 16,
        )
        row = await world.until_ended(job)
    assert (row["completed_at"] - row["started_at"]).total_seconds() < 16 * 0.4 / 2


async def test_an_owner_runs_no_more_jobs_than_the_limit(world: World, tmp_path) -> None:  # type: ignore[no-untyped-def]
    person = world.person(max_running_jobs=2)
    jobs = [await world.submit(person, steps=[{"do": "sleep", "seconds": 0.3}]) for _ in range(5)]
    admitted = [job for job in jobs if world.row(job)["admitted_at"]]
    assert admitted == jobs[:2]
    async with world.worker(slots=4):
        for job in jobs:
            await world.until_ended(job)
    rows = [world.row(job) for job in jobs]
    starts = [row["started_at"] for row in rows]
    for start in starts:
        running = [r for r in rows if r["started_at"] <= start < r["completed_at"]]
        assert len(running) <= 2


async def test_urgent_jobs_are_admitted_first_and_low_ones_last(world: World) -> None:
    person = world.person(max_running_jobs=1)
    first = await world.submit(person, succeed=1)
    low = await world.submit(person, succeed=1, priority=Priority.LOW)
    normal = await world.submit(person, succeed=1)
    urgent = await world.submit(person, succeed=1, priority=Priority.URGENT)
    async with world.worker(slots=1):
        rows = [await world.until_ended(job) for job in (first, urgent, normal, low)]
    assert [r["started_at"] for r in rows] == sorted(r["started_at"] for r in rows)


async def test_a_low_job_that_waited_long_goes_before_a_fresh_urgent_one(world: World) -> None:
    person = world.person(max_running_jobs=1)
    blocking = await world.submit(person, succeed=1)
    low = await world.submit(person, succeed=1, priority=Priority.LOW)
    urgent = await world.submit(person, succeed=1, priority=Priority.URGENT)
    world.execute(
        "UPDATE kb.extraction_jobs SET ranked_at = ranked_at - interval '4 hours' WHERE id = %s",
        low,
    )
    async with world.worker(slots=1):
        await world.until_ended(blocking)
        rows = [await world.until_ended(job) for job in (low, urgent)]
    assert rows[0]["started_at"] < rows[1]["started_at"]


async def test_everybodys_first_job_goes_before_anybodys_second(world: World) -> None:
    many, one = world.person(), world.person()
    first = await world.submit(many, succeed=1)
    second = await world.submit(many, succeed=1)
    others = await world.submit(one, succeed=1)
    async with world.worker(slots=1):
        rows = {job: await world.until_ended(job) for job in (first, second, others)}
    assert rows[others]["started_at"] < rows[second]["started_at"]


async def test_an_organizations_limit_holds_over_its_members(world: World) -> None:
    person = world.person(max_running_jobs=5)
    world.execute(
        "UPDATE kb.organizations SET max_running_jobs = 1 WHERE id = %s", person.organization_id
    )
    jobs = [await world.submit(person, succeed=1) for _ in range(3)]
    assert [bool(world.row(job)["admitted_at"]) for job in jobs] == [True, False, False]
    async with world.worker():
        for job in jobs:
            assert (await world.until_ended(job))["status"] == "completed"


async def test_a_small_job_starts_beside_somebody_elses_big_one(world: World) -> None:
    async with world.worker(slots=1):
        big = await world.submit(world.person(), succeed=20_000)
        await until(lambda: world.row(big)["processed_items"] > 0)
        small = await world.submit(world.person(), succeed=5)
        row = await world.until_ended(small)
        waited = (row["started_at"] - row["created_at"]).total_seconds()
        assert world.row(big)["status"] == "running"
    assert waited < 2


async def test_a_big_job_uses_every_slot_of_the_fleet(world: World) -> None:
    async with world.worker(slots=2), world.worker(slots=2):
        job = await world.submit(world.person(), steps=[{"do": "sleep", "seconds": 0.3}] * 40)
        await until(
            lambda: (
                world.rows(
                    "SELECT count(DISTINCT token) AS n FROM kb.job_items WHERE job_id = %s"
                    " AND status = 'running'",
                    job,
                )[0]["n"]
                == 4
            )
        )
        assert (await world.until_ended(job))["successful_items"] == 40
