from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg import AsyncConnection

from educe.fetching.fetching import Fetching, open_fetching
from educe.fetching.limits import FetchLimits
from educe.fetching.resolving import Resolver
from educe.limits.slots import Query
from tests.migrations.tenants import Tenant, make_tenant
from tests.support.databases import Server, TestDatabase
from tests.support.web import Web, web_server

LOOPBACK = ("*.test:*",)  # names that the stub leads to this machine


@dataclass(frozen=True)
class Outside:
    """What an extractor would have of a project, and whose it is."""

    fetching: Fetching
    resolver: Resolver
    project_id: UUID


Open = Callable[..., AbstractAsyncContextManager[Outside]]


async def to_loopback(host: str, _: int) -> list[str]:
    if not host.endswith(".test"):
        raise OSError("not known")
    return ["127.0.0.1"]


@asynccontextmanager
async def as_project(database: TestDatabase, project_id: UUID) -> AsyncIterator[Query]:
    """Statements of a worker at work for the project."""
    async with await AsyncConnection.connect(database.worker_url, autocommit=True) as connection:
        await connection.execute(
            "SELECT set_config('educe.project_id', %s, false)", [str(project_id)]
        )

        async def query(statement: str, *values: Any) -> list[tuple[Any, ...]]:
            cursor = await connection.execute(statement.encode(), values)
            return await cursor.fetchall() if cursor.description else []

        yield query


@pytest.fixture(scope="module")
def database(server: Server) -> Iterator[TestDatabase]:
    """One for a whole file: its tests have a tenant each."""
    with server.database() as made:
        yield made


@pytest.fixture
def tenant(database: TestDatabase) -> Tenant:
    with psycopg.connect(database.owner_url) as owner:
        return make_tenant(owner)


@pytest.fixture
def open_outside(database: TestDatabase, tenant: Tenant) -> Open:
    """Opens it anew, with limits that differ from the usual."""

    @asynccontextmanager
    async def opened(
        *,
        project_id: UUID | None = None,
        resolve: Any = to_loopback,
        tls: Any = None,
        **limits: Any,
    ) -> AsyncIterator[Outside]:
        whose = project_id or tenant.project_id
        given = FetchLimits(**{"allowed": LOOPBACK, "rest_seconds": 0.0, **limits})
        async with (
            as_project(database, whose) as query,
            open_fetching(given, query, resolve=resolve, tls=tls) as fetching,
        ):
            yield Outside(fetching, fetching.resolver(whose), whose)

    return opened


@pytest.fixture
async def outside(open_outside: Open) -> AsyncIterator[Outside]:
    async with open_outside() as opened:
        yield opened


@pytest.fixture
async def web() -> AsyncIterator[Web]:
    async with web_server() as server:
        yield server
