"""A part of a file's text, for a reader that shows a long one piece by piece."""

from uuid import UUID

from pydantic import BaseModel, Field
from sqlalchemy.ext.asyncio import AsyncSession

from educe.documents.files import file_text, find_file, not_read, query_in
from educe.documents.model import Block, Text
from educe.errors import InvalidInput

USUAL = 100_000  # characters
MOST = 500_000
_WIDER = 20_000  # characters by which a window grows at most to hold whole blocks


class TextWindow(BaseModel):
    """The characters `start` to `end` of a file's text, which has `length` of them, and the blocks
    that they are of. All offsets count from the beginning of the whole text, in code points."""

    text: str = Field(description="The characters from `start` to `end`.")
    start: int
    end: int
    length: int
    blocks: tuple[Block, ...]
    pages: int | None
    title: str | None
    language: str | None
    warnings: tuple[str, ...]


async def text_window(
    session: AsyncSession, file_id: UUID, start: int | None, end: int | None
) -> TextWindow:
    """The whole text, or what is asked for of it, with the whole of the blocks at its ends unless
    they are very long.

    Raises NotFound, also when the file hasn't been read, and InvalidInput for too long a window."""
    if start is None and end is None:
        return _whole(await file_text(session, file_id))
    low = start or 0
    high = low + USUAL if end is None else end
    if not low <= high <= low + MOST:
        raise InvalidInput(f"A window goes forward, by {MOST:,} characters at most. Ask for less.")
    await find_file(session, file_id)
    query = await query_in(session)
    rows = await query(
        "SELECT length(text), body - 'blocks' FROM kb.file_texts WHERE file_id = %s", file_id
    )
    if not rows:
        raise not_read()
    length, about = rows[0]
    blocks = await query(
        "SELECT b FROM kb.file_texts t, jsonb_array_elements(t.body -> 'blocks') b"
        " WHERE t.file_id = %s AND (b ->> 'end')::int > %s AND (b ->> 'start')::int < %s",
        file_id,
        low,
        high,
    )
    found = [Block.model_validate(block) for (block,) in blocks]
    low, high = _widened(found, low, min(high, length))
    text = await query(
        "SELECT substring(text FROM %s FOR %s) FROM kb.file_texts WHERE file_id = %s",
        low + 1,
        high - low,
        file_id,
    )
    return TextWindow(
        text=text[0][0], start=low, end=high, length=length, blocks=tuple(found), **about
    )


def _whole(text: Text) -> TextWindow:
    length = len(text.text)
    fields = {name: getattr(text, name) for name in Text.model_fields if name != "places"}
    return TextWindow.model_construct(**fields, start=0, end=length, length=length)


def _widened(blocks: list[Block], low: int, high: int) -> tuple[int, int]:
    if not blocks:
        return min(low, high), high
    first, last = blocks[0].start, blocks[-1].end
    return min(low, max(first, low - _WIDER)), max(high, min(last, high + _WIDER))
