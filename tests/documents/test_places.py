"""Where the characters of PDFs stand: drawn at known places, found there again."""

import random
import zlib
from array import array
from contextlib import suppress
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from tests.documents.making import PROSE, lecture_pdf, pdf_of

from educe.documents.media import MediaType
from educe.documents.model import Block, BlockKind, Text
from educe.documents.places import Box, PlacedRun, Places, Sheet, pack
from educe.documents.reading import read
from educe.documents.reading.cleaning import Run
from educe.documents.reading.pdf.characters import Fragment
from educe.documents.reading.pdf.placing import Matching

SIZE = 20
WORDS = "A balanced tree is a tree"
WIDTH = stringWidth(WORDS, "Helvetica", SIZE)


def placed(data: bytes) -> tuple[Text, Places]:
    text = read(data, MediaType.PDF, name="a.pdf")
    assert text.places is not None
    return text, Places.unpack(text.places)


def boxes_of(data: bytes, words: str) -> list[Box]:
    text, places = placed(data)
    start = text.text.index(words)
    return places.boxes(start, start + len(words))


def drawn(rotation: int = 0, crop: tuple[int, int, int, int] | None = None) -> bytes:
    def draw(canvas: Canvas) -> None:
        canvas.setPageSize((600, 800))
        if crop:
            canvas.setCropBox(crop)
        canvas.setPageRotation(rotation)
        canvas.setFont("Helvetica", SIZE)
        canvas.drawString(100, 500, WORDS)

    return pdf_of(draw)


def corner(box: Box, sheet: Sheet) -> tuple[float, float, float, float]:
    """In points, from the top left corner of what is shown."""
    return (
        box.left * sheet.width,
        box.top * sheet.height,
        box.right * sheet.width,
        box.bottom * sheet.height,
    )


UP, DOWN = 0.72 * SIZE, 0.21 * SIZE  # what reaches above and below the line, about
STRAIGHT = (100, 300 - UP, 100 + WIDTH, 300 + DOWN)


@pytest.mark.parametrize(
    ("rotation", "crop", "size", "expected"),
    [
        (0, None, (600, 800), STRAIGHT),
        (0, (50, 100, 550, 700), (500, 600), (50, 200 - UP, 50 + WIDTH, 200 + DOWN)),
        # the page is 800 wide and 600 high, and turned to stand
        (90, None, (600, 800), (500 - DOWN, 100, 500 + UP, 100 + WIDTH)),
        (90, (50, 100, 750, 580), (480, 700), (400 - DOWN, 50, 400 + UP, 50 + WIDTH)),
        (180, None, (600, 800), (500 - WIDTH, 500 - DOWN, 500, 500 + UP)),
        (180, (50, 100, 550, 700), (500, 600), (450 - WIDTH, 400 - DOWN, 450, 400 + UP)),
        (270, None, (600, 800), (100 - UP, 700 - WIDTH, 100 + DOWN, 700)),
        (270, (50, 100, 750, 580), (480, 700), (80 - UP, 650 - WIDTH, 80 + DOWN, 650)),
    ],
)
def test_words_stand_where_they_were_drawn(
    rotation: int,
    crop: tuple[int, int, int, int] | None,
    size: tuple[int, int],
    expected: tuple[float, float, float, float],
) -> None:
    data = drawn(rotation, crop)
    _, places = placed(data)
    [box] = boxes_of(data, WORDS)
    sheet = places.sheet(box.page)
    assert (sheet.width, sheet.height) == size
    assert corner(box, sheet) == pytest.approx(expected, abs=0.3 * SIZE)
    # along the line the boxes are the characters' own
    along = (0, 2) if rotation in (0, 180) else (1, 3)
    for side in along:
        assert corner(box, sheet)[side] == pytest.approx(expected[side], abs=1)


def test_a_word_inside_a_line_has_its_own_box() -> None:
    data = drawn()
    [box] = boxes_of(data, "tree is")
    before = stringWidth("A balanced ", "Helvetica", SIZE)
    width = stringWidth("tree is", "Helvetica", SIZE)
    assert box.left * 600 == pytest.approx(100 + before, abs=0.5)
    assert box.right * 600 == pytest.approx(100 + before + width, abs=0.5)


def lines(canvas: Canvas, x: float, y: float, *texts: str) -> None:
    canvas.setFont("Helvetica", 11)
    for number, line in enumerate(texts):
        canvas.drawString(x, y - 14 * number, line)


def test_a_span_over_lines_and_pages_has_a_box_for_each_line() -> None:
    def draw(canvas: Canvas) -> None:
        lines(canvas, 60, 300, "A tree that grows over the", "end of a page and then")
        canvas.showPage()
        lines(canvas, 60, 600, "goes on is one tree.", "Yes.")

    data = pdf_of(draw)
    boxes = boxes_of(data, "grows over the end of a page and then goes on is one tree.")
    assert [box.page for box in boxes] == [1, 1, 2]
    assert boxes[0].left > boxes[1].left
    assert boxes[0].bottom < boxes[1].bottom


def test_a_word_cut_at_a_lines_end_stands_on_both_lines() -> None:
    def draw(canvas: Canvas) -> None:
        lines(canvas, 60, 700, "The encoding of a well-known tree is an en-", "coding of nodes.")

    data = pdf_of(draw)
    text, places = placed(data)
    start = text.text.rindex("encoding")
    first, second = places.boxes(start, start + len("encoding"))
    assert first.left > 0.4
    assert second.left == pytest.approx(60 / 595.28, abs=0.001)
    [one] = places.boxes(start, start + 1)
    [third] = places.boxes(start + 2, start + 3)
    assert one.bottom < third.bottom


def everything(canvas: Canvas) -> None:
    lines(canvas, 60, 760, "Running header")
    lines(canvas, 60, 700, PROSE, "Caf\u00e9 na\u00efve \u00fcber", "x \u2013 y, a|b and c")
    lines(canvas, 60, 640, "• first item of a list", "• second item, which is longer")
    for row in range(3):
        for column in range(3):
            lines(canvas, 60 + 150 * column, 590 - 14 * row, f"cell | {row}{column}")
    lines(canvas, 60, 520, "Contents .................. 12", "More ............... 13")
    canvas.setFont("Courier", 11)
    canvas.drawString(60, 480, "def f(a):")
    canvas.drawString(60 + 4 * 6.6, 466, "return a - 1")
    canvas.setFont("Helvetica-Bold", 18)
    canvas.drawString(60, 430, "A heading in two colu-")


@pytest.mark.parametrize("data", [lecture_pdf(), pdf_of(everything)], ids=["lecture", "all kinds"])
def test_every_character_has_its_place(data: bytes) -> None:
    text, places = placed(data)
    without = [
        (at, text.text[max(0, at - 9) : at + 9])
        for at, char in enumerate(text.text)
        if not char.isspace() and char != "|" and not places.boxes(at, at + 1)
    ]
    assert without == []


def test_characters_on_a_line_stand_in_their_order() -> None:
    text, places = placed(lecture_pdf())
    for block in text.blocks:
        boxes = [places.boxes(at, at + 1) for at in range(block.start, block.end)]
        there = [box[0] for box in boxes if box]
        turns = sum(b.left < a.left for a, b in pairwise(there))
        lines = len({round(box.bottom, 3) for box in there})
        assert turns == lines - 1


@pytest.mark.parametrize(
    ("drawn_as", "read_as", "pairs"),
    [
        ("cafe\u0301 a", "caf\u00e9 a", [(0, 0), (1, 1), (2, 2), (3, 3), (5, 5)]),
        ("e\u0301\u0323x", "\u1eb9\u0301x", [(0, 0), (1, 1), (2, 3)]),
        ("a\u0301", "a", [(0, 0)]),
        ("• a-b", "ab", [(0, 1), (1, 3)]),
    ],
)
def test_what_was_composed_or_left_out_is_matched(
    drawn_as: str, read_as: str, pairs: list[tuple[int, int]]
) -> None:
    cell = Fragment(runs=[Run(drawn_as)])
    block = Block(kind=BlockKind.PARAGRAPH, start=0, end=len(read_as))
    assert Matching(read_as, block).take(cell) == pairs


def test_other_formats_have_no_places() -> None:
    assert read(b"A tree.", MediaType.PLAIN, name="a.txt").places is None


def test_places_are_no_part_of_what_is_answered() -> None:
    text, _ = placed(drawn())
    assert "places" not in text.model_dump()
    assert "places" not in Text.model_json_schema(mode="serialization")["properties"]


BOXES = st.lists(st.integers(0, 65_535), min_size=4, max_size=4)


@settings(deadline=None)
@given(st.lists(st.lists(BOXES, min_size=1, max_size=5), max_size=8))
def test_what_is_packed_comes_back(given_runs: list[list[list[int]]]) -> None:
    runs, start = [], 0
    for boxes in given_runs:
        flat = [side for box in boxes for side in box]
        runs.append(PlacedRun(start, 1 + start % 3, array("H", flat)))
        start += len(boxes) + 2
    places = Places.unpack(pack([Sheet(100, 200)] * 3, runs))
    assert places.sheet(2) == Sheet(100, 200)
    for run in runs:
        for n in range(len(run.boxes) // 4):
            left, top, right, bottom = run.boxes[4 * n : 4 * n + 4]
            found = places.boxes(run.start + n, run.start + n + 1)
            whole = [Box(run.page, left / 65535, top / 65535, right / 65535, bottom / 65535)]
            assert found == (whole if right else [])
    assert places.boxes(start, start + 10) == []


def test_what_was_not_packed_here_is_refused() -> None:
    good = placed(drawn())[0].places
    assert good is not None
    raw = zlib.decompress(good)
    chance = random.Random(1)
    bad = [b"", b"PLC1", good[:-9], b"\x00" * 40, zlib.compress(b""), zlib.compress(raw[:30])]
    bad += [zlib.compress(raw + b"\x00" * 3), zlib.compress(raw[:12] + b"\xff" * len(raw[12:]))]
    for packed in bad:
        with pytest.raises(ValueError, match="places"):
            Places.unpack(packed)
    for _ in range(300):  # what is believed can be asked without harm
        at = chance.randrange(len(raw))
        changed = zlib.compress(raw[:at] + bytes([chance.randrange(256)]) + raw[at + 1 :])
        with suppress(ValueError):
            Places.unpack(changed).boxes(0, 50)
