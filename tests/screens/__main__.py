"""Takes the pictures of the documentation: python -m tests.screens [names…]

An installation of its own is started on a temporary folder, filled, looked at and thrown away.
Without names all pictures are taken. docs/screens.md is written in either case.
"""

import io
import re
import socket
import sys
import tempfile
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, StorageState, expect, sync_playwright

from tests.screens.newsletters import HOST, Newsletters, tracker
from tests.screens.sample import Sample, add_history
from tests.screens.shots import FOLDER, NEWSLETTERS, PAGE, SHOTS, Shot, page
from tests.support.browser import browser_arguments, obtain_browser
from tests.support.dovecot import dovecot_server
from tests.support.installation import Installation

WIDE: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}, "device_scale_factor": 1.5}
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 780},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}
SETTLED_MILLISECONDS = 2500  # a graph finds its form, a toast goes
QUALITY = 78


class Camera:
    def __init__(self, browser: Browser, url: str, wanted: Collection[str]) -> None:
        self._browser, self._url, self._wanted = browser, url, wanted
        self._signed_in: StorageState | None = None

    def open(self, *, dark: bool = False, phone: bool = False) -> Page:
        context = self._browser.new_context(
            base_url=self._url,
            color_scheme="dark" if dark else "light",
            locale="en-GB",
            timezone_id="Europe/Berlin",
            storage_state=self._signed_in,
            **(PHONE if phone else WIDE),
        )
        return context.new_page()

    def keep_session(self, opened: Page) -> None:
        self._signed_in = opened.context.storage_state()

    def wants(self, shots: Sequence[Shot]) -> list[Shot]:
        return [shot for shot in shots if shot.name in self._wanted]

    def take(self, opened: Page, name: str) -> None:
        """On the way to others, if it is wanted."""
        if name in self._wanted:
            self._save(opened, f"{name}.webp")

    def _save(self, opened: Page, file: str) -> None:
        opened.wait_for_load_state("networkidle")
        opened.wait_for_timeout(SETTLED_MILLISECONDS)
        picture = Image.open(io.BytesIO(opened.screenshot()))
        picture.convert("RGB").save(FOLDER / file, "WEBP", quality=QUALITY, method=6)
        print(f"{file}: {(FOLDER / file).stat().st_size // 1000} kB", flush=True)

    def visit_all(self, shots: Sequence[Shot], places: dict[str, str]) -> None:
        for shot in shots:
            if shot.address:
                self._visit(shot, places)

    def _visit(self, shot: Shot, places: dict[str, str]) -> None:
        for file in shot.files():
            phone = "-phone" in file
            opened = self.open(dark="-dark" in file, phone=phone)
            opened.goto(shot.address.format(**places))
            expect(opened.locator("h1")).to_be_visible()
            if shot.tall:
                opened.set_viewport_size({"width": 1280, "height": 1160})
            opened.wait_for_load_state("networkidle")
            for key in () if phone else shot.keys:
                opened.keyboard.press(key)
            self._save(opened, file)
            opened.context.close()


def main(names: Sequence[str]) -> None:
    known = [shot.name for shot in SHOTS]
    if unknown := set(names).difference(known):
        sys.exit(f"There is no picture {', '.join(sorted(unknown))}, only {', '.join(known)}.")
    FOLDER.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="educe-screens-") as folder,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(
            executable_path=obtain_browser(), args=browser_arguments()
        )
        _take_all(browser, Path(folder), names or known)
        browser.close()
    if not names:
        _tidy()
    PAGE.write_text(page())


def _take_all(browser: Browser, folder: Path, wanted: Collection[str]) -> None:
    settings = {
        "extractors": "",
        "fetch_allowed": f"{HOST}:*",
        "fetch_concurrency_per_host": "1",  # one newsletter after another comes to its end
    }
    with (
        dovecot_server() as dovecot,
        tracker() as track,
        Installation(folder, mail_ca_file=str(dovecot.ca), **settings).serving(
            _free_port()
        ) as served,
    ):
        sample, camera = Sample(served), Camera(browser, served.url, wanted)
        _come_in(sample, camera)
        if others := camera.wants([shot for shot in SHOTS if shot not in NEWSLETTERS]):
            _work(sample, camera, folder / "home")
            camera.visit_all(others, sample.places)
        if shots := camera.wants(NEWSLETTERS):
            newsletters = Newsletters(served, dovecot, track)
            _read(newsletters, camera)
            camera.visit_all(shots, newsletters.places)


def _work(sample: Sample, camera: Camera, home: Path) -> None:
    sample.add_work()
    _watch(sample, camera)
    sample.add_schedules()
    add_history(home, sample.places["course"])


def _come_in(sample: Sample, camera: Camera) -> None:
    sample.introduce()
    opened = camera.open()
    opened.goto("/")
    camera.take(opened, "sign-in")
    opened.goto(sample.link())
    opened.get_by_role("button", name="Sign in").click()
    expect(opened.get_by_role("heading", name="Home")).to_be_visible()
    camera.take(opened, "welcome")
    camera.keep_session(opened)


def _watch(sample: Sample, camera: Camera) -> None:
    """The course's extraction, while it runs."""
    opened = camera.open()
    sample.start_course()
    opened.goto("/?watch={completed}".format(**sample.places))
    told = opened.get_by_role("dialog").get_by_text(re.compile(r"\b[3-8] of 11 items"))
    expect(told).to_be_visible(timeout=90_000)
    camera.take(opened, "progress")
    sample.finish_course()


def _read(newsletters: Newsletters, camera: Camera) -> None:
    """A mailbox, while it is tried and while it is read."""
    opened = camera.open()
    opened.set_viewport_size({"width": 1280, "height": 1080})
    newsletters.try_mailbox(opened)
    camera.take(opened, "mailbox")
    opened.context.close()
    newsletters.start()
    opened = camera.open()
    opened.goto("/?watch={newsletters_job}".format(**newsletters.places))
    messages = opened.get_by_role("listitem").filter(has_text="Read messages")
    expect(messages).to_contain_text(re.compile(r"[2-5] of 6"), timeout=30_000)
    camera.take(opened, "newsletters-progress")
    opened.context.close()
    newsletters.finish()


def _tidy() -> None:
    """No picture stays that isn't shown any more."""
    taken = {file for shot in SHOTS for file in shot.files()}
    for path in FOLDER.iterdir():
        if path.name not in taken:
            path.unlink()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


if __name__ == "__main__":
    main(sys.argv[1:])
