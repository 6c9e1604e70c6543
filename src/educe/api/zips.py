"""Several stored blobs as one ZIP file, made while it is sent: a chunk at a time is in memory."""

import asyncio
import io
import zipfile
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from fastapi import Response
from fastapi.responses import StreamingResponse

from educe.api.downloads import HEADERS, attachment, rejoined
from educe.documents.blobs import BlobStore
from educe.documents.file_names import clean_file_path
from educe.errors import InvalidInput

_FIRST_YEAR = 1980  # that a ZIP file knows


@dataclass(frozen=True, slots=True)
class Member:
    """A blob under its name in the ZIP file."""

    name: str
    blob_name: str
    at: datetime


async def zip_download(blobs: BlobStore, members: Sequence[Member], *, name: str) -> Response:
    """Raises NotFound when the first one's bytes are gone."""
    stream = _zipped(blobs, members)
    first = await anext(stream, b"")  # what is missing shows before the answer begins
    headers = {**HEADERS, "Content-Disposition": attachment(name)}
    return StreamingResponse(rejoined(first, stream), media_type="application/zip", headers=headers)


async def _zipped(blobs: BlobStore, members: Sequence[Member]) -> AsyncIterator[bytes]:
    sink = _Sink()
    taken: set[str] = set()
    with zipfile.ZipFile(sink, "w") as archive:
        for member in members:
            info = zipfile.ZipInfo(_safe(member.name, taken), _date(member.at))
            info.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(info, "w", force_zip64=True) as entry:
                async for chunk in blobs.stream(member.blob_name):
                    await asyncio.to_thread(entry.write, chunk)
                    yield sink.take()
    yield sink.take()


class _Sink(io.RawIOBase):
    """Holds what was written until it is taken."""

    def __init__(self) -> None:
        self._written = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: "bytes | bytearray | memoryview") -> int:  # type: ignore[override]
        self._written += data
        return len(data)

    def take(self) -> bytes:
        taken, self._written = bytes(self._written), bytearray()
        return taken


def _safe(name: str, taken: set[str]) -> str:
    """The name as a path that leads nowhere else, and that no other member has."""
    try:
        safe = clean_file_path(name)
    except InvalidInput:
        safe = "unnamed"
    unique, n = safe, 2
    while unique in taken:
        unique, n = f"{n}-{safe}", n + 1
    taken.add(unique)
    return unique


def _date(at: datetime) -> tuple[int, int, int, int, int, int]:
    utc = at.astimezone(UTC)
    return (max(_FIRST_YEAR, utc.year), utc.month, utc.day, utc.hour, utc.minute, utc.second)
