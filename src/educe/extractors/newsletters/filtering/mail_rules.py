"""What the mail itself says of a link: its headers, the link's words, what stands around it."""

import re
from collections.abc import Iterator
from dataclasses import replace

from educe.extractors.newsletters.filtering.candidates import Candidate, Issue, site
from educe.extractors.newsletters.filtering.paths import STRONG_PATH, path_score
from educe.extractors.newsletters.filtering.rules import FilterRules, SectionRule
from educe.extractors.newsletters.filtering.verdicts import Kind, Stage, Verdict, reject
from educe.extractors.newsletters.filtering.wording import (
    fold,
    heading,
    is_generic,
    is_headline,
    phrase,
)
from educe.extractors.newsletters.links import Link, Place
from educe.fetching.canonical import identity
from educe.fetching.links import Link as Address

SPONSORED = "sponsor-around"
IN_TEXT = re.compile(
    r"[(\[*]\s?(?:sponsor(?:ed)?|ad|anzeige|werbung|advertorial|promoted)\s?[)\]*]"
    r"|^(?:anzeige|sponsored|sponsor|ad|werbung|advertisement)\s?[:|·–—-]",
    re.IGNORECASE,
)
AD_FIRST = re.compile(
    r"(?:Anzeige|ANZEIGE|Werbung|WERBUNG|Advertisement|ADVERTISEMENT|Sponsored|SPONSORED)\s+(?=[A-ZÄÖÜ])"
)
OWN_TITLE = re.compile(r"post-title|post-header|email-title|issue-title|headline-own")
NAMED = re.compile(r"\b(?:by|with|from|von|mit|durch)\s+((?!our\b|the\b|unser).{3,60})$")
PARTS = re.compile(
    r"\s*(?:[|–—/&+,·]|\s-\s|\b(?:and|und|et|y)\b)\s*"
)  # of a heading: "Jobs & events"
DISCOUNT = re.compile(
    r"\b\d{1,2}\s?%\s?(?:off|rabatt|discount)\b|\b(?:promo|discount|coupon|gutschein)\s?-?code\b"
    r"|\b(?:use|with|mit) (?:the )?(?:code|dem code)\b",
    re.IGNORECASE,
)


def mail_verdict(candidate: Candidate, issue: Issue, rules: FilterRules) -> Verdict | None:
    """The first thing that the mail says against the link, or None."""
    for verdict in _verdicts(candidate, issue, rules):
        if verdict is not None:
            return verdict
    return None


def _verdicts(candidate: Candidate, issue: Issue, rules: FilterRules) -> Iterator[Verdict | None]:
    link = candidate.link
    yield _in_headers(candidate, issue)
    yield _text(link, rules)
    yield _own_page(candidate, issue)
    yield _around(candidate, rules)
    yield _paid(link, rules)
    yield _section(candidate, issue, rules)


def footer_verdict(candidate: Candidate) -> Verdict | None:
    """Why a footer's link isn't followed when nothing tells where it leads: it may do something."""
    if not candidate.link.in_footer_zone or not candidate.leads_on:
        return None
    if is_headline(candidate.link.text):
        return None
    reason = "Stands in the mail's footer, and doesn't say where it leads."
    return reject(Stage.MAIL, "footer", reason, Kind.NAVIGATION, never_fetch=True)


def _in_headers(candidate: Candidate, issue: Issue) -> Verdict | None:
    known = candidate.address if issue.unsubscribe else None
    if known is None or identity(known.url) not in issue.unsubscribe:
        return None
    return reject(
        Stage.MAIL,
        "list-unsubscribe",
        "The message's headers name it for unsubscribing.",
        Kind.UNSUBSCRIBE,
        never_fetch=True,
    )


def _text(link: Link, rules: FilterRules) -> Verdict | None:
    """By anchor text. Another place with a headline for the same target speaks against it."""
    texts = link.texts or ((link.alt,) if link.alt else ())
    found = [(text, phrase(text, rules)) for text in texts]
    for text, rule in found:
        if rule is None:
            continue
        if not rule.never_fetch and rule.id != "web-version":
            others = [t for t, r in found if r is None and is_headline(t)]
            if others:
                continue
        return reject(
            Stage.MAIL,
            rule.id,
            f"“{text[:60]}”: {rule.reason}",
            rule.kind,
            never_fetch=rule.never_fetch,
        )
    return None


def _own_page(candidate: Candidate, issue: Issue) -> Verdict | None:
    """The issue's page on the web: linked as "view in browser", or by its own title on top."""
    link = candidate.link
    reason = "Is the newsletter itself, on the web."
    known = candidate.target if issue.own_pages else None
    if known is not None and identity(known.url.partition("?")[0]) in issue.own_pages:
        return reject(Stage.MAIL, "own-issue", reason, Kind.NAVIGATION)
    if link.in_header_zone and known is not None and _is_named(link, known, issue):
        return reject(Stage.MAIL, "own-name", reason, Kind.NAVIGATION)
    titled = any(OWN_TITLE.search(place.marks) for place in link.places)
    subject = fold(issue.newsletter.subject)
    if titled and subject and any(fold(text) == subject for text in link.texts):
        return reject(Stage.MAIL, "own-title", reason, Kind.NAVIGATION)
    return None


def _is_named(link: Link, address: Address, issue: Issue) -> bool:
    """Whether a link to the sender's own site begins with the newsletter's name or subject."""
    host = issue.newsletter.sender_address.rpartition("@")[2]
    if not host or site(address) != site(replace(address, host=host)):
        return False
    names = {fold(issue.newsletter.subject), fold(issue.newsletter.sender_name)} - {""}
    return any(fold(text).startswith(name) for text in link.texts for name in names)


def _around(candidate: Candidate, rules: FilterRules) -> Verdict | None:
    strong = _looks_like_article(candidate, rules)
    for place in candidate.link.places:
        text = place.text or place.alt
        generic = is_generic(text, rules)
        for rule in rules.surroundings:
            if not (generic or rule.always) or (strong and rule.weak_only):
                continue
            if rule.texts and not any(p.fullmatch(text) for p in rule.texts):
                continue
            if any(p.search(place.before) for p in rule.before) or any(
                p.search(place.after) for p in rule.after
            ):
                return reject(
                    Stage.MAIL, rule.id, rule.reason, rule.kind, never_fetch=rule.never_fetch
                )
    return None


def _paid(link: Link, rules: FilterRules) -> Verdict | None:
    for place in link.places:
        if "sponsored" in place.rel.split():
            return reject(
                Stage.MAIL, "rel-sponsored", "The mail marks it as paid for.", Kind.SPONSOR
            )
        named = section_rule(place.text or place.alt, rules)
        labelled = AD_FIRST.match(place.snippet) is not None
        if labelled or IN_TEXT.search(place.text) or (named is not None and named.single_site):
            return reject(
                Stage.MAIL, SPONSORED, "Its own text says that it is an ad.", Kind.SPONSOR
            )
        if DISCOUNT.search(place.snippet) and not place.in_footer_zone:
            return reject(
                Stage.MAIL, "discount", "The text around it offers a discount.", Kind.SPONSOR
            )
    return None


def sponsor_name(label: str) -> str:
    """Whom a sponsor's label names; empty when it names nobody."""
    match = NAMED.search(fold(label))
    return match[1].strip() if match else ""


def section_rule(text: str, rules: FilterRules) -> SectionRule | None:
    """The rule that knows this heading or label."""
    folded = heading(text)
    if not folded or len(folded) > 90:
        return None
    if (rule := _known_section(folded, rules)) is not None:
        return rule
    parts = [_known_section(part, rules) for part in PARTS.split(folded)]
    return parts[0] if len(parts) > 1 and all(parts) else None


def _known_section(folded: str, rules: FilterRules) -> SectionRule | None:
    for rule in rules.sections:
        if any(pattern.fullmatch(folded) for pattern in rule.texts):
            return rule
    return None


def sections(place: Place, rules: FilterRules) -> Iterator[tuple[str, SectionRule]]:
    """The headings and labels of a place that a rule knows, nearest first."""
    close = (*place.labels, *reversed(place.near), place.before)
    for text in dict.fromkeys((*close, *reversed(place.headings))):
        rule = section_rule(text, rules)
        if rule is not None and (text in close or not rule.single_site):
            yield text, rule


def _section(candidate: Candidate, issue: Issue, rules: FilterRules) -> Verdict | None:
    for place in candidate.link.places:
        for text, rule in sections(place, rules):
            if text in issue.taglines:
                continue
            if rule.single_site and _is_elsewhere(candidate, issue, text, rules):
                continue
            if rule.weak_only and _looks_like_article(candidate, rules):
                continue
            return reject(Stage.MAIL, rule.id, f"Under “{text[:60]}”: {rule.reason}", rule.kind)
    return None


def _looks_like_article(candidate: Candidate, rules: FilterRules) -> bool:
    address = candidate.target
    if address is None or candidate.leads_on:
        return False
    is_project = address.is_below(rules.shapes.repositories)
    return is_project or path_score(address, rules)[0] >= STRONG_PATH


def _is_elsewhere(candidate: Candidate, issue: Issue, text: str, rules: FilterRules) -> bool:
    """Whether below a sponsor's label the mail has gone on to something else: an article of
    another site than the one that the sponsor's first link leads to."""
    first = issue.section_sites.get(text)
    if first is None or candidate.target is None or candidate.leads_on:
        return False
    return site(candidate.target) != first and path_score(candidate.target, rules)[0] >= STRONG_PATH
