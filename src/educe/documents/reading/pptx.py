"""PowerPoint presentations: a slide is a page."""

import io
from collections.abc import Iterable, Iterator
from typing import Any

import pptx
from pptx.enum.shapes import PP_PLACEHOLDER

from educe.documents.model import BlockKind, Text
from educe.documents.reading.builder import TextBuilder
from educe.documents.reading.cleaning import Run
from educe.documents.reading.limits import ReadingLimits
from educe.documents.reading.ooxml import check_package
from educe.documents.reading.refusals import other_variant

KIND = "a PowerPoint presentation"
LEFT_OUT = frozenset({PP_PLACEHOLDER.SLIDE_NUMBER, PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER})
BULLETED = frozenset({PP_PLACEHOLDER.BODY, PP_PLACEHOLDER.OBJECT, PP_PLACEHOLDER.VERTICAL_BODY})


def read_pptx(data: bytes, *, name: str, limits: ReadingLimits) -> Text:
    """Each slide's title, then its shapes in their order, then the speaker's notes."""
    check_package(data, name=name, kind=KIND, limits=limits)
    try:
        presentation = pptx.Presentation(io.BytesIO(data))
    except ValueError as error:
        raise other_variant(name, KIND, ".pptx") from error
    slides = list(presentation.slides)
    limits.check_pages(name, len(slides))
    builder = TextBuilder(name, limits)
    for number, slide in enumerate(slides, start=1):
        builder.leave_headings(1)
        before = builder.length
        _read_slide(builder, slide, number)
        if builder.length == before:
            builder.warn(f"Slide {number} has no text: nothing was read from it.")
    builder.title = presentation.core_properties.title or None
    if builder.title == "PowerPoint Presentation":  # what PowerPoint writes when nobody did
        builder.title = None
    return builder.build(pages=len(slides))


def _read_slide(builder: TextBuilder, slide: Any, number: int) -> None:
    title = slide.shapes.title
    if title is not None:
        centred = title.placeholder_format.type == PP_PLACEHOLDER.CENTER_TITLE
        kind = BlockKind.TITLE if centred and number == 1 else BlockKind.HEADING
        paragraphs = title.text_frame.paragraphs
        runs = [run for paragraph in paragraphs for run in (*_runs(paragraph), Run(" "))]
        builder.add(kind, runs, page=number)
    for shape in _leaves(slide.shapes):
        if title is None or shape.shape_id != title.shape_id:
            _read_shape(builder, shape, number)
    if slide.has_notes_slide and (notes := slide.notes_slide.notes_text_frame) is not None:
        for paragraph in notes.paragraphs:
            builder.add(BlockKind.PARAGRAPH, _runs(paragraph), page=number)


def _leaves(shapes: Iterable[Any]) -> Iterator[Any]:
    for shape in shapes:
        if hasattr(shape, "shapes"):
            yield from _leaves(shape.shapes)
        else:
            yield shape


def _read_shape(builder: TextBuilder, shape: Any, page: int) -> None:
    place = shape.placeholder_format.type if shape.is_placeholder else None
    if place in LEFT_OUT:
        return
    if getattr(shape, "has_table", False):
        for row in shape.table.rows:
            builder.add_row((_cell(cell) for cell in row.cells), page=page)
    elif shape.has_text_frame:
        for paragraph in shape.text_frame.paragraphs:
            listed = place in BULLETED or _has_bullet(paragraph)
            kind = BlockKind.LIST_ITEM if listed else BlockKind.PARAGRAPH
            builder.add(kind, _runs(paragraph), page=page)


def _cell(cell: Any) -> list[Run]:
    """A cell's text; cells that another one spans are empty."""
    paragraphs = [] if cell.is_spanned else cell.text_frame.paragraphs
    return [run for paragraph in paragraphs for run in (*_runs(paragraph), Run(" "))]


def _runs(paragraph: Any) -> Iterator[Run]:
    """The runs, line breaks and fields (a date, say) of a paragraph."""
    for element in paragraph._p:
        tag = element.tag.rpartition("}")[2]
        if tag == "br":
            yield Run("\n")
        elif tag in ("r", "fld"):
            properties = element.find("{*}rPr")
            look = properties.attrib if properties is not None else {}
            emphasised = any(look.get(key) in ("1", "true") for key in ("b", "i"))
            yield Run(element.findtext("{*}t") or "", emphasised)


def _has_bullet(paragraph: Any) -> bool:
    properties = paragraph._p.find("{*}pPr")
    return properties is not None and any(
        properties.find(f"{{*}}{tag}") is not None for tag in ("buChar", "buAutoNum")
    )
