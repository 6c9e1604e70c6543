"""A whole graph, light: its numbers, its communities, and all that can be drawn of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field

from educe.documents.texts import Query
from educe.graph.nodes import version_of

MOST_EDGES = 60_000
_MOST_COMMUNITIES = 500


class TypeCount(BaseModel):
    type: str
    count: int


class Community(BaseModel):
    """Concepts that relate to each other more than to others; its label is the most central one's
    name."""

    number: int
    size: int
    label: str
    concept_id: UUID


class GraphSummary(BaseModel):
    """What there is. Version 0: nothing has been extracted yet."""

    project_id: UUID
    version: int
    updated_at: datetime | None
    concepts: int
    relationships: int
    concept_types: list[TypeCount] = Field(description="The commonest first.")
    relation_types: list[TypeCount] = Field(description="The commonest first.")
    communities: list[Community] = Field(description="The biggest first, up to 500.")
    communities_total: int


class NodeColumns(BaseModel):
    """Concepts, the most central first: the values at one index are one concept's. `type` is an
    index into the graph's `concept_types`."""

    id: list[str]
    name: list[str]
    type: list[int]
    centrality: list[float]
    community: list[int | None]
    degree: list[int]


class EdgeColumns(BaseModel):
    """Relationships, the surest first: `source` and `target` are indexes into the nodes, `type` one
    into the graph's `relation_types`."""

    id: list[str]
    source: list[int]
    target: list[int]
    type: list[int]
    confidence: list[float]


class GraphOverview(BaseModel):
    """The most central concepts of a graph and what relates them, in columns."""

    project_id: UUID
    version: int
    total_concepts: int
    total_relationships: int
    hidden_concepts: int
    hidden_relationships: int
    concept_types: list[str]
    relation_types: list[str]
    nodes: NodeColumns
    edges: EdgeColumns
    communities: list[Community]


async def summarize(query: Query, project_id: UUID) -> GraphSummary:
    """The numbers of a project's graph."""
    version = await query(
        "SELECT version, updated_at FROM kb.graphs WHERE project_id = %s", project_id
    )
    concepts = await _counts(query, "objects", project_id)
    relations = await _counts(query, "relationships", project_id)
    total = await query(
        "SELECT count(DISTINCT community) FROM kb.objects WHERE project_id = %s", project_id
    )
    return GraphSummary(
        project_id=project_id,
        version=version[0][0] if version else 0,
        updated_at=version[0][1] if version else None,
        concepts=sum(each.count for each in concepts),
        relationships=sum(each.count for each in relations),
        concept_types=concepts,
        relation_types=relations,
        communities=await communities_of(query, project_id),
        communities_total=total[0][0],
    )


async def communities_of(query: Query, project_id: UUID) -> list[Community]:
    """The biggest of a project's communities."""
    rows = await query(
        "SELECT DISTINCT ON (o.community) o.community,"
        " count(*) OVER (PARTITION BY o.community), o.name, o.id"
        " FROM kb.objects o WHERE o.project_id = %s AND o.community IS NOT NULL"
        " ORDER BY o.community, o.centrality DESC, o.mention_count DESC, o.id",
        project_id,
    )
    found = [
        Community(number=number, size=size, label=name, concept_id=id_)
        for number, size, name, id_ in rows
    ]
    return sorted(found, key=lambda each: (-each.size, each.number))[:_MOST_COMMUNITIES]


async def load_overview(query: Query, project_id: UUID, *, limit: int) -> GraphOverview:
    """The `limit` most central concepts, and up to 60,000 of what relates them to each other."""
    version = await version_of(query, project_id)
    nodes = await query(
        "SELECT o.id::text, o.name, o.type, o.centrality, o.community"
        " FROM kb.objects o WHERE o.project_id = %s"
        " ORDER BY o.centrality DESC, o.mention_count DESC, o.id LIMIT %s",
        project_id,
        limit,
    )
    degrees = await _degrees(query, project_id)
    places = {row[0]: index for index, row in enumerate(nodes)}
    edges = await _among(query, project_id, list(places))
    total = await query("SELECT count(*) FROM kb.objects WHERE project_id = %s", project_id)
    relations = await query(
        "SELECT count(*) FROM kb.relationships WHERE project_id = %s", project_id
    )
    concept_types = sorted({row[2] for row in nodes})
    relation_types = sorted({row[3] for row in edges})
    return GraphOverview.model_construct(
        project_id=project_id,
        version=version,
        total_concepts=total[0][0],
        total_relationships=relations[0][0],
        hidden_concepts=total[0][0] - len(nodes),
        hidden_relationships=relations[0][0] - len(edges),
        concept_types=concept_types,
        relation_types=relation_types,
        nodes=_node_columns(nodes, concept_types, degrees),
        edges=_edge_columns(edges, places, relation_types),
        communities=await communities_of(query, project_id),
    )


async def _among(query: Query, project_id: UUID, ids: list[str]) -> list[tuple[Any, ...]]:
    """The surest of what relates these concepts to each other."""
    return await query(
        "SELECT r.id::text, r.source_id::text, r.target_id::text, r.type, r.confidence"
        " FROM kb.relationships r JOIN unnest(%s::uuid[]) AS s (id) ON s.id = r.source_id"
        " JOIN unnest(%s::uuid[]) AS t (id) ON t.id = r.target_id"
        " WHERE r.project_id = %s ORDER BY r.confidence DESC, r.id LIMIT %s",
        ids,
        ids,
        project_id,
        MOST_EDGES,
    )


async def _degrees(query: Query, project_id: UUID) -> dict[str, int]:
    """How many relations each concept has, in and out. Joined to the concepts, this would take
    minutes where a graph is so new that the planner has no statistics of it."""
    rows = await query(
        "SELECT id::text, count(*) FROM (SELECT source_id AS id FROM kb.relationships"
        " WHERE project_id = %s UNION ALL SELECT target_id FROM kb.relationships"
        " WHERE project_id = %s) r GROUP BY id",
        project_id,
        project_id,
    )
    return dict(rows)


def _node_columns(
    rows: Sequence[tuple[Any, ...]], types: Sequence[str], degrees: Mapping[str, int]
) -> NodeColumns:
    kinds = {name: index for index, name in enumerate(types)}
    return NodeColumns.model_construct(
        id=[row[0] for row in rows],
        name=[row[1] for row in rows],
        type=[kinds[row[2]] for row in rows],
        centrality=[row[3] for row in rows],
        community=[row[4] for row in rows],
        degree=[degrees.get(row[0], 0) for row in rows],
    )


def _edge_columns(
    rows: Sequence[tuple[Any, ...]], places: dict[str, int], types: Sequence[str]
) -> EdgeColumns:
    kinds = {name: index for index, name in enumerate(types)}
    return EdgeColumns.model_construct(
        id=[row[0] for row in rows],
        source=[places[row[1]] for row in rows],
        target=[places[row[2]] for row in rows],
        type=[kinds[row[3]] for row in rows],
        confidence=[row[4] for row in rows],
    )


async def _counts(query: Query, table: str, project_id: UUID) -> list[TypeCount]:
    rows = await query(
        f"SELECT type, count(*) FROM kb.{table} WHERE project_id = %s"  # noqa: S608
        " GROUP BY 1 ORDER BY 2 DESC, 1",
        project_id,
    )
    return [TypeCount(type=kind, count=count) for kind, count in rows]
