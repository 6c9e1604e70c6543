"""Streams of events (text/event-stream), with a sign of life when nothing happens."""

import random
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing

from fastapi import Response
from fastapi.responses import StreamingResponse
from starlette.types import Send

MEDIA_TYPE = "text/event-stream"
_RETRY_MILLISECONDS = 2000
_SIGN_OF_LIFE = ": still here\n\n"
_HEADERS = {
    "Cache-Control": "no-store",
    "X-Accel-Buffering": "no",  # a proxy that collects answers would hold events back
}
# A stream ends some time, for its reader to come back: whoever has signed out since can't. Not all
# at the same time, even if they came at the same time.
_LIFE_SECONDS = (600.0, 1200.0)


def frame(data: str, *, event: str, number: int | None = None) -> str:
    """One event of a stream. `number`: what a reader who comes back names as the last it saw."""
    told = "" if number is None else f"id: {number}\n"
    return f"{told}event: {event}\ndata: {data}\n\n"


def event_stream(frames: AsyncGenerator[str, None]) -> Response:
    """Sends the frames, of which an empty one is a sign of life, until they end or the stream has
    lived for long enough. When the reader leaves, the generator is closed."""
    return _Stream(_alive(frames), media_type=MEDIA_TYPE, headers=_HEADERS)


def nothing_more() -> Response:
    """Tells a browser, which would otherwise come back for ever, that the stream is at its end."""
    return Response(status_code=204)


class _Stream(StreamingResponse):
    body_iterator: AsyncGenerator[str, None]

    async def stream_response(self, send: Send) -> None:
        async with aclosing(self.body_iterator):
            await super().stream_response(send)


async def _alive(frames: AsyncGenerator[str, None]) -> AsyncGenerator[str, None]:
    ends_at = time.monotonic() + random.uniform(*_LIFE_SECONDS)  # noqa: S311
    async with aclosing(frames):
        yield f"retry: {_RETRY_MILLISECONDS}\n\n"
        async for text in frames:
            yield text or _SIGN_OF_LIFE
            if time.monotonic() > ends_at:
                return
