"""The newsletters that a project's extractions read."""

from datetime import datetime
from uuid import UUID

from educe.articles.filters import NewsletterFilter, of_newsletters
from educe.articles.listing import counted
from educe.articles.views import NewslettersView, NewsletterView
from educe.cursors import cursor_of, opened
from educe.limits.slots import Query

_FIELDS = tuple(NewsletterView.model_fields)
_PAGE = """
    SELECT p.id, p.subject, p.sender_name, p.sender_address, p.list_id, p.received_at, p.job_id,
        p.mailbox_id, p.file_id, c.articles, c.rejected
    FROM (SELECT n.* FROM kb.newsletters n WHERE {conditions}
          ORDER BY n.received_at DESC, n.id DESC LIMIT %s) p
    CROSS JOIN LATERAL (
        SELECT count(DISTINCT l.identity) FILTER (WHERE l.is_source) AS articles,
            count(*) FILTER (WHERE NOT l.is_kept) AS rejected
        FROM kb.newsletter_links l WHERE l.newsletter_id = p.id
    ) c
    ORDER BY p.received_at DESC, p.id DESC
"""


async def find_newsletters(
    query: Query,
    project_id: UUID,
    wanted: NewsletterFilter,
    *,
    cursor: str | None = None,
    limit: int = 50,
) -> NewslettersView:
    """A page of the project's newsletters, the newest first. Raises InvalidInput for a cursor not
    of ours."""
    conditions = of_newsletters(project_id, wanted)
    total = await counted(query, "FROM kb.newsletters n", [], conditions)
    if cursor is not None:
        after = opened(cursor, datetime.fromisoformat, UUID)
        conditions.add("(n.received_at, n.id) < (%s::timestamptz, %s)", *after)
    rows = await query(_PAGE.format(conditions=conditions.sql), *conditions.values, limit + 1)
    found = [NewsletterView(**dict(zip(_FIELDS, row, strict=True))) for row in rows[:limit]]
    last = found[-1] if len(rows) > limit else None
    return NewslettersView(
        newsletters=found,
        total=total,
        next_cursor=cursor_of(last.received_at.isoformat(), last.id) if last else None,
    )
