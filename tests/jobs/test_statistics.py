"""Counters say what a scan of the jobs would say, whatever happened before, folded or not."""

import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest
from sqlalchemy import text

from educe.errors import Forbidden, InvalidInput
from educe.ids import new_id
from educe.jobs.delete import delete_job
from educe.jobs.external.reporting import JobChange, change_job
from educe.jobs.statistics.history import (
    Asked,
    Depth,
    Hour,
    depth_of_queue,
    history,
    history_of_installation,
)
from educe.jobs.statistics.reading import Statistics, statistics
from educe.jobs.submit import NewJob, submit
from tests.support.world import Person, World

pytestmark = pytest.mark.slow

SOURCES = ("document", "api", "manual", "bulk_import")
STATUSES = ("pending", "running", "completed", "failed", "cancelled")


class Life:
    """What people and programs do with a project's jobs, by chance, and what should be counted."""

    def __init__(self, world: World, person: Person, seed: int) -> None:
        self.world = world
        self.person = person
        self.chance = random.Random(seed)
        self.jobs: dict[UUID, str] = {}
        self.happened: Counter[str] = Counter()

    async def go_on(self, times: int) -> None:
        often = [self.submit, self.submit, self.report, self.report, self.report]
        for _ in range(times):
            await self.chance.choice([*often, self.cancel, self.retry, self.delete])()

    async def submit(self) -> None:
        async with self.world.api.session(self.person.id) as session:
            new = NewJob(
                self.person.project_id, "external", source_type=self.chance.choice(SOURCES)
            )
            job_id = await submit(session, self.world.rules, new, user_id=self.person.id)
        self._became(job_id, "pending")

    async def report(self) -> None:
        if (job_id := self._one("pending", "running")) is None:
            return
        follows = {"pending": ["running"], "running": ["running", "completed", "failed"]}
        status = self.chance.choice(follows[self.jobs[job_id]])
        objects = [new_id() for _ in range(self.chance.randrange(4))]
        change = JobChange(
            status=status,  # type: ignore[arg-type]
            total_items=10,
            successful_items=self.chance.randrange(6),
            failed_items=self.chance.randrange(5),
            discovered_types=self.chance.sample(
                ["A", "B", "C", "D", "E"], self.chance.randrange(3)
            ),
            created_objects=objects,
        )
        async with self.world.api.session(self.person.id) as session:
            await change_job(session, self.world.rules, job_id, change)
        if status != self.jobs[job_id]:
            self._became(job_id, status)

    async def cancel(self) -> None:
        if (job_id := self._one("pending", "running")) is not None:
            await self.world.cancel(self.person, job_id)
            self._became(job_id, "cancelled")

    async def retry(self) -> None:
        if (job_id := self._one("failed", "cancelled")) is not None:
            await self.world.retry(self.person, job_id)
            self._became(job_id, "pending")

    async def delete(self) -> None:
        if (job_id := self._one("completed", "failed", "cancelled")) is not None:
            async with self.world.api.session(self.person.id) as session:
                await delete_job(session, job_id)
            del self.jobs[job_id]

    def _one(self, *statuses: str) -> UUID | None:
        found = [job_id for job_id, status in self.jobs.items() if status in statuses]
        return self.chance.choice(found) if found else None

    def _became(self, job_id: UUID, status: str) -> None:
        self.jobs[job_id] = status
        self.happened[status] += 1


def fold(world: World, most: int = 10_000) -> int:
    with psycopg.connect(world.database.worker_url) as worker:
        row = worker.execute("SELECT kb.fold_job_changes(%s)", [most]).fetchone()
    assert row is not None
    return int(row[0])


def scanned(world: World, person: Person) -> dict[str, Any]:
    """What the rows themselves say."""
    jobs = world.rows("SELECT * FROM kb.extraction_jobs WHERE project_id = %s", person.project_id)
    times = [
        (job["completed_at"] - job["started_at"]).total_seconds() * 1000
        for job in jobs
        if job["completed_at"] and job["started_at"]
    ]
    status = Counter(job["status"] for job in jobs)
    return {
        "total": len(jobs),
        "by_status": {each: status[each] for each in STATUSES},
        "by_source_type": dict(Counter(job["source_type"] for job in jobs)),
        "avg_duration_ms": pytest.approx(sum(times) / len(times), abs=1.5) if times else None,
        "total_objects_created": sum(len(job["created_objects"]) for job in jobs),
        "total_types_discovered": len({t for job in jobs for t in job["discovered_types"]}),
    }


async def told(world: World, person: Person, *days: date | None) -> dict[str, Any]:
    async with world.api.session(person.id) as session:
        found: Statistics = await statistics(session, person.project_id, *days)
    return found.model_dump(mode="json")


async def hours(world: World, person: Person, **more: Any) -> list[Hour]:
    now = datetime.now(UTC)
    async with world.api.session(person.id) as session:
        project = more.pop("project", person.project_id)
        asked = Asked(now - timedelta(hours=2), now + timedelta(hours=1), **more)
        return await history(session, project, asked)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_after_whatever_happened_the_counters_say_what_a_scan_says(
    world: World, seed: int
) -> None:
    person, somebody = world.person(), world.person()
    life, other = Life(world, person, seed), Life(world, somebody, seed + 100)
    for most in (0, 7, 0, 10_000, 50):
        await life.go_on(25)
        await other.go_on(5)
        if most:
            assert fold(world, most) > 0
        assert await told(world, person) == scanned(world, person)
        assert await told(world, somebody) == scanned(world, somebody)
    found = await hours(world, person)
    counted = {name: sum(getattr(hour, name) for hour in found) for name in _COUNTED}
    assert counted == {name: life.happened[status] for name, status in _COUNTED.items()}
    while fold(world, 40):
        pass
    assert world.rows("SELECT FROM kb.job_changes") == []
    assert await told(world, person) == scanned(world, person)
    assert await hours(world, person) == found


_COUNTED = {"submitted": "pending", "started": "running"} | {
    status: status for status in ("completed", "failed", "cancelled")
}


async def test_a_project_without_jobs_has_zeros(world: World) -> None:
    assert await told(world, world.person()) == {
        "total": 0,
        "by_status": dict.fromkeys(STATUSES, 0),
        "by_source_type": {},
        "avg_duration_ms": None,
        "total_objects_created": 0,
        "total_types_discovered": 0,
    }


async def test_days_leave_out_what_was_created_before_or_after(world: World) -> None:
    person = world.person()
    life = Life(world, person, 4)
    await life.submit()
    job_id = next(iter(life.jobs))
    async with world.api.session(person.id) as session:
        change = JobChange(status="running", discovered_types=["A"])  # type: ignore[arg-type]
        await change_job(session, world.rules, job_id, change)
    today = world.row(job_id)["created_at"].astimezone(UTC).date()
    day = timedelta(days=1)
    for since, until in ((None, None), (today, today), (today, None), (None, date.max)):
        found = await told(world, person, since, until)
        assert (found["total"], found["total_types_discovered"]) == (1, 1)
    for since, until in ((today + day, None), (None, today - day)):
        found = await told(world, person, since, until)
        assert (found["total"], found["total_types_discovered"]) == (0, 0)


async def test_history_tells_waits_durations_and_items_of_each_hour(world: World) -> None:
    person = world.person()
    life = Life(world, person, 5)
    await life.submit()
    await life.submit()
    never, job_id = life.jobs
    world.execute(
        "UPDATE kb.extraction_jobs SET queued_at = queued_at - interval '2 s',"
        " run_at = run_at - interval '2 s' WHERE id = %s",
        job_id,
    )
    async with world.api.session(person.id) as session:
        for change in (
            JobChange(status="running", total_items=3),  # type: ignore[arg-type]
            JobChange(status="completed", successful_items=2, failed_items=1),  # type: ignore[arg-type]
        ):
            await change_job(session, world.rules, job_id, change)
    await world.cancel(person, never)  # it never started, so it lasted no time
    row = world.row(job_id)
    [hour] = await hours(world, person)
    assert (hour.submitted, hour.started, hour.completed, hour.cancelled) == (2, 1, 1, 1)
    assert (hour.items, hour.failed_items) == (3, 1)
    lasted = (row["completed_at"] - row["started_at"]).total_seconds() * 1000
    assert hour.avg_duration_ms == pytest.approx(lasted, abs=1)
    assert hour.avg_wait_ms is not None
    assert hour.avg_wait_ms >= 2000
    assert hour.hour == row["created_at"].astimezone(UTC).replace(minute=0, second=0, microsecond=0)


async def test_history_of_all_projects_is_that_of_those_one_may_see(world: World) -> None:
    person, somebody = world.person(), world.person()
    for each in (person, somebody):
        await world.submit(each, extractor="external")
    await world.submit(person, succeed=1)
    assert [hour.submitted for hour in await hours(world, person, project=None)] == [2]
    assert [h.submitted for h in await hours(world, person, extractor="external")] == [1]
    assert await hours(world, person, project=somebody.project_id) == []
    fold(world)
    assert [hour.submitted for hour in await hours(world, person, project=None)] == [2]


async def test_a_deleted_job_is_still_told_of_in_history(world: World) -> None:
    life = Life(world, world.person(), 6)
    await life.submit()
    await life.cancel()
    await life.delete()
    assert (await told(world, life.person))["total"] == 0
    [hour] = await hours(world, life.person)
    assert (hour.submitted, hour.cancelled, hour.avg_duration_ms) == (1, 1, None)


async def test_history_is_asked_for_in_portions() -> None:
    now = datetime.now(UTC)
    with pytest.raises(InvalidInput, match="92 days"):
        Asked(now - timedelta(days=93), now)


async def waited(world: World, person: Person, *seconds: float) -> None:
    """As many jobs as are named started after having waited so long, and completed at once."""
    for wait in seconds:
        job = await world.submit(person)
        world.execute(
            "UPDATE kb.extraction_jobs SET queued_at = now() - make_interval(secs => %s),"
            " run_at = now() - make_interval(secs => %s) WHERE id = %s",
            wait,
            wait,
            job,
        )
        world.execute(
            "UPDATE kb.extraction_jobs SET status = 'running', admitted_at = now(),"
            " started_at = now() WHERE id = %s",
            job,
        )
        world.execute("UPDATE kb.extraction_jobs SET status = 'completed' WHERE id = %s", job)


async def test_history_tells_what_half_and_nearly_all_of_the_jobs_waited_and_took(
    world: World,
) -> None:
    person = world.person()
    await waited(world, person, *[1] * 6, *[10] * 13, 1000)
    world.execute("UPDATE kb.job_changes SET duration_ms = 20000 WHERE status = 'completed'")
    for _ in range(2):
        [hour] = await hours(world, person)
        assert hour.wait_p50_ms == pytest.approx(10_000, rel=0.2)
        assert hour.wait_p95_ms == pytest.approx(10_000, rel=0.2)
        assert hour.duration_p50_ms == pytest.approx(20_000, rel=0.2)
        assert fold(world) >= 0
    [day] = await hours(world, person, step="day")
    assert day.wait_p50_ms == hour.wait_p50_ms
    assert (day.hour.hour, day.completed) == (0, 20)
    assert await hours(world, person, extractor="external") == []


async def test_times_that_nobody_may_ask_for_any_more_are_forgotten(world: World) -> None:
    person = world.person()
    await waited(world, person, 1)
    fold(world)
    world.execute("UPDATE kb.job_times SET hour = hour - interval '94 days'")
    fold(world)
    assert world.rows("SELECT FROM kb.job_times") == []


async def test_an_administrator_sees_what_happened_in_the_whole_installation(world: World) -> None:
    person, somebody, admin = world.person(), world.person(), world.person()
    world.execute("UPDATE kb.users SET is_admin = true WHERE id = %s", admin.id)
    await waited(world, person, 5)
    await waited(world, somebody, 5)
    now = datetime.now(UTC)
    asked = Asked(now - timedelta(hours=2), now + timedelta(hours=1))
    for _ in range(2):
        async with world.api.session(admin.id) as session:
            [hour] = await history_of_installation(session, asked)
            assert await history(session, None, asked) == []
        assert (hour.started, hour.completed) == (2, 2)
        assert hour.wait_p95_ms == pytest.approx(5000, rel=0.2)
        fold(world)
    async with world.api.session(person.id) as session:
        with pytest.raises(Forbidden):
            await history_of_installation(session, asked)
        with pytest.raises(Forbidden):
            await depth_of_queue(session, asked)


async def test_how_full_the_queue_was_is_kept_once_a_minute(world: World) -> None:
    person, admin = world.person(max_running_jobs=1), world.person()
    world.execute("UPDATE kb.users SET is_admin = true WHERE id = %s", admin.id)
    for _ in range(3):
        await world.submit(person)
    world.execute("UPDATE kb.extraction_jobs SET queued_at = now() - interval '90 s',"
                  " run_at = now() - interval '90 s'")  # fmt: skip
    for _ in range(2):
        async with world.api.session() as session:
            await session.execute(text("SELECT kb.sample_queue('5 s')"))
    now = datetime.now(UTC)
    world.execute("INSERT INTO kb.queue_samples VALUES (%s, 9, 4, NULL, 2, 8)",
                  now - timedelta(days=1))  # fmt: skip
    asked = Asked(now - timedelta(days=2), now + timedelta(hours=1), step="day")
    async with world.api.session(admin.id) as session:
        told: list[Depth] = await depth_of_queue(session, asked)
    before, today = told
    assert (before.waiting, before.running_most, before.slots) == (9, 4, 8)
    assert (today.waiting_most, today.running, today.workers) == (3, 0, 0)
    assert today.oldest_seconds == pytest.approx(90, abs=20)
    assert today.at.astimezone(UTC).hour == 0
