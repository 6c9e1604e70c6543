"""The front page, and the page that sign-in links open."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from educe import __version__

router = APIRouter(include_in_schema=False)
_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Educe</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>
body{{font:1.1rem/1.6 system-ui,sans-serif;max-width:40rem;margin:15vh auto;padding:0 1rem}}
:root{{color-scheme:light dark}}</style></head>
<body><main>{body}</main></body></html>
"""
_FRONT = f"""<h1>Educe</h1>
<p>Educe {__version__} is running. It turns documents into knowledge in which every fact points at
the words it came from.</p>
<p>The API is described at <a href="/api/docs">/api/docs</a>; its schema is at
<a href="/api/openapi.json">/api/openapi.json</a>. In a terminal, <code>educe --help</code> says
what can be done.</p>"""
_SIGN_IN = """<h1>Sign in to Educe</h1>
<p id="told" role="status">This link signs you in.</p>
<noscript><p>Signing in needs JavaScript.</p></noscript>
<p><button id="go" type="button" autofocus>Sign in</button></p>
<script src="/sign-in.js"></script>"""
_SCRIPT = """"use strict";
const told = document.getElementById("told");
document.getElementById("go").addEventListener("click", async () => {
  const answer = await fetch("/api/auth/sign-in", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ secret: location.hash.slice(1) || "-" }),
  });
  if (answer.ok) return location.replace("/");
  told.textContent = (await answer.json()).detail;
});
"""
_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; style-src 'unsafe-inline';"
    " frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


@router.get("/", response_class=HTMLResponse)
async def front() -> HTMLResponse:
    return HTMLResponse(_PAGE.format(body=_FRONT), headers=_HEADERS)


@router.get("/sign-in", response_class=HTMLResponse)
async def sign_in() -> HTMLResponse:
    return HTMLResponse(_PAGE.format(body=_SIGN_IN), headers=_HEADERS)


@router.get("/sign-in.js", response_class=HTMLResponse)
async def sign_in_script() -> HTMLResponse:
    return HTMLResponse(_SCRIPT, headers=_HEADERS, media_type="text/javascript")
