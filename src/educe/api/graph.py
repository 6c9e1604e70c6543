"""A project's graph."""

import asyncio
import gzip
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from educe import __version__
from educe.accounts.projects import get_project
from educe.api.deps import Caller, SignedIn
from educe.api.downloads import attachment
from educe.api.problems import RESPONSES
from educe.documents.files import query_in
from educe.graph.graphml import to_graphml
from educe.graph.neighbourhood import MOST_HOPS, Neighbourhood, neighbourhood
from educe.graph.nodes import version_of
from educe.graph.overview import GraphOverview, GraphSummary, load_overview, summarize
from educe.graph.paths import PathsView, find_paths
from educe.graph.snapshot import GraphSnapshot, load_snapshot

router = APIRouter(prefix="/api", tags=["graph"], responses=RESPONSES)

Limit = Annotated[
    int | None, Query(ge=1, le=100_000, description="Only the most central objects; none: all.")
]
Evidence = Annotated[int, Query(ge=0, le=50, description="The most evidence for each thing.")]
Drawn = Annotated[int, Query(ge=1, le=20_000, description="Only the most central concepts.")]
GRAPHML: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/graphml+xml": {}}, "description": "The graph"}
}


class WantedNeighbourhood(BaseModel):
    """What to show around concepts."""

    model_config = ConfigDict(extra="forbid")

    centers: list[UUID] = Field(min_length=1, max_length=100)
    keep: list[UUID] = Field(
        [],
        max_length=5000,
        description="Concepts that are shown already, and shall be: beside"
        " the limit, with what relates them to the others.",
    )
    hops: int = Field(1, ge=0, le=MOST_HOPS)
    limit: int = Field(100, ge=1, le=1000, description="The most concepts around the centers.")
    relation_types: list[str] = Field([], max_length=50, description="Along these; none: all.")


@router.get("/projects/{project_id}/graph", summary="Get the graph")
async def get(
    project_id: UUID, caller: SignedIn, limit: Limit = None, evidence: Evidence = 3
) -> GraphSnapshot:
    """Objects by centrality, relationships by confidence, each with its evidence."""
    return await snapshot_of(caller, project_id, limit, evidence)


@router.get(
    "/projects/{project_id}/graph.graphml",
    summary="Get the graph as GraphML",
    response_class=Response,
    responses=GRAPHML,
)
async def get_graphml(project_id: UUID, caller: SignedIn, limit: Limit = None) -> Response:
    snapshot = await snapshot_of(caller, project_id, limit, 1)
    headers = {
        "Content-Disposition": attachment("graph.graphml"),
        "X-Content-Type-Options": "nosniff",
    }
    return Response(to_graphml(snapshot), media_type="application/graphml+xml", headers=headers)


@router.get("/projects/{project_id}/graph/summary", summary="Get what there is in the graph")
async def summary(project_id: UUID, caller: SignedIn) -> GraphSummary:
    """How much of each type, and the communities."""
    async with caller.session() as session:
        await get_project(session, project_id)
        return await summarize(await query_in(session), project_id)


@router.get(
    "/projects/{project_id}/graph/overview",
    summary="Get the whole graph, light",
    response_model=GraphOverview,
    responses={304: {"description": "As the ETag says, it is what you have"}},
)
async def overview(
    project_id: UUID, request: Request, caller: SignedIn, limit: Drawn = 10_000
) -> Response:
    """The most central concepts and what relates them, in columns and without evidence."""
    async with caller.session() as session:
        await get_project(session, project_id)
        query = await query_in(session)
        tag = f'W/"{__version__}-{await version_of(query, project_id)}-{limit}"'
        headers = {"ETag": tag, "Cache-Control": "private, no-cache", "Vary": "Accept-Encoding"}
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers=headers)
        found = await load_overview(query, project_id, limit=limit)
    body = await asyncio.to_thread(found.model_dump_json().encode)
    if "gzip" in request.headers.get("accept-encoding", ""):
        body = await asyncio.to_thread(gzip.compress, body, 1)
        headers["Content-Encoding"] = "gzip"
    return Response(body, media_type="application/json", headers=headers)


@router.post("/projects/{project_id}/graph/neighbourhood", summary="Get what is around concepts")
async def around(project_id: UUID, body: WantedNeighbourhood, caller: SignedIn) -> Neighbourhood:
    """The nearest concepts first, then the most central, and all that relates what is shown. Ids
    that the graph no longer has are left out; 404 if none of the centers is left."""
    async with caller.session() as session:
        await get_project(session, project_id)
        return await neighbourhood(
            await query_in(session),
            project_id,
            body.centers,
            keep=body.keep,
            hops=body.hops,
            limit=body.limit,
            types=body.relation_types,
        )


@router.get("/projects/{project_id}/graph/paths", summary="Find the ways from concept to concept")
async def paths(
    project_id: UUID,
    caller: SignedIn,
    source: Annotated[UUID, Query(alias="from")],
    target: Annotated[UUID, Query(alias="to")],
    most: Annotated[int, Query(ge=1, le=10)] = 3,
) -> PathsView:
    """The shortest, the surest of them first. Two concepts with no path within 6 hops are an answer
    too."""
    async with caller.session() as session:
        await get_project(session, project_id)
        return await find_paths(await query_in(session), project_id, source, target, most=most)


async def snapshot_of(
    caller: Caller, project_id: UUID, limit: int | None, evidence: int
) -> GraphSnapshot:
    async with caller.session() as session:
        await get_project(session, project_id)
        return await load_snapshot(
            await query_in(session), project_id, limit=limit, evidence_per_thing=evidence
        )
