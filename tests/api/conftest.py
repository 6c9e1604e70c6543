"""A real server on loopback with a fresh database, two tenants, and workers where a test asks."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.support.api import Api, Tenant, serving
from tests.support.databases import Server
from tests.support.world import World

MAX_UPLOAD = 1_000_000


@pytest.fixture(scope="module")
def api(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """A server on a database of its own for each module: its tests keep apart as tenants do."""
    with server.database() as database:
        home = tmp_path_factory.mktemp("home")
        world = World(database, home, max_upload_bytes=MAX_UPLOAD, slots=1)
        with serving(world.settings, database.api_url) as url:
            made = Api(url, world)
            yield made
            made.close()
        asyncio.run(world.close())


@pytest.fixture
def anna(api: Api) -> Tenant:
    return api.tenant("Anna")


@pytest.fixture
def ben(api: Api) -> Tenant:
    return api.tenant("Ben")


@pytest.fixture
async def alone(server: Server, tmp_path: Path) -> AsyncIterator[Api]:
    """A server on a database where nobody else has jobs: what they wait for isn't waited for."""
    with server.database() as database:
        world = World(database, tmp_path, slots=1)
        with serving(world.settings, database.api_url) as url:
            made = Api(url, world)
            yield made
            made.close()
        await world.close()


@pytest.fixture
async def worker(api: Api) -> AsyncIterator[None]:
    """A real worker in a process of its own."""
    async with api.world.worker_process():
        yield


def problem(answer: httpx2.Response, status: int, slug: str) -> dict[str, Any]:
    """The answer is a problem of this kind; returns it."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    told: dict[str, Any] = answer.json()
    assert told["type"] == f"/problems/{slug}"
    assert told["status"] == status
    assert told["title"]
    assert told["detail"]
    return told
