"""What an extractor asks of a project's articles, and how it records what it found."""

from collections.abc import Iterable, Sequence
from typing import Any, Literal, NamedTuple
from uuid import UUID

from psycopg.types.json import Jsonb

from educe.articles.found import FoundNewsletter
from educe.articles.recording import link_rows, newsletter_row
from educe.articles.refreshing import lock_articles, refresh_articles
from educe.articles.words import identity_hash
from educe.limits.slots import Query

_KNOWN = """
    SELECT DISTINCT ON (l.identity) l.identity, n.subject
    FROM kb.newsletter_links l JOIN kb.newsletters n ON n.id = l.newsletter_id
    WHERE l.project_id = %s AND l.identity = ANY (%s) AND l.is_kept
        AND n.key NOT IN (SELECT unnest(%s::bytea[]))
    ORDER BY l.identity, l.received_at, l.newsletter_id
"""
# the mailbox or the file may be gone by now; a time that the mail doesn't say stays as it is
_NEWSLETTERS = """
    WITH given AS (SELECT %s::uuid AS project_id, %s::uuid AS job_id)
    INSERT INTO kb.newsletters
        (id, project_id, key, job_id, mailbox_id, file_id, message_id, subject, sender_name,
         sender_address, list_id, forwarded_by, received_at, folded)
    SELECT r.id, g.project_id, decode(r.key, 'hex'), g.job_id,
        (SELECT m.id FROM kb.mailboxes m WHERE m.id = r.mailbox_id),
        (SELECT f.id FROM kb.files f WHERE f.id = r.file_id),
        r.message_id, r.subject, r.sender_name, r.sender_address, r.list_id, r.forwarded_by,
        coalesce(r.received_at, n.received_at, now()), r.folded
    FROM given g CROSS JOIN jsonb_to_recordset(%s) AS r (
        id uuid, key text, mailbox_id uuid, file_id uuid, message_id text, subject text,
        sender_name text, sender_address text, list_id text, forwarded_by text,
        received_at timestamptz, folded text)
    LEFT JOIN kb.newsletters n
        ON n.project_id = g.project_id AND n.key = decode(r.key, 'hex')
    ON CONFLICT (project_id, key) DO UPDATE SET
        job_id = excluded.job_id, mailbox_id = excluded.mailbox_id, file_id = excluded.file_id,
        message_id = excluded.message_id, subject = excluded.subject,
        sender_name = excluded.sender_name, sender_address = excluded.sender_address,
        list_id = excluded.list_id, forwarded_by = excluded.forwarded_by,
        received_at = excluded.received_at, folded = excluded.folded
    RETURNING id, key
"""
_LINKS = """
    INSERT INTO kb.newsletter_links
        (id, project_id, newsletter_id, position, received_at, url, target_url, canonical_url,
         identity, host, path, site, title, text, heading, snippet, kind, kept, score, stage,
         rule_id, reason, verdicts, way, published_at, description, words, folded)
    SELECT r.id, n.project_id, n.id, r.position, n.received_at, r.url, r.target_url,
        r.canonical_url, decode(r.identity, 'hex'), r.host, r.path, r.site, r.title, r.text,
        r.heading, r.snippet, r.kind, r.kept, r.score, r.stage, r.rule_id, r.reason, r.verdicts,
        r.way, r.published_at, r.description, r.words, r.folded
    FROM jsonb_to_recordset(%s) AS r (
        id uuid, newsletter_id uuid, position integer, url text, target_url text,
        canonical_url text, identity text, host text, path text, site text, title text, text text,
        heading text, snippet text, kind text, kept boolean, score real, stage text, rule_id text,
        reason text, verdicts jsonb, way jsonb, published_at timestamptz, description text,
        words integer, folded text)
    JOIN kb.newsletters n ON n.id = r.newsletter_id
"""


class SiteRuleRow(NamedTuple):
    """A rule of the project: what leads to the host, or below it, and to a path, in which `*`
    stands for anything, is taken or left out. An empty path: every path."""

    id: UUID
    decision: Literal["allow", "block"]
    host: str
    path: str


class ArticleStore:
    """Of one project, in whose name `query` must be while it is used."""

    def __init__(self, query: Query, project_id: UUID) -> None:
        self._query = query
        self._project_id = project_id

    async def site_rules(self) -> list[SiteRuleRow]:
        """The oldest first."""
        rows = await self._query(
            "SELECT id, decision, host, path FROM kb.site_rules WHERE project_id = %s ORDER BY id",
            self._project_id,
        )
        return [SiteRuleRow(*row) for row in rows]

    async def overrules(self, identities: Iterable[str]) -> dict[str, bool]:
        """Of which a reader said whether they are articles, and what."""
        by_hash = {identity_hash(identity): identity for identity in identities}
        rows = await self._query(
            "SELECT identity, kept FROM kb.article_overrules"
            " WHERE project_id = %s AND identity = ANY (%s)",
            self._project_id,
            list(by_hash),
        )
        return {by_hash[bytes(hashed)]: kept for hashed, kept in rows}

    async def known(
        self, identities: Iterable[str], *, apart_from: Iterable[str] = ()
    ) -> dict[str, str]:
        """Which of them were kept before, and the subject of the newsletter that was the first.
        `apart_from`: keys of newsletters that don't count."""
        by_hash = {identity_hash(identity): identity for identity in identities}
        apart = [bytes.fromhex(key) for key in apart_from]
        rows = await self._query(_KNOWN, self._project_id, list(by_hash), apart)
        return {by_hash[bytes(hashed)]: subject for hashed, subject in rows}

    async def record(self, job_id: UUID, newsletters: Sequence[FoundNewsletter]) -> None:
        """Replaces what was known of these newsletters by what was found now.

        All in one transaction, and late in it: until it ends nobody else changes the project's
        articles. What readers and the project's rules say holds for what is recorded, too."""
        by_key = {newsletter.key: newsletter for newsletter in newsletters}
        await lock_articles(self._query, self._project_id)
        rows = await self._query(
            _NEWSLETTERS,
            self._project_id,
            job_id,
            Jsonb([newsletter_row(newsletter) for newsletter in by_key.values()]),
        )
        ids = {bytes(key).hex(): id_ for id_, key in rows}
        before = await self._query(
            "DELETE FROM kb.newsletter_links WHERE newsletter_id = ANY (%s) RETURNING identity",
            list(ids.values()),
        )
        links = [
            {**link, "newsletter_id": str(ids[key])}
            for key, newsletter in by_key.items()
            for link in link_rows(newsletter)
        ]
        await self._query(_LINKS, Jsonb(links))
        await refresh_articles(self._query, self._project_id, _identities(before, links))


def _identities(before: Iterable[Sequence[Any]], links: Iterable[dict[str, Any]]) -> set[bytes]:
    return {bytes(row[0]) for row in before} | {bytes.fromhex(link["identity"]) for link in links}
