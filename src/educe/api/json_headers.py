"""What every JSON answer of the API is sent with: it isn't kept, and is JSON and nothing else."""

import re

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_JSON = re.compile(r"application/([a-z.-]+\+)?json(;|$)")


class JsonHeaders:
    """Middleware: JSON below /api stays in no cache, unless its headers say otherwise, and no
    browser takes it for something else. Other answers pass as they are."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith("/api/"):
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                _complete(MutableHeaders(scope=message))
            await send(message)

        await self._app(scope, receive, send_with_headers)


def _complete(headers: MutableHeaders) -> None:
    if _JSON.match(headers.get("content-type", "")):
        headers.setdefault("Cache-Control", "no-store")
        headers.setdefault("X-Content-Type-Options", "nosniff")
