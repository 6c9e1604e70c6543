"""A connection of a child's to the database, which comes back when it was lost."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar
from uuid import UUID

import psycopg
from psycopg import AsyncConnection

from educe.errors import Unavailable
from educe.limits.slots import Query

T = TypeVar("T")
_log = logging.getLogger(__name__)

#: how long a slice waits for a database that went away before it gives its work up
PATIENCE_SECONDS = 60.0
_ENTER = "SELECT set_config('educe.project_id', %s, false)"


class LastingConnection:
    """Row-level security shows it one project's rows, and nothing else."""

    def __init__(self, url: str, alive: Callable[[], None] = lambda: None) -> None:
        """`alive` is called whenever something is asked of the database: waiting for it uses up
        no item's time."""
        self._url = url
        self._alive = alive
        self._connection: AsyncConnection | None = None
        self._opening = asyncio.Lock()
        self._turn = asyncio.Lock()
        self.project_id: UUID | None = None  # that a new connection sees

    def of(self, project_id: UUID) -> Query:
        """Statements in that project's name, each in a transaction of its own. Any number may ask
        at the same time. They must bear to be run twice: see `run`."""

        async def query(statement: str, *values: Any) -> list[tuple[Any, ...]]:
            async with self._turn:
                await self._enter(project_id)
                return await self.query(statement, *values)

        return query

    async def query(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Raises Unavailable when the database stays away."""

        async def query(connection: AsyncConnection) -> list[tuple[Any, ...]]:
            cursor = await connection.execute(statement.encode(), values)
            return await cursor.fetchall() if cursor.description else []

        return await self.run(query)

    async def run(self, work: Callable[[AsyncConnection], Awaitable[T]]) -> T:
        """Runs it, again if the connection is lost: so its second run must find what the first one
        left, or only read.

        Raises Unavailable when the database stays away."""
        give_up = asyncio.get_running_loop().time() + PATIENCE_SECONDS
        while True:
            self._alive()
            connection = None
            try:
                connection = await self.connected()
                return await work(connection)
            except (psycopg.OperationalError, psycopg.InterfaceError) as error:
                if asyncio.get_running_loop().time() > give_up:
                    raise Unavailable("The database can't be reached.") from error
                _log.info("the database connection was lost, trying again: %s", error)
                if self._connection is connection:  # else another has opened a new one
                    self._connection = None
                await asyncio.sleep(0.2)

    async def connected(self) -> AsyncConnection:
        """The connection as it is now. Raises psycopg.OperationalError when there is none."""
        if self._connection is not None and not self._connection.closed:
            return self._connection
        async with self._opening:
            if self._connection is None or self._connection.closed:
                connection = await self._connect()
                await connection.execute(_ENTER, [str(self.project_id or "")])
                self._connection = connection
            return self._connection

    async def close(self) -> None:
        if self._connection is not None:
            await self._connection.close()

    async def _enter(self, project_id: UUID) -> None:
        if self.project_id == project_id:
            return
        self.project_id = None  # whoever stops waiting leaves it open which one it is
        await self.query(_ENTER, str(project_id))
        self.project_id = project_id

    async def _connect(self) -> AsyncConnection:
        # what matters is made durable by kb.checkpoint and kb.end_job; the rest can be redone
        return await AsyncConnection.connect(
            self._url,
            autocommit=True,
            application_name="educe worker child",
            options="-c synchronous_commit=off",
        )
