import pytest
from hypothesis import given
from hypothesis import strategies as st

from educe.graph.folded import LONGEST_NAME, LONGEST_TEXT, folded, folded_name, folded_text


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Hash-Tables", "hash tables"),
        ("Poincaré  map", "poincare map"),
        ("Dijkstra’s algorithm", "dijkstra algorithm"),
        ("BFS", "bfs"),
        ("the Heap", "the heap"),
        ("C++", "c++"),
        ("🌳", "🌳"),
        (" \n ", ""),
        ("a|b\nc", "a b c"),
    ],
)
def test_texts_are_folded_as_names_are_but_whole(text: str, plain: str) -> None:
    assert folded(text) == plain


@given(st.text(max_size=40))
def test_words_are_parted_by_single_spaces(text: str) -> None:
    assert folded(text) == " ".join(folded(text).split())


def test_what_is_stored_has_its_bounds() -> None:
    assert len(folded_name("x" * 10_000)) == LONGEST_NAME
    assert len(folded_text("x", ["y " * 500] * 20, "z" * 10_000)) == LONGEST_TEXT
    assert (
        folded_text("Search", ["BFS", "Breadth-first"], "A way.")
        == "|search|bfs|breadth first|\na way"
    )
    assert folded_text("A", [], None) == "|a|\n"
