"""Finds a project's concepts by words, and lists them as a table."""

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from educe.cursors import cursor_of, opened
from educe.documents.texts import Query
from educe.graph.nodes import NODE, ConceptNode
from educe.graph.search_words import SearchWords

Sort = Literal["relevance", "centrality", "name", "mentions", "files"]
Match = Literal["exact", "prefix", "word", "inside", "alias", "definition"]
_MATCHES: tuple[Match, ...] = ("exact", "prefix", "word", "inside", "alias", "definition")


class Concept(ConceptNode):
    """A concept as lists show it."""

    aliases: tuple[str, ...]
    definition: str | None
    mention_count: int
    file_count: int
    match: Match | None = Field(None, description="How the search found it; none without one.")


class ConceptPage(BaseModel):
    """A page of concepts. `next`: give it as `cursor`; none: this is the last page."""

    concepts: list[Concept]
    total: int = Field(description="All that fit, on all pages.")
    next: str | None = None


class Wanted(BaseModel):
    """Which concepts, and in which order: by default as they fit the search, else by centrality.

    `descending` is true by default, but for names; `relevance` has one order only."""

    model_config = ConfigDict(frozen=True)

    search: str = ""
    types: tuple[str, ...] = ()
    communities: tuple[int, ...] = ()
    file_id: UUID | None = None
    sort: Sort | None = None
    descending: bool | None = None


#: the columns of a `Concept` `o`, in the order of its fields
CONCEPT = f"{NODE}, o.aliases, o.definition, o.mention_count, o.file_count"


class _Order(NamedTuple):
    """What is compared, before the id: columns, how a cursor's parts are read, and sent."""

    columns: tuple[str, ...]
    kinds: tuple[Any, ...]
    types: tuple[str, ...]
    descending: bool


def _text(part: str) -> str:
    return bytes.fromhex(part).decode()


_ORDERS: dict[Sort, _Order] = {
    "relevance": _Order(("o.rank", "- o.centrality"), (int, float), ("int", "real"), False),
    "centrality": _Order(("o.centrality", "o.mention_count"), (float, int), ("real", "int"), True),
    "mentions": _Order(("o.mention_count", "o.centrality"), (int, float), ("int", "real"), True),
    "files": _Order(("o.file_count", "o.centrality"), (int, float), ("int", "real"), True),
    "name": _Order(("o.folded_name",), (_text,), ("text",), False),
}


async def find_concepts(
    query: Query, project_id: UUID, wanted: Wanted, *, cursor: str | None = None, limit: int = 50
) -> ConceptPage:
    """A page of the project's concepts. Raises InvalidInput for a cursor not of ours."""
    words = SearchWords.of(wanted.search)
    order = _order(wanted, searching=words is not None)
    after = opened(cursor, *order.kinds, UUID) if cursor else []
    if words:
        total, keys = await _searched(query, project_id, wanted, words, order, after, limit + 1)
    else:
        total, keys = await _listed(query, project_id, wanted, order, after, limit + 1)
    concepts = await _load(query, keys[:limit])
    last = keys[limit - 1] if len(keys) > limit else None
    return ConceptPage(concepts=concepts, total=total, next=_cursor(last) if last else None)


def _order(wanted: Wanted, *, searching: bool) -> _Order:
    name = wanted.sort or "relevance"
    if name == "relevance":
        return _ORDERS["relevance" if searching else "centrality"]
    order = _ORDERS[name]
    given = wanted.descending
    return order if given is None else order._replace(descending=given)


_Key = tuple[Any, ...]  # id, rank or none, and what the order compares


async def _searched(
    query: Query,
    project_id: UUID,
    wanted: Wanted,
    words: SearchWords,
    order: _Order,
    after: Sequence[Any],
    most: int,
) -> tuple[int, list[_Key]]:
    """One pass over the project's objects finds them, counts them and ranks them."""
    fits, values = _fitting(project_id, wanted)
    found, found_values = words.condition()
    rank, rank_values = words.rank()
    page, page_values = _page("fit o", "o.rank", order, after, most)
    rows = await query(
        f"WITH fit AS MATERIALIZED (SELECT o.id, o.centrality, o.mention_count, o.file_count,"  # noqa: S608
        f" o.folded_name, {rank} AS rank FROM kb.objects o WHERE {fits} AND {found})"
        f" SELECT t.total, p.* FROM (SELECT count(*) AS total FROM fit) t"
        f" LEFT JOIN LATERAL ({page}) p ON true",
        *rank_values,
        *values,
        *found_values,
        *page_values,
    )
    return rows[0][0], [row[1:] for row in rows if row[1] is not None]


async def _listed(
    query: Query,
    project_id: UUID,
    wanted: Wanted,
    order: _Order,
    after: Sequence[Any],
    most: int,
) -> tuple[int, list[_Key]]:
    fits, values = _fitting(project_id, wanted)
    counted = await query(f"SELECT count(*) FROM kb.objects o WHERE {fits}", *values)  # noqa: S608
    page, page_values = _page("kb.objects o", "NULL", order, after, most, fits)
    return counted[0][0], await query(page, *values, *page_values)


def _page(
    source: str, rank: str, order: _Order, after: Sequence[Any], most: int, fits: str = "true"
) -> tuple[str, list[Any]]:
    columns = (*order.columns, "o.id")
    way, than = ("DESC", "<") if order.descending else ("ASC", ">")
    if after:
        sent = ", ".join(f"%s::{kind}" for kind in (*order.types, "uuid"))
        fits += f" AND ({', '.join(columns)}) {than} ({sent})"
    by = ", ".join(f"{column} {way}" for column in columns)
    return (
        f"SELECT o.id, {rank}, {', '.join(order.columns)} FROM {source}"  # noqa: S608
        f" WHERE {fits} ORDER BY {by} LIMIT %s",
        [*after, most],
    )


def _fitting(project_id: UUID, wanted: Wanted) -> tuple[str, list[Any]]:
    conditions, values = ["o.project_id = %s"], [project_id]
    given: list[tuple[str, Any]] = [
        ("o.type = ANY (%s)", list(wanted.types)),
        ("o.community = ANY (%s)", list(wanted.communities)),
        (
            "o.id IN (SELECT e.object_id FROM kb.evidence e WHERE e.file_id = %s)",
            wanted.file_id,
        ),
    ]
    for condition, value in given:
        if value:
            conditions.append(condition)
            values.append(value)
    return " AND ".join(conditions), values


async def _load(query: Query, keys: Sequence[_Key]) -> list[Concept]:
    """The concepts in the order of the keys."""
    ids = [key[0] for key in keys]
    rows = await query(f"SELECT {CONCEPT} FROM kb.objects o WHERE o.id = ANY (%s)", ids)  # noqa: S608
    found = {row[0]: row for row in rows}
    return [as_concept(found[id_], match=_match(rank)) for id_, rank, *_ in keys if id_ in found]


def as_concept(row: Sequence[Any], *, match: Match | None = None) -> Concept:
    fields = [name for name in Concept.model_fields if name != "match"]
    return Concept(**dict(zip(fields, row, strict=True)), match=match)


def _match(rank: int | None) -> Match | None:
    return None if rank is None else _MATCHES[rank]


def _cursor(key: _Key) -> str:
    id_, _, *compared = key
    return cursor_of(
        *(part.encode().hex() if isinstance(part, str) else part for part in compared), id_
    )
