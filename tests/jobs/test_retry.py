"""Retrying jobs."""

import pytest

from educe.errors import Conflict
from tests.support.world import World

pytestmark = pytest.mark.slow


async def test_a_failed_job_is_retried_under_its_id_from_its_last_checkpoint(
    world: World,
    tmp_path,  # type: ignore[no-untyped-def]
) -> None:
    person = world.person()
    async with world.worker():
        job = await world.submit(
            person, succeed=2, steps=[{"do": "fatal", "times": 1}], runs=str(tmp_path)
        )
        assert (await world.until_ended(job))["status"] == "failed"
        await world.retry(person, job)
        row = await world.until_ended(job)
    assert (row["status"], row["attempt"], row["error_message"]) == ("completed", 2, None)
    assert [item["status"] for item in world.items(job)] == ["succeeded"] * 3


async def test_only_the_failed_items_of_a_completed_job_run_again(world: World, tmp_path) -> None:  # type: ignore[no-untyped-def]
    person = world.person()
    async with world.worker():
        job = await world.submit(
            person, steps=[{"do": "permanent", "times": 1}], succeed=2, runs=str(tmp_path)
        )
        first = await world.until_ended(job)
        assert (first["status"], first["failed_items"]) == ("completed", 1)
        await world.retry(person, job)
        row = await world.until_ended(job)
    assert (row["status"], row["failed_items"], row["successful_items"]) == ("completed", 0, 3)
    assert (tmp_path / "0.2").exists()
    assert not (tmp_path / "1.2").exists()


async def test_a_job_that_completed_whole_can_not_be_retried(world: World) -> None:
    person = world.person()
    async with world.worker():
        job = await world.submit(person, succeed=1)
        await world.until_ended(job)
    with pytest.raises(Conflict, match="nothing to retry"):
        await world.retry(person, job)


async def test_an_active_job_can_not_be_retried(world: World) -> None:
    person = world.person()
    job = await world.submit(person, succeed=1)
    with pytest.raises(Conflict, match="pending"):
        await world.retry(person, job)
