"""What changes for a user, as one stream for a whole browser."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from typing import Any

from fastapi import APIRouter, Response

from educe.api.deps import Given, SignedIn
from educe.api.problems import RESPONSES
from educe.api.sse import MEDIA_TYPE, event_stream, frame
from educe.jobs.watching.hints import Hint

router = APIRouter(prefix="/api", tags=["extractions"], responses=RESPONSES)
_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "A stream of hints: `event` is `hello`, `jobs`, `deleted` or `projects`.",
        "content": {MEDIA_TYPE: {"schema": {"type": "string"}}},
    }
}


@router.get("/events", summary="Hear what changes", response_class=Response, responses=_ANSWERS)
async def changes(given: Given, caller: SignedIn) -> Response:
    """Hints, for one stream a browser:

    - `hello`, data `{}`: fetch afresh what you show. It comes first, and again whenever hints may
      have been missed.
    - `jobs`, data `{"jobs": [{"id", "project_id", "status", "progress", "cancelling"}]}`: these
      extractions are so now.
    - `deleted`, data `{"jobs": [{"id", "project_id"}]}`: these are gone.
    - `projects`, data `{"projects": [{"id", "changed"}]}`: of these projects have changed, as
      `changed` says, the `project` itself, its `files`, its `graph` or its `articles`. A graph and
      articles change also when an extraction of their project ends.

    Several changes are told together, at most four times a second. The stream holds no history:
    when it ends, come back; it begins with `hello`. For an extraction's history, watch that one.
    """
    return event_stream(_frames(given.listener.hints(caller.user_id)))


async def _frames(told: AsyncGenerator[Sequence[Hint], None]) -> AsyncGenerator[str, None]:
    async with aclosing(told):
        async for hints in told:
            yield "".join(_framed(hint) for hint in hints)


def _framed(hint: Hint) -> str:
    told = {"jobs": {"jobs"}, "deleted": {"jobs"}, "projects": {"projects"}}.get(hint.kind, set())
    return frame(hint.model_dump_json(include=told), event=hint.kind)
