"""Extractor processes that end, or start, at an awkward moment."""

import psutil
import pytest

from tests.support.world import World, until

pytestmark = pytest.mark.slow


async def test_a_child_that_was_starting_when_its_worker_was_given_up_works_for_the_new_one(
    world: World,
) -> None:
    before = {child.pid for child in psutil.Process().children()}
    async with world.worker(slots=1, beat_seconds=0.05) as worker:
        given_up = worker.id
        first = [c for c in psutil.Process().children() if c.pid not in before]
        for child in first:
            child.kill()
        await until(lambda: not any(child.is_running() for child in first))
        job = await world.submit(world.person(), succeed=1)
        # the next one is starting, and was told that it works for this worker
        gone = {child.pid for child in first}
        await until(lambda: {c.pid for c in psutil.Process().children()} - before - gone)
        world.execute("SELECT kb.bury_worker(%s, 'lost')", given_up)
        await until(lambda: worker.id != given_up)
        assert (await world.until_ended(job))["status"] == "completed"
