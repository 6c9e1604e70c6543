"""Finds a project's articles, and tells what is known of one."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Literal, NamedTuple
from uuid import UUID

from educe.articles.filters import (
    MOST_COUNTED,
    REASON,
    RULE,
    STAGE,
    ArticleFilter,
    Conditions,
    add_page,
    of_articles,
    score,
)
from educe.articles.views import (
    ArticleDetail,
    ArticlesView,
    ArticleView,
    SourceView,
    shown_verdicts,
)
from educe.cursors import cursor_of
from educe.errors import NotFound
from educe.limits.slots import Query

Sort = Literal["newest", "oldest", "score"]
FEW, ALL = 5, 500  # sources of an article: in lists, and for itself

_COLUMNS = (
    "a.id, a.project_id, a.title, a.url, a.canonical_url, a.site, a.published_at, a.received_at,"
    " a.score, a.description, a.words, m.read_at, m.saved_at, a.source_count"
)
_FIELDS = tuple(name for name in ArticleView.model_fields if name != "sources")
MARKED = "kb.articles a LEFT JOIN kb.article_marks m ON m.article_id = a.id AND m.user_id = %s"
# of each newsletter one: the link that was kept rather than its duplicates
_SOURCES = """
    SELECT i.identity, s.id, s.newsletter_id, n.subject, n.sender_name, n.sender_address,
        n.received_at, s.position, s.text, s.heading, s.snippet
    FROM unnest(%s::bytea[]) AS i (identity)
    CROSS JOIN LATERAL (
        SELECT DISTINCT ON (l.received_at, l.newsletter_id) l.*
        FROM kb.newsletter_links l
        WHERE l.project_id = %s AND l.identity = i.identity AND l.is_source
        ORDER BY l.received_at, l.newsletter_id, NOT l.is_kept, l.position, l.id
        LIMIT %s
    ) s
    JOIN kb.newsletters n ON n.id = s.newsletter_id
    ORDER BY s.received_at, s.newsletter_id
"""
_VERDICTS = f"""
    SELECT l.verdicts, {STAGE}, {RULE}, {REASON}, l.is_kept, l.overruled
    FROM kb.newsletter_links l LEFT JOIN kb.site_rules r ON r.id = l.site_rule_id
    WHERE l.id = %s
"""  # noqa: S608


class _Order(NamedTuple):
    columns: tuple[tuple[str, Any, str], ...]
    descending: bool


_TIME = (
    ("a.received_at", datetime.fromisoformat, "timestamptz"),
    ("a.newsletter_id", UUID, "uuid"),
)
_ORDERS: dict[Sort, _Order] = {
    "newest": _Order(_TIME, descending=True),
    "oldest": _Order(_TIME, descending=False),
    "score": _Order((("a.score", score, "real"), *_TIME), descending=True),
}


async def find_articles(
    query: Query,
    project_id: UUID,
    user_id: UUID,
    wanted: ArticleFilter,
    *,
    sort: Sort = "newest",
    cursor: str | None = None,
    limit: int = 50,
) -> ArticlesView:
    """A page of the project's articles, with the user's marks. Those of a newsletter stand together
    unless they are sorted by score. Raises InvalidInput for a cursor not of ours."""
    conditions = of_articles(project_id, wanted)
    total = await counted(query, f"FROM {MARKED}", [user_id], conditions)
    order = _ORDERS[sort]
    add_page(conditions, cursor, order.columns, ("a.position", "a.id"), descending=order.descending)
    names = [name for name, _, _ in order.columns]
    way = " DESC" if order.descending else ""
    rows = await query(
        f"SELECT a.identity, a.position, a.newsletter_id, {_COLUMNS} FROM {MARKED}"  # noqa: S608
        f" WHERE {conditions.sql} ORDER BY {', '.join(name + way for name in names)}, a.position,"
        " a.id LIMIT %s",
        user_id,
        *conditions.values,
        limit + 1,
    )
    shown = rows[:limit]
    views = [_view(row[3:]) for row in shown]
    await add_sources(query, project_id, [bytes(row[0]) for row in shown], views, most=FEW)
    last = rows[limit - 1] if len(rows) > limit else None
    return ArticlesView(
        articles=views, total=total, next_cursor=_cursor(last, sort) if last else None
    )


async def article_view(
    query: Query, article_id: UUID, user_id: UUID, *, most_sources: int = FEW
) -> ArticleView:
    """The article as lists show it. Raises NotFound."""
    rows = await query(
        f"SELECT a.identity, {_COLUMNS} FROM {MARKED} WHERE a.id = %s AND a.source_count > 0",  # noqa: S608
        user_id,
        article_id,
    )
    if not rows:
        raise NotFound("There is no such article. It may have turned out to be none.")
    identity, *row = rows[0]
    view = _view(row)
    await add_sources(query, view.project_id, [bytes(identity)], [view], most=most_sources)
    return view


async def get_article(query: Query, article_id: UUID, user_id: UUID) -> ArticleDetail:
    """All that is known of it. Raises NotFound."""
    view = await article_view(query, article_id, user_id, most_sources=ALL)
    told = await query(_VERDICTS, view.sources[0].link_id)
    verdicts, stage, rule_id, reason, is_kept, overruled = told[0]
    return ArticleDetail(
        **dict(view),
        verdicts=shown_verdicts(verdicts, stage, rule_id, reason, is_kept=is_kept),
        overruled=overruled,
    )


async def counted(query: Query, source: str, values: Iterable[Any], conditions: Conditions) -> int:
    """How many rows there are, up to MOST_COUNTED."""
    rows = await query(
        f"SELECT count(*) FROM (SELECT {source} WHERE {conditions.sql} LIMIT {MOST_COUNTED}) c",  # noqa: S608
        *values,
        *conditions.values,
    )
    return int(rows[0][0])


async def add_sources(
    query: Query,
    project_id: UUID,
    identities: Sequence[bytes],
    views: Sequence[ArticleView],
    *,
    most: int,
) -> None:
    """Gives each article of these identities its first sources."""
    by_identity = dict(zip(identities, views, strict=True))
    for identity, *row in await query(_SOURCES, list(identities), project_id, most):
        source = SourceView(**dict(zip(SourceView.model_fields, row, strict=True)))
        by_identity[bytes(identity)].sources.append(source)


def _view(row: Sequence[Any]) -> ArticleView:
    return ArticleView(**dict(zip(_FIELDS, row, strict=True)), sources=[])


def _cursor(row: Sequence[Any], sort: Sort) -> str:
    _, position, newsletter_id, *columns = row
    view = _view(columns)
    scored = (view.score,) if sort == "score" else ()
    return cursor_of(*scored, view.received_at.isoformat(), newsletter_id, position, view.id)
