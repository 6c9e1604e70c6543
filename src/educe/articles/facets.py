"""What there is among a project's articles and rejected links: numbers to choose filters by."""

from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from pydantic import BaseModel, Field

from educe.articles.filters import KIND, REASON, RULE, STAGE
from educe.limits.slots import Query

MOST = 50  # senders, sites, reasons
MOST_DAYS = 90


class SenderFacet(BaseModel):
    sender_address: str
    sender_name: str
    newsletters: int
    articles: int


class SiteFacet(BaseModel):
    site: str
    articles: int


class DayFacet(BaseModel):
    """A day (UTC) on which newsletters came."""

    day: date
    newsletters: int
    articles: int


class ReasonFacet(BaseModel):
    stage: str
    rule_id: str
    reason: str = Field(description="The commonest of the rule's.")
    links: int


class KindFacet(BaseModel):
    kind: str
    links: int


class ArticleFacets(BaseModel):
    """How many there are of what; the busiest first, days the newest first."""

    articles: int
    unread: int = Field(description="By you.")
    saved: int = Field(description="By you.")
    rejected: int = Field(description="Links that are no articles.")
    newsletters: int
    senders: list[SenderFacet]
    sites: list[SiteFacet]
    days: list[DayFacet]
    reasons: list[ReasonFacet] = Field(description="Why links are no articles.")
    kinds: list[KindFacet] = Field(description="What links are that are no articles.")


_COUNTS = """
    SELECT count(*), count(*) FILTER (WHERE m.read_at IS NULL), count(m.saved_at),
        (SELECT count(*) FROM kb.newsletter_links l WHERE l.project_id = %s AND NOT l.is_kept),
        (SELECT count(*) FROM kb.newsletters n WHERE n.project_id = %s)
    FROM kb.articles a LEFT JOIN kb.article_marks m ON m.article_id = a.id AND m.user_id = %s
    WHERE a.project_id = %s AND a.source_count > 0
"""
_SENDERS = """
    SELECT n.sender_address, (array_agg(n.sender_name ORDER BY n.received_at DESC))[1],
        count(DISTINCT n.id) AS newsletters, count(DISTINCT l.identity)
    FROM kb.newsletters n
    LEFT JOIN kb.newsletter_links l ON l.newsletter_id = n.id AND l.is_source
    WHERE n.project_id = %s GROUP BY 1 ORDER BY newsletters DESC, 1 LIMIT %s
"""
_SITES = """
    SELECT a.site, count(*) AS articles FROM kb.articles a
    WHERE a.project_id = %s AND a.source_count > 0 GROUP BY 1 ORDER BY articles DESC, 1 LIMIT %s
"""
_DAYS = """
    SELECT day, sum(newsletters)::integer, sum(articles)::integer FROM (
        SELECT (n.received_at AT TIME ZONE 'UTC')::date AS day, 1 AS newsletters, 0 AS articles
        FROM kb.newsletters n WHERE n.project_id = %s
        UNION ALL
        SELECT (a.received_at AT TIME ZONE 'UTC')::date, 0, 1
        FROM kb.articles a WHERE a.project_id = %s AND a.source_count > 0
    ) d GROUP BY 1 ORDER BY 1 DESC LIMIT %s
"""
_REASONS = f"""
    SELECT {STAGE} AS stage, {RULE} AS rule, mode() WITHIN GROUP (ORDER BY {REASON}),
        count(*) AS links
    FROM kb.newsletter_links l LEFT JOIN kb.site_rules r ON r.id = l.site_rule_id
    WHERE l.project_id = %s AND NOT l.is_kept GROUP BY 1, 2 ORDER BY links DESC, 1, 2 LIMIT %s
"""  # noqa: S608
_KINDS = f"""
    SELECT {KIND} AS kind, count(*) AS links FROM kb.newsletter_links l
    WHERE l.project_id = %s AND NOT l.is_kept GROUP BY 1 ORDER BY links DESC, 1 LIMIT %s
"""  # noqa: S608


async def article_facets(query: Query, project_id: UUID, user_id: UUID) -> ArticleFacets:
    """Of the whole project, with the user's marks."""
    here = project_id
    rows = await query(_COUNTS, here, here, user_id, here)
    articles, unread, saved, rejected, newsletters = rows[0]
    return ArticleFacets(
        articles=articles,
        unread=unread,
        saved=saved,
        rejected=rejected,
        newsletters=newsletters,
        senders=_views(SenderFacet, await query(_SENDERS, here, MOST)),
        sites=_views(SiteFacet, await query(_SITES, here, MOST)),
        days=_views(DayFacet, await query(_DAYS, here, here, MOST_DAYS)),
        reasons=_views(ReasonFacet, await query(_REASONS, here, MOST)),
        kinds=_views(KindFacet, await query(_KINDS, here, MOST)),
    )


_View = TypeVar("_View", bound=BaseModel)


def _views(kind: type[_View], rows: list[tuple[Any, ...]]) -> list[_View]:
    return [kind(**dict(zip(kind.model_fields, row, strict=True))) for row in rows]
