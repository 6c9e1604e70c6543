"""The links of a newsletter, each with what the mail says about it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from educe.extractors.newsletters import sections, zones
from educe.extractors.newsletters.html_layout import html_layout
from educe.extractors.newsletters.layout import Anchor, Layout, squeeze
from educe.extractors.newsletters.messages import Newsletter
from educe.extractors.newsletters.text_layout import text_layout

SEPARATED = re.compile(r"\s*(?:[–—:|(]|-\s)")
MAX_LINKS = 5_000
MAX_TEXT = 300  # characters of an anchor's text, and of a snippet
NEAR = 90  # characters before and after an anchor


@dataclass(frozen=True, slots=True)
class Place:
    """One anchor of a link: its words, and what stands around it."""

    text: str
    alt: str
    image_only: bool
    headings: tuple[str, ...]  # outermost first
    near: tuple[str, ...]  # the last run of headings and short lines above it
    labels: tuple[str, ...]  # short texts that open or close the boxes around it
    before: str
    after: str
    snippet: str  # the text of its block, or of the box around it when that is short
    position: int  # counted from 0 over all anchors of the mail
    in_header_zone: bool
    in_footer_zone: bool
    in_link_row: bool  # one of several short links side by side
    is_title: bool  # all of a heading, or alone in its block
    hidden: bool
    rel: str
    marks: str


@dataclass(frozen=True, slots=True)
class Link:
    """A target and all the places where the mail links to it, in their order; at least one."""

    url: str
    places: tuple[Place, ...]

    @property
    def texts(self) -> tuple[str, ...]:
        """The different anchor texts, in their order."""
        return tuple(dict.fromkeys(place.text for place in self.places if place.text))

    @property
    def text(self) -> str:
        """The longest anchor text, else what an image says instead."""
        return max(self.texts, key=len, default=self.alt)

    @property
    def alt(self) -> str:
        return next((place.alt for place in self.places if place.alt), "")

    @property
    def heading(self) -> str:
        """The section's heading, the nearest one."""
        return next((place.headings[-1] for place in self.places if place.headings), "")

    @property
    def position(self) -> int:
        return self.places[0].position

    @property
    def snippet(self) -> str:
        return max((place.snippet for place in self.places), key=len)

    @property
    def is_image_only(self) -> bool:
        return all(place.image_only for place in self.places)

    @property
    def in_header_zone(self) -> bool:
        return all(place.in_header_zone for place in self.places)

    @property
    def in_footer_zone(self) -> bool:
        return all(place.in_footer_zone for place in self.places)


@dataclass(frozen=True, slots=True)
class Links:
    """`omitted` counts what is beyond the limit: it is said, not dropped in silence."""

    links: tuple[Link, ...]
    omitted: int = 0


def extract_links(newsletter: Newsletter) -> Links:
    """Every link of the newsletter, anchors with the same target merged. Never raises."""
    layouts = []
    if newsletter.html:
        layouts.append(html_layout(newsletter.html))
    rich = any(layout.anchors for layout in layouts)
    plain = newsletter.text_only if rich else newsletter.text
    if plain.strip():
        layouts.append(text_layout(plain))
    merged: dict[str, list[Place]] = {}
    omitted: set[str] = set()
    position = 0
    for layout in layouts:
        for anchor, place in _places(layout, position):
            position += 1
            if anchor.url in merged or len(merged) < MAX_LINKS:
                merged.setdefault(anchor.url, []).append(place)
            else:
                omitted.add(anchor.url)
    links = tuple(Link(url, tuple(places)) for url, places in merged.items())
    return Links(links, len(omitted))


def _places(layout: Layout, position: int) -> Iterator[tuple[Anchor, Place]]:
    above, labels = sections.above(layout), sections.labels(layout)
    header, footer = zones.header_end(layout), zones.footer_start(layout)
    boxes = _boxes(layout)
    snippet = cache(lambda index: _snippet(layout, index, boxes.get(index, [])))
    in_row = cache(lambda index: _in_link_row(layout, index, boxes.get(index, [])))
    for number, anchor in enumerate(layout.anchors):
        index = max(anchor.block, 0)
        block = layout.blocks[index]
        marks = f"{anchor.marks} {block.marks}"
        yield (
            anchor,
            Place(
                text=anchor.text[:MAX_TEXT],
                alt=anchor.alt[:MAX_TEXT],
                image_only=anchor.image and not anchor.text,
                headings=tuple(h for h in above[index].headings if h != anchor.text),
                near=tuple(h for h in above[index].near if h != anchor.text),
                labels=tuple(label for label in labels[index] if label != anchor.text),
                before=block.text[max(anchor.start - NEAR, 0) : anchor.start].strip(),
                after=block.text[anchor.end : anchor.end + NEAR].strip(),
                snippet=snippet(index),
                position=position + number,
                in_header_zone=max(anchor.last_block, index) < header
                or zones.HEADER_MARKS.search(marks) is not None,
                in_footer_zone=index >= footer or zones.FOOTER_MARKS.search(marks) is not None,
                in_link_row=in_row(index),
                is_title=_is_title(layout, index, anchor),
                hidden=anchor.hidden,
                rel=anchor.rel,
                marks=marks[:MAX_TEXT],
            ),
        )


def _boxes(layout: Layout) -> dict[int, list[tuple[int, int]]]:
    """For each block the small boxes around it, innermost first."""
    found: dict[int, list[tuple[int, int]]] = {}
    for box in layout.containers:
        if box.last - box.first < 30:
            for index in range(box.first, box.last + 1):
                known = found.setdefault(index, [])
                if len(known) < 8 and (box.first, box.last) not in known:
                    known.append((box.first, box.last))
    return found


def _snippet(layout: Layout, index: int, boxes: list[tuple[int, int]]) -> str:
    """The block's text; when that is short, of the smallest box that says more about it alone."""
    text = layout.blocks[index].text
    for first, last in boxes:
        if len(text) >= NEAR:
            break
        inside = layout.blocks[first : last + 1]
        if len({anchor.url for block in inside for anchor in block.anchors}) > 3:
            break
        text = squeeze(" ".join(block.text for block in inside))
    return text[:MAX_TEXT]


def _in_link_row(layout: Layout, index: int, boxes: list[tuple[int, int]]) -> bool:
    """Whether it is one of three or more short links with nothing but marks between them."""
    for first, last in ((index, index), *boxes):
        inside = layout.blocks[first : last + 1]
        anchors = [anchor for block in inside for anchor in block.anchors]
        if len({anchor.url for anchor in anchors}) < 3:
            continue
        size = sum(len(block.text) for block in inside)
        linked = sum(len(anchor.text) for anchor in anchors)
        short = all(len(a.text) <= 28 and len(a.text.split()) <= 3 for a in anchors)
        return short and size - linked <= 12 + 6 * len(anchors)
    return False


def _is_title(layout: Layout, index: int, anchor: Anchor) -> bool:
    block = layout.blocks[index]
    own = len(anchor.text)
    alone = block.is_heading or len(block.anchors) == 1
    if own and alone and own >= 0.7 * len(block.text):
        return True
    # an item that begins with its title: "Title – what it is about"
    leads = anchor.start == 0 and block.anchors[0] is anchor
    return bool(own) and leads and SEPARATED.match(block.text, anchor.end) is not None
