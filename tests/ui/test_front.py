"""Coming in: signing in, the empty home, and the API's description."""

import re

from playwright.async_api import Page, expect

from educe.accounts.secrets import new_secret
from tests.support.api import Api, Tenant
from tests.ui.conftest import Accessible, OpenPage
from tests.ui.troubles import Troubles


async def test_whoever_is_not_signed_in_is_led_to_the_sign_in_page(
    open_page: OpenPage, accessible: Accessible
) -> None:
    page = await open_page(None)
    await page.goto("/jobs?status=failed")
    await expect(page).to_have_url(re.compile("/sign-in"))
    await expect(page.get_by_role("heading", name="Sign in to Educe")).to_be_visible()
    await accessible(page)


async def test_a_one_time_link_signs_in_once_and_leads_to_where_one_wanted(
    open_page: OpenPage, served: Api, anna: Tenant, troubles: Troubles
) -> None:
    secret = new_secret("link")
    served.credential(anna.id, "link", secret)
    page = await open_page(None)
    await page.goto(f"/sign-in?next=/settings#{secret}")
    await page.get_by_role("button", name="Sign in").click()
    await expect(page.get_by_role("heading", name="Settings")).to_be_visible()

    other = await open_page(None)
    troubles.allow(r"401 .*/api/auth/sign-in")
    await other.goto(f"/sign-in#{secret}")
    await other.get_by_role("button", name="Sign in").click()
    await expect(other.get_by_role("alert")).to_contain_text("Ask for a new one")


async def test_a_password_is_set_and_then_signs_in(
    open_page: OpenPage, anna: Tenant, troubles: Troubles
) -> None:
    page = await open_page(anna)
    await page.goto("/settings")
    await page.get_by_label("New password").fill("a sentence that only I would say")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("heading", name="Change your password")).to_be_visible()

    other = await open_page(None)
    troubles.allow(r"401 .*/api/auth/sign-in/password")
    await other.goto("/")
    await other.get_by_label("E-mail").fill(f"{anna.id}@example.org")
    await other.get_by_label("Password").fill("something else entirely")
    await other.keyboard.press("Enter")
    await expect(other.get_by_role("alert")).to_be_visible()
    await other.get_by_label("Password").fill("a sentence that only I would say")
    await other.keyboard.press("Enter")
    await expect(other.get_by_role("heading", name="Home")).to_be_visible()


async def test_no_other_site_is_gone_to_after_signing_in(
    open_page: OpenPage, served: Api, anna: Tenant
) -> None:
    for elsewhere in ("//evil.example/", "/\\evil.example", "https://evil.example"):
        secret = new_secret("link")
        served.credential(anna.id, "link", secret)
        page = await open_page(None)
        await page.goto(f"/sign-in?next={elsewhere}#{secret}")
        await page.get_by_role("button", name="Sign in").click()
        await expect(page.get_by_role("heading", name="Home")).to_be_visible()
        assert page.url.startswith(served.url)


async def test_the_sample_course_is_one_click_from_the_empty_home(
    page: Page, accessible: Accessible
) -> None:
    await page.goto("/")
    await expect(page.get_by_role("heading", name="See it work first")).to_be_visible()
    await accessible(page)
    await page.get_by_role("button", name="Extract the sample course").click()
    await expect(page.get_by_role("dialog")).to_contain_text("Algorithms and Data Structures")
    await expect(page).to_have_url(re.compile(r"/projects/[^/]+/graph\?watch="))
    await page.get_by_role("button", name="Cancel the extraction").click()
    await expect(page.get_by_role("dialog")).to_contain_text("Cancelled", timeout=60_000)


async def test_signing_out_leaves_nothing_to_see(page: Page, anna: Tenant) -> None:
    anna.project("Secret plans")
    await page.goto("/")
    await expect(page.get_by_role("link", name="Secret plans")).to_be_visible()
    await page.get_by_role("button", name=re.compile("Account of")).click()
    await page.get_by_role("menuitem", name="Sign out").click()
    await expect(page.get_by_role("heading", name="Sign in to Educe")).to_be_visible()
    await expect(page.get_by_text("Secret plans")).to_have_count(0)


async def test_the_apis_description_shows_under_its_policy(open_page: OpenPage) -> None:
    page = await open_page(None)
    await page.goto("/api/docs")
    await page.get_by_text("/api/auth/me", exact=True).click()
    await expect(page.get_by_role("button", name="Try it out")).to_be_visible()
