"""A message's links judged, with all that is known of them, and told as what was found."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from educe.articles.found import FoundLink, VerdictNote, Way
from educe.articles.store import SiteRuleRow
from educe.extractors.newsletters.filtering.candidates import PageFacts
from educe.extractors.newsletters.filtering.chain import Filter, Known
from educe.extractors.newsletters.filtering.rules import ProjectRules, SiteRule
from educe.extractors.newsletters.filtering.verdicts import Decision, Judgement, Stage, Verdict
from educe.extractors.newsletters.links import Link
from educe.extractors.newsletters.messages import Newsletter
from educe.extractors.newsletters.pages import published_at
from educe.fetching.resolution import Resolution

_SHOWN_ADDRESS = 200  # characters of an address that stands for a title


@dataclass
class Issue:
    """One newsletter on its way: its links, and what was found out about them so far."""

    newsletter: Newsletter
    links: Sequence[Link]
    rules: ProjectRules
    resolutions: dict[str, Resolution] = field(default_factory=dict)
    pages: dict[str, PageFacts] = field(default_factory=dict)
    overrules: Mapping[str, bool] = field(default_factory=dict)

    def unscreened(self) -> list[str]:
        """Addresses of the links that nothing speaks against before they are fetched."""
        verdicts = Filter(project=self.rules).screen(self.newsletter, self.links)
        pairs = zip(self.links, verdicts, strict=True)
        return [link.url for link, verdict in pairs if verdict is None]

    def judge(self) -> list[Judgement]:
        return Filter(project=self.rules).judge(self.newsletter, self.links, self._known())

    def is_worth_a_look(self, judgement: Judgement) -> bool:
        """Whether the page may change or complete what is known: not of what can't be reached, or
        was left out by other rules."""
        resolution = self.resolutions.get(judgement.link.url)
        is_open = resolution is not None and resolution.code is None
        return is_open and (judgement.kept or judgement.deciding.stage is Stage.SCORE)

    def found(self, judgements: Sequence[Judgement]) -> tuple[FoundLink, ...]:
        """All links with their verdicts, in their order. `judgements`: the latest."""
        ruled = {rule.id for rule in (*self.rules.allow, *self.rules.block)}
        alone: list[Judgement | None] = [None] * len(judgements)
        if any(_by_people(judgement, ruled) for judgement in judgements):
            known = replace(self._known(), overrules={})
            alone = [*Filter().judge(self.newsletter, self.links, known)]
        return tuple(
            self._found(judgement, other if _by_people(judgement, ruled) else None)
            for judgement, other in zip(judgements, alone, strict=True)
        )

    def _known(self) -> Known:
        return Known(resolutions=self.resolutions, pages=self.pages, overrules=self.overrules)

    def _found(self, judgement: Judgement, otherwise: Judgement | None) -> FoundLink:
        link = judgement.link
        page = self.pages.get(link.url)
        resolution = self.resolutions.get(link.url)
        return FoundLink(
            position=link.position,
            url=link.url,
            target_url=judgement.url,
            canonical_url=judgement.canonical_url,
            identity=judgement.identity,
            site=judgement.site,
            title=_title(judgement, page),
            text=link.text,
            heading=link.heading,
            snippet=link.snippet,
            kind=judgement.kind,
            kept=judgement.kept,
            score=judgement.score,
            verdicts=tuple(note_of(verdict) for verdict in judgement.verdicts),
            otherwise=note_of(otherwise.deciding) if otherwise is not None else None,
            way=_way(resolution) if resolution is not None else None,
            published=published_at(page) if page is not None else None,
            description=page.description if page is not None else None,
            words=page.words if page is not None else None,
        )


def project_rules(rows: Iterable[SiteRuleRow]) -> ProjectRules:
    """A project's rules as the filter takes them."""
    rules = [(row.decision, SiteRule(id=str(row.id), host=row.host, path=row.path)) for row in rows]
    return ProjectRules(
        allow=tuple(rule for decision, rule in rules if decision == "allow"),
        block=tuple(rule for decision, rule in rules if decision == "block"),
    )


def note_of(verdict: Verdict) -> VerdictNote:
    return VerdictNote(
        stage=verdict.stage,
        rule_id=verdict.rule_id,
        reason=verdict.reason,
        score=verdict.score,
        decision=verdict.decision.value,
    )


def _by_people(judgement: Judgement, ruled: set[str]) -> bool:
    """Whether a reader or a rule of the project had a word in it."""
    return any(
        verdict.stage is Stage.READER or verdict.rule_id in ruled
        for verdict in judgement.verdicts
        if verdict.decision is not Decision.NOTES
    )


def _way(resolution: Resolution) -> Way:
    return Way(
        how=resolution.how,
        hops=len(resolution.hops),
        status=resolution.status,
        code=resolution.code,
        reason=resolution.reason,
    )


def _title(judgement: Judgement, page: PageFacts | None) -> str:
    """What the page calls itself, else what the mail does, else its address."""
    if page is not None and page.title:
        return page.title
    return judgement.title or judgement.canonical_url.partition("://")[2][:_SHOWN_ADDRESS]
