"""PDF: text by its place on the page, since a PDF knows no paragraphs, headings or columns."""

import re
import threading
from typing import Any, NamedTuple

import pypdfium2
import pypdfium2.raw as pdfium

from educe.documents.model import Text
from educe.documents.places import Sheet
from educe.documents.reading.builder import TextBuilder
from educe.documents.reading.limits import ReadingLimits
from educe.documents.reading.pdf.characters import Fragment, read_fragments
from educe.documents.reading.pdf.lines import Line, lines_of
from educe.documents.reading.pdf.margins import without_margins
from educe.documents.reading.pdf.placing import Frame, packed_places
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
    if not any(page.fragments for page in pages):
        raise only_images(name)
    lines = [lines_of(page.fragments, number) for number, page in enumerate(pages, start=1)]
    kept = without_margins(lines, [page.extent for page in pages])
    # Where everything looks like a margin, nothing is one.
    used: list[list[Line]] = kept if any(kept) else lines
    origins = add_lines(builder, [line for page in used for line in page])
    builder.title = title if title and not NO_TITLE.search(title) else None
    text = builder.build(pages=len(pages))
    places = packed_places(text.text, origins, [page.frame for page in pages])
    return text.model_copy(update={"places": places})


class Page(NamedTuple):
    """A page's fragments, its extent, bottom to top as they are read, and what is shown of it."""

    fragments: list[Fragment]
    extent: tuple[float, float]
    frame: Frame


NO_PAGE = Page([], (0.0, 0.0), Frame(0, 0, 0, 0, 0, Sheet(0, 0)))


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
        characters += sum(fragment.length for fragment in pages[-1].fragments)
        limits.check_characters(name, characters)
    return pages


def _read_page(document: Any, number: int) -> Page:
    """The page; one that is broken is empty."""
    try:
        page = document[number]
    except pypdfium2.PdfiumError:
        return NO_PAGE
    try:
        fragments = read_fragments(page)
        left, bottom, right, top = page.get_bbox()
        sheet = Sheet(*page.get_size())
        frame = Frame(left, bottom, right, top, page.get_rotation(), sheet)
    finally:
        page.close()
    return Page(fragments, _extent(fragments, frame), frame)


def _extent(fragments: list[Fragment], frame: Frame) -> tuple[float, float]:
    match fragments[0].last.look.turn if fragments and fragments[0].last else 0:
        case 1:
            return -frame.right, -frame.left
        case 2:
            return -frame.top, -frame.bottom
        case 3:
            return frame.left, frame.right
    return frame.bottom, frame.top


def _warn(builder: TextBuilder, data: bytes, pages: list[Page]) -> None:
    if b"%%EOF" not in data[-TAIL:]:
        builder.warn("The file seems to be cut short: its end is missing.")
    for number, page in enumerate(pages, start=1):
        if not page.fragments:
            builder.warn(f"Page {number} has no text (a scan?): nothing was read from it.")
