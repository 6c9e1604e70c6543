"""Graphs put into the database by hand, as an extraction leaves them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import psycopg

from educe.graph.folded import folded_name, folded_text
from educe.graph.naming import key_of
from educe.ids import new_id
from tests.support.world import World


class Drawing:
    """A project's graph, drawn concept by concept."""

    def __init__(self, world: World, project_id: str | UUID) -> None:
        self.world, self.project_id = world, project_id
        world.execute("INSERT INTO kb.graphs VALUES (%s, 7) ON CONFLICT DO NOTHING", project_id)

    def concept(self, name: str, centrality: float = 0.5, **more: Any) -> UUID:
        return self.concepts([(name, centrality, more)])[0]

    def concepts(self, rows: Sequence[tuple[str, float, dict[str, Any]]]) -> list[UUID]:
        """`more` of each: type, aliases, definition, community, mentions, files."""
        ids = [new_id() for _ in rows]
        columns = (
            "id, project_id, extractor, type, key, name, aliases, definition, centrality,"
            " mention_count, file_count, community, folded_name, folded_text"
        )
        with self._copy(f"kb.objects ({columns})") as copy:
            for id_, (name, centrality, more) in zip(ids, rows, strict=True):
                kind = more.get("type", "Concept")
                aliases, definition = more.get("aliases", []), more.get("definition")
                copy.write_row(
                    (
                        id_,
                        self.project_id,
                        "concepts",
                        kind,
                        f"{kind.casefold()}:{key_of(name) or id_}",
                        name,
                        aliases,
                        definition,
                        centrality,
                        more.get("mentions", 3),
                        more.get("files", 1),
                        more.get("community"),
                        folded_name(name),
                        folded_text(name, aliases, definition),
                    )
                )
        return ids

    def relation(self, source: UUID, target: UUID, sure: float = 0.5, kind: str = "IS_A") -> UUID:
        return self.relations([(source, target, sure, kind)])[0]

    def relations(self, rows: Sequence[tuple[UUID, UUID, float, str]]) -> list[UUID]:
        ids = [new_id() for _ in rows]
        columns = "id, project_id, source_id, target_id, confidence, type"
        with self._copy(f"kb.relationships ({columns})") as copy:
            for id_, row in zip(ids, rows, strict=True):
                copy.write_row((id_, self.project_id, *row))
        return ids

    @contextmanager
    def _copy(self, columns: str) -> Iterator[psycopg.Copy]:
        with (
            psycopg.connect(self.world.database.owner_url) as connection,
            connection.cursor().copy(f"COPY {columns} FROM STDIN") as copy,
        ):
            yield copy

    def evidence(self, file_id: str, start: int, *, definition: bool = False, **of: UUID) -> UUID:
        """Five characters from `start` on; `of` is object_id or relationship_id."""
        [(column, thing)] = of.items()
        id_ = new_id()
        self.world.execute(
            f"INSERT INTO kb.evidence (id, project_id, {column}, file_id, page, quote_start,"
            " quote_end, quote, name_start, name_end, is_definition, match, score)"
            " VALUES (%s, %s, %s, %s, 2, %s, %s, %s, %s, %s, %s, 'verbatim', 1)",
            id_,
            self.project_id,
            thing,
            file_id,
            start,
            start + 5,
            f"at {start}",
            start + 1,
            start + 3,
            definition,
        )
        return id_
