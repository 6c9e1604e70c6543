"""A job's ordinary life, in short, with a real worker."""

import pytest

from tests.support.world import World

pytestmark = pytest.mark.slow


def kinds(world: World, job: object) -> list[str]:
    return [event["kind"] for event in world.events(job)]  # type: ignore[arg-type]


async def test_a_job_of_one_item_completes(world: World) -> None:
    person = world.person()
    async with world.worker():
        job = await world.submit(person, succeed=1)
        row = await world.until_ended(job)
    assert row["status"] == "completed"
    assert (row["total_items"], row["successful_items"], row["progress"]) == (1, 1, 100)
    assert kinds(world, job) == ["submitted", "started", "completed"]


async def test_a_job_without_items_completes_with_nothing_found(world: World) -> None:
    async with world.worker():
        job = await world.submit(world.person())
        row = await world.until_ended(job)
    assert row["status"] == "completed"
    assert row["progress_message"].startswith("Nothing found")


async def test_a_failed_item_does_not_fail_the_job_and_is_told(world: World) -> None:
    async with world.worker():
        job = await world.submit(world.person(), steps=[{"do": "permanent"}], succeed=2)
        row = await world.until_ended(job)
    assert row["status"] == "completed"
    assert (row["successful_items"], row["failed_items"]) == (2, 1)
    assert "1 of 3 items failed" in row["progress_message"]
    assert "item_failed" in kinds(world, job)


async def test_a_transient_failure_runs_again_until_it_succeeds(world: World, tmp_path) -> None:  # type: ignore[no-untyped-def]
    async with world.worker():
        job = await world.submit(
            world.person(), steps=[{"do": "transient", "times": 2}], runs=str(tmp_path)
        )
        row = await world.until_ended(job)
    assert row["status"] == "completed"
    assert world.items(job)[0]["attempts"] == 2
    assert (tmp_path / "0.3").exists()
