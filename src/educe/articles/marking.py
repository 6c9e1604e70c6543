"""What a user has read, and has saved for later."""

from collections.abc import Sequence
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from educe.articles.filters import ArticleFilter, of_articles
from educe.articles.listing import MARKED
from educe.errors import InvalidInput
from educe.limits.slots import Query

_MARK = """
    WITH said AS (SELECT %s::boolean AS read, %s::boolean AS saved), written AS (
        INSERT INTO kb.article_marks AS o (project_id, article_id, user_id, read_at, saved_at)
        SELECT a.project_id, a.id, %s,
            CASE WHEN coalesce(s.read, m.read_at IS NOT NULL)
                 THEN coalesce(m.read_at, now()) END,
            CASE WHEN coalesce(s.saved, m.saved_at IS NOT NULL)
                 THEN coalesce(m.saved_at, now()) END
        FROM said s CROSS JOIN {marked}
        WHERE (s.read <> (m.read_at IS NOT NULL) OR s.saved <> (m.saved_at IS NOT NULL))
            AND {conditions}
        ORDER BY a.id
        ON CONFLICT (user_id, article_id) DO UPDATE SET
            read_at = excluded.read_at, saved_at = excluded.saved_at
        RETURNING article_id
    )
    SELECT count(*) FROM written
"""


class Marks(BaseModel):
    """What is to be so from now on; what isn't named stays."""

    model_config = ConfigDict(extra="forbid")

    read: bool | None = None
    saved: bool | None = None


async def mark_articles(
    query: Query,
    project_id: UUID,
    user_id: UUID,
    marks: Marks,
    wanted: ArticleFilter,
    article_ids: Sequence[UUID] | None = None,
) -> int:
    """Marks those that fit, of these ids or of all. Returns how many it made a difference to.
    Raises InvalidInput when nothing is said."""
    if marks.read is None and marks.saved is None:
        raise InvalidInput("Say `read` or `saved`, true or false.")
    conditions = of_articles(project_id, wanted)
    if article_ids is not None:
        conditions.add("a.id = ANY (%s)", list(article_ids))
    rows = await query(
        _MARK.format(marked=f"({MARKED})", conditions=conditions.sql),
        marks.read,
        marks.saved,
        user_id,
        user_id,
        *conditions.values,
    )
    return int(rows[0][0])
