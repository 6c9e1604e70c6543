"""Links through three redirects to a page, at servers that answer after 50 ms: how long do they
take, compared with what the number of requests at a time allows?

The servers are one process on loopback under many names. Requests, politeness, leases and the cache
are as users have them. Bare are as many tasks as may ask at a time, that ask for the same and do
nothing with the answers."""

import asyncio
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection
from tests.support.world import World

from bench.world import fresh_world
from educe.fetching.fetching import open_fetching
from educe.fetching.limits import FetchLimits
from educe.fetching.resolution import Resolution
from educe.limits.slots import Query

_ANSWER_SECONDS = 0.05
_REDIRECTS = 3
_HOSTS = 40  # so many that no host's own limit is what bounds it


async def measure(*, quick: bool) -> dict[str, float]:
    links = 200 if quick else 1000
    async with fresh_world() as world:
        project_id = world.person().project_id
        with _servers() as port:
            bare = await _ask_barely(port, links)
            first = await _resolve(world, project_id, port, links)
            again = await _resolve(world, project_id, port, links)
    limits = FetchLimits()
    allowed = links * (_REDIRECTS + 1) * _ANSWER_SECONDS / limits.concurrency
    return {
        "links_resolved": float(links),
        "resolving_seconds": first,
        "resolving_over_allowed": first / allowed,
        "resolving_bare_over_allowed": bare / allowed,
        "resolving_known_links_seconds": again,
    }


async def _resolve(world: World, project_id: UUID, port: int, links: int) -> float:
    limits = FetchLimits(allowed=("*.test:*",))
    urls = [f"http://h{n % _HOSTS}.test:{port}/{_REDIRECTS}/{n}" for n in range(links)]
    async with (
        _as_project(world, project_id) as query,
        open_fetching(limits, query, resolve=_to_loopback) as fetching,
    ):
        began = time.monotonic()
        found = [one async for one in fetching.resolver(project_id).resolve_all(urls)]
        seconds = time.monotonic() - began
    assert len(found) == links
    assert all(_arrived(one) for one in found)
    return seconds


async def _ask_barely(port: int, links: int) -> float:
    paths = iter([f"/{left}/{n}" for n in range(links) for left in range(_REDIRECTS + 1)])

    async def ask() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for path in paths:
            writer.write(f"HEAD {path} HTTP/1.1\r\nHost: h.test\r\n\r\n".encode())
            await reader.readuntil(b"\r\n\r\n")
        writer.close()

    began = time.monotonic()
    async with asyncio.TaskGroup() as group:
        for _ in range(FetchLimits().concurrency):
            group.create_task(ask())
    return time.monotonic() - began


def _arrived(resolution: Resolution) -> bool:
    return resolution.how == "redirects" and len(resolution.hops) == _REDIRECTS + 1


async def _to_loopback(_: str, __: int) -> list[str]:
    return ["127.0.0.1"]


@asynccontextmanager
async def _as_project(world: World, project_id: UUID) -> AsyncIterator[Query]:
    """Statements as a worker's child sends them."""
    async with await AsyncConnection.connect(
        world.database.worker_url, autocommit=True, options="-c synchronous_commit=off"
    ) as connection:
        await connection.execute(
            "SELECT set_config('educe.project_id', %s, false)", [str(project_id)]
        )

        async def query(statement: str, *values: Any) -> list[tuple[Any, ...]]:
            cursor = await connection.execute(statement.encode(), values)
            return await cursor.fetchall() if cursor.description else []

        yield query


@contextmanager
def _servers() -> Iterator[int]:
    """The servers' process; gives its port."""
    command = [sys.executable, "-m", "bench.redirecting", str(_ANSWER_SECONDS), str(_HOSTS)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    try:
        assert process.stdout is not None
        yield int(process.stdout.readline())
    finally:
        process.terminate()
        process.wait()
