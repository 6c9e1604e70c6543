"""Reading a stored file once: its text and blocks are kept beside it."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from educe.documents.blobs import BlobStore
from educe.documents.model import Text
from educe.documents.reading import read
from educe.errors import EduceError, NotFound, TooLarge, UnreadableFile

#: runs a statement with its values, in a project's name, and returns the rows
Query = Callable[..., Awaitable[list[tuple[Any, ...]]]]


async def stored_text(query: Query, file_id: UUID) -> Text | None:
    """What reading the file gave, if it was read before."""
    rows = await query("SELECT text, body FROM kb.file_texts WHERE file_id = %s", file_id)
    return Text(text=rows[0][0], **rows[0][1]) if rows else None


async def read_file(query: Query, blobs: BlobStore, project_id: UUID, file_id: UUID) -> Text:
    """Reads the file's bytes and keeps what comes out.

    Raises NotFound when the file is gone, UnreadableFile or TooLarge when it can't be read."""
    rows = await query("SELECT name, media_type, blob_name FROM kb.files WHERE id = %s", file_id)
    if not rows:
        raise NotFound("The file is no longer there. Start a new job without it.")
    name, media_type, blob_name = rows[0]
    try:
        text = read(await blobs.get(blob_name), media_type, name=name)
    except (UnreadableFile, TooLarge) as error:
        await store_refusal(query, project_id, file_id, error)
        raise
    await store_text(query, project_id, file_id, text)
    return text


async def store_text(query: Query, project_id: UUID, file_id: UUID, text: Text) -> None:
    """Keeps what reading the file gave."""
    await query(
        "INSERT INTO kb.file_texts (file_id, project_id, text, body, places)"
        " VALUES (%s, %s, %s, %s, %s) ON CONFLICT (file_id) DO NOTHING",
        file_id,
        project_id,
        text.text,
        Jsonb(text.model_dump(mode="json", exclude={"text"})),
        text.places,
    )
    await query("DELETE FROM kb.file_refusals WHERE file_id = %s", file_id)


async def store_refusal(query: Query, project_id: UUID, file_id: UUID, error: EduceError) -> None:
    """Keeps why the file can't be read."""
    await query(
        "INSERT INTO kb.file_refusals AS r (file_id, project_id, slug, message)"
        " VALUES (%s, %s, %s, %s) ON CONFLICT (file_id) DO UPDATE SET"
        " slug = excluded.slug, message = excluded.message, created_at = now()",
        file_id,
        project_id,
        error.slug,
        error.message,
    )
