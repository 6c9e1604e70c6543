"""Retrying jobs."""

from pathlib import Path

import psycopg
import pytest

from educe.errors import Conflict, InvalidInput
from educe.jobs.retry import RetryFrom, retry_as_new
from tests.support.world import Person, World

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


async def test_one_failed_item_runs_again_and_the_others_stay_failed(
    world: World, tmp_path: Path
) -> None:
    person = world.person()
    broken = {"do": "permanent", "times": 1}
    async with world.worker():
        job = await world.submit(person, steps=[broken, broken], succeed=1, runs=str(tmp_path))
        await world.until_ended(job)
        await world.retry(person, job, begin=RetryFrom.FAILED_ITEMS, items=[2])
        row = await world.until_ended(job)
    assert (row["status"], row["successful_items"], row["failed_items"]) == ("completed", 2, 1)
    assert [item["status"] for item in world.items(job)] == ["failed", "succeeded", "succeeded"]
    assert not (tmp_path / "0.2").exists()


async def test_an_item_that_has_not_failed_can_not_be_chosen(world: World) -> None:
    person = world.person()
    async with world.worker():
        job = await world.submit(person, steps=[{"do": "permanent"}], succeed=1)
        await world.until_ended(job)
    with pytest.raises(InvalidInput, match="Item 2 hasn't failed"):
        await world.retry(person, job, begin=RetryFrom.FAILED_ITEMS, items=[1, 2])
    assert world.row(job)["status"] == "completed"  # nothing has changed


async def test_a_retry_from_the_start_keeps_nothing(world: World, tmp_path: Path) -> None:
    person = world.person()
    async with world.worker():
        job = await world.submit(
            person, steps=[{}, {"do": "fatal", "times": 1}], succeed=1, runs=str(tmp_path)
        )
        await world.until_ended(job)
        await world.retry(person, job, begin=RetryFrom.START)
        assert world.row(job)["total_items"] in (0, 3)  # the worker may have planned already
        row = await world.until_ended(job)
    assert (row["status"], row["successful_items"], row["attempt"]) == ("completed", 3, 2)
    assert (tmp_path / "0.2").exists()  # which had succeeded


async def test_artifacts_of_an_earlier_attempt_stay_until_the_next_one_has_completed(
    world: World,
) -> None:
    person = world.person()
    async with world.worker():
        job = await world.submit(person, steps=[{"do": "permanent"}], succeed=1)
        await world.until_ended(job)
        [before] = artifacts(world)
        world.execute(
            "UPDATE kb.job_artifacts SET name = 'old.txt' WHERE job_id = %s", job
        )  # as if the next attempt wrote another
    await world.retry(person, job)
    assert artifacts(world) == [before | {"name": "old.txt"}]
    async with world.worker():
        await world.until_ended(job)
    assert [artifact["name"] for artifact in artifacts(world)] == ["numbers.txt"]


async def test_a_retry_as_a_new_job_has_another_config_and_names_the_old_one(
    world: World,
) -> None:
    person = world.person()
    async with world.worker():
        job = await world.submit(person, steps=[{"do": "fatal"}])
        await world.until_ended(job)
        async with world.api.session(person.id) as session:
            new = await retry_as_new(
                session, world.rules, job, user_id=person.id, config={"succeed": 2}
            )
        row = await world.until_ended(new)
    assert (row["status"], row["retried_from"], row["total_items"]) == ("completed", job, 2)
    assert world.row(job)["status"] == "failed"


@pytest.mark.parametrize("begin", ["checkpoint", "start", "new"])
async def test_a_retry_whose_source_was_deleted_says_so(world: World, begin: str) -> None:
    person = world.person()
    job = await world.submit(person, succeed=1)
    await world.cancel(person, job)
    with psycopg.connect(world.database.owner_url) as owner:
        owner.execute(
            "INSERT INTO kb.job_files (job_id, position, project_id, file_name)"
            " VALUES (%s, 0, %s, 'gone.pdf')",
            [job, person.project_id],
        )
    with pytest.raises(Conflict, match=r"deleted since: gone\.pdf"):
        await again(world, person, job, begin)


async def test_a_retried_job_stands_in_line_anew(world: World) -> None:
    person = world.person(max_running_jobs=1)
    job = await world.submit(person, succeed=1)
    await world.cancel(person, job)
    world.execute("UPDATE kb.users SET max_running_jobs = 1")
    blocking = await world.submit(person, succeed=1)
    waiting = await world.submit(person, succeed=1)
    await world.retry(person, job)
    ranks = {row["id"]: row["ranked_at"] for row in map(world.row, (job, waiting))}
    assert ranks[waiting] < ranks[job]
    assert world.row(blocking)["admitted_at"] is not None


async def test_every_attempt_is_on_record_with_its_error_and_its_worker(world: World) -> None:
    person = world.person()
    async with world.worker():
        job = await world.submit(person, steps=[{"do": "fatal"}])
        await world.until_ended(job)
        await world.retry(person, job)
        await world.until_ended(job)
        [worker] = world.rows("SELECT name FROM kb.workers")
    attempts = world.rows("SELECT * FROM kb.job_attempts WHERE job_id = %s ORDER BY attempt", job)
    assert [(a["attempt"], a["status"], a["worker"]) for a in attempts] == [
        (1, "failed", worker["name"]),
        (2, "failed", worker["name"]),
    ]
    assert all("password is wrong" in a["message"] for a in attempts)


def artifacts(world: World) -> list[dict[str, object]]:
    return world.rows("SELECT id, name, blob_name FROM kb.job_artifacts")


async def again(world: World, person: Person, job: object, begin: str) -> None:
    if begin != "new":
        await world.retry(person, job, begin=RetryFrom(begin))  # type: ignore[arg-type]
        return
    async with world.api.session(person.id) as session:
        await retry_as_new(session, world.rules, job, user_id=person.id)  # type: ignore[arg-type]
