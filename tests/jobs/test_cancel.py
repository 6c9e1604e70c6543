"""Cancelling jobs."""

import signal
from pathlib import Path

import pytest

from educe.errors import Conflict, NotFound
from tests.support.world import World, until

pytestmark = pytest.mark.slow


async def test_a_pending_job_is_cancelled_at_once_and_lets_the_next_in(world: World) -> None:
    person = world.person(max_running_jobs=1)
    first, second = [await world.submit(person, succeed=1) for _ in range(2)]
    await world.cancel(person, first)
    assert world.row(first)["status"] == "cancelled"
    assert world.row(second)["admitted_at"] is not None


async def test_a_running_job_is_cancelled_soon_though_it_never_yields(
    world: World,
) -> None:
    person = world.person()
    async with world.worker():
        job = await world.submit(person, steps=[{"do": "hang"}] * 2)
        await until(lambda: any(i["status"] == "running" for i in world.items(job)))
        await world.cancel(person, job)
        assert world.row(job)["status"] == "running"  # shown as cancelling until it has stopped
        row = await world.until_ended(job)
        again = await world.submit(person, succeed=1)
        assert (await world.until_ended(again))["status"] == "completed"
    assert row["status"] == "cancelled"
    assert (row["completed_at"] - row["cancel_requested_at"]).total_seconds() < 10
    assert all(item["attempts"] == 0 for item in world.items(job))


async def test_a_cancelled_job_keeps_its_checkpoints_for_a_retry(world: World, tmp_path) -> None:  # type: ignore[no-untyped-def]
    person = world.person()
    async with world.worker(slots=1):
        job = await world.submit(
            person,
            steps=[{}, {}, {"do": "sleep", "seconds": 0.8}, {"do": "sleep", "seconds": 0.8}],
            runs=str(tmp_path),
        )
        await until(lambda: world.row(job)["successful_items"] >= 2)
        await world.cancel(person, job)
        cancelled = await world.until_ended(job)
        assert cancelled["status"] == "cancelled"
        await world.retry(person, job)
        row = await world.until_ended(job)
    assert (row["status"], row["attempt"], row["successful_items"]) == ("completed", 2, 4)
    assert not (tmp_path / "0.2").exists()
    assert not (tmp_path / "1.2").exists()


@pytest.mark.parametrize("extractor", ["scripted", "scripted_waiting"])
async def test_a_cancel_that_a_checkpoint_meets_first_leaves_no_item_in_hand(
    world: World, extractor: str
) -> None:
    person = world.person()
    steps = [{"do": "sleep", "seconds": 0.01 * (1 + n % 16)} for n in range(400)]
    async with world.worker(slots=1, beat_seconds=60, lease_seconds=600):  # no beat tells of it
        job = await world.submit(person, extractor=extractor, steps=steps)
        await until(lambda: world.row(job)["successful_items"] >= 20)
        await world.cancel(person, job)
        row = await world.until_ended(job, within=60)
    assert row["status"] == "cancelled"
    assert {item["status"] for item in world.items(job)} == {"succeeded", "pending"}
    assert all(item["attempts"] == 0 for item in world.items(job))


async def test_an_ended_job_can_not_be_cancelled(world: World) -> None:
    person = world.person()
    async with world.worker():
        job = await world.submit(person, succeed=1)
        await world.until_ended(job)
    with pytest.raises(Conflict, match="completed already"):
        await world.cancel(person, job)


async def test_a_job_whose_worker_does_not_answer_is_stopped_by_force(
    world: World, tmp_path: Path
) -> None:
    person = world.person(max_running_jobs=1)
    async with world.worker_process(lease_seconds=600) as frozen:
        job = await world.submit(
            person, steps=[{"do": "sleep", "seconds": 0.5}], runs=str(tmp_path)
        )
        waiting = await world.submit(person, succeed=1)
        await until((tmp_path / "0.1").exists)
        frozen.signal_group(signal.SIGSTOP)
        await world.cancel(person, job)
        assert world.row(job)["status"] == "running"
        await world.cancel(person, job, force=True)
        row = world.row(job)
        assert (row["status"], row["cancel_requested_by"]) == ("cancelled", person.id)
        assert world.row(waiting)["admitted_at"] is not None
        frozen.signal_group(signal.SIGCONT)
        assert (await world.until_ended(waiting))["status"] == "completed"
    # what the worker had in hand when it woke up is not written
    assert world.row(job)["status"] == "cancelled"
    assert [item["status"] for item in world.items(job)] == ["pending"]


async def test_a_pending_job_can_be_stopped_by_force_as_well(world: World) -> None:
    person = world.person()
    job = await world.submit(person, succeed=1)
    await world.cancel(person, job, force=True)
    assert world.row(job)["status"] == "cancelled"
    with pytest.raises(Conflict, match="cancelled already"):
        await world.cancel(person, job, force=True)


async def test_nobody_stops_somebody_elses_job_by_force(world: World) -> None:
    anna, bert = world.person(), world.person()
    async with world.worker():
        job = await world.submit(anna, steps=[{"do": "sleep", "seconds": 0.9}])
        await world.until_status(job, "running")
        with pytest.raises(NotFound):
            await world.cancel(bert, job, force=True)
        assert (await world.until_ended(job))["status"] == "completed"
