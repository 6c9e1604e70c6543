"""When a schedule starts its jobs: again and again by a cron in a timezone, or once.

Nothing here looks at a clock. Moments are in UTC, because datetimes of one timezone compare by what
the wall shows, in which the two hours of autumn that are alike are the same.

Where the clocks change, a cron with a fixed hour and minute fires once that day (at the end of the
hour that is left out, in the first of the two that are alike), and one with a star in either goes
by what the wall shows. Debian's cron does the same.
"""

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import islice
from typing import Any, Literal
from zoneinfo import ZoneInfo, available_timezones

from cronsim import CronSim, CronSimError

from educe.errors import InvalidInput

CatchUp = Literal["skip", "once", "all"]
#: a moment less than so late isn't a missed one
PUNCTUAL = timedelta(seconds=60)
#: the most moments that are caught up together
MOST_CAUGHT_UP = 100
SHOWN = 5

_FARTHEST = timedelta(days=50 * 365)
_LONGEST_CRON = 200
_ANY = datetime(2000, 1, 1, tzinfo=UTC)
_FIELDS = ("minute", "hour", "day-of-month", "month", "day-of-week")
_HOW = (
    "Write five fields: minute (0-59), hour (0-23), day of month (1-31, L for the last), month"
    " (1-12 or JAN-DEC), day of week (0-7 or SUN-SAT). “30 7 * * MON-FRI” is 7:30 on weekdays."
)


@dataclass(frozen=True, slots=True)
class Timing:
    """When a schedule fires. Either `cron` or `at` is given."""

    cron: str | None
    at: datetime | None
    zone: ZoneInfo

    @classmethod
    def parse(cls, cron: str | None, at: datetime | None, timezone: str) -> "Timing":
        """Raises InvalidInput, which says which field is wrong and how to write it."""
        if (cron is None) == (at is None):
            raise _invalid(
                "cron", "Give either `cron`, to fire again and again, or `at`, to fire once."
            )
        return cls(
            None if cron is None else _checked_cron(cron),
            None if at is None else _exact(at),
            _zone(timezone),
        )

    def after(self, moment: datetime) -> Iterator[datetime]:
        """All moments later than this one, in order."""
        if self.cron is None:
            return (at for at in (self.at,) if at is not None and at > moment)
        return _crons_after(self.cron, self.zone, moment.astimezone(UTC))

    def first_after(self, now: datetime) -> datetime:
        """The next moment. Raises InvalidInput when there is none, or none within 50 years."""
        if self.at is not None and self.at - now > _FARTHEST:
            raise _too_far(self.at)
        found = next(self.after(now), None)
        if found is not None:
            return found
        if self.at is None:
            raise _never(str(self.cron))
        at, it_is = (
            moment.astimezone(self.zone).isoformat(timespec="seconds") for moment in (self.at, now)
        )
        raise _invalid(
            "at",
            f"`at`, {at}, is in the past: it is {it_is} now. Give a later moment, or start an"
            " extraction without a schedule.",
        )

    def upcoming(self, moment: datetime, most: int = SHOWN) -> list[datetime]:
        """The first moments after this one, as the schedule's timezone shows them."""
        return [found.astimezone(self.zone) for found in islice(self.after(moment), most)]

    def in_words(self) -> str:
        """As “At 07:30 on Monday through Friday”."""
        if self.at is not None:
            return f"Once, on {self.at.astimezone(self.zone):%Y-%m-%d at %H:%M}"
        return CronSim(str(self.cron), _ANY).explain()


def _crons_after(cron: str, zone: ZoneInfo, last: datetime) -> Iterator[datetime]:
    for shown in CronSim(cron, last.astimezone(zone)):
        # begun in the second of two hours that are alike, it goes back to the first
        if (exact := shown.astimezone(UTC)) > last:
            last = exact
            yield exact


@dataclass(frozen=True, slots=True)
class Due:
    """What is to be done now."""

    fire: list[datetime]  # a job for each, oldest first
    next_at: datetime | None  # none: nothing is to come
    left_out: datetime | None = None  # the first of those that are too many to catch up


def what_is_due(timing: Timing, catch_up: CatchUp, next_at: datetime, now: datetime) -> Due:
    """`next_at`: the first moment that hasn't been fired, not later than `now`.

    skip: what was missed is dropped; once: one job for the latest moment; all: one for each, at
    most MOST_CAUGHT_UP."""
    next_at = next_at.astimezone(UTC)
    following = next(timing.after(now), None)
    if catch_up == "all":
        missed = [next_at, *islice(timing.after(next_at), MOST_CAUGHT_UP)]
        due = [moment for moment in missed if moment <= now]
        return Due(due[:MOST_CAUGHT_UP], following, next(iter(due[MOST_CAUGHT_UP:]), None))
    latest = _latest(timing, next_at, now)
    if catch_up == "skip" and now - latest >= PUNCTUAL:
        return Due([], following)
    return Due([latest], following)


def _latest(timing: Timing, first: datetime, now: datetime) -> datetime:
    """The last moment until now, looked for further and further back: years of minutes are many."""
    span = timedelta(hours=1)
    while True:
        since = max(first, now - span)
        found = first if since == first else None
        for moment in timing.after(since):
            if moment > now:
                break
            found = moment
        if found is not None:
            return found
        span *= 4


def _checked_cron(cron: str) -> str:
    if len(cron) > _LONGEST_CRON:
        raise _invalid("cron", f"The cron is longer than {_LONGEST_CRON} characters. {_HOW}")
    fields = cron.split()
    if len(fields) != len(_FIELDS):
        raise _invalid("cron", f"The cron “{cron}” hasn't five fields but {len(fields)}. {_HOW}")
    try:
        CronSim(cron, _ANY)
    except CronSimError as error:
        raise _unreadable(fields, str(error)) from None
    return " ".join(fields)


def _unreadable(fields: list[str], told: str) -> InvalidInput:
    cron = " ".join(fields)
    wrong = told.removeprefix("Bad ")
    if wrong == "day-of-month" and _is_readable([*fields[:3], "*", fields[4]]):
        return _never(cron)  # a day that none of these months has
    value = dict(zip(_FIELDS, fields, strict=True)).get(wrong, cron)
    return _invalid("cron", f"The cron's {wrong}, “{value}”, can't be read. {_HOW}")


def _is_readable(fields: list[str]) -> bool:
    try:
        CronSim(" ".join(fields), _ANY)
    except CronSimError:
        return False
    return True


def _never(cron: str) -> InvalidInput:
    return _invalid(
        "cron",
        f"The cron “{cron}” never fires: no date fits its day of month, month and day of week."
        " Change one of them; L is the last day of any month.",
    )


def _exact(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise _invalid("at", "`at` has no timezone. Write it as 2026-03-01T07:00:00+01:00.")
    try:
        return at.astimezone(UTC)
    except OverflowError:
        raise _too_far(at) from None


def _too_far(at: datetime) -> InvalidInput:
    return _invalid("at", f"`at`, {at.isoformat()}, is too far away. Give one within 50 years.")


def _zone(name: str) -> ZoneInfo:
    if name in _zones():
        return ZoneInfo(name)
    close = difflib.get_close_matches(name[:100], _zones(), n=3)
    told = f" Did you mean {' or '.join(close)}?" if close else ""
    raise _invalid(
        "timezone",
        f"There is no timezone “{name[:100]}”.{told} Give one of the IANA names, such as"
        " Europe/Berlin, America/New_York or UTC; an offset doesn't know when clocks change.",
    )


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    # the two mean something else on each machine
    return frozenset(available_timezones()) - {"localtime", "Factory"}


def _invalid(field: str, message: str) -> InvalidInput:
    fields: list[dict[str, Any]] = [{"field": field, "problem": message}]
    return InvalidInput(message, fields=fields)
