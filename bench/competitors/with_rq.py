"""RQ: results aren't kept."""

import os
from collections.abc import Callable

from redis import Redis
from rq import Queue

from bench.competitors.marks import mark

_BATCH = 500


def noop() -> None:
    mark()


def fill(n: int) -> None:
    queue = _queue()
    for start in range(0, n, _BATCH):
        size = min(_BATCH, n - start)
        queue.enqueue_many([Queue.prepare_data(noop, result_ttl=0) for _ in range(size)])


def submitter() -> Callable[[], None]:
    queue = _queue()
    return lambda: void(queue.enqueue(noop, result_ttl=0))


def void(_: object) -> None:
    """So that nothing is returned."""


def _queue() -> Queue:
    return Queue(connection=Redis.from_url(os.environ["EDUCE_BENCH_REDIS"]))
