"""Evidence: where files say what the graph says."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from educe.api.concepts import Cursor, InFile, Most
from educe.api.deps import Given, SignedIn
from educe.api.problems import RESPONSES
from educe.documents.boxes import MOST as LONGEST_SPAN
from educe.documents.boxes import FileBoxes, file_boxes
from educe.documents.files import find_file, query_in
from educe.graph.concept import RelationshipDetail, get_relationship
from educe.graph.evidence import EvidencePage, evidence_in, evidence_of

router = APIRouter(prefix="/api", tags=["graph"], responses=RESPONSES)

Place = Annotated[int, Query(ge=0, le=2**31 - 1, description="A character of the file's text.")]
Until = Annotated[int | None, Query(ge=0, le=2**31 - 1, description="Up to this one, exclusive.")]


@router.get("/relationships/{relationship_id}", summary="Get a relationship")
async def relationship(relationship_id: UUID, caller: SignedIn) -> RelationshipDetail:
    async with caller.session() as session:
        return await get_relationship(await query_in(session), relationship_id)


@router.get("/relationships/{relationship_id}/evidence", summary="List a relationship's evidence")
async def of_relationship(
    relationship_id: UUID,
    caller: SignedIn,
    file_id: InFile = None,
    cursor: Cursor = None,
    limit: Most = 20,
) -> EvidencePage:
    """The surest first."""
    async with caller.session() as session:
        query = await query_in(session)
        await get_relationship(query, relationship_id)
        return await evidence_of(
            query, "relationship_id", relationship_id, file_id=file_id, cursor=cursor, limit=limit
        )


@router.get("/files/{file_id}/evidence", summary="List the evidence in a file")
async def in_file(
    file_id: UUID,
    caller: SignedIn,
    start: Place = 0,
    end: Until = None,
    cursor: Cursor = None,
    limit: Most = 20,
) -> EvidencePage:
    """Of all concepts and relationships, in the order of the text."""
    async with caller.session() as session:
        await find_file(session, file_id)
        return await evidence_in(
            await query_in(session), file_id, start=start, end=end, cursor=cursor, limit=limit
        )


@router.get("/files/{file_id}/boxes", summary="Get where words stand on a PDF's pages")
async def boxes(
    file_id: UUID,
    given: Given,
    caller: SignedIn,
    start: Place,
    end: Annotated[
        int, Query(ge=0, le=2**31 - 1, description=f"{LONGEST_SPAN:,} after `start` at most.")
    ],
) -> FileBoxes:
    """The boxes around the characters `start` to `end` (exclusive) of the file's text. A PDF that
    was read before places were kept is read once more for it, which takes its time; 503 when many
    wait."""
    return await file_boxes(
        caller.session, given.blobs, given.reader, file_id, start, end, user_id=caller.user_id
    )
