"""Schedules against the database: fired in time, once for each time, for whoever they belong to."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest

from educe.db.session import Database
from educe.errors import Conflict, InvalidConfig, InvalidInput, NotFound
from educe.ids import new_id
from educe.jobs.schedules import firing, scheduler
from educe.jobs.schedules.scheduler import Scheduler
from educe.jobs.schedules.schedules import (
    NewSchedule,
    ScheduleChanges,
    change_schedule,
    create_schedule,
    delete_schedule,
    pause_schedule,
    resume_schedule,
    run_schedule,
)
from educe.jobs.schedules.views import ScheduleView, list_schedules, schedule_view
from tests.support.world import Person, World, until

pytestmark = pytest.mark.slow

EACH_MINUTE = "* * * * *"
HOURLY = "0 * * * *"
RARELY = "0 0 29 2 *"


async def make(world: World, person: Person, cron: str | None = RARELY, **more: Any) -> UUID:
    """A schedule of the scripted extractor."""
    given = {"name": "Nightly", "cron": cron, "extractor": "scripted", **more}
    async with world.api.session(person.id) as session:
        new = NewSchedule(**given)
        return await create_schedule(
            session, world.rules, person.project_id, new, user_id=person.id
        )


async def change(world: World, person: Person, schedule: UUID, **changes: Any) -> None:
    async with world.api.session(person.id) as session:
        await change_schedule(
            session, world.rules, schedule, ScheduleChanges(**changes), user_id=person.id
        )


async def pause(world: World, person: Person, schedule: UUID) -> None:
    async with world.api.session(person.id) as session:
        await pause_schedule(session, schedule)


async def resume(world: World, person: Person, schedule: UUID) -> None:
    async with world.api.session(person.id) as session:
        await resume_schedule(session, schedule, user_id=person.id)


async def view(world: World, person: Person, schedule: UUID) -> ScheduleView:
    async with world.api.session(person.id) as session:
        return await schedule_view(session, schedule)


def miss(world: World, schedule: UUID, ago: timedelta = timedelta(0)) -> datetime:
    """As if nobody had looked for so long: the time is set back to a whole minute."""
    [row] = world.rows(
        "UPDATE kb.schedules SET next_at = date_trunc('minute', now()) - %s WHERE id = %s"
        " RETURNING next_at",
        ago,
        schedule,
    )
    moment: datetime = row["next_at"]
    return moment


def jobs(world: World, schedule: UUID) -> list[dict[str, Any]]:
    return world.rows(
        "SELECT * FROM kb.extraction_jobs WHERE schedule_id = %s ORDER BY created_at, id", schedule
    )


def row(world: World, schedule: UUID) -> dict[str, Any]:
    return world.rows("SELECT * FROM kb.schedules WHERE id = %s", schedule)[0]


async def fire_due(world: World) -> float:
    return await Scheduler(world.api, world.rules).fire_due()


@asynccontextmanager
async def schedulers(world: World, count: int) -> AsyncIterator[None]:
    """So many API processes, as far as schedules go."""
    async with AsyncExitStack() as stack:
        for _ in range(count):
            database = Database(world.database.api_url, pool_size=4)
            stack.push_async_callback(database.close)
            await stack.enter_async_context(Scheduler(database, world.rules).running())
        yield


# firing


async def test_a_due_schedule_starts_a_job_and_moves_on(world: World) -> None:
    person = world.person()
    schedule = await make(world, person, HOURLY, config={"succeed": 3}, priority="low")
    moment = miss(world, schedule)
    assert await fire_due(world) == 0.0
    [job] = jobs(world, schedule)
    assert (job["fire_at"], job["status"], job["created_by"]) == (moment, "pending", person.id)
    assert (job["extraction_config"]["succeed"], job["priority"]) == (3, "low")
    after = row(world, schedule)
    assert moment < after["next_at"] <= moment + timedelta(hours=1)
    assert (after["next_at"].minute, after["last_fired_at"]) == (0, moment)
    assert after["last_error"] is None


async def test_the_next_look_is_when_the_next_is_due(world: World) -> None:
    person = world.person()
    schedule = await make(world, person)
    assert await fire_due(world) == 15.0
    world.execute("UPDATE kb.schedules SET next_at = now() + interval '4 s'")
    assert 3 < await fire_due(world) <= 4
    assert jobs(world, schedule) == []


async def test_a_schedule_fires_when_its_time_has_come(world: World) -> None:
    person = world.person()
    at = datetime.now(UTC) + timedelta(seconds=1)
    schedule = await make(world, person, None, at=at)
    async with schedulers(world, 1):
        [job] = await until(lambda: jobs(world, schedule), within=60)
    assert timedelta(0) <= job["created_at"] - at < timedelta(seconds=5)
    assert (row(world, schedule)["next_at"], job["fire_at"]) == (None, at)


async def test_a_scheduler_that_is_told_looks_at_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = world.person()
    waiting = Scheduler(world.api, world.rules)
    looked, real = asyncio.Event(), waiting._look

    async def look() -> Any:
        try:
            return await real()
        finally:
            looked.set()

    monkeypatch.setattr(waiting, "_look", look)
    async with waiting.running():
        await looked.wait()  # and there was nothing: it would look again in 15 s
        schedule = await make(world, person, HOURLY)
        miss(world, schedule)
        waiting.wake()
        await until(lambda: jobs(world, schedule), within=12)


async def test_who_asked_is_told_of_each_job(world: World) -> None:
    person = world.person()
    schedule = await make(world, person, HOURLY)
    miss(world, schedule)
    told: list[UUID] = []
    await Scheduler(world.api, world.rules, told.append).fire_due()
    assert told == [job["id"] for job in jobs(world, schedule)]


@pytest.mark.slow
async def test_three_schedulers_racing_start_one_job_for_each_time(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    person = world.person(max_running_jobs=100)
    made = [await make(world, person, EACH_MINUTE, catch_up="all") for _ in range(12)]
    start = min([miss(world, schedule, timedelta(minutes=4)) for schedule in made])
    async with schedulers(world, 3):
        await until(
            lambda: not world.rows("SELECT FROM kb.schedules WHERE next_at <= now()"), within=30
        )
    for schedule in made:
        moments = [job["fire_at"] for job in jobs(world, schedule)]
        after = row(world, schedule)
        assert after["last_error"] is None
        assert len(moments) >= 4
        assert moments == [moments[0] + timedelta(minutes=n) for n in range(len(moments))]
        assert start <= moments[0] < moments[-1] == after["last_fired_at"]
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


async def test_a_time_that_has_its_job_gets_no_second_one(world: World) -> None:
    """As after a restore of an older copy, or when the clock was set back."""
    person = world.person()
    schedule = await make(world, person, EACH_MINUTE, catch_up="all")
    moment = miss(world, schedule)
    await fire_due(world)
    world.execute("UPDATE kb.schedules SET next_at = %s", moment - timedelta(minutes=1))
    await fire_due(world)
    moments = [job["fire_at"] for job in jobs(world, schedule)]
    assert len(moments) == len(set(moments)) >= 2
    assert row(world, schedule)["last_error"] is None


async def test_the_database_refuses_a_second_job_for_a_time(world: World) -> None:
    person = world.person()
    schedule = await make(world, person, HOURLY)
    miss(world, schedule)
    await fire_due(world)
    with pytest.raises(psycopg.errors.UniqueViolation):
        world.execute(
            "INSERT INTO kb.extraction_jobs (id, organization_id, project_id, extractor,"
            " schedule_id, fire_at) SELECT %s, organization_id, project_id, extractor, schedule_id,"
            " fire_at FROM kb.extraction_jobs WHERE schedule_id = %s",
            new_id(),
            schedule,
        )


async def test_the_latest_version_of_every_file_at_that_time_is_read(world: World) -> None:
    person = world.person()
    schedule = await make(world, person, HOURLY)
    files = add_files(world, person, 2)
    miss(world, schedule)
    await fire_due(world)
    [job] = jobs(world, schedule)
    read = world.rows("SELECT file_id FROM kb.job_files WHERE job_id = %s", job["id"])
    assert {each["file_id"] for each in read} == set(files)


# what was missed


async def test_skip_drops_what_was_missed(world: World) -> None:
    person = world.person()
    schedule = await make(world, person, "0 * * * *", catch_up="skip")
    world.execute("UPDATE kb.schedules SET next_at = date_trunc('hour', now()) - interval '3 h'")
    fresh = world.rows("SELECT now() - date_trunc('hour', now()) < '60 s' AS fresh")[0]["fresh"]
    await fire_due(world)
    assert len(jobs(world, schedule)) == int(fresh)
    assert row(world, schedule)["next_at"] > datetime.now(UTC)


async def test_once_is_one_job_for_the_latest_time(world: World) -> None:
    person = world.person()
    schedule = await make(world, person, EACH_MINUTE, catch_up="once")
    earliest = miss(world, schedule, timedelta(hours=30))
    await fire_due(world)
    [job] = jobs(world, schedule)
    assert job["fire_at"] >= earliest + timedelta(hours=30)


async def test_all_is_a_job_for_each_time_and_the_rest_is_told(world: World) -> None:
    person = world.person()
    schedule = await make(world, person, EACH_MINUTE, catch_up="all")
    earliest = miss(world, schedule, timedelta(minutes=120))
    await fire_due(world)
    moments = [job["fire_at"] for job in jobs(world, schedule)]
    assert moments == [earliest + timedelta(minutes=n) for n in range(100)]
    told = row(world, schedule)
    first_left_out = f"{earliest + timedelta(minutes=100):%Y-%m-%dT%H:%M}+00:00"
    assert f"first 100, and none for those from {first_left_out}" in told["last_error"]
    assert told["next_at"] > datetime.now(UTC)


async def test_a_single_time_that_was_missed_is_caught_up_or_told_of(world: World) -> None:
    person = world.person()
    soon = datetime.now(UTC) + timedelta(days=1)
    caught, dropped = [
        await make(world, person, None, at=soon, catch_up=policy) for policy in ("once", "skip")
    ]
    world.execute("UPDATE kb.schedules SET at = at - interval '2 d', next_at = at - interval '2 d'")
    await fire_due(world)
    assert (len(jobs(world, caught)), len(jobs(world, dropped))) == (1, 0)
    assert "Give it a later `at`" in row(world, dropped)["last_error"]
    for schedule in (caught, dropped):
        assert row(world, schedule)["next_at"] is None
        assert (await view(world, person, schedule)).state == "finished"


# what can't be fired


async def test_a_broken_schedule_tells_why_moves_on_and_blocks_nobody(world: World) -> None:
    person = world.person()
    broken, gone, fine = [await make(world, person, HOURLY) for _ in range(3)]
    world.execute(
        'UPDATE kb.schedules SET extraction_config = \'{"succeed": "many"}\' WHERE id = %s', broken
    )
    world.execute("UPDATE kb.schedules SET extractor = 'retired' WHERE id = %s", gone)
    for schedule in (broken, gone, fine):
        miss(world, schedule)
    await fire_due(world)
    assert len(jobs(world, fine)) == 1
    assert jobs(world, broken) == jobs(world, gone) == []
    assert "succeed: Input should be a valid integer" in row(world, broken)["last_error"]
    assert "no extractor named “retired”" in row(world, gone)["last_error"]
    for schedule in (broken, gone):
        after = row(world, schedule)
        assert after["next_at"] > datetime.now(UTC)
        assert after["last_fired_at"] is None
        assert "Change the schedule" in after["last_error"]
    await change(world, person, broken, config={"succeed": 1})
    assert row(world, broken)["last_error"] is None
    miss(world, broken)
    await fire_due(world)
    assert len(jobs(world, broken)) == 1


async def test_a_file_that_was_deleted_is_told_by_its_schedule(world: World) -> None:
    person = world.person()
    files = add_files(world, person, 2)
    schedule = await make(world, person, HOURLY, file_ids=files)
    world.execute("DELETE FROM kb.files WHERE id = %s", files[0])
    miss(world, schedule)
    await fire_due(world)
    assert jobs(world, schedule) == []
    told = row(world, schedule)["last_error"]
    assert f"1 of the files aren't in this project: {files[0]}" in told


async def test_what_fails_half_way_leaves_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = world.person()
    schedule = await make(world, person, EACH_MINUTE, catch_up="all")
    miss(world, schedule, timedelta(minutes=5))
    real, calls = firing.submit, iter(range(10))

    async def submit(*given: Any, **named: Any) -> UUID:
        if next(calls) == 3:
            raise InvalidInput("That is too much.")
        return await real(*given, **named)

    monkeypatch.setattr(firing, "submit", submit)
    await fire_due(world)
    after = row(world, schedule)
    assert jobs(world, schedule) == []
    assert "times, the last of them" in after["last_error"]
    assert "That is too much." in after["last_error"]
    assert after["next_at"] > datetime.now(UTC)


async def test_a_mistake_of_ours_with_one_schedule_stops_no_other(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    person = world.person()
    bad, good = [await make(world, person, HOURLY) for _ in range(2)]
    real = firing._start

    async def start(session: Any, rules: Any, schedule: Any, moments: Any) -> list[UUID]:
        if schedule.id == bad:
            raise KeyError("a bug")
        return await real(session, rules, schedule, moments)

    monkeypatch.setattr(firing, "_start", start)
    for schedule in (bad, good):
        miss(world, schedule)
    with caplog.at_level(logging.CRITICAL):
        await fire_due(world)
    assert len(jobs(world, good)) == 1
    after = row(world, bad)
    assert "the server's log says what" in after["last_error"]
    assert after["next_at"] > datetime.now(UTC)


async def test_a_timezone_that_is_known_no_more_pauses_the_schedule(world: World) -> None:
    person = world.person()
    schedule = await make(world, person, HOURLY)
    world.execute("UPDATE kb.schedules SET timezone = 'Europe/Atlantis'")
    miss(world, schedule)
    await fire_due(world)
    after = row(world, schedule)
    assert after["paused_at"] is not None
    assert "no timezone “Europe/Atlantis”" in after["paused_reason"]
    assert "Europe/Atlantis" in str((await view(world, person, schedule)).last_error)
    with pytest.raises(InvalidInput, match="Atlantis"):
        await resume(world, person, schedule)
    await change(world, person, schedule, timezone="Europe/Athens")
    await resume(world, person, schedule)
    assert (await view(world, person, schedule)).state == "active"


async def test_a_database_that_is_away_is_waited_for(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = world.person()
    schedule = await make(world, person, HOURLY)
    monkeypatch.setattr(scheduler, "_REST_SECONDS", 0.05)
    waiting = Scheduler(world.api, world.rules)
    tried = asyncio.Event()
    real, away = waiting._look, True

    async def look() -> Any:
        if away:
            tried.set()
            raise OSError("no route")
        return await real()

    monkeypatch.setattr(waiting, "_look", look)
    async with waiting.running():
        await asyncio.wait_for(tried.wait(), 20)
        miss(world, schedule)
        away = False
        await until(lambda: jobs(world, schedule), within=12)


# whose it is


@pytest.mark.parametrize(
    ("loss", "reason"),
    [
        ("DELETE FROM kb.members WHERE user_id = %s", "no access to the project"),
        ("UPDATE kb.users SET disabled_at = now() WHERE id = %s", "disabled"),
        ("DELETE FROM kb.users WHERE id = %s", "removed"),
    ],
)
async def test_a_schedule_whose_owner_may_not_run_it_any_more_is_paused(
    world: World, loss: str, reason: str
) -> None:
    person, colleague = world.person(), world.person()
    world.execute(
        "INSERT INTO kb.members VALUES (%s, %s, 'admin')", person.organization_id, colleague.id
    )
    schedule = await make(world, person, HOURLY)
    other = await make(world, colleague, HOURLY)
    for each in (schedule, other):
        miss(world, each)
    world.execute(loss, person.id)
    await fire_due(world)
    assert (len(jobs(world, schedule)), len(jobs(world, other))) == (0, 1)
    shown = await view(world, colleague, schedule)
    assert (shown.state, shown.next) == ("paused", [])
    assert reason in str(shown.paused_reason)
    assert await fire_due(world) > 0

    await resume(world, colleague, schedule)
    miss(world, schedule)
    await fire_due(world)
    [job] = jobs(world, schedule)
    assert job["created_by"] == row(world, schedule)["created_by"] == colleague.id


async def test_a_guest_of_the_project_keeps_their_schedules(world: World) -> None:
    person, guest = world.person(), world.person()
    world.execute("INSERT INTO kb.project_members VALUES (%s, %s)", person.project_id, guest.id)
    there = Person(guest.id, person.organization_id, person.project_id)
    schedule = await make(world, there, HOURLY)
    miss(world, schedule)
    await fire_due(world)
    assert [job["created_by"] for job in jobs(world, schedule)] == [guest.id]


async def test_nobody_else_sees_changes_or_runs_a_schedule(world: World) -> None:
    person, stranger = world.person(), world.person()
    schedule = await make(world, person)
    attempts = (
        lambda: view(world, stranger, schedule),
        lambda: change(world, stranger, schedule, name="Mine"),
        lambda: pause(world, stranger, schedule),
        lambda: resume(world, stranger, schedule),
        lambda: run(world, stranger, schedule),
        lambda: remove(world, stranger, schedule),
    )
    for attempt in attempts:
        with pytest.raises(NotFound):
            await attempt()
    with pytest.raises(NotFound):
        await make(world, Person(stranger.id, person.organization_id, person.project_id))
    async with world.api.session(stranger.id) as session:
        assert (await list_schedules(session)).schedules == []
    assert row(world, schedule)["name"] == "Nightly"


# pausing, running, changing, deleting


async def test_a_paused_schedule_starts_nothing_and_catches_nothing_up(world: World) -> None:
    person = world.person()
    schedule = await make(world, person, HOURLY, catch_up="all")
    await pause(world, person, schedule)
    await pause(world, person, schedule)
    miss(world, schedule, timedelta(hours=1))
    await fire_due(world)
    await resume(world, person, schedule)
    await resume(world, person, schedule)
    assert row(world, schedule)["next_at"] > datetime.now(UTC)
    await fire_due(world)
    assert jobs(world, schedule) == []
    assert row(world, schedule)["created_by"] == person.id


async def test_a_colleague_who_resumes_it_does_not_take_it_over(world: World) -> None:
    person, colleague = world.person(), world.person()
    world.execute(
        "INSERT INTO kb.members VALUES (%s, %s, 'admin')", person.organization_id, colleague.id
    )
    schedule = await make(world, person, HOURLY)
    await pause(world, person, schedule)
    await resume(world, colleague, schedule)
    assert row(world, schedule)["created_by"] == person.id


async def test_a_single_time_that_passed_while_it_was_paused_is_not_resumed(world: World) -> None:
    person = world.person()
    schedule = await make(world, person, None, at=datetime.now(UTC) + timedelta(days=1))
    await pause(world, person, schedule)
    passed = datetime.now(UTC) - timedelta(hours=1)
    world.execute("UPDATE kb.schedules SET at = %s, next_at = %s", passed, passed)
    with pytest.raises(Conflict, match="later `at`"):
        await resume(world, person, schedule)
    await change(world, person, schedule, at=datetime.now(UTC) + timedelta(days=1))
    await resume(world, person, schedule)
    assert (await view(world, person, schedule)).state == "active"


async def run(world: World, person: Person, schedule: UUID) -> UUID:
    async with world.api.session(person.id) as session:
        return await run_schedule(session, world.rules, schedule, user_id=person.id)


async def remove(world: World, person: Person, schedule: UUID) -> None:
    async with world.api.session(person.id) as session:
        await delete_schedule(session, schedule)


async def test_it_can_be_run_now_as_often_as_one_likes_and_keeps_its_times(world: World) -> None:
    person = world.person()
    schedule = await make(world, person)
    await pause(world, person, schedule)
    before = row(world, schedule)
    started = [await run(world, person, schedule) for _ in range(2)]
    assert [job["id"] for job in jobs(world, schedule)] == started
    assert {job["fire_at"] for job in jobs(world, schedule)} == {None}
    assert row(world, schedule) == before


async def test_its_last_five_jobs_are_shown_newest_first(world: World) -> None:
    person = world.person()
    schedule, other = [await make(world, person) for _ in range(2)]
    started = [await run(world, person, schedule) for _ in range(7)]
    await run(world, person, other)
    shown = (await view(world, person, schedule)).last_jobs
    assert [job.id for job in shown] == started[:1:-1]


async def test_deleting_a_schedule_leaves_its_jobs_ended_ones_too(world: World) -> None:
    person = world.person()
    schedule = await make(world, person, HOURLY)
    miss(world, schedule)
    await fire_due(world)
    [ended] = [job["id"] for job in jobs(world, schedule)]
    await world.cancel(person, ended)
    waiting = await run(world, person, schedule)
    await remove(world, person, schedule)
    for job, fired in ((ended, True), (waiting, False)):
        left = world.row(job)
        assert left["schedule_id"] is None
        assert (left["fire_at"] is not None) == fired


async def test_a_cron_takes_the_place_of_a_time_and_back(world: World) -> None:
    person = world.person()
    schedule = await make(world, person)
    at = datetime.now(UTC) + timedelta(hours=1)
    await change(world, person, schedule, at=at)
    after = row(world, schedule)
    assert (after["cron"], after["at"], after["next_at"]) == (None, at, at)
    await change(world, person, schedule, cron="0 7 * * *", timezone="Asia/Tokyo")
    after = row(world, schedule)
    assert (after["cron"], after["at"]) == ("0 7 * * *", None)
    assert after["next_at"].astimezone(UTC).hour == 22
    await change(world, person, schedule, timezone="UTC")
    assert row(world, schedule)["next_at"].astimezone(UTC).hour == 7
    with pytest.raises(InvalidInput, match="either `cron`"):
        await change(world, person, schedule, cron="0 7 * * *", at=at)
    with pytest.raises(InvalidInput, match="either `cron`"):
        await change(world, person, schedule, cron=None)
    with pytest.raises(InvalidInput, match="can't be null"):
        await change(world, person, schedule, timezone=None)


async def test_a_schedule_that_is_done_can_be_renamed_and_set_anew(world: World) -> None:
    person = world.person()
    schedule = await make(world, person, None, at=datetime.now(UTC) + timedelta(days=1))
    world.execute("UPDATE kb.schedules SET at = now() - interval '1 h', next_at = NULL")
    await change(world, person, schedule, name="Done")
    await change(world, person, schedule, timezone="Europe/Berlin")
    assert (await view(world, person, schedule)).state == "finished"
    with pytest.raises(InvalidInput, match="in the past"):
        await change(world, person, schedule, at=datetime.now(UTC) - timedelta(hours=2))
    await change(world, person, schedule, at=datetime.now(UTC) + timedelta(hours=2))
    assert (await view(world, person, schedule)).state == "active"


async def test_what_could_not_run_is_refused_when_it_is_made_and_when_it_is_changed(
    world: World,
) -> None:
    person = world.person()
    schedule = await make(world, person)
    for bad, error in (
        ({"config": {"succeed": -1}}, InvalidConfig),
        ({"extractor": "nope"}, InvalidInput),
        ({"file_ids": [uuid4()]}, InvalidInput),
        ({"name": " "}, InvalidInput),
        ({"cron": "0 0 30 2 *"}, InvalidInput),
        ({"timezone": "Mars/Olympus"}, InvalidInput),
    ):
        with pytest.raises(error):
            await make(world, person, **bad)
        with pytest.raises(error):
            await change(world, person, schedule, **bad)
    assert len(world.rows("SELECT FROM kb.schedules")) == 1


def add_files(world: World, person: Person, count: int) -> list[UUID]:
    made = []
    for n in range(count):
        document, file = new_id(), new_id()
        world.execute(
            "INSERT INTO kb.documents (id, project_id, name) VALUES (%s, %s, %s)",
            document,
            person.project_id,
            f"{n}.txt",
        )
        world.execute(
            "INSERT INTO kb.files (id, project_id, document_id, version, name, size, sha256,"
            " media_type, blob_name) VALUES (%s, %s, %s, 1, %s, 1, %s, 'text/plain', %s)",
            file,
            person.project_id,
            document,
            f"{n}.txt",
            "0" * 64,
            str(file),
        )
        made.append(file)
    return made
