"""A browser for the tests: one that is installed, or one that can be."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
_WHERE = """
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)
"""
NONE = (
    "no browser: install Chromium or Google Chrome (apt-get install chromium), or let Playwright"
    " (python -m playwright install chromium)"
)


def installed_browser() -> Path | None:
    """Chromium or Chrome of this machine, else Playwright's own."""
    found = [found for name in _NAMES if (found := shutil.which(name))]
    found += [place for place in _PLACES if Path(place).is_file()]
    return Path(found[0]) if found else _playwrights_own()


def obtain_browser() -> Path | None:
    """The same; where there is none, one is installed: Debian's package if that may be done, else
    Playwright's. None if neither can be had."""
    if found := installed_browser():
        return found
    if os.name == "posix" and os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing Debian's chromium for the browser tests…", flush=True)
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        packages = ["chromium", "fonts-dejavu-core"]
        subprocess.run(
            ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages],
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
            stdout=subprocess.DEVNULL,
            check=False,
        )
        if found := installed_browser():
            return found
    print("Installing Playwright's chromium for the browser tests…", flush=True)
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
    return installed_browser()


def is_required() -> bool:
    """Whether tests fail, and aren't skipped, where there is no browser."""
    return any(os.environ.get(name) for name in ("CI", "EDUCE_REQUIRE_BROWSER"))


def browser_arguments() -> list[str]:
    # the sandbox refuses root; containers have little shared memory
    as_root = os.name == "posix" and os.geteuid() == 0
    return [*(["--no-sandbox"] if as_root else []), "--disable-dev-shm-usage"]


def _playwrights_own() -> Path | None:
    asked = subprocess.run(
        [sys.executable, "-c", _WHERE], capture_output=True, text=True, check=False
    )
    path = Path(asked.stdout.strip() or "/nowhere")
    return path if path.is_file() else None
