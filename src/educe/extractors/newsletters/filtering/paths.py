"""What an address' path says: whether it looks like an article's."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, unquote

from educe.extractors.newsletters.filtering.rules import FilterRules, PathRule
from educe.fetching.links import Link as Address

DATE = re.compile(
    r"(?:^|/)(?:19|20)\d\d[/-]?(?:0?[1-9]|1[0-2]|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
    r"[a-z]{0,6}(?:[/-]?\d{1,2})?(?=[/\-_.]|$)|(?:^|/)(?:19|20)\d\d(?=/[^/]*[a-z]{3})",
    re.IGNORECASE,
)
NUMBER = re.compile(
    r"(?:^|[-_.,/a-z])\d{5,}(?:\.\w{2,5})?$|(?<!\d)\d{4,}+\.\d{4,}|^10\.\d{4,}", re.I
)
WORD = re.compile(r"[^\W\d_]{2,}|\d{1,4}|[^\W\d_]")
LETTERS = re.compile(r"[^\W\d_]{2,}")
INDEX = re.compile(r"(?:index|default)\.\w{2,5}", re.IGNORECASE)  # the page of its folder
MIN_SLUG = 4  # words
MOST_SEGMENTS = 40  # the last ones: each is compared with those behind it
STRONG_PATH = 0.5  # a path with this score looks like an article's, whatever stands around it
IDENTIFIERS = frozenset(
    {
        "p",
        "id",
        "article",
        "story",
        "storyid",
        "articleid",
        "abstract_id",
        "doi",
        "news_id",
        "newsid",
    }
)


def segments(address: Address) -> list[str]:
    found = [part for part in address.path.split("/") if part]
    parts = [unquote(part) for part in found[-MOST_SEGMENTS:]]
    return parts[:-1] if parts and INDEX.fullmatch(parts[-1]) else parts


def slug_words(segment: str) -> int:
    """How many words a segment is made of, joined by hyphens or underscores; 0 for a token."""
    stem = re.sub(r"\.\w{2,5}$", "", segment)
    parts = [part for part in re.split(r"[-_+ –,]+", stem) if part]
    named = [part for part in parts if LETTERS.fullmatch(part.replace("'", "").replace("’", ""))]
    # random tokens have digits and letters in the same part
    mixed = [part for part in parts if _is_mixed(part)]
    return len(parts) if len(named) >= max(2, len(mixed) * 2) else len(named) if not mixed else 0


def _is_mixed(part: str) -> bool:
    if len(re.findall(r"[a-z](?=[A-Z])", part)) > 1:
        return True
    return re.search(r"\d", part) is not None and re.search(r"[^\W\d_]", part) is not None


def is_home(address: Address) -> bool:
    """Whether it is a site's front page, of a language or not."""
    found = segments(address)
    front = not found or (len(found) == 1 and re.fullmatch(r"[a-z]{2}(-[a-z]{2})?", found[0], re.I))
    return bool(front) and not _identified(address)


def _identified(address: Address) -> bool:
    return any(name.lower() in IDENTIFIERS and value for name, value in parse_qsl(address.query))


def ending(address: Address) -> str:
    last = address.path.rsplit("/", 1)[-1]
    return last.rsplit(".", 1)[-1].lower() if "." in last else ""


def path_rule(address: Address, rules: FilterRules) -> PathRule | None:
    """The rule that knows one of the path's segments as something other than articles.

    It holds when the segment ends the path; when only a name of a word or two follows; and, if the
    rule says so, for everything below, unless an article's folder or a date follows.
    """
    found = [part.lower() for part in segments(address)]
    for index, part in enumerate(found):
        after = found[index + 1 :]
        in_folder = any(before in rules.shapes.folders for before in found[:index])
        for rule in rules.paths:
            if part not in rule.segments or (rule.not_in_folder and in_folder):
                continue
            if not after or _holds_below(rule, after, rules):
                return rule
    return None


def _holds_below(rule: PathRule, after: list[str], rules: FilterRules) -> bool:
    if rule.end_only or any(part in rules.shapes.folders for part in after):
        return False
    if not rule.before_slug and len(after) > 1 and re.search(r"\.\w{2,5}$", after[-1]):
        return False  # a page deep in an archive
    words = max(slug_words(part) for part in after)
    if DATE.search("/" + "/".join(after)) and words >= 2:
        return False
    return rule.before_slug or words < MIN_SLUG - 1


def is_token(address: Address) -> bool:
    """Whether the path ends in characters without words: such addresses lead on to others."""
    parts = segments(address)
    last = parts[-1] if parts else ""
    return len(last) >= 8 and slug_words(last) < 2 and any(map(_is_mixed, re.split(r"[-_]", last)))


def is_wordless(address: Address) -> bool:
    """Whether neither the path nor the query says anything, but the query is long: a counter's."""
    wordless = all(len(part.partition(".")[0]) <= 2 for part in segments(address))
    values = [value or name for name, value in parse_qsl(address.query, keep_blank_values=True)]
    return wordless and any(len(value) >= 20 and slug_words(value) < 2 for value in values)


def path_score(address: Address, rules: FilterRules) -> tuple[float, str]:
    """How much the path looks like an article's, from about -0.3 to 0.6, and why."""
    if address.is_below(rules.shapes.repositories):
        is_page = len(segments(address)) == 2
        return (rules.score.document if is_page else 0.0), "is a project's"
    found = list(_evidence(address, rules))
    score = sum(value for value, _ in found)
    reasons = ", ".join(reason for _, reason in found) or "says nothing"
    return max(-0.4, min(score, 0.6)), reasons


def _evidence(address: Address, rules: FilterRules) -> Iterator[tuple[float, str]]:
    parts, score = segments(address), rules.score
    words = max((slug_words(part) for part in parts[-2:]), default=0)
    if words >= MIN_SLUG:
        yield score.slug, "ends in a title"
    elif words == MIN_SLUG - 1:
        yield score.short_slug, "ends in a short title"
    dated = DATE.search(address.path) is not None
    numbered = _identified(address) or (bool(parts) and NUMBER.search(parts[-1]) is not None)
    if dated:
        yield score.date, "has a date"
    if numbered:
        yield score.number, "has an article's number"
    kind = ending(address)
    if kind in rules.shapes.documents:
        yield score.document, "is a document"
    elif kind in rules.shapes.files and (words >= 2 or numbered or len(parts) > 2):
        yield score.file, "is a page's file"
    in_folder = any(part.lower() in rules.shapes.folders for part in parts[:-1])
    if in_folder or address.is_below(rules.shapes.papers):
        yield score.folder, "lies in a folder of articles"
    elif words < MIN_SLUG - 1 and not dated and not numbered and all(map(_plain, parts)):
        if len(parts) == 1:
            yield (score.short_name if words > 1 else score.bare_word), "is short"
        elif len(parts) == 2 and kind not in rules.shapes.files:
            yield score.two_words, "is short"


def _plain(part: str) -> bool:
    """A segment of letters: a name, not a number or token."""
    return re.fullmatch(r"[^\W\d_]+(?:[-_.][^\W_]+)*", part) is not None
