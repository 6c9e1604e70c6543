"""Word documents and PowerPoint presentations."""

import random
import time
from collections.abc import Callable

import pytest
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from tests.documents.making import (
    PROSE,
    check,
    docx_of,
    lecture_docx,
    lecture_pptx,
    pptx_of,
    repacked,
    said,
    terms,
)

from educe.documents.media import MediaType
from educe.documents.reading import ReadingLimits, read
from educe.errors import TooLarge, UnreadableFile

DOCX, PPTX = lecture_docx(), lecture_pptx()
OFFICE = pytest.mark.parametrize(
    ("data", "media_type"), [(DOCX, MediaType.DOCX), (PPTX, MediaType.PPTX)]
)
W = nsdecls("w")


def read_docx(fill: Callable[[Document], None]) -> list[tuple[str, str]]:
    text = read(docx_of(fill), MediaType.DOCX, name="a.docx")
    check(text)
    return said(text)


def test_a_word_document_is_read_in_its_order() -> None:
    text = read(DOCX, MediaType.DOCX, name="a.docx")
    check(text)
    assert said(text) == [
        ("title", "Search Trees"),
        ("heading", "Balance"),
        ("paragraph", "A rotation is cheap."),
        ("list_item", "first"),
        ("table", "cell 0 | cell 1"),
        ("table", "cell 2 | cell 3"),
        ("heading", "Rotations"),
        ("paragraph", PROSE),
    ]
    assert terms(text) == ["rotation"]
    assert text.blocks[-1].heading_path == ("Search Trees", "Balance", "Rotations")


def test_tracked_changes_read_as_accepted_and_hidden_text_is_left_out() -> None:
    def fill(document: Document) -> None:
        paragraph = document.add_paragraph("Trees ")
        for xml in (
            f"<w:del {W}><w:r><w:delText>were</w:delText></w:r></w:del>",
            f"<w:ins {W}><w:r><w:t>are</w:t></w:r></w:ins>",
            f"<w:r {W}><w:rPr><w:vanish/></w:rPr><w:t>secret</w:t></w:r>",
            f"<w:hyperlink {W}><w:r><w:tab/><w:t>graphs</w:t></w:r></w:hyperlink>",
        ):
            paragraph._p.append(parse_xml(xml))

    assert read_docx(fill) == [("paragraph", "Trees are graphs")]


def test_content_controls_and_code_and_bold_headings_are_read() -> None:
    def fill(document: Document) -> None:
        document.add_paragraph().add_run("A bold heading").bold = True
        control = (
            f"<w:sdt {W}><w:sdtContent><w:p><w:r><w:t>inside</w:t></w:r></w:p>"
            "</w:sdtContent></w:sdt>"
        )
        document.element.body.insert(1, parse_xml(control))
        document.styles.add_style("Source Code", 1)
        for line in ("def f():", "    pass"):
            document.add_paragraph(line, style="Source Code")
        document.add_paragraph("Figure 1", style="Caption")

    assert read_docx(fill) == [
        ("heading", "A bold heading"),
        ("paragraph", "inside"),
        ("code", "def f():\n    pass"),
        ("caption", "Figure 1"),
    ]


def test_a_presentation_is_read_slide_by_slide() -> None:
    text = read(PPTX, MediaType.PPTX, name="a.pptx")
    check(text)
    assert said(text) == [
        ("title", "Search Trees"),
        ("paragraph", "Winter term"),
        ("heading", "Balance"),
        ("list_item", "First point"),
        ("list_item", "Second point"),
        ("table", "cell 0 | cell 1"),
        ("table", "cell 2 | cell 3"),
        ("paragraph", "Remember the rotations."),
    ]
    assert [block.page for block in text.blocks] == [1, 1, 2, 2, 2, 2, 2, 2]
    assert text.pages == 2


def test_a_slide_without_text_is_mentioned() -> None:
    def fill(presentation: object) -> None:
        slides, layouts = presentation.slides, presentation.slide_layouts  # type: ignore[attr-defined]
        slides.add_slide(layouts[6])
        slides.add_slide(layouts[5]).shapes.title.text = "Words"

    text = read(pptx_of(fill), MediaType.PPTX, name="a.pptx")
    assert text.warnings == ("Slide 1 has no text: nothing was read from it.",)


@OFFICE
def test_encrypted_files_are_refused(data: bytes, media_type: MediaType) -> None:
    container = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
    container += "EncryptedPackage".encode("utf-16-le") + data
    with pytest.raises(UnreadableFile, match=r"a is encrypted\. Save it without a password"):
        read(container, media_type, name="a")


@OFFICE
def test_mislabelled_files_are_refused(data: bytes, media_type: MediaType) -> None:
    with pytest.raises(UnreadableFile, match=r"a is really a .*, not a PDF file"):
        read(data, MediaType.PDF, name="a")


@OFFICE
def test_truncated_files_are_refused(data: bytes, media_type: MediaType) -> None:
    with pytest.raises(UnreadableFile, match="damaged or cut short"):
        read(data[: len(data) * 2 // 3], media_type, name="a." + media_type.name.lower())


@OFFICE
def test_a_zip_bomb_is_refused_before_it_is_unpacked(data: bytes, media_type: MediaType) -> None:
    with pytest.raises(TooLarge, match="unpacks to"):
        read(data, media_type, name="a", limits=ReadingLimits(unpacked_bytes=10_000))
    with pytest.raises(TooLarge, match="parts"):
        read(data, media_type, name="a", limits=ReadingLimits(parts=3))


@OFFICE
def test_an_entity_bomb_is_harmless(data: bytes, media_type: MediaType) -> None:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<!DOCTYPE x [<!ENTITY e0 "boom">{entities}]>'.encode()

    def plant(name: str, part: bytes) -> bytes:
        if not name.endswith(("document.xml", "slide1.xml")):
            return part
        head, _, body = part.partition(b"?>")
        for tag in (b"<w:t>", b"<a:t>"):
            body = body.replace(tag, tag + b"&e11;")
        return head + b"?>" + bomb + body

    started = time.process_time()
    try:
        text = read(repacked(data, plant), media_type, name="a")
        assert "boom" not in text.text
    except UnreadableFile:
        pass
    assert time.process_time() - started < 10


@OFFICE
def test_damaged_files_are_read_or_refused(data: bytes, media_type: MediaType) -> None:
    dice = random.Random(7)
    for _ in range(25):
        broken = bytearray(data)
        for _ in range(dice.randint(1, 20)):
            broken[dice.randrange(len(broken))] = dice.randrange(256)
        try:
            check(read(bytes(broken), media_type, name="a"))
        except (UnreadableFile, TooLarge):
            continue


@OFFICE
def test_damaged_parts_are_read_or_refused(data: bytes, media_type: MediaType) -> None:
    dice = random.Random(11)

    def shake(_: str, part: bytes) -> bytes:
        broken = bytearray(part)
        if broken and dice.random() < 0.2:
            broken[dice.randrange(len(broken))] = dice.randrange(256)
        return bytes(broken)

    for _ in range(15):
        try:
            check(read(repacked(data, shake), media_type, name="a"))
        except (UnreadableFile, TooLarge):
            continue
