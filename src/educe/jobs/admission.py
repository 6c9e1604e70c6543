"""Admission: which pending job may run next, and the delivery that goes with it.

The rules are in kb.admit (db/migrations/sql/0002_queue.sql). It is called in the transaction of
every submit, end, cancel and retry, and by the sweeper.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from psycopg import AsyncConnection

from educe.jobs.engine.port import Delivery, Sender
from educe.settings import Settings


@dataclass(frozen=True, slots=True)
class Limits:
    """How many jobs may run at a time."""

    user: int = 2  # of one user, unless the user or the user's plan has a limit
    organization: int | None = None  # of one organization, unless it has a limit; None: any number

    @classmethod
    def from_settings(cls, settings: Settings) -> "Limits":
        return cls(settings.max_running_jobs, settings.organization_max_running_jobs)


async def admit(
    connection: AsyncConnection, sender: Sender, owner: UUID | None, limits: Limits
) -> list[UUID]:
    """Admits the owner's next jobs, in the connection's transaction. Returns them."""
    admitted = await _admitted(connection, owner, limits)
    await sender.defer(connection, admitted)
    return [delivery.job_id for delivery in admitted]


async def readmit(
    connection: AsyncConnection, sender: Sender, owner: UUID | None, limits: Limits
) -> list[UUID]:
    """The same, where jobs may have been admitted before and stand in line again: a delivery of
    theirs that still waits is the one that counts, and takes its new rank."""
    admitted = await _admitted(connection, owner, limits)
    ranked = await sender.rank(connection, admitted)
    await sender.defer(connection, [each for each in admitted if each.job_id not in ranked])
    return [delivery.job_id for delivery in admitted]


async def requeue(
    connection: AsyncConnection, sender: Sender, job_ids: Sequence[UUID], limits: Limits
) -> None:
    """Has these pending jobs take their places anew, after their rank has changed. Their owners'
    jobs that were admitted and haven't started stand in line again with them."""
    cursor = await connection.execute("SELECT kb.requeue(%s)", [list(job_ids)])
    owners = [owner for (owner,) in await cursor.fetchall()]
    # in one order everywhere, so that two who do this never wait for each other
    for owner in sorted(owners, key=lambda owner: (owner is not None, owner)):
        await readmit(connection, sender, owner, limits)


async def _admitted(
    connection: AsyncConnection, owner: UUID | None, limits: Limits
) -> list[Delivery]:
    cursor = await connection.execute(
        "SELECT job_id, delivery_priority FROM kb.admit(%s, %s, %s)",
        [owner, limits.user, limits.organization],
    )
    return [Delivery(*row) for row in await cursor.fetchall()]
