"""The shortest ways from one concept to another, the surest first."""

import heapq
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from pydantic import BaseModel, Field

from educe.documents.texts import Query
from educe.graph.nodes import ConceptNode, GraphEdge, load_nodes, no_concept

MAX_HOPS = 6
MOST_MET = 50_000  # concepts that are looked at


class GraphPath(BaseModel):
    """Concepts in order, and the relationships between each two of them: one fewer."""

    nodes: list[UUID]
    edges: list[UUID]
    confidence: float = Field(description="The product of the relationships' confidences.")


class PathsView(BaseModel):
    """The shortest paths; none, and no `hops`, where two concepts are too far apart or not related.
    In which direction a relationship points doesn't matter."""

    source: UUID
    target: UUID
    hops: int | None
    paths: list[GraphPath]
    nodes: list[ConceptNode]
    edges: list[GraphEdge]
    max_hops: int = MAX_HOPS
    gave_up: bool = Field(description="The search met too many concepts to be sure.")


@dataclass(slots=True)
class _Side:
    """What was met from one end: the last ring, and by which edges each concept was reached."""

    ring: set[UUID]
    reached: dict[UUID, list[tuple[UUID, GraphEdge]]] = field(default_factory=dict)
    hops: int = 0


_Way = tuple[float, list[UUID], list[GraphEdge]]  # confidence; from an end to a concept


async def find_paths(
    query: Query, project_id: UUID, source: UUID, target: UUID, *, most: int = 3
) -> PathsView:
    """Up to `most` of the shortest paths. Raises NotFound when one of the ends isn't there."""
    rows = await query(
        "SELECT id FROM kb.objects WHERE project_id = %s AND id = ANY (%s)",
        project_id,
        [source, target],
    )
    if {row[0] for row in rows} != {source, target}:
        raise no_concept()
    one, other = _Side({source}, {source: []}), _Side({target}, {target: []})
    gave_up = await _meet(query, one, other)
    met = one.ring & other.ring
    ways = _joined(one, other, met, most) if not gave_up else []
    return await _view(query, source, target, ways, gave_up=gave_up)


async def _meet(query: Query, one: _Side, other: _Side) -> bool:
    """Goes out from both ends, ring by ring, until the rings meet or can't within the hops. True:
    given up, there is too much."""
    while not one.ring & other.ring and one.hops + other.hops < MAX_HOPS:
        side = min(one, other, key=lambda each: len(each.ring))
        if not side.ring:
            return False
        await _grow(query, side)
        if len(one.reached) + len(other.reached) > MOST_MET:
            return not one.ring & other.ring
    return False


async def _grow(query: Query, side: _Side) -> None:
    rows = await query(
        "SELECT source_id, target_id, id, type, confidence FROM kb.relationships"
        " WHERE source_id = ANY (%s)"
        " UNION SELECT source_id, target_id, id, type, confidence FROM kb.relationships"
        " WHERE target_id = ANY (%s) ORDER BY confidence DESC, id",
        list(side.ring),
        list(side.ring),
    )
    fresh: dict[UUID, dict[UUID, GraphEdge]] = {}
    for source, target, id_, kind, confidence in rows:
        for here, there in ((source, target), (target, source)):
            if here in side.ring and there not in side.reached:
                edge = GraphEdge.model_construct(
                    id=id_, source=source, target=target, type=kind, confidence=confidence
                )
                fresh.setdefault(there, {}).setdefault(here, edge)  # the surest of a pair
    side.reached.update({there: list(back.items()) for there, back in fresh.items()})
    side.ring = set(fresh)
    side.hops += 1


def _joined(one: _Side, other: _Side, met: set[UUID], most: int) -> list[_Way]:
    to_source: dict[UUID, list[_Way]] = {}
    to_target: dict[UUID, list[_Way]] = {}
    found: list[_Way] = []
    for middle in met:
        for sure, nodes, edges in _back(one, middle, most, to_source):
            for surer, more_nodes, more_edges in _back(other, middle, most, to_target):
                found.append(
                    (sure * surer, [*nodes, *more_nodes[-2::-1]], [*edges, *more_edges[::-1]])
                )
    return heapq.nsmallest(most, found, key=_surest)


def _back(side: _Side, node: UUID, most: int, known: dict[UUID, list[_Way]]) -> list[_Way]:
    """The surest ways from the side's end to the concept."""
    if node not in known:
        steps = side.reached[node]
        ways = [
            (sure * edge.confidence, [*nodes, node], [*edges, edge])
            for before, edge in steps
            for sure, nodes, edges in _back(side, before, most, known)
        ]
        known[node] = heapq.nsmallest(most, ways, key=_surest) if steps else [(1.0, [node], [])]
    return known[node]


def _surest(way: _Way) -> tuple[float, list[UUID]]:
    confidence, nodes, _ = way
    return -confidence, nodes


async def _view(
    query: Query, source: UUID, target: UUID, ways: Sequence[_Way], *, gave_up: bool
) -> PathsView:
    nodes = await load_nodes(query, {id_ for _, path, _ in ways for id_ in path})
    edges = {edge.id: edge for _, _, path in ways for edge in path}
    paths = [
        GraphPath(nodes=path, edges=[edge.id for edge in steps], confidence=round(sure, 6))
        for sure, path, steps in ways
    ]
    return PathsView(
        source=source,
        target=target,
        hops=len(ways[0][2]) if ways else None,
        paths=paths,
        nodes=list(nodes.values()),
        edges=list(edges.values()),
        gave_up=gave_up,
    )
