"""Reading bodies that may never end, or be small on the wire and endless when unpacked."""

import zlib
from collections.abc import AsyncIterable

from educe.fetching.failures import FetchFailed

_OVERHEAD = 65_536  # bytes of packing that unpack to nothing


async def read_body(chunks: AsyncIterable[bytes], encoding: str, most: int) -> tuple[bytes, bool]:
    """The first `most` bytes of the body, unpacked, and whether that is all of it.

    Raises FetchFailed when it is packed in a way that isn't known, or badly."""
    unpack = _Unpacker(encoding)
    body, packed = bytearray(), 0
    async for chunk in chunks:
        packed += len(chunk)
        body += unpack(chunk, most + 1 - len(body))
        if len(body) > most or packed > most + _OVERHEAD:
            return bytes(body[:most]), False
    return bytes(body), True


class _Unpacker:
    def __init__(self, encoding: str) -> None:
        encoding = encoding.strip().lower()
        self._zlib = None
        if encoding in ("gzip", "x-gzip", "deflate"):
            self._zlib = zlib.decompressobj(zlib.MAX_WBITS | 32)  # tells gzip and zlib apart
        elif encoding not in ("", "identity"):
            raise FetchFailed("bad_answer", f"The page is packed as {encoding[:40]!r}, unasked.")

    def __call__(self, chunk: bytes, most: int) -> bytes:
        """At most so many bytes; what is over is dropped, for no more will be asked for."""
        if self._zlib is None:
            return chunk[:most]
        try:
            return self._zlib.decompress(chunk, max(most, 1))
        except zlib.error as error:
            raise FetchFailed("bad_answer", "The page is packed badly.") from error
