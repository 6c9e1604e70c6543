"""How much work an extractor's jobs are, told from the last ones that were completed.

A job takes longer when others share the fleet. So what is remembered is not how long a job took but
how long it would have taken with one slot of its own all the time: its work, in slot-seconds.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean, median, quantiles

FEWEST = 3  # completed jobs, below which nothing is told
_MOST = 50


@dataclass(frozen=True, slots=True)
class Run:
    """A completed job: its extractor, its items, and how many seconds ago it started and ended; or
    one that runs and hasn't ended."""

    extractor: int
    items: int
    started_ago: float
    ended_ago: float | None = None

    @property
    def seconds(self) -> float:
        return self.started_ago - (self.ended_ago or 0.0)


@dataclass(frozen=True, slots=True)
class Work:
    """The work of an extractor's jobs, in slot-seconds: nine of ten lie between low and high."""

    low: float
    mean: float
    high: float
    items: int  # of a typical job: so many slots can work on it at a time

    def seconds(self, jobs: int, rate: float) -> tuple[float, float]:
        """What one of so many jobs that are done one after the other takes at this rate: the bounds
        of a sum lie closer to its mean, by the root of the number."""
        root = max(1, jobs) ** 0.5
        return (
            (self.mean - (self.mean - self.low) / root) / rate,
            (self.mean + (self.high - self.mean) / root) / rate,
        )


def rate(items: int, slots: int, jobs: float) -> float:
    """How many slots' work a job gets done in a second while so many jobs share the fleet: its part
    of the slots, but no more of them than it has items."""
    return min(max(1, items), slots, slots / max(1.0, jobs)) if slots else 1.0


def works(runs: Sequence[Run], extractors: int, slots: int) -> list[Work | None]:
    """The work of each extractor's jobs; None where too few were completed to tell. What ended
    earlier and what still runs tells only who shared the fleet."""
    load = Load(runs)
    ended: list[list[Run]] = [[] for _ in range(extractors)]
    for run in sorted(runs, key=lambda run: run.ended_ago or 0.0):
        if run.ended_ago is not None and len(ended[run.extractor]) < _MOST:
            ended[run.extractor].append(run)
    return [_work(mine, load, slots) for mine in ended]


def _work(runs: Sequence[Run], load: "Load", slots: int) -> Work | None:
    if len(runs) < FEWEST:
        return None
    works = [run.seconds * rate(run.items, slots, load.during(run)) for run in runs]
    twentieths = quantiles(works, n=20, method="inclusive")
    items = int(median(run.items for run in runs))
    return Work(twentieths[0], fmean(works), twentieths[-1], items)


class Load:
    """How many of the runs were under way at a time."""

    def __init__(self, runs: Sequence[Run]) -> None:
        changes = sorted(
            [(-run.started_ago, 1) for run in runs]
            + [(-(run.ended_ago or 0.0), -1) for run in runs]
        )
        self._times = [at for at, _ in changes]
        self._together = [0.0]  # job-seconds up to each of the times
        self._jobs = [0]  # at work from each of the times on
        for (at, change), (later, _) in pairwise(
            [*changes, (changes[-1][0], 0)] if changes else []
        ):
            self._jobs.append(self._jobs[-1] + change)
            self._together.append(self._together[-1] + self._jobs[-1] * (later - at))

    def during(self, run: Run) -> float:
        """The mean number of jobs at work while this one was."""
        if run.seconds <= 0:
            return 1.0
        together = self._until(-(run.ended_ago or 0.0)) - self._until(-run.started_ago)
        return together / run.seconds

    def _until(self, at: float) -> float:
        n = bisect_right(self._times, at)
        return self._together[n - 1] + self._jobs[n] * (at - self._times[n - 1]) if n else 0.0
