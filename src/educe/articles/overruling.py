"""What readers decide about links, against the rules or with them."""

from typing import NamedTuple
from uuid import UUID

from educe.articles.links import NOT_THERE
from educe.articles.refreshing import lock_articles, refresh_articles
from educe.articles.site_rules import Decision, clean_host, put_rule
from educe.errors import InvalidInput, NotFound
from educe.limits.slots import Query

_PUT = """
    INSERT INTO kb.article_overrules AS o (project_id, identity, kept, url, by)
    VALUES (%s, %s, %s, %s, %s)
    ON CONFLICT (project_id, identity) DO UPDATE SET
        kept = excluded.kept, url = excluded.url, by = excluded.by, at = now()
"""


class Overruled(NamedTuple):
    """What a decision brought about: how many links are kept now that weren't, or the reverse."""

    project_id: UUID
    changed: int
    site_rule_id: UUID | None = None


class _Link(NamedTuple):
    project_id: UUID
    identity: bytes
    url: str
    site: str
    kind: str


async def overrule_link(
    query: Query, link_id: UUID, *, kept: bool | None, always: bool, user_id: UUID
) -> Overruled:
    """A reader says whether what the link leads to is an article; None: let the rules say it. It
    holds for all links to the same, at once and later. `always`: for the link's site.

    Raises NotFound, InvalidInput when the link can't be decided about so."""
    rows = await query("SELECT project_id FROM kb.newsletter_links WHERE id = %s", link_id)
    if not rows:
        raise NotFound(NOT_THERE)
    await lock_articles(query, rows[0][0])
    link = await _get(query, link_id)
    if kept:
        _refuse_what_is_none(link)
    if not always:
        await _decide(query, link, kept, user_id)
        return Overruled(link.project_id, await _refreshed(query, link))
    if kept is None:
        raise InvalidInput("With `always` say `kept`, true or false.")
    return await _always(query, link, kept=kept, user_id=user_id)


async def _always(query: Query, link: _Link, *, kept: bool, user_id: UUID) -> Overruled:
    """By a rule of the project alone if that does it, so that all goes when the rule goes; else
    (what the mail itself says against it, no rule for a site overrules) by a decision as well."""
    host = clean_host(link.site)
    await _decide(query, link, kept, user_id)
    decided = await _refreshed(query, link)
    decision: Decision = "allow" if kept else "block"
    rule_id, changed = await put_rule(query, link.project_id, decision, host, "", user_id=user_id)
    await _decide(query, link, None, user_id)
    if await _refreshed(query, link):
        await _decide(query, link, kept, user_id)
        await _refreshed(query, link)
    return Overruled(link.project_id, decided + changed, rule_id)


async def _get(query: Query, link_id: UUID) -> _Link:
    rows = await query(
        "SELECT project_id, identity, target_url, site, kind FROM kb.newsletter_links"
        " WHERE id = %s",
        link_id,
    )
    if not rows:
        raise NotFound(NOT_THERE)
    return _Link(*rows[0])


def _refuse_what_is_none(link: _Link) -> None:
    if not link.url.startswith(("http://", "https://")):
        raise InvalidInput("It leads to no web address, so it can't be an article.")
    if link.kind == "unsubscribe":  # people and feed readers open what is an article
        raise InvalidInput(
            "Opening it could end or change a subscription, so it can't be an article."
        )


async def _decide(query: Query, link: _Link, kept: bool | None, user_id: UUID) -> None:
    if kept is None:
        await query(
            "DELETE FROM kb.article_overrules WHERE project_id = %s AND identity = %s",
            link.project_id,
            link.identity,
        )
    else:
        await query(_PUT, link.project_id, link.identity, kept, link.url, user_id)


async def _refreshed(query: Query, link: _Link) -> int:
    return await refresh_articles(query, link.project_id, [bytes(link.identity)])
