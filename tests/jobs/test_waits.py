"""Reckoning how long a job will wait."""

import random
from collections.abc import Sequence

import pytest

from educe.jobs.queue.durations import Run, Work, rate, works
from educe.jobs.queue.ranking import Fleet, Ranking
from educe.jobs.queue.waits import Place, Standing, expected_wait, start_of_last
from educe.jobs.queue.wording import ordinal, place, seconds_range

MINUTE, HOUR = 60.0, 3600.0


def standing(
    *, limit: int = 2, places: Sequence[Place] = (), line: Sequence[tuple[int | None, int]] = ()
) -> Standing:
    return Standing(True, limit, len(places), None, None, places, line)


def ranking(*works: Work | None, slots: int = 2, admitted: int = 2, first: int = 0) -> Ranking:
    return Ranking(
        fleet=Fleet(workers=1, slots=slots, admitted=admitted, running=admitted - first),
        works=works,
        first=first,
        slice_seconds=1.0,
    )


def steady(seconds: float, items: int = 1) -> Work:
    """Jobs that all take the same."""
    return Work(seconds, seconds, seconds, items)


def started(elapsed: float, *, items: int = 1, done: int = 0) -> Place:
    return Place(0, elapsed, items, done, items - done)


# the schedule


@pytest.mark.parametrize(
    ("places", "line", "limit", "start"),
    [
        ([], [], 1, 0.0),
        ([5.0], [], 2, 0.0),
        ([5.0, 3.0], [], 2, 3.0),
        ([5.0, 3.0], [4.0], 2, 5.0),
        ([5.0, 3.0], [1.0], 2, 4.0),
        ([5.0], [2.0, 2.0, 2.0], 1, 11.0),
        ([9.0, 1.0, 2.0], [], 2, 2.0),  # the limit was lowered: two must end
        ([], [4.0, 4.0, 4.0, 4.0], 2, 8.0),
    ],
)
def test_a_job_starts_when_a_place_falls_free_that_nobody_before_it_takes(
    places: list[float], line: list[float], limit: int, start: float
) -> None:
    assert start_of_last(places, line, limit) == start


# the work of jobs


def test_of_two_completed_jobs_nothing_is_told() -> None:
    runs = [Run(0, 1, 20.0, 10.0), Run(0, 1, 9.0, 1.0)]
    assert works(runs, 2, 2) == [None, None]


def test_work_is_what_jobs_took_when_they_had_the_fleet_to_themselves() -> None:
    one_by_one = [Run(0, 1, 100.0 - 10 * n, 92.0 - 10 * n) for n in range(5)]
    [work] = works(one_by_one, 1, 1)
    assert work is not None
    assert (work.low, work.mean, work.high) == pytest.approx((8, 8, 8))


def test_jobs_that_shared_a_slot_were_half_the_work() -> None:
    shared = [Run(0, 1, 100.0 - 10 * n, 92.0 - 10 * n) for n in range(5) for _ in range(2)]
    [work] = works(shared, 1, 1)
    assert work is not None
    assert work.mean == pytest.approx(4)
    [work] = works(shared, 1, 2)
    assert work is not None
    assert work.mean == pytest.approx(8)


def test_jobs_of_other_extractors_share_the_fleet_too() -> None:
    runs = [Run(e, 1, 100.0 - 10 * n, 92.0 - 10 * n) for n in range(5) for e in (0, 1)]
    assert [work and work.mean for work in works(runs, 2, 1)] == pytest.approx([4, 4])


@pytest.mark.parametrize(
    ("items", "slots", "jobs", "slots_worth"),
    [(1, 4, 1, 1.0), (100, 4, 1, 4.0), (100, 4, 2, 2.0), (1, 2, 8, 0.25), (0, 2, 1, 1.0)],
)
def test_a_job_gets_its_part_of_the_slots_but_no_more_than_it_has_items(
    items: int, slots: int, jobs: int, slots_worth: float
) -> None:
    assert rate(items, slots, jobs) == slots_worth


def test_the_bounds_of_many_jobs_lie_closer_to_their_mean() -> None:
    work = Work(1.0, 2.0, 4.0, 1)
    assert work.seconds(1, 1.0) == (1.0, 4.0)
    assert work.seconds(4, 1.0) == (1.5, 3.0)


# the wait


def test_without_a_slot_there_is_no_estimate() -> None:
    assert expected_wait(standing(), ranking(steady(9), slots=0), None) is None


def test_without_a_history_of_what_runs_there_is_no_estimate() -> None:
    full = standing(limit=1, places=[started(1)])
    assert expected_wait(full, ranking(None), None) is None


def test_progress_of_its_own_needs_no_history() -> None:
    full = standing(limit=1, places=[started(50, items=100, done=50)])
    wait = expected_wait(full, ranking(None), None)
    assert wait is not None
    assert wait[0] < 50 < wait[1]


def test_the_next_of_a_full_owner_waits_for_the_rest_of_what_runs() -> None:
    full = standing(limit=1, places=[started(30)])
    wait = expected_wait(full, ranking(steady(40), admitted=1), None)
    assert wait is not None
    assert wait[0] <= 10 <= wait[1] < 20


def test_each_job_before_it_adds_its_time() -> None:
    waits = [
        expected_wait(
            standing(limit=1, places=[started(0)], line=[(0, n)]), ranking(steady(60)), None
        )
        for n in range(4)
    ]
    for n, wait in enumerate(waits, 1):
        assert wait is not None
        assert wait[0] <= n * 60 <= wait[1]


def test_a_fleet_that_many_share_is_slower() -> None:
    full = standing(limit=1, places=[started(0)])
    alone = expected_wait(full, ranking(steady(60), admitted=2), None)
    crowded = expected_wait(full, ranking(steady(60), admitted=20), None)
    assert alone is not None
    assert crowded is not None
    assert crowded[0] > 9 * alone[0]


def test_a_job_that_outlasts_its_kind_is_expected_to_go_on_for_a_while() -> None:
    full = standing(limit=1, places=[started(400)])
    wait = expected_wait(full, ranking(steady(40), admitted=1), None)
    assert wait is not None
    assert wait[0] == 0
    assert wait[1] > 60


def test_an_admitted_job_beside_a_free_slot_starts_at_once() -> None:
    wait = expected_wait(standing(), ranking(None, slots=4, admitted=2, first=1), 0)
    assert wait == (0.0, 1.0)


def test_an_admitted_job_waits_for_the_first_turns_before_it() -> None:
    wait = expected_wait(standing(), ranking(steady(60, items=60), admitted=40, first=30), 20)
    assert wait is not None
    assert wait[0] == 10  # twenty turns of a second on two slots
    assert 20 < wait[1] < 30


def test_the_true_wait_lies_in_the_range_nine_times_in_ten() -> None:
    """Jobs of random lengths, one owner, a place each: how often is the range right?"""
    dice = random.Random(7)
    hits, rounds = 0, 400
    for _ in range(rounds):
        lengths = [dice.lognormvariate(3, 0.6) for _ in range(50)]
        history = [
            Run(0, 1, 1e6 - 1000 * n, 1e6 - 1000 * n - took) for n, took in enumerate(lengths)
        ]
        known = ranking(*works(history, 1, 2), admitted=2)
        line = dice.randint(0, 6)
        running, *before = [dice.lognormvariate(3, 0.6) for _ in range(line + 1)]
        elapsed = running * dice.random()
        truth = running - elapsed + sum(before)
        wait = expected_wait(
            standing(limit=1, places=[started(elapsed)], line=[(0, line)]), known, None
        )
        assert wait is not None
        hits += wait[0] <= truth <= wait[1]
    assert hits / rounds > 0.85


# words


def test_ordinals() -> None:
    told = [ordinal(n) for n in (1, 2, 3, 4, 11, 12, 13, 21, 102, 111, 1003)]
    assert told == [
        *("1st", "2nd", "3rd", "4th", "11th", "12th", "13th"),
        *("21st", "102nd", "111th", "1,003rd"),
    ]
    assert [place(n) for n in (1, 2)] == ["next", "2nd"]


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (0, 3, "a few seconds"),
        (0, 12, "up to 15 seconds"),
        (11, 33, "about 10 to 35 seconds"),
        (40, 41, "about 40 to 45 seconds"),
        (45, 130, "up to 3 minutes"),
        (4 * MINUTE + 5, 7 * MINUTE - 5, "about 4 to 7 minutes"),
        (MINUTE, MINUTE + 1, "about 1 to 2 minutes"),
        (3 * MINUTE, 3 * MINUTE, "about 3 minutes"),
        (12 * MINUTE, 44 * MINUTE, "about 10 to 45 minutes"),
        (50 * MINUTE, 2 * HOUR, "about 50 minutes to 2 hours"),
        (3 * HOUR, 7.5 * HOUR, "about 3 to 8 hours"),
        (1, 90 * HOUR, "up to 90 hours"),
    ],
)
def test_a_range_is_rounded_outwards_and_told_in_the_unit_that_fits(
    low: float, high: float, words: str
) -> None:
    assert seconds_range(low, high) == words
