"""Blobs: stored whole under a fresh name, or not at all."""

import asyncio
import hashlib
import stat
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from educe.documents import blobs
from educe.documents.blobs import BlobStore
from educe.errors import NotFound, TooLarge, Unavailable


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "blobs"


@pytest.fixture
def store(root: Path) -> BlobStore:
    return BlobStore.open(root.as_uri())


async def chunks(count: int, size: int = 1000) -> AsyncIterator[bytes]:
    for number in range(count):
        yield bytes([number % 256]) * size


def files_in(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]


async def test_what_is_put_can_be_read_back(store: BlobStore) -> None:
    blob = await store.put(b"words", prefix="files", limit=100)
    assert await store.get(blob.name) == b"words"
    assert (blob.size, blob.sha256) == (5, hashlib.sha256(b"words").hexdigest())
    assert blob.name.startswith("files/")


async def test_the_same_bytes_get_two_names(store: BlobStore) -> None:
    one = await store.put(b"words", prefix="files", limit=100)
    two = await store.put(b"words", prefix="files", limit=100)
    assert one.name != two.name


@pytest.mark.parametrize("part", [512, 1_000_000])
async def test_a_stream_is_stored_hashed_and_streamed(
    store: BlobStore, monkeypatch: pytest.MonkeyPatch, part: int
) -> None:
    monkeypatch.setattr(blobs, "PART", part)
    content = b"".join([chunk async for chunk in chunks(40)])
    blob = await store.put(chunks(40), prefix="a/b", limit=40_000)
    assert blob.sha256 == hashlib.sha256(content).hexdigest()
    assert b"".join([piece async for piece in store.stream(blob.name, chunk=999)]) == content


@pytest.mark.parametrize("part", [512, 1_000_000])
async def test_an_upload_over_the_limit_leaves_nothing(
    store: BlobStore, root: Path, monkeypatch: pytest.MonkeyPatch, part: int
) -> None:
    monkeypatch.setattr(blobs, "PART", part)
    with pytest.raises(TooLarge, match="larger than 39 kB"):
        await store.put(chunks(40), prefix="files", limit=39_000)
    assert files_in(root) == []


async def test_a_broken_upload_leaves_nothing(
    store: BlobStore, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blobs, "PART", 512)

    async def breaking() -> AsyncIterator[bytes]:
        yield b"x" * 2000
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        await store.put(breaking(), prefix="files", limit=10_000)
    assert files_in(root) == []


async def test_a_cancelled_upload_leaves_nothing(
    store: BlobStore, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blobs, "PART", 512)
    stuck = asyncio.Event()

    async def hanging() -> AsyncIterator[bytes]:
        yield b"x" * 2000
        stuck.set()
        await asyncio.Event().wait()

    task = asyncio.create_task(store.put(hanging(), prefix="files", limit=10_000))
    await stuck.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with asyncio.timeout(5):
        # The store cleans up in a thread of its own.
        while files_in(root):  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def test_deleting_twice_is_no_error(store: BlobStore) -> None:
    blob = await store.put(b"", prefix="files", limit=1)
    assert await store.exists(blob.name)
    await store.delete(blob.name)
    await store.delete(blob.name)
    assert not await store.exists(blob.name)


async def test_a_missing_blob_is_not_found(store: BlobStore) -> None:
    with pytest.raises(NotFound):
        await store.get("files/none")
    with pytest.raises(NotFound):
        _ = [piece async for piece in store.stream("files/none")]


@pytest.mark.parametrize("prefix", ["", "../x", "/etc", "a//b", "A b", "a/"])
async def test_a_prefix_is_plain(store: BlobStore, prefix: str) -> None:
    with pytest.raises(ValueError, match="not a blob prefix"):
        await store.put(b"", prefix=prefix, limit=1)


def test_the_folder_is_its_owners_alone(store: BlobStore, root: Path) -> None:
    assert stat.S_IMODE(root.stat().st_mode) == 0o700


async def test_readiness_leaves_nothing(store: BlobStore, root: Path) -> None:
    await store.readiness()
    assert files_in(root) == []


@pytest.fixture
def broken(store: BlobStore, root: Path) -> BlobStore:
    root.rename(root.with_name("moved"))
    root.write_text("a file where the folder was")
    return store


async def test_readiness_fails_when_the_folder_is_gone(broken: BlobStore) -> None:
    with pytest.raises(Unavailable, match="Try again later"):
        await broken.readiness()


async def test_other_stores_are_opened_by_url() -> None:
    store = BlobStore.open("memory:///")
    await store.readiness()


@pytest.mark.parametrize("kind", ["folder", "memory"])
async def test_blobs_are_listed_by_name_with_their_sizes_and_times(
    root: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blobs, "PAGE", 3)
    store = BlobStore.open(root.as_uri() if kind == "folder" else "memory:///")
    began = datetime.now(UTC)
    names = [(await store.put(b"words", prefix="files", limit=9)).name for _ in range(10)]
    await store.put(b"words", prefix="files2", limit=9)
    listed = [page async for page in store.listing("files", most=100)]
    assert [blob.name for page in listed for blob in page] == sorted(names)
    assert max(len(page) for page in listed) == 3
    for blob in listed[0]:
        assert blob.size == 5
        assert abs(blob.modified_at - began) < timedelta(seconds=10)


@pytest.mark.parametrize("kind", ["folder", "memory"])
@pytest.mark.parametrize("most", [1, 2, 3, 4, 9, 10, 11])
async def test_a_listing_goes_on_behind_a_name_and_ends_at_the_limit(
    root: Path, kind: str, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(blobs, "PAGE", 3)
    store = BlobStore.open(root.as_uri() if kind == "folder" else "memory:///")
    names = sorted([(await store.put(b"x", prefix="files", limit=9)).name for _ in range(10)])
    for after in (None, names[0], names[4], names[9]):
        listed = store.listing("files", after=after, most=most)
        found = [blob.name async for page in listed for blob in page]
        assert found == names[0 if after is None else names.index(after) + 1 :][:most]


async def test_nothing_is_listed_where_nothing_was_stored(store: BlobStore) -> None:
    assert [page async for page in store.listing("files", most=5)] == []


async def test_a_store_belongs_to_who_asks_first(root: Path) -> None:
    assert await BlobStore.open(root.as_uri()).owner("one") == "one"
    again = BlobStore.open(root.as_uri())
    assert (await again.owner("two"), await again.owner("one")) == ("one", "one")
