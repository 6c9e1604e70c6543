"""`client.articles`: what a project's newsletters link to, rules for sites, feeds.

Lists, single marks and overrules are in `client.newsletters`.
"""

from collections.abc import Sequence
from typing import Any, Literal, TypedDict, cast

from educe.client.transport import Transport


class SiteRule(TypedDict):
    """A site that a project always takes or leaves out."""

    id: str
    project_id: str
    decision: Literal["allow", "block"]
    host: str
    path: str
    links: int
    created_by: str | None
    created_by_name: str | None
    created_at: str


class Feed(TypedDict):
    """A feed, without its secret address."""

    id: str
    project_id: str
    name: str
    created_by: str
    created_at: str
    last_read_at: str | None


class Articles:
    """The articles of one server."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def get(self, article_id: str) -> dict[str, Any]:
        """With all of its sources and the first one's verdicts."""
        return cast("dict[str, Any]", self._transport.ask("GET", f"/api/articles/{article_id}"))

    def facets(self, project_id: str) -> dict[str, Any]:
        """How many there are, by sender, site and day; and rejected links by their reason."""
        answer = self._transport.ask("GET", f"/api/projects/{project_id}/article-facets")
        return cast("dict[str, Any]", answer)

    def mark_all(
        self,
        project_id: str,
        article_ids: Sequence[str] | None = None,
        *,
        read: bool | None = None,
        saved: bool | None = None,
        **wanted: Any,
    ) -> int:
        """Marks these, or all that fit what is `wanted` as in `client.newsletters.articles`.
        Returns to how many it made a difference."""
        ids = None if article_ids is None else [*article_ids]
        body = {"article_ids": ids, "read": read, "saved": saved}
        path = f"/api/projects/{project_id}/articles/mark"
        return int(self._transport.ask("POST", path, json=body, params=wanted)["changed"])

    def rules(self, project_id: str) -> list[SiteRule]:
        """By host."""
        answer = self._transport.ask("GET", f"/api/projects/{project_id}/site-rules")
        return cast("list[SiteRule]", answer["rules"])

    def add_rule(
        self, project_id: str, decision: Literal["allow", "block"], host: str, *, path: str = ""
    ) -> SiteRule:
        """Takes (`allow`) or leaves out (`block`) what leads to the host or below it; only paths
        that begin so, if a `path` is given."""
        body = {"decision": decision, "host": host, "path": path}
        made = self._transport.create(f"/api/projects/{project_id}/site-rules", body)
        return cast("SiteRule", made)

    def delete_rule(self, rule_id: str) -> None:
        """What it decided is again as it would be without it."""
        self._transport.ask("DELETE", f"/api/site-rules/{rule_id}")

    def feeds(self, project_id: str) -> list[Feed]:
        """By name. `client.newsletters.add_feed` makes one."""
        answer = self._transport.ask("GET", f"/api/projects/{project_id}/feeds")
        return cast("list[Feed]", answer["feeds"])

    def delete_feed(self, feed_id: str) -> None:
        """Its address is unknown from now on."""
        self._transport.ask("DELETE", f"/api/feeds/{feed_id}")
