"""Is it alive, and can it work? For supervisors and load balancers; no sign-in."""

import time
from typing import Literal

from fastapi import APIRouter, Request
from pydantic import BaseModel
from sqlalchemy import text

from educe.api.deps import Given, Services
from educe.api.problems import RESPONSES

router = APIRouter(tags=["health"], responses=RESPONSES)
_FRESH_SECONDS = 5.0


class Health(BaseModel):
    status: Literal["ok"] = "ok"


class Readiness(Health):
    """`workers`: how many are alive. Without any, jobs wait."""

    workers: int


@router.get("/healthz", summary="Is the process alive?")
async def healthz() -> Health:
    return Health()


@router.get("/readyz", summary="Can it work?")
async def readyz(request: Request, given: Given) -> Readiness:
    """503 when the database or the blob store can't be used. An answer may be seconds old."""
    at, known = getattr(request.app.state, "readiness", (0.0, None))
    if known is None or time.monotonic() - at > _FRESH_SECONDS:
        known = await _look(given)
        request.app.state.readiness = (time.monotonic(), known)
    assert isinstance(known, Readiness)
    return known


async def _look(given: Services) -> Readiness:
    async with given.database.session() as session:
        workers = await session.scalar(
            text("SELECT count(*) FROM kb.workers WHERE ended_at IS NULL")
        )
    await given.blobs.readiness()
    return Readiness(workers=workers or 0)
