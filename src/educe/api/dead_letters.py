"""Dead letters: extractions that failed for good."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from educe.api.deps import SignedIn
from educe.api.extractions import Cursor
from educe.api.problems import RESPONSES
from educe.jobs.dead_letters import DeadLetters, list_dead_letters

router = APIRouter(prefix="/api/dead-letters", tags=["extractions"], responses=RESPONSES)


@router.get("", summary="List extractions that failed for good")
async def list_mine(
    caller: SignedIn,
    project_id: UUID | None = None,
    extractor: str | None = None,
    search: Annotated[str | None, Query(max_length=200)] = None,
    cursor: Cursor = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> DeadLetters:
    """Newest first, with the error, the attempts and the worker of each. Retry one with
    POST /api/extractions/{id}/retry, or all with POST /api/extractions/bulk."""
    async with caller.session() as session:
        return await list_dead_letters(
            session,
            project_id=project_id,
            extractor=extractor,
            search=search,
            cursor=cursor,
            limit=limit,
        )
