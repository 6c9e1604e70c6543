"""Cuts a long file into ranges of blocks, so that it becomes many items of work."""

from educe.documents.model import Block, BlockKind, Text

HEADINGS = frozenset({BlockKind.TITLE, BlockKind.HEADING})

# A heading cuts a chunk that is this full already; without a heading it is cut when full.
EARLY_CUT = 0.6


def chunk_ranges(text: Text, target_chars: int = 20_000) -> list[tuple[int, int]]:
    """Half-open ranges of block indices, in order, together all blocks, none empty.

    A chunk has about `target_chars` characters and begins at a heading where there is one; a
    single block that is longer than that is a chunk of its own. A file without blocks has none.
    """
    ranges: list[tuple[int, int]] = []
    first, size = 0, 0
    for index, block in enumerate(text.blocks):
        length = block.end - block.start
        if index > first and _cuts(text.blocks, index, size, length, target_chars):
            ranges.append((first, index))
            first, size = index, 0
        size += length
    if first < len(text.blocks):
        ranges.append((first, len(text.blocks)))
    return ranges


def _cuts(blocks: tuple[Block, ...], index: int, size: int, length: int, target: int) -> bool:
    if blocks[index].kind in HEADINGS:
        return size >= target * EARLY_CUT and blocks[index - 1].kind not in HEADINGS
    # A heading stays with the first block under it, even if the chunk grows too long.
    return size + length > target and blocks[index - 1].kind not in HEADINGS
