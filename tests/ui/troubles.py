"""What goes wrong in a page without showing: errors in its console, requests that fail."""

import re

from playwright.async_api import BrowserContext, ConsoleMessage, Request, Response, WebError

_TOLD_BY_RESPONSE = "Failed to load resource"


class Troubles:
    """Collects them from the contexts that it watches; a test allows those that it provokes."""

    def __init__(self) -> None:
        self._found: list[str] = []
        self._allowed: list[str] = []

    def allow(self, pattern: str) -> None:
        """Lines in which this regular expression is found are as they should be."""
        self._allowed.append(pattern)

    def watch(self, context: BrowserContext) -> None:
        context.on("console", self._console)
        context.on("weberror", self._uncaught)
        context.on("requestfailed", self._failed)
        context.on("response", self._answered)

    def seen(self) -> list[str]:
        return [line for line in self._found if not any(re.search(p, line) for p in self._allowed)]

    def check(self) -> None:
        """Fails when something was seen."""
        assert not self.seen(), "In the browser:\n" + "\n".join(self.seen())

    def _console(self, message: ConsoleMessage) -> None:
        # what the policy forbids is told here, too
        if message.type == "error" and not message.text.startswith(_TOLD_BY_RESPONSE):
            self._found.append(f"console: {message.text}")

    def _uncaught(self, error: WebError) -> None:
        self._found.append(f"uncaught: {error.error}")

    def _failed(self, request: Request) -> None:
        # a page that is left ends its requests
        if request.failure != "net::ERR_ABORTED":
            self._found.append(f"{request.failure} {request.method} {request.url}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400:
            self._found.append(f"{response.status} {response.request.method} {response.url}")
