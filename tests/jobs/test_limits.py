"""Limits of users and organizations, and plans."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from educe.errors import Forbidden, InvalidInput, NotFound
from educe.ids import new_id
from educe.jobs.queue.limits import (
    PlanTerms,
    delete_plan,
    limit_organization,
    limit_user,
    list_plans,
    my_limits,
    organization_limits,
    put_plan,
    subscribe,
    user_limits,
)
from educe.jobs.states import Priority
from tests.support.world import Person, World, until

pytestmark = pytest.mark.slow


@pytest.fixture
def admin(world: World) -> Person:
    person = world.person()
    world.execute("UPDATE kb.users SET is_admin = true WHERE id = %s", person.id)
    return person


async def act(
    world: World, person: Person, deed: Callable[..., Awaitable[Any]], *given: Any, **more: Any
) -> Any:
    async with world.api.session(person.id) as session:
        return await deed(session, *given, **more)


def admitted(world: World, *jobs: UUID) -> list[bool]:
    return [world.row(job)["admitted_at"] is not None for job in jobs]


def sweep(world: World, person: Person) -> None:
    """What a sweeper does for an owner."""
    world.execute("SELECT kb.admit(%s, 2, NULL)", person.id)


async def test_a_raised_limit_lets_more_jobs_run_soon(world: World, admin: Person) -> None:
    person = world.person()
    async with world.worker(slots=1):
        jobs = [
            await world.submit(person, steps=[{"do": "sleep", "seconds": 0.5}] * 20)
            for _ in range(3)
        ]
        assert admitted(world, *jobs) == [True, True, False]
        given = (world.rules.limits, str(person.id))
        limits = await act(world, admin, limit_user, *given, 3)
        assert (limits.limit, limits.max_running_jobs, limits.running) == (3, 3, 2)
        await until(lambda: all(admitted(world, *jobs)), within=8)
        for job in jobs:
            await world.cancel(person, job)


async def test_a_lowered_limit_takes_nothing_away_from_what_has_a_place(
    world: World, admin: Person
) -> None:
    person = world.person()
    jobs = [await world.submit(person, succeed=1) for _ in range(3)]
    limits = await act(world, admin, limit_user, world.rules.limits, str(person.id), 1)
    assert (limits.limit, limits.running, limits.waiting) == (1, 2, 1)
    assert admitted(world, *jobs) == [True, True, False]
    await world.cancel(person, jobs[0])
    assert admitted(world, *jobs[1:]) == [True, False]


async def test_a_user_is_found_by_e_mail_address_and_a_limit_is_taken_back(
    world: World, admin: Person
) -> None:
    person = world.person(max_running_jobs=5)
    email = f"{person.id}@example.org"
    limits = await act(world, admin, limit_user, world.rules.limits, email.upper(), None)
    assert (limits.id, limits.limit, limits.max_running_jobs) == (person.id, 2, None)


async def test_an_organizations_limit_holds_for_its_members_together(
    world: World, admin: Person
) -> None:
    person = world.person()
    of = (world.rules.limits, person.organization_id)
    limits = await act(world, admin, limit_organization, *of, 1)
    assert (limits.limit, limits.max_running_jobs) == (1, 1)
    jobs = [await world.submit(person, succeed=1) for _ in range(2)]
    assert admitted(world, *jobs) == [True, False]
    limits = await act(world, admin, limit_organization, *of, None)
    assert (limits.limit, limits.running, limits.waiting) == (None, 1, 1)
    sweep(world, person)
    assert admitted(world, *jobs) == [True, True]


async def test_a_plan_gives_a_limit_unless_the_user_has_one(world: World, admin: Person) -> None:
    person = world.person()
    terms = PlanTerms(title="Pro", max_running_jobs=4)
    assert (await act(world, admin, put_plan, "pro", terms))[1] is True
    given = (world.rules.limits, str(person.id))
    assert (await act(world, admin, subscribe, *given, "pro")).limit == 4
    assert (await act(world, admin, limit_user, *given, 1)).limit == 1
    mine = await act(world, person, my_limits, world.rules.limits, user_id=person.id)
    assert (mine.limit, mine.plan.name, mine.plan.title) == (1, "pro", "Pro")


async def test_a_plans_head_start_counts_for_jobs_that_wait_already(
    world: World, admin: Person
) -> None:
    person = world.person(max_running_jobs=1)
    jobs = [await world.submit(person, succeed=1) for _ in range(2)]
    await act(world, admin, put_plan, "pro", PlanTerms(title="Pro", head_start_minutes=30))
    await act(world, admin, subscribe, world.rules.limits, str(person.id), "pro")
    assert head_starts(world, *jobs) == [timedelta(minutes=30)] * 2
    changed = PlanTerms(title="Pro", head_start_minutes=10)
    assert (await act(world, admin, put_plan, "pro", changed))[1] is False
    assert head_starts(world, *jobs) == [timedelta(minutes=10)] * 2
    await act(world, admin, delete_plan, "pro")
    assert head_starts(world, *jobs) == [timedelta(0)] * 2
    assert world.rows("SELECT plan FROM kb.users WHERE id = %s", person.id) == [{"plan": None}]


def head_starts(world: World, *jobs: UUID) -> list[timedelta]:
    rows = [world.row(job) for job in jobs]
    return [row["queued_at"] - row["ranked_at"] for row in rows]


async def test_a_subscribers_delivery_goes_before_those_of_others_but_not_before_urgent_ones(
    world: World, admin: Person
) -> None:
    person = world.person()
    normal = await world.submit(world.person(), succeed=1)
    job = await world.submit(person, succeed=1)
    urgent = await world.submit(world.person(), priority=Priority.URGENT, succeed=1)
    await act(world, admin, put_plan, "pro", PlanTerms(title="Pro", head_start_minutes=10))
    await act(world, admin, subscribe, world.rules.limits, str(person.id), "pro")
    sweep(world, person)
    found = world.rows("SELECT job_id FROM kb.queue_positions() ORDER BY queue_position")
    assert [row["job_id"] for row in found] == [urgent, job, normal]


async def test_plans_are_listed_by_name(world: World, admin: Person) -> None:
    for name in ("pro", "basic"):
        await act(world, admin, put_plan, name, PlanTerms(title=name.capitalize()))
    assert [plan.name for plan in await act(world, admin, list_plans)] == ["basic", "pro"]


async def test_what_is_not_there_is_not_found_and_a_bad_name_is_refused(
    world: World, admin: Person
) -> None:
    limits = world.rules.limits
    for deed, given in (
        (user_limits, (limits, "nobody@example.org")),
        (organization_limits, (limits, new_id())),
        (subscribe, (limits, str(admin.id), "gold")),
        (delete_plan, ("gold",)),
    ):
        with pytest.raises(NotFound):
            await act(world, admin, deed, *given)
    with pytest.raises(InvalidInput, match="lower-case"):
        await act(world, admin, put_plan, "Gold Plan", PlanTerms(title="Gold"))


async def test_only_administrators_see_and_set_limits_of_others(world: World) -> None:
    person = world.person()
    limits = world.rules.limits
    for deed, given in (
        (user_limits, (limits, str(person.id))),
        (limit_user, (limits, str(person.id), 9)),
        (subscribe, (limits, str(person.id), None)),
        (organization_limits, (limits, person.organization_id)),
        (limit_organization, (limits, person.organization_id, 9)),
        (put_plan, ("pro", PlanTerms(title="Pro"))),
        (delete_plan, ("pro",)),
    ):
        with pytest.raises(Forbidden):
            await act(world, person, deed, *given)


@pytest.mark.parametrize(
    "call",
    [
        "kb.limit_user(:id, 9)",
        "kb.limit_organization(:id, 9)",
        "kb.put_plan('pro', 'Pro', 0, NULL)",
        "kb.delete_plan('pro')",
        "kb.subscribe(:id, NULL)",
        "kb.pause('queue', '', '')",
        "kb.resume('queue', '')",
        "kb.pause_worker(:id, true)",
    ],
)
async def test_the_database_itself_refuses_who_is_no_administrator(world: World, call: str) -> None:
    person = world.person()
    with pytest.raises(sa.exc.ProgrammingError, match="administrator"):
        async with world.api.session(person.id) as session:
            await session.execute(sa.text(f"SELECT {call}").bindparams(**_id(call, person)))


def _id(call: str, person: Person) -> dict[str, UUID]:
    return {"id": person.id} if ":id" in call else {}


@pytest.mark.parametrize(
    "call",
    ["kb.queue_depth()", "kb.worker_loads()", "kb.find_user('p@example.org', 2)"],
)
async def test_what_shows_others_is_empty_for_who_is_no_administrator(
    world: World, call: str
) -> None:
    world.execute("UPDATE kb.users SET email = 'p@example.org' WHERE id = %s", world.person().id)
    await world.submit(world.person(), succeed=1)
    async with world.api.session(world.person().id) as session:
        assert (await session.execute(sa.text(f"SELECT * FROM {call}"))).all() == []
