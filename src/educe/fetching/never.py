"""Links that are never fetched, because fetching them does something: unsubscribes, confirms,
changes what somebody gets. Better to leave an article about it unread than to do it."""

import re
from collections.abc import Iterator
from functools import cache
from urllib.parse import unquote_plus

from educe.errors import InvalidInput
from educe.fetching.canonical import identity
from educe.fetching.failures import FetchFailed
from educe.fetching.links import Link
from educe.fetching.rules import LinkRules, link_rules

_WORD_ENDS = re.compile(r"(?<=[a-z])(?=[A-Z])|[^A-Za-zÀ-ÿ]+")
_ACCENTS = str.maketrans("àáâäãåçèéêëìíîïñòóôöõùúûü", "aaaaaaceeeeiiiinooooouuuu")
_PLAIN_WORDS = 3  # more of them are a title


def never_fetched(link: Link, rules: LinkRules | None = None) -> str | None:
    """The words for which the link is left alone, or None."""
    strong, weak = _phrases(rules)
    for part in _parts(link):
        words = [w.lower().translate(_ACCENTS) for w in _WORD_ENDS.split(part) if w]
        runs = list(_runs(words))
        found = next((run for run in runs if run in strong), None)
        if found is None and len(words) <= _PLAIN_WORDS:
            found = next((run for run in runs if run in weak), None)
        if found is not None:
            return found
    return None


def denied(urls: frozenset[str]) -> frozenset[str]:
    """Addresses that somebody says not to fetch, as `is_denied` compares them; what is no web
    address is left out."""
    known = set()
    for url in urls:
        try:
            known.add(identity(url))
        except InvalidInput:
            continue
    return frozenset(known)


def expect_harmless(
    link: Link, denied_ones: frozenset[str] = frozenset(), rules: LinkRules | None = None
) -> None:
    """Raises FetchFailed when the link is never fetched, or is one of those."""
    words = never_fetched(link, rules)
    if words is None and is_denied(link, denied_ones):
        words = "the mail's own address for leaving"
    if words is not None:
        said = f"Fetching it would do something ({words}), so it isn't fetched."
        raise FetchFailed("never_fetched", said)


def is_denied(link: Link, those: frozenset[str]) -> bool:
    return bool(those) and identity(link.url) in those


@cache
def _default_phrases() -> tuple[frozenset[str], frozenset[str]]:
    return _phrases_of(link_rules())


def _phrases(rules: LinkRules | None) -> tuple[frozenset[str], frozenset[str]]:
    if rules is None or rules is link_rules():
        return _default_phrases()
    return _phrases_of(rules)


def _phrases_of(rules: LinkRules) -> tuple[frozenset[str], frozenset[str]]:
    strong, weak = rules.never.strong, rules.never.weak
    return frozenset(x.replace(" ", "") for x in strong), frozenset(
        x.replace(" ", "") for x in weak
    )


def _parts(link: Link) -> Iterator[str]:
    """What the link says, part by part, whatever way it is encoded."""
    yield from link.host.split(".")[:-1]
    for part in (*link.path.split("/"), *re.split(r"[&=]", link.query)):
        text = part
        for _ in range(3):
            decoded = unquote_plus(text)
            if decoded == text:
                break
            text = decoded
        yield from re.split(r"[/?&=#]", text)


def _runs(words: list[str]) -> Iterator[str]:
    """One, two and three words that follow each other, written together."""
    for length in (1, 2, 3):
        for start in range(len(words) - length + 1):
            yield "".join(words[start : start + length])
