"""What stands around concepts, as much of it as can be drawn: the nearest and most central."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from pydantic import BaseModel, Field

from educe.documents.texts import Query
from educe.graph.nodes import (
    ConceptNode,
    GraphEdge,
    edges_among,
    load_nodes,
    no_concept,
    version_of,
)

MOST_HOPS = 3
MOST_MET = 20_000  # concepts that are looked at
MOST_EDGES = 60_000


class NeighbourNode(ConceptNode):
    """A concept, how far it stands from the nearest centre, and how much of it isn't shown."""

    hop: int | None = Field(description="None: it was kept, and isn't within the hops.")
    hidden: int = Field(description="Relations of any type that aren't among the edges.")


class Neighbourhood(BaseModel):
    """The nearest concepts first, then the most central. `hidden_nodes` are within the hops too."""

    version: int
    nodes: list[NeighbourNode]
    edges: list[GraphEdge]
    hidden_nodes: int
    hidden_is_a_floor: bool = Field(description="There were too many to count them all.")


@dataclass(slots=True)
class _Walk:
    """What was met: how far off, and what of it is shown."""

    hops: dict[UUID, int]
    shown: list[UUID] = field(default_factory=list)
    cut: bool = False


async def neighbourhood(
    query: Query,
    project_id: UUID,
    centers: Collection[UUID],
    *,
    keep: Collection[UUID] = (),
    hops: int = 1,
    limit: int = 100,
    types: Collection[str] = (),
) -> Neighbourhood:
    """Up to `limit` concepts around the centres, within so many hops along relations of these types
    (none: of all), and every relation between what is shown.

    What is in `keep` is shown too. Raises NotFound when none of the centres is of the project."""
    known = await _of_project(query, project_id, [*centers, *keep])
    there = [id_ for id_ in dict.fromkeys(centers) if id_ in known]
    if not there:
        raise no_concept()
    walk = await _walk(query, there, hops, limit, types)
    ids = dict.fromkeys([*walk.shown, *(id_ for id_ in keep if id_ in known)])
    nodes = await load_nodes(query, ids)
    edges = await edges_among(query, nodes, types, MOST_EDGES)
    return Neighbourhood(
        version=await version_of(query, project_id),
        nodes=_nodes([nodes[id_] for id_ in ids if id_ in nodes], edges, walk.hops),
        edges=edges,
        hidden_nodes=len(walk.hops.keys() - ids.keys()),
        hidden_is_a_floor=walk.cut,
    )


async def _of_project(query: Query, project_id: UUID, ids: Collection[UUID]) -> set[UUID]:
    rows = await query(
        "SELECT id FROM kb.objects WHERE project_id = %s AND id = ANY (%s)", project_id, list(ids)
    )
    return {row[0] for row in rows}


async def _walk(
    query: Query, centers: list[UUID], hops: int, limit: int, types: Collection[str]
) -> _Walk:
    walk = _Walk(dict.fromkeys(centers, 0), list(centers))
    frontier = centers
    for hop in range(1, hops + 1):
        ranked = [id_ for id_ in await _around(query, frontier, types) if id_ not in walk.hops]
        walk.hops.update(dict.fromkeys(ranked, hop))
        walk.shown += ranked[: max(0, limit + len(centers) - len(walk.shown))]
        walk.cut = len(walk.hops) > MOST_MET
        if walk.cut or not ranked:
            break
        frontier = ranked
    return walk


async def _around(query: Query, ids: list[UUID], types: Collection[str]) -> list[UUID]:
    """What is related to these, the most central first, then the most surely related."""
    rows = await query(
        "SELECT o.id FROM (SELECT other_id, max(confidence) AS surest FROM ("
        " SELECT target_id AS other_id, type, confidence FROM kb.relationships"
        " WHERE source_id = ANY (%s) UNION ALL"
        " SELECT source_id, type, confidence FROM kb.relationships WHERE target_id = ANY (%s)"
        ") r WHERE %s::text[] = '{}' OR type = ANY (%s) GROUP BY other_id) x"
        " JOIN kb.objects o ON o.id = x.other_id"
        " ORDER BY o.centrality DESC, x.surest DESC, o.id LIMIT %s",
        ids,
        ids,
        list(types),
        list(types),
        MOST_MET + len(ids),
    )
    return [row[0] for row in rows]


def _nodes(
    nodes: Iterable[ConceptNode], edges: Iterable[GraphEdge], hops: Mapping[UUID, int]
) -> list[NeighbourNode]:
    drawn: dict[UUID, int] = {}
    for edge in edges:
        for end in (edge.source, edge.target):
            drawn[end] = drawn.get(end, 0) + 1
    return [
        NeighbourNode(
            **node.model_dump(),
            hop=hops.get(node.id),
            hidden=max(0, node.degree - drawn.get(node.id, 0)),
        )
        for node in nodes
    ]
