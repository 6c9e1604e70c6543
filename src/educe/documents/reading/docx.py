"""Word documents: body, lists, tables, text boxes and notes, in the order of the document."""

import io
from collections.abc import Iterator
from typing import Any

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from educe.documents.model import BlockKind, Text
from educe.documents.reading.builder import TextBuilder
from educe.documents.reading.cleaning import Run
from educe.documents.reading.docx_styles import Styles
from educe.documents.reading.limits import ReadingLimits
from educe.documents.reading.ooxml import check_package
from educe.documents.reading.refusals import other_variant

KIND = "a Word document"
TEXT_BOX = qn("w:txbxContent")
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# Not part of what the document says now: deleted, moved away, or said twice.
SKIPPED = frozenset({qn("w:del"), qn("w:moveFrom"), FALLBACK, TEXT_BOX, qn("w:rt")})
WRAPPERS = frozenset({qn("w:sdt"), qn("w:sdtContent"), qn("w:customXml"), qn("w:ins")})
MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
CHARACTERS = {
    qn("w:tab"): " ",
    qn("w:br"): "\n",
    qn("w:cr"): "\n",
    qn("w:noBreakHyphen"): "-",
}
NOTES = ("/footnotes", "/endnotes")


def read_docx(data: bytes, *, name: str, limits: ReadingLimits) -> Text:
    """A Word document as its author sees it: insertions kept, deletions and hidden text not."""
    check_package(data, name=name, kind=KIND, limits=limits)
    try:
        document = docx.Document(io.BytesIO(data))
    except ValueError as error:
        raise other_variant(name, KIND, ".docx") from error
    builder = TextBuilder(name, limits)
    reader = _Reader(builder, Styles(document))
    reader.container(document.element.body)
    reader.flush_code()
    for notes in _notes(document.part):
        reader.container(notes)
    builder.title = document.core_properties.title or None
    return builder.build()


def _notes(part: Any) -> Iterator[Any]:
    """The footnotes and endnotes, without the separator lines that stand among them."""
    for relation in part.rels.values():
        if not relation.is_external and relation.reltype.endswith(NOTES):
            for note in parse_xml(relation.target_part.blob):
                if note.get(qn("w:type")) in (None, "normal"):
                    yield note


class _Reader:
    def __init__(self, builder: TextBuilder, styles: Styles) -> None:
        self._builder = builder
        self._styles = styles
        self._code: list[str] = []

    def container(self, element: Any) -> None:
        """The paragraphs and tables right inside `element`, looking through wrappers."""
        for child in _children(element):
            if child.tag == qn("w:p"):
                self._paragraph(child)
            elif child.tag == qn("w:tbl"):
                self._table(child)

    def flush_code(self) -> None:
        """Lines of code are one paragraph each in Word, and one block here."""
        if self._code:
            self._builder.add(BlockKind.CODE, "\n".join(self._code))
            self._code = []

    def _paragraph(self, element: Any) -> None:
        runs = list(self._runs(element))
        kind, level = self._styles.kind(element, runs)
        if kind is BlockKind.CODE:
            self._code.append("".join(run.text for run in runs))
        else:
            self.flush_code()
            self._builder.add(kind, runs, level=level)
        for box in _text_boxes(element):
            self.container(box)

    def _table(self, table: Any) -> None:
        self.flush_code()
        for row in table.iter(qn("w:tr")):
            if next(row.iterancestors(qn("w:tbl"))) is table:
                self._builder.add_row(self._cells(row))

    def _cells(self, row: Any) -> Iterator[list[Run]]:
        """Each cell's text; of cells merged downwards only the first has any."""
        for cell in row.iter(qn("w:tc")):
            if next(cell.iterancestors(qn("w:tr"))) is row:
                runs: list[Run] = []
                for paragraph in cell.iter(qn("w:p")):
                    runs += [*self._runs(paragraph), Run(" ")]
                yield runs

    def _runs(self, paragraph: Any) -> Iterator[Run]:
        emphasised = False
        for element in _descend(paragraph):
            if element.tag == qn("w:r"):
                hidden, emphasised = self._styles.run(element)
                if hidden:
                    continue
                for part in _descend(element):
                    if part.tag == qn("w:t"):
                        yield Run(part.text or "", emphasised)
                    elif part.tag in CHARACTERS:
                        yield Run(CHARACTERS[part.tag], emphasised)
            elif element.tag == MATH_TEXT:
                yield Run(element.text or "")


def _children(element: Any) -> Iterator[Any]:
    for child in element:
        if child.tag in WRAPPERS:
            yield from _children(child)
        else:
            yield child


def _descend(element: Any) -> Iterator[Any]:
    """Descendants in order, not into what is skipped, nor from a paragraph into its runs."""
    for child in element:
        if child.tag in SKIPPED:
            continue
        yield child
        if child.tag != qn("w:r"):
            yield from _descend(child)


def _text_boxes(paragraph: Any) -> Iterator[Any]:
    for box in paragraph.iter(TEXT_BOX):
        outer = next(box.iterancestors(TEXT_BOX, FALLBACK), None)
        if outer is None or paragraph in outer.iterdescendants(qn("w:p")):
            yield box
