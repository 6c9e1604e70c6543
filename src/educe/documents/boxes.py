"""Where a span of a file's text stands on its pages.

Places are kept when a PDF is read. Of those that were read before, they are found when they are
first asked for: the file is read once more, apart from this process, and must give the same text.
"""

import asyncio
from itertools import groupby
from operator import attrgetter
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from educe.documents.blobs import BlobStore
from educe.documents.files import find_file, not_read, query_in
from educe.documents.media import MediaType
from educe.documents.models import File
from educe.documents.places import Places
from educe.documents.reading.apart import ApartReader
from educe.documents.uploads import OpenSession
from educe.errors import InvalidInput, TooLarge, UnreadableFile

MOST = 20_000  # characters


class PageBox(BaseModel):
    """A rectangle, in fractions (0 to 1) of the page as it is shown, from its top left corner."""

    left: float
    top: float
    right: float
    bottom: float


class PageBoxes(BaseModel):
    """What of the span stands on one page: a box for each line. The page counts from 1; `width` and
    `height` are its size as it is shown (cropped and turned), in points."""

    page: int
    width: float
    height: float
    boxes: list[PageBox]


class FileBoxes(BaseModel):
    """Where the characters `start` to `end` stand."""

    file_id: UUID
    start: int
    end: int
    state: Literal["placed", "no_pages", "unknown"] = Field(
        description="no_pages: it is no PDF. unknown: the places of this file can't be told."
    )
    pages: list[PageBoxes]


async def file_boxes(
    open_session: OpenSession,
    blobs: BlobStore,
    reader: ApartReader,
    file_id: UUID,
    start: int,
    end: int,
    *,
    user_id: UUID,
) -> FileBoxes:
    """Raises NotFound, also when the file hasn't been read; InvalidInput for too long a span;
    Unavailable when many files wait to be read, or two for this user."""
    if not start <= end <= start + MOST:
        raise InvalidInput(f"A span goes forward, by {MOST:,} characters at most. Ask for less.")
    file, packed = await _stored(open_session, file_id)
    found = FileBoxes(file_id=file_id, start=start, end=end, state="no_pages", pages=[])
    if file.media_type != MediaType.PDF:
        return found
    if packed is None:
        packed = await _read_again(open_session, blobs, reader, file_id, user_id)
    pages = await asyncio.to_thread(_pages, packed, start, end)
    state: Any = "unknown" if pages is None else "placed"
    return found.model_copy(update={"state": state, "pages": pages or []})


async def _stored(open_session: OpenSession, file_id: UUID) -> tuple[File, bytes | None]:
    """The file and its places: none, if they weren't asked for; empty, if they can't be told."""
    async with open_session() as session:
        file = await find_file(session, file_id)
        query = await query_in(session)
        rows = await query("SELECT places FROM kb.file_texts WHERE file_id = %s", file_id)
    if not rows:
        raise not_read()
    return file, rows[0][0]


async def _read_again(
    open_session: OpenSession, blobs: BlobStore, reader: ApartReader, file_id: UUID, user_id: UUID
) -> bytes:
    async with reader.turn(user_id, file_id):
        file, packed = await _stored(open_session, file_id)
        if packed is not None:  # while this one waited
            return packed
        try:
            content = blobs.stream(file.blob_name)
            text = await reader.read(content, file.media_type, name=file.name)
        except (UnreadableFile, TooLarge):
            text = None  # each further click would wait as long for the same
        async with open_session() as session:
            query = await query_in(session)
            kept = text.places if text else None
            # from another text they would lead to other words
            rows = await query(
                "UPDATE kb.file_texts SET places = CASE WHEN text = %s THEN %s ELSE ''::bytea END"
                " WHERE file_id = %s RETURNING places",
                text.text if text else "",
                kept or b"",
                file_id,
            )
    return rows[0][0] if rows else b""


def _pages(packed: bytes, start: int, end: int) -> list[PageBoxes] | None:
    try:
        places = Places.unpack(packed)
    except ValueError:
        return None
    pages = []
    for page, boxes in groupby(places.boxes(start, end), key=attrgetter("page")):
        sheet = places.sheet(page)
        rounded = [[round(side, 5) for side in box[1:]] for box in boxes]
        shown = [PageBox(left=a, top=b, right=c, bottom=d) for a, b, c, d in rounded]
        pages.append(PageBoxes(page=page, width=sheet.width, height=sheet.height, boxes=shown))
    return pages
