"""Files that a job leaves: its finish adds them, and its items keep some on the way."""

import asyncio
from collections.abc import AsyncIterator
from typing import IO, Any

from psycopg import AsyncConnection

from educe.documents.blobs import BlobStore, StoredBlob
from educe.ids import new_id
from educe.jobs.work.store import JobRow, WorkStore

_LIMIT = 1 << 40  # an artifact is ours; no limit but reason
_CHUNK = 1 << 20
# what another has left under the name isn't replaced; nothing is written for an item that was taken
# from us: it is locked, so that it can't be meanwhile
_WRITE = """
    WITH mine AS ({mine}), written AS (
        INSERT INTO kb.job_artifacts AS a
            (id, job_id, project_id, name, media_type, size, sha256, blob_name, item_seq)
        SELECT %s, %s, %s, %s, %s, %s, %s, %s, mine.seq FROM mine
        ON CONFLICT (job_id, name) DO UPDATE SET media_type = excluded.media_type,
            size = excluded.size, sha256 = excluded.sha256, blob_name = excluded.blob_name,
            created_at = now()
        WHERE a.item_seq IS NOT DISTINCT FROM excluded.item_seq
        RETURNING a.id
    )
    SELECT EXISTS (SELECT FROM mine), EXISTS (SELECT FROM written)
"""
_ADD = _WRITE.format(mine="SELECT NULL::integer AS seq")
_KEEP = _WRITE.format(
    mine="SELECT i.seq FROM kb.job_items i WHERE i.job_id = %s AND i.seq = %s AND i.token = %s"
    " AND i.status = 'running' FOR SHARE"
)


async def add_artifact(
    connection: AsyncConnection,
    blobs: BlobStore,
    job: JobRow,
    name: str,
    media_type: str,
    data: bytes | IO[bytes],
) -> None:
    """In the connection's transaction; of an open file a part at a time is held. Raises ValueError
    when an item has kept something under the name."""
    content = data if isinstance(data, bytes) else _chunks(data)
    blob = await blobs.put(content, prefix="artifacts", limit=_LIMIT)
    cursor = await connection.execute(_ADD.encode(), _row(job, name, media_type, blob))
    _refuse_taken(name, await cursor.fetchone())


async def keep_artifact(
    store: WorkStore,
    blobs: BlobStore,
    job: JobRow,
    seq: int,
    name: str,
    media_type: str,
    data: bytes,
) -> None:
    """For an item in hand. Raises ValueError when something else has the name."""
    blob = await blobs.put(data, prefix="artifacts", limit=_LIMIT)
    mine = [job.id, seq, store.token]
    rows = await store.query(_KEEP, *mine, *_row(job, name, media_type, blob))
    _refuse_taken(name, rows[0])


def _row(job: JobRow, name: str, media_type: str, blob: StoredBlob) -> list[Any]:
    of_job = [new_id(), job.id, job.project_id, name, media_type]
    return [*of_job, blob.size, blob.sha256, blob.name]


def _refuse_taken(name: str, told: tuple[bool, bool] | Any) -> None:
    ours, written = told
    if ours and not written:
        raise ValueError(f"the name {name!r} is another artifact's: each needs one of its own")


async def _chunks(file: IO[bytes]) -> AsyncIterator[bytes]:
    await asyncio.to_thread(file.seek, 0)
    while chunk := await asyncio.to_thread(file.read, _CHUNK):
        yield chunk
