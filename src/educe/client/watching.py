"""Watching: events and hints as they come, over lost connections and restarts of the server."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any, cast

import httpx2
from httpx2 import EventSource, ServerSentEvent

from educe.client.errors import EduceApiError, EduceUnreachable
from educe.client.transport import Transport
from educe.client.views import Event, Hint

TERMINAL = frozenset({"completed", "failed", "cancelled"})
_PASSING = frozenset({502, 503, 504})
_SILENCE_SECONDS = 45.0  # the server gives a sign of life every 15
_PAUSES = (0.2, 0.5, 1.0, 2.0)


def watch(transport: Transport, job_id: str, after: int, patience: float) -> Iterator[Event]:
    """Each event after number `after` once and in order, until the job has ended.

    When the connection is lost it is made again and goes on behind the last event seen. Raises
    EduceUnreachable when that fails for `patience` seconds, and EduceApiError.
    """
    tries, path = _Tries(patience), f"/api/extractions/{job_id}/events"
    while True:
        last = ""
        try:
            with _opened(transport, path, {"Last-Event-ID": str(after)}) as stream:
                if stream is None:
                    return
                tries.connected()
                for sent in stream:
                    event = cast("Event", sent.json())
                    after, last = event["seq"], event["kind"]
                    tries.heard()
                    yield event
            if last in TERMINAL:
                return
        except (EduceUnreachable, EduceApiError) as error:
            tries.failed(error)
        tries.pause()


def hints(transport: Transport, patience: float) -> Iterator[Hint]:
    """What changes, without end; each connection begins with `hello`.

    A lost connection is made again. Raises EduceUnreachable when that fails for `patience` seconds,
    and EduceApiError.
    """
    tries = _Tries(patience)
    while True:
        try:
            with _opened(transport, "/api/events", {}) as stream:
                tries.connected()
                for sent in stream or ():
                    tries.heard()
                    told = cast("dict[str, Any]", sent.json())
                    yield cast("Hint", {"kind": sent.event, "jobs": [], **told})
        except (EduceUnreachable, EduceApiError) as error:
            tries.failed(error)
        tries.pause()


@contextmanager
def _opened(
    transport: Transport, path: str, headers: dict[str, str]
) -> Iterator[Iterator[ServerSentEvent] | None]:
    """A stream's events; None where nothing comes any more."""
    wanted = {"Accept": "text/event-stream", **headers}
    timeout = httpx2.Timeout(10.0, read=_SILENCE_SECONDS)
    with transport.stream(path, headers=wanted, timeout=timeout) as answer:
        if answer.status_code == HTTPStatus.NO_CONTENT:
            yield None
        else:
            yield (sent for sent in EventSource(answer) if sent.data)


class _Tries:
    """How long one goes on trying, and how soon again."""

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._connected_at = time.monotonic()
        self._pauses = 0

    def connected(self) -> None:
        self._connected_at = time.monotonic()

    def heard(self) -> None:
        self.connected()
        self._pauses = 0

    def failed(self, error: EduceUnreachable | EduceApiError) -> None:
        """Raises the error when it won't pass, or hasn't for too long."""
        passing = isinstance(error, EduceUnreachable) or error.status in _PASSING
        if not passing or time.monotonic() - self._connected_at > self._patience:
            raise error

    def pause(self) -> None:
        time.sleep(_PAUSES[min(self._pauses, len(_PAUSES) - 1)])
        self._pauses += 1
