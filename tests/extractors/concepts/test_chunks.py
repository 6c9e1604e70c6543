from hypothesis import given
from hypothesis import strategies as st

from educe.documents.model import Block, BlockKind, Text
from educe.extractors.concepts.chunks import chunk_ranges


def text_of(sizes: list[tuple[BlockKind, int]]) -> Text:
    blocks, end = [], 0
    for kind, size in sizes:
        blocks.append(Block(kind=kind, start=end, end=end + size))
        end += size
    return Text(text="x" * end, blocks=tuple(blocks))


@given(
    st.lists(st.tuples(st.sampled_from(BlockKind), st.integers(0, 300)), max_size=40),
    st.integers(1, 500),
)
def test_the_ranges_are_all_blocks_in_order_and_none_is_empty(sizes, target):
    ranges = chunk_ranges(text_of(sizes), target)
    assert [i for start, end in ranges for i in range(start, end)] == list(range(len(sizes)))
    assert all(start < end for start, end in ranges)


def test_a_long_file_is_cut_at_headings():
    section = [(BlockKind.HEADING, 10)] + [(BlockKind.PARAGRAPH, 100)] * 8
    assert chunk_ranges(text_of(section * 3), 1000) == [(0, 9), (9, 18), (18, 27)]


def test_a_section_that_is_too_long_is_cut_between_paragraphs():
    ranges = chunk_ranges(text_of([(BlockKind.PARAGRAPH, 100)] * 30), 1000)
    assert ranges == [(0, 10), (10, 20), (20, 30)]
