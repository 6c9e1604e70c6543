"""How much speaks for an article: the words of the link, its place, its path, and its page."""

import re
from collections.abc import Iterator

from educe.extractors.newsletters.filtering.candidates import Candidate
from educe.extractors.newsletters.filtering.paths import is_token, path_score
from educe.extractors.newsletters.filtering.rules import CueRule, FilterRules
from educe.extractors.newsletters.filtering.verdicts import Kind, Stage, Verdict, note, reject
from educe.extractors.newsletters.filtering.wording import (
    has_small_word,
    heading,
    is_generic,
    is_headline,
    words,
)
from educe.extractors.newsletters.links import Link, Place

PARAGRAPH = 25  # characters of text in which a few linked words are part of a sentence
DETERMINED = re.compile(
    r"\b(?:the|an?|its|his|her|their|our|this|der|die|das|de[mns]|eine?[mnrs]?|ihre?[mnrs]?"
    r"|seine?[mnrs]?|unsere?[mnrs]?|diese[mnrs]?|im|zu[mr]|vom|le|la|les|une?|el|los|las)$|['’]s$",
    re.IGNORECASE,
)
SENTENCE_END = re.compile(r"[.!?…)\]\"”’–—,(\[-]$")
EXPLAINED = 25  # characters around a link that says nothing itself
ARTICLE_TYPES = frozenset({"article", "newsarticle", "blogposting", "report", "blog"})
OTHER_TYPES = frozenset(
    {"product", "profile", "video.other", "video", "music.song", "book", "place"}
)
SHORT_PAGE = 120  # words


def scores(candidate: Candidate, rules: FilterRules) -> Iterator[Verdict]:
    """Notes, each with its share of the score."""
    score = rules.score
    yield note(Stage.SCORE, "base", "Nothing speaks against it.", score.base)
    yield from _words(candidate.link, rules)
    yield from _place(candidate.link, rules)
    yield from _cues(candidate.link, rules)
    if candidate.target is None or candidate.is_opaque or is_token(candidate.target):
        yield from _prose(candidate.link, rules)
    if candidate.target is not None and not candidate.is_opaque:
        value, reason = path_score(candidate.target, rules)
        yield note(Stage.PATH, "path", f"The path {reason}.", value)


def _prose(link: Link, rules: FilterRules) -> Iterator[Verdict]:
    """Words of a sentence that link somewhere are read on, when nothing else is known. A name alone
    is no such words."""
    for place in link.places:
        told = len(place.snippet) - len(place.text) >= PARAGRAPH
        spoken = has_small_word(place.text) or DETERMINED.search(place.before) is not None
        if told and not place.is_title and spoken and not is_generic(place.text, rules):
            reason = "Its words are part of a sentence."
            yield note(Stage.SCORE, "prose", reason, rules.score.prose)
            return


def _cues(link: Link, rules: FilterRules) -> Iterator[Verdict]:
    for cue in rules.cues:
        by_text = cue.text is not None and cue.text.search(link.text)
        if by_text or any(_is_beside(cue, place) for place in link.places):
            yield note(Stage.SCORE, cue.id, cue.reason, cue.score)


def _is_beside(cue: CueRule, place: Place) -> bool:
    """Whether the cue's words stand beside the link, before or above it."""
    if cue.snippet is not None and cue.snippet.search(_around(place)):
        return True
    if cue.before is not None and cue.before.search(place.before):
        return True
    if cue.after is not None and cue.after.search(place.after):
        return True
    known = cue.heading
    above = (*place.headings, *place.near, *place.labels) if known is not None else ()
    return known is not None and any(known.fullmatch(heading(text)) for text in above)


def _around(place: Place) -> str:
    """The text of its block; of the box around it when the block says hardly more than the link."""
    if len(place.before) + len(place.after) >= EXPLAINED:
        return f"{place.before} {place.text} {place.after}"
    return place.snippet


def _names_source(place: Place) -> bool:
    """Whether a name closes a text that says what it wrote: "… is online. The Guardian"."""
    if place.in_header_zone or place.in_footer_zone:
        return False
    if has_small_word(place.text) or words(place.text) > 4:
        return False
    closes = SENTENCE_END.search(place.before) and not place.after.strip(".,;)] ")
    return bool(closes) and len(place.before) >= PARAGRAPH


def _words(link: Link, rules: FilterRules) -> Iterator[Verdict]:
    score = rules.score
    text = link.text
    if is_generic(text, rules) or any(map(_names_source, link.places)):
        around = max((len(place.snippet) - len(place.text) for place in link.places), default=0)
        if text and around >= EXPLAINED:
            reason = "Ends a text that says what it is about."
            yield note(Stage.SCORE, "explained", reason, score.generic_explained)
    elif is_headline(text):
        yield note(Stage.SCORE, "headline", "Its words read like a headline.", score.headline)
    elif words(text) >= 3 and len(text) >= 14:
        reason = "Its words may be a headline."
        yield note(Stage.SCORE, "short-headline", reason, score.short_headline)
    elif not has_small_word(text) and not any(place.is_title for place in link.places):
        reason = "A name in a sentence."
        yield note(Stage.SCORE, "short-inline", reason, score.short_inline)
    elif words(text) >= 2 and has_small_word(text) and len(link.snippet) - len(text) >= EXPLAINED:
        reason = "A few words that are explained beside them."
        yield note(Stage.SCORE, "short-headline", reason, score.short_headline)
    if any(place.is_title for place in link.places) and not is_generic(text, rules):
        yield note(Stage.SCORE, "title", "Stands as a title of its own.", score.title)
    pictures = {place.image_only for place in link.places}
    if len(pictures) == 2:
        yield note(Stage.SCORE, "picture", "Has a picture beside its words.", score.picture)


def _place(link: Link, rules: FilterRules) -> Iterator[Verdict]:
    score = rules.score
    if link.in_footer_zone:
        yield note(Stage.SCORE, "footer", "Stands in the mail's footer.", score.footer_zone)
    elif link.in_header_zone:
        yield note(Stage.SCORE, "header", "Stands above the content.", score.header_zone)
    if all(place.in_link_row for place in link.places):
        yield note(Stage.SCORE, "link-row", "Stands in a row of short links.", score.link_row)
    if all(place.hidden for place in link.places):
        yield note(Stage.SCORE, "hidden", "The mail doesn't show it.", score.hidden)


def page_verdict(candidate: Candidate) -> Verdict | None:
    """By what a look at the page found."""
    page = candidate.page
    if page is None:
        return None
    if page.status is not None and page.status in {404, 410}:
        return reject(Stage.PAGE, "gone", "The page isn't there any more.", Kind.OTHER)
    kind = (page.og_type or "").lower()
    if kind in OTHER_TYPES or kind.startswith(("video", "music", "product")):
        return reject(Stage.PAGE, "page-type", f"The page calls itself “{kind}”.", Kind.OTHER)
    if kind in ARTICLE_TYPES:
        return note(Stage.PAGE, "page-type", "The page calls itself an article.", 0.4)
    if page.published:
        return note(Stage.PAGE, "published", "The page has a date of publication.", 0.2)
    if page.words is not None and page.words < SHORT_PAGE:
        return note(Stage.PAGE, "short-page", f"The page has {page.words} words only.", -0.2)
    return None
