"""Sites that a project always takes or leaves out."""

from datetime import datetime
from typing import Literal
from urllib.parse import unquote
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from educe.articles.refreshing import lock_articles, refresh_articles
from educe.articles.words import one_line
from educe.errors import Conflict, InvalidInput, NotFound
from educe.fetching.links import Link
from educe.ids import new_id
from educe.limits.slots import Query

Decision = Literal["allow", "block"]
MOST = 500  # of a project: each is tried on each link
_LONGEST_PATH = 500
_SPECIAL = "?[]\\"  # a reader may take them for patterns; `*` is all that there is

_VIEW = """
    SELECT s.id, s.project_id, s.decision, s.host, s.path,
        (SELECT count(*) FROM kb.newsletter_links l WHERE l.site_rule_id = s.id),
        s.created_by, NULL, s.created_at
    FROM kb.site_rules s
"""
_TOUCHED = """
    SELECT DISTINCT l.identity FROM kb.newsletter_links l
    WHERE l.project_id = %s AND kb.is_of_site(l.host, l.path, %s, %s)
"""


class NewSiteRule(BaseModel):
    """A site to take or leave out."""

    model_config = ConfigDict(extra="forbid")

    decision: Decision
    host: str = Field(max_length=300, description="It, and all hosts below it.")
    path: str = Field(
        "", max_length=_LONGEST_PATH, description="How paths begin; `*` stands for anything."
    )


class SiteRuleView(BaseModel):
    """A site that the project always takes or leaves out."""

    id: UUID
    project_id: UUID
    decision: Decision
    host: str
    path: str
    links: int = Field(description="How many links it decides about now.")
    created_by: UUID | None
    created_by_name: str | None
    created_at: datetime


class SiteRulesView(BaseModel):
    """The project's rules, by host."""

    rules: list[SiteRuleView]


def clean_host(given: str) -> str:
    """The host as links have it. Raises InvalidInput for what is none."""
    text = given.strip().lower().removeprefix("*.").strip(".").removeprefix("www.")
    try:
        link = Link.parse(f"https://{text}")
    except InvalidInput:
        link = None
    whole = link is not None and link.url == f"https://{link.host}/"
    if link is None or not whole or "." not in link.host or "@" in text:
        raise InvalidInput("Give a host as in “example.com”, and a path, if any, by itself.")
    return link.host


def clean_path(given: str) -> str:
    """The path as links have it. Raises InvalidInput for what is none."""
    path = one_line(unquote(given), _LONGEST_PATH).rstrip("*")
    if any(character in path for character in _SPECIAL):
        raise InvalidInput("A path has no ?, [, ] or \\ in it; `*` stands for anything.")
    return path if not path or path.startswith(("/", "*")) else f"/{path}"


async def list_rules(query: Query, project_id: UUID) -> SiteRulesView:
    """By host and path."""
    rows = await query(f"{_VIEW} WHERE s.project_id = %s ORDER BY s.host, s.path", project_id)
    fields = SiteRuleView.model_fields
    return SiteRulesView(rules=[SiteRuleView(**dict(zip(fields, r, strict=True))) for r in rows])


async def get_rule(query: Query, rule_id: UUID) -> SiteRuleView:
    """Raises NotFound."""
    rows = await query(f"{_VIEW} WHERE s.id = %s", rule_id)
    if not rows:
        raise NotFound("There is no such rule. It may have been deleted already.")
    return SiteRuleView(**dict(zip(SiteRuleView.model_fields, rows[0], strict=True)))


async def add_rule(
    query: Query, project_id: UUID, new: NewSiteRule, *, user_id: UUID
) -> tuple[UUID, int]:
    """Holds at once for the links that there are. Returns its id, and how many links are kept now
    that weren't, or the reverse.

    Raises InvalidInput for what is no site, Conflict when there is a rule for it."""
    host, path = clean_host(new.host), clean_path(new.path)
    await lock_articles(query, project_id)
    there = await query(
        "SELECT id, decision FROM kb.site_rules WHERE project_id = %s AND host = %s AND path = %s",
        project_id,
        host,
        path,
    )
    if there:
        id_, decision = there[0]
        does = "takes" if decision == "allow" else "leaves out"
        raise Conflict(
            f"A rule {does} {host}{path} already. Delete that one first.", rules=[str(id_)]
        )
    return await put_rule(query, project_id, new.decision, host, path, user_id=user_id)


async def put_rule(
    query: Query, project_id: UUID, decision: Decision, host: str, path: str, *, user_id: UUID
) -> tuple[UUID, int]:
    """Like `add_rule`, in place of the rule that there may be for the same. Lock the articles
    before. Raises Conflict when there are too many."""
    counted = await query("SELECT count(*) FROM kb.site_rules WHERE project_id = %s", project_id)
    if counted[0][0] >= MOST:
        raise Conflict(f"A project has {MOST} rules at most. Delete some first.")
    rows = await query(
        "INSERT INTO kb.site_rules AS s (id, project_id, decision, host, path, created_by)"
        " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (project_id, host, path) DO UPDATE SET"
        " decision = excluded.decision, created_by = excluded.created_by, created_at = now()"
        " RETURNING s.id",
        new_id(),
        project_id,
        decision,
        host,
        path,
        user_id,
    )
    return rows[0][0], await _refresh(query, project_id, host, path)


async def delete_rule(query: Query, rule_id: UUID) -> UUID:
    """What it decided is again as it would be without it. Returns its project. Raises NotFound."""
    project_id = (await get_rule(query, rule_id)).project_id
    await lock_articles(query, project_id)
    rows = await query("DELETE FROM kb.site_rules WHERE id = %s RETURNING host, path", rule_id)
    for host, path in rows:
        await _refresh(query, project_id, host, path)
    return project_id


async def _refresh(query: Query, project_id: UUID, host: str, path: str) -> int:
    rows = await query(_TOUCHED, project_id, host, path)
    return await refresh_articles(query, project_id, (bytes(row[0]) for row in rows))
