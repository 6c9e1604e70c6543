"""When schedules fire: crons in timezones, clocks that change, what is missed and caught up."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from educe.errors import InvalidInput
from educe.jobs.schedules.times import CatchUp, Due, Timing, what_is_due

SPRING = {"Europe/Berlin": "2026-03-29", "America/New_York": "2026-03-08"}
AUTUMN = {"Europe/Berlin": "2026-10-25", "America/New_York": "2026-11-01"}
ZONES = pytest.mark.parametrize("zone", SPRING)
NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)


def cron(expression: str, zone: str = "UTC") -> Timing:
    return Timing.parse(expression, None, zone)


def once(at: str, zone: str = "UTC") -> Timing:
    return Timing.parse(None, datetime.fromisoformat(at), zone)


def midnight(day: str, zone: str) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=ZoneInfo(zone))


def on_the_day(timing: Timing, day: str, zone: str) -> list[datetime]:
    """All moments of one day of the wall's calendar."""
    start = midnight(day, zone) - timedelta(seconds=1)
    end = midnight(day, zone) + timedelta(days=1)
    found = [m for m in timing.upcoming(start, 200) if m < end]
    exact = [moment.astimezone(UTC) for moment in found]
    assert exact == sorted(set(exact))
    return found


def shown(moments: list[datetime]) -> list[str]:
    return [f"{moment:%H:%M}" for moment in moments]


# moments


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("30 7 * * MON-FRI", ["01-02 07:30", "01-05 07:30", "01-06 07:30"]),
        ("0 */6 * * *", ["01-01 18:00", "01-02 00:00", "01-02 06:00"]),
        ("*/20 12 * * *", ["01-01 12:20", "01-01 12:40", "01-02 12:00"]),
        ("0 0 L * *", ["01-31 00:00", "02-28 00:00", "03-31 00:00"]),
        ("0 9 * * mon#1", ["01-05 09:00", "02-02 09:00", "03-02 09:00"]),
        ("  0 9   1 jan,jul  * ", ["07-01 09:00", "01-01 09:00", "07-01 09:00"]),
        ("0 0 13 * FRI", ["01-02 00:00", "01-09 00:00", "01-13 00:00"]),  # either, as in cron
    ],
)
def test_a_cron_names_its_moments(expression: str, expected: list[str]) -> None:
    assert [f"{m:%m-%d %H:%M}" for m in cron(expression).upcoming(NOW, 3)] == expected


def test_a_moment_is_not_its_own_successor() -> None:
    assert cron("0 12 * * *").upcoming(NOW, 1) == [NOW + timedelta(days=1)]
    just_before = NOW - timedelta(microseconds=1)
    assert cron("0 12 * * *").upcoming(just_before, 1) == [NOW]


def test_moments_are_in_the_schedules_timezone() -> None:
    [moment] = cron("0 7 * * *", "Asia/Kolkata").upcoming(NOW, 1)
    assert moment.isoformat() == "2026-01-02T07:00:00+05:30"


def test_a_leap_day_is_waited_for() -> None:
    assert [m.year for m in cron("0 0 29 2 *").upcoming(NOW, 3)] == [2028, 2032, 2036]


def test_a_single_moment_comes_once() -> None:
    timing = once("2026-06-01T09:00:00+02:00", "Europe/Berlin")
    assert [m.isoformat() for m in timing.upcoming(NOW)] == ["2026-06-01T09:00:00+02:00"]
    assert timing.upcoming(datetime(2026, 6, 1, 7, tzinfo=UTC)) == []


# clocks that change


@ZONES
def test_a_fixed_time_that_the_clocks_leave_out_is_fired_when_they_go_on(zone: str) -> None:
    day = SPRING[zone]
    [moment] = on_the_day(cron("30 2 * * *", zone), day, zone)
    assert f"{moment:%H:%M}" == "03:00"
    before = midnight(day, zone) + timedelta(hours=1, minutes=59)
    assert moment.astimezone(UTC) - before.astimezone(UTC) == timedelta(minutes=1)


@ZONES
def test_several_fixed_times_in_the_hour_that_is_left_out_are_one(zone: str) -> None:
    assert shown(on_the_day(cron("0,15,30 2 * * *", zone), SPRING[zone], zone)) == ["03:00"]
    found = on_the_day(cron("0,30 2,3 * * *", zone), SPRING[zone], zone)
    assert shown(found) == ["03:00", "03:30"]


@ZONES
def test_a_fixed_time_that_comes_twice_is_fired_the_first_time(zone: str) -> None:
    day, hour = AUTUMN[zone], {"Europe/Berlin": 2, "America/New_York": 1}[zone]
    [moment] = on_the_day(cron(f"30 {hour} * * *", zone), day, zone)
    assert moment.fold == 0
    assert moment.dst() == timedelta(hours=1)


@ZONES
def test_asked_in_the_second_of_two_hours_alike_it_does_not_go_back(zone: str) -> None:
    hour = {"Europe/Berlin": 2, "America/New_York": 1}[zone]
    second = midnight(AUTUMN[zone], zone).replace(hour=hour, minute=10, fold=1)
    found = cron(f"30 {hour} * * *", zone).upcoming(second.astimezone(UTC), 2)
    assert [m.day - second.day for m in found] == [1, 2]


@ZONES
def test_an_hourly_job_runs_23_times_in_spring_and_25_times_in_autumn(zone: str) -> None:
    spring = on_the_day(cron("0 * * * *", zone), SPRING[zone], zone)
    autumn = on_the_day(cron("0 * * * *", zone), AUTUMN[zone], zone)
    assert (len(spring), len(autumn)) == (23, 25)
    assert "02:00" not in shown(spring)
    for moments in (spring, autumn):
        exact = [moment.astimezone(UTC) for moment in moments]
        assert {b - a for a, b in pairwise(exact)} == {timedelta(hours=1)}


@ZONES
def test_every_ten_minutes_goes_on_through_both_changes(zone: str) -> None:
    for day in (SPRING[zone], AUTUMN[zone]):
        exact = [m.astimezone(UTC) for m in on_the_day(cron("*/10 * * * *", zone), day, zone)]
        assert {b - a for a, b in pairwise(exact)} == {timedelta(minutes=10)}


@ZONES
def test_a_daily_job_elsewhere_in_the_day_does_not_notice(zone: str) -> None:
    for day in (SPRING[zone], AUTUMN[zone]):
        assert shown(on_the_day(cron("0 7 * * *", zone), day, zone)) == ["07:00"]


def test_a_midnight_that_the_clocks_leave_out_is_fired_at_one() -> None:
    found = on_the_day(cron("0 0 * * *", "America/Santiago"), "2026-09-06", "America/Santiago")
    assert shown(found) == ["01:00"]


def by_the_wall(
    minutes: set[int], hours: set[int], zone: str, start: datetime
) -> Iterator[datetime]:
    """What a clock on the wall would say, minute by minute."""
    moment = start.replace(second=0, microsecond=0)
    while True:
        moment += timedelta(minutes=1)
        wall = moment.astimezone(ZoneInfo(zone))
        if wall.minute in minutes and wall.hour in hours:
            yield moment


@settings(max_examples=60, deadline=None)
@given(
    zone=st.sampled_from(
        ["Europe/Berlin", "America/New_York", "America/Santiago", "America/Havana", "Africa/Cairo"]
    ),
    day=st.integers(0, 364),
    minute=st.integers(0, 1439),
    step=st.sampled_from([7, 10, 15, 30]),
    hour=st.one_of(st.none(), st.integers(0, 23)),
)
def test_crons_with_stars_go_by_the_clock_on_the_wall(
    zone: str, day: int, minute: int, step: int, hour: int | None
) -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=day, minutes=minute)
    timing = cron(f"*/{step} {'*' if hour is None else hour} * * *", zone)
    hours = set(range(24)) if hour is None else {hour}
    expected = list(islice(by_the_wall(set(range(0, 60, step)), hours, zone, start), 6))
    assert [moment.astimezone(UTC) for moment in timing.upcoming(start, 6)] == expected


@settings(max_examples=60, deadline=None)
@given(
    expression=st.sampled_from(["30 2 * * *", "*/30 * * * *", "15 1,2,3 * * *", "0 0 * * *"]),
    zone=st.sampled_from([*SPRING, "America/Santiago", "America/Havana", "UTC"]),
    day=st.integers(0, 364),
    second=st.integers(0, 86399),
)
def test_moments_are_the_same_wherever_one_begins(
    expression: str, zone: str, day: int, second: int
) -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=day, seconds=second)
    timing = cron(expression, zone)
    moments = list(islice(timing.after(start), 8))
    assert moments == sorted({*moments, start})[1:]
    for n, moment in enumerate(moments[:-1]):
        assert next(timing.after(moment)) == moments[n + 1]
        assert next(timing.after(moment - timedelta(microseconds=1))) == moment


# in words


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("30 7 * * MON-FRI", "At 07:30 on Monday through Friday"),
        ("0 0 L * *", "At 00:00 on the last day of every month"),
        ("*/15 * * * *", "Every 15th minute of every hour"),
    ],
)
def test_a_cron_is_told_in_words(expression: str, words: str) -> None:
    assert cron(expression).in_words() == words


def test_a_single_moment_is_told_in_words() -> None:
    timing = once("2026-06-01T07:00:00Z", "Europe/Berlin")
    assert timing.in_words() == "Once, on 2026-06-01 at 09:00"


# refusals


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("0 0 30 2 *", "never fires"),
        ("0 0 31 4,6,9,11 *", "never fires"),
        ("0 0 */8 2 MON#5", "never fires"),  # the fifth Monday of February is the 29th
        ("60 * * * *", "minute, “60”"),
        ("0 24 * * *", "hour, “24”"),
        ("0 0 32 * *", "day-of-month, “32”"),
        ("0 0 0 2 *", "day-of-month, “0”"),
        ("0 0 * 13 *", "month, “13”"),
        ("0 0 * * FRY", "day-of-week, “FRY”"),
        ("0 0 * * 1-", "day-of-week, “1-”"),
        ("*/0 * * * *", "minute, “\\*/0”"),
        ("0 0 * *", "but 4"),
        ("0 0 0 * * *", "but 6"),
        ("@daily", "but 1"),
        ("", "but 0"),
        ("9" * 5000 + " * * * *", "longer than 200"),
        ("² * * * *", "minute, “²”"),
    ],
)
def test_a_cron_that_can_not_be_used_is_refused_with_what_to_do(expression: str, said: str) -> None:
    with pytest.raises(InvalidInput, match=said) as refused:
        cron(expression).first_after(NOW)
    assert refused.value.details["fields"][0]["field"] == "cron"
    assert "Write five fields" in refused.value.message or "Change one" in refused.value.message
    assert len(refused.value.message) < 700


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("Europe/Berln", "Did you mean Europe/Berlin"),
        ("europe/berlin", "Did you mean Europe/Berlin"),
        ("+02:00", "offset"),
        ("localtime", "no timezone"),
        ("Factory", "no timezone"),
        ("../../etc/passwd", "no timezone"),
        ("/etc/localtime", "no timezone"),
        ("America", "no timezone"),
        ("", "no timezone"),
        ("x\0y", "no timezone"),
        ("x" * 10_000, "no timezone"),
    ],
)
def test_a_timezone_that_is_none_is_refused_with_what_to_do(zone: str, said: str) -> None:
    with pytest.raises(InvalidInput, match=said) as refused:
        cron("0 7 * * *", zone)
    assert refused.value.details["fields"][0]["field"] == "timezone"
    assert len(refused.value.message) < 500


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("2026-01-01T13:00:00+01:00", "in the past: it is 2026-01-01T12:00:00\\+00:00 now"),
        ("0001-01-01T00:00:00+14:00", "too far"),
        ("2100-01-01T00:00:00Z", "within 50 years"),
        ("9999-12-31T23:59:59-14:00", "within 50 years"),
        ("2026-06-01T07:00:00", "no timezone"),
    ],
)
def test_a_moment_that_can_not_come_is_refused_with_what_to_do(at: str, said: str) -> None:
    with pytest.raises(InvalidInput, match=said) as refused:
        once(at).first_after(NOW)
    assert refused.value.details["fields"][0]["field"] == "at"


@pytest.mark.parametrize("at", [None, NOW])
def test_it_is_either_a_cron_or_a_moment(at: datetime | None) -> None:
    with pytest.raises(InvalidInput, match="either `cron`"):
        Timing.parse(None if at is None else "0 7 * * *", at, "UTC")


# what is missed

HOURLY = cron("0 * * * *")


@pytest.mark.parametrize("catch_up", ["skip", "once", "all"])
def test_what_is_in_time_is_fired_whatever_the_policy(catch_up: CatchUp) -> None:
    due = what_is_due(HOURLY, catch_up, NOW, NOW + timedelta(seconds=59))
    assert due == Due([NOW], NOW + timedelta(hours=1))


def test_skip_drops_what_was_missed_and_fires_what_is_just_due() -> None:
    three_hours_ago = NOW - timedelta(hours=3)
    late = what_is_due(HOURLY, "skip", three_hours_ago, NOW + timedelta(seconds=60))
    assert late == Due([], NOW + timedelta(hours=1))
    in_time = what_is_due(HOURLY, "skip", three_hours_ago, NOW + timedelta(seconds=1))
    assert in_time == Due([NOW], NOW + timedelta(hours=1))


def test_once_is_one_job_for_the_latest_moment() -> None:
    due = what_is_due(HOURLY, "once", NOW - timedelta(days=40), NOW + timedelta(minutes=30))
    assert due == Due([NOW], NOW + timedelta(hours=1))


def test_all_is_one_job_for_each_moment_oldest_first() -> None:
    due = what_is_due(HOURLY, "all", NOW - timedelta(hours=3), NOW)
    assert due == Due([NOW - timedelta(hours=n) for n in (3, 2, 1, 0)], NOW + timedelta(hours=1))


def test_all_ends_at_a_hundred_and_names_the_first_that_is_left_out() -> None:
    first = NOW - timedelta(hours=100)
    due = what_is_due(HOURLY, "all", first, NOW)
    assert due.fire == [first + timedelta(hours=n) for n in range(100)]
    assert due.left_out == NOW
    exactly = what_is_due(HOURLY, "all", first + timedelta(hours=1), NOW)
    assert (len(exactly.fire), exactly.left_out) == (100, None)


@pytest.mark.parametrize("expression", ["* * * * *", "0 0 1 * *", "0 0 1 1 *", "0 0 29 2 *"])
def test_the_latest_moment_is_found_quickly_however_long_nobody_looked(expression: str) -> None:
    timing = cron(expression, "Europe/Berlin")
    first = timing.upcoming(datetime(2016, 1, 1, tzinfo=UTC), 1)[0]
    [latest] = what_is_due(timing, "once", first, NOW).fire
    assert latest <= NOW < next(timing.after(latest))


def test_a_single_moment_that_was_missed_is_caught_up_or_dropped() -> None:
    at = NOW - timedelta(days=1)
    timing = Timing.parse(None, at, "UTC")
    assert what_is_due(timing, "once", at, NOW) == Due([at], None)
    assert what_is_due(timing, "all", at, NOW) == Due([at], None)
    assert what_is_due(timing, "skip", at, NOW) == Due([], None)
