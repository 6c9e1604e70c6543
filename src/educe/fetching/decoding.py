"""Targets that stand in a tracking link itself, read without a request."""

import base64
import binascii
import json
import re
from typing import Any
from urllib.parse import parse_qsl, unquote

from educe.errors import InvalidInput
from educe.fetching.links import Link
from educe.fetching.rules import Decoding, LinkRules, link_rules

_ABSOLUTE = re.compile(r"(?i)https?:/")
_ENCODED_ABSOLUTE = re.compile(r"(?i)https?(%25)*(%3a|:)(%25)*(%2f|/)")
_V3_LENGTHS = {
    letter: length
    for length, letter in enumerate(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", start=2
    )
}
_DEPTH = 3  # JSON in JSON


def embedded_target(link: Link, rules: LinkRules | None = None) -> Link | None:
    """The address that the link carries, if it is written in a way that the rules know."""
    rules = rules or link_rules()
    redirector = rules.redirectors.fit(link)
    for rule in rules.decode:
        if rule.redirectors and not redirector:
            continue
        found = _target(rule, link)
        if found is not None and (rule.same_host or found.host != link.host):
            return found
    return None


def _target(rule: Decoding, link: Link) -> Link | None:
    if (rule.hosts and not link.is_below(rule.hosts)) or (
        rule.path is not None and not rule.path.search(link.path)
    ):
        return None
    try:
        written = _decoded(rule, link)
        return None if written is None else _address(written, rule.scheme)
    except (ValueError, RecursionError, InvalidInput):
        return None  # it only looked like it


def _decoded(rule: Decoding, link: Link) -> str | None:
    if rule.source == "query":
        value = _parameter(rule, link)
        return None if value is None else _in_codec(rule, value)
    where = link.path if rule.source == "path" else link.url
    if rule.source == "path" and link.query and rule.codec == "plain":
        where = f"{link.path}?{link.query}"  # a target that stands there as it is has its own
    found = rule.pattern.search(where) if rule.pattern else None
    if found is None:
        return None
    if rule.codec == "v3":
        return _v3(found["target"], found["replaced"])
    return _in_codec(rule, found["target"])


def _parameter(rule: Decoding, link: Link) -> str | None:
    there = dict(reversed(parse_qsl(link.query, keep_blank_values=True)))
    for name in rule.names:
        value = there.get(name)
        if value and (rule.value is None or rule.value.search(value)):
            return value
    return None


def _in_codec(rule: Decoding, text: str) -> str | None:
    if rule.codec == "base64":
        return _base64(text.removeprefix(rule.strip))
    if rule.codec == "json":
        return _member(json.loads(_base64(text)), rule.keys)
    if rule.codec == "v2":
        return unquote(text.translate(str.maketrans("-_", "%/")))
    return text


def _base64(text: str) -> str:
    text = unquote(text).replace(" ", "+").replace("-", "+").replace("_", "/").rstrip("=")
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), validate=True).decode()
    except binascii.Error as error:
        raise ValueError(str(error)) from error


def _member(data: Any, keys: tuple[str, ...], depth: int = _DEPTH) -> str | None:
    """The first address under one of the keys, in objects within objects, also written as text."""
    if isinstance(data, str) and data.startswith("{"):
        data = json.loads(data)
    if not isinstance(data, dict) or depth == 0:
        return None
    for key in keys:
        value = data.get(key)
        if isinstance(value, str) and _ABSOLUTE.match(value):
            return value
    inner = (_member(value, keys, depth - 1) for value in data.values())
    return next((found for found in inner if found), None)


def _v3(target: str, replaced: str) -> str:
    """Each `*` stands for one of the replaced characters, `**` and a letter for a run of them."""
    characters = iter(_base64(replaced)) if replaced else iter("")

    def restored(mark: re.Match[str]) -> str:
        length = _V3_LENGTHS[mark[1]] if mark[1] else 1
        return "".join(character for _, character in zip(range(length), characters, strict=False))

    return re.sub(r"\*(?:\*(.))?", restored, target)


def _address(text: str, scheme: str | None) -> Link:
    for _ in range(3):
        if _ABSOLUTE.match(text) or not _ENCODED_ABSOLUTE.match(text):
            break
        text = unquote(text)
    if scheme is not None and not _ABSOLUTE.match(text):
        text = f"{scheme}://{unquote(text)}"
    return Link.parse(text)
