"""The files that an extraction leaves, newsletter by newsletter.

Each is a sheet: what a newsletter adds to it, and what stands before and behind all of them, which
may tell totals. Sheets of JSON are lists with an entry for each newsletter.
"""

import json
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from email.utils import format_datetime
from typing import IO, Any

from educe.articles.found import FoundLink, FoundNewsletter
from educe.extractors.contract import JobContext
from educe.extractors.newsletters import digest
from educe.extractors.newsletters.digest import Totals
from educe.extractors.newsletters.items import MessageResult
from educe.extractors.newsletters.spool import between, spool

_JSON = "application/json"
_TEXT = "text/plain; charset=utf-8"
_RULE = "=" * 80


@dataclass(frozen=True)
class Sheet:
    name: str
    media_type: str
    entry: Callable[[MessageResult, FoundNewsletter], str]
    begin: Callable[[Totals], str] = lambda _: ""
    end: str = ""


def _list(name: str, row: Callable[[MessageResult, FoundNewsletter], dict[str, Any]]) -> Sheet:
    """A JSON list with a row for each newsletter."""

    def entry(result: MessageResult, newsletter: FoundNewsletter) -> str:
        return json.dumps(row(result, newsletter), ensure_ascii=False) + ",\n"

    return Sheet(name, _JSON, entry, lambda _: "[\n", "]\n")


def _about(newsletter: FoundNewsletter) -> dict[str, Any]:
    received = newsletter.received_at
    return {
        "key": newsletter.key,
        "subject": newsletter.subject,
        "sender": newsletter.sender_address,
        "sender_name": newsletter.sender_name,
        "date": received.isoformat() if received is not None else None,
    }


def _newsletter(result: MessageResult, newsletter: FoundNewsletter) -> dict[str, Any]:
    kept = sum(link.kept for link in newsletter.links)
    return {
        **_about(newsletter),
        "message_id": newsletter.message_id,
        "list_id": newsletter.list_id,
        "forwarded_by": newsletter.forwarded_by,
        "mailbox_id": str(newsletter.mailbox_id) if newsletter.mailbox_id else None,
        "file_id": str(newsletter.file_id) if newsletter.file_id else None,
        "raw_html": result.html,
        "links": len(newsletter.links),
        "articles": kept,
        "rejected": len(newsletter.links) - kept,
        "links_left_out": result.links_left_out,
        "cut": result.cut,
    }


def _extracted(_: MessageResult, newsletter: FoundNewsletter) -> dict[str, Any]:
    fields = ("position", "url", "text", "heading", "snippet")
    return _links(newsletter, [_some(link, fields) for link in newsletter.links])


def _resolved(_: MessageResult, newsletter: FoundNewsletter) -> dict[str, Any]:
    return _links(
        newsletter,
        [
            {**_some(link, ("position", "url", "target_url")), **link.way.model_dump()}
            for link in newsletter.links
            if link.way is not None
        ],
    )


def _articles(_: MessageResult, newsletter: FoundNewsletter) -> dict[str, Any]:
    articles = [_article(link) for link in newsletter.links if link.kept]
    return {**_about(newsletter), "articles": articles}


def _article(link: FoundLink) -> dict[str, Any]:
    fields = ("title", "canonical_url", "site", "position", "score", "text", "heading", "snippet")
    return {
        "url": link.target_url,
        **_some(link, fields),
        "published_at": link.published.isoformat() if link.published is not None else None,
        "description": link.description,
        "words": link.words,
        "link_url": link.url,
        "reason": link.verdicts[-1].reason,
    }


def _rejected(_: MessageResult, newsletter: FoundNewsletter) -> dict[str, Any]:
    fields = ("title", "canonical_url", "site", "position", "score", "kind", "text", "snippet")
    return _links(
        newsletter,
        [
            {
                "url": link.target_url,
                **_some(link, fields),
                "link_url": link.url,
                "stage": link.verdicts[-1].stage,
                "rule": link.verdicts[-1].rule_id,
                "reason": link.verdicts[-1].reason,
                "verdicts": [note.model_dump() for note in link.verdicts],
            }
            for link in newsletter.links
            if not link.kept
        ],
    )


def _links(newsletter: FoundNewsletter, links: list[dict[str, Any]]) -> dict[str, Any]:
    return {**_about(newsletter), "links": links}


def _some(link: FoundLink, fields: Sequence[str]) -> dict[str, Any]:
    return {field: getattr(link, field) for field in fields}


def _articles_text(_: MessageResult, newsletter: FoundNewsletter) -> str:
    kept = [link for link in newsletter.links if link.kept]
    listed = "".join(f"   • {link.canonical_url}\n" for link in kept)
    return f"{_head_text(newsletter)}   Articles ({len(kept)}):\n{listed}\n" if kept else ""


def _rejected_text(_: MessageResult, newsletter: FoundNewsletter) -> str:
    left = [link for link in newsletter.links if not link.kept]
    listed = "".join(
        f"   • {link.target_url}\n     {link.kind}; {link.verdicts[-1].stage},"
        f" {link.verdicts[-1].rule_id}: {link.verdicts[-1].reason}\n"
        for link in left
    )
    return f"{_head_text(newsletter)}   Rejected ({len(left)}):\n{listed}\n" if left else ""


def _head_text(newsletter: FoundNewsletter) -> str:
    received = newsletter.received_at
    date = f"{format_datetime(received)} (UTC)" if received is not None else "unknown"
    return (
        f"📧 {newsletter.subject or 'Without a subject'}\n"
        f"   From: {newsletter.sender_address or 'unknown'}\n   Date: {date}\n"
    )


def _urls(_: MessageResult, newsletter: FoundNewsletter) -> str:
    return "".join(f"{link.canonical_url}\n" for link in newsletter.links if link.kept)


def _title(title: str) -> Callable[[Totals], str]:
    return lambda totals: (
        f"{title}\nTotal: {totals.newsletters} newsletters, {totals.articles} articles,"
        f" {totals.rejected} rejected links\n{_RULE}\n\n"
    )


SHEETS = (
    _list("newsletters.json", _newsletter),
    _list("extracted_links.json", _extracted),
    _list("resolved_links.json", _resolved),
    _list("filtered_articles.json", _articles),
    Sheet(
        "filtered_articles.txt",
        _TEXT,
        _articles_text,
        lambda totals: (
            f"Filtered Newsletter Articles\nTotal: {totals.newsletters} newsletters,"
            f" {totals.articles} articles\n{_RULE}\n\n"
        ),
    ),
    Sheet("article_urls.txt", _TEXT, _urls),
    _list("rejected.json", _rejected),
    Sheet("rejected.txt", _TEXT, _rejected_text, _title("Rejected Newsletter Links")),
    Sheet(
        "digest.html",
        "text/html; charset=utf-8",
        lambda _, newsletter: digest.html_entry(newsletter),
        digest.html_begin,
        digest.HTML_END,
    ),
    Sheet(
        "digest.md",
        "text/markdown; charset=utf-8",
        lambda _, newsletter: digest.markdown_entry(newsletter),
        digest.markdown_begin,
    ),
)


class Sheets:
    """All sheets while they are written. What they hold lies on the disk."""

    def __init__(self) -> None:
        self._files = ExitStack()
        self._bodies: dict[str, IO[bytes]] = {}

    def __enter__(self) -> "Sheets":
        self._bodies = {sheet.name: self._files.enter_context(spool()) for sheet in SHEETS}
        return self

    def __exit__(self, *_: object) -> None:
        self._files.close()

    def add(self, result: MessageResult, newsletter: FoundNewsletter) -> None:
        for sheet in SHEETS:
            entry = sheet.entry(result, newsletter)
            self._bodies[sheet.name].write(entry.encode("utf-8", "replace"))

    async def leave(self, job: JobContext[Any], totals: Totals) -> None:
        """Adds them to the job's results."""
        for sheet in SHEETS:
            body = self._bodies[sheet.name]
            if sheet.media_type == _JSON and body.tell():
                body.seek(-len(b",\n"), 2)  # a list ends without a comma
                body.truncate()
            with spool() as whole:
                between(sheet.begin(totals), body, sheet.end, whole)
                await job.artifact(sheet.name, sheet.media_type, whole)
