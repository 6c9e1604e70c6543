"""One form for all ways to write an address, so that the same page is known again.

`canonical` is an address that can be opened. `identity` goes further, and is for comparing only.
After RFC 3986, 6.2.2 (case, percent-encoding, dot segments) and 6.2.3 (ports, empty paths).
"""

import re
from dataclasses import replace
from urllib.parse import unquote_plus

from educe.fetching.links import Link
from educe.fetching.rules import LinkRules, link_rules

_ENCODED = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_SESSION = re.compile(r"(?i);(jsessionid|phpsessid|sid)=[^/;]*")


def canonical(url: str) -> str:
    """The address without what says how its reader came there: utm_source, fbclid, mc_cid …

    Raises InvalidInput when it is no http or https address."""
    return canonical_link(Link.parse(url)).url


def canonical_link(link: Link, rules: LinkRules | None = None) -> Link:
    fragment = link.fragment if link.fragment.startswith(("!", "/")) else ""  # pages of scripts
    return replace(
        link,
        path=_SESSION.sub("", _without_dots(_normal(link.path))),
        query=_kept(link, rules or link_rules()),
        fragment=_normal(fragment),
    )


def identity(url: str) -> str:
    """What is the same for addresses that lead to the same page as far as their looks tell: with or
    without www, slash at the end, http or https, parameters in whatever order.

    Raises InvalidInput when it is no http or https address."""
    link = canonical_link(Link.parse(url))
    same = replace(
        link,
        scheme="https",
        host=link.host.removeprefix("www."),
        port=443 if link.port in (80, 443) else link.port,
        path=link.path.rstrip("/") or "/",
        query="&".join(sorted(link.query.split("&"))),
    )
    return same.url.removeprefix("https://")


def _normal(part: str) -> str:
    def decoded(code: re.Match[str]) -> str:
        character = chr(int(code[1], 16))
        return character if character in _UNRESERVED else code[0].upper()

    return _ENCODED.sub(decoded, part)


def _without_dots(path: str) -> str:
    """Without "." and ".." (RFC 3986, 5.2.4); empty segments stay, they may mean something."""
    kept: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in (".", ".."):
        kept.append("")
    return "/" + "/".join(kept)


def _kept(link: Link, rules: LinkRules) -> str:
    kept = []
    for pair in link.query.split("&"):
        name, _, value = pair.partition("=")
        name, value = unquote_plus(name), unquote_plus(value)
        if pair and not any(rule.fits(link, name, value) for rule in rules.parameter):
            kept.append(_normal(pair))
    return "&".join(kept)
