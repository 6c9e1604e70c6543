"""Admission: which pending job may run next, and the delivery that goes with it.

The rules are in kb.admit (db/migrations/sql/0001_admission.sql). It is called in the transaction of
every submit, end, cancel and retry, and by the sweeper.
"""

from uuid import UUID

from psycopg import AsyncConnection

from educe.jobs.engine.port import Delivery, Sender


async def admit(
    connection: AsyncConnection, sender: Sender, owner: UUID | None, default_limit: int
) -> list[UUID]:
    """Admits the owner's next jobs, in the connection's transaction. Returns them."""
    cursor = await connection.execute(
        "SELECT job_id, delivery_priority FROM kb.admit(%s, %s)", [owner, default_limit]
    )
    admitted = [Delivery(*row) for row in await cursor.fetchall()]
    await sender.defer(connection, admitted)
    return [delivery.job_id for delivery in admitted]
