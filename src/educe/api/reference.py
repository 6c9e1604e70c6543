"""The API's description as a page, /api/docs. Its viewer, Swagger UI, comes from a package and not
from another web site, so that it works offline."""

from importlib.resources import files

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse

from educe.api.headers import PAGE_HEADERS
from educe.errors import NotFound

router = APIRouter(prefix="/api/docs", include_in_schema=False)
_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Educe's API</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="/api/docs/favicon.png">
<link rel="stylesheet" href="/api/docs/swagger-ui.css"></head>
<body><div id="swagger-ui"></div>
<noscript>This page needs JavaScript. The description is at /api/openapi.json.</noscript>
<script src="/api/docs/swagger-ui-bundle.js"></script>
<script src="/api/docs/start.js"></script></body></html>
"""
_START = """"use strict";
SwaggerUIBundle({
  url: "/api/openapi.json",
  dom_id: "#swagger-ui",
  deepLinking: true,
  validatorUrl: null,
});
"""
_MEDIA_TYPES = {
    "swagger-ui-bundle.js": "text/javascript",
    "swagger-ui.css": "text/css",
    "favicon.png": "image/png",
}
_OURS = {**PAGE_HEADERS, "Cache-Control": "no-cache"}
_THEIRS = {**PAGE_HEADERS, "Cache-Control": "public, max-age=86400"}


@router.get("")
async def page() -> Response:
    return HTMLResponse(_PAGE, headers=_OURS)


@router.get("/start.js")
async def start() -> Response:
    return Response(_START, headers=_OURS, media_type="text/javascript")


@router.get("/{name}")
def viewer(name: str) -> Response:
    """The viewer's files. Raises NotFound."""
    if name not in _MEDIA_TYPES:
        raise NotFound(f"There is nothing at /api/docs/{name}.")
    content = (files("fastapi_offline") / "static" / name).read_bytes()
    return Response(content, headers=_THEIRS, media_type=_MEDIA_TYPES[name])
