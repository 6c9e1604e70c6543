"""Under which headings each block stands, and which labels open and close its boxes."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass

from educe.extractors.newsletters.layout import SHORT, Block, Layout

MAX_LABELS = 6
MOST = 6  # headings above a block
FEW = 6  # anchors: a box with as many may be an item, however short the mail


@dataclass(frozen=True, slots=True)
class Above:
    """What stands above a block: headings, outermost first; `near` the last run of headings and
    short lines, before which there is other text."""

    headings: tuple[str, ...] = ()
    near: tuple[str, ...] = ()


def above(layout: Layout) -> list[Above]:
    """For each block what stands above it.

    A heading holds to the end of the smallest box that has more in it than headings, at most. One
    that directly follows another adds to it, whatever its level: a small label ("Presented by …")
    above a large headline holds for what is below both.
    """
    ends = _scopes(layout)
    stack: list[tuple[int, int, str]] = []  # level, last block, text
    near: list[tuple[int, str]] = []  # last block, text
    in_run = False
    found: list[Above] = []
    for index, block in enumerate(layout.blocks):
        stack = [entry for entry in stack[-MOST:] if entry[1] >= index]
        near = [entry for entry in near[-MOST:] if entry[0] >= index]
        if block.divider:
            stack = [entry for entry in stack if entry[0] <= 2]
            near, in_run = [], False
        elif block.text and (block.is_heading or block.label):
            near = near if in_run else []
            if block.is_heading:
                while stack and not in_run and _ends(stack[-1], block, ends[index]):
                    stack.pop()
                stack.append((block.level, ends[index], block.text[:200]))
            near.append((ends[index], block.text[:200]))
            in_run = True
        elif block.text:
            in_run = False
        shown = tuple(text for _, _, text in stack[-MOST:])
        found.append(Above(shown, tuple(text for _, text in near[-MOST:])))
    return found


def _ends(entry: tuple[int, int, str], block: Block, scope: int) -> bool:
    """Whether a heading ends one above it: by its level, unless that one holds for more boxes."""
    level, end, _ = entry
    return level >= block.level and end <= scope


def _is_link(block: Block) -> bool:
    return block.linked > 0.6 * len(block.text.replace(" ", ""))


def _scopes(layout: Layout) -> list[int]:
    """For each heading or label the last block that it can hold for."""
    blocks = layout.blocks
    titles = [i for i, block in enumerate(blocks) if block.is_heading or block.label]
    bodies = [0]
    for block in blocks:
        is_body = bool(block.text) and not block.is_heading and not block.label
        bodies.append(bodies[-1] + is_body)
    ends = [len(blocks)] * len(blocks)
    for box in layout.containers:  # inner ones come first
        if bodies[box.last + 1] == bodies[box.first]:
            continue
        low, high = bisect_left(titles, box.first), bisect_right(titles, box.last)
        for index in titles[low:high]:
            ends[index] = box.last
        del titles[low:high]
    return ends


def labels(layout: Layout) -> list[tuple[str, ...]]:
    """For each block the short texts that open or close the boxes around it, innermost first.

    Boxes that hold much of the mail don't count: their first words say nothing about an item.
    """
    total = len(layout.anchors)
    running = [0]
    for block in layout.blocks:
        running.append(running[-1] + len(block.anchors))
    found: dict[int, list[str]] = defaultdict(list)
    for box in layout.containers:  # inner ones come first
        inside = running[box.last + 1] - running[box.first]
        if not 0 < inside <= max(FEW, total // 3) or box.last - box.first > 40:
            continue
        texts = [
            layout.blocks[index].text
            for index in (box.first, box.last)
            if len(layout.blocks[index].text) <= SHORT and not _is_link(layout.blocks[index])
        ]
        for index in range(box.first, box.last + 1):
            known = found[index]
            known += [t for t in texts if t and t not in known and len(known) < MAX_LABELS]
    return [tuple(found[index]) for index in range(len(layout.blocks))]
