"""Real files, made on the spot, and what must hold for every text that is read from one."""

import io
import unicodedata
import zipfile
from collections.abc import Callable

import docx
import pptx
from docx.document import Document
from pptx.presentation import Presentation
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, PageBreak, Paragraph, SimpleDocTemplate

from educe.documents.model import Text

SENTENCES = (
    "A binary search tree keeps its keys in order.",
    "Looking up a key takes time proportional to the height of the tree.",
    "A balanced tree has a height that grows with the logarithm of its size.",
    "Rotations restore the balance after an insertion or a deletion.",
)
PROSE = " ".join(SENTENCES)


def pdf_of(draw: Callable[[Canvas], None], **options: object) -> bytes:
    """A PDF drawn by hand."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=1, **options)
    draw(canvas)
    canvas.save()
    return buffer.getvalue()


def lecture_pdf(pages: int = 3) -> bytes:
    """A lecture: title, numbered headings, paragraphs, running header and page numbers."""
    styles = getSampleStyleSheet()
    styles["Title"].fontSize, styles["Title"].leading = 24, 30
    styles["Normal"].spaceBefore = 6
    story: list[Flowable] = [Paragraph("Search Trees", styles["Title"])]
    for number in range(1, pages + 1):
        story += [
            Paragraph(f"{number} Chapter about trees", styles["Heading1"]),
            Paragraph(
                f"<b>Rotation</b> number {number} is an <i>operation</i>. {PROSE}", styles["Normal"]
            ),
            Paragraph(f"Second paragraph. {PROSE} {PROSE}", styles["Normal"]),
            PageBreak(),
        ]

    def margins(canvas: Canvas, _: object) -> None:
        canvas.drawString(72, A4[1] - 40, "Data Structures, winter term")
        canvas.drawCentredString(A4[0] / 2, 30, f"Page {canvas.getPageNumber()}")

    buffer = io.BytesIO()
    template = SimpleDocTemplate(buffer, pagesize=A4, invariant=1)
    template.build(story, onFirstPage=margins, onLaterPages=margins)
    return buffer.getvalue()


def docx_of(fill: Callable[[Document], None]) -> bytes:
    document = docx.Document()
    fill(document)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def lecture_docx() -> bytes:
    def fill(document: Document) -> None:
        document.add_heading("Search Trees", 0)
        document.add_heading("Balance", 1)
        paragraph = document.add_paragraph("A ")
        paragraph.add_run("rotation").bold = True
        paragraph.add_run(" is cheap.")
        document.add_paragraph("first", style="List Bullet")
        table = document.add_table(rows=2, cols=2)
        for number, cell in enumerate(c for row in table.rows for c in row.cells):
            cell.text = f"cell {number}"
        document.add_heading("Rotations", 2)
        document.add_paragraph(PROSE)

    return docx_of(fill)


def pptx_of(fill: Callable[[Presentation], None]) -> bytes:
    presentation = pptx.Presentation()
    fill(presentation)
    buffer = io.BytesIO()
    presentation.save(buffer)
    return buffer.getvalue()


def lecture_pptx() -> bytes:
    def fill(presentation: Presentation) -> None:
        opening = presentation.slides.add_slide(presentation.slide_layouts[0])
        opening.shapes.title.text = "Search Trees"
        opening.placeholders[1].text = "Winter term"
        slide = presentation.slides.add_slide(presentation.slide_layouts[1])
        slide.shapes.title.text = "Balance"
        slide.placeholders[1].text = "First point\nSecond point"
        shape = slide.shapes.add_table(2, 2, 0, 0, 100, 100)
        for number, cell in enumerate(shape.table.iter_cells()):
            cell.text = f"cell {number}"
        slide.notes_slide.notes_text_frame.text = "Remember the rotations."

    return pptx_of(fill)


def repacked(package: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """An Office file whose parts have gone through `change(name, bytes)`."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(package)) as source,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for entry in source.namelist():
            target.writestr(entry, change(entry, source.read(entry)))
    return buffer.getvalue()


def said(text: Text) -> list[tuple[str, str]]:
    """Each block as its kind and its words."""
    return [(block.kind.value, text.text[block.start : block.end]) for block in text.blocks]


def terms(text: Text) -> list[str]:
    """The emphasised terms."""
    return [text.text[span.start : span.end] for block in text.blocks for span in block.emphasis]


def check(text: Text) -> None:
    """What holds for every text, whatever it was read from."""
    assert text.text == unicodedata.normalize("NFC", text.text)
    assert "\0" not in text.text
    text.text.encode("utf-8")
    assert text.blocks
    end = 0
    for block in text.blocks:
        assert end <= block.start < block.end <= len(text.text)
        words = text.text[block.start : block.end]
        assert words.strip()
        assert text.text[end : block.start] == ("\n\n" if end else "")
        end = block.end
        last = block.start
        for span in block.emphasis:
            assert last <= span.start < span.end <= block.end
            last = span.end
        assert block.page is None or 1 <= block.page <= (text.pages or 0)
    assert end == len(text.text)
