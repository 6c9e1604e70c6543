"""Files: into a project, seen in it, and out of it again."""

import re
from pathlib import Path

from playwright.async_api import FilePayload, Page, expect

from tests.support.api import Tenant
from tests.ui.conftest import Accessible, OpenPage
from tests.ui.troubles import Troubles


def _text(name: str, content: str = "A heap is a tree.") -> FilePayload:
    return {"name": name, "mimeType": "text/plain", "buffer": content.encode()}


async def test_files_are_uploaded_and_one_that_is_refused_stops_no_other(
    page: Page, anna: Tenant, troubles: Troubles, accessible: Accessible
) -> None:
    troubles.allow(r"400 .*/files")
    await page.goto(f"/projects/{anna.project()}/files")
    await expect(page.get_by_role("heading", name="No files yet")).to_be_visible()
    await page.get_by_label("Files to upload").set_input_files(
        [
            _text("notes.txt"),
            {"name": "empty.txt", "mimeType": "text/plain", "buffer": b""},
            _text("more.txt", "A queue is a list."),
        ]
    )
    uploads = page.get_by_role("region", name="Uploads")
    await expect(uploads).to_contain_text("2 of 3 uploaded. 1 was refused.")
    await expect(page.get_by_role("row")).to_have_count(3)  # the head, and two files
    await accessible(page)
    await uploads.get_by_role("button", name="Clear").click()
    await expect(uploads).to_have_count(0)


async def test_a_folder_keeps_its_structure(page: Page, anna: Tenant, tmp_path: Path) -> None:
    for week in ("week 1", "week 2"):
        (tmp_path / "course" / week).mkdir(parents=True)
        (tmp_path / "course" / week / "notes.txt").write_text(f"Notes of {week}.")
    (tmp_path / "course" / ".DS_Store").write_text("x")
    await page.goto(f"/projects/{anna.project()}/files")
    await page.get_by_label("Folder to upload").set_input_files(tmp_path / "course")
    await expect(page.get_by_role("link", name="course/week 1/notes.txt")).to_be_visible()
    await expect(page.get_by_role("link", name="course/week 2/notes.txt")).to_be_visible()
    await expect(page.get_by_role("row")).to_have_count(3)


async def test_a_file_in_use_shows_its_job_and_says_why_it_cant_be_deleted(
    page: Page, anna: Tenant, troubles: Troubles
) -> None:
    troubles.allow(r"409 .*/api/files/")
    project = anna.project()
    anna.upload(project, "notes.txt", b"A heap is a tree.")
    job = anna.submit(project, steps=[{"do": "sleep", "seconds": 0.9}] * 60)
    await page.goto(f"/projects/{project}/files")
    await expect(
        page.get_by_role("link", name=re.compile("In use by an extraction"))
    ).to_be_visible()
    await page.get_by_role("button", name="Actions for notes.txt").click()
    await page.get_by_role("menuitem", name="Delete").click()
    await expect(page.get_by_role("row")).to_have_count(0)
    # some seconds later it is asked for, refused, and back
    await expect(page.get_by_text(re.compile("extraction"))).not_to_have_count(0)
    await expect(page.get_by_role("link", name="notes.txt")).to_be_visible(timeout=60_000)
    await page.get_by_role("link", name=re.compile("In use by an extraction")).click()
    await expect(page.get_by_role("dialog")).to_be_visible()
    anna.client.cancel(job)


async def test_a_deletion_can_be_undone_and_leaving_does_it_at_once(
    page: Page, anna: Tenant
) -> None:
    project = anna.project()
    anna.upload(project, "one.txt", b"One.")
    anna.upload(project, "two.txt", b"Two.")
    await page.goto(f"/projects/{project}/files")
    await page.get_by_label("Choose one.txt").check()
    await page.get_by_role("button", name="Delete").click()
    await expect(page.get_by_role("link", name="one.txt")).to_have_count(0)
    await page.get_by_role("button", name="Undo").click()
    await expect(page.get_by_role("link", name="one.txt")).to_be_visible()

    await page.get_by_role("button", name="Actions for two.txt").click()
    await page.get_by_role("menuitem", name="Delete").click()
    await expect(page.get_by_role("link", name="two.txt")).to_have_count(0)
    await page.goto("/settings")
    await page.goto(f"/projects/{project}/files")
    await expect(page.get_by_role("link", name="one.txt")).to_be_visible()
    await expect(page.get_by_role("link", name="two.txt")).to_have_count(0)


async def test_another_tabs_upload_shows_up_by_itself(page: Page, anna: Tenant) -> None:
    project = anna.project()
    await page.goto(f"/projects/{project}/files")
    await expect(page.get_by_role("heading", name="No files yet")).to_be_visible()
    anna.upload(project, "notes.txt", b"A heap is a tree.")
    await expect(page.get_by_role("link", name="notes.txt")).to_be_visible()


async def test_files_are_found_sorted_and_filtered_by_the_address(
    open_page: OpenPage, anna: Tenant, accessible: Accessible
) -> None:
    project = anna.project()
    for name in ("alpha.txt", "beta.txt", "<b>gamma<i>.txt"):
        anna.upload(project, name, name.encode() * 3)
    page = await open_page(anna, phone=True, dark=True)
    await page.goto(f"/projects/{project}/files?sort=newest")
    names = page.get_by_role("cell").get_by_role("link", name=re.compile("txt"))
    await expect(names).to_have_text(["<b>gamma<i>.txt", "beta.txt", "alpha.txt"])
    await page.get_by_role("searchbox", name="Search files").fill("BET")
    await expect(page).to_have_url(re.compile("search=BET"))
    await expect(names).to_have_text(["beta.txt"])
    await accessible(page)
    await page.reload()
    await expect(names).to_have_text(["beta.txt"])
