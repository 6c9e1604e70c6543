"""Quotes are found where they stand, and never where they don't."""

import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from educe.documents.folding import fold_text
from educe.documents.grounding import locate
from educe.documents.model import Span

TEXT = (
    "A directed graph has edges with a direction. Kruskal’s algorithm finds a minimum\n"
    "spanning tree in O(m log n) – it doesn't need an adjacency matrix.\n\n"
    "It measures inter-cluster distances. A cheaper algorithm decreases the cost.\n\n"
    "The eﬃcient state-of-the-art method took 15 seconds at -5 degrees. Größe matters."
)


def found(quote: str, text: str = TEXT, within: Span | None = None) -> tuple[str, str] | None:
    located = locate(quote, text, within=within)
    return (located.match, text[slice(*located.span)]) if located else None


@pytest.mark.parametrize(
    ("quote", "expected"),
    [
        ("A directed graph", ("verbatim", "A directed graph")),
        ("  edges with a direction. ", ("verbatim", "edges with a direction.")),
        ("a DIRECTED  graph", ("normalised", "A directed graph")),
        ("Kruskal's algorithm", ("normalised", "Kruskal’s algorithm")),
        ("minimum spanning tree", ("normalised", "minimum\nspanning tree")),
        ("efficient state of the art", ("normalised", "eﬃcient state-of-the-art")),
        ("log n) - it doesn't", ("normalised", "log n) – it doesn't")),
        ('"Größe matters"', ("normalised", "Größe matters")),
        ("GRÖSSE MATTERS", ("normalised", "Größe matters")),
        ("a directed grpah has edges", ("fuzzy", "A directed graph has edges")),
        ("algorithms finds a minimum spanning tree", None),
        ("algorithm finds the minimum spanning trees", ("fuzzy", None)),
    ],
)
def test_quotes_are_found_as_they_differ(quote: str, expected: tuple[str, str] | None) -> None:
    actual = found(quote)
    if expected is None or expected[1] is None:
        assert actual is None or actual[0] == "fuzzy"
    else:
        assert actual == expected


@pytest.mark.parametrize(
    "quote",
    [
        "",
        "   ",
        "...",
        "quantum entanglement of graphs",
        "An undirected graph has edges with a direction",
        "A directed graph has no edges with a direction",
        "it does need an adjacency matrix",
        "method took 16 seconds at -5 degrees",
        "method took 15 seconds at 5 degrees",
        "rected graph",  # no whole words
        "direct",
        "it measures intra-cluster distances",
        "a cheaper algorithm increases the cost",
        "grapf",  # too short to guess
        "finds a maximum spanning tree in O(m log n)",
        "Kruskal's fast algorithm finds a minimum spanning tree",  # says more than the source
    ],
)
def test_what_is_not_there_is_not_found(quote: str) -> None:
    assert found(quote) is None


def test_only_the_given_span_is_searched() -> None:
    text = "one tree, two trees, one tree"
    assert locate("one tree", text, within=Span(5, len(text))).span == Span(21, 29)  # type: ignore[union-attr]
    assert locate("two trees", text, within=Span(0, 15)) is None
    assert found("ONE  TREE", text, Span(5, len(text))) == ("normalised", "one tree")


def test_words_of_scripts_without_spaces_are_found() -> None:
    assert found("機械学習", "これは機械学習の本です。") == ("verbatim", "機械学習")


@given(st.text(max_size=80), st.text(max_size=20), st.text(max_size=80))
def test_whole_words_that_are_there_are_found(before: str, quote: str, after: str) -> None:
    text = f"{before} {quote} {after}"
    if any(char.isalnum() for char in quote.strip()):
        located = locate(quote, text)
        assert located is not None
        assert located.match == "verbatim"
        assert text[slice(*located.span)] == quote.strip()


@given(st.text(max_size=60), st.text(max_size=200))
def test_spans_lie_in_the_text_and_say_the_same(quote: str, text: str) -> None:
    located = locate(quote, text)
    if located is not None:
        assert 0 <= located.span.start < located.span.end <= len(text)
        assert 0.9 <= located.score <= 1
        if located.match == "verbatim":
            assert text[slice(*located.span)] == quote.strip()


@given(st.text(alphabet=st.characters(), max_size=100))
def test_folding_knows_where_each_character_came_from(text: str) -> None:
    folded = fold_text(text)
    assert len(folded.text) == len(folded.starts) == len(folded.ends)
    assert all(0 <= a < b <= len(text) for a, b in zip(folded.starts, folded.ends, strict=True))
    assert list(folded.starts) == sorted(folded.starts)


@pytest.mark.parametrize(
    "change",
    [str, str.upper, lambda quote: quote.replace("unique", "uniqe"), lambda _: "nothing of it"],
)
def test_a_megabyte_is_searched_in_linear_time(change: Callable[[str], str]) -> None:
    text = (
        "Many words about trees and graphs fill this text. " * 20_000 + "A unique closing remark."
    )
    started = time.process_time()
    locate(change("A unique closing remark"), text)
    assert time.process_time() - started < 10
