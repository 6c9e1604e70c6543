"""A limit on what a request may bring along. Uploads have limits of their own."""

import re

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from educe.api.problems import as_problem, respond
from educe.errors import TooLarge

_UPLOADS = re.compile(r"/api/projects/[^/]+/files/?")


class LimitBodies:
    """Middleware: a body that isn't an upload is refused with 413 when it is larger than `most`
    bytes, whether it says so beforehand or not."""

    def __init__(self, app: ASGIApp, most: int) -> None:
        self._app = app
        self._most = most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive) if scope["type"] == "http" else None
        if request is None or _is_upload(request) or request.method in ("GET", "HEAD"):
            await self._app(scope, receive, send)
            return
        body = await self._read(request)
        if body is None:
            told = f"This request is larger than {self._most:,} bytes. Send less at once."
            await respond(request, as_problem(TooLarge(told)))(scope, receive, send)
            return
        await self._app(scope, _first(body, receive), send)

    async def _read(self, request: Request) -> bytes | None:
        told = request.headers.get("content-length", "")
        if told.isascii() and told.isdigit() and int(told) > self._most:
            return None
        parts: list[bytes] = []
        size = 0
        async for part in request.stream():
            size += len(part)
            if size > self._most:
                return None
            parts.append(part)
        return b"".join(parts)


def _is_upload(request: Request) -> bool:
    """Only where uploads are taken: elsewhere a form would be read whole, whoever sends it."""
    is_form = request.headers.get("content-type", "").lower().startswith("multipart/form-data")
    return is_form and _UPLOADS.fullmatch(request.url.path) is not None


def _first(body: bytes, receive: Receive) -> Receive:
    """The body once more; then what comes after it."""
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again
