"""What earlier jobs tell of one that isn't submitted yet."""

import pytest

from educe.jobs.queue.forecast import Sized, forecast
from educe.jobs.queue.ranking import Fleet, Ranking

FLEET = Fleet(workers=1, slots=2)


def ran(seconds: float, *, files: int = 1, size: float = 1000, items: int | None = None) -> Sized:
    return Sized(items or files, files, size, 100 + seconds, 100)


def test_it_goes_by_the_bytes_where_these_tell_more() -> None:
    earlier = [ran(1, size=1e6), ran(10, size=1e7), ran(3, size=3e6, files=20, items=20)]
    told = forecast(earlier, 5, 2_000_000, Ranking(fleet=FLEET))
    assert told is not None
    assert told.seconds_high < 6
    assert told.seconds_low > 0.5


def test_it_goes_by_the_files_where_these_tell_more() -> None:
    earlier = [ran(2 * n, files=n, size=size) for n, size in ((1, 10), (2, 1e8), (4, 500))]
    told = forecast(earlier, 10, 1_000_000, Ranking(fleet=Fleet(workers=1, slots=1)))
    assert told is not None
    assert (told.items_low, told.items_high) == (10, 10)
    assert told.seconds_low == pytest.approx(20)
    assert told.seconds_high == pytest.approx(20)


def test_it_takes_longer_while_others_share_the_fleet() -> None:
    earlier = [ran(4, files=4, items=4)] * 3
    alone = forecast(earlier, 4, 4000, Ranking(fleet=FLEET))
    crowded = forecast(earlier, 4, 4000, Ranking(fleet=FLEET.model_copy(update={"admitted": 3})))
    assert alone is not None
    assert crowded is not None
    assert crowded.seconds_low == pytest.approx(4 * alone.seconds_low)


def test_too_few_jobs_and_no_files_tell_nothing() -> None:
    assert forecast([ran(1)] * 2, 1, 1, Ranking(fleet=FLEET)) is None
    assert forecast([ran(1)] * 9, 0, 0, Ranking(fleet=FLEET)) is None
