"""Whose turn it is: priorities, positions, fair share, and what people are told."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from educe.db.session import Database
from educe.errors import Conflict, NotFound
from educe.ids import new_id
from educe.jobs.dependencies import Need
from educe.jobs.queue.priorities import change_priority
from educe.jobs.queue.ranking import QueueBoard
from educe.jobs.queue.views import QueueView, queue_view
from educe.jobs.states import Priority
from educe.jobs.submit import NewJob, submit
from tests.support.world import Person, World, until

pytestmark = pytest.mark.slow


@pytest.fixture
async def board(world: World) -> AsyncIterator[QueueBoard]:
    database = Database(world.database.api_url, pool_size=1)
    made = QueueBoard(database, world.rules, world.settings)
    yield made
    await made.close()
    await database.close()


async def prioritise(world: World, person: Person, *jobs: UUID, to: Priority) -> list[UUID]:
    async with world.api.session(person.id) as session:
        return await change_priority(session, world.rules, jobs, to)


async def view(world: World, person: Person, board: QueueBoard, job: UUID) -> QueueView:
    async with world.api.session(person.id) as session:
        return await queue_view(session, board, job)


def positions(world: World) -> list[UUID]:
    """The jobs in the order of their positions."""
    found = world.rows("SELECT job_id, queue_position FROM kb.queue_positions() ORDER BY 2")
    assert [row["queue_position"] for row in found] == list(range(1, len(found) + 1))
    return [row["job_id"] for row in found]


def alive_worker(world: World, **values: object) -> UUID:
    """A worker's row, without a worker."""
    worker = new_id()
    world.execute(
        "INSERT INTO kb.workers (id, name, host, pid, pid_started_at, version, slots)"
        " VALUES (%s, 'w', 'h', 1, 1, '0', 2)",
        worker,
    )
    for column, value in values.items():
        world.execute(f"UPDATE kb.workers SET {column} = %s WHERE id = %s", value, worker)
    return worker


def deliveries(world: World) -> list[UUID]:
    """The jobs in the order in which workers get them."""
    found = world.rows(
        "SELECT args ->> 'job_id' AS job FROM procrastinate_jobs WHERE status = 'todo'"
        " ORDER BY priority DESC, id"
    )
    return [UUID(row["job"]) for row in found]


def make_old(world: World, job: UUID, minutes: int) -> None:
    """As if it had been submitted, and admitted if it was, so long ago."""
    world.execute(
        "UPDATE kb.extraction_jobs SET queued_at = queued_at - %s, ranked_at = ranked_at - %s,"
        " admitted_at = admitted_at - %s, delivered_at = delivered_at - %s WHERE id = %s",
        *[timedelta(minutes=minutes)] * 4,
        job,
    )


# priorities


async def test_a_job_made_urgent_goes_before_an_admitted_one_that_has_not_started(
    world: World,
) -> None:
    person = world.person(max_running_jobs=1)
    first, second, third = [await world.submit(person, succeed=1) for _ in range(3)]
    assert await prioritise(world, person, third, to=Priority.URGENT) == [third]
    assert world.row(third)["admitted_at"] is not None
    assert world.row(first)["admitted_at"] is None
    assert positions(world) == [third, first, second]
    kinds = [(event["kind"], event["message"]) for event in world.events(third)]
    assert kinds[-1] == ("priority", "Priority changed from normal to urgent")


async def test_a_waiting_delivery_takes_the_new_rank_and_is_not_sent_twice(world: World) -> None:
    ours, theirs = world.person(), world.person()
    first = await world.submit(theirs, succeed=1)
    job = await world.submit(ours, succeed=1)
    assert deliveries(world) == [first, job]
    await prioritise(world, ours, job, to=Priority.URGENT)
    assert deliveries(world) == [job, first]
    await prioritise(world, ours, job, to=Priority.LOW)
    assert deliveries(world) == [first, job]


async def test_a_priority_that_a_job_has_already_changes_nothing(world: World) -> None:
    person = world.person()
    job = await world.submit(person, succeed=1)
    assert await prioritise(world, person, job, to=Priority.NORMAL) == []
    assert [event["kind"] for event in world.events(job)] == ["submitted"]


async def test_an_ended_job_takes_no_priority_and_then_neither_do_the_others(world: World) -> None:
    person = world.person()
    ended, waiting = [await world.submit(person, succeed=1) for _ in range(2)]
    await world.cancel(person, ended)
    with pytest.raises(Conflict, match="has ended"):
        await prioritise(world, person, ended, waiting, to=Priority.URGENT)
    assert world.row(waiting)["priority"] == "normal"


async def test_somebody_elses_job_is_not_there_to_be_prioritised(world: World) -> None:
    job = await world.submit(world.person(), succeed=1)
    with pytest.raises(NotFound):
        await prioritise(world, world.person(), job, to=Priority.URGENT)


# positions


async def test_everybodys_next_job_stands_before_anybodys_next_but_one(world: World) -> None:
    many, few = world.person(max_running_jobs=1), world.person(max_running_jobs=1)
    theirs = [await world.submit(many, succeed=1) for _ in range(4)]
    ours = [await world.submit(few, succeed=1) for _ in range(2)]
    assert positions(world) == [theirs[0], ours[0], theirs[1], ours[1], theirs[2], theirs[3]]


async def test_within_ones_line_class_goes_before_age_until_age_has_caught_up(
    world: World,
) -> None:
    person = world.person(max_running_jobs=1)
    await world.submit(person, succeed=1)
    low = await world.submit(person, priority=Priority.LOW, succeed=1)
    normal = await world.submit(person, succeed=1)
    urgent = await world.submit(person, priority=Priority.URGENT, succeed=1)
    assert positions(world)[1:] == [urgent, normal, low]
    make_old(world, low, 101)
    assert positions(world)[1:] == [urgent, low, normal]


async def test_what_can_not_be_admitted_now_has_no_position(world: World) -> None:
    person = world.person(max_running_jobs=1)
    first = await world.submit(person, succeed=1)
    async with world.api.session(person.id) as session:
        later = NewJob(person.project_id, "scripted", run_at=datetime.now(UTC) + timedelta(hours=1))
        needy = NewJob(person.project_id, "scripted", needs=[Need(job_id=first)])
        for new in (later, needy):
            await submit(session, world.rules, new, user_id=person.id)
    other = await world.submit(person, extractor="scripted_waiting", succeed=1)
    assert positions(world) == [first, other]
    world.execute("INSERT INTO kb.pauses (kind, name) VALUES ('extractor', 'scripted_waiting')")
    assert positions(world) == [first]


# fair share


async def test_a_newcomer_does_not_wait_for_a_line_that_has_stood_for_an_hour(
    world: World,
) -> None:
    many = world.person(max_running_jobs=1)
    steps = [{"do": "sleep", "seconds": 0.2}]
    theirs = [await world.submit(many, steps=steps) for _ in range(8)]
    for job in theirs:
        make_old(world, job, 60)
    async with world.worker(slots=1):
        await world.until_status(theirs[0], "running")
        # the first of these is fetched ahead whatever its rank
        newcomers = [await world.submit(world.person(), succeed=1) for _ in range(6)]
        for job in newcomers:
            await world.until_ended(job)
    started = world.rows(
        "SELECT id FROM kb.extraction_jobs WHERE started_at IS NOT NULL ORDER BY started_at"
    )
    order = [row["id"] for row in started]
    assert order.index(newcomers[-1]) <= 8


@pytest.mark.slow
async def test_a_job_that_has_run_for_an_hour_lets_a_new_one_start_at_once(world: World) -> None:
    async with world.worker(slots=1, slice_seconds=0.1):
        big = await world.submit(world.person(), steps=[{"do": "sleep", "seconds": 0.05}] * 200)
        await until(lambda: world.row(big)["successful_items"] > 2)
        make_old(world, big, 60)
        small = await world.submit(world.person(), succeed=1)
        row = await world.until_ended(small)
        assert world.row(big)["status"] == "running"
    assert (row["started_at"] - row["created_at"]).total_seconds() < 5


@pytest.mark.slow
async def test_a_big_job_goes_on_beside_an_endless_line_of_small_ones(world: World) -> None:
    async with world.worker(slots=1, slice_seconds=0.1):
        big = await world.submit(world.person(), steps=[{"do": "sleep", "seconds": 0.1}] * 100)
        await until(lambda: world.row(big)["successful_items"] > 1)
        many = [world.person(max_running_jobs=1) for _ in range(2)]
        for _ in range(40):
            for person in many:
                await world.submit(person, steps=[{"do": "sleep", "seconds": 0.3}])
        done = world.row(big)["successful_items"]
        await until(lambda: world.row(big)["successful_items"] >= done + 2, within=30)
        assert world.rows(
            "SELECT FROM kb.extraction_jobs WHERE status = 'pending' AND admitted_at IS NULL"
        )


# what people are told


async def test_without_a_worker_it_says_so(world: World, board: QueueBoard) -> None:
    person = world.person()
    told = await view(world, person, board, await world.submit(person, succeed=1))
    assert (told.position, told.message, told.blocked_by) == (
        1,
        "no worker is running",
        "no_worker",
    )
    assert told.wait_seconds_high is None


async def test_a_worker_whose_beat_is_overdue_does_not_count(
    world: World, board: QueueBoard
) -> None:
    alive_worker(world, beat_at=datetime.now(UTC) - timedelta(seconds=30))
    person = world.person()
    told = await view(world, person, board, await world.submit(person, succeed=1))
    assert told.message == "no worker is running"


async def test_a_full_owner_is_told_whose_jobs_run(world: World, board: QueueBoard) -> None:
    alive_worker(world)
    person = world.person()
    *_, third = [await world.submit(person, succeed=1) for _ in range(3)]
    told = await view(world, person, board, third)
    assert told.message == ("3rd, no estimate yet; 2 of your jobs are running, the most at a time")
    assert (told.position, told.ahead, told.waiting_total) == (3, 2, 3)
    assert told.blocked_by == "user_limit"


async def test_a_full_organization_is_told(world: World, board: QueueBoard) -> None:
    alive_worker(world)
    person = world.person()
    world.execute("UPDATE kb.organizations SET max_running_jobs = 1")
    first, second = [await world.submit(person, succeed=1) for _ in range(2)]
    assert (await view(world, person, board, first)).blocked_by is None
    told = await view(world, person, board, second)
    assert told.blocked_by == "organization_limit"
    assert told.message.endswith("1 of the organization’s jobs is running, the most at a time")


async def test_with_a_history_the_wait_is_a_range(world: World, board: QueueBoard) -> None:
    person = world.person(max_running_jobs=1)
    async with world.worker(slots=1):
        for _ in range(4):
            await world.until_ended(
                await world.submit(person, steps=[{"do": "sleep", "seconds": 0.3}])
            )
        running = await world.submit(person, steps=[{"do": "sleep", "seconds": 0.3}] * 8)
        waiting = await world.submit(person, succeed=1)
        await world.until_status(running, "running")
        told = await view(world, person, board, waiting)
    assert told.wait_seconds_low is not None
    assert told.wait_seconds_high is not None
    assert 0 <= told.wait_seconds_low < told.wait_seconds_high < 60
    assert told.message.startswith("next, ")
    assert told.message.endswith("; 1 of your jobs is running, the most at a time")


async def test_it_says_which_job_it_waits_for_and_when_it_starts(
    world: World, board: QueueBoard
) -> None:
    alive_worker(world)
    person = world.person()
    first = await world.submit(person, succeed=1)
    at = datetime(2099, 3, 1, 7, tzinfo=UTC)
    async with world.api.session(person.id) as session:
        needy = NewJob(person.project_id, "scripted", needs=[Need(job_id=first)])
        later = NewJob(person.project_id, "scripted", run_at=at)
        for new in (needy, later):
            await submit(session, world.rules, new, user_id=person.id)
    told = await view(world, person, board, needy.id)
    assert (told.message, told.blocked_by) == (f"waits for job {first} to succeed", "needs")
    assert (await view(world, person, board, later.id)).message == "starts at 2099-03-01 07:00 UTC"


async def test_a_pause_is_told_with_its_reason(world: World, board: QueueBoard) -> None:
    person = world.person()
    job = await world.submit(person, succeed=1)
    world.execute(
        "INSERT INTO kb.pauses (kind, reason, paused_at) VALUES ('queue', 'an upgrade', %s)",
        datetime(2026, 3, 1, 7, tzinfo=UTC),
    )
    told = await view(world, person, board, job)
    assert told.message == "the queue is paused since 2026-03-01 07:00 UTC: an upgrade"
    assert told.blocked_by == "queue_paused"


async def test_what_has_started_or_ended_is_in_no_line(world: World, board: QueueBoard) -> None:
    person = world.person()
    job = await world.submit(person, succeed=1)
    await world.cancel(person, job)
    told = await view(world, person, board, job)
    assert (told.position, told.message) == (None, "it is cancelled")


async def test_somebody_elses_place_is_not_told(world: World, board: QueueBoard) -> None:
    job = await world.submit(world.person(), succeed=1)
    with pytest.raises(NotFound):
        await view(world, world.person(), board, job)


async def test_one_look_serves_all_who_ask_within_a_second(world: World, board: QueueBoard) -> None:
    first = await board.ranking()
    assert await board.ranking() is first
    job = await world.submit(world.person(), succeed=1)
    await until(lambda: _knows(board, job))


async def _knows(board: QueueBoard, job: UUID) -> bool:
    return job in (await board.ranking(with_job=job)).positions
