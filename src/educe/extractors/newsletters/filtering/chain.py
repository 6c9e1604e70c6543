"""The chain: links in, judgements out, none lost."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from educe.extractors.newsletters.filtering.address_rules import (
    action_verdict,
    host_verdict,
    path_verdict,
    project_verdict,
    scheme_verdict,
)
from educe.extractors.newsletters.filtering.candidates import (
    Candidate,
    Issue,
    PageFacts,
    identities,
    parsed,
    site,
)
from educe.extractors.newsletters.filtering.mail_rules import (
    footer_verdict,
    mail_verdict,
    sections,
    sponsor_name,
)
from educe.extractors.newsletters.filtering.rules import (
    FilterRules,
    ProjectRules,
    filter_rules,
)
from educe.extractors.newsletters.filtering.scoring import page_verdict, scores
from educe.extractors.newsletters.filtering.verdicts import (
    Decision,
    Judgement,
    Kind,
    Stage,
    Verdict,
    keep,
    note,
    reject,
)
from educe.extractors.newsletters.filtering.wording import is_generic, phrase, title
from educe.extractors.newsletters.links import Link
from educe.extractors.newsletters.messages import Newsletter
from educe.fetching.canonical import identity
from educe.fetching.decoding import embedded_target
from educe.fetching.resolution import Resolution

PLATFORMS = frozenset(
    {"amazon.com", "apple.com", "github.com", "google.com", "linkedin.com", "medium.com"}
    | {"microsoft.com", "substack.com", "youtube.com", "beehiiv.com", "notion.so"}
)


@dataclass(frozen=True, slots=True)
class Known:
    """What was found out about links outside the mail. Keys of the first two are links' URLs."""

    resolutions: Mapping[str, Resolution] = field(default_factory=dict)
    pages: Mapping[str, PageFacts] = field(default_factory=dict)
    seen: Mapping[str, str] = field(default_factory=dict)  # identity → where it was kept before
    overrules: Mapping[str, bool] = field(default_factory=dict)  # identity → kept, by a reader


@dataclass(frozen=True, slots=True)
class Filter:
    """Rules and what a project adds to them."""

    rules: FilterRules = field(default_factory=filter_rules)
    project: ProjectRules = field(default_factory=ProjectRules)

    def screen(self, newsletter: Newsletter, links: Sequence[Link]) -> list[Verdict | None]:
        """For each link why it is rejected before anything is fetched, or None."""
        known = Known()
        candidates = [_candidate(link, known) for link in links]
        issue = self._issue(newsletter, candidates)
        return [self._early(candidate, issue, known) for candidate in candidates]

    def judge(
        self, newsletter: Newsletter, links: Sequence[Link], known: Known | None = None
    ) -> list[Judgement]:
        """A judgement for each link, in the links' order. Never raises."""
        known = known or Known()
        candidates = [_candidate(link, known) for link in links]
        issue = self._issue(newsletter, candidates)
        for candidate in candidates:
            self._decide(candidate, issue, known)
        _mark_duplicates(candidates, known, self.rules)
        return [_judgement(candidate, self.rules) for candidate in candidates]

    def _issue(self, newsletter: Newsletter, candidates: Sequence[Candidate]) -> Issue:
        issue = Issue(
            newsletter=newsletter,
            own_pages=_own_pages(candidates, self.rules),
            unsubscribe=identities(newsletter.unsubscribe_urls),
            section_sites=self._section_sites(candidates),
            taglines=self._taglines(candidates),
        )
        return replace(issue, sponsors=self._sponsors(candidates, issue))

    def _section_sites(self, candidates: Sequence[Candidate]) -> dict[str, str]:
        first: dict[str, str] = {}
        for candidate in candidates:
            if candidate.target is None or candidate.leads_on:
                continue
            for place in candidate.link.places:
                for text, rule in sections(place, self.rules):
                    if rule.single_site:
                        first.setdefault(text, site(candidate.target))
        return first

    def _taglines(self, candidates: Sequence[Candidate]) -> frozenset[str]:
        """Labels whose sponsor has a section of its own further down: "Presented by Acme" on top,
        "A message from Acme" below."""
        last: dict[str, str] = {}  # sponsor → label
        found = set()
        places = (place for candidate in candidates for place in candidate.link.places)
        for place in sorted(places, key=lambda place: place.position):
            for text, rule in sections(place, self.rules):
                name = sponsor_name(text) if rule.single_site else ""
                if name and last.setdefault(name, text) != text:
                    found.add(last[name])
                    last[name] = text
        return frozenset(found)

    def _sponsors(self, candidates: Sequence[Candidate], issue: Issue) -> frozenset[str]:
        paying = set()
        for candidate in candidates:
            candidate.of_mail = mail_verdict(candidate, issue, self.rules)
            verdict = candidate.of_mail
            if verdict is None or verdict.kind is not Kind.SPONSOR or verdict.rule_id == "selling":
                continue
            if candidate.target is not None and not candidate.leads_on:
                paying.add(site(candidate.target))
        sender = issue.newsletter.sender_address.rpartition("@")[2]
        own = {".".join(sender.split(".")[-2:])}
        return frozenset(paying) - PLATFORMS - own

    def _early(self, candidate: Candidate, issue: Issue, known: Known) -> Verdict | None:
        """The stages that need no request."""
        decided = _by_reader(candidate, known)
        if decided is not None and decided.decision is Decision.KEEPS:
            return None
        embedded = Stage.EMBEDDED if candidate.url != candidate.link.url else Stage.CANONICAL
        verdict = (
            decided
            or scheme_verdict(candidate)
            or candidate.of_mail
            or action_verdict(candidate, embedded, self.rules)
        )
        if verdict is None:
            verdict = (
                project_verdict(candidate, self.project)
                or host_verdict(candidate, issue, self.rules)
                or footer_verdict(candidate)
            )
        is_final = verdict is not None and verdict.decision is Decision.REJECTS
        return verdict if is_final else None

    def _decide(self, candidate: Candidate, issue: Issue, known: Known) -> None:
        for verdict in self._verdicts(candidate, issue, known):
            candidate.verdicts.append(verdict)
            if verdict.decision is not Decision.NOTES:
                return
        total = sum(verdict.score for verdict in candidate.verdicts)
        final = max(0.0, min(1.0, total))
        if total >= self.rules.score.kept_from:
            last = keep(Stage.SCORE, "score", _because(candidate.verdicts, positive=True))
        else:
            reason = _because(candidate.verdicts, positive=False)
            last = reject(Stage.SCORE, "score", reason, _likely_kind(candidate))
        candidate.verdicts.append(last.model_copy(update={"score": final}))

    def _verdicts(self, candidate: Candidate, issue: Issue, known: Known) -> Iterable[Verdict]:
        if (verdict := _by_reader(candidate, known)) is not None:
            yield verdict
        if (verdict := scheme_verdict(candidate)) is not None:
            yield verdict
        if candidate.of_mail is not None:
            yield candidate.of_mail
        yield from _way(candidate)
        stage = Stage.EMBEDDED if candidate.url != candidate.link.url else Stage.CANONICAL
        for verdict in (
            action_verdict(candidate, stage, self.rules),
            project_verdict(candidate, self.project),
            host_verdict(candidate, issue, self.rules),
            path_verdict(candidate, self.rules),
        ):
            if verdict is not None:
                yield verdict
        yield from scores(candidate, self.rules)
        if (verdict := page_verdict(candidate)) is not None:
            yield verdict


def _candidate(link: Link, known: Known) -> Candidate:
    resolution = known.resolutions.get(link.url)
    address = parsed(link.url)
    if resolution is not None:
        address = parsed(resolution.reached) or address
    elif address is not None:
        for _ in range(3):  # a link in a link in a link
            inner = embedded_target(address)
            if inner is None:
                break
            address = inner
    return Candidate(link, address, resolution, known.pages.get(link.url))


def _own_pages(candidates: Sequence[Candidate], rules: FilterRules) -> frozenset[str]:
    """The issue's page on the web: what "view in browser" leads to, without its parameters."""
    found = set()
    for candidate in candidates:
        if candidate.target is None or candidate.is_opaque or len(candidate.target.path) < 2:
            continue
        known = [phrase(text, rules) for text in candidate.link.texts]
        if any(rule is not None and rule.id == "web-version" for rule in known):
            found.add(identity(candidate.target.url.partition("?")[0]))
    return frozenset(found)


def _by_reader(candidate: Candidate, known: Known) -> Verdict | None:
    kept = known.overrules.get(candidate.identity, known.overrules.get(candidate.link.url))
    if kept is None:
        return None
    if kept:
        return keep(Stage.READER, "overruled", "A reader decided that it is an article.")
    reason = "A reader decided that it is no article."
    return reject(Stage.READER, "overruled", reason, Kind.OTHER)


def _way(candidate: Candidate) -> Iterable[Verdict]:
    """How the target became known; a note without weight."""
    resolution = candidate.resolution
    if resolution is not None and resolution.how == "unresolved":
        reason = f"Where it leads couldn't be found out: {resolution.reason or 'no reason given'}"
        yield note(Stage.REDIRECTS, "unresolved", reason, 0.0)
    elif resolution is not None and resolution.how == "redirects":
        yield note(Stage.REDIRECTS, "resolved", "Its redirects were followed.", 0.0)
    elif candidate.target is not None and candidate.url != candidate.link.url:
        reason = "Its target stands in the link itself."
        yield note(Stage.EMBEDDED, "decoded", reason, 0.0)


def _because(verdicts: Iterable[Verdict], *, positive: bool) -> str:
    notes = [v for v in verdicts if (v.score > 0) == positive and v.score and v.rule_id != "base"]
    strongest = sorted(notes, key=lambda v: -abs(v.score))[:2]
    return " ".join(v.reason for v in strongest) or "Nothing shows that it is an article."


def _likely_kind(candidate: Candidate) -> Kind:
    link = candidate.link
    if link.is_image_only:
        return Kind.IMAGE
    framed = link.in_header_zone or link.in_footer_zone
    framed = framed or all(place.in_link_row for place in link.places)
    return Kind.NAVIGATION if framed else Kind.OTHER


def _mark_duplicates(candidates: Sequence[Candidate], known: Known, rules: FilterRules) -> None:
    """Of kept links to the same page the one that says most about it stays."""
    kept: dict[str, list[Candidate]] = {}
    for candidate in candidates:
        verdict = candidate.decided()
        if verdict is not None and verdict.decision is Decision.KEEPS:
            kept.setdefault(candidate.identity, []).append(candidate)
    for same, group in kept.items():
        best = max(group, key=lambda c: (not is_generic(c.link.text, rules), c.verdicts[-1].score))
        for candidate in group:
            by_reader = candidate.verdicts[-1].stage is Stage.READER
            if candidate is not best:
                reason = f"Leads to the same page as “{best.link.text[:60] or best.url[:60]}”."
                candidate.verdicts.append(_duplicate("same-page", reason))
            elif same in known.seen and not by_reader:
                reason = f"Was in {known.seen[same][:100]} before."
                candidate.verdicts.append(_duplicate("seen-before", reason))


def _duplicate(rule_id: str, reason: str) -> Verdict:
    return reject(Stage.DUPLICATE, rule_id, reason, Kind.ARTICLE)


def _judgement(candidate: Candidate, rules: FilterRules) -> Judgement:
    last = candidate.verdicts[-1]
    kept = last.decision is Decision.KEEPS
    return Judgement(
        link=candidate.link,
        title=title(candidate.link, rules),
        url=candidate.url,
        canonical_url=candidate.canonical_url,
        identity=candidate.identity,
        site=candidate.target.host.removeprefix("www.") if candidate.target is not None else "",
        kept=kept,
        kind=Kind.ARTICLE if kept else last.kind or Kind.OTHER,
        score=max(0.0, min(1.0, last.score)),
        verdicts=tuple(candidate.verdicts),
    )
