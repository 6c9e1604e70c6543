"""Watching a job: its events as they come, over lost connections and restarts of the server."""

import time
from collections.abc import Iterator
from http import HTTPStatus
from typing import cast

import httpx2
from httpx2 import EventSource

from educe.client.errors import EduceApiError, EduceUnreachable
from educe.client.transport import Transport
from educe.client.views import Event

TERMINAL = frozenset({"completed", "failed", "cancelled"})
_PASSING = frozenset({502, 503, 504})
_SILENCE_SECONDS = 45.0  # the server gives a sign of life every 15
_PAUSES = (0.2, 0.5, 1.0, 2.0)


def watch(transport: Transport, job_id: str, after: int, patience: float) -> Iterator[Event]:
    """Each event after number `after` once and in order, until the job has ended.

    When the connection is lost it is made again and goes on behind the last event seen. Raises
    EduceUnreachable when that fails for `patience` seconds, and EduceApiError.
    """
    heard, tries = time.monotonic(), 0
    while True:
        last = ""
        try:
            for event in _stream(transport, job_id, after):
                after, last = event["seq"], event["kind"]
                heard, tries = time.monotonic(), 0
                yield event
            if not last or last in TERMINAL:
                return
        except (EduceUnreachable, EduceApiError) as error:
            passing = isinstance(error, EduceUnreachable) or error.status in _PASSING
            if not passing or time.monotonic() - heard > patience:
                raise
        time.sleep(_PAUSES[min(tries, len(_PAUSES) - 1)])
        tries += 1


def _stream(transport: Transport, job_id: str, after: int) -> Iterator[Event]:
    headers = {"Accept": "text/event-stream", "Last-Event-ID": str(after)}
    timeout = httpx2.Timeout(10.0, read=_SILENCE_SECONDS)
    path = f"/api/extractions/{job_id}/events"
    with transport.stream(path, headers=headers, timeout=timeout) as answer:
        if answer.status_code != HTTPStatus.NO_CONTENT:
            for sent in EventSource(answer):
                if sent.data:
                    yield cast("Event", sent.json())
