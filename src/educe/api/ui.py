"""The user interface: the files that its build has left, and one page for all of its addresses."""

import hashlib
import re
from functools import lru_cache
from pathlib import Path

from fastapi import Request, Response
from fastapi.responses import FileResponse, HTMLResponse
from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Receive, Scope, Send

import educe
from educe.api.headers import PAGE_HEADERS, names_etag

BUILT = Path(educe.__file__).with_name("ui")
_ASSETS = "assets"  # names in there hold a hash of what they name
_FOR_EVER = "public, max-age=31536000, immutable"
_ASK_AGAIN = "no-cache"
_ENCODINGS = {"br": ".br", "gzip": ".gz"}  # the first that a browser takes is sent
_MEDIA_TYPES = {  # not from the operating system's table, which may know better
    ".css": "text/css",
    ".html": "text/html",
    ".ico": "image/vnd.microsoft.icon",
    ".jpg": "image/jpeg",
    ".js": "text/javascript",
    ".json": "application/json",
    ".map": "application/json",
    ".mjs": "text/javascript",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
    ".txt": "text/plain",
    ".wasm": "application/wasm",
    ".webmanifest": "application/manifest+json",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}
_NOT_BUILT = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Educe</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"></head>
<body><h1>Educe</h1>
<p>Educe is running, but its user interface isn't built. In Educe's source, <code>make ui</code>
builds it; then load this page again.</p>
<p>The API is there: <a href="/api/docs">its description</a>.</p></body></html>
"""


class Ui:
    """Answers what no route does: files of the folder that the UI was built into, and its page for
    whatever address a browser goes to. The rest goes on to `otherwise`."""

    def __init__(self, folder: Path, otherwise: ASGIApp) -> None:
        self._folder = folder.resolve()
        self._otherwise = otherwise

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer: ASGIApp | None = None
        if scope["type"] == "http" and scope["method"] in ("GET", "HEAD"):
            answer = await run_in_threadpool(self._answer, Request(scope))
        await (answer or self._otherwise)(scope, receive, send)

    def _answer(self, request: Request) -> Response | None:
        path = request.url.path.lstrip("/")
        if file := self._file(path):
            return self._send(request, file)
        if path.startswith(f"{_ASSETS}/") or not _wants_page(request):
            return None
        if page := self._file("index.html"):
            return self._send(request, page)
        return HTMLResponse(_NOT_BUILT, 503, {**PAGE_HEADERS, "Cache-Control": "no-store"})

    def _file(self, path: str) -> Path | None:
        """The folder's file of this name; nothing that is hidden, compressed, or outside of it."""
        try:
            found = (self._folder / path).resolve(strict=True)
        except (OSError, ValueError):
            return None
        hidden = found.name.startswith(".") or found.suffix in _ENCODINGS.values()
        inside = found.is_relative_to(self._folder) and found.is_file()
        return found if inside and not hidden else None

    def _send(self, request: Request, file: Path) -> Response:
        encoding, sent = _encoded(file, request.headers.get("accept-encoding", ""))
        for_ever = file.is_relative_to(self._folder / _ASSETS)
        headers = {
            **PAGE_HEADERS,
            "Cache-Control": _FOR_EVER if for_ever else _ASK_AGAIN,
            "ETag": _etag(sent, sent.stat().st_mtime_ns),
            "Vary": "Accept-Encoding",
        }
        if names_etag(request.headers.get("if-none-match", ""), headers["ETag"]):
            return Response(status_code=304, headers=headers)
        if encoding:
            headers["Content-Encoding"] = encoding
        media_type = _MEDIA_TYPES.get(file.suffix, "application/octet-stream")
        return FileResponse(sent, headers=headers, media_type=media_type)


def _wants_page(request: Request) -> bool:
    return request.url.path == "/" or "text/html" in request.headers.get("accept", "")


def _encoded(file: Path, accepted: str) -> tuple[str | None, Path]:
    """How to send a file to whom accepts these encodings: which one, and the file that holds it."""
    offers = [re.split(r"\s*;\s*q=", offer.strip()) for offer in accepted.lower().split(",")]
    taken = {name for name, *quality in offers if not quality or quality[0].strip("0.")}
    for encoding, suffix in _ENCODINGS.items():
        compressed = file.with_name(file.name + suffix)
        if encoding in taken and compressed.is_file():
            return encoding, compressed
    return None, file


@lru_cache(maxsize=1024)
def _etag(file: Path, _changed_ns: int) -> str:
    """By the content: times and sizes may be the same in two builds."""
    return f'"{hashlib.sha256(file.read_bytes()).hexdigest()[:32]}"'
