"""Stored bytes as a download: never shown in place, whatever they claim to be."""

from collections.abc import AsyncIterator
from urllib.parse import quote

from fastapi import Response
from fastapi.responses import StreamingResponse

from educe.documents.blobs import BlobStore

#: of all downloads
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cache-Control": "private, no-cache",
}


async def download(
    blobs: BlobStore, blob_name: str, *, name: str, media_type: str, size: int, sha256: str
) -> Response:
    """Raises NotFound when the bytes are gone."""
    stream = blobs.stream(blob_name)
    first = await anext(stream, b"")  # what is missing shows before the answer begins
    headers = {
        **HEADERS,
        "Content-Disposition": attachment(name),
        "Content-Length": str(size),
        "ETag": f'"{sha256}"',
    }
    return StreamingResponse(rejoined(first, stream), media_type=media_type, headers=headers)


def attachment(name: str) -> str:
    """Content-Disposition (RFC 6266): the name in ASCII for old clients, and in full (RFC 8187)."""
    plain = "".join(c if " " <= c <= "~" and c not in '"\\%' else "_" for c in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


async def rejoined(first: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The first part and the rest of a stream."""
    yield first
    async for chunk in rest:
        yield chunk
