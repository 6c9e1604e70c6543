"""How long a job will wait for its start, as a range. Pure reckoning, without a database.

Two things stand before a job. First its owner's limit: the owner's jobs that have a place must make
room for it and for those before it in the owner's line. This is a list schedule: each next job goes
to the place that falls free first. Then the fleet: everybody's first turns that go before its own.
What jobs take is told from the extractors' last ones (durations.py) and from the progress of those
that run.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from heapq import heapify, heappop, heappush

from educe.jobs.estimate import remaining_seconds
from educe.jobs.queue.durations import Work, rate
from educe.jobs.queue.ranking import Fleet, Ranking

_LUCK, _MISFORTUNE = 0.85, 1.2  # the fleet's load won't stay as it is
_LEFT_OVER = 0.25  # of its run so far: what a job that outlasts its kind may take yet


@dataclass(frozen=True, slots=True)
class Place:
    """A job of the owner's that has a place. `elapsed`: seconds since its start; None before it."""

    extractor: int | None
    elapsed: float | None
    items: int
    done: int  # in this attempt
    left: int


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands between a job and its start on its owner's and its organization's side. The line
    is of (extractor, how many jobs of it)."""

    mine: bool  # the job is of whoever asks
    user_limit: int
    user_active: int
    organization_limit: int | None
    organization_active: int | None
    places: Sequence[Place]
    line: Sequence[tuple[int | None, int]]

    @property
    def user_is_full(self) -> bool:
        return self.user_active >= self.user_limit

    @property
    def organization_is_full(self) -> bool:
        return (
            self.organization_limit is not None
            and (self.organization_active or 0) >= self.organization_limit
        )


def expected_wait(
    standing: Standing, ranking: Ranking, ahead: int | None
) -> tuple[float, float] | None:
    """Seconds, at least and at most. `ahead`: how many first turns go before the job's own, when it
    has been admitted; else None. None when too little is known: no estimate yet."""
    fleet = ranking.fleet
    if not fleet.slots:
        return None
    low = high = 0.0
    if ahead is None:
        own = _until_place(standing, ranking)
        if own is None:
            return None
        low, high = own
    first_low, first_high = _until_turn(fleet, _turn_seconds(ranking), ahead, ranking.first)
    return low * _LUCK + first_low, high * _MISFORTUNE + first_high


def _until_place(standing: Standing, ranking: Ranking) -> tuple[float, float] | None:
    """Until the owner's limit leaves room."""
    fleet = ranking.fleet
    jobs = len(standing.places) + sum(n for _, n in standing.line)
    in_a_row = -(-jobs // standing.user_limit)
    places, line = [], []
    for place in standing.places:
        left = _remaining(place, ranking, in_a_row)
        if left is None:
            return None
        places.append(left)
    for extractor, n in standing.line:
        work = _work(ranking, extractor)
        if work is None:
            return None
        line += [work.seconds(in_a_row, rate(work.items, fleet.slots, fleet.admitted))] * n
    return (
        start_of_last([low for low, _ in places], [low for low, _ in line], standing.user_limit),
        start_of_last(
            [high for _, high in places], [high for _, high in line], standing.user_limit
        ),
    )


def start_of_last(places: Iterable[float], line: Sequence[float], limit: int) -> float:
    """When a job starts that comes after all of the line, at most `limit` of them at a time.
    `places`: what those at work take yet; `line`: what each of those before it takes."""
    ends = list(places)
    heapify(ends)
    now = 0.0
    for seconds in (*line, None):
        while len(ends) >= limit:
            now = max(now, heappop(ends))
        if seconds is not None:
            heappush(ends, now + seconds)
    return now


def _remaining(place: Place, ranking: Ranking, in_a_row: int) -> tuple[float, float] | None:
    """What a job that has a place takes yet: by its own progress, else by its kind's."""
    elapsed = place.elapsed or 0.0
    now = datetime.now(UTC)
    by_progress = remaining_seconds(place.done, place.left, now - timedelta(seconds=elapsed), now)
    if by_progress is not None:
        return by_progress
    work, fleet = _work(ranking, place.extractor), ranking.fleet
    if work is None:
        return None
    low, high = work.seconds(in_a_row, rate(place.items or work.items, fleet.slots, fleet.admitted))
    return max(0.0, low - elapsed), max(high - elapsed, elapsed * _LEFT_OVER)


def _until_turn(fleet: Fleet, turn: float, ahead: int | None, first: int) -> tuple[float, float]:
    """Until a slot takes an admitted job up: behind first turns that go before it, and the turns of
    jobs that have waited long for their next, which take as many at most."""
    if ahead is None:  # its own admission lies ahead: by then the line has changed
        return 0.0, _at_most(fleet, turn, first)
    return ahead * turn / fleet.slots, _at_most(fleet, turn, ahead)


def _at_most(fleet: Fleet, turn: float, ahead: int) -> float:
    if fleet.admitted <= fleet.slots:
        return 1.0  # there is a free slot: a delivery that was lost is sent again after a second
    return 2 * (ahead + 1) * turn / fleet.slots + turn


def _turn_seconds(ranking: Ranking) -> float:
    """What a turn takes: the slice or one item, and no more than a whole job."""
    known = [work for work in ranking.works if work is not None]
    turns = [
        min(work.mean, max(ranking.slice_seconds, work.mean / max(1, work.items))) for work in known
    ]
    return sum(turns) / len(turns) if turns else ranking.slice_seconds


def _work(ranking: Ranking, extractor: int | None) -> Work | None:
    return None if extractor is None else ranking.works[extractor]
