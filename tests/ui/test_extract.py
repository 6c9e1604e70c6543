"""From the files to a started extraction: what is chosen, what is wrong, what will happen."""

import re

from playwright.async_api import Page, expect

from tests.support.api import Tenant
from tests.ui.conftest import Accessible, OpenPage


async def test_a_teacher_extracts_a_concept_graph(
    page: Page, anna: Tenant, accessible: Accessible
) -> None:
    project = anna.project("Algorithms")
    text = "# Heaps\n\nA heap is a tree-based data structure. A binary heap is a heap."
    anna.upload(project, "heaps.md", text.encode())
    await page.goto(f"/projects/{project}/settings")
    await expect(page.get_by_role("button", name="Extract")).to_be_visible()
    await page.keyboard.press("e")
    form = page.get_by_role("dialog", name="New extraction")
    await expect(form.get_by_label("The file, in its latest version")).to_be_checked()
    await expect(form.get_by_label("Concept graph")).to_be_checked()
    will = form.get_by_role("region", name="What will happen")
    await expect(will).to_contain_text(re.compile(r"Files\s*1"))
    await accessible(page)

    most = form.get_by_label("Most concepts")
    await most.fill("0")
    await expect(form.get_by_role("alert")).to_contain_text("greater than or equal to 1")
    await form.get_by_role("button", name="Start the extraction").click()
    await expect(most).to_be_focused()
    await most.fill("50")
    await expect(form.get_by_role("alert")).to_have_count(0)
    await form.get_by_role("button", name="Start the extraction").click()

    progress = page.get_by_role("dialog", name="Concept graph")
    await expect(progress.get_by_role("link", name="Open the concept graph")).to_be_visible(
        timeout=60_000
    )
    [job] = anna.http.get("/api/extractions").json()["jobs"]
    assert job["extraction_config"]["max_concepts"] == 50
    await expect(page).to_have_url(re.compile(f"watch={job['id']}"))


async def test_some_of_many_files_are_chosen_by_keyboard_and_survive_a_reload(
    page: Page, anna: Tenant
) -> None:
    project = anna.project("Many")
    for number in range(40):
        anna.upload(project, f"week{number:02}.txt", f"Text {number}.".encode())
    await page.goto(f"/projects/{project}/settings?extract={project}")
    form = page.get_by_role("dialog", name="New extraction")
    await form.get_by_label("All 40 files").focus()
    await page.keyboard.press("ArrowDown")
    await expect(form.get_by_label("Only some files")).to_be_checked()
    await form.get_by_role("button", name="Start the extraction").click()
    await expect(form.get_by_text("Choose at least one file.")).to_be_visible()

    await form.get_by_role("searchbox", name="Search files").fill("week3")
    await expect(form.get_by_role("checkbox")).to_have_count(10)
    await form.get_by_role("button", name="Choose all found").press("Enter")
    await expect(form.get_by_text("10 chosen")).to_be_visible()
    await form.get_by_label("week30.txt").press("Space")
    await expect(form.get_by_text("9 chosen")).to_be_visible()

    await page.reload()
    await expect(form.get_by_text("9 chosen")).to_be_visible()
    await form.get_by_role("radio", name="Scripted").first.check()
    await form.get_by_role("button", name="Priority and time").press("Enter")
    await form.get_by_label("Priority").select_option("urgent")
    await form.get_by_label("Succeed").fill("2")
    await form.get_by_role("button", name="Start the extraction").press("Enter")
    await expect(page.get_by_role("dialog", name="Scripted")).to_contain_text("2 items")
    [job] = anna.http.get("/api/extractions/lines").json()["jobs"]
    assert (job["file_count"], job["priority"]) == (9, "urgent")


async def test_a_pause_is_told_before_anything_is_started(
    open_page: OpenPage, admin: Tenant, accessible: Accessible
) -> None:
    pause = "/api/admin/pauses/extractors/scripted_waiting"
    assert admin.http.put(pause, json={"reason": "an upgrade"}).is_success
    try:
        project = admin.project("Paused")
        admin.upload(project, "a.txt", b"Text.")
        page = await open_page(admin, phone=True, dark=True)
        await page.goto(f"/projects/{project}/settings?extract={project}")
        form = page.get_by_role("dialog", name="New extraction")
        await form.get_by_role("radio", name="Scripted").last.check()
        await expect(form).to_contain_text("This extractor is paused.")
        await expect(form).to_contain_text("an upgrade")
        await accessible(page)
        wide = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0
    finally:
        assert admin.http.delete(pause).is_success
