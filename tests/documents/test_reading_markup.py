"""Markdown, HTML and plain text."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.documents.making import check, said, terms

from educe.documents.media import MediaType
from educe.documents.reading import ReadingLimits, read
from educe.documents.reading.html import EMPHASIS, KINDS, nesting
from educe.errors import TooLarge, UnreadableFile

MARKDOWN = """---
title: "Search Trees"
---
# Balance

A **rotation** is *cheap* ([why](http://example.org)), says `rotate`.
It goes on.

- first
  - second

> quoted

| a | b |
|---|---|
| 1 | **2** |

```python
def rotate(x):
    return x
```

Setext &amp; more
-----------------
<p>raw <b>HTML</b></p>
"""

HTML = """<!doctype html><html lang="en"><head><title>Search Trees</title><style>p {}</style></head>
<body><nav>Home</nav><h1>Balance</h1><p>A <strong>rotation</strong> is<br>cheap.<p>Next
<script>evil()</script><ul><li>first<ul><li>second</ul></ul>
<table><tr><th>a<th>b<tr><td>1<td><p>2</p><p>3</p></table>
<pre>
def f():
    pass
</pre><dl><dt>Tree<dd>A graph</dl><blockquote><p>quoted</blockquote>
<figure><img alt=x><figcaption>Figure 1</figcaption></figure>
<p hidden>secret<p style="display: none">secret<h2>Layout</h2>loose<br><br>loose too
<table><tr><td><table><tr><td>x<td>y</table><td><h3>Inside</h3>words</table>
<template><p>never</template><footer>Imprint</footer>"""

PLAIN = """SEARCH TREES

Balance
=======
A rotation is cheap.
It goes on
here.

1.2 Rotations

- first
  goes on
- second

He was born in
1990. That was long ago.
"""


def test_markdown_reads_without_its_marks() -> None:
    text = read(MARKDOWN.encode(), MediaType.MARKDOWN, name="a.md")
    check(text)
    assert text.title == "Search Trees"
    assert said(text) == [
        ("heading", "Balance"),
        ("paragraph", "A rotation is cheap (why), says rotate. It goes on."),
        ("list_item", "first"),
        ("list_item", "second"),
        ("quote", "quoted"),
        ("table", "a | b"),
        ("table", "1 | 2"),
        ("code", "def rotate(x):\n    return x"),
        ("heading", "Setext & more"),
        ("paragraph", "raw HTML"),
    ]
    assert terms(text) == ["rotation", "cheap", "2"]
    assert text.blocks[-1].heading_path == ("Balance", "Setext & more")


def test_html_reads_as_its_main_content() -> None:
    text = read(HTML.encode(), MediaType.HTML, name="a.html")
    check(text)
    assert (text.title, text.language) == ("Search Trees", "en")
    assert said(text) == [
        ("heading", "Balance"),
        ("paragraph", "A rotation is cheap."),
        ("paragraph", "Next"),
        ("list_item", "first"),
        ("list_item", "second"),
        ("table", "a | b"),
        ("table", "1 | 2 3"),
        ("code", "def f():\n    pass"),
        ("list_item", "Tree"),
        ("list_item", "A graph"),
        ("quote", "quoted"),
        ("caption", "Figure 1"),
        ("heading", "Layout"),
        ("paragraph", "loose"),
        ("paragraph", "loose too"),
        ("table", "x | y"),
        ("heading", "Inside"),
        ("paragraph", "words"),
    ]
    assert terms(text) == ["rotation", "Tree"]


def test_the_main_element_is_preferred_and_a_page_of_asides_is_read() -> None:
    page = b"<html><body><div>menu</div><main><p>words</p></main></body>"
    assert said(read(page, MediaType.HTML, name="a")) == [("paragraph", "words")]
    page = b"<html><body><aside><p>words</p></aside></body>"
    assert said(read(page, MediaType.HTML, name="a")) == [("paragraph", "words")]


def test_plain_text_has_paragraphs_lists_and_plain_headings() -> None:
    text = read(PLAIN.encode(), MediaType.PLAIN, name="a.txt")
    check(text)
    assert said(text) == [
        ("heading", "SEARCH TREES"),
        ("heading", "Balance"),
        ("paragraph", "A rotation is cheap. It goes on here."),
        ("heading", "1.2 Rotations"),
        ("list_item", "first goes on"),
        ("list_item", "second"),
        ("paragraph", "He was born in 1990. That was long ago."),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_charsets_are_recognised(encoding: str) -> None:
    words = "Die Größe des Baumes wächst über die Höhe hinaus. " * 5
    text = read(words.encode(encoding), MediaType.PLAIN, name="a.txt")
    assert text.text == words.strip()


def test_a_page_says_its_charset() -> None:
    page = '<html><head><meta charset="koi8-r"></head><body><p>дерево</p>'.encode("koi8-r")
    assert read(page, MediaType.HTML, name="a.html").text == "дерево"


def test_what_cannot_be_stored_or_seen_is_left_out() -> None:
    text = read("a\u00adb c\u200bd\x07e \u202ef o\u0308".encode(), MediaType.PLAIN, name="a.txt")
    assert text.text == "ab cde f ö"
    check(text)


@pytest.mark.parametrize("data", [b"", b"  \n\n ", b"<html><body><script>x</script>"])
def test_a_file_without_text_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableFile, match=r"a is empty|a has no text"):
        read(data, MediaType.HTML, name="a")


def test_limits_are_kept() -> None:
    with pytest.raises(TooLarge, match="larger than 10 bytes"):
        read(b"x" * 11, MediaType.PLAIN, name="a", limits=ReadingLimits(bytes=10))
    with pytest.raises(TooLarge, match="more than 10 characters"):
        read(b"x" * 11, MediaType.PLAIN, name="a", limits=ReadingLimits(characters=10))


@pytest.mark.parametrize("opening", ["<div>", "<b>", "<ul><li>", "<table><tr><td>", "<font a=1>"])
def test_deeply_nested_html_is_refused_at_once(opening: str) -> None:
    with pytest.raises(UnreadableFile, match="too deep"):
        read(b"<html>" + opening.encode() * 100_000 + b"x", MediaType.HTML, name="a")


@pytest.mark.parametrize("piece", ["<a ", '<a href="', "<" + "a" * 999, "<!--", "<script>", "</b "])
def test_tags_that_do_not_end_take_no_time(piece: str) -> None:
    began = time.process_time()
    assert nesting("<div><div/>" + piece * (200_000 // len(piece))) <= 1
    assert time.process_time() - began < 10


@pytest.mark.parametrize(
    ("markup", "depth"),
    [
        ("<div><b>x</b></div><p><p>", 2),
        ('<a title="a<b"><i>x</i></a>', 2),
        ("<br/><div/><div class=a/b >", 1),
        ("<!-- <div><div> --><script><b><b></script>", 0),
    ],
)
def test_nesting_is_counted(markup: str, depth: int) -> None:
    assert nesting(markup) == depth


def test_deeply_nested_markdown_does_no_harm() -> None:
    for marks in ("> ", "- ", "[", "*a **"):
        data = f"words\n\n{marks * 2_000}x".encode()
        check(read(data, MediaType.MARKDOWN, name="a.md"))


TAGS = st.sampled_from(
    [*KINDS, *sorted(EMPHASIS), "p", "div", "h1", "ul", "table", "tr", "td", "br", "a", "main"]
)
PIECES = st.one_of(
    st.text(max_size=20),
    TAGS.map(lambda tag: f"<{tag}>"),
    TAGS.map(lambda tag: f"</{tag}>"),
    st.sampled_from(["**", "*", "\n\n", "# ", "- ", "> ", "```", "|", "\n|-|-|\n", "    ", "---"]),
)


@pytest.mark.parametrize("media_type", [MediaType.HTML, MediaType.MARKDOWN, MediaType.PLAIN])
@given(pieces=st.lists(PIECES, max_size=30))
def test_any_markup_gives_a_sound_text(media_type: MediaType, pieces: list[str]) -> None:
    data = ("x " + "".join(pieces)).encode()
    try:
        text = read(data, media_type, name="a")
    except UnreadableFile:
        return
    check(text)
    assert read(data, media_type, name="a") == text


@settings(deadline=None)  # the first of each type imports its library
@given(st.binary(max_size=300), st.sampled_from(list(MediaType)))
def test_any_bytes_are_read_or_refused(data: bytes, media_type: MediaType) -> None:
    try:
        check(read(data, media_type, name="a"))
    except (UnreadableFile, TooLarge):
        return
