"""Pausing and resuming the queue, an extractor, a worker."""

import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from educe.errors import Conflict, Forbidden, NotFound
from educe.ids import new_id
from educe.jobs.queue.pauses import (
    pause_extractor,
    pause_queue,
    pause_worker,
    resume_extractor,
    resume_queue,
    resume_worker,
)
from educe.jobs.queue.workers import WorkerView, list_workers
from tests.support.world import Person, World, until

pytestmark = pytest.mark.slow


@pytest.fixture
def admin(world: World) -> Person:
    return administrator(world)


def administrator(world: World) -> Person:
    person = world.person()
    world.execute("UPDATE kb.users SET is_admin = true WHERE id = %s", person.id)
    return person


async def act(
    world: World, person: Person, deed: Callable[..., Awaitable[Any]], *given: Any
) -> Any:
    async with world.api.session(person.id) as session:
        return await deed(session, *given)


async def workers(world: World, admin: Person) -> list[WorkerView]:
    async with world.api.session(admin.id) as session:
        return await list_workers(session, lease_seconds=5.0)


def hold(folder: Path, name: str) -> tuple[dict[str, Any], Path]:
    """An item that ends when `let_go` is called with the pipe."""
    pipe = folder / name
    os.mkfifo(pipe)
    return {"do": "wait", "pipe": str(pipe)}, pipe


def let_go(pipe: Path) -> None:
    pipe.open("wb").close()


def in_hand(world: World, job: UUID) -> int:
    return sum(item["status"] == "running" for item in world.items(job))


@pytest.mark.slow
async def test_a_paused_queue_ends_the_item_in_hand_begins_none_and_goes_on_when_resumed(
    world: World, admin: Person, tmp_path: Path
) -> None:
    held, pipe = hold(tmp_path, "a")
    async with world.worker(slots=1):
        job = await world.submit(admin, steps=[held, {}, {}])
        await until(lambda: in_hand(world, job) == 1)
        await act(world, admin, pause_queue, "an upgrade")
        other = await world.submit(admin, succeed=1)
        let_go(pipe)
        await until(lambda: world.row(job)["successful_items"] == 1)
        await until(lambda: in_hand(world, job) == 0)
        await some_sweeps(world)
        assert world.row(job)["successful_items"] == 1
        assert world.row(other)["status"] == "pending"
        await act(world, admin, resume_queue)
        ended = [await world.until_ended(each) for each in (job, other)]
    assert [row["status"] for row in ended] == ["completed", "completed"]


async def some_sweeps(world: World) -> None:
    """Waits until what sweepers would send has been sent."""

    def beat() -> Any:
        return world.rows("SELECT max(beat_at) AS at FROM kb.workers")[0]["at"]

    began = beat()
    await until(lambda: (beat() - began).total_seconds() > 2)


async def test_a_paused_extractors_jobs_make_room_for_others_of_their_owners(
    world: World, admin: Person
) -> None:
    person = world.person(max_running_jobs=1)
    paused = await world.submit(person, succeed=1)
    assert world.row(paused)["admitted_at"] is not None
    await act(world, admin, pause_extractor, world.rules.registry, "scripted", "a bug")
    assert world.row(paused)["admitted_at"] is None
    async with world.worker(slots=1):
        other = await world.submit(person, extractor="scripted_waiting", succeed=1)
        await world.until_ended(other)
        assert world.row(paused)["status"] == "pending"
        await act(world, admin, resume_extractor, "scripted")
        assert (await world.until_ended(paused))["status"] == "completed"


@pytest.mark.slow
async def test_a_paused_worker_drains_and_others_go_on_with_its_jobs(
    world: World, admin: Person, tmp_path: Path
) -> None:
    held, pipe = hold(tmp_path, "a")
    async with world.worker(slots=1) as paused:
        job = await world.submit(admin, steps=[held, *[{"do": "sleep", "seconds": 0.05}] * 4])
        await until(lambda: in_hand(world, job) == 1)
        await act(world, admin, pause_worker, paused.id)
        [seen] = await workers(world, admin)
        assert (seen.state, seen.running_items, seen.running_jobs) == ("draining", 1, 1)
        let_go(pipe)
        await until(lambda: in_hand(world, job) == 0)
        [seen] = await workers(world, admin)
        assert (seen.state, seen.running_items) == ("paused", 0)
        waiting = await world.submit(admin, succeed=1)
        await some_sweeps(world)
        assert world.row(job)["successful_items"] == 1
        assert world.row(waiting)["status"] == "pending"
        async with world.worker(slots=1):
            assert (await world.until_ended(job))["status"] == "completed"
            assert (await world.until_ended(waiting))["last_worker"]
        done_by = {item["worker_id"] for item in world.items(job)}
    assert done_by - {paused.id}


@pytest.mark.slow
async def test_what_a_paused_worker_had_fetched_is_not_lost_and_it_works_again_when_resumed(
    world: World, admin: Person, tmp_path: Path
) -> None:
    held, pipe = hold(tmp_path, "a")
    async with world.worker(slots=1) as worker:
        first = await world.submit(admin, steps=[held])
        await until(lambda: in_hand(world, first) == 1)
        fetched = await world.submit(world.person(), succeed=1)
        await until(lambda: not world.rows("SELECT FROM procrastinate_jobs WHERE status = 'todo'"))
        await act(world, admin, pause_worker, worker.id)
        let_go(pipe)
        await world.until_ended(first)  # its finish was its own already
        await some_sweeps(world)
        assert world.row(fetched)["status"] == "pending"
        await act(world, admin, resume_worker, worker.id)
        assert (await world.until_ended(fetched))["status"] == "completed"


async def test_a_worker_says_how_much_memory_it_uses_with_its_children(
    world: World, admin: Person
) -> None:
    async with world.worker(slots=1):
        await world.until_ended(await world.submit(admin, succeed=1))
        [worker] = await until(lambda: _with_memory(world, admin))
        assert (worker.state, worker.slots) == ("running", 1)
        assert worker.memory_bytes is not None
        assert worker.memory_bytes > _own_memory() + 10_000_000
    [worker] = await workers(world, admin)
    assert worker.state == "stopped"


async def _with_memory(world: World, admin: Person) -> list[WorkerView]:
    return [worker for worker in await workers(world, admin) if worker.memory_bytes]


def _own_memory() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


async def test_pausing_twice_and_resuming_what_runs_is_refused(world: World, admin: Person) -> None:
    registry = world.rules.registry
    await act(world, admin, pause_queue)
    await act(world, admin, pause_extractor, registry, "scripted")
    for deed, given in (
        (pause_queue, ()),
        (pause_extractor, (registry, "scripted")),
        (resume_extractor, ("scripted_waiting",)),
    ):
        with pytest.raises(Conflict):
            await act(world, admin, deed, *given)
    with pytest.raises(NotFound):
        await act(world, admin, pause_extractor, registry, "nonesuch")
    with pytest.raises(NotFound):
        await act(world, admin, pause_worker, new_id())


@pytest.mark.slow
async def test_what_a_worker_has_in_hand_is_named_to_those_alone_who_see_the_project(
    world: World, admin: Person, tmp_path: Path
) -> None:
    stranger = administrator(world)
    held, pipe = hold(tmp_path, "a")
    async with world.worker(slots=1):
        job = await world.submit(admin, steps=[held])
        await until(lambda: in_hand(world, job) == 1)
        [seen], [counted] = await workers(world, admin), await workers(world, stranger)
        let_go(pipe)
        await world.until_ended(job)
    assert seen.pid == os.getpid()
    assert [(each.job_id, each.items) for each in seen.in_hand] == [(job, 1)]
    assert (counted.running_jobs, counted.in_hand) == (1, [])


async def test_only_administrators_pause_resume_and_see_workers(world: World) -> None:
    person = world.person()

    async def fleet(session: AsyncSession) -> None:
        await list_workers(session, lease_seconds=5.0)

    for deed, given in (
        (pause_queue, ()),
        (resume_queue, ()),
        (pause_extractor, (world.rules.registry, "scripted")),
        (resume_extractor, ("scripted",)),
        (pause_worker, (new_id(),)),
        (resume_worker, (new_id(),)),
        (fleet, ()),
    ):
        with pytest.raises(Forbidden):
            await act(world, person, deed, *given)
    assert world.rows("SELECT FROM kb.pauses") == []
