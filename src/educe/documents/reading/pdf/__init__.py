"""PDF: text by its place on the page, since a PDF knows no paragraphs, headings or columns."""

import re
import threading
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from educe.documents.model import Text
from educe.documents.reading.builder import TextBuilder
from educe.documents.reading.limits import ReadingLimits
from educe.documents.reading.pdf.characters import Fragment, read_fragments
from educe.documents.reading.pdf.lines import Line, lines_of
from educe.documents.reading.pdf.margins import without_margins
from educe.documents.reading.pdf.structure import add_lines
from educe.documents.reading.refusals import damaged, encrypted, only_images

KIND = "a PDF file"
LOCK = threading.Lock()  # PDFium may be used by one thread at a time
# What writers put there when nobody gave the document a title.
NO_TITLE = re.compile(r"^untitled|^\(anonymous\)$|^microsoft |\.\w{2,4}$", re.IGNORECASE)
TAIL = 4096  # bytes in which a whole file has its end mark


def read_pdf(data: bytes, *, name: str, limits: ReadingLimits) -> Text:
    """The text layer of a PDF, in reading order, without running headers and page numbers."""
    builder = TextBuilder(name, limits)
    with LOCK:
        document = _open(data, name)
        try:
            pages = _read_pages(document, name, limits)
            title = document.get_metadata_dict().get("Title")
        finally:
            document.close()
    _warn(builder, data, pages)
    if not any(fragments for fragments, _ in pages):
        raise only_images(name)
    lines = [lines_of(fragments, page) for page, (fragments, _) in enumerate(pages, start=1)]
    kept = without_margins(lines, [extent for _, extent in pages])
    # Where everything looks like a margin, nothing is one.
    used: list[list[Line]] = kept if any(kept) else lines
    add_lines(builder, [line for page in used for line in page])
    builder.title = title if title and not NO_TITLE.search(title) else None
    return builder.build(pages=len(pages))


Page = tuple[list[Fragment], tuple[float, float]]


def _open(data: bytes, name: str) -> Any:
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code == pdfium.FPDF_ERR_PASSWORD:
            raise encrypted(name) from error
        raise damaged(name, KIND) from error


def _read_pages(document: Any, name: str, limits: ReadingLimits) -> list[Page]:
    limits.check_pages(name, len(document))
    pages: list[Page] = []
    characters = 0
    for number in range(len(document)):
        pages.append(_read_page(document, number))
        characters += sum(fragment.length for fragment in pages[-1][0])
        limits.check_characters(name, characters)
    return pages


def _read_page(document: Any, number: int) -> Page:
    """A page's fragments and its extent, bottom to top; a page that is broken has none."""
    try:
        page = document[number]
    except pypdfium2.PdfiumError:
        return [], (0.0, 0.0)
    try:
        fragments = read_fragments(page)
        left, bottom, right, top = page.get_bbox()
    finally:
        page.close()
    match fragments[0].last.look.turn if fragments and fragments[0].last else 0:
        case 1:
            return fragments, (-right, -left)
        case 2:
            return fragments, (-top, -bottom)
        case 3:
            return fragments, (left, right)
    return fragments, (bottom, top)


def _warn(builder: TextBuilder, data: bytes, pages: list[Page]) -> None:
    if b"%%EOF" not in data[-TAIL:]:
        builder.warn("The file seems to be cut short: its end is missing.")
    for number, (fragments, _) in enumerate(pages, start=1):
        if not fragments:
            builder.warn(f"Page {number} has no text (a scan?): nothing was read from it.")
