"""What people get to read: nothing in it does anything."""

from datetime import UTC, datetime
from typing import Any

import pytest
from markdown_it import MarkdownIt
from selectolax.lexbor import LexborHTMLParser

from educe.articles.found import FoundLink, FoundNewsletter, VerdictNote
from educe.extractors.newsletters import digest
from educe.extractors.newsletters.digest import Totals

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=http://evil.test/x onerror=alert(1)>',
    "[x](javascript:alert(1)) ![i](http://evil.test/i)",
    "# A heading `code` **bold** _it_ ~~no~~ | a | b |",
    "1. a list",
    "- a list",
    "http://evil.test www.evil.test me@evil.test <http://evil.test>",
    "&lt;b&gt; &#60;b&#62;",
    "\\",
    "=====",
    "a](http://evil.test)",
]


def link(**other: Any) -> FoundLink:
    usual = {
        "position": 0,
        "url": "https://click.test/1",
        "target_url": "https://example.org/a?utm_source=x",
        "canonical_url": "https://example.org/a",
        "identity": "example.org/a",
        "site": "example.org",
        "title": "Rivers remember",
        "text": "Rivers remember",
        "heading": "",
        "snippet": "Rivers remember: on their beds.",
        "kind": "article",
        "kept": True,
        "score": 0.9,
        "verdicts": (
            VerdictNote(stage="score", rule_id="score", reason="R.", score=0.9, decision="keeps"),
        ),
    }
    return FoundLink(**{**usual, **other})


def newsletter(*links: FoundLink, **other: Any) -> FoundNewsletter:
    usual = {
        "key": "0" * 64,
        "subject": "Issue 1",
        "sender_name": "The Weekly",
        "sender_address": "weekly@example.org",
        "received_at": datetime(2026, 10, 17, 14, 33, tzinfo=UTC),
    }
    return FoundNewsletter(**{**usual, **other}, links=links)


def html(*newsletters: FoundNewsletter) -> LexborHTMLParser:
    totals = Totals()
    for each in newsletters:
        totals.add(each)
    body = "".join(map(digest.html_entry, newsletters))
    return LexborHTMLParser(digest.html_begin(totals) + body + digest.HTML_END)


def test_the_digest_lists_articles_by_newsletter() -> None:
    page = html(newsletter(link(), link(kept=False)), newsletter(link(kept=False), subject="None"))
    assert [node.text() for node in page.css("h2")] == ["Issue 1"]
    [anchor] = page.css("a")
    assert (anchor.text(), anchor.attributes["href"]) == (
        "Rivers remember",
        "https://example.org/a",
    )
    assert [node.text() for node in page.css(".about")] == [
        "1 article from 2 newsletters",
        "The Weekly · 17 October 2026",
        "example.org",
    ]
    assert [node.text() for node in page.css("li p:not(.about)")] == ["on their beds."]


def test_words_that_stand_around_several_links_are_left_out() -> None:
    about = "An issue on rivers and beds."
    page = html(newsletter(link(snippet=about), link(snippet=about, description="Of its page.")))
    assert [node.text() for node in page.css("li p:not(.about)")] == ["Of its page."]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_in_the_page_runs_or_loads(text: str) -> None:
    page = html(
        newsletter(
            link(title=text, site=text, snippet=text, canonical_url=f"https://a.test/{text}"),
            link(title=text, canonical_url=f"javascript:{text}"),
            subject=text,
            sender_name=text,
        )
    )
    assert not page.css("script, img, link, iframe, [onerror], [src], form")
    assert all(a.attributes["href"].startswith("https://a.test/") for a in page.css("a"))  # type: ignore[union-attr]
    assert [node.text() for node in page.css("h2")] == [text]


@pytest.mark.parametrize("text", HOSTILE)
def test_in_markdown_strangers_words_are_words(text: str) -> None:
    made = newsletter(link(title=text, site=text, snippet=text), subject=text, sender_name=text)
    markdown = digest.markdown_begin(Totals()) + digest.markdown_entry(made)
    rendered = MarkdownIt("gfm-like", {"linkify": False}).render(markdown)
    page = LexborHTMLParser(rendered)
    assert not page.css("script, img, code, strong, em, s, table, hr, ol")
    assert [a.attributes["href"] for a in page.css("a")] == ["https://example.org/a"]
    assert [node.text() for node in page.css("h2")] == [text]
    assert len(page.css("li")) == 1


def test_an_address_that_would_end_the_markdown_link_is_left_out() -> None:
    made = newsletter(link(canonical_url="https://example.org/a> [b](http://evil.test"))
    rendered = MarkdownIt().render(digest.markdown_entry(made))
    assert not LexborHTMLParser(rendered).css("a")


def test_totals_are_told_as_people_would() -> None:
    totals = Totals()
    totals.add(newsletter(link(), link(kept=False)))
    assert str(totals) == "1 article from 1 newsletter, 1 link rejected"
    totals.add(newsletter(link(), link(kept=False)))
    assert str(totals) == "2 articles from 2 newsletters, 2 links rejected"
