"""What pages say of themselves, and that hostile ones do nothing."""

import socket
import time
from datetime import UTC, datetime
from typing import Any

import pytest

from educe.extractors.newsletters.filtering.candidates import PageFacts
from educe.extractors.newsletters.pages import MAX_PAGE, page_facts, published_at
from educe.fetching.fetching import Page

ADDRESS = "https://example.org/a/b?utm_source=x"


def facts(body: str, **other: Any) -> PageFacts:
    usual = {"url": ADDRESS, "status": 200, "content_type": "text/html; charset=utf-8"}
    return page_facts(Page(**{**usual, "body": body.encode(), "whole": True, **other}))


def page(head: str = "", body: str = "") -> str:
    return f"<!doctype html><html><head>{head}</head><body>{body}</body></html>"


def test_an_article_says_what_it_is() -> None:
    found = facts(
        page(
            '<title>Rivers remember - The Site</title><meta property="og:title" content="Rivers">'
            '<meta property="og:type" content="article">'
            '<meta name="description" content="On  beds.">'
            '<link rel="canonical" href="/a/rivers">'
            '<meta property="article:published_time" content="2026-10-17T08:00:00+02:00">',
            f"<article><h1>Rivers</h1><p>{'A river has a bed. ' * 60}</p></article>",
        )
    )
    assert (found.title, found.og_type, found.description) == ("Rivers", "article", "On beds.")
    assert found.canonical_url == "https://example.org/a/rivers"
    assert published_at(found) == datetime(2026, 10, 17, tzinfo=UTC)
    assert found.words is not None
    assert 280 < found.words < 320


def test_a_date_of_publication_may_stand_in_structured_data() -> None:
    data = '{"@type": "NewsArticle", "datePublished": "2026-05-06T01:02:03Z", "headline": "H"}'
    found = facts(page(body=f'<script type="application/ld+json">{data}</script><p>Words.</p>'))
    assert found.published == "2026-05-06"


def test_any_other_date_on_a_page_is_none_of_its_publication() -> None:
    found = facts(page("<title>Home</title>", "<p>Posted on 2 May 2020. © 2019-01-01</p>" * 9))
    assert found.published is None


def test_a_page_that_was_cut_off_says_nothing_of_its_length() -> None:
    assert facts(page(body="<p>Few words.</p>"), whole=False).words is None


@pytest.mark.parametrize("status", [404, 410, 500])
def test_of_an_error_only_its_status_is_known(status: int) -> None:
    assert facts(page("<title>Not found</title>"), status=status) == PageFacts(status=status)


def test_what_is_no_html_says_nothing() -> None:
    assert facts("%PDF-1.7", content_type="application/pdf") == PageFacts(status=200)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "http://127.0.0.1:1/elsewhere",
        "\x00\x01\x02",
        "<div>" * 20_000,
        "<script type='application/ld+json'>" + '{"a":[' * 5_000 + "</script>",
        page('<link rel="canonical" href="http://[">'),
        page('<link rel="canonical" href="javascript:alert(1)"><base href="http://127.0.0.1:1/">'),
        '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "http://127.0.0.1:1/e">]><x>&e;</x>',
    ],
)
def test_hostile_pages_open_nothing_and_raise_nothing(
    body: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[object] = []
    monkeypatch.setattr(socket.socket, "connect", lambda _, address: opened.append(address))
    found = facts(body)
    assert found.status == 200
    assert found.canonical_url is None
    assert opened == []


@pytest.mark.slow
@pytest.mark.parametrize("part", ["head", "body"])
@pytest.mark.parametrize(
    "piece",
    [
        "<p>a",
        "<p>2020-01-01 12/12/2012 and words that make it a line",
        "<b>",
        "<a href=x>some words of a link</a> ",
        '<meta property="og:title" content="2020-01-01">',
        '<script type="application/ld+json">{"@type":"Article"}</script>',
        '<link rel="canonical" href="/a">',
    ],
)
def test_the_longest_page_takes_seconds_and_not_minutes(piece: str, part: str) -> None:
    began = time.process_time()
    facts(f"<!doctype html><html><{part}>" + piece * (MAX_PAGE // len(piece)))
    assert time.process_time() - began < 15
