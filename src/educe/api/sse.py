"""A job's events as a stream (text/event-stream), with a sign of life when nothing happens."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator

from fastapi import Response
from fastapi.responses import StreamingResponse

from educe.cancelling import cancel_and_wait
from educe.jobs.watch import EventView

MEDIA_TYPE = "text/event-stream"
_KEEP_ALIVE_SECONDS = 15.0
_RETRY_MILLISECONDS = 2000
_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


def event_stream(events: AsyncGenerator[EventView, None]) -> Response:
    """Each event with its number as the stream's id and its kind as the event's name."""
    return StreamingResponse(_lines(events), media_type=MEDIA_TYPE, headers=_HEADERS)


def nothing_more() -> Response:
    """Tells a browser, which would otherwise come back for ever, that the stream is at its end."""
    return Response(status_code=204)


async def _lines(events: AsyncGenerator[EventView, None]) -> AsyncIterator[str]:
    yield f"retry: {_RETRY_MILLISECONDS}\n\n"
    waiting: asyncio.Task[EventView] | None = None
    try:
        while True:
            waiting = waiting or asyncio.create_task(anext(events))
            done, _ = await asyncio.wait([waiting], timeout=_KEEP_ALIVE_SECONDS)
            if not done:
                yield ": still here\n\n"
                continue
            event, waiting = waiting.result(), None
            yield f"id: {event.seq}\nevent: {event.kind}\ndata: {event.model_dump_json()}\n\n"
    except StopAsyncIteration:
        return
    finally:
        if waiting is not None:
            await cancel_and_wait([waiting])
        await events.aclose()
