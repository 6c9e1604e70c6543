"""How many items a job will have and how long it will take, told from its extractor's earlier ones.

What a job costs may go by its files or by their bytes: what the earlier jobs agree on better is
believed. Pure reckoning, without a database.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import quantiles

from educe.jobs.queue.durations import FEWEST, Load, Run, rate
from educe.jobs.queue.ranking import Ranking

_TWENTIETHS = 20


@dataclass(frozen=True, slots=True)
class Sized:
    """A completed job: its items, files and bytes, and its start and end, in seconds ago."""

    items: int
    files: int
    bytes: float
    started_ago: float
    ended_ago: float


@dataclass(frozen=True, slots=True)
class Forecast:
    """Nine jobs of ten lie between low and high. In seconds, from a job's start to its end, while
    the fleet is as busy as now."""

    items_low: int
    items_high: int
    seconds_low: float
    seconds_high: float


def forecast(earlier: Sequence[Sized], files: int, size: int, ranking: Ranking) -> Forecast | None:
    """Of a job over so many files of `size` bytes together; None when too few jobs were completed
    to tell, and for a job without files."""
    if len(earlier) < FEWEST or not files:
        return None
    items_low, items_high = _range(earlier, [run.items for run in earlier], files, size)
    slots, load = ranking.fleet.slots, Load(ranking.runs)
    works = [_slot_seconds(run, load, slots) for run in earlier]
    low, high = _range(earlier, works, files, size)
    others = ranking.fleet.admitted + 1
    return Forecast(
        items_low=max(1, round(items_low)),
        items_high=max(1, round(items_high)),
        seconds_low=low / rate(round(items_low), slots, others),
        seconds_high=high / rate(round(items_low), slots, others),
    )


def _slot_seconds(run: Sized, load: Load, slots: int) -> float:
    """The work that the job was, as if it had one slot of its own all the time."""
    was = Run(0, run.items, run.started_ago, run.ended_ago)
    return was.seconds * rate(run.items, slots, load.during(was))


def _range(
    earlier: Sequence[Sized], values: Sequence[float], files: int, size: int
) -> tuple[float, float]:
    """What the values would be for this job: by the measure that they follow more closely."""
    by_files = _ratios(values, [run.files for run in earlier])
    by_bytes = _ratios(values, [max(1.0, run.bytes) for run in earlier])
    (low, high), many = min(((by_files, files), (by_bytes, size)), key=_spread)
    return low * many, high * many


def _ratios(values: Sequence[float], measures: Sequence[float]) -> tuple[float, float]:
    ratios = [value / measure for value, measure in zip(values, measures, strict=True)]
    cuts = quantiles(ratios, n=_TWENTIETHS, method="inclusive")
    return cuts[0], cuts[-1]


def _spread(told: tuple[tuple[float, float], int]) -> float:
    (low, high), _ = told
    return high / low if low > 0 else float("inf")
