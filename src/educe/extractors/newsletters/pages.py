"""What pages say of themselves: read by trafilatura, which is given what was fetched, and fetches
nothing."""

from copy import deepcopy
from datetime import UTC, datetime, timedelta
from typing import Any

from educe.errors import InvalidInput
from educe.extractors.newsletters.filtering.candidates import PageFacts
from educe.fetching.fetching import Page
from educe.fetching.links import Link

#: bytes of a page that are looked at
MAX_PAGE = 600_000
_MOST_TAGS = 20_000  # of a page whose words are counted: that takes time for each with all others
_HTML = frozenset({"text/html", "application/xhtml+xml", ""})
_EMPTY = "<html><head></head><body></body></html>"
_LONGEST = 500  # characters of a title or a description
_KEPT_OF_BODY = './/script[@type="application/ld+json"]'


def page_facts(page: Page) -> PageFacts:
    """Takes a moment of computing: call it in a thread. Never raises."""
    kind = page.content_type.partition(";")[0].strip().lower()
    if kind not in _HTML or page.status >= 400:
        return PageFacts(status=page.status)
    try:
        return _facts(page)
    except Exception:  # parsers' own faults with hostile pages are many
        return PageFacts(status=page.status)


def _facts(page: Page) -> PageFacts:
    # half a second to import: only for those who want pages checked
    from trafilatura import bare_extraction
    from trafilatura.metadata import extract_metadata
    from trafilatura.utils import load_html

    # a tree is all that its parts get to see: of a string, some would take an address and open it
    tree: Any = load_html(page.body)
    if tree is None:
        return PageFacts(status=page.status)
    dates = {"original_date": True, "extensive_search": False, "max_date": _tomorrow()}
    said = extract_metadata(_frame(tree), None, dates)
    words = None
    if page.whole and page.body.count(b"<") <= _MOST_TAGS:
        text: Any = bare_extraction(tree, fast=True, include_comments=False)
        words = len(text.text.split()) if text is not None and text.text else None
    return PageFacts(
        title=_short(said.title),
        og_type=_short(said.pagetype),
        canonical_url=_canonical(tree, page.url),
        published=said.date,
        words=words,
        status=page.status,
        description=_short(said.description),
    )


def _frame(tree: Any) -> Any:
    """The page's head, and what its body says to machines: any date may stand in the text."""
    from trafilatura.utils import load_html

    frame: Any = load_html(_EMPTY)
    head = tree.find("head")
    if head is not None:
        frame.replace(frame.find("head"), deepcopy(head))
    for script in tree.xpath(f"./body{_KEPT_OF_BODY.removeprefix('.')}")[:20]:
        kept = deepcopy(script)
        kept.tail = None
        frame.find("body").append(kept)
    return frame


def _canonical(tree: Any, base: str) -> str | None:
    hrefs = tree.xpath('.//link[@rel="canonical"]/@href')
    try:
        return Link.parse(str(hrefs[0]), Link.parse(base)).url if hrefs else None
    except InvalidInput:
        return None


def published_at(facts: PageFacts) -> datetime | None:
    """The day on which the page says that it was published, in UTC."""
    try:
        return datetime.strptime(facts.published or "", "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        return None


def _tomorrow() -> str:
    return (datetime.now(UTC) + timedelta(days=1)).date().isoformat()


def _short(text: str | None) -> str | None:
    squeezed = " ".join((text or "").split())[:_LONGEST]
    return squeezed or None
