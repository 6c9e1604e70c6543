"""Celery: results aren't kept; tasks are fetched well ahead, as its guide says for short ones."""

import os
from collections.abc import Callable

from celery import Celery

from bench.competitors.marks import mark

app = Celery("bench", broker=os.environ["EDUCE_BENCH_REDIS"])
app.conf.update(
    task_ignore_result=True,
    worker_prefetch_multiplier=64,
    broker_connection_retry_on_startup=True,
)


@app.task
def noop() -> None:
    mark()


def fill(n: int) -> None:
    with app.producer_pool.acquire() as producer:
        for _ in range(n):
            noop.apply_async(producer=producer)


def submitter() -> Callable[[], None]:
    def submit() -> None:
        noop.delay()

    return submit
