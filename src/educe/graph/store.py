"""Writing a project's graph: mentions in, derived objects, relationships and evidence out.

All of it happens in the caller's transaction, under the project's lock, so two jobs that finish
together come one after the other and the second derives from what both found.
"""

from collections.abc import AsyncIterator, Iterable, Sequence
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.types.json import Jsonb

from educe.graph.derived import DerivedEvidence, DerivedGraph, DerivedObject
from educe.graph.folded import folded_name, folded_text
from educe.graph.mentions import FileMentions, PartMentions
from educe.graph.regroup import regroup
from educe.graph.snapshot import GraphSnapshot, load_snapshot
from educe.ids import new_id

_Row = tuple[Any, ...]
_ROWS_AT_ONCE = 2_000
_INSERT_EVIDENCE = (
    "INSERT INTO kb.evidence (id, project_id, object_id, relationship_id, file_id, page,"
    " quote_start, quote_end, quote, name_start, name_end, is_definition, match, score)"
    " SELECT * FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::uuid[], %s::uuid[], %s::int[],"
    " %s::int[], %s::int[], %s::text[], %s::int[], %s::int[], %s::bool[], %s::text[], %s::real[])"
)


class GraphStore:
    """One extractor's part of one project's graph."""

    def __init__(
        self, connection: AsyncConnection, project_id: UUID, extractor: str, job_id: UUID
    ) -> None:
        self._connection = connection
        self._project_id = project_id
        self._extractor = extractor
        self._job_id = job_id
        self._texts: dict[UUID, str] = {}

    async def lock(self) -> None:
        """Until the transaction ends nobody else changes this graph. Its version goes up by one."""
        await self._connection.execute(
            "INSERT INTO kb.graphs (project_id, version) VALUES (%s, 1) ON CONFLICT (project_id)"
            " DO UPDATE SET version = kb.graphs.version + 1, updated_at = now()",
            [self._project_id],
        )

    async def record(self, found: Sequence[PartMentions]) -> None:
        """Stores mentions, in place of what this extractor knew of the same parts. Parts that a
        file doesn't have any more are dropped."""
        cursor = self._connection.cursor()
        await cursor.executemany(
            "INSERT INTO kb.mentions (file_id, extractor, part, project_id, job_id, body)"
            " SELECT f.id, %s, %s, f.project_id, %s, %s FROM kb.files f WHERE f.id = %s"
            " ON CONFLICT (file_id, extractor, part) DO UPDATE SET"
            " job_id = excluded.job_id, body = excluded.body, created_at = now()",
            [
                (
                    self._extractor,
                    part.part,
                    self._job_id,
                    Jsonb(part.mentions.model_dump(mode="json", exclude_defaults=True)),
                    part.mentions.file_id,
                )
                for part in found
            ],
        )
        await cursor.executemany(
            "DELETE FROM kb.mentions WHERE file_id = %s AND extractor = %s AND part >= %s",
            {(part.mentions.file_id, self._extractor, part.parts) for part in found},
        )

    async def mentions(self) -> AsyncIterator[FileMentions]:
        cursor = await self._connection.execute(
            "SELECT body::text FROM kb.mentions WHERE project_id = %s AND extractor = %s"
            " ORDER BY file_id, part",
            [self._project_id, self._extractor],
        )
        async for (body,) in cursor:
            yield FileMentions.model_validate_json(body)

    async def replace(self, graph: DerivedGraph) -> dict[str, UUID]:
        ids = await self._replace_objects(graph)
        edges = await self._replace_relationships(graph, ids)
        await self._connection.execute(
            "DELETE FROM kb.evidence WHERE object_id = ANY (%s) OR relationship_id = ANY (%s)",
            [list(ids.values()), list(edges.values())],
        )
        await self._add_evidence(graph, ids, edges)
        await regroup(self._connection, self._project_id)
        return ids

    async def snapshot(self) -> GraphSnapshot:
        return await load_snapshot(self._query, self._project_id)

    async def _query(self, statement: str, *values: Any) -> list[_Row]:
        cursor = await self._connection.execute(statement.encode(), values)
        return await cursor.fetchall()

    async def _replace_objects(self, graph: DerivedGraph) -> dict[str, UUID]:
        cursor = await self._connection.execute(
            "SELECT type, key, id FROM kb.objects WHERE project_id = %s AND extractor = %s",
            [self._project_id, self._extractor],
        )
        known = {(kind, key): id_ for kind, key, id_ in await cursor.fetchall()}
        ids = {o.key: known.get((o.type, o.key)) or new_id() for o in graph.objects}
        gone = list(set(known.values()) - set(ids.values()))
        await self._connection.execute("DELETE FROM kb.objects WHERE id = ANY (%s)", [gone])
        rows = [await self._object_row(ids[o.key], o) for o in graph.objects]
        await self._connection.cursor().executemany(
            "INSERT INTO kb.objects (id, project_id, extractor, type, key, name, aliases,"
            " definition, centrality, mention_count, file_count, folded_name, folded_text)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
            " ON CONFLICT (id) DO UPDATE SET name = excluded.name, aliases = excluded.aliases,"
            " definition = excluded.definition, centrality = excluded.centrality,"
            " mention_count = excluded.mention_count, file_count = excluded.file_count,"
            " folded_name = excluded.folded_name, folded_text = excluded.folded_text,"
            " updated_at = now()",
            rows,
        )
        return ids

    async def _object_row(self, id_: UUID, thing: DerivedObject) -> _Row:
        definition = await self._words(thing.definition, span=True) if thing.definition else None
        return (
            id_,
            self._project_id,
            self._extractor,
            thing.type,
            thing.key,
            thing.name,
            list(thing.aliases),
            definition,
            thing.centrality,
            thing.mention_count,
            thing.file_count,
            folded_name(thing.name),
            folded_text(thing.name, thing.aliases, definition),
        )

    async def _replace_relationships(
        self, graph: DerivedGraph, ids: dict[str, UUID]
    ) -> dict[tuple[str, str, str], UUID]:
        cursor = await self._connection.execute(
            "SELECT source_id, type, target_id, id FROM kb.relationships"
            " WHERE source_id = ANY (%s)",
            [list(ids.values())],
        )
        known = {
            (source, kind, target): id_ for source, kind, target, id_ in await cursor.fetchall()
        }
        edges = {
            (r.source, r.type, r.target): known.get((ids[r.source], r.type, ids[r.target]))
            or new_id()
            for r in graph.relationships
        }
        gone = list(set(known.values()) - set(edges.values()))
        await self._connection.execute("DELETE FROM kb.relationships WHERE id = ANY (%s)", [gone])
        await self._connection.cursor().executemany(
            "INSERT INTO kb.relationships (id, project_id, type, source_id, target_id, confidence)"
            " VALUES (%s, %s, %s, %s, %s, %s)"
            " ON CONFLICT (id) DO UPDATE SET confidence = excluded.confidence",
            [
                (
                    edges[r.source, r.type, r.target],
                    self._project_id,
                    r.type,
                    ids[r.source],
                    ids[r.target],
                    r.confidence,
                )
                for r in graph.relationships
            ],
        )
        return edges

    async def _add_evidence(
        self, graph: DerivedGraph, ids: dict[str, UUID], edges: dict[tuple[str, str, str], UUID]
    ) -> None:
        rows: list[_Row] = []
        for o in graph.objects:
            rows += await self._evidence_rows(o.evidence, object_id=ids[o.key])
            if o.definition:
                rows += await self._evidence_rows(
                    [o.definition], object_id=ids[o.key], is_definition=True
                )
        for r in graph.relationships:
            edge = edges[r.source, r.type, r.target]
            rows += await self._evidence_rows(r.evidence, relationship_id=edge)
        for start in range(0, len(rows), _ROWS_AT_ONCE):
            chunk = rows[start : start + _ROWS_AT_ONCE]
            # one statement: policies are computed once, not for each row
            await self._connection.execute(
                _INSERT_EVIDENCE, list(map(list, zip(*chunk, strict=True)))
            )

    async def _evidence_rows(
        self,
        evidence: Iterable[DerivedEvidence],
        *,
        object_id: UUID | None = None,
        relationship_id: UUID | None = None,
        is_definition: bool = False,
    ) -> list[_Row]:
        return [
            (
                new_id(),
                self._project_id,
                object_id,
                relationship_id,
                e.file_id,
                e.page,
                e.sentence.start,
                e.sentence.end,
                await self._words(e),
                e.span.start if e.span else None,
                e.span.end if e.span else None,
                is_definition,
                e.match,
                e.score,
            )
            for e in evidence
        ]

    async def _words(self, evidence: DerivedEvidence, *, span: bool = False) -> str:
        """The words themselves, from the file's text: the sentence, or the span inside it."""
        file_id = UUID(evidence.file_id)
        if file_id not in self._texts:
            cursor = await self._connection.execute(
                "SELECT text FROM kb.file_texts WHERE file_id = %s", [file_id]
            )
            row = await cursor.fetchone()
            assert row is not None, "a file with mentions has been read"
            self._texts[file_id] = row[0]
        start, end = evidence.span if span and evidence.span else evidence.sentence
        return self._texts[file_id][start:end]
