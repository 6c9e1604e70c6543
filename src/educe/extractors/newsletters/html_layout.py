"""HTML of a mail to blocks and anchors."""

import re
from collections.abc import Iterator
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, LexborNode

from educe.documents.reading.html import nesting
from educe.extractors.newsletters.layout import (
    Anchor,
    Block,
    Container,
    Layout,
    locate,
    looks_like_heading,
    looks_like_label,
    squeeze,
)

MAX_NESTING = 2_000  # elements; parsing takes time quadratic in it
INLINE = frozenset(
    {"a", "abbr", "b", "big", "cite", "code", "del", "em", "font", "i", "img", "ins", "kbd"}
    | {"label", "mark", "q", "s", "small", "span", "strike", "strong", "sub", "sup", "time", "u"}
    | {"wbr", "tt", "var", "-text", "area", "map", "picture", "source", "svg"}
)
SKIPPED = frozenset({"script", "style", "template", "head", "title", "noscript", "-comment"})
BOXES = frozenset(
    {"table", "td", "th", "tr", "div", "section", "article", "aside", "li", "blockquote", "ul"}
    | {"header", "footer", "nav", "center", "ol"}
)
EMPHASIS = frozenset({"b", "strong", "th", "em", "i"})
BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)|font\s*:[^;]{0,40}\bbold\b", re.I)
LARGE = re.compile(r"font-size\s*:\s*(?:1[89]|[2-9]\d)(?:\.\d+)?px", re.I)
CAPITALS = re.compile(r"text-transform\s*:\s*uppercase", re.I)
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
HEADING = re.compile(r"h[1-6]")
LINE = re.compile(r"[\s*\-_=~•·—–.#]{3,}")
TARGETS = re.compile(
    r"""<a(?:rea)?\b[^<>]{0,2000}?\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))""", re.I
)
CONTROLS = re.compile(r"[\t\r\n]")


def html_layout(markup: str) -> Layout:
    """Blocks and anchors of a body. Never raises; markup nested too deep gives its links only."""
    if nesting(markup) > MAX_NESTING:
        return _targets_only(markup)
    tree = LexborHTMLParser(markup)
    if tree.body is None:
        return Layout()
    walk = _Walk(_base(tree))
    for node, entering in _events(tree.body):
        if entering:
            walk.enter(node)
        else:
            walk.leave(node)
    return walk.finish()


def _targets_only(markup: str) -> Layout:
    layout = Layout(blocks=[Block()])
    for match in TARGETS.finditer(markup):
        url = match[1] or match[2] or match[3] or ""
        layout.anchors.append(Anchor(url=absolute("", url)))
    layout.blocks[0].anchors = layout.anchors
    return layout


def _base(tree: LexborHTMLParser) -> str:
    node = tree.css_first("base[href]")
    return (node.attributes.get("href") or "").strip() if node is not None else ""


def absolute(base: str, url: str) -> str:
    """`url` as a browser would go to it: trimmed, without line ends, on its base."""
    url = CONTROLS.sub("", url).strip()
    try:
        return urljoin(base, url) if base else url
    except ValueError:
        return url


def _events(root: LexborNode) -> Iterator[tuple[LexborNode, bool]]:
    """Each node on the way in and on the way out, without recursion."""
    stack = [(root, True)]
    while stack:
        node, entering = stack.pop()
        yield node, entering
        if entering and not node.is_text_node and node.tag not in SKIPPED:
            stack.append((node, False))
            stack += reversed([(child, True) for child in node.iter(include_text=True)])


class _Walk:
    """Gathers text into blocks; remembers which boxes and anchors are open."""

    def __init__(self, base: str) -> None:
        self._base = base
        self._layout = Layout()
        self._block = Block()
        self._parts: list[str] = []
        self._open: list[tuple[str, int, str]] = []  # tag, first block, marks
        self._anchors: list[Anchor] = []
        self._texts: list[str] = []  # of the open anchor
        self._emphasis = 0
        self._capitals = 0
        self._hidden = 0
        self._level = 0
        self._breaks = 0

    def enter(self, node: LexborNode) -> None:
        if node.is_text_node:
            self._text(node.text_content or "")
            return
        tag = node.tag or ""
        if tag in SKIPPED or not node.is_element_node:
            return
        attributes = node.attributes
        if tag == "br":
            self._break()
        elif tag == "hr":
            self._flush()
            self._layout.blocks.append(Block(divider=True))
        elif tag not in INLINE:
            self._flush()
            self._breaks = 0
            if HEADING.fullmatch(tag):
                self._level = int(tag[1])
        self._styled(tag, attributes, 1)
        if tag in {"a", "area"} and attributes.get("href") is not None:
            self._open_anchor(attributes)
        elif tag == "img":
            self._image(attributes)
        if tag in BOXES:
            marks = f"{attributes.get('class') or ''} {attributes.get('id') or ''} {tag}"
            self._open.append((tag, len(self._layout.blocks), marks.lower()[:200]))

    def leave(self, node: LexborNode) -> None:
        tag = node.tag or ""
        if not node.is_element_node or tag in SKIPPED:
            return
        if tag not in INLINE and tag != "br":
            self._flush()
            if HEADING.fullmatch(tag):
                self._level = 0
        self._styled(tag, node.attributes, -1)
        if tag in {"a", "area"} and node.attributes.get("href") is not None and self._anchors:
            self._close_anchor()
        if tag in BOXES and self._open:
            _, first, marks = self._open.pop()
            last = len(self._layout.blocks) - 1
            if last >= first:
                self._layout.containers.append(Container(first, last, marks))

    def finish(self) -> Layout:
        self._flush()
        for block in self._layout.blocks:
            locate(block)
            if LINE.fullmatch(block.text) and not block.anchors:
                block.divider = True
            elif not block.level and looks_like_heading(block):
                block.level = 7
            block.label = not block.level and looks_like_label(block)
        return self._layout

    def _styled(self, tag: str, attributes: dict[str, str | None], step: int) -> None:
        style = attributes.get("style") or ""
        strong = tag in EMPHASIS or BOLD.search(style) or (tag != "a" and LARGE.search(style))
        self._emphasis += step if strong else 0
        self._capitals += step if CAPITALS.search(style) else 0
        hidden = "hidden" in attributes or HIDDEN.search(style)
        self._hidden += step if hidden and tag not in {"br", "hr", "img"} else 0

    def _text(self, text: str) -> None:
        if not text.strip():
            self._parts.append(" ")
            if self._anchors:
                self._texts.append(" ")
            return
        if self._hidden and not self._anchors:
            return  # preview texts
        self._breaks = 0
        shown = text.upper() if self._capitals else text
        self._parts.append(shown)
        size = len("".join(text.split()))
        self._block.emphasised += size if self._emphasis else 0
        if self._anchors:
            self._block.linked += size
            self._texts.append(text)
            self._attach()

    def _break(self) -> None:
        """Two line breaks in a row part paragraphs."""
        self._parts.append(" ")
        self._breaks += 1
        if self._breaks == 2:
            self._flush()

    def _open_anchor(self, attributes: dict[str, str | None]) -> None:
        marks = " ".join(f"{marks} " for _, _, marks in self._open[-6:])
        own = f"{attributes.get('class') or ''} {attributes.get('id') or ''}".lower()
        anchor = Anchor(
            url=absolute(self._base, attributes.get("href") or ""),
            alt=squeeze(attributes.get("title") or attributes.get("aria-label") or ""),
            hidden=self._hidden > 0,
            block=-1,
            rel=(attributes.get("rel") or "").lower(),
            marks=f"{own} {marks}".strip(),
        )
        self._layout.anchors.append(anchor)
        self._anchors.append(anchor)
        self._texts = []
        if attributes.get("alt"):
            anchor.alt, anchor.image = squeeze(attributes["alt"] or ""), True

    def _attach(self) -> None:
        anchor = self._anchors[-1]
        if not self._block.anchors or self._block.anchors[-1] is not anchor:
            self._block.anchors.append(anchor)
        if anchor.block < 0:
            anchor.block = len(self._layout.blocks)
        anchor.last_block = len(self._layout.blocks)

    def _image(self, attributes: dict[str, str | None]) -> None:
        if self._anchors:
            anchor = self._anchors[-1]
            anchor.image = True
            anchor.alt = anchor.alt or squeeze(attributes.get("alt") or "")
            self._attach()

    def _close_anchor(self) -> None:
        self._attach()
        anchor = self._anchors.pop()
        anchor.text = squeeze("".join(self._texts))
        self._texts = []

    def _flush(self) -> None:
        """End the block that has been gathered, if there is anything in it."""
        if self._anchors:
            self._texts.append(" ")
        text = squeeze("".join(self._parts))
        self._parts = []
        if text or self._block.anchors:
            self._block.text = text
            self._block.level = self._level
            self._block.marks = " ".join(marks for _, _, marks in self._open[-3:])
            self._layout.blocks.append(self._block)
        self._block = Block()
