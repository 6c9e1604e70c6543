import gzip
import zlib
from collections.abc import AsyncIterator

import pytest

from educe.fetching.bodies import read_body
from educe.fetching.failures import FetchFailed


async def pieces(data: bytes, size: int = 1000) -> AsyncIterator[bytes]:
    for start in range(0, len(data), size):
        yield data[start : start + size]


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [("", bytes), ("identity", bytes), ("gzip", gzip.compress), ("deflate", zlib.compress),
     ("X-GZIP ", gzip.compress)],
)  # fmt: skip
async def test_a_body_is_read_to_its_end(encoding: str, pack: object) -> None:
    data = bytes(range(256)) * 20
    assert await read_body(pieces(pack(data)), encoding, 10_000) == (data, True)  # type: ignore[operator]
    assert await read_body(pieces(pack(data)), encoding, len(data)) == (data, True)  # type: ignore[operator]
    assert await read_body(pieces(pack(data)), encoding, 100) == (data[:100], False)  # type: ignore[operator]


async def test_a_bomb_is_unpacked_no_further_than_asked_for() -> None:
    bomb = gzip.compress(b"\x00" * 50_000_000)
    read = 0

    async def counted() -> AsyncIterator[bytes]:
        nonlocal read
        async for piece in pieces(bomb, 500):
            read += len(piece)
            yield piece

    body, whole = await read_body(counted(), "gzip", 10_000)
    assert (len(body), whole) == (10_000, False)
    assert read <= 1000


async def test_packing_that_unpacks_to_nothing_ends() -> None:
    async def nothing() -> AsyncIterator[bytes]:
        yield b"\x1f\x8b\x08\x08\x00\x00\x00\x00\x00\x03"  # gzip with a file name that never ends
        while True:
            yield b"a" * 1000

    assert await read_body(nothing(), "gzip", 1000) == (b"", False)


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "compress"])
async def test_packing_that_wasnt_asked_for_is_refused(encoding: str) -> None:
    with pytest.raises(FetchFailed):
        await read_body(pieces(b"x"), encoding, 10)


async def test_bad_packing_is_told() -> None:
    with pytest.raises(FetchFailed):
        await read_body(pieces(b"no gzip at all"), "gzip", 10)
