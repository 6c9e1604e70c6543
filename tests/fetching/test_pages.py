import time

import pytest

from educe.fetching.links import Link
from educe.fetching.pages import Onward, onward, refresh

HERE = Link.parse("https://track.example/c/1?x=2")
THERE = "https://news.example/a?b=1"
PARAGRAPH = "<p>" + "Words that somebody may want to read. " * 20 + "</p>"


def found(html: str) -> Onward | None:
    return onward(html.encode(), HERE)


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("0;url=https://news.example/a", "https://news.example/a"),
        ("0; URL='https://news.example/a'", "https://news.example/a"),
        ('5 ,url = "https://news.example/a"', "https://news.example/a"),
        ("0;/a?url=b", "https://track.example/a?url=b"),
        ("1.5; url=a", "https://track.example/c/a"),
        ("0;https://news.example/?a=b", "https://news.example/?a=b"),
    ],
)
def test_a_refresh_says_where_to(text: str, url: str) -> None:
    link = refresh(text, HERE)
    assert link is not None
    assert link.url == url


@pytest.mark.parametrize(
    "text",
    ["", "5", "300; url=https://news.example/", "0;url=", "0;url=javascript:x", "url=https://a.test/",
     "0;url=https://track.example/c/1?x=2#a", "0.0.0;url=/a", " " * 60_000 + ";" + " " * 60_000],
)  # fmt: skip
def test_a_refresh_that_leads_nowhere_soon_is_none(text: str) -> None:
    began = time.monotonic()
    assert refresh(text, HERE) is None
    assert time.monotonic() - began < 5


def test_a_meta_tag_sends_on_whatever_else_the_page_says() -> None:
    html = f"<head><META HTTP-EQUIV=Refresh content='0; url={THERE}'></head>{PARAGRAPH}"
    assert found(html) == Onward("refresh", Link.parse(THERE))


def test_what_stands_in_noscript_counts_on_a_page_of_script_only() -> None:
    aside = f"<noscript><meta http-equiv='refresh' content='0;url={THERE}'></noscript>"
    assert found(f"<head>{aside}<script src=x></script></head>") == Onward(
        "refresh", Link.parse(THERE)
    )
    assert found(f"<head>{aside}</head><body>{PARAGRAPH}</body>") is None


@pytest.mark.parametrize(
    "script",
    [
        f'window.location.href = "{THERE}";',
        f"location='{THERE}'",
        f"document.location.replace('{THERE}');",
        f'top.location.assign("{THERE}")',
        f"setTimeout(function(){{ window.location = `{THERE}` }}, 0)",
        'location.href="https:\\/\\/news.example\\/a?b\\u003d1";',
        "self.location.href='https://news.example/a\\x3fb=1'",
        f"var x = 1; location.href='{THERE}'; // {THERE}",
    ],
)
def test_a_simple_script_is_read(script: str) -> None:
    assert found(f"<html><script>{script}</script></html>") == Onward("script", Link.parse(THERE))


@pytest.mark.parametrize(
    "script",
    [
        "location.href = decode(secret);",
        "window.location.replace(a + b)",
        "if (x) location='/a'; else location='/b';",
        "location.href = 'javascript:x'",
    ],
)
def test_a_script_that_cant_be_read_is_told(script: str) -> None:
    assert found(f"<script>{script}</script>") == Onward("script", None)


@pytest.mark.parametrize(
    "html",
    [
        PARAGRAPH,
        f"<script>function go() {{ location.href = '/home' }}</script>{PARAGRAPH}",
        "<div id=root></div><script src=/app.js></script>",
        "<script>if (location.href == 'x') {}; my.relocation = 'https://a.test/'</script>",
        "<script>var host = location.host; var allocation='https://a.test/'</script>",
        f"<meta http-equiv=refresh content='900'>{PARAGRAPH}",
        "",
        "\x00\xff<meta http-equiv",
    ],
)
def test_a_page_to_be_read_sends_nobody_on(html: str) -> None:
    assert found(html) is None


def test_a_page_made_to_be_slow_is_read_fast() -> None:
    began = time.monotonic()
    for piece in (
        "location='",
        'location.href="',
        "location . ",
        "window.",
        "<meta http-equiv=refresh ",
    ):
        found(f"<script>{piece * (65_536 // len(piece))}</script>")
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    "words", ["self . ", "self. ", "location ", 'location="', "window" + " " * 99]
)
def test_a_page_made_to_be_slow_is_looked_at_quickly(words: str) -> None:
    script = words * (65_000 // len(words))
    began = time.process_time()
    found(f"<script>{script}</script>")
    assert time.process_time() - began < 2
