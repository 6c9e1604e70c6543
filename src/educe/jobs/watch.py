"""Watching jobs: an API process listens once for all its readers and serves them together.

A notification is only a hint. What is new is fetched by number, in one statement with the job's own
row, so an event is neither lost nor repeated; without hints there is a look every two seconds.
Readers of the same user who wait at the same time share one query, in that user's name.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from uuid import UUID

from educe.cancelling import cancel_and_wait
from educe.jobs.events import AnyChange, Change
from educe.jobs.watching.hints import Hint, HintReader, HintRounds
from educe.jobs.watching.notifications import hear
from educe.jobs.watching.pages import NOTHING_NEW, Page
from educe.jobs.watching.rounds import OpenSession, Users
from educe.jobs.watching.watchers import Watcher, WatcherRounds

SIGN_OF_LIFE_SECONDS = 15.0
_SERVED_AT_ONCE = 4  # users; each takes a connection


class Listener:
    """One LISTEN connection, kept open, and the streams that live by it."""

    def __init__(self, url: str, open_session: OpenSession) -> None:
        """`open_session` opens a transaction in a user's name."""
        self._url = url
        turns = asyncio.Semaphore(_SERVED_AT_ONCE)
        self._watchers = Users[Watcher, WatcherRounds](
            lambda user_id: WatcherRounds(user_id, open_session, turns)
        )
        self._browsers = Users[HintReader, HintRounds](
            lambda user_id: HintRounds(user_id, open_session, turns)
        )
        self._of_job: defaultdict[UUID, set[Watcher]] = defaultdict(set)
        self._closed = False

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Listener"]:
        hearing = asyncio.create_task(
            hear(self._url, self._heard, self._missed), name="listener of job events"
        )
        try:
            yield self
        finally:
            self.close()
            await cancel_and_wait([hearing])
            await self._watchers.close()
            await self._browsers.close()

    def close(self) -> None:
        """Ends all watching, as before the server stops."""
        self._closed = True
        self._watchers.end()
        self._browsers.end()

    async def watch(
        self, user_id: UUID, job_id: UUID, after: int = 0
    ) -> AsyncGenerator[Page, None]:
        """The job's events from the one after number `after` on, as they come, a page at a time.
        The first page comes at once; an empty one is a sign of life, every 15 s without events.

        Ends after the last event of a job that has ended, when the job isn't there for this user
        any more, and when the listener is closed. Raises NotFound when it isn't there at first.
        """
        watcher = Watcher(job_id, after)
        with self._woken(watcher), self._watchers.serving(user_id, watcher):
            while not self._closed:
                if not await watcher.wait(SIGN_OF_LIFE_SECONDS):
                    yield NOTHING_NEW
                    continue
                page = watcher.take()
                if page is None:
                    return
                yield page
                if page.last:
                    return

    async def hints(self, user_id: UUID) -> AsyncGenerator[Sequence[Hint], None]:
        """What changes for the user, told together and at most four times a second. An empty
        portion is a sign of life, every 15 s without hints. Ends when the listener is closed."""
        browser = HintReader()
        with self._browsers.serving(user_id, browser):
            while not self._closed:
                told = browser.take() if await browser.wait(SIGN_OF_LIFE_SECONDS) else []
                if told is None:
                    return
                yield told

    @contextmanager
    def _woken(self, watcher: Watcher) -> Iterator[None]:
        job_id = watcher.job_id
        self._of_job[job_id].add(watcher)
        try:
            yield
        finally:
            self._of_job[job_id].discard(watcher)
            if not self._of_job[job_id]:
                del self._of_job[job_id]

    def _heard(self, changes: Sequence[AnyChange]) -> None:
        for change in changes:
            if isinstance(change, Change):
                for watcher in self._of_job.get(change.job_id, ()):
                    watcher.wake()
        for browser in self._browsers:
            browser.changed(changes)

    def _missed(self) -> None:
        for watchers in self._of_job.values():
            for watcher in watchers:
                watcher.wake()
        for browser in self._browsers:
            browser.missed()
