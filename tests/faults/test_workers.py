"""Workers that are killed, frozen, drained; extractor processes that crash."""

import os
import random
import signal
from pathlib import Path

import psutil
import pytest

from tests.support.world import WorkerProcess, World, until

pytestmark = pytest.mark.slow


def runs_of(folder: Path, item: int) -> int:
    return len(list(folder.glob(f"{item}.*")))


async def test_a_worker_killed_again_and_again_loses_no_item_and_counts_none_twice(
    world: World,
) -> None:
    chance = random.Random(7)
    person = world.person()
    job = await world.submit(person, steps=[{"do": "sleep", "seconds": 0.02}] * 200)
    kills = 0
    while world.row(job)["status"] != "completed":
        async with world.worker_process(slots=2, lease_seconds=1.0, beat_seconds=0.2) as worker:
            goal = world.row(job)["processed_items"] + chance.randrange(15, 60)
            await until(
                lambda goal=goal: (
                    (row := world.row(job))["status"] == "completed"
                    or row["processed_items"] >= goal
                )
            )
            if world.row(job)["status"] != "completed":
                worker.kill()
                kills += 1
    row = world.row(job)
    assert kills >= 3
    assert (row["total_items"], row["processed_items"], row["successful_items"]) == (200, 200, 200)
    assert row["summary"]["counts"] == {"items": 200}
    assert [item["status"] for item in world.items(job)] == ["succeeded"] * 200
    assert all(item["attempts"] == 0 for item in world.items(job))


async def test_children_do_not_outlive_their_worker(world: World) -> None:
    async with world.worker_process() as worker:
        job = await world.submit(world.person(), steps=[{"do": "hang"}])
        await until(lambda: any(i["status"] == "running" for i in world.items(job)))
        children = psutil.Process(worker.pid).children()
        assert children
        worker.kill()
        _, alive = psutil.wait_procs(children, timeout=20)
    assert not alive


async def test_another_worker_goes_on_soon_after_a_kill(world: World) -> None:
    async with world.worker_process(slots=1) as first:
        job = await world.submit(world.person(), steps=[{"do": "sleep", "seconds": 0.2}] * 25)
        await until(lambda: world.row(job)["processed_items"] >= 3)
        async with world.worker_process(slots=1):
            first.kill()
            before = world.row(job)["processed_items"]
            await until(lambda: world.row(job)["processed_items"] > before + 2, within=90)
            row = await world.until_ended(job, within=60)
    assert (row["status"], row["successful_items"]) == ("completed", 25)


async def test_a_worker_frozen_past_its_lease_and_thawed_writes_nothing(
    world: World, tmp_path: Path
) -> None:
    pipe = tmp_path / "gate"
    os.mkfifo(pipe)
    async with world.worker_process(slots=1, lease_seconds=1.0, beat_seconds=0.2) as frozen:
        job = await world.submit(
            world.person(),
            steps=[{"do": "wait", "pipe": str(pipe), "text": "whoever"}],
            runs=str(tmp_path),
        )
        await until(lambda: runs_of(tmp_path, 0) == 1)
        token = world.items(job)[0]["token"]
        frozen.signal_group(signal.SIGSTOP)
        async with world.worker_process(slots=1, lease_seconds=1.0, beat_seconds=0.2):
            await until(lambda: runs_of(tmp_path, 0) == 2)
            stolen = world.items(job)[0]
            assert stolen["token"] != token
            # both may now go on; only the one who holds the item may write
            frozen.signal_group(signal.SIGCONT)
            with pipe.open("w"):
                pass
            row = await world.until_ended(job)
            assert row["status"] == "completed"
            assert row["processed_items"] == 1
            assert world.items(job)[0]["worker_id"] == stolen["worker_id"]
            assert [e["kind"] for e in world.events(job)].count("completed") == 1
            # the thawed worker notices that it was given up, and serves on as a new one
            await until(
                lambda: world.rows(
                    "SELECT FROM kb.workers WHERE pid = %s AND ended_at IS NULL", frozen.pid
                )
            )


async def test_when_everything_sleeps_longer_than_every_lease_no_attempt_is_charged(
    world: World,
) -> None:
    person = world.person()
    settings = {"slots": 1, "lease_seconds": 1.0, "beat_seconds": 0.2}
    async with world.worker_process(**settings) as one, world.worker_process(**settings) as two:
        job = await world.submit(person, steps=[{"do": "sleep", "seconds": 0.3}] * 8)
        await until(lambda: world.row(job)["processed_items"] >= 1)
        for worker in (one, two):
            worker.signal_group(signal.SIGSTOP)
        # the clock of the database shows that every lease is over
        await until(
            lambda: world.rows(
                "SELECT FROM kb.workers HAVING max(beat_at) < now() - interval '2 seconds'"
            )
        )
        for worker in (one, two):
            worker.signal_group(signal.SIGCONT)
        row = await world.until_ended(job)
    assert (row["status"], row["successful_items"]) == ("completed", 8)
    assert all((i["attempts"], i["crashes"]) == (0, 0) for i in world.items(job))


async def test_only_the_item_that_crashes_its_process_fails(world: World) -> None:
    steps = [{}] * 40 + [{"do": "crash"}] + [{}] * 23
    async with world.worker(slots=2):
        job = await world.submit(world.person(), steps=steps)
        row = await world.until_ended(job)
    assert (row["status"], row["successful_items"], row["failed_items"]) == ("completed", 63, 1)
    poison = world.items(job)[40]
    assert (poison["status"], poison["crashes"]) == ("failed", 3)
    assert "SIGSEGV" in poison["error"]["message"]
    assert "recovered" in [event["kind"] for event in world.events(job)]


async def test_a_plan_that_crashes_its_process_fails_the_job_after_three_times(
    world: World,
) -> None:
    async with world.worker(slots=1):
        job = await world.submit(world.person(), succeed=1, plan="crash")
        row = await world.until_ended(job)
    assert row["status"] == "failed"
    assert "crashed three times" in row["error_message"]


async def test_a_deploy_hands_work_back_without_charging_an_attempt(
    world: World, tmp_path: Path
) -> None:
    async with world.worker_process(slots=1, drain_seconds=0.2) as old:
        job = await world.submit(
            world.person(),
            # an item that takes longer than the group commit waits is written by itself
            steps=[{"do": "sleep", "seconds": s} for s in (0.15, 0.15, 0.9, 0.9)],
            runs=str(tmp_path),
        )
        await until(lambda: runs_of(tmp_path, 2) == 1)
        old.stop()
        items = world.items(job)
        assert [item["status"] for item in items] == [
            "succeeded",
            "succeeded",
            "pending",
            "pending",
        ]
        assert world.row(job)["status"] == "running"  # a rescue is no transition
    async with world.worker(slots=1):
        row = await world.until_ended(job)
    assert (row["status"], row["successful_items"]) == ("completed", 4)
    assert all((i["attempts"], i["crashes"], i["losses"]) == (0, 0, 0) for i in world.items(job))
    assert runs_of(tmp_path, 0) == 1


async def test_nothing_is_left_running_after_a_worker_was_stopped(world: World) -> None:
    worker: WorkerProcess
    async with world.worker_process() as worker:
        await world.until_ended(await world.submit(world.person(), succeed=5))
        children = psutil.Process(worker.pid).children(recursive=True)
        worker.stop()
        assert not [child for child in children if child.is_running()]
    assert world.rows("SELECT FROM kb.workers WHERE end_reason = 'stopped'")
