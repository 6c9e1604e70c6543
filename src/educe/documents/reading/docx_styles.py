"""What a Word paragraph or run is, judged by its style and its own properties."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from docx.oxml.ns import qn

from educe.documents.model import BlockKind
from educe.documents.reading.cleaning import Run

DEEPEST = 9  # the level of a heading that is only set in bold: below every real one
LONGEST_BOLD_HEADING = 80  # characters
CODE = re.compile(r"\bcode\b|preformatted|\bverbatim\b|listing", re.IGNORECASE)
KINDS = {
    "caption": BlockKind.CAPTION,
    "quote": BlockKind.QUOTE,
    "intense quote": BlockKind.QUOTE,
    "block text": BlockKind.QUOTE,
    "title": BlockKind.TITLE,
}
Looks = tuple[BlockKind, int]


class Styles:
    """Looks up styles by id, once each; a style inherits from those it is based on."""

    def __init__(self, document: Any) -> None:
        styles = document.styles.element
        self._by_id = {style.get(qn("w:styleId")): style for style in styles.iter(qn("w:style"))}
        default = (s for s in self._by_id.values() if s.get(qn("w:default")) in ("1", "true"))
        self._default = next(
            (s.get(qn("w:styleId")) for s in default if s.get(qn("w:type")) == "paragraph"), None
        )
        self._paragraphs: dict[str | None, Looks] = {}
        self._characters: dict[str | None, bool] = {}

    def kind(self, paragraph: Any, runs: Sequence[Run]) -> Looks:
        """The kind of a paragraph's block, and its level if that is a heading."""
        properties = paragraph.find(qn("w:pPr"))
        kind, level = self._paragraph_style(_value(properties, "w:pStyle") or self._default)
        if kind is not BlockKind.PARAGRAPH:
            return kind, level
        if outline := _outline(properties):
            return BlockKind.HEADING, outline
        if _numbered(properties):
            return BlockKind.LIST_ITEM, 1
        if _is_bold_heading(runs):
            return BlockKind.HEADING, DEEPEST
        return BlockKind.PARAGRAPH, 1

    def run(self, run: Any) -> tuple[bool, bool]:
        """Whether a run is hidden, and whether it is bold or italic."""
        properties = run.find(qn("w:rPr"))
        if properties is None:
            return False, False
        own = [_switch(properties, tag) for tag in ("w:b", "w:i")]
        styled = None in own and self._character_style(_value(properties, "w:rStyle"))
        return bool(_switch(properties, "w:vanish")), any(own) or bool(styled)

    def _paragraph_style(self, style_id: str | None) -> Looks:
        if style_id not in self._paragraphs:
            self._paragraphs[style_id] = self._judge(style_id)
        return self._paragraphs[style_id]

    def _judge(self, style_id: str | None) -> Looks:
        for style in self._chain(style_id):
            name = (_value(style, "w:name") or "").lower()
            if name in KINDS:
                return KINDS[name], 1
            if match := re.fullmatch(r"heading ([1-9])", name):
                return BlockKind.HEADING, int(match[1])
            if CODE.search(name):
                return BlockKind.CODE, 1
            properties = style.find(qn("w:pPr"))
            if outline := _outline(properties):
                return BlockKind.HEADING, outline
            if _numbered(properties) or name.startswith(("list bullet", "list number")):
                return BlockKind.LIST_ITEM, 1
        return BlockKind.PARAGRAPH, 1

    def _character_style(self, style_id: str | None) -> bool:
        if style_id not in self._characters:
            properties = (style.find(qn("w:rPr")) for style in self._chain(style_id))
            self._characters[style_id] = any(
                _switch(found, tag) for found in properties for tag in ("w:b", "w:i")
            )
        return self._characters[style_id]

    def _chain(self, style_id: str | None) -> Iterator[Any]:
        """The style and those it is based on; a damaged file may go round in circles."""
        seen: set[str | None] = set()
        while style_id in self._by_id and style_id not in seen:
            seen.add(style_id)
            yield self._by_id[style_id]
            style_id = _value(self._by_id[style_id], "w:basedOn")


def _is_bold_heading(runs: Sequence[Run]) -> bool:
    text = "".join(run.text for run in runs).strip()
    return (
        0 < len(text) <= LONGEST_BOLD_HEADING
        and not text.endswith((".", ",", ";", ":", "!", "?"))
        and all(run.emphasised for run in runs if run.text.strip())
    )


def _outline(properties: Any) -> int:
    """Level 1 to 9 if the paragraph stands in the outline, else 0; Word counts from 0."""
    value = _value(properties, "w:outlineLvl")
    return int(value) + 1 if value is not None and value.isdigit() and int(value) < 9 else 0


def _numbered(properties: Any) -> bool:
    numbering = properties.find(qn("w:numPr")) if properties is not None else None
    return numbering is not None and _value(numbering, "w:numId") not in (None, "0")


def _value(element: Any, tag: str) -> str | None:
    found = element.find(qn(tag)) if element is not None else None
    return found.get(qn("w:val")) if found is not None else None


def _switch(properties: Any, tag: str) -> bool | None:
    """A property that is on when it is there without a value."""
    found = properties.find(qn(tag)) if properties is not None else None
    if found is None:
        return None
    return found.get(qn("w:val")) not in ("0", "false", "off", "none")
