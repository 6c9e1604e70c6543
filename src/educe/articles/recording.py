"""Newsletters and links as rows: whatever strangers wrote fits into them."""

import math
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import unquote

from educe.articles.found import FoundLink, FoundNewsletter, VerdictNote, Way
from educe.articles.words import address, folded, identity_hash, moment, one_line
from educe.errors import InvalidInput
from educe.fetching.links import MAX_LENGTH, Link
from educe.ids import new_id

_LINE = 300  # characters of titles, texts and headings
_SNIPPET = 600
_DESCRIPTION = 1000
_REASON = 500
_WORD = 100  # of stages, rules' ids, kinds
_HOST = 253
_PATH = 2000
_FOLDED = 1500
_MOST_VERDICTS = 50
_MOST = 2**31 - 1
_WEB = re.compile(r"https?://")

Row = dict[str, Any]


def newsletter_row(newsletter: FoundNewsletter) -> Row:
    """Of kb.newsletters, as JSON."""
    subject = one_line(newsletter.subject, _LINE)
    sender = one_line(newsletter.sender_name, _LINE)
    sender_address = one_line(newsletter.sender_address, _LINE).lower()
    received = moment(newsletter.received_at)
    return {
        "id": str(new_id()),
        "key": newsletter.key,
        "mailbox_id": str(newsletter.mailbox_id) if newsletter.mailbox_id else None,
        "file_id": str(newsletter.file_id) if newsletter.file_id else None,
        "message_id": one_line(newsletter.message_id, _LINE),
        "subject": subject,
        "sender_name": sender,
        "sender_address": sender_address,
        "list_id": one_line(newsletter.list_id, _LINE),
        "forwarded_by": one_line(newsletter.forwarded_by, _LINE),
        "received_at": received.isoformat() if received else None,
        "folded": folded(subject, sender, sender_address, most=_FOLDED),
    }


def link_rows(newsletter: FoundNewsletter) -> Iterable[Row]:
    """Of kb.newsletter_links, as JSON, but for what they have of their newsletter."""
    subject = one_line(newsletter.subject, _LINE)
    sender = one_line(newsletter.sender_name, _LINE)
    return (_link_row(link, subject, sender) for link in newsletter.links)


def _link_row(link: FoundLink, subject: str, sender: str) -> Row:
    target = _parsed(link.target_url)
    url = address(link.target_url, MAX_LENGTH)
    if target is not None and not _WEB.match(url):
        url = target.url
    site = one_line(link.site, _HOST).lower()
    title, text = one_line(link.title, _LINE), one_line(link.text, _LINE)
    published = moment(link.published)
    decided = link.otherwise or link.verdicts[-1]
    kept = link.kept if link.otherwise is None else link.otherwise.decision == "keeps"
    return {
        "id": str(new_id()),
        "position": min(max(link.position, 0), _MOST),
        "url": address(link.url, MAX_LENGTH),
        "target_url": url,
        "canonical_url": _canonical(link.canonical_url, url),
        "identity": identity_hash(link.identity).hex(),
        "host": target.host if target else "",
        "path": one_line(unquote(target.path), _PATH) if target else "",
        "site": site,
        "title": title,
        "text": text,
        "heading": one_line(link.heading, _LINE),
        "snippet": one_line(link.snippet, _SNIPPET),
        "kind": one_line(link.kind, _WORD),
        "kept": kept and target is not None,
        "score": _between(0.0, link.score, 1.0),
        **_note(decided),
        "verdicts": [_note(note, whole=True) for note in link.verdicts[-_MOST_VERDICTS:]],
        "way": _way(link.way) if link.way else None,
        "published_at": published.isoformat() if published else None,
        "description": one_line(link.description or "", _DESCRIPTION) or None,
        "words": None if link.words is None else min(max(link.words, 0), _MOST),
        "folded": folded(title or text, site, subject, sender, text, most=_FOLDED),
    }


def _parsed(url: str) -> Link | None:
    try:
        return Link.parse(url)
    except InvalidInput:
        return None


def _canonical(given: str, target: str) -> str:
    cleaned = address(given, MAX_LENGTH)
    return target if _WEB.match(target) and not _WEB.match(cleaned) else cleaned


def _note(note: VerdictNote, *, whole: bool = False) -> Row:
    row: Row = {
        "stage": one_line(note.stage, _WORD),
        "rule_id": one_line(note.rule_id, _WORD),
        "reason": one_line(note.reason, _REASON),
    }
    if whole:
        row |= {"score": _between(-1.0, note.score, 1.0), "decision": note.decision}
    return row


def _way(way: Way) -> Row:
    return {
        "how": one_line(way.how, _WORD),
        "hops": way.hops,
        "status": way.status,
        "code": one_line(way.code, _WORD) if way.code else None,
        "reason": one_line(way.reason, _REASON) if way.reason else None,
    }


def _between(least: float, given: float, most: float) -> float:
    """0 in place of what is no number."""
    return 0.0 if math.isnan(given) else min(max(given, least), most)
