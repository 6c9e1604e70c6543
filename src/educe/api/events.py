"""An extraction's events: as a stream that can be resumed, or as a list."""

from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Header, Query, Request, Response

from educe.api.deps import Caller, Given, SignedIn
from educe.api.problems import RESPONSES
from educe.api.sse import MEDIA_TYPE, event_stream, frame, nothing_more
from educe.errors import InvalidInput
from educe.jobs.watching.pages import NOTHING_NEW, EventView, Page, events_after

router = APIRouter(prefix="/api", tags=["extractions"], responses=RESPONSES)
_MOST = 1000
_LINES_AT_ONCE = 50

After = Annotated[int, Query(ge=0, le=2**31 - 1, description="Only events after this number.")]
Kind = Annotated[
    str | None,
    Query(
        pattern="^[a-z_]{1,50}$",
        description="Only events of this kind, as `warning`. In lists only.",
    ),
]
LastEventId = Annotated[str | None, Header(description="Set by browsers that come back.")]
_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "A stream of events: `id` is the number, `event` the kind, `data` the event"
        " as JSON. With `Accept: application/json`, a list of the first ones.",
        "content": {
            MEDIA_TYPE: {"schema": {"type": "string"}},
            "application/json": {
                "schema": {"type": "array", "items": {"$ref": "#/components/schemas/EventView"}}
            },
        },
    },
    204: {"description": "The extraction has ended and nothing comes after that event."},
}


@router.get(
    "/extractions/{job_id}/events",
    summary="Watch an extraction",
    response_class=Response,
    responses=_ANSWERS,
)
async def events(
    job_id: UUID,
    request: Request,
    given: Given,
    caller: SignedIn,
    after: After = 0,
    kind: Kind = None,
    last_event_id: LastEventId = None,
) -> Response:
    """Ends after the last event of an extraction that has ended. When it ends before, come back
    with the last number seen, and nothing is missed or told twice."""
    start = _number(last_event_id) if last_event_id else after
    if "application/json" in request.headers.get("accept", ""):
        return await _list(caller, job_id, start, kind)
    pages = given.listener.watch(caller.user_id, job_id, start)
    first = await anext(pages, NOTHING_NEW)
    if last_event_id and first.last and not first.lines:
        await pages.aclose()
        return nothing_more()
    return event_stream(_frames(first, pages))


async def _list(caller: Caller, job_id: UUID, after: int, kind: str | None) -> Response:
    async with caller.session() as session:
        page = await events_after(session, job_id, after, _MOST, kind=kind)
    listed = ",".join(line.json for line in page.lines)
    return Response(f"[{listed}]", media_type="application/json")


async def _frames(first: Page, pages: AsyncGenerator[Page, None]) -> AsyncGenerator[str, None]:
    async with aclosing(pages):
        for text in _framed(first):
            yield text
        async for page in pages:
            for text in _framed(page):
                yield text


def _framed(page: Page) -> Iterator[str]:
    """A page in parts that a slow reader can keep up with; an empty page is an empty part."""
    for start in range(0, max(1, len(page.lines)), _LINES_AT_ONCE):
        lines = page.lines[start : start + _LINES_AT_ONCE]
        yield "".join(frame(line.json, event=line.kind, number=line.seq) for line in lines)


def _number(told: str) -> int:
    if not (told.isascii() and told.isdigit() and len(told) < 10):
        raise InvalidInput("Last-Event-ID isn't a number of an event. Send the last `id` you saw.")
    return int(told)


SCHEMAS = (EventView,)  # named in OpenAPI by the answers above only
