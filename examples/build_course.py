"""Renders the sample course: `python examples/build_course.py`.

Every file of `course/` has one source in `sources/`, Markdown with a short front matter that names
the file to write. What the sources add to Markdown: a code fence ```` ```figure tree: caption ````
(or `array`, `graph`) is drawn, a paragraph "Table: …" is the caption of the table before it, and in
slides a quote is the speaker's notes.

Output depends on the sources alone: dates are fixed, so rendering twice writes the same bytes.
"""

import io
import re
import textwrap
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from pathlib import Path

import docx
import pptx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.coreprops import CoreProperties
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph as DocxParagraph
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode
from pptx.dml.color import RGBColor as SlideColor
from pptx.enum.shapes import MSO_CONNECTOR, MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.presentation import Presentation
from pptx.slide import Slide
from pptx.text.text import TextFrame
from pptx.util import Inches, Length
from pptx.util import Pt as SlidePt
from reportlab.graphics.shapes import Circle, Drawing, Line, Rect, String
from reportlab.lib import colors
from reportlab.lib.enums import TA_JUSTIFY
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    KeepTogether,
    ListFlowable,
    ListItem,
    PageTemplate,
    Paragraph,
    Preformatted,
    Table,
    TableStyle,
)

HERE = Path(__file__).parent
COURSE = "Algorithms and Data Structures"
DATE = datetime(2025, 9, 1, 8, 0, 0)  # noqa: DTZ001 - file formats want it without a zone
INK = "1F3A5F"
PALE = "E4ECF5"


# ── Sources ──────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Run:
    """Characters with one look."""

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False


FIGURE = re.compile(r"figure (tree|array|graph): (.+)")


@dataclass
class Block:
    """A heading, paragraph, list, table, caption, code, figure or quote."""

    kind: str
    runs: list[Run] = field(default_factory=list)  # heading, paragraph, caption, quote
    level: int = 0  # heading
    items: list[list[Run]] = field(default_factory=list)  # list
    ordered: bool = False  # list
    rows: list[list[list[Run]]] = field(default_factory=list)  # table, header first
    text: str = ""  # code, figure
    figure: str = ""  # tree, array or graph

    @property
    def plain(self) -> str:
        return "".join(run.text for run in self.runs)


@dataclass
class Source:
    output: str
    title: str
    subtitle: str
    body: str
    blocks: list[Block]


def read_source(path: Path) -> Source:
    _, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
    fields = dict(line.split(": ", 1) for line in front.splitlines())
    tree = SyntaxTreeNode(MarkdownIt("commonmark").enable("table").parse(body))
    blocks = [block for node in tree.children for block in to_blocks(node)]
    return Source(**fields, body=body.strip() + "\n", blocks=number_captions(blocks))


def to_blocks(node: SyntaxTreeNode) -> Iterator[Block]:
    if node.type == "heading":
        yield Block("heading", list(to_runs(node.children[0])), level=int(node.tag[1]))
    elif node.type == "paragraph":
        runs = list(to_runs(node.children[0]))
        yield Block("caption" if runs[0].text.startswith("Table: ") else "paragraph", runs)
    elif node.type in ("bullet_list", "ordered_list"):
        items = [list(to_runs(item.children[0].children[0])) for item in node.children]
        yield Block("list", items=items, ordered=node.type == "ordered_list")
    elif node.type == "table":
        lines = [line for part in node.children for line in part.children]
        cells = [[list(to_runs(cell.children[0])) for cell in line.children] for line in lines]
        yield Block("table", rows=cells)
    elif node.type == "blockquote":
        yield Block("quote", [run for part in node.children for run in to_runs(part.children[0])])
    elif match := FIGURE.fullmatch(node.info):
        yield Block("figure", text=node.content, figure=match[1])
        yield Block("caption", [Run("Figure: " + match[2])])
    else:
        yield Block("code", text=node.content.rstrip())


def to_runs(node: SyntaxTreeNode, *, bold: bool = False, italic: bool = False) -> Iterator[Run]:
    for child in node.children:
        if child.type in ("strong", "em"):
            yield from to_runs(
                child, bold=bold or child.type == "strong", italic=italic or child.type == "em"
            )
        elif child.type in ("softbreak", "hardbreak"):
            yield Run(" ", bold, italic)
        elif child.content:
            yield Run(child.content, bold, italic, code=child.type == "code_inline")


def number_captions(blocks: list[Block]) -> list[Block]:
    """Turns "Table: …" into "Table 1. …", counting tables and figures apart."""
    counts = {"Table": 0, "Figure": 0}
    for block in blocks:
        if block.kind == "caption":
            word, text = block.plain.split(": ", 1)
            counts[word] += 1
            block.runs = [Run(f"{word} {counts[word]}. {text}")]
    return blocks


# ── Figures: a drawing is circles or boxes with labels, and lines between them ───────────────────


@dataclass
class Node:
    label: str
    x: float  # in units, from the left
    y: float  # in units, from the top
    box: bool = False
    shaded: bool = False


@dataclass
class Picture:
    nodes: list[Node] = field(default_factory=list)
    lines: list[tuple[Node, Node, str]] = field(default_factory=list)  # from, to, label


def draw(kind: str, text: str) -> Picture:
    return {"tree": draw_trees, "array": draw_array, "graph": draw_graph}[kind](text)


def draw_trees(text: str) -> Picture:
    """One tree a line, written `(root left right)`; `_` stands for a missing child."""
    picture, column = Picture(), 0.0

    def place(words: Iterator[str], depth: int) -> Node | None:
        nonlocal column
        word = next(words)
        if word == "_":
            column += 0.5
            return None
        inner = word == "("
        label = next(words) if inner else word
        left = place(words, depth + 1) if inner else None
        node = Node(label, column, depth)
        column += 1
        right = place(words, depth + 1) if inner else None
        if inner:
            next(words)  # the closing bracket
        picture.nodes.append(node)
        picture.lines += [(node, child, "") for child in (left, right) if child]
        return node

    for line in text.splitlines():
        place(iter(re.findall(r"[()]|[^()\s]+", line)), 0)
        column += 1.5
    return picture


def draw_array(text: str) -> Picture:
    """Cells parted by blanks, shaded when in square brackets; `_` is an empty cell."""
    cells = text.split()
    return Picture(
        [
            Node(cell.strip("[]_"), x, 0, box=True, shaded=cell.startswith("["))
            for x, cell in enumerate(cells)
        ]
    )


def draw_graph(text: str) -> Picture:
    """Lines `A 0 1` place vertices, lines `A-B 4` join them by an edge of that weight."""
    picture = Picture()
    named: dict[str, Node] = {}
    for line in text.splitlines():
        name, *numbers = line.split()
        if "-" in name:
            start, end = name.split("-")
            picture.lines.append((named[start], named[end], numbers[0]))
        else:
            named[name] = Node(name, float(numbers[0]), float(numbers[1]))
            picture.nodes.append(named[name])
    return picture


# ── Text formats ─────────────────────────────────────────────────────────────────────────────────


def render_markdown(source: Source, path: Path) -> None:
    text = f"# {source.title}\n\n*{source.subtitle}*\n\n{source.body}"
    path.write_text(text, encoding="utf-8", newline="\n")


def render_text(source: Source, path: Path) -> None:
    parts = [source.title.upper(), source.subtitle]
    for block in source.blocks:
        if block.kind == "heading":
            parts.append(f"\n{block.plain}\n{'-' * len(block.plain)}")
        elif block.kind == "paragraph":
            parts.append(textwrap.fill(block.plain, 78, subsequent_indent="    "))
        else:
            raise ValueError(f"{source.output}: plain text has no {block.kind}")
    path.write_text("\n\n".join(parts) + "\n", encoding="utf-8", newline="\n")


STYLE = """
body { font: 17px/1.55 Georgia, serif; color: #222; margin: 0 auto; max-width: 46rem; padding: 1rem; }
h1, h2, h3 { font-family: Helvetica, Arial, sans-serif; color: #1f3a5f; line-height: 1.2; }
nav { background: #e4ecf5; padding: .6rem 1.2rem; border-radius: .4rem; }
nav ul { columns: 2; }
pre { background: #f5f5f2; padding: .8rem; overflow-x: auto; font-size: .85em; }
table { border-collapse: collapse; font-size: .9em; }
th, td { border: 1px solid #b8c4d2; padding: .3rem .6rem; text-align: left; }
th { background: #e4ecf5; }
caption { caption-side: bottom; padding: .4rem; font-style: italic; }
"""


def render_html(source: Source, path: Path) -> None:
    headings = [
        block.plain for block in source.blocks if block.kind == "heading" and block.level == 2
    ]
    links = "\n".join(f'<li><a href="#{slug(text)}">{escape(text)}</a></li>' for text in headings)
    path.write_text(
        f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(source.title)}</title>
<meta name="description" content="{escape(COURSE)}: {escape(source.subtitle)}">
<style>{STYLE}</style>
</head>
<body>
<header>
<h1>{escape(source.title)}</h1>
<p>{escape(source.subtitle)}</p>
</header>
<nav aria-label="Contents">
<ul>
{links}
</ul>
</nav>
<main>
{html_body(source.blocks)}
</main>
<footer><p>{escape(COURSE)}</p></footer>
</body>
</html>
""",
        encoding="utf-8",
        newline="\n",
    )


def html_body(blocks: list[Block]) -> str:
    parts = []
    for block, following in zip(blocks, [*blocks[1:], None], strict=True):
        if block.kind == "heading":
            name = f' id="{slug(block.plain)}"'
            parts.append(f"<h{block.level}{name}>{markup(block.runs)}</h{block.level}>")
        elif block.kind == "paragraph":
            parts.append(f"<p>{markup(block.runs)}</p>")
        elif block.kind == "list":
            tag = "ol" if block.ordered else "ul"
            items = "\n".join(f"<li>{markup(item)}</li>" for item in block.items)
            parts.append(f"<{tag}>\n{items}\n</{tag}>")
        elif block.kind == "code":
            parts.append(f"<pre><code>{escape(block.text, quote=False)}</code></pre>")
        elif block.kind == "table":
            lines = [
                "<tr>" + "".join(f"<{tag}>{markup(cell)}</{tag}>" for cell in row) + "</tr>"
                for tag, row in zip(["th", *["td"] * len(block.rows)], block.rows, strict=False)
            ]
            captioned = following is not None and following.kind == "caption"
            caption = (
                f"<caption>{markup(following.runs)}</caption>\n" if following and captioned else ""
            )
            parts.append(f"<table>\n{caption}" + "\n".join(lines) + "\n</table>")
        elif block.kind != "caption":
            raise ValueError(f"HTML has no {block.kind}")
    return "\n".join(parts)


def slug(text: str) -> str:
    return re.sub(r"\W+", "-", text.lower()).strip("-")


def markup(runs: list[Run], *, code: str = "<code>{}</code>") -> str:
    """Runs as HTML, which is also what reportlab's paragraphs read."""
    out = []
    for run in runs:
        text = escape(run.text, quote=False)
        text = code.format(text) if run.code else text
        text = f"<b>{text}</b>" if run.bold else text
        out.append(f"<i>{text}</i>" if run.italic else text)
    return "".join(out)


# ── PDF ──────────────────────────────────────────────────────────────────────────────────────────

SERIF = ParagraphStyle("body", fontName="Times-Roman", fontSize=11.5, leading=16, spaceAfter=7)
BODY = ParagraphStyle("justified", SERIF, alignment=TA_JUSTIFY)
TITLE = ParagraphStyle(
    "title", fontName="Helvetica-Bold", fontSize=22, leading=27, textColor=f"#{INK}"
)
SUBTITLE = ParagraphStyle("subtitle", SERIF, fontName="Times-Italic", fontSize=12, spaceAfter=20)
HEADINGS = {
    2: ParagraphStyle(
        "h2", TITLE, fontSize=14, leading=18, spaceBefore=12, spaceAfter=6, keepWithNext=1
    ),
    3: ParagraphStyle(
        "h3", TITLE, fontSize=11.5, leading=15, spaceBefore=8, spaceAfter=4, keepWithNext=1
    ),
}
CODE = ParagraphStyle(
    "code", fontName="Courier", fontSize=9, leading=11.5, leftIndent=14, spaceAfter=9
)
ITEM = ParagraphStyle("item", SERIF, spaceAfter=2)
CAPTION = ParagraphStyle(
    "caption", SERIF, fontSize=9.5, leading=12, alignment=1, spaceBefore=5, spaceAfter=12
)
CELL = ParagraphStyle("cell", SERIF, fontSize=9.5, leading=12, spaceAfter=0)


class Notes(BaseDocTemplate):
    """A4 pages with a running header, page numbers and an outline of the headings."""

    def __init__(self, path: Path, source: Source) -> None:
        super().__init__(
            str(path), pagesize=A4, title=source.title, author=COURSE, lang="en", invariant=1,
            leftMargin=2.9 * cm, rightMargin=2.9 * cm, topMargin=2.6 * cm, bottomMargin=2.4 * cm,
        )  # fmt: skip
        self.source = source
        frame = Frame(self.leftMargin, self.bottomMargin, self.width, self.height, 0, 0, 0, 0)
        self.addPageTemplates(PageTemplate(frames=[frame], onPage=self.decorate))

    def decorate(self, canvas: Canvas, _: BaseDocTemplate) -> None:
        left, right, top = self.leftMargin, A4[0] - self.rightMargin, A4[1] - 1.7 * cm
        canvas.setFont("Helvetica", 8.5)
        canvas.setFillColor(colors.HexColor(f"#{INK}"))
        canvas.drawString(left, top, COURSE)
        canvas.drawRightString(right, top, self.source.title)
        canvas.setLineWidth(0.4)
        canvas.line(left, top - 4, right, top - 4)
        canvas.drawCentredString(A4[0] / 2, 1.3 * cm, str(canvas.getPageNumber()))

    def afterFlowable(self, flowable: Flowable) -> None:  # noqa: N802 - reportlab's name
        style = getattr(flowable, "style", None)
        if isinstance(flowable, Paragraph) and style in HEADINGS.values():
            text, level = flowable.getPlainText(), int(style is HEADINGS[3])
            self.canv.bookmarkPage(slug(text))
            self.canv.addOutlineEntry(text, slug(text), level)


def render_pdf(source: Source, path: Path) -> None:
    source.body.encode("cp1252")  # what the standard fonts can show; fails on anything else
    story: list[Flowable] = [Paragraph(source.title, TITLE), Paragraph(source.subtitle, SUBTITLE)]
    for block in source.blocks:
        if block.kind == "caption":  # stays with what it describes
            story[-1] = KeepTogether([story[-1], Paragraph(markup(block.runs), CAPTION)])
        else:
            story.append(pdf_flowable(block))
    Notes(path, source).build(story)


def pdf_flowable(block: Block) -> Flowable:
    courier = '<font name="Courier" size="9.5">{}</font>'
    if block.kind == "heading":
        return Paragraph(markup(block.runs), HEADINGS[block.level])
    if block.kind == "list":
        items = [ListItem(Paragraph(markup(item, code=courier), ITEM)) for item in block.items]
        shape = (
            {"bulletType": "1", "bulletFormat": "%s."}
            if block.ordered
            else {"bulletType": "bullet"}
        )
        return ListFlowable(items, leftIndent=18, bulletFontSize=10, **shape)
    if block.kind == "table":
        cells = [[Paragraph(markup(cell), CELL) for cell in row] for row in block.rows]
        look = [
            ("BACKGROUND", (0, 0), (-1, 0), colors.HexColor(f"#{PALE}")),
            ("LINEBELOW", (0, 0), (-1, -1), 0.4, colors.HexColor(f"#{INK}")),
            ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ]
        return Table(cells, style=TableStyle(look), repeatRows=1, spaceBefore=6, spaceAfter=6)
    if block.kind == "code":
        return KeepTogether([Preformatted(block.text, CODE)])
    if block.kind == "figure":
        return pdf_drawing(draw(block.figure, block.text))
    return Paragraph(markup(block.runs, code=courier), BODY)


def pdf_drawing(picture: Picture) -> Drawing:
    unit, radius = 26.0, 10.0
    step = unit if picture.nodes[0].box else unit * 1.35
    right, bottom = max(n.x for n in picture.nodes), max(n.y for n in picture.nodes)
    drawing = Drawing((right + 1) * unit, bottom * step + unit)
    drawing.hAlign = "CENTER"

    def at(node: Node) -> tuple[float, float]:
        return (node.x + 0.5) * unit, (bottom - node.y) * step + unit / 2

    ink = colors.HexColor(f"#{INK}")
    for start, end, _ in picture.lines:
        drawing.add(Line(*at(start), *at(end), strokeColor=ink, strokeWidth=0.8))
    for node in picture.nodes:
        x, y = at(node)
        fill = colors.HexColor(f"#{PALE}") if node.shaded or not node.box else colors.white
        if node.box:
            shape = Rect(x - unit / 2, y - 10, unit, 20, fillColor=fill, strokeColor=ink)
        else:
            shape = Circle(x, y, radius, fillColor=fill, strokeColor=ink)
        shape.strokeWidth = 0.8
        drawing.add(shape)
        drawing.add(
            String(x, y - 3.2, node.label, fontName="Helvetica", fontSize=9, textAnchor="middle")
        )
    return drawing


# ── DOCX ─────────────────────────────────────────────────────────────────────────────────────────


def render_docx(source: Source, path: Path) -> None:
    document = docx.Document()
    set_properties(document.core_properties, source)
    for name, size in (
        ("Normal", 11),
        ("Caption", 9.5),
        ("Heading 1", 15),
        ("Heading 2", 12),
        ("Title", 24),
    ):
        document.styles[name].font.size = Pt(size)
        document.styles[name].font.color.rgb = RGBColor.from_string(
            "222222" if name == "Normal" else INK
        )
    document.styles["Normal"].font.name = "Cambria"
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.header.paragraphs[0].text = f"{COURSE}\t\t{source.title}"
    add_page_number(section.footer.paragraphs[0])
    document.add_heading(source.title, 0)
    document.add_paragraph(source.subtitle, "Subtitle")
    if sum(block.ordered for block in source.blocks) > 1:
        raise ValueError(f"{source.output}: Word would number the second list on from the first")
    for block in source.blocks:
        if block.kind == "heading":
            document.add_heading(block.plain, block.level - 1)
        elif block.kind == "list":
            for item in block.items:
                bullet = "List Number" if block.ordered else "List Bullet"
                add_docx_runs(document.add_paragraph(style=bullet), item)
        elif block.kind == "table":
            table = document.add_table(len(block.rows), len(block.rows[0]), "Light Grid Accent 1")
            for row, cells in zip(table.rows, block.rows, strict=True):
                for cell, runs in zip(row.cells, cells, strict=True):
                    add_docx_runs(cell.paragraphs[0], runs)
        elif block.kind == "code":
            paragraph = document.add_paragraph()
            paragraph.paragraph_format.left_indent = Cm(0.8)
            run = paragraph.add_run(block.text)
            run.font.name, run.font.size = "Courier New", Pt(9)
        elif block.kind in ("paragraph", "caption"):
            style = "Caption" if block.kind == "caption" else None
            add_docx_runs(document.add_paragraph(style=style), block.runs)
        else:
            raise ValueError(f"{source.output}: DOCX has no {block.kind}")
    save_zip(document.save, path)


def add_docx_runs(paragraph: DocxParagraph, runs: list[Run]) -> None:
    for run in runs:
        added = paragraph.add_run(run.text)
        added.bold, added.italic = run.bold or None, run.italic or None
        if run.code:
            added.font.name = "Courier New"


def add_page_number(paragraph: DocxParagraph) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    number = OxmlElement("w:fldSimple")
    number.set(qn("w:instr"), "PAGE")
    paragraph._p.append(number)


# ── PPTX ─────────────────────────────────────────────────────────────────────────────────────────


def render_pptx(source: Source, path: Path) -> None:
    deck = pptx.Presentation()
    set_properties(deck.core_properties, source)
    widen(deck)
    first = deck.slides.add_slide(deck.slide_layouts[0])
    first.shapes.title.text = source.title
    first.placeholders[1].text = f"{COURSE}\n{source.subtitle}"
    slide = first
    for block in source.blocks:
        if block.kind == "heading":
            slide = deck.slides.add_slide(deck.slide_layouts[1])
            slide.shapes.title.text = block.plain
        elif block.kind == "list":
            add_bullets(slide.placeholders[1].text_frame, block.items)
        elif block.kind == "table":
            add_slide_table(slide, block.rows)
        elif block.kind == "code":
            shape_body(slide, width=6)
            box = slide.shapes.add_textbox(Inches(6.9), Inches(1.9), Inches(6), Inches(4.5))
            box.text_frame.text = block.text
            for paragraph in box.text_frame.paragraphs:
                paragraph.font.name, paragraph.font.size = "Courier New", SlidePt(14)
        elif block.kind == "figure":
            shape_body(slide, width=6.2)
            add_slide_picture(slide, draw(block.figure, block.text))
        elif block.kind == "caption":
            box = slide.shapes.add_textbox(Inches(7), Inches(5.6), Inches(5.8), Inches(0.6))
            box.text_frame.word_wrap = True
            box.text_frame.text = block.plain
            box.text_frame.paragraphs[0].font.size = SlidePt(14)
        elif block.kind == "quote":
            slide.notes_slide.notes_text_frame.text = block.plain
        else:
            raise ValueError(f"{source.output}: slides have no {block.kind}")
    save_zip(deck.save, path)


def widen(deck: Presentation) -> None:
    """Stretches the 4:3 template to 16:9."""
    deck.slide_width, deck.slide_height = Inches(13.333), Inches(7.5)
    for page in (deck.slide_master, *deck.slide_layouts):
        for shape in page.placeholders:
            if shape._element.spPr.xfrm is not None:
                shape.left, shape.width = int(shape.left * 4 / 3), int(shape.width * 4 / 3)


def shape_body(slide: Slide, *, width: float = 12, height: float = 5) -> None:
    """Makes room beside or below the bullets."""
    body = slide.placeholders[1]
    body.left, body.top = Inches(0.67), Inches(1.75)
    body.width, body.height = Inches(width), Inches(height)


def add_bullets(frame: TextFrame, items: list[list[Run]]) -> None:
    for number, item in enumerate(items):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.space_after = SlidePt(6)
        for run in item:
            added = paragraph.add_run()
            added.text = run.text
            added.font.size, added.font.bold, added.font.italic = (
                SlidePt(24),
                run.bold or None,
                run.italic or None,
            )


def add_slide_table(slide: Slide, rows: list[list[list[Run]]]) -> None:
    height = Inches(0.42 * len(rows))
    top = Length(Inches(6.9) - height)
    shape_body(slide, height=top.inches - 1.75)
    frame = slide.shapes.add_table(len(rows), len(rows[0]), Inches(0.8), top, Inches(11.7), height)
    for row, cells in zip(frame.table.rows, rows, strict=True):
        for cell, runs in zip(row.cells, cells, strict=True):
            cell.text = "".join(run.text for run in runs)
            cell.text_frame.paragraphs[0].font.size = SlidePt(16)


def add_slide_picture(slide: Slide, picture: Picture) -> None:
    unit, size = 0.85, 0.55
    ink, pale = SlideColor.from_string(INK), SlideColor.from_string(PALE)

    def at(node: Node) -> tuple[float, float]:
        return 7.4 + node.x * unit, 2.7 + node.y * 1.2

    def label(x: float, y: float, text: str, shape: MSO_SHAPE, side: float) -> None:
        added = slide.shapes.add_shape(
            shape, Inches(x - side / 2), Inches(y - side / 2), Inches(side), Inches(side)
        )
        added.fill.solid()
        added.fill.fore_color.rgb = pale if shape == MSO_SHAPE.OVAL else SlideColor(255, 255, 255)
        added.line.color.rgb = ink if shape == MSO_SHAPE.OVAL else SlideColor(255, 255, 255)
        frame = added.text_frame
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        frame.text, frame.vertical_anchor = text, MSO_ANCHOR.MIDDLE
        paragraph = frame.paragraphs[0]
        paragraph.alignment, paragraph.font.size, paragraph.font.color.rgb = (
            PP_ALIGN.CENTER,
            SlidePt(16),
            ink,
        )

    for start, end, weight in picture.lines:
        (x1, y1), (x2, y2) = at(start), at(end)
        line = slide.shapes.add_connector(
            MSO_CONNECTOR.STRAIGHT, Inches(x1), Inches(y1), Inches(x2), Inches(y2)
        )
        line.line.color.rgb, line.line.width = ink, SlidePt(1.5)
        middle = ((x1 + x2) / 2, (y1 + y2) / 2)
        label(*middle, weight, MSO_SHAPE.RECTANGLE, 0.3)
    for node in picture.nodes:
        label(*at(node), node.label, MSO_SHAPE.OVAL, size)


# ── Shared by DOCX and PPTX ──────────────────────────────────────────────────────────────────────


def set_properties(properties: CoreProperties, source: Source) -> None:
    properties.title, properties.subject, properties.author = source.title, COURSE, "Educe examples"
    properties.last_modified_by, properties.comments = "Educe examples", ""
    properties.created = properties.modified = DATE
    properties.revision, properties.language = 1, "en-US"


def save_zip(save: Callable[[io.BytesIO], None], path: Path) -> None:
    """Writes an Office file with the same time on all its parts."""
    buffer = io.BytesIO()
    save(buffer)
    with zipfile.ZipFile(buffer) as parts, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name in parts.namelist():
            info = zipfile.ZipInfo(name, DATE.timetuple()[:6])
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            out.writestr(info, parts.read(name))


RENDERERS = {
    ".md": render_markdown, ".txt": render_text, ".html": render_html,
    ".pdf": render_pdf, ".docx": render_docx, ".pptx": render_pptx,
}  # fmt: skip


def main() -> None:
    target = HERE / "course"
    target.mkdir(exist_ok=True)
    for path in sorted((HERE / "sources").glob("*.md")):
        source = read_source(path)
        written = target / source.output
        RENDERERS[written.suffix](source, written)
        print(f"{written.relative_to(HERE)}  {written.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
