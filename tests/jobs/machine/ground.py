"""What a state machine plays on: a database, the real functions' way to it, an engine that only
remembers, and the connections of played workers."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import psycopg
from psycopg import AsyncConnection
from psycopg.rows import dict_row
from psycopg_pool import AsyncConnectionPool

from educe.db.session import Database
from educe.extractors.registry import Registry
from educe.jobs.admission import Limits
from educe.jobs.engine.port import Delivery, Handler
from educe.jobs.rules import Rules
from educe.jobs.work.rescue import Sweeper
from educe.jobs.work.store import WorkStore
from educe.settings import Settings
from tests.support.databases import TestDatabase
from tests.support.world import EXTRACTORS

T = TypeVar("T")


class RememberedDeliveries:
    """In place of the engine: deliveries lie here until somebody takes, doubles or loses them."""

    def __init__(self) -> None:
        self.lying: list[Delivery] = []
        self.sent: set[UUID] = set()  # jobs that one was sent or ranked for, since last looked at

    async def defer(self, connection: AsyncConnection, deliveries: Sequence[Delivery]) -> None:
        self.lying += deliveries
        self.sent |= {delivery.job_id for delivery in deliveries}

    async def rank(self, connection: AsyncConnection, deliveries: Sequence[Delivery]) -> set[UUID]:
        there = {delivery.job_id for delivery in self.lying} & {d.job_id for d in deliveries}
        self.lying = [d for d in self.lying if d.job_id not in there]
        self.lying += [d for d in deliveries if d.job_id in there]
        self.sent |= there
        return there

    async def waiting(self) -> dict[UUID, int]:
        return {d.job_id: d.priority for d in sorted(self.lying, key=lambda d: d.priority)}

    async def prune(self) -> None:
        pass

    async def run(self, handler: Handler, *, concurrency: int) -> None:
        raise NotImplementedError("the state machine hands deliveries out itself")


class PlayedStore(WorkStore):
    """A child's statements, on a connection that outlives the child."""

    def become(self, worker_id: UUID) -> None:
        self._worker_id = worker_id

    async def close(self) -> None:
        if self._connection is not None:
            await self._connection.close()


class Ground:
    """One database for many examples: what one leaves, the next one doesn't find."""

    def __init__(self, database: TestDatabase, folder: Path) -> None:
        self._database = database
        self._runner = asyncio.Runner()
        self._stores: list[PlayedStore] = []
        self.engine = RememberedDeliveries()
        self.limits = Limits(user=2, organization=None)
        self.rules = Rules(Registry(EXTRACTORS), self.engine, self.limits)
        self.owner = psycopg.connect(database.owner_url, autocommit=True, row_factory=dict_row)
        self.do(self._open(folder))

    async def _open(self, folder: Path) -> None:
        self.api = Database(self._database.api_url, pool_size=1)
        self.pool: AsyncConnectionPool[AsyncConnection] = AsyncConnectionPool(
            self._database.worker_url,
            min_size=1,
            max_size=1,
            open=False,
            kwargs={"autocommit": True},
        )
        await self.pool.open()
        settings = Settings(home=folder, lease_seconds=600, max_running_jobs=self.limits.user)
        self.sweeper = Sweeper(self.pool, self.engine, settings)

    def do(self, what: Coroutine[Any, Any, T]) -> T:
        return self._runner.run(what)

    def as_worker(self, what: Callable[[AsyncConnection], Awaitable[T]]) -> T:
        """On a connection of a worker's parent."""

        async def run() -> T:
            async with self.pool.connection() as connection:
                return await what(connection)

        return self.do(run())

    def rows(self, statement: str, *values: Any) -> list[dict[str, Any]]:
        """As the database's owner, who sees everything."""
        return self.owner.execute(statement.encode(), values).fetchall()

    def rows_of(self, statements: Sequence[str]) -> list[list[dict[str, Any]]]:
        """The rows of each, in one round trip."""
        with self.owner.pipeline():
            cursors = [self.owner.execute(statement.encode()) for statement in statements]
            return [cursor.fetchall() for cursor in cursors]

    def execute(self, statement: str, *values: Any) -> None:
        self.owner.execute(statement.encode(), values)

    def store_for(self, worker_id: UUID) -> PlayedStore:
        if not self._stores:
            url, limits = self._database.worker_url, self.limits
            self._stores.append(PlayedStore(url, self.engine, worker_id=worker_id, limits=limits))
        store = self._stores.pop()
        store.become(worker_id)
        return store

    def give_back(self, store: PlayedStore) -> None:
        self._stores.append(store)

    def clear(self) -> None:
        """Nothing of an example stays."""
        self.engine.lying, self.engine.sent = [], set()
        for table in ("organizations", "users", "workers", "pauses"):
            self.execute(f"DELETE FROM kb.{table}")

    def close(self) -> None:
        self.do(self._close())
        self._runner.close()
        self.owner.close()

    async def _close(self) -> None:
        for store in self._stores:
            await store.close()
        await self.pool.close()
        await self.api.close()
