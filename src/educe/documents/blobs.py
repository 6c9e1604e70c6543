"""The blob store: where the bytes of files and artifacts lie (a folder, S3, Azure Blob, GCS).

Names are made here, one for each upload, and never reused, so a stored blob never changes.
This is the only module that knows obstore.
"""

import asyncio
import hashlib
import logging
import os
import re
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from heapq import nsmallest
from operator import attrgetter
from pathlib import Path
from typing import Any, Self
from urllib.parse import unquote, urlsplit

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError, NotFoundError
from obstore.store import LocalStore, ObjectStore, from_url

from educe.documents.sizes import human_size
from educe.errors import NotFound, TooLarge, Unavailable
from educe.ids import new_id

PART = 8 * 1024 * 1024  # bytes held in memory per part of a large upload
PREFIX = re.compile(r"[a-z0-9][a-z0-9_-]*(?:/[a-z0-9][a-z0-9_-]*)*")
PAGE = 1000  # blobs that are listed together
_OWNER = "owner"  # the blob that says whose store this is
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class StoredBlob:
    """What was stored: its name here, its size in bytes, the SHA-256 of its bytes in hex."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class ListedBlob:
    """A blob as the store lists it: its size in bytes, and when it was written."""

    name: str
    size: int
    modified_at: datetime


class BlobStore:
    """Blobs under one URL."""

    def __init__(self, store: ObjectStore, root: Path | None = None) -> None:
        self._store = store
        self._root = root  # of a local folder, to make its writes durable

    @classmethod
    def open(cls, url: str, **options: Any) -> Self:
        """The store at `file:///folder`, `s3://…`, `az://…`, `gs://…` or `memory:///`.

        A local folder is created, readable by its owner alone. `options` are obstore's.
        """
        parts = urlsplit(url)
        if parts.scheme != "file":
            return cls(from_url(url, **options))
        root = Path(unquote(parts.path))
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
        return cls(LocalStore(root), root)

    async def put(
        self, content: bytes | AsyncIterable[bytes], *, prefix: str, limit: int
    ) -> StoredBlob:
        """Store `content` under a fresh name below `prefix`, holding at most a few parts of it.

        When this returns, the blob survives a power cut. When it raises, nothing is left.

        Raises:
            TooLarge: `content` has more than `limit` bytes.
            Unavailable: the store can't be reached or refuses.
        """
        name = _new_name(prefix)
        upload = _Upload(content, limit)
        try:
            with _unavailable("be written to"):
                await self._write(name, upload)
        except Unavailable:
            if upload.failure is not None:  # the content's sender failed, not the store
                raise upload.failure from None
            raise
        return StoredBlob(name, upload.size, upload.digest.hexdigest())

    async def _write(self, name: str, upload: "_Upload") -> None:
        first = await upload.read_part()
        if upload.ended:
            await obstore.put_async(self._store, name, first, mode="create")
        else:
            # Parts can't be put with "create"; the name is new, so nothing is overwritten.
            parts = upload.parts(first)
            await obstore.put_async(self._store, name, parts, chunk_size=PART, max_concurrency=2)
        if self._root is not None:
            try:
                await asyncio.to_thread(_flush_to_disk, self._root, name)
            except OSError:
                await self.delete(name)
                raise

    async def get(self, name: str) -> bytes:
        """All bytes of a blob. Raises NotFound if there is none of this name."""
        with _unavailable("be read"), _missing():
            result = await obstore.get_async(self._store, name)
            return bytes(await result.bytes_async())

    async def stream(self, name: str, *, chunk: int = 1024 * 1024) -> AsyncIterator[bytes]:
        """The bytes of a blob in order, about `chunk` at a time. Raises NotFound."""
        with _unavailable("be read"), _missing():
            result = await obstore.get_async(self._store, name)
            async for part in result.stream(min_chunk_size=chunk):
                yield bytes(part)

    async def exists(self, name: str) -> bool:
        """Whether there is a blob of this name."""
        try:
            with _unavailable("be read"), _missing():
                await obstore.head_async(self._store, name)
        except NotFound:
            return False
        return True

    async def delete(self, name: str) -> None:
        """Remove a blob; one that is already gone is no error, so this can be repeated."""
        try:
            with _unavailable("be written to"), _missing():
                await obstore.delete_async(self._store, name)
        except NotFound:
            return

    async def listing(
        self, prefix: str, *, after: str | None = None, most: int
    ) -> AsyncIterator[list[ListedBlob]]:
        """The first `most` blobs below `prefix` whose names come after `after`, in the order of
        their names, some at a time. Raises Unavailable."""
        pages = self._listed(prefix, after)
        if self._root is not None:  # a folder is listed in no order
            pages = _by_name(pages, most)
        async for page in pages:
            yield page[:most]
            most -= len(page)
            if most <= 0:
                return

    async def _listed(self, prefix: str, after: str | None) -> AsyncIterator[list[ListedBlob]]:
        with _unavailable("be listed"):
            async for page in obstore.list(self._store, prefix, offset=after, chunk_size=PAGE):
                yield [ListedBlob(m["path"], m["size"], m["last_modified"]) for m in page]

    async def owner(self, claimant: str) -> str:
        """Whose store this is: the claimant's, when it was nobody's before. Raises Unavailable."""
        with _unavailable("be written to"):
            try:
                await obstore.put_async(self._store, _OWNER, claimant.encode(), mode="create")
                if self._root is not None:
                    await asyncio.to_thread(_flush_to_disk, self._root, _OWNER)
            except AlreadyExistsError:
                pass
        return (await self.get(_OWNER)).decode()

    async def readiness(self) -> None:
        """Write, read and delete a small blob. Raises Unavailable if any of it fails."""
        probe = await self.put(b"probe", prefix="readiness", limit=16)
        try:
            if await self.get(probe.name) != b"probe":
                raise Unavailable("The blob store returns other bytes than were stored.")
        finally:
            await self.delete(probe.name)


async def forget_blobs(blobs: BlobStore, names: Iterable[str]) -> None:
    """Deletes blobs that no row names any more. One that can't be deleted now is left and logged:
    it costs space, and nothing else."""
    for name in names:
        try:
            await blobs.delete(name)
        except Exception:
            _log.warning("the blob %s is not needed any more and couldn't be deleted", name)


class _Upload:
    """Content on its way in: counted, hashed, and cut into parts."""

    def __init__(self, content: bytes | AsyncIterable[bytes], limit: int) -> None:
        self._chunks = aiter(_once(content) if isinstance(content, bytes) else content)
        self._limit = limit
        self.size = 0
        self.digest = hashlib.sha256()
        self.ended = False
        self.failure: Exception | None = None  # what the content's source raised

    async def read_part(self) -> bytes:
        """The next bytes, at least PART of them unless the content ends."""
        part = bytearray()
        while len(part) < PART:
            try:
                chunk = await anext(self._chunks)
            except StopAsyncIteration:
                self.ended = True
                break
            except Exception as error:
                self.failure = error
                raise
            self._count(chunk)
            part += chunk
        return bytes(part)

    def _count(self, chunk: bytes) -> None:
        self.size += len(chunk)
        if self.size > self._limit:
            limit = human_size(self._limit)
            raise TooLarge(f"The file is larger than {limit}. Split it and upload the parts.")
        self.digest.update(chunk)

    async def parts(self, first: bytes) -> AsyncIterator[bytes]:
        yield first
        while not self.ended:
            if part := await self.read_part():
                yield part


async def _once(content: bytes) -> AsyncIterator[bytes]:
    yield content


async def _by_name(
    pages: AsyncIterator[list[ListedBlob]], most: int
) -> AsyncIterator[list[ListedBlob]]:
    """The first `most` by name, of pages in no order; few more are held in memory."""
    first: list[ListedBlob] = []
    async for page in pages:
        first += page
        if len(first) > 2 * most:
            first = nsmallest(most, first, key=attrgetter("name"))
    first.sort(key=attrgetter("name"))
    for start in range(0, min(most, len(first)), PAGE):
        yield first[start : start + PAGE]


def _new_name(prefix: str) -> str:
    if not PREFIX.fullmatch(prefix):
        raise ValueError(f"not a blob prefix: {prefix!r}")
    return f"{prefix}/{new_id()}"


@contextmanager
def _unavailable(what: str) -> Iterator[None]:
    """Turn the store's errors into ours; its own text may hold addresses and keys."""
    try:
        yield
    except (BaseError, OSError) as error:
        kind = type(error).__name__
        raise Unavailable(f"The blob store can't {what} now ({kind}). Try again later.") from error


@contextmanager
def _missing() -> Iterator[None]:
    try:
        yield
    except (NotFoundError, FileNotFoundError) as error:
        raise NotFound("The stored file is gone. Upload it again.") from error


def _flush_to_disk(root: Path, name: str) -> None:
    """Force the file and its folders to disk, which the local store leaves to the system."""
    path = root / name
    for entry in (path, *path.parents):
        descriptor = os.open(entry, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        if entry == root:
            break
