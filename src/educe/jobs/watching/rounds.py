"""Readers of one user are served together: what several of them wait for is fetched in one go, in
that user's name, and nobody else's reader is served from it."""

import asyncio
import logging
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager, contextmanager, suppress
from typing import Any, ClassVar, Generic, TypeVar
from uuid import UUID

from sqlalchemy import exc
from sqlalchemy.ext.asyncio import AsyncSession

from educe.cancelling import cancel_and_wait

#: opens a transaction in a user's name
OpenSession = Callable[[UUID], AbstractAsyncContextManager[AsyncSession]]
#: raised while the database can't be asked; it may be back soon
AWAY = (exc.OperationalError, exc.InterfaceError, exc.TimeoutError, OSError)
_log = logging.getLogger(__name__)


class Reader:
    """Somebody at the other end of a stream. What is there for it waits in one place that is never
    more than one portion, however slow it reads."""

    def __init__(self) -> None:
        self.started = False  # it was given something
        self.ended = False
        self.error: Exception | None = None
        self.something = asyncio.Event()
        self.ask: Callable[[], None] = lambda: None  # for a round of its user's

    def end(self) -> None:
        """Ends its stream."""
        self.ended = True
        self.something.set()

    def fail(self, error: Exception) -> None:
        """Raises the error where its stream begins; one that has begun ends."""
        if not self.started:
            self.error = error
        self.end()

    async def wait(self, seconds: float) -> bool:
        """Whether something is there for it by then, or its end."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self.something.wait()
        if self.error is not None:
            raise self.error
        return self.something.is_set()


R = TypeVar("R", bound=Reader)


class Rounds(ABC, Generic[R]):
    """Serves one user's readers, round by round while there are any."""

    pause_seconds: ClassVar[float]  # between two rounds: what changes meanwhile is served together
    look_seconds: ClassVar[float]  # so often there is a round, even if nothing was asked for

    def __init__(self, user_id: UUID, open_session: OpenSession, turns: asyncio.Semaphore) -> None:
        """`turns` bounds how many users are served at once."""
        self.readers: set[R] = set()
        self._user_id = user_id
        self._open_session = open_session
        self._turns = turns
        self._asked = asyncio.Event()
        self._look_at = asyncio.get_running_loop().time() + self.look_seconds

    @abstractmethod
    async def serve(self, *, look: bool) -> None:
        """Fetches what is due, or all that may have changed on a `look`, and hands it out."""

    def ask(self) -> None:
        """Soon there is a round."""
        self._asked.set()

    def session(self) -> AbstractAsyncContextManager[AsyncSession]:
        """A transaction in the name of the user whose readers these are."""
        return self._open_session(self._user_id)

    async def run(self) -> None:
        while self.readers:
            look = await self._until_due()
            async with self._turns:
                await self._round(look=look)
            await asyncio.sleep(self.pause_seconds)

    async def _round(self, *, look: bool) -> None:
        try:
            await self.serve(look=look)
        except AWAY as error:
            _log.info("readers wait for the database: %s", type(error).__name__)
            self._fail(error, {reader for reader in self.readers if not reader.started})
        except Exception as error:
            _log.exception("streams end by a mistake in Educe")
            self._fail(error, set(self.readers))

    def _fail(self, error: Exception, readers: set[R]) -> None:
        for reader in readers:
            reader.fail(error)

    async def _until_due(self) -> bool:
        """Whether it is time to look."""
        with suppress(TimeoutError):
            async with asyncio.timeout_at(self._look_at):
                await self._asked.wait()
        self._asked.clear()
        now = asyncio.get_running_loop().time()
        if now < self._look_at:
            return False
        self._look_at = now + self.look_seconds
        return True


T = TypeVar("T", bound=Rounds[Any])


class Users(Generic[R, T]):
    """The rounds of all users who have readers here."""

    def __init__(self, make: Callable[[UUID], T]) -> None:
        self._make = make
        self._rounds: dict[UUID, T] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def __iter__(self) -> Iterator[T]:
        return iter(self._rounds.values())

    @contextmanager
    def serving(self, user_id: UUID, reader: R) -> Iterator[R]:
        """The reader takes part in its user's rounds until the context closes. That cancels no
        query: it would cost the pool a connection."""
        rounds = self._rounds.get(user_id) or self._begin(user_id)
        rounds.readers.add(reader)
        reader.ask = rounds.ask
        reader.ask()
        try:
            yield reader
        finally:
            rounds.readers.discard(reader)
            if not rounds.readers:
                del self._rounds[user_id]
                rounds.ask()  # and so it ends

    def end(self) -> None:
        """Ends all streams."""
        for rounds in self:
            for reader in rounds.readers:
                reader.end()

    async def close(self) -> None:
        self.end()
        await cancel_and_wait(self._tasks)

    def _begin(self, user_id: UUID) -> T:
        rounds = self._rounds[user_id] = self._make(user_id)
        # its task must see the first reader: it starts when this step of the loop has ended
        task = asyncio.create_task(rounds.run(), name="rounds of a user's streams")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return rounds
