"""Readers of single jobs' histories, served with one query for all of a user's that are due."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from educe.jobs.watching.pages import AT_ONCE, Page, Place, gone, pages
from educe.jobs.watching.rounds import Reader, Rounds

_ROWS_AT_ONCE = 10_000
_LEAST = 20


class Watcher(Reader):
    """One reader of one job's events after a number."""

    def __init__(self, job_id: UUID, after: int) -> None:
        super().__init__()
        self.job_id = job_id
        self.after = after
        self.due = True  # there may be something new
        self._page: Page | None = None

    @property
    def waiting(self) -> bool:
        return self._page is None and not self.ended

    def wake(self) -> None:
        """The job has changed."""
        self.due = True
        if self.waiting:
            self.ask()

    def give(self, page: Page | None) -> None:
        """What was found; None: the job isn't there for this user."""
        if page is None:
            self.fail(gone())
            return
        mine = page.after(self.after)
        if mine.lines or mine.last or not self.started:
            self.started = True
            self._page = mine
            self.something.set()
        elif mine.more:  # this page ended before its place
            self.wake()

    def take(self) -> Page | None:
        """The next page; None at the end."""
        page, self._page = self._page, None
        if self.ended or page is None:
            return None
        self.something.clear()
        if page.lines:
            self.after = page.lines[-1].seq
        if self.due or page.more:
            self.wake()
        return page


class WatcherRounds(Rounds[Watcher]):
    """Serves the watchers of one user."""

    pause_seconds = 0.02
    look_seconds = 2.0  # hints may get lost

    async def serve(self, *, look: bool) -> None:
        due = _by_place(
            watcher for watcher in self.readers if watcher.waiting and (watcher.due or look)
        )
        if not due:
            return
        for watcher in _all(due):
            watcher.due = False  # what changes from now on makes it due again
        most = max(_LEAST, min(AT_ONCE, _ROWS_AT_ONCE // len(due)))
        async with self.session() as session:
            found = await pages(session, list(due), most)
        for place, watchers in due.items():
            for watcher in watchers:
                watcher.give(found.get(place))


def _by_place(watchers: Iterable[Watcher]) -> Mapping[Place, Sequence[Watcher]]:
    """Watchers by where to fetch from for them: from the lowest of those who are near each other,
    so that one who begins doesn't hold up those who are far ahead."""
    grouped: dict[Place, list[Watcher]] = {}
    place: Place | None = None
    for watcher in sorted(watchers, key=lambda watcher: (watcher.job_id, watcher.after)):
        job_id, after = place or (None, 0)
        if place is None or watcher.job_id != job_id or watcher.after >= after + AT_ONCE:
            place = (watcher.job_id, watcher.after)
        grouped.setdefault(place, []).append(watcher)
    return grouped


def _all(due: Mapping[Place, Sequence[Watcher]]) -> Iterable[Watcher]:
    return (watcher for watchers in due.values() for watcher in watchers)
