"""A project's graph."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response

from educe.accounts.projects import get_project
from educe.api.deps import Caller, SignedIn
from educe.api.downloads import attachment
from educe.api.problems import RESPONSES
from educe.documents.files import query_in
from educe.graph.graphml import to_graphml
from educe.graph.snapshot import GraphSnapshot, load_snapshot

router = APIRouter(prefix="/api", tags=["graph"], responses=RESPONSES)

Limit = Annotated[
    int | None, Query(ge=1, le=100_000, description="Only the most central objects; none: all.")
]
Evidence = Annotated[int, Query(ge=0, le=50, description="The most evidence for each thing.")]
GRAPHML: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/graphml+xml": {}}, "description": "The graph"}
}


@router.get("/projects/{project_id}/graph", summary="Get the graph")
async def get(
    project_id: UUID, caller: SignedIn, limit: Limit = None, evidence: Evidence = 3
) -> GraphSnapshot:
    """Objects by centrality, relationships by confidence, each with its evidence."""
    return await _snapshot(caller, project_id, limit, evidence)


@router.get(
    "/projects/{project_id}/graph.graphml",
    summary="Get the graph as GraphML",
    response_class=Response,
    responses=GRAPHML,
)
async def get_graphml(project_id: UUID, caller: SignedIn, limit: Limit = None) -> Response:
    snapshot = await _snapshot(caller, project_id, limit, 1)
    headers = {
        "Content-Disposition": attachment("graph.graphml"),
        "X-Content-Type-Options": "nosniff",
    }
    return Response(to_graphml(snapshot), media_type="application/graphml+xml", headers=headers)


async def _snapshot(
    caller: Caller, project_id: UUID, limit: int | None, evidence: int
) -> GraphSnapshot:
    async with caller.session() as session:
        await get_project(session, project_id)
        return await load_snapshot(
            await query_in(session), project_id, limit=limit, evidence_per_thing=evidence
        )
