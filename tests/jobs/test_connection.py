"""A child's connection beside its slice."""

import asyncio
from collections.abc import AsyncIterator

import psycopg
import pytest

from educe.errors import Unavailable
from educe.ids import new_id
from educe.jobs.work import connection as module
from educe.jobs.work.connection import LastingConnection
from tests.support.databases import TestDatabase

WHOSE = "SELECT current_setting('educe.project_id')"


@pytest.fixture
async def connection(database: TestDatabase) -> AsyncIterator[LastingConnection]:
    made = LastingConnection(database.worker_url)
    yield made
    await made.close()


async def test_many_projects_share_it_and_none_sees_anothers(connection: LastingConnection) -> None:
    projects = [new_id() for _ in range(5)] * 8
    seen = await asyncio.gather(*(connection.of(project)(WHOSE) for project in projects))
    assert [rows[0][0] for rows in seen] == [str(project) for project in projects]


async def test_who_stops_waiting_leaves_it_in_nobodys_name(connection: LastingConnection) -> None:
    one, other = new_id(), new_id()
    await connection.of(one)(WHOSE)
    for _ in range(20):
        task = asyncio.create_task(connection.of(other)("SELECT pg_sleep(0.01)"))
        await asyncio.sleep(0.001)
        task.cancel()
        await asyncio.wait([task])
        assert await connection.of(one)(WHOSE) == [(str(one),)]


async def test_many_who_lose_it_get_one_new_one(
    connection: LastingConnection, database: TestDatabase
) -> None:
    project = new_id()
    [(pid,)] = await connection.of(project)("SELECT pg_backend_pid()")
    with psycopg.connect(database.owner_url, autocommit=True) as owner:
        owner.execute("SELECT pg_terminate_backend(%s)", [pid])
    asked = "SELECT current_setting('educe.project_id'), pg_backend_pid()"
    seen = await asyncio.gather(*(connection.query(asked) for _ in range(5)))
    assert {rows[0][0] for rows in seen} == {str(project)}
    assert len({rows[0][1] for rows in seen}) == 1


async def test_a_database_that_stays_away_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE_SECONDS", 0.0)
    nowhere = LastingConnection("postgresql://nobody@127.0.0.1:1/none")
    with pytest.raises(Unavailable):
        await nowhere.query("SELECT 1")
