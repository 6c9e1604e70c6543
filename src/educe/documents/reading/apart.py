"""Reading files apart from the process that asks: one at a time, in a child that may die of it."""

import asyncio
import contextlib
import json
import logging
import os
import sys
import tempfile
from base64 import b64decode
from collections import Counter
from collections.abc import AsyncIterable, AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from typing import IO, Any
from uuid import UUID
from weakref import WeakValueDictionary

from educe.documents.model import Text
from educe.documents.reading.child import MOST_WRITTEN
from educe.documents.reading.refusals import damaged
from educe.errors import EduceError, TooLarge, Unavailable, UnreadableFile

_log = logging.getLogger(__name__)
_SECONDS = 30.0
_MEMORY_BYTES = 2_000_000_000  # of address space
_MOST_WAITING = 20
_MOST_OF_ONE_USER = 2  # of those that wait
_WAIT_SECONDS = 60.0
#: all that a child learns of its surroundings: no settings, no tokens
_KEPT = ("PATH", "LD_LIBRARY_PATH", "PYTHONPATH", "TMPDIR", "LANG")
_ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
_REFUSALS = {kind.slug: kind for kind in (UnreadableFile, TooLarge)}


class NotReadNow(TooLarge):
    """The file takes more to read than a preview may."""

    slug = "too-large-to-preview"


class ApartReader:
    """Reads one file at a time; who comes meanwhile waits in line."""

    def __init__(self, *, seconds: float = _SECONDS, memory_bytes: int = _MEMORY_BYTES) -> None:
        self._seconds = seconds
        self._memory = memory_bytes
        self._turn = asyncio.Lock()
        self._waiting: Counter[UUID] = Counter()  # by user
        self._same = WeakValueDictionary[tuple[UUID, UUID], asyncio.Lock]()  # by user and file

    @asynccontextmanager
    async def turn(self, user_id: UUID, file_id: UUID) -> AsyncIterator[None]:
        """Holds the one place in which a file is read. Those who wait with one file for one user
        stand in line one after the other. Raises Unavailable when too many wait, or two for this
        user."""
        same = self._same.setdefault((user_id, file_id), asyncio.Lock())
        async with AsyncExitStack() as held:
            try:
                async with asyncio.timeout(_WAIT_SECONDS):
                    await held.enter_async_context(same)
                    with self._in_line(user_id):
                        await held.enter_async_context(self._turn)
            except TimeoutError:
                raise _busy() from None
            yield

    @contextmanager
    def _in_line(self, user_id: UUID) -> Iterator[None]:
        if self._waiting[user_id] >= _MOST_OF_ONE_USER:
            raise Unavailable(
                f"{_MOST_OF_ONE_USER} files wait already to be read for you. Try again when one has"
                " been."
            )
        if self._waiting.total() >= _MOST_WAITING:
            raise _busy()
        self._waiting[user_id] += 1
        try:
            yield
        finally:
            self._waiting[user_id] -= 1
            self._waiting += Counter()  # forgets who doesn't wait

    async def read(self, content: AsyncIterable[bytes], media_type: str, *, name: str) -> Text:
        """The file's text and blocks. Call it in one's `turn`.

        Raises UnreadableFile or TooLarge for a file that nobody can read, NotReadNow for one that
        took too much time or memory, or broke the reader."""
        with (
            tempfile.TemporaryFile() as order,
            tempfile.TemporaryFile() as answer,
            tempfile.TemporaryFile() as complaints,
        ):
            order.write(json.dumps({"name": name, "media_type": media_type}).encode() + b"\n")
            async for chunk in content:
                await asyncio.to_thread(order.write, chunk)
            order.seek(0)
            if await self._run(order, answer, complaints, name) != 0:
                _log.info("a file broke its reader: %s", _last_words(complaints))
                raise NotReadNow(
                    f"{name} broke the reader, or needed too much memory. It may be damaged: open"
                    " it where it was made, save it afresh and upload it again."
                )
            return await asyncio.to_thread(_told, answer, name, media_type)

    async def _run(
        self, order: IO[bytes], answer: IO[bytes], complaints: IO[bytes], name: str
    ) -> int:
        """Returns the child's exit code."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-P",
            "-m",
            "educe.documents.reading.child",
            str(int(self._seconds) + 1),
            str(self._memory),
            str(os.getpid()),
            stdin=order,
            stdout=answer,
            stderr=complaints,
            env={**_ONE_THREAD, **{k: v for k, v in os.environ.items() if k in _KEPT}},
        )
        try:
            async with asyncio.timeout(self._seconds):
                return await process.wait()
        except TimeoutError:
            raise NotReadNow(
                f"{name} takes longer than {self._seconds:.0f} seconds to read, which is too long"
                " for a preview. An extraction reads it in the background."
            ) from None
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()


def _told(answer: IO[bytes], name: str, media_type: str) -> Text:
    """What the child's answer says. Nothing in it is believed: the file may have written it."""
    answer.seek(0)
    try:
        told: dict[str, Any] = json.loads(answer.read(MOST_WRITTEN))
        if "text" in told:
            text = _checked(Text.model_validate(told["text"]))
            places = told.get("places")
            return text.model_copy(update={"places": b64decode(places) if places else None})
        error: EduceError
        if "not_now" in told:
            error = NotReadNow(str(told["not_now"]))
        else:
            refused = told["refused"]
            error = _REFUSALS[refused["slug"]](str(refused["message"]))
    except (ValueError, KeyError, TypeError, RecursionError):
        error = damaged(name, media_type)
    raise error


def _checked(text: Text) -> Text:
    end = len(text.text)
    if "\x00" in text.text or any(not 0 <= b.start <= b.end <= end for b in text.blocks):
        raise ValueError("not a text of ours")
    return text


def _last_words(complaints: IO[bytes]) -> str:
    complaints.seek(0, os.SEEK_END)
    complaints.seek(max(0, complaints.tell() - 500))
    return repr(complaints.read())


def _busy() -> Unavailable:
    return Unavailable("Many files are being read just now. Try again in a few seconds.")
