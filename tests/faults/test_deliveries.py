"""Deliveries that come twice, late, or never."""

import pytest

from educe.jobs.engine.port import Delivery
from educe.jobs.engine.procrastinate import ProcrastinateSender
from tests.support.world import World

pytestmark = pytest.mark.slow


async def test_a_delivery_that_was_lost_is_sent_again(world: World) -> None:
    job = await world.submit(world.person(), succeed=2)
    world.execute("DELETE FROM procrastinate_jobs")
    async with world.worker():
        assert (await world.until_ended(job))["status"] == "completed"


async def test_deliveries_that_come_many_times_do_the_work_once(world: World, tmp_path) -> None:  # type: ignore[no-untyped-def]
    import psycopg

    job = await world.submit(world.person(), succeed=20, runs=str(tmp_path))
    async with await psycopg.AsyncConnection.connect(world.database.worker_url) as connection:
        await ProcrastinateSender().defer(connection, [Delivery(job, 0)] * 30)
    async with world.worker(slots=2):
        row = await world.until_ended(job)
    assert (row["status"], row["successful_items"]) == ("completed", 20)
    assert not list(tmp_path.glob("*.2"))


async def test_a_job_that_was_never_admitted_is_let_in_by_the_sweeper(world: World) -> None:
    job = await world.submit(world.person(), succeed=1)
    world.execute("UPDATE kb.extraction_jobs SET admitted_at = NULL WHERE id = %s", job)
    world.execute("DELETE FROM procrastinate_jobs")
    async with world.worker():
        assert (await world.until_ended(job))["status"] == "completed"


async def test_a_finish_that_nobody_took_is_caught(world: World, tmp_path) -> None:  # type: ignore[no-untyped-def]
    # all items done, and whoever did the last one died before the finish
    async with world.worker(slots=1):
        job = await world.submit(world.person(), succeed=1, finish="transient")
        await world.until_status(job, "running")
        row = await world.until_ended(job, within=60)
    assert (row["status"], row["error_message"]) == ("failed", "The other side is busy.")
