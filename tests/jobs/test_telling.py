"""What jobs say of themselves while they run, and when there was nothing to do."""

import pytest

from educe.ids import new_id
from educe.jobs.admission import Limits
from educe.jobs.engine.procrastinate import ProcrastinateSender
from educe.jobs.work.store import Outcome
from tests.jobs.machine.ground import PlayedStore
from tests.support.world import World, until

pytestmark = pytest.mark.slow


async def test_a_long_item_tells_how_far_it_is_before_it_ends(world: World) -> None:
    said = "Resolving links, 12 of 40"
    async with world.worker(slots=1):
        job = await world.submit(
            world.person(),
            extractor="scripted_counting",
            steps=[{"do": "sleep", "seconds": 6, "says": said}],
        )
        row = await until(
            lambda: row if (row := world.row(job))["progress_message"] == said else None
        )
        assert (row["status"], row["processed_items"]) == ("running", 0)
        assert (row["updated_at"] - world.items(job)[0]["started_at"]).total_seconds() < 2


async def test_only_who_holds_an_item_or_a_stage_tells(world: World) -> None:
    job, worker = await world.submit(world.person()), new_id()
    world.execute(
        "INSERT INTO kb.workers (id, name, host, machine, pid, pid_started_at, version, slots)"
        " VALUES (%s, 'w', 'h', 'm', 1, 1, '1', 1)",
        worker,
    )
    url, limits = world.database.worker_url, Limits()
    store = PlayedStore(url, ProcrastinateSender(), worker_id=worker, limits=limits)
    store.begin(job, new_id())
    assert await store.take(60)
    await store.tell_progress("Looking")
    assert world.row(job)["progress_message"] == "Looking"
    await store.store_plan([("a", {}), ("b", {})], "Extracting", claim=1, hold=60)
    await store.tell_progress("At a")
    assert world.row(job)["progress_message"] == "At a"
    await store.checkpoint([Outcome(1, "succeeded", {})], "One done", 60, durable=False)
    await store.tell_progress("Still at a")
    assert world.row(job)["progress_message"] == "One done"
    await store.aside.close()
    await store.close()


async def test_a_plan_that_comes_to_nothing_says_why(world: World) -> None:
    said = "Nothing new: 12 messages were read before."
    async with world.worker():
        job = await world.submit(world.person(), extractor="scripted_counting", says=said)
        row = await world.until_ended(job)
    assert (row["status"], row["progress_message"]) == ("completed", said)
