"""Artifacts that items keep before the job has ended."""

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from educe.documents.blobs import BlobStore
from educe.errors import NotFound
from educe.jobs.artifacts import artifacts_of, find_artifact
from educe.jobs.retry import RetryFrom
from tests.support.world import Person, World, until

pytestmark = pytest.mark.slow


async def shown(world: World, person: Person, job: UUID) -> dict[str, str]:
    """What artifacts there are for people, by name."""
    blobs = BlobStore.open(world.settings.blob_store_url)
    async with world.api.session(person.id) as session:
        rows = await artifacts_of(session, job)
        return {row.name: (await blobs.get(row.blob_name)).decode() for row in rows}


async def started(world: World, person: Person, folder: Path, *steps: dict[str, Any]) -> UUID:
    return await world.submit(
        person, extractor="scripted_counting", steps=list(steps), runs=str(folder), artifact=False
    )


async def test_what_an_item_keeps_shows_when_the_job_has_ended(
    world: World, tmp_path: Path
) -> None:
    person = world.person()
    async with world.worker():
        job = await started(
            world, person, tmp_path, {"keep": "a.txt"}, {"do": "sleep", "seconds": 3}
        )
        await until(lambda: world.rows("SELECT FROM kb.job_artifacts WHERE job_id = %s", job))
        assert await shown(world, person, job) == {}
        async with world.api.session(person.id) as session:
            with pytest.raises(NotFound):
                await find_artifact(session, job, "a.txt")
        assert world.row(job)["status"] == "running"
        await world.until_ended(job)
    assert await shown(world, person, job) == {"a.txt": "run 1", "failed.txt": ""}


async def test_it_survives_a_retry_of_failed_items_and_theirs_is_replaced(
    world: World, tmp_path: Path
) -> None:
    person = world.person()
    async with world.worker():
        job = await started(
            world,
            person,
            tmp_path,
            {"keep": "good.txt"},
            {"keep": "bad.txt", "do": "permanent", "times": 1},
        )
        await world.until_ended(job)
        told = {"good.txt": "run 1", "bad.txt": "run 1", "failed.txt": "item 1"}
        assert await shown(world, person, job) == told
        await world.retry(person, job)
        await world.until_ended(job)
    told = {"good.txt": "run 1", "bad.txt": "run 2", "failed.txt": ""}
    assert await shown(world, person, job) == told


async def test_a_new_plan_forgets_what_items_of_the_old_one_kept(
    world: World, tmp_path: Path
) -> None:
    person = world.person()
    async with world.worker():
        job = await started(
            world, person, tmp_path, {"keep": "a.txt"}, {"do": "permanent", "times": 1}
        )
        await world.until_ended(job)
        assert (await shown(world, person, job))["a.txt"] == "run 1"
        world.execute("UPDATE kb.job_artifacts SET name = 'old.txt' WHERE name = 'a.txt'")
        await world.retry(person, job, begin=RetryFrom.START)
        await world.until_ended(job)
    assert await shown(world, person, job) == {"a.txt": "run 2", "failed.txt": ""}


async def test_two_items_can_not_keep_under_one_name(world: World, tmp_path: Path) -> None:
    person = world.person()
    async with world.worker():
        job = await started(world, person, tmp_path, {"keep": "a.txt"}, {"keep": "a.txt"})
        row = await world.until_ended(job)
    assert (row["successful_items"], row["failed_items"]) == (1, 1)
    assert list(await shown(world, person, job)) == ["a.txt", "failed.txt"]


async def test_the_finish_can_not_write_under_an_items_name(world: World, tmp_path: Path) -> None:
    person = world.person()
    async with world.worker():
        job = await started(world, person, tmp_path, {"keep": "failed.txt"})
        row = await world.until_ended(job)
    assert row["status"] == "failed"
    assert "another artifact's" in row["error_message"]
