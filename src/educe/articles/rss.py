"""Articles as RSS 2.0 (https://www.rssboard.org/rss-specification)."""

import html
import re
from datetime import datetime
from email.utils import format_datetime
from xml.etree.ElementTree import Element, SubElement, tostring

from educe.articles.feeds import FeedContent
from educe.articles.views import ArticleView

MEDIA_TYPE = "application/rss+xml; charset=utf-8"
# what XML 1.0 can't hold, not even escaped (https://www.w3.org/TR/xml/#charsets)
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def to_rss(content: FeedContent, home: str) -> bytes:
    """The same for the same articles. `home`: where a reader finds them on the web."""
    rss = Element("rss", version="2.0")
    channel = SubElement(rss, "channel")
    _add(channel, "title", content.name)
    _add(channel, "link", home)
    _add(channel, "description", f"Articles that newsletters link to, found by Educe: {home}")
    _add(channel, "generator", "Educe")
    if content.articles:
        _add(channel, "lastBuildDate", _date(max(a.received_at for a in content.articles)))
    for article in content.articles:
        _add_item(channel, article)
    written: bytes = tostring(rss, encoding="utf-8", xml_declaration=True)
    return written


def _add_item(channel: Element, article: ArticleView) -> None:
    item = SubElement(channel, "item")
    _add(item, "title", article.title)
    _add(item, "link", article.url)
    _add(item, "guid", f"urn:uuid:{article.id}").set("isPermaLink", "false")
    _add(item, "pubDate", _date(article.published_at or article.received_at))
    _add(item, "category", article.site)
    # readers take a description for HTML
    _add(item, "description", "".join(f"<p>{html.escape(line)}</p>" for line in _lines(article)))


def _lines(article: ArticleView) -> list[str]:
    first = article.sources[0] if article.sources else None
    lines = [article.description or (first.snippet if first else "")]
    if first is not None:
        lines.append(f"In: {first.subject or first.sender_name or first.sender_address}")
    return [line for line in lines if line]


def _add(parent: Element, name: str, text: str) -> Element:
    child = SubElement(parent, name)
    child.text = _NOT_XML.sub("", text)
    return child


def _date(moment: datetime) -> str:
    return format_datetime(moment)
