"""One concept, one relationship, and how a concept relates to others."""

from collections.abc import Sequence
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from educe.cursors import cursor_of, opened
from educe.documents.texts import Query
from educe.errors import NotFound
from educe.graph.finding import CONCEPT, Concept
from educe.graph.nodes import NODE, ConceptNode, as_node, load_nodes, no_concept, project_of

Direction = Literal["out", "in"]
_SHOWN = 50


class ConceptRelation(BaseModel):
    """A relationship as one of its concepts sees it: to the other, or from it."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    type: str
    direction: Direction
    confidence: float
    evidence_count: int
    other: ConceptNode


class RelationPage(BaseModel):
    """A page of relations, the surest first, then those to the most central concepts. `next`: give
    it as `cursor`; none: this is the last page."""

    relations: list[ConceptRelation]
    total: int
    next: str | None = None


class RelationCount(BaseModel):
    """How many relations of a type a concept has in one direction."""

    type: str
    direction: Direction
    count: int


class ConceptDetail(Concept):
    """A concept with the first of its relations; `relations_next` is the cursor of the rest."""

    project_id: UUID
    evidence_count: int
    relation_counts: list[RelationCount]
    relations: list[ConceptRelation] = Field(max_length=_SHOWN)
    relations_next: str | None


class RelationshipDetail(BaseModel):
    """One relationship and the concepts that it stands between."""

    id: UUID
    project_id: UUID
    type: str
    confidence: float
    evidence_count: int
    source: ConceptNode
    target: ConceptNode


async def get_concept(query: Query, concept_id: UUID) -> ConceptDetail:
    """Raises NotFound."""
    rows = await query(
        f"SELECT {CONCEPT}, o.project_id, {_evidence('object_id', 'o.id')}"  # noqa: S608
        " FROM kb.objects o WHERE o.id = %s",
        concept_id,
    )
    if not rows:
        raise no_concept()
    fields = [name for name in Concept.model_fields if name != "match"]
    known = dict(zip((*fields, "project_id", "evidence_count"), rows[0], strict=True))
    first = await _page(query, concept_id, (), limit=_SHOWN)
    return ConceptDetail(
        **known,
        relation_counts=await _counts(query, concept_id),
        relations=first.relations,
        relations_next=first.next,
    )


async def get_relationship(query: Query, relationship_id: UUID) -> RelationshipDetail:
    """Raises NotFound."""
    rows = await query(
        "SELECT r.id, r.project_id, r.type, r.confidence,"  # noqa: S608
        f" {_evidence('relationship_id', 'r.id')}, r.source_id, r.target_id"
        " FROM kb.relationships r WHERE r.id = %s",
        relationship_id,
    )
    if not rows:
        raise NotFound(
            "There is no such relationship. It may have gone when the graph was last derived, or"
            " its address is mistyped."
        )
    *known, source, target = rows[0]
    ends = await load_nodes(query, [source, target])
    return RelationshipDetail(
        **dict(zip(RelationshipDetail.model_fields, known, strict=False)),
        source=ends[source],
        target=ends[target],
    )


async def list_relations(
    query: Query,
    concept_id: UUID,
    *,
    types: Sequence[str] = (),
    direction: Direction | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> RelationPage:
    """Raises NotFound, and InvalidInput for a cursor not of ours."""
    await project_of(query, concept_id)
    return await _page(query, concept_id, types, direction=direction, cursor=cursor, limit=limit)


_RELATIONS = (
    "(SELECT r.id, r.type, 'out' AS direction, r.confidence, r.target_id AS other_id"
    " FROM kb.relationships r WHERE r.source_id = %s UNION ALL"
    " SELECT r.id, r.type, 'in', r.confidence, r.source_id FROM kb.relationships r"
    " WHERE r.target_id = %s) x"
)


async def _page(
    query: Query,
    concept_id: UUID,
    types: Sequence[str],
    *,
    direction: Direction | None = None,
    cursor: str | None = None,
    limit: int,
) -> RelationPage:
    fits = "(%s::text[] = '{}' OR x.type = ANY (%s)) AND (%s::text IS NULL OR x.direction = %s)"
    given = [concept_id, concept_id, list(types), list(types), direction, direction]
    counted = await query(f"SELECT count(*) FROM {_RELATIONS} WHERE {fits}", *given)  # noqa: S608
    after = opened(cursor, float, float, UUID) if cursor else []
    if after:
        fits += " AND (x.confidence, o.centrality, x.id) < (%s::real, %s::real, %s::uuid)"
    rows = await query(
        f"SELECT x.id, x.type, x.direction, x.confidence, {_evidence('relationship_id', 'x.id')},"  # noqa: S608
        f" {NODE} FROM {_RELATIONS} JOIN kb.objects o ON o.id = x.other_id WHERE {fits}"
        " ORDER BY x.confidence DESC, o.centrality DESC, x.id DESC LIMIT %s",
        *given,
        *after,
        limit + 1,
    )
    relations = [_relation(row) for row in rows[:limit]]
    last = relations[-1] if len(rows) > limit else None
    follows = cursor_of(last.confidence, last.other.centrality, last.id) if last else None
    return RelationPage(relations=relations, total=counted[0][0], next=follows)


def _relation(row: Sequence[Any]) -> ConceptRelation:
    id_, kind, direction, confidence, evidence, *other = row
    return ConceptRelation(
        id=id_,
        type=kind,
        direction=direction,
        confidence=confidence,
        evidence_count=evidence,
        other=as_node(other),
    )


async def _counts(query: Query, concept_id: UUID) -> list[RelationCount]:
    rows = await query(
        f"SELECT x.type, x.direction, count(*) FROM {_RELATIONS}"  # noqa: S608
        " GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2",
        concept_id,
        concept_id,
    )
    return [RelationCount(type=kind, direction=way, count=n) for kind, way, n in rows]


def _evidence(of: str, id_: str) -> str:
    """Counts evidence as it is listed: a sentence once."""
    return (
        "(SELECT count(DISTINCT (e.file_id, e.quote_start, e.quote_end))"  # noqa: S608
        f" FROM kb.evidence e WHERE e.{of} = {id_})"
    )
