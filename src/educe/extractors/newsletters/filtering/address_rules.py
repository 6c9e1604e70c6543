"""What the address of a link says: scheme, actions, host, path."""

import re
from collections.abc import Iterable
from fnmatch import fnmatchcase
from urllib.parse import parse_qsl, unquote

from educe.extractors.newsletters.filtering.candidates import Candidate, Issue, site
from educe.extractors.newsletters.filtering.paths import (
    MIN_SLUG,
    STRONG_PATH,
    ending,
    is_home,
    path_rule,
    path_score,
    segments,
    slug_words,
)
from educe.extractors.newsletters.filtering.rules import (
    FilterRules,
    HostRule,
    ProjectRules,
    SiteRule,
    SubdomainRule,
)
from educe.extractors.newsletters.filtering.verdicts import Kind, Stage, Verdict, keep, reject
from educe.extractors.newsletters.filtering.wording import is_headline
from educe.fetching.links import Link as Address
from educe.fetching.never import never_fetched

TOLD = 25  # characters beside a project's name that say what it is
SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
SCHEMES = {
    "mailto": "Is an e-mail address.",
    "tel": "Is a telephone number.",
    "sms": "Is a telephone number.",
    "javascript": "Is a script, not an address.",
    "data": "Holds data, is not an address.",
}


def scheme_verdict(candidate: Candidate) -> Verdict | None:
    """Everything that is no web address."""
    if candidate.target is not None:
        return None
    url = candidate.link.url
    match = SCHEME.match(url)
    if not url or url.startswith("#"):
        return _no_address("anchor", "Leads to a place in the mail itself.")
    if match is None:
        return _no_address("relative", "Is no whole address: it lacks its host.")
    name = match[1].lower()
    if name in {"http", "https"}:
        return _no_address("malformed", "Is written in a way that can't be read as an address.")
    return _no_address(
        f"scheme-{name}"[:40], SCHEMES.get(name, f"Is no web address ({name[:20]}).")
    )


def _no_address(rule_id: str, reason: str) -> Verdict:
    return reject(Stage.SCHEME, rule_id, reason, Kind.OTHER, never_fetch=True)


def action_verdict(candidate: Candidate, stage: Stage, rules: FilterRules) -> Verdict | None:
    """Addresses that do something when opened, in the link itself or where it leads."""
    for address in dict.fromkeys((candidate.address, candidate.target)):
        if address is None or _is_article_title(address):
            continue
        if word := never_fetched(address):
            return reject(
                stage,
                "never-fetched",
                f"Opening it could end or change a subscription (“{word}”).",
                Kind.UNSUBSCRIBE,
                never_fetch=True,
            )
        for rule in rules.actions:
            if any(pattern.search(address.url) for pattern in rule.patterns):
                return reject(stage, rule.id, rule.reason, rule.kind, never_fetch=True)
    return None


def _is_article_title(address: Address) -> bool:
    """An article may be about unsubscribing; its title is longer than the words for it."""
    return not address.query and any(slug_words(p) >= MIN_SLUG + 1 for p in segments(address)[-1:])


def project_verdict(candidate: Candidate, project: ProjectRules) -> Verdict | None:
    """The project's own word on the site. A front page isn't an article, however trusted."""
    address = candidate.target
    if address is None:
        return None
    if rule := _of_project(address, project.block):
        reason = f"The project leaves out {_described(rule)}."
        return reject(Stage.HOST, rule.id, reason, Kind.OTHER)
    if not is_home(address) and (rule := _of_project(address, project.allow)):
        return keep(Stage.HOST, rule.id, f"The project always takes {_described(rule)}.")
    return None


def _described(rule: SiteRule) -> str:
    return f"{rule.host}{rule.path}" if rule.host or rule.path else "every site"


def _of_project(address: Address, rules: Iterable[SiteRule]) -> SiteRule | None:
    for rule in rules:
        host = rule.host.strip().lower().strip(".").removeprefix("www.")
        if host and not address.is_below((host,)):
            continue
        pattern = rule.path.rstrip("*") + "*" if rule.path else "*"
        if fnmatchcase(unquote(address.path), pattern):
            return rule
    return None


def host_verdict(candidate: Candidate, issue: Issue, rules: FilterRules) -> Verdict | None:
    """By host suffix, on label boundaries: netflix.com is not below x.com."""
    address = candidate.target
    if address is None:
        return None
    for rule in rules.hosts:
        if fits(rule, address) and not (rule.readable_only and candidate.leads_on):
            return reject(Stage.HOST, rule.id, f"{address.host}: {rule.reason}", rule.kind)
    if candidate.is_opaque:
        return None
    if (named := _subdomain_rule(address, rules)) is not None:
        return reject(Stage.HOST, named.id, f"{address.host}: {named.reason}", named.kind)
    if is_home(address):
        return reject(
            Stage.HOST, "home-page", f"Is the front page of {address.host}.", Kind.NAVIGATION
        )
    return _paid_for(candidate, address, issue, rules)


def _subdomain_rule(address: Address, rules: FilterRules) -> SubdomainRule | None:
    labels = address.host.split(".")
    if len(labels) < 3:
        return None
    strong = path_score(address, rules)[0] >= STRONG_PATH
    fitting = (rule for rule in rules.subdomains if labels[0] in rule.labels)
    return next((rule for rule in fitting if rule.whatever_path or not strong), None)


def fits(rule: HostRule, address: Address) -> bool:
    if rule.suffixes != ("",) and not address.is_below(rule.suffixes):
        return False
    path = address.path or "/"
    if rule.exempt is not None and rule.exempt.search(path):
        return False
    return rule.paths is None or rule.paths.search(path) is not None


def _paid_for(
    candidate: Candidate, address: Address, issue: Issue, rules: FilterRules
) -> Verdict | None:
    """Campaigns that call themselves paid, and further links to a sponsor of this issue."""
    for name, value in parse_qsl(candidate.url.partition("?")[2].partition("#")[0]):
        tokens = set(re.split(r"[^a-z0-9]+|_", value.lower())) | {value.lower()}
        campaign = name.lower().startswith(("utm_", "mtm_", "hsa_")) or name.lower() == "ref"
        paid = name.lower() in rules.shapes.paid_parameters
        if (campaign and tokens & rules.shapes.paid) or paid:
            return reject(
                Stage.HOST, "paid-campaign", "Its address names a paid campaign.", Kind.SPONSOR
            )
    if site(address) in issue.sponsors and path_score(address, rules)[0] < STRONG_PATH:
        reason = f"{site(address)} is a sponsor of this issue."
        return reject(Stage.HOST, "sponsor-of-issue", reason, Kind.SPONSOR)
    return None


def path_verdict(candidate: Candidate, rules: FilterRules) -> Verdict | None:
    """Files that aren't text, and segments that name something other than articles."""
    address = candidate.target
    if address is None or candidate.is_opaque:
        return None
    kind = ending(address)
    if kind in rules.shapes.images:
        return reject(Stage.PATH, "image-file", "Is an image.", Kind.IMAGE)
    if kind in rules.shapes.other_files:
        return reject(Stage.PATH, "file", f"Is a file (.{kind}), not a text.", Kind.OTHER)
    if address.is_below(rules.shapes.repositories):
        return _repository(candidate, address)
    if rule := path_rule(address, rules):
        return reject(Stage.PATH, rule.id, rule.reason, rule.kind)
    return None


def _repository(candidate: Candidate, address: Address) -> Verdict | None:
    """A project presented by words of its own is an item of the issue; a mere name isn't."""
    told = any(
        (p.is_title or not p.before) and len(p.snippet) - len(p.text) >= TOLD
        for p in candidate.link.places
    )
    if len(segments(address)) == 2 and (told or is_headline(candidate.link.text)):
        return None
    if len(segments(address)) > 2 and ending(address) == "md":
        return None
    if len(segments(address)) > 3 and is_headline(candidate.link.text):
        return None
    return reject(
        Stage.PATH, "repository", "Is a page of a software project, only named.", Kind.OTHER
    )
