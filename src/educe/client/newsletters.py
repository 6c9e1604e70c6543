"""`client.newsletters`: from mails to articles, and a reason for each link that was left out."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NotRequired, TypedDict, cast

from educe.client.transport import Transport
from educe.client.views import Status


class Started(TypedDict):
    """An extraction that waits for its turn."""

    status: Status
    extraction_id: str
    message: str


class FoundArticle(TypedDict):
    """An article as the extraction found it."""

    title: str
    url: str
    canonical_url: str
    site: str
    position: int
    score: float
    published_at: str | None


class FoundNewsletter(TypedDict):
    """A newsletter that was read, and the articles that it links to."""

    subject: str
    sender: str
    date: str | None
    articles: list[FoundArticle]


class Extraction(TypedDict):
    """An extraction of newsletters: as `get` and, without the last ones, as `status` answers it."""

    extraction_id: str
    status: Status
    progress: int
    progress_message: str
    error_message: str | None
    created_at: str
    started_at: str | None
    completed_at: str | None
    cancelling: bool
    outcome: str
    steps: list[dict[str, Any]]
    counts: dict[str, int]
    newsletters: NotRequired[list[FoundNewsletter] | None]
    project_id: NotRequired[str]
    priority: NotRequired[str]
    extraction_config: NotRequired[dict[str, Any]]
    summary: NotRequired[dict[str, Any] | None]


class Newsletters:
    """The newsletters of one server."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def extract(self, *, idempotency_key: str | None = None, **wanted: Any) -> Started:
        """Starts an extraction. `wanted`: any of `hours_back`, `days_back`, `max_results`,
        `senders`, `mailbox_id` (else your default one), `project_id`, `file_ids`, `folders`,
        `subject`, `only_new`, `again`, `check_pages`, `priority`."""
        path = "/api/newsletters/extract"
        return cast("Started", self._transport.create(path, wanted, idempotency_key))

    def list(self, *, status: Sequence[Status] = ()) -> Iterator[Extraction]:
        """Newest first, fetched page by page as they are asked for."""
        found = self._transport.pages(
            "/api/newsletters/extractions", "extractions", "cursor", status=[*status]
        )
        return (cast("Extraction", each) for each in found)

    def get(self, extraction_id: str) -> Extraction:
        return cast("Extraction", self._ask("GET", extraction_id))

    def status(self, extraction_id: str) -> Extraction:
        """In short, for asking often; with `newsletters` when it is completed."""
        return cast("Extraction", self._ask("GET", f"{extraction_id}/status"))

    def cancel(self, extraction_id: str, *, force: bool = False) -> Extraction:
        """`force`: don't wait for its work to stop."""
        answer = self._ask("POST", f"{extraction_id}/cancel", params={"force": force})
        return cast("Extraction", answer)

    def retry(self, extraction_id: str, begin: str = "checkpoint") -> Started:
        """As `client.retry` does."""
        return cast("Started", self._ask("POST", f"{extraction_id}/retry", json={"from": begin}))

    # what was found, in all extractions of a project

    def articles(self, project_id: str, **wanted: Any) -> Iterator[dict[str, Any]]:
        """Newest first, fetched page by page as they are asked for. `wanted`: any of `search`,
        `site`, `sender`, `newsletter_id`, `job_id`, `since`, `until`, `mark`, `sort`."""
        return self._found(project_id, "articles", "articles", wanted)

    def rejected(self, project_id: str, **wanted: Any) -> Iterator[dict[str, Any]]:
        """Links that were left out, each with its reason. `wanted`: any of `search`, `site`,
        `stage`, `rule`, `kind`, `sender`, `newsletter_id`, `job_id`, `since`, `until`."""
        return self._found(project_id, "rejected-links", "links", wanted)

    def read(self, project_id: str, **wanted: Any) -> Iterator[dict[str, Any]]:
        """The newsletters that were read. `wanted`: any of `search`, `sender`, `job_id`, `since`,
        `until`."""
        return self._found(project_id, "newsletters", "newsletters", wanted)

    def mark(
        self, article_id: str, *, read: bool | None = None, saved: bool | None = None
    ) -> dict[str, Any]:
        """Yours alone. What isn't given stays as it is."""
        changes = {"read": read, "saved": saved}
        body = {name: value for name, value in changes.items() if value is not None}
        answer = self._transport.ask("PUT", f"/api/articles/{article_id}/mark", json=body)
        return cast("dict[str, Any]", answer)

    def overrule(self, link_id: str, kept: bool | None, *, always: bool = False) -> dict[str, Any]:
        """Says of a link that it is an article, or isn't; None: as the rules say. `always`: for all
        links to its site, from now on."""
        path = f"/api/newsletter-links/{link_id}/verdict"
        answer = self._transport.ask("PUT", path, json={"kept": kept, "always": always})
        return cast("dict[str, Any]", answer)

    def add_feed(self, project_id: str, name: str) -> dict[str, Any]:
        """The newest articles as RSS. Its `url` is a secret that is told this once."""
        path = f"/api/projects/{project_id}/feeds"
        return cast("dict[str, Any]", self._transport.ask("POST", path, json={"name": name}))

    def _found(
        self, project_id: str, what: str, key: str, wanted: Mapping[str, Any]
    ) -> Iterator[dict[str, Any]]:
        path = f"/api/projects/{project_id}/{what}"
        given = {name: value for name, value in wanted.items() if value is not None}
        return self._transport.pages(path, key, "cursor", following="next_cursor", **given)

    def _ask(self, method: str, path: str, **request: Any) -> Any:
        return self._transport.ask(method, f"/api/newsletters/extractions/{path}", **request)
