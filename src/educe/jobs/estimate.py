"""How long the rest of a running job will take, as a range."""

from datetime import datetime
from math import exp, sqrt

_Z = 1.64  # of a normal distribution: nine times in ten within
_FEWEST = 3  # done items, below which a pace is a guess


def remaining_seconds(
    done: int, left: int, began: datetime, now: datetime
) -> tuple[float, float] | None:
    """The range that the rest will take, from the pace of the items `done` since `began`.

    Items end like events of a Poisson process. After n of them the pace is known to about 1/√n of
    itself, and m more take their time give or take 1/√m: the ratio of the two sums is about
    log-normal. None while too few are done to say.
    """
    elapsed = (now - began).total_seconds()
    if done < _FEWEST or elapsed <= 0:
        return None
    likely = left * elapsed / done
    doubt = exp(_Z * sqrt(1 / done + 1 / left)) if left else 1.0
    return likely / doubt, likely * doubt
