"""The reader: a file as it reads, with the words marked that evidence is made of."""

import re
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import pytest
from playwright.async_api import Locator, Page, expect
from reportlab.pdfgen.canvas import Canvas

from educe.ids import new_id
from tests.documents.making import lecture_pdf, pdf_of
from tests.support.api import Api, Tenant
from tests.support.drawing import Drawing
from tests.ui.conftest import OpenPage
from tests.ui.troubles import Troubles

HEAPS = "Heaps 🌳\n\nA heap 🌳 is a tree whose root is its smallest key. A binary heap is full.\n\n"
MORE = "Nobody keeps a heap of heaps. A heap sorts.\n"
CURRENT = "mark[data-current]"
#: tells what lights up
WATCH_FLASHES = """
    window.flashed = [];
    const animate = Element.prototype.animate;
    Element.prototype.animate = function (frames, options) {
        if (options?.id === "flash") window.flashed.push(this.textContent);
        return animate.call(this, frames, options);
    };
"""


class Library:
    """Anna's project, and a concept that evidence is put to by hand."""

    def __init__(self, served: Api, anna: Tenant) -> None:
        self.world, self.anna = served.world, anna
        self.project = anna.project("Library")
        self.concept = Drawing(self.world, self.project).concept("heap")

    def upload(self, name: str, content: bytes) -> str:
        return str(self.anna.upload(self.project, name, content)["id"])

    def read(self, name: str, content: bytes) -> str:
        file = self.upload(name, content)
        answer = self.anna.http.post(f"/api/files/{file}/read")
        assert answer.status_code == 200, answer.text
        return file

    def quotes(self, file: str, *quotes: str, name: str = "heap") -> None:
        """Evidence of the concept: these words, where they stand first."""
        read = self.anna.http.get(f"/api/files/{file}/text").json()
        for quote in quotes:
            start = read["text"].index(quote)
            at = start + max(0, quote.lower().find(name))
            [page] = [b["page"] for b in read["blocks"] if b["start"] <= start < b["end"]]
            self.world.execute(
                "INSERT INTO kb.evidence (id, project_id, object_id, file_id, page, quote_start,"
                " quote_end, quote, name_start, name_end, is_definition, match, score)"
                " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, false, 'verbatim', 1)",
                new_id(),
                self.project,
                self.concept,
                file,
                page,
                start,
                start + len(quote),
                quote,
                at,
                at + len(name),
            )

    def evidence(self, concept: UUID | None = None) -> list[dict[str, Any]]:
        answer = self.anna.http.get(f"/api/concepts/{concept or self.concept}/evidence")
        return list(answer.json()["evidence"])

    def address(self, quote: str, **more: str) -> str:
        [item] = [item for item in self.evidence() if item["quote"] == quote]
        given = {"start": item["start"], "end": item["end"], "concept": f'"{self.concept}"', **more}
        return f"/files/{item['file_id']}?" + "&".join(f"{k}={v}" for k, v in given.items())


@pytest.fixture
def library(served: Api, anna: Tenant) -> Library:
    return Library(served, anna)


def stepper(page: Page) -> Locator:
    return page.get_by_role("group", name="Evidence").get_by_role("status")


async def is_on_screen(mark: Locator) -> bool:
    seen: bool = await mark.first.evaluate(
        """mark => {
            const box = mark.getBoundingClientRect();
            return box.top >= 56 && box.bottom <= innerHeight && box.width > 0;
        }"""
    )
    return seen


async def test_evidence_opens_at_its_exact_words_and_leads_to_the_next(
    page: Page, library: Library
) -> None:
    first, second = "A heap 🌳 is a tree whose root is its smallest key.", "A binary heap is full."
    third = "A heap sorts."
    one = library.read("1 heaps.md", HEAPS.encode() + "Filler. 🌲\n\n".encode() * 300)
    two = library.read("2 more.txt", (MORE * 3).encode())
    library.quotes(one, first, second)
    library.quotes(two, third)
    await page.add_init_script(WATCH_FLASHES)
    await page.goto(f'/projects/{library.project}/graph?focus="{library.concept}"')
    await page.get_by_role("link", name=first).click()

    mark = page.locator(CURRENT)
    await expect(mark).to_have_text(first)
    await expect(mark).to_be_focused()
    assert await page.evaluate("window.flashed") == [first]
    assert await mark.locator("[data-name]").text_content() == "heap"
    assert await mark.get_attribute("data-label") == "evidence 1 of 3"
    light = page.locator("article mark:not([data-current])")
    assert await light.all_text_contents() == [second]
    await expect(stepper(page)).to_have_text("1 of 3")

    await page.keyboard.press("n")
    await expect(mark).to_have_text(second)
    await expect(mark).to_be_focused()
    await page.keyboard.press("n")
    await expect(page.get_by_role("heading", level=1)).to_have_text("2 more.txt")
    await expect(mark).to_have_text(third)
    await expect(mark).to_be_focused()
    await expect(page.get_by_role("button", name="Next evidence")).to_be_disabled()

    previous = page.get_by_role("button", name="Previous evidence")
    await previous.click()
    await expect(mark).to_have_text(second)
    await expect(page).to_have_url(re.compile(one))
    await expect(previous).to_be_focused()
    await (
        page.get_by_role("complementary", name="Evidence").get_by_role("button", name=third).click()
    )
    await expect(mark).to_have_text(third)
    await page.get_by_role("link", name="Library").click()
    await expect(page).to_have_url(re.compile(f"/projects/{library.project}/files"))


def _turned(canvas: Canvas) -> None:
    for turn in (0, 90, 180, 270):
        canvas.setPageRotation(turn)
        canvas.setFont("Helvetica", 14)
        canvas.drawString(120, 600, "Nothing of interest stands in this line.")
        canvas.drawString(120, 500, f"A heap that was turned by {turn} degrees stays a heap.")
        canvas.showPage()
    canvas.setPageRotation(0)
    canvas.setCropBox((100, 400, 500, 700))
    canvas.setFont("Helvetica", 14)
    canvas.drawString(120, 500, "A heap on a page that was cropped.")
    canvas.showPage()


#: the places of the boxes and of the same words in pdf.js' own layer, in pixels
PLACES = """words => {
    const sheet = document.querySelector("mark[data-current]").closest("[data-page]");
    const layer = sheet.querySelector(".reader-words[data-ready]");
    if (layer === null) return null;
    const around = boxes => ({
        left: Math.min(...boxes.map(b => b.left)), right: Math.max(...boxes.map(b => b.right)),
        top: Math.min(...boxes.map(b => b.top)), bottom: Math.max(...boxes.map(b => b.bottom)),
    });
    const spans = [...layer.querySelectorAll("span")].filter(s => s.textContent.includes(words));
    const marks = [...sheet.querySelectorAll("mark[data-current]")];
    return [marks, spans].map(all => around(all.map(each => each.getBoundingClientRect())));
}"""


async def test_words_are_marked_on_the_page_itself_however_it_is_turned(
    page: Page, library: Library
) -> None:
    lines = [
        f"A heap that was turned by {turn} degrees stays a heap." for turn in (0, 90, 180, 270)
    ]
    lines.append("A heap on a page that was cropped.")
    file = library.read("turned.pdf", pdf_of(_turned))
    library.quotes(file, *lines)
    await page.goto(library.address(lines[0]))
    for number, line in enumerate(lines, 1):
        sheet = page.get_by_role("region", name=f"Page {number}", exact=True)
        await expect(sheet.locator(CURRENT)).to_have_count(1)
        await expect(sheet.locator(".reader-words[data-ready]")).to_contain_text(line)
        await expect(sheet.locator("canvas")).to_be_attached()
        await expect(sheet.locator(CURRENT)).to_be_focused()
        assert await is_on_screen(sheet.locator(CURRENT))
        box, words = await page.evaluate(PLACES, line)
        for side in ("left", "right", "top", "bottom"):
            assert box[side] == pytest.approx(words[side], abs=9), (number, side, box, words)
        await page.keyboard.press("n")


async def test_a_pdf_can_be_paged_zoomed_searched_and_read_as_text(
    page: Page, library: Library
) -> None:
    file = library.read("lecture.pdf", lecture_pdf(12))
    await page.goto(f"/files/{file}")
    pages = page.get_by_role("region", name="Pages of lecture.pdf")
    await expect(pages.get_by_text("Search Trees").first).to_be_attached()
    field = page.get_by_label("Page", exact=True)
    await field.fill("9")
    await field.press("Enter")
    await expect(page.get_by_role("region", name="Page 9", exact=True)).to_contain_text(
        "Rotation number 9"
    )
    await expect(field).to_have_value("9")
    size = page.get_by_role("status", name="Size")
    before = await size.text_content()
    await page.get_by_role("button", name="Larger").click()
    await expect(size).not_to_have_text(before or "")
    await page.get_by_role("button", name="Fit the width").click()
    await expect(size).to_have_text(before or "")

    await page.keyboard.press("/")
    await page.keyboard.type("rotation NUMBER 11")
    await page.keyboard.press("Enter")
    sheet = page.get_by_role("region", name="Page 11", exact=True)
    await expect(sheet.locator("mark[data-active]")).to_have_count(1)
    assert await is_on_screen(sheet.locator("mark[data-active]"))
    await page.get_by_role("button", name="Text", exact=True).click()
    await expect(page.locator("article mark[data-active]")).to_have_text("Rotation number 11")
    await expect(page).to_have_url(re.compile("view=text"))


async def test_a_file_that_nobody_has_read_is_read_to_be_shown(
    page: Page, anna: Tenant, library: Library, accessible: Callable[[Page], Awaitable[None]]
) -> None:
    library.upload("notes.md", b"# Old\n")
    content = (
        "# Heaps\n\nA **heap** is a tree.\n\n- one\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n"
        "```\nif heap:\n    sift()\n```\n\n> Heap it up.\n\n## Sorting\n\nשלום heap.\n"
    )
    file = library.upload("notes.md", content.encode())
    await page.goto(f"/files/{file}")
    text = page.get_by_role("region", name="Text of notes.md")
    await expect(text.get_by_role("heading", name="Heaps")).to_be_visible()
    await expect(text.get_by_role("listitem")).to_have_text(["one", "two"])
    await expect(text.get_by_role("cell")).to_have_text(["a", "b", "1", "2"])
    await expect(text.locator("pre")).to_have_text("if heap:\n    sift()")
    await expect(text.locator("blockquote")).to_have_text("Heap it up.")
    await expect(page.get_by_role("button", name="Version 2 of 2")).to_be_visible()
    contents = page.get_by_role("navigation", name="Contents")
    await expect(contents.get_by_role("button")).to_have_text(["Heaps", "Sorting"])
    await accessible(page)

    await page.keyboard.press("/")
    await page.keyboard.type("heap")
    found = page.get_by_role("search").get_by_role("status")
    await expect(found).to_have_text("5")
    await page.keyboard.press("Enter")
    await page.keyboard.press("Enter")
    await expect(found).to_have_text("2 of 5")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.press("Shift+Enter")
    await expect(found).to_have_text("5 of 5")
    await expect(page.locator("mark[data-active]")).to_have_text("heap")
    await page.keyboard.press("Escape")
    await expect(page.locator("article mark")).to_have_count(0)


async def test_why_a_file_cant_be_read_and_what_to_do_is_said(
    page: Page, library: Library, troubles: Troubles
) -> None:
    troubles.allow(r"400 .*/read")
    file = library.upload("broken.pdf", b"%PDF-1.4\nnonsense")
    await page.goto(f"/files/{file}")
    refusal = page.get_by_role("alert")
    await expect(refusal.get_by_role("heading")).to_have_text("This file can't be read")
    await expect(refusal).to_contain_text("broken.pdf")
    await expect(refusal.get_by_role("link", name="Download")).to_be_visible()
    await page.reload()
    await expect(refusal.get_by_role("button", name="Try again")).to_be_visible()
    await page.get_by_role("button", name="Pages", exact=True).click()
    await expect(page.get_by_role("heading", name="The pages of this PDF can't be")).to_be_visible()
    troubles.allow(r"404 .*/api/files/")
    await page.goto(f"/files/{new_id()}")
    await expect(page.get_by_role("heading", name="Nothing")).to_be_visible()


async def test_a_long_text_opens_far_inside_and_is_searched_to_its_end(
    page: Page, library: Library
) -> None:
    long = "\n\n".join(f"Line {n} 🌲 of a long text, with word{n} in it." for n in range(12_000))
    file = library.read("long.txt", long.encode())
    library.quotes(file, "Line 9000 🌲 of a long text", name="line")
    await page.goto(library.address("Line 9000 🌲 of a long text"))
    mark = page.locator(CURRENT)
    await expect(mark).to_have_text("Line 9000 🌲 of a long text")
    await expect(mark).to_be_focused()
    assert await is_on_screen(mark)
    assert await page.locator("article p").count() < 100
    await page.keyboard.press("/")
    await page.keyboard.type("word11999")
    await page.keyboard.press("Enter")
    active = page.locator("mark[data-active]")
    await expect(active).to_have_text("word11999")
    assert await is_on_screen(active)


@pytest.mark.parametrize("kind", ["text", "pages"])
async def test_on_a_dark_phone_it_fits_and_the_evidence_is_a_sheet(
    open_page: OpenPage,
    anna: Tenant,
    library: Library,
    accessible: Callable[[Page], Awaitable[None]],
    kind: str,
) -> None:
    hostile = f"<img src=x onerror=alert(1)> \u202e {'x' * 10_000} שלום heap.\n\n"
    file = (
        library.read("<b>hostile <i>שלום.txt", (hostile + HEAPS).encode())
        if kind == "text"
        else library.read("lecture.pdf", lecture_pdf(2))
    )
    quotes = (
        ["A binary heap is full.", "שלום heap."]
        if kind == "text"
        else ["Rotation number 1 is an operation.", "Rotation number 2 is an operation."]
    )
    library.quotes(file, *quotes)
    page = await open_page(anna, dark=True, phone=True)
    await page.goto(library.address(quotes[0]))
    await expect(page.locator(CURRENT).first).to_be_focused()
    assert await is_on_screen(page.locator(CURRENT))
    width = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert await page.evaluate(width) == 0
    if kind == "pages":
        paper = page.locator("[data-page]").first
        await expect(paper).to_have_css("background-color", "rgb(255, 255, 255)")
    await accessible(page)
    await page.get_by_role("button", name="List of the evidence").click()
    sheet = page.get_by_role("dialog", name="Evidence")
    await sheet.get_by_role("button", name=quotes[1]).click()
    await expect(sheet).to_be_hidden()
    await expect(stepper(page)).to_contain_text("of 2")
    if kind == "text":
        await expect(page.locator(CURRENT)).to_have_text(quotes[1])
    else:
        await expect(page.locator(f'[data-page="2"] {CURRENT}')).to_have_count(1)
