"""A project's graph at one moment: what the API answers and what a job leaves as a file."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from educe.documents.texts import Query
from educe.graph.mentions import Match

_TRIES = 5


class EvidenceView(BaseModel):
    """Where the words stand: characters `start` to `end` (exclusive) of the file's text."""

    model_config = ConfigDict(frozen=True)

    file_id: UUID
    file_name: str
    page: int | None
    start: int
    end: int
    quote: str
    name_start: int | None
    name_end: int | None
    match: Match
    score: float
    is_definition: bool


class ObjectView(BaseModel):
    """One object, with the best of its evidence."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    name: str
    type: str
    aliases: tuple[str, ...]
    definition: str | None
    centrality: float
    mention_count: int
    file_count: int
    evidence: tuple[EvidenceView, ...]


class RelationshipView(BaseModel):
    """How one object relates to another; `source` and `target` are their names."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    type: str
    source_id: UUID
    target_id: UUID
    source: str
    target: str
    confidence: float
    evidence: tuple[EvidenceView, ...]


class GraphSnapshot(BaseModel):
    """Objects by centrality, relationships by confidence. Totals count what is not shown too."""

    model_config = ConfigDict(frozen=True)

    project_id: UUID
    version: int
    total_objects: int = 0
    total_relationships: int = 0
    objects: tuple[ObjectView, ...] = ()
    relationships: tuple[RelationshipView, ...] = ()


async def load_snapshot(
    query: Query, project_id: UUID, *, limit: int | None = None, evidence_per_thing: int = 3
) -> GraphSnapshot:
    """The graph, or its `limit` most central objects and what relates them to each other.

    A graph that changes while it is read is read again, so that all parts are of one version.
    """
    version = await _version(query, project_id)
    for _ in range(_TRIES):
        snapshot = await _load(query, project_id, version, limit, evidence_per_thing)
        now = await _version(query, project_id)
        if now == version:
            break
        version = now
    return snapshot


async def _version(query: Query, project_id: UUID) -> int:
    rows = await query("SELECT version FROM kb.graphs WHERE project_id = %s", project_id)
    return rows[0][0] if rows else 0


async def _load(
    query: Query, project_id: UUID, version: int, limit: int | None, most: int
) -> GraphSnapshot:
    objects = await query(
        "SELECT id, name, type, aliases, definition, centrality, mention_count, file_count"
        " FROM kb.objects WHERE project_id = %s ORDER BY centrality DESC, mention_count DESC, id"
        " LIMIT %s",
        project_id,
        limit,
    )
    names = {row[0]: row[1] for row in objects}
    relationships = await query(
        "SELECT id, type, source_id, target_id, confidence FROM kb.relationships"
        " WHERE project_id = %s AND source_id = ANY (%s) AND target_id = ANY (%s)"
        " ORDER BY confidence DESC, id",
        project_id,
        list(names),
        list(names),
    )
    of_objects = await _evidence(query, project_id, "object_id", list(names), most)
    edges = [row[0] for row in relationships]
    of_relationships = await _evidence(query, project_id, "relationship_id", edges, most)
    totals = await query(
        "SELECT (SELECT count(*) FROM kb.objects WHERE project_id = %s),"
        " (SELECT count(*) FROM kb.relationships WHERE project_id = %s)",
        project_id,
        project_id,
    )
    return GraphSnapshot(
        project_id=project_id,
        version=version,
        total_objects=totals[0][0],
        total_relationships=totals[0][1],
        objects=tuple(_object(row, of_objects[row[0]]) for row in objects),
        relationships=tuple(
            _relationship(row, names, of_relationships[row[0]]) for row in relationships
        ),
    )


async def _evidence(
    query: Query, project_id: UUID, of: str, ids: Sequence[UUID], most: int
) -> defaultdict[UUID, list[EvidenceView]]:
    """The definition's first; then as stored, which is best first. No sentence comes twice."""
    rows = await query(
        f"SELECT e.{of}, e.file_id, f.name, e.page, e.quote_start, e.quote_end, e.quote,"  # noqa: S608
        f" e.name_start, e.name_end, e.match, e.score, e.is_definition FROM ("
        f"  SELECT *, row_number() OVER (PARTITION BY {of} ORDER BY is_definition DESC, id) AS nth"
        f"  FROM (SELECT *, row_number() OVER ("
        f"    PARTITION BY {of}, file_id, quote_start, quote_end ORDER BY is_definition DESC, id"
        f"  ) AS copy FROM kb.evidence WHERE project_id = %s AND {of} = ANY (%s)) u WHERE copy = 1"
        f" ) e JOIN kb.files f ON f.id = e.file_id WHERE e.nth <= %s ORDER BY e.{of}, e.nth",
        project_id,
        list(ids),
        most,
    )
    found: defaultdict[UUID, list[EvidenceView]] = defaultdict(list)
    for thing, *fields in rows:
        found[thing].append(
            EvidenceView.model_construct(**dict(zip(_EVIDENCE_FIELDS, fields, strict=True)))
        )
    return found


# in the order of the columns above; the database has checked the values
_EVIDENCE_FIELDS = (
    "file_id",
    "file_name",
    "page",
    "start",
    "end",
    "quote",
    "name_start",
    "name_end",
    "match",
    "score",
    "is_definition",
)


def _object(row: tuple[Any, ...], evidence: list[EvidenceView]) -> ObjectView:
    id_, name, kind, aliases, definition, centrality, mentions, files = row
    return ObjectView(
        id=id_,
        name=name,
        type=kind,
        aliases=tuple(aliases),
        definition=definition,
        centrality=centrality,
        mention_count=mentions,
        file_count=files,
        evidence=tuple(evidence),
    )


def _relationship(
    row: tuple[Any, ...], names: dict[UUID, str], evidence: list[EvidenceView]
) -> RelationshipView:
    id_, kind, source, target, confidence = row
    return RelationshipView(
        id=id_,
        type=kind,
        source_id=source,
        target_id=target,
        source=names[source],
        target=names[target],
        confidence=confidence,
        evidence=tuple(evidence),
    )
