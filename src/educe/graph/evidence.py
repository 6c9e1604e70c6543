"""Evidence in pages: of a concept, of a relationship, and all that stands in one file."""

from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field

from educe.cursors import cursor_of, opened
from educe.documents.texts import Query
from educe.graph.snapshot import EvidenceView

Thing = Literal["object_id", "relationship_id"]


class EvidenceItem(EvidenceView):
    """A place that a concept or a relationship was read from, and whose it is."""

    id: UUID
    file_version: int
    concept_id: UUID | None
    relationship_id: UUID | None
    name: str = Field(description="The concept's; of a relationship “A — TYPE — B”.")


class EvidencePage(BaseModel):
    """A page of evidence. `next`: give it as `cursor`; none: this is the last page."""

    evidence: list[EvidenceItem]
    total: int
    next: str | None = None


_ITEM = """
    SELECT u.file_id, f.name AS file_name, u.page, u.quote_start, u.quote_end, u.quote,
           u.name_start, u.name_end, u.match, u.score, u.is_definition, u.id, f.version,
           u.object_id, u.relationship_id,
           coalesce(o.name, s.name || ' — ' || r.type || ' — ' || t.name), {keys}
    FROM page u JOIN kb.files f ON f.id = u.file_id
    LEFT JOIN kb.objects o ON o.id = u.object_id
    LEFT JOIN kb.relationships r ON r.id = u.relationship_id
    LEFT JOIN kb.objects s ON s.id = r.source_id LEFT JOIN kb.objects t ON t.id = r.target_id
"""
# a sentence counts once for a thing: as that of the definition, if it is
_ONCE = """
    SELECT DISTINCT ON (object_id, relationship_id, file_id, quote_start, quote_end) *
    FROM kb.evidence WHERE {fits}
    ORDER BY object_id, relationship_id, file_id, quote_start, quote_end, is_definition DESC, id
"""
_Order = tuple[str, ...]  # integers; the id comes last
_BY_PLACE: _Order = ("u.quote_start", "u.quote_end")
_BEST_FIRST: _Order = ("(NOT u.is_definition)::int",)  # evidence is stored best first


async def evidence_of(
    query: Query,
    of: Thing,
    id_: UUID,
    *,
    file_id: UUID | None = None,
    cursor: str | None = None,
    limit: int = 20,
) -> EvidencePage:
    """A concept's or a relationship's: the definition's first, then the best first; of one file, in
    the order of its text. Raises InvalidInput for a cursor not of ours."""
    fits = f"{of} = %s" + (" AND file_id = %s" if file_id else "")
    return await _page(
        query,
        fits,
        [id_, file_id] if file_id else [id_],
        _BY_PLACE if file_id else _BEST_FIRST,
        cursor,
        limit,
    )


async def evidence_in(
    query: Query,
    file_id: UUID,
    *,
    start: int = 0,
    end: int | None = None,
    cursor: str | None = None,
    limit: int = 20,
) -> EvidencePage:
    """All that stands in the characters `start` to `end` of a file, in the order of its text.
    Raises InvalidInput for a cursor not of ours."""
    fits, values = "file_id = %s AND quote_end > %s", [file_id, start]
    if end is not None:
        fits, values = fits + " AND quote_start < %s", [*values, end]
    return await _page(query, fits, values, _BY_PLACE, cursor, limit)


async def _page(
    query: Query, fits: str, values: list[Any], order: _Order, cursor: str | None, limit: int
) -> EvidencePage:
    once = _ONCE.format(fits=fits)
    counted = await query(f"SELECT count(*) FROM ({once}) u", *values)  # noqa: S608
    keys = ", ".join(order)
    after = opened(cursor, *[int] * len(order), UUID) if cursor else []
    beyond = f"WHERE ({keys}, u.id) > ({', '.join(['%s'] * len(after))})" if after else ""
    rows = await query(
        f"WITH page AS (SELECT * FROM ({once}) u {beyond} ORDER BY {keys}, u.id LIMIT %s)"  # noqa: S608
        f" {_ITEM.format(keys=keys)} ORDER BY {keys}, u.id",
        *values,
        *after,
        limit + 1,
    )
    found = [_item(row) for row in rows[:limit]]
    more = len(rows) > limit
    follows = cursor_of(*rows[limit - 1][-len(order) :], found[-1].id) if more else None
    return EvidencePage(evidence=found, total=counted[0][0], next=follows)


def _item(row: tuple[Any, ...]) -> EvidenceItem:
    return EvidenceItem(**dict(zip(EvidenceItem.model_fields, row, strict=False)))
