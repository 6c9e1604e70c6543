"""Waits and places in words."""

from math import ceil

_MINUTE, _HOUR = 60, 3600
_EXACT_MINUTES = 10 * _MINUTE


def ordinal(n: int) -> str:
    """1st, 2nd, 3rd, 11th, 1,002nd."""
    ending = "th" if n % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n:,}{ending}"


def place(position: int) -> str:
    return "next" if position == 1 else ordinal(position)


def seconds_range(low: float, high: float) -> str:
    """About how long: "a few seconds", "up to 20 seconds", "about 4 to 7 minutes". The low bound is
    rounded down and the high one up, so that the range stays true."""
    if high <= 5:
        return "a few seconds"
    step = _step(high)
    least, most = int(low // step) * step, ceil(high / step) * step
    if least == 0:
        return f"up to {_amount(most, _unit(most))}"
    if least == most:
        return f"about {_amount(most, _unit(most))}"
    if _unit(least) == _unit(most):
        return f"about {least // _unit(most)} to {_amount(most, _unit(most))}"
    return f"about {_amount(least, _unit(least))} to {_amount(most, _unit(most))}"


def _step(seconds: float) -> int:
    """To what a time is rounded: five seconds, a minute, five minutes, an hour."""
    if seconds <= _MINUTE:
        return 5
    if seconds <= _EXACT_MINUTES:
        return _MINUTE
    return 5 * _MINUTE if seconds <= 2 * _HOUR else _HOUR


def _unit(seconds: int) -> int:
    for unit in (_HOUR, _MINUTE):
        if seconds >= unit and seconds % unit == 0:
            return unit
    return _MINUTE if seconds >= _MINUTE else 1


def _amount(seconds: int, unit: int) -> str:
    name = {_HOUR: "hour", _MINUTE: "minute", 1: "second"}[unit]
    n = seconds // unit
    return f"{n:,} {name}" + ("" if n == 1 else "s")
