"""An extraction's events: as a stream that can be resumed, or as a list."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.responses import JSONResponse

from educe.api.deps import Given, SignedIn
from educe.api.problems import RESPONSES
from educe.api.sse import MEDIA_TYPE, event_stream, nothing_more
from educe.errors import InvalidInput
from educe.jobs.watch import EventView, events_after

router = APIRouter(prefix="/api", tags=["extractions"], responses=RESPONSES)
_MOST = 1000

After = Annotated[int, Query(ge=0, le=2**31 - 1, description="Only events after this number.")]
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
    last_event_id: LastEventId = None,
) -> Response:
    """Ends after the last event of an extraction that has ended. Come back with the last number
    seen, and nothing is missed or told twice."""
    start = _number(last_event_id) if last_event_id else after
    async with caller.session() as session:
        page = await events_after(session, job_id, start, _MOST)
    if "application/json" in request.headers.get("accept", ""):
        return JSONResponse([event.model_dump(mode="json") for event in page.events])
    if last_event_id and page.last and not page.events:
        return nothing_more()
    return event_stream(given.listener.watch(caller.session, job_id, start))


def _number(told: str) -> int:
    if not (told.isascii() and told.isdigit() and len(told) < 10):
        raise InvalidInput("Last-Event-ID isn't a number of an event. Send the last `id` you saw.")
    return int(told)


SCHEMAS = (EventView,)  # named in OpenAPI by the answers above only
