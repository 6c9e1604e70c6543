"""PDFs, drawn for the purpose."""

import random

import pytest
from reportlab.pdfgen.canvas import Canvas
from tests.documents.making import PROSE, SENTENCES, check, lecture_pdf, pdf_of, said, terms

from educe.documents.media import MediaType
from educe.documents.model import Text
from educe.documents.reading import ReadingLimits, read
from educe.errors import TooLarge, UnreadableFile

LECTURE = lecture_pdf()


def read_pdf(data: bytes) -> Text:
    text = read(data, MediaType.PDF, name="a.pdf")
    check(text)
    return text


def lines(canvas: Canvas, x: float, y: float, *texts: str, font: str = "Helvetica") -> None:
    canvas.setFont(font, 11)
    for number, line in enumerate(texts):
        canvas.drawString(x, y - 14 * number, line)


def test_a_lecture_has_title_headings_and_paragraphs_without_its_margins() -> None:
    text = read_pdf(LECTURE)
    expected = [("title", "Search Trees")]
    for number in (1, 2, 3):
        expected += [
            ("heading", f"{number} Chapter about trees"),
            ("paragraph", f"Rotation number {number} is an operation. {PROSE}"),
            ("paragraph", f"Second paragraph. {PROSE} {PROSE}"),
        ]
    assert said(text) == expected
    assert terms(text) == ["Rotation", "operation"] * 3
    assert [block.page for block in text.blocks] == [1, 1, 1, 1, 2, 2, 2, 3, 3, 3]
    assert text.blocks[-1].heading_path == ("Search Trees", "3 Chapter about trees")
    assert (text.pages, text.title) == (3, "Search Trees")
    assert text == read_pdf(LECTURE)


def test_columns_are_read_one_after_the_other_though_drawn_line_by_line() -> None:
    left = [f"left column line {n} with words" for n in range(8)]
    right = [f"right column line {n} with words" for n in range(8)]

    def draw(canvas: Canvas) -> None:
        for number, (one, two) in enumerate(zip(left, right, strict=True)):
            lines(canvas, 60, 700 - 14 * number, one)
            lines(canvas, 320, 700 - 14 * number, two)

    assert " ".join(read_pdf(pdf_of(draw)).text.split()) == " ".join(left + right)


def test_words_cut_at_line_ends_are_joined() -> None:
    def draw(canvas: Canvas) -> None:
        lines(canvas, 60, 700, "The encoding of a well-known tree is an en-", "coding of nodes.")

    assert read_pdf(pdf_of(draw)).text == (
        "The encoding of a well-known tree is an encoding of nodes."
    )


def test_a_paragraph_may_run_on_over_the_end_of_a_page() -> None:
    def draw(canvas: Canvas) -> None:
        lines(canvas, 60, 300, "A tree that grows over the", "end of a page and then")
        canvas.showPage()
        lines(canvas, 60, 600, "goes on is one tree.", "Yes.")

    text = read_pdf(pdf_of(draw))
    assert said(text)[0][1].startswith("A tree that grows over the end of a page and then goes on")
    assert text.blocks[0].page == 1


def test_lists_and_tables_and_code_are_told_apart() -> None:
    def draw(canvas: Canvas) -> None:
        lines(canvas, 60, 700, *SENTENCES)
        lines(canvas, 60, 600, "• first item", "• second item")
        for row in range(3):
            for column in range(3):
                lines(canvas, 60 + 150 * column, 520 - 14 * row, f"cell {row}{column}")
        lines(canvas, 60, 440, "def f():", font="Courier")
        lines(canvas, 60 + 4 * 6.6, 426, "return 1", font="Courier")

    assert said(read_pdf(pdf_of(draw)))[-6:] == [
        ("list_item", "first item"),
        ("list_item", "second item"),
        ("table", "cell 00 | cell 01 | cell 02"),
        ("table", "cell 10 | cell 11 | cell 12"),
        ("table", "cell 20 | cell 21 | cell 22"),
        ("code", "def f():\n    return 1"),
    ]


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_turned_pages_are_read_upright(rotation: int) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setPageRotation(rotation)
        canvas.translate(300, 400)
        canvas.rotate(rotation)
        lines(canvas, 0, 0, "A page that was turned is", "read as if it", "were upright.")

    assert read_pdf(pdf_of(draw)).text == "A page that was turned is read as if it were upright."


def test_a_page_without_text_is_mentioned() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(100, 400, "words")
        canvas.showPage()
        canvas.rect(100, 100, 200, 200)
        canvas.showPage()

    assert read_pdf(pdf_of(draw)).warnings == (
        "Page 2 has no text (a scan?): nothing was read from it.",
    )


def test_a_scan_is_refused_with_what_to_do() -> None:
    data = pdf_of(lambda canvas: canvas.rect(100, 100, 200, 200))
    with pytest.raises(UnreadableFile, match=r"a\.pdf has no text.*OCR"):
        read(data, MediaType.PDF, name="a.pdf")


def test_an_encrypted_file_is_refused() -> None:
    data = pdf_of(lambda canvas: canvas.drawString(1, 1, "x"), encrypt="secret")
    with pytest.raises(UnreadableFile) as refusal:
        read(data, MediaType.PDF, name="a.pdf")
    expected = "a.pdf is encrypted. Save it without a password and upload it again."
    assert refusal.value.message == expected


def test_a_cut_file_is_refused_or_says_so() -> None:
    with pytest.raises(UnreadableFile, match="damaged or cut short"):
        read(LECTURE[:300], MediaType.PDF, name="a.pdf")
    text = read(LECTURE[:-7], MediaType.PDF, name="a.pdf")
    assert text.warnings == ("The file seems to be cut short: its end is missing.",)


def test_limits_are_kept() -> None:
    with pytest.raises(TooLarge, match="3 pages; at most 2"):
        read(LECTURE, MediaType.PDF, name="a.pdf", limits=ReadingLimits(pages=2))
    with pytest.raises(TooLarge, match="more than 100 characters"):
        read(LECTURE, MediaType.PDF, name="a.pdf", limits=ReadingLimits(characters=100))


def test_damaged_files_are_read_or_refused() -> None:
    dice = random.Random(5)
    for _ in range(60):
        broken = bytearray(LECTURE[: dice.randrange(20, len(LECTURE))])
        if dice.random() < 0.6:
            broken = bytearray(LECTURE)
        for _ in range(dice.randint(1, 30)):
            broken[dice.randrange(len(broken))] = dice.randrange(256)
        try:
            check(read(bytes(broken), MediaType.PDF, name="a.pdf"))
        except (UnreadableFile, TooLarge):
            continue
