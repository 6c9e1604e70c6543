"""The port to a queue engine.

A delivery is only a hint that a job has work. It may come twice, late or never: the job's own rows
say what is to be done, and the sweeper sends another delivery for what was forgotten.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from psycopg import AsyncConnection


@dataclass(frozen=True, slots=True)
class Delivery:
    """Work on this job. Larger priorities go first, then older deliveries."""

    job_id: UUID
    priority: int


Handler = Callable[[UUID], Awaitable[None]]


class Sender(Protocol):
    """Sends deliveries."""

    async def defer(self, connection: AsyncConnection, deliveries: Sequence[Delivery]) -> None:
        """In the connection's transaction: they go out when it commits, or not at all."""
        ...

    async def rank(self, connection: AsyncConnection, deliveries: Sequence[Delivery]) -> set[UUID]:
        """Gives those deliveries of these jobs that no worker has taken yet this priority, in the
        connection's transaction. Returns the jobs that have one."""
        ...


class Engine(Sender, Protocol):
    """Hands deliveries to workers."""

    async def run(self, handler: Handler, *, concurrency: int) -> None:
        """Calls the handler for each delivery until cancelled. Returns or raises when the engine
        has broken down: then run it again."""
        ...

    async def waiting(self) -> dict[UUID, int]:
        """The jobs that have a delivery which no worker has taken yet, with its priority."""
        ...

    async def prune(self) -> None:
        """Forgets deliveries that were taken by workers which are gone."""
        ...
