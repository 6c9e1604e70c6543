"""Collecting blobs that nothing names any more.

A blob is written before the row that names it is committed, so one without a row may be one whose
row is about to come: of an upload still being checked, of a finish still at work. The grace period
covers that; nothing younger is deleted. What has passed it without a row was left behind by a
crash, a transaction that was rolled back, or a delete that the store refused, and no row will ever
name it, because names are never used again.

A store may be shared with other things, and by mistake with another database. Hence only names of
the form that Educe gives, below its own prefixes, are looked at; and the store says, in a blob of
its own, which database it belongs to. Another one deletes nothing.
"""

import logging
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from psycopg import AsyncConnection

from educe.documents.blobs import BlobStore, ListedBlob, forget_blobs

#: all that Educe writes blobs under; a probe of readiness that was cut short stays behind too
PREFIXES = ("artifacts", "files", "readiness")
_OURS = re.compile(
    rf"({'|'.join(PREFIXES)})/[0-9a-f]{{8}}-[0-9a-f]{{4}}-7[0-9a-f]{{3}}-[0-9a-f]{{4}}-[0-9a-f]{{12}}"
)
MOST = 20_000
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Collected:
    """How many blobs were deleted, and how many bytes they had."""

    blobs: int = 0
    size: int = 0

    def __add__(self, other: "Collected") -> "Collected":
        return Collected(self.blobs + other.blobs, self.size + other.size)


async def collect_blobs(
    connection: AsyncConnection,
    store: BlobStore,
    *,
    grace: timedelta,
    every: timedelta = timedelta(hours=1),
    most: int = MOST,
) -> Collected:
    """One round over each prefix, unless some worker began one less than `every` ago: looks at the
    next `most` blobs, and deletes those older than `grace` that no row names. A round that is cut
    short is gone on with by the next one. The connection is in autocommit mode.

    Raises Unavailable when the store can't be reached."""
    here = await _this_database(connection)
    if (owner := await store.owner(here)) != here:
        _log.warning(
            "the blob store belongs to another database (%s), so nothing is collected from it. If "
            "that database is gone, delete the blob “owner” from the store",
            owner,
        )
        return Collected()
    total = Collected()
    for prefix in PREFIXES:
        if await _claim_round(connection, prefix, every):
            total += await _round(connection, store, prefix, grace, most)
    return total


async def _this_database(connection: AsyncConnection) -> str:
    """The same for one database only, and not for a copy that was restored from a dump."""
    cursor = await connection.execute(
        "SELECT format('%s/%s', system_identifier, d.oid)"
        " FROM pg_control_system(), pg_database d WHERE d.datname = current_database()"
    )
    row = await cursor.fetchone()
    assert row is not None
    return str(row[0])


async def _claim_round(connection: AsyncConnection, prefix: str, every: timedelta) -> bool:
    """Whether the round is ours: of all workers, one gets it."""
    cursor = await connection.execute(
        "INSERT INTO kb.blob_collections AS c (prefix, looked_at) VALUES (%s, clock_timestamp())"
        " ON CONFLICT (prefix) DO UPDATE SET looked_at = excluded.looked_at"
        " WHERE c.looked_at <= excluded.looked_at - %s RETURNING prefix",
        [prefix, every],
    )
    return await cursor.fetchone() is not None


async def _round(
    connection: AsyncConnection, store: BlobStore, prefix: str, grace: timedelta, most: int
) -> Collected:
    cursor = await connection.execute(
        "SELECT after FROM kb.blob_collections WHERE prefix = %s", [prefix]
    )
    row = await cursor.fetchone()
    assert row is not None
    total, seen = Collected(), 0
    async for page in store.listing(prefix, after=row[0], most=most):
        seen += len(page)
        collected = await _collect(connection, store, page, grace)
        await _note(connection, prefix, page[-1].name, collected)
        total += collected
    if seen < most:  # the end was reached: the next round begins anew
        await _note(connection, prefix, None, Collected())
    return total


async def _collect(
    connection: AsyncConnection, store: BlobStore, page: list[ListedBlob], grace: timedelta
) -> Collected:
    written_before = datetime.now(UTC) - grace
    old = {
        blob.name: blob.size
        for blob in page
        if blob.modified_at < written_before and _OURS.fullmatch(blob.name)
    }
    cursor = await connection.execute("SELECT kb.unreferenced_blobs(%s::text[])", [list(old)])
    names = [name for (name,) in await cursor.fetchall()]
    await forget_blobs(store, names)
    return Collected(len(names), sum(old[name] for name in names))


async def _note(
    connection: AsyncConnection, prefix: str, after: str | None, collected: Collected
) -> None:
    await connection.execute(
        "UPDATE kb.blob_collections SET after = %s, deleted_blobs = deleted_blobs + %s,"
        " deleted_bytes = deleted_bytes + %s WHERE prefix = %s",
        [after, collected.blobs, collected.size, prefix],
    )
