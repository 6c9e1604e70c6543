"""Links of newsletters: those that are no articles, and why."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from educe.articles.filters import KIND, REASON, RULE, STAGE, LinkFilter, add_page, of_rejected
from educe.articles.listing import counted
from educe.articles.views import LinksView, LinkView, shown_verdicts
from educe.cursors import cursor_of
from educe.errors import NotFound
from educe.limits.slots import Query

_FIELDS = tuple(LinkView.model_fields)
_LINKS = f"""
    SELECT l.id, l.project_id, l.newsletter_id, n.subject, n.sender_name, n.sender_address,
        l.received_at, l.position, l.url, l.target_url, l.canonical_url, l.site, l.title, l.text,
        l.heading, l.snippet, {KIND}, l.is_kept, l.score, {STAGE}, {RULE}, {REASON}, l.verdicts,
        l.way, l.overruled, l.site_rule_id, a.id
    FROM kb.newsletter_links l
    JOIN kb.newsletters n ON n.id = l.newsletter_id
    LEFT JOIN kb.site_rules r ON r.id = l.site_rule_id
    LEFT JOIN kb.articles a
        ON a.project_id = l.project_id AND a.identity = l.identity AND a.source_count > 0
"""  # noqa: S608
_TIME = (
    ("l.received_at", datetime.fromisoformat, "timestamptz"),
    ("l.newsletter_id", UUID, "uuid"),
)
NOT_THERE = "There is no such link. Its newsletter may have been read anew since."


async def find_rejected(
    query: Query,
    project_id: UUID,
    wanted: LinkFilter,
    *,
    cursor: str | None = None,
    limit: int = 50,
) -> LinksView:
    """A page of the links that are no articles: the newest newsletter's first, and each one's in
    their order. Raises InvalidInput for a cursor not of ours."""
    conditions = of_rejected(project_id, wanted)
    total = await counted(query, "FROM kb.newsletter_links l", [], conditions)
    add_page(conditions, cursor, _TIME, ("l.position", "l.id"), descending=True)
    rows = await query(
        f"{_LINKS} WHERE {conditions.sql} ORDER BY l.received_at DESC, l.newsletter_id DESC,"
        " l.position, l.id LIMIT %s",
        *conditions.values,
        limit + 1,
    )
    links = [_view(row) for row in rows[:limit]]
    last = links[-1] if len(rows) > limit else None
    return LinksView(links=links, total=total, next_cursor=_cursor(last) if last else None)


async def get_link(query: Query, link_id: UUID) -> LinkView:
    """Raises NotFound."""
    rows = await query(f"{_LINKS} WHERE l.id = %s", link_id)
    if not rows:
        raise NotFound(NOT_THERE)
    return _view(rows[0])


def _view(row: Sequence[Any]) -> LinkView:
    told = dict(zip(_FIELDS, row, strict=True))
    told["verdicts"] = shown_verdicts(
        told["verdicts"], told["stage"], told["rule_id"], told["reason"], is_kept=told["is_kept"]
    )
    return LinkView(**told)


def _cursor(link: LinkView) -> str:
    return cursor_of(link.received_at.isoformat(), link.newsletter_id, link.position, link.id)
