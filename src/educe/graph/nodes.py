"""Concepts and relationships as a drawing needs them: light, without their evidence."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from educe.documents.texts import Query
from educe.errors import NotFound


class ConceptNode(BaseModel):
    """A concept, without what is known of it."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    name: str
    type: str
    centrality: float = Field(description="0 to 1.")
    community: int | None = Field(
        description="A number from 0 that stays while most of its members do. None: it relates to"
        " nothing, or the graph hasn't been derived since there are communities."
    )
    degree: int = Field(description="All its relations, in and out, shown or not.")


class GraphEdge(BaseModel):
    """A relationship, without its evidence. `confidence` is 0 to 1."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    source: UUID
    target: UUID
    type: str
    confidence: float


DEGREE = (
    "(SELECT count(*) FROM kb.relationships d WHERE d.source_id = o.id)"
    " + (SELECT count(*) FROM kb.relationships d WHERE d.target_id = o.id)"
)
#: the columns of a node `o`, in the order of its fields
NODE = f"o.id, o.name, o.type, o.centrality, o.community, {DEGREE}"
_NO_CONCEPT = (
    "There is no such concept. It may have gone when the graph was last derived, or its address is"
    " mistyped."
)


def as_node(row: Iterable[Any]) -> ConceptNode:
    return ConceptNode(**dict(zip(ConceptNode.model_fields, row, strict=True)))


async def load_nodes(query: Query, ids: Collection[UUID]) -> dict[UUID, ConceptNode]:
    """Those of these concepts that are there, by id."""
    rows = await query(f"SELECT {NODE} FROM kb.objects o WHERE o.id = ANY (%s)", list(ids))  # noqa: S608
    return {row[0]: as_node(row) for row in rows}


async def project_of(query: Query, concept_id: UUID) -> UUID:
    """The concept's project. Raises NotFound."""
    rows = await query("SELECT project_id FROM kb.objects WHERE id = %s", concept_id)
    if not rows:
        raise no_concept()
    found: UUID = rows[0][0]
    return found


def no_concept() -> NotFound:
    return NotFound(_NO_CONCEPT)


async def edges_among(
    query: Query, ids: Collection[UUID], types: Collection[str], most: int
) -> list[GraphEdge]:
    """What relates these concepts to each other, the surest first; of these types, if any."""
    rows = await query(
        "SELECT id, source_id, target_id, type, confidence FROM kb.relationships"
        " WHERE source_id = ANY (%s) AND target_id = ANY (%s)"
        " AND (%s::text[] = '{}' OR type = ANY (%s)) ORDER BY confidence DESC, id LIMIT %s",
        list(ids),
        list(ids),
        list(types),
        list(types),
        most,
    )
    return [GraphEdge(**dict(zip(GraphEdge.model_fields, row, strict=True))) for row in rows]


async def version_of(query: Query, project_id: UUID) -> int:
    """The graph's version; 0: nothing has been extracted yet."""
    rows = await query("SELECT version FROM kb.graphs WHERE project_id = %s", project_id)
    return int(rows[0][0]) if rows else 0
