"""Requests that another web site makes a browser send, cookie and all, are refused."""

from typing import ClassVar
from urllib.parse import urlsplit

from fastapi import Request

from educe.errors import EduceError

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class CrossSite(EduceError):
    """The request comes from another web site."""

    status: ClassVar[int] = 403
    slug: ClassVar[str] = "cross-site"


def refuse_cross_site(request: Request) -> None:
    """Browsers say where a request comes from: by Sec-Fetch-Site, or by Origin where the page isn't
    served over HTTPS. What a cookie signs must say that it comes from here. Raises CrossSite."""
    if request.method in _SAFE:
        return
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        if site in ("same-origin", "none"):
            return
    elif _is_own(request, request.headers.get("origin", "")):
        return
    raise CrossSite(
        "This request was made by another web site, or doesn't say where it comes from. Use Educe's"
        " own pages; programs send a token in place of the cookie."
    )


def _is_own(request: Request, origin: str) -> bool:
    host = request.headers.get("host", "").lower()
    return bool(host) and urlsplit(origin).netloc.lower() == host
