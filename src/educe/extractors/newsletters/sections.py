"""Under which headings each block stands, and which labels open and close its boxes."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from dataclasses import dataclass

from educe.extractors.newsletters.layout import SHORT, Block, Container, Layout

MAX_LABELS = 6
MOST = 6  # headings above a block
WIDE = 12  # blocks: a box that goes on for longer holds more than an item
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
        elif block.anchors and near and near[-1][0] - index > WIDE:
            in_run = False  # a banner below its label: what follows is something else
        shown = tuple(text for _, _, text in stack[-MOST:])
        found.append(Above(shown, tuple(text for _, text in near[-MOST:])))
    return found


def _ends(entry: tuple[int, int, str], block: Block, scope: int) -> bool:
    """Whether a heading ends one above it: by its level, unless that one holds for more boxes."""
    level, end, _ = entry
    return level >= block.level and end <= scope


def _is_link(block: Block) -> bool:
    return block.linked > 0.6 * len(block.text.replace(" ", ""))


def _as_label(block: Block) -> str:
    return "" if len(block.text) > SHORT or _is_link(block) else block.text


def _held_to(layout: Layout, box: Container) -> int:
    """The last block of a box that its first line holds for: another heading like it ends that."""
    level, has_body = layout.blocks[box.first].level, False
    for index in range(box.first + 1, box.last + 1):
        block = layout.blocks[index]
        if level and has_body and block.level == level:
            return index - 1
        has_body = has_body or (bool(block.text) and not block.is_heading)
    return box.last


def _is_footnote(text: str) -> bool:
    """Such a line says something of what is marked like it."""
    return text.startswith("*") and not text.endswith("*")


def _scopes(layout: Layout) -> list[int]:
    """For each heading or label the last block that it can hold for."""
    blocks = layout.blocks
    titles = [i for i, block in enumerate(blocks) if block.is_heading or block.label]
    bodies = [0]
    for block in blocks:
        is_body = not block.text and bool(block.anchors)  # a picture
        is_body = is_body or (bool(block.text) and not block.is_heading and not block.label)
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
        texts = [_as_label(layout.blocks[index]) for index in (box.first, box.last)]
        held = _held_to(layout, box)
        for index in range(box.first, box.last + 1):
            known = found[index]
            marked = "*" in layout.blocks[index].text
            above = texts if index <= held else texts[1:]
            fitting = (t for t in above if t and (marked or not _is_footnote(t)))
            known += [t for t in fitting if t not in known and len(known) < MAX_LABELS]
    return [tuple(found[index]) for index in range(len(layout.blocks))]
