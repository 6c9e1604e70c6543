"""Browsers on a real server with a real worker. Playwright's async API is used, on one event loop
for all tests here: a browser lives for as long as its loop."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Generator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

from educe.accounts.secrets import new_secret
from educe.api.deps import COOKIE
from educe.api.ui import BUILT
from tests.support.api import Api, Tenant, serving
from tests.support.browser import NONE, browser_arguments, installed_browser, is_required
from tests.support.databases import Server
from tests.support.world import World
from tests.ui.troubles import Troubles

HERE = Path(__file__).parent
DESKTOP = {"viewport": {"width": 1280, "height": 800}}
PHONE = {"viewport": {"width": 380, "height": 760}, "has_touch": True, "is_mobile": True}
OpenPage = Callable[..., Awaitable[Page]]
Accessible = Callable[[Page], Awaitable[None]]

# what fades in has less contrast than it will have
_STILL = """() => Promise.allSettled(document.getAnimations()
    .filter((each) => each.effect.getComputedTiming().endTime !== Infinity)
    .map((each) => each.finished))"""
_failed = pytest.StashKey[bool]()
expect.set_options(timeout=30_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.slow)
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if report.when == "call" and report.failed:
        item.stash[_failed] = True
        if isinstance(item, pytest.Function) and (folder := item.funcargs.get("tmp_path")):
            report.sections.append(("browser", f"Screenshots and traces are in {folder}"))
    return report


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One browser a process; each test has contexts of its own in it."""
    path = installed_browser()
    if path is None:
        (pytest.fail if is_required() else pytest.skip)(NONE)
    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(executable_path=path, args=browser_arguments())
        yield running
        await running.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def served(
    browser: Browser, server: Server, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Api]:
    """A server with the built UI and a worker, on a database of their own. Tests keep apart as
    tenants do."""
    if not (BUILT / "index.html").is_file():
        pytest.fail("The user interface isn't built: make ui")
    with server.database() as database:
        world = World(database, tmp_path_factory.mktemp("served"), slots=2)
        with serving(world.settings, database.api_url) as url:
            api = Api(url, world)
            async with world.worker_process():
                yield api
            api.close()
        await world.close()


@pytest.fixture
def anna(served: Api) -> Tenant:
    return served.tenant("Anna")


@pytest.fixture
def ben(served: Api) -> Tenant:
    return served.tenant("Ben")


@pytest.fixture
def admin(served: Api) -> Tenant:
    """An administrator of the installation."""
    made = served.tenant("Ada")
    served.world.execute("UPDATE kb.users SET is_admin = true WHERE id = %s", made.id)
    return made


@pytest.fixture
def troubles() -> Troubles:
    """What goes wrong in the test's pages fails it, unless it is allowed."""
    return Troubles()


@pytest_asyncio.fixture(loop_scope="session")
async def open_page(
    request: pytest.FixtureRequest,
    browser: Browser,
    served: Api,
    troubles: Troubles,
    tmp_path: Path,
) -> AsyncIterator[OpenPage]:
    """Opens a page in a browser of its own: for whom (or nobody), dark, on a phone."""
    contexts: list[BrowserContext] = []

    async def opened(
        who: Tenant | None, *, dark: bool = False, phone: bool = False, **options: Any
    ) -> Page:
        context = await browser.new_context(
            **{
                "base_url": served.url,
                "color_scheme": "dark" if dark else "light",
                "locale": "en-GB",
                "timezone_id": "UTC",
                **(PHONE if phone else DESKTOP),
                **options,
            }
        )
        contexts.append(context)
        await context.tracing.start(snapshots=True)
        troubles.watch(context)
        if who is None:
            troubles.allow(r"^401 .*/api/auth/me$")  # whether somebody is signed in is asked
        else:
            await _sign_in(context, served, who)
        return await context.new_page()

    yield opened
    failed = request.node.stash.get(_failed, False) or troubles.seen()
    for number, context in enumerate(contexts):
        await _leave(context, tmp_path / f"browser-{number}" if failed else None)
    troubles.check()


@pytest_asyncio.fixture(loop_scope="session")
async def page(open_page: OpenPage, anna: Tenant) -> Page:
    """Anna's, signed in."""
    return await open_page(anna)


@pytest.fixture
def accessible() -> Accessible:
    """Fails for a page with serious or critical findings of axe."""

    async def check(page: Page) -> None:
        await page.evaluate(_STILL)
        found = await Axe().run(page)
        grave = [
            f"{each['impact']}: {each['help']}: {[node['target'] for node in each['nodes']]}"
            for each in found.response["violations"]
            if each["impact"] in ("serious", "critical")
        ]
        assert not grave, "\n".join(grave)

    return check


async def _sign_in(context: BrowserContext, served: Api, who: Tenant) -> None:
    """By a session made in the database: quicker than the way through the page."""
    secret = new_secret("session")
    await asyncio.to_thread(served.credential, who.id, "session", secret)
    await context.add_cookies(
        [{"name": COOKIE, "value": secret, "url": served.url, "httpOnly": True, "sameSite": "Lax"}]
    )


async def _leave(context: BrowserContext, folder: Path | None) -> None:
    """Closes a browser; into the folder go pictures of its pages, and their trace."""
    if folder is None:
        await context.tracing.stop()
    else:
        for number, page in enumerate(context.pages):
            name = re.sub(r"\W+", "-", page.url.partition("://")[2])[:60]
            await page.screenshot(path=folder / f"{number}-{name}.png")
        await context.tracing.stop(path=folder / "trace.zip")
    await context.close()
