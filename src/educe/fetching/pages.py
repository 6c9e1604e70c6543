"""Pages that send their reader on: by a meta tag, or by a script simple enough to be read."""

import re
from dataclasses import dataclass
from typing import Literal

from selectolax.lexbor import LexborHTMLParser, LexborNode

from educe.errors import InvalidInput
from educe.fetching.links import Link

_MAX_DELAY_SECONDS = 10.0  # a page that stays longer is meant to be read
_FEW_CHARACTERS = 500  # more of them are a page to be read, whatever its scripts do
_DELAY = re.compile(r"[\d.]{1,12}")
# so many at most: with any number a page of nothing but "self." would take minutes
_MOVE = (
    r"(?:(?:window|document|self|top|parent|this)\s*\.\s*){0,4}location"
    r"(?:\s*\.\s*href\s*=(?!=)|\s*=(?!=)|\s*\.\s*(?:replace|assign)\s*\()"
)
_MOVES = re.compile(rf"(?<![\w.$-]){_MOVE}")
_MOVES_TO = re.compile(
    rf"""(?<![\w.$-]){_MOVE}\s*(["'`])((?:\\.|(?!\1).){{1,4096}}?)\1\s*[;)}}\n\r]?"""
)
_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|(.))")


@dataclass(frozen=True, slots=True)
class Onward:
    """Where a page sends its reader; `link` is None when only its script knows."""

    how: Literal["refresh", "script"]
    link: Link | None


def onward(html: bytes, base: Link) -> Onward | None:
    """Where the page leads on to, or None if it is there to be read."""
    lowered = html.lower()
    if b"http-equiv" not in lowered and b"location" not in lowered:
        return None
    page = LexborHTMLParser(html.decode(errors="replace"))
    scripts = [node.text() for node in page.css("script") if not node.attributes.get("src")]
    hinted = _hint(page.css("meta[http-equiv]"), base, noscript=False)
    # for readers without scripts: it counts if the page is nothing but its script
    aside = _hint(page.css("noscript meta[http-equiv]"), base, noscript=True)
    if hinted is not None:
        return Onward("refresh", hinted)
    if not _says_little(page):
        return None
    return Onward("refresh", aside) if aside is not None else _by_script(scripts, base)


def refresh(text: str, base: Link) -> Link | None:
    """Where a Refresh header or meta tag leads to, if it does so soon and elsewhere."""
    text = text.strip()
    delay = _DELAY.match(text)
    if delay is None:
        return None
    url = text[delay.end() :].lstrip(" \t\r\n;,")
    name, equals, value = url.partition("=")
    if equals and name.strip().lower() == "url":
        url = value
    url = url.strip().strip("\"'")
    try:
        if not url or float(delay[0]) > _MAX_DELAY_SECONDS:
            return None
        link = Link.parse(url, base)
    except (InvalidInput, ValueError):
        return None
    return None if link.without_fragment() == base.without_fragment() else link


def _hint(nodes: list[LexborNode], base: Link, *, noscript: bool) -> Link | None:
    for node in nodes:
        within = node.parent is not None and node.parent.tag == "noscript"
        if within is noscript and _attribute(node, "http-equiv").strip().lower() == "refresh":
            link = refresh(_attribute(node, "content"), base)
            if link is not None:
                return link
    return None


def _attribute(node: LexborNode, name: str) -> str:
    return node.attributes.get(name) or ""


def _says_little(page: LexborHTMLParser) -> bool:
    page.strip_tags(["script", "style", "title", "template", "noscript"])
    return page.body is None or len(page.body.text(strip=True)) <= _FEW_CHARACTERS


def _by_script(scripts: list[str], base: Link) -> Onward | None:
    text = "\n".join(scripts)
    targets = {_unescaped(found[1]) for found in _MOVES_TO.findall(text)}
    links = set()
    for target in targets:
        try:
            links.add(Link.parse(target, base).without_fragment())
        except InvalidInput:
            continue
    links.discard(base.without_fragment())
    if len(links) == 1:
        return Onward("script", links.pop())
    return Onward("script", None) if _MOVES.search(text) else None


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(
        lambda part: chr(int(part[1] or part[2], 16)) if part[1] or part[2] else part[3], text
    )
