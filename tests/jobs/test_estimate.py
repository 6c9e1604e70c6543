"""How long the rest takes."""

import random
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from educe.jobs.estimate import remaining_seconds

BEGAN = datetime(2026, 1, 1, tzinfo=UTC)


def after(seconds: float) -> datetime:
    return BEGAN + timedelta(seconds=seconds)


def test_too_few_items_say_nothing() -> None:
    assert remaining_seconds(2, 100, BEGAN, after(10)) is None
    assert remaining_seconds(5, 100, BEGAN, BEGAN) is None


def test_the_range_lies_around_the_pace_and_narrows() -> None:
    early = remaining_seconds(10, 90, BEGAN, after(10))
    late = remaining_seconds(1000, 90, BEGAN, after(1000))
    assert early is not None
    assert late is not None
    assert early[0] < 90 < early[1]
    assert early[0] < late[0] < 90 < late[1] < early[1]


@given(st.integers(3, 10**6), st.integers(0, 10**6), st.floats(0.01, 10**6))
def test_the_range_is_in_order_and_finite(done: int, left: int, elapsed: float) -> None:
    found = remaining_seconds(done, left, BEGAN, after(elapsed))
    assert found is not None
    low, high = found
    assert 0 <= low <= high < float("inf")


def test_nine_times_in_ten_the_rest_takes_what_was_said() -> None:
    rng = random.Random(7)
    right = 0
    for _ in range(400):
        times = [rng.expovariate(1.0) for _ in range(60)]
        found = remaining_seconds(20, 40, BEGAN, after(sum(times[:20])))
        assert found is not None
        right += found[0] <= sum(times[20:]) <= found[1]
    assert right / 400 > 0.85
