"""HTML: what a page says, without what surrounds it."""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from educe.documents.model import BlockKind, Text
from educe.documents.reading.builder import TextBuilder
from educe.documents.reading.charset import decode
from educe.documents.reading.cleaning import Run, clean
from educe.documents.reading.limits import ReadingLimits
from educe.documents.reading.refusals import too_deep

DROPPED = frozenset(
    {"script", "style", "noscript", "template", "head", "nav", "iframe", "object", "embed"}
    | {"canvas", "audio", "video", "svg", "button", "select", "option", "textarea", "input"}
    | {"dialog", "menu", "annotation", "rp", "rt", "-comment"}
)
SURROUNDINGS = frozenset({"footer", "aside"})  # unless the page consists of nothing else
INLINE = frozenset(
    {"a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em"}
    | {"font", "i", "img", "ins", "kbd", "label", "mark", "math", "mi", "mn", "mo", "mrow", "msub"}
    | {"msup", "mtext", "q", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub"}
    | {"sup", "time", "tt", "u", "var", "wbr", "-text"}
)
EMPHASIS = frozenset({"strong", "em", "b", "i", "dfn", "dt"})
KINDS = {
    "li": BlockKind.LIST_ITEM,
    "dt": BlockKind.LIST_ITEM,
    "dd": BlockKind.LIST_ITEM,
    "blockquote": BlockKind.QUOTE,
    "figcaption": BlockKind.CAPTION,
    "caption": BlockKind.CAPTION,
    "pre": BlockKind.CODE,
}
HEADING = re.compile(r"h[1-6]")
INVISIBLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
# What opens an element or closes one; comments, scripts and styles are passed over whole.
TAGS = re.compile(
    r"<!--.*?(?:-->|\Z)|<(?:script|style)\b.*?(?:</(?:script|style)\s*>|\Z)"
    r"|<(/?)([a-z][a-z0-9]*+)([^>]*+)>",
    re.IGNORECASE | re.DOTALL,
)
# Elements that have no end tag, or that the next one of their kind ends.
UNCOUNTED = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param"}
    | {"source", "track", "wbr", "p", "li", "dt", "dd", "tr", "td", "th", "option", "tbody"}
    | {"thead", "tfoot", "colgroup"}
)
NO_DATA = "table, h1, h2, h3, h4, ul, ol, pre, blockquote"  # in a table: it is there for layout


def read_html(data: bytes, *, name: str, limits: ReadingLimits) -> Text:
    """The main part of a page; hidden elements, scripts, navigation and forms are left out."""
    source = clean(decode(data, markup=True))
    limits.check_characters(name, len(source) // 10)  # ten times as much markup as text, at most
    if nesting(source) > limits.depth:
        raise too_deep(name)
    tree = LexborHTMLParser(source)
    builder = _walk(_main(tree), name, limits, SURROUNDINGS)
    if builder.length == 0 and tree.body is not None:
        builder = _walk(tree.body, name, limits, frozenset())
    title = tree.css_first("head > title")
    builder.title = title.text() if title is not None else None
    return builder.build(language=_language(tree))


def nesting(source: str) -> int:
    """How deep elements nest, roughly: parsing takes time quadratic in it, so it comes first."""
    depth = deepest = 0
    # up to the last ">": a tag that doesn't end would be looked for to the end, again and again
    for match in TAGS.finditer(source, 0, source.rfind(">") + 1):
        closing, tag, attributes = match.groups()
        if tag is None or attributes.endswith("/") or tag.lower() in UNCOUNTED:
            continue
        depth = max(depth - 1, 0) if closing else depth + 1
        deepest = max(deepest, depth)
    return deepest


def _main(tree: LexborHTMLParser) -> LexborNode | None:
    if main := tree.css_first("main, [role=main]"):
        return main
    articles = tree.css("article")
    return articles[0] if len(articles) == 1 else tree.body


def _language(tree: LexborHTMLParser) -> str | None:
    root = tree.css_first("html")
    language = root.attributes.get("lang") if root is not None else None
    return language if language and re.fullmatch(r"[A-Za-z]{2,3}(-\w{2,8})*", language) else None


def _walk(
    root: LexborNode | None, name: str, limits: ReadingLimits, dropped: frozenset[str]
) -> TextBuilder:
    builder = TextBuilder(name, limits)
    walk = _Walk(builder)
    for node, entering in _events(root, name, limits.depth, DROPPED | dropped):
        if entering:
            walk.enter(node)
        else:
            walk.leave(node)
    walk.flush()
    return builder


def _events(
    root: LexborNode | None, name: str, limit: int, dropped: frozenset[str]
) -> Iterator[tuple[LexborNode, bool]]:
    """Each node on the way in and on the way out; without recursion, whatever the depth."""
    stack = [(root, True)] if root is not None else []
    depth = 0
    while stack:
        node, entering = stack.pop()
        if not entering:
            depth -= 1
            yield node, False
        elif node is root or not (node.tag in dropped or _hidden(node)):
            yield node, True
            if node.is_text_node:
                continue
            depth += 1
            if depth > limit:
                raise too_deep(name)
            stack.append((node, False))
            stack += reversed([(child, True) for child in node.iter(include_text=True)])


def _hidden(node: LexborNode) -> bool:
    if not node.is_element_node:
        return False
    attributes = node.attributes
    return bool(attributes) and (
        "hidden" in attributes
        or attributes.get("aria-hidden") == "true"
        or INVISIBLE.search(attributes.get("style") or "") is not None
    )


class _Walk:
    """Gathers inline runs and adds them as a block at each border of a block element."""

    def __init__(self, builder: TextBuilder) -> None:
        self._builder = builder
        self._runs: list[Run] = []
        self._kinds: list[tuple[BlockKind, int]] = [(BlockKind.PARAGRAPH, 1)]
        self._emphasis = 0
        self._tables: list[bool] = []  # of each open table, whether it holds data
        self._row: list[list[Run]] | None = None
        self._breaks = 0

    def enter(self, node: LexborNode) -> None:
        tag = node.tag or ""
        if node.is_text_node:
            self._text(node.text_content or "")
        elif tag == "br":
            self._break()
        elif tag not in INLINE:
            self._open_block(tag, node)
        self._emphasis += tag in EMPHASIS

    def leave(self, node: LexborNode) -> None:
        tag = node.tag or ""
        self._emphasis -= tag in EMPHASIS
        if tag not in INLINE and tag != "br":
            self._close_block(tag)

    def flush(self) -> None:
        """Add what has been gathered; inside a row, its cells gather it."""
        if self._row is not None:
            self._runs.append(Run(" "))
            return
        kind, level = self._kinds[-1]
        self._builder.add(kind, self._runs, level=level)
        self._runs = []

    def _text(self, text: str) -> None:
        if text.strip():
            self._breaks = 0
        self._runs.append(Run(text, self._emphasis > 0))

    def _break(self) -> None:
        """Two line breaks in a row part paragraphs."""
        self._breaks += 1
        self._runs.append(Run("\n"))
        if self._breaks == 2 and self._kinds[-1][0] is BlockKind.PARAGRAPH:
            self.flush()

    def _open_block(self, tag: str, node: LexborNode) -> None:
        self.flush()
        self._breaks = 0
        if tag == "table":
            self._tables.append(self._row is None and not _has_inside(node, NO_DATA))
        elif tag == "tr" and self._tables[-1:] == [True]:
            self._row = []
        elif tag in ("td", "th") and self._row is not None:
            self._runs = []
        if HEADING.fullmatch(tag):
            self._kinds.append((BlockKind.HEADING, int(tag[1])))
        elif tag in KINDS:
            self._kinds.append((KINDS[tag], 1))

    def _close_block(self, tag: str) -> None:
        self.flush()
        if tag == "table" and self._tables:
            self._tables.pop()
        elif tag in ("td", "th") and self._row is not None:
            self._row.append(self._runs)
            self._runs = []
        elif tag == "tr" and self._row is not None and self._tables[-1:] == [True]:
            self._builder.add_row(self._row)
            self._row, self._runs = None, []
        if HEADING.fullmatch(tag) or tag in KINDS:
            self._kinds.pop()


def _has_inside(node: LexborNode, selector: str) -> bool:
    """Whether a descendant matches; the selectors of the parser count the node itself too."""
    children = (child for child in node.iter() if child.is_element_node)
    return any(child.css_first(selector) is not None for child in children)
