"""What every page and every file of a page is sent with: what the browser may do with it."""

import re

_POLICY = {
    "default-src": "'self'",
    "script-src": "'self'",
    # components set the place of menus and messages by styles of their own
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "worker-src": "'self' blob:",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
PAGE_HEADERS = {
    "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in _POLICY.items()),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def names_etag(if_none_match: str, etag: str) -> bool:
    """Whether the asker has it already; proxies may have made its tag a weak one."""
    return etag in re.findall(r'"[^"]*"', if_none_match) or if_none_match.strip() == "*"
