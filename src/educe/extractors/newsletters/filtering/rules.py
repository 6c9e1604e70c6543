"""The rules as data: rules.toml, and what a project adds to it."""

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from educe.extractors.newsletters.filtering.verdicts import Kind

_FILE = Path(__file__).with_name("rules.toml")


def _pattern(value: Any) -> Any:
    return re.compile(value, re.IGNORECASE) if isinstance(value, str) else value


def _case_kept(value: Any) -> Any:
    return re.compile(value) if isinstance(value, str) else value


Pattern = Annotated[re.Pattern[str], BeforeValidator(_pattern)]
CasedPattern = Annotated[re.Pattern[str], BeforeValidator(_case_kept)]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class _Rule(_Strict):
    id: str
    kind: Kind
    reason: str


class PhraseRule(_Rule):
    """Whole anchor texts."""

    texts: tuple[Pattern, ...]
    never_fetch: bool = False


class SurroundingRule(_Rule):
    """What stands beside an anchor: one that says nothing itself, or `always`."""

    before: tuple[Pattern, ...] = ()
    after: tuple[Pattern, ...] = ()
    texts: tuple[CasedPattern, ...] = ()  # the anchor's own text has to fit, where given
    always: bool = False
    weak_only: bool = False  # not for addresses that look like an article's
    never_fetch: bool = False


class SectionRule(_Rule):
    """Whole headings and labels. `single_site`: holds up to the next heading, and for links to the
    first link's site. `weak_only`: not for addresses that look like an article's."""

    texts: tuple[Pattern, ...]
    single_site: bool = False
    weak_only: bool = False


class ActionRule(_Rule):
    """Addresses that do something when opened."""

    patterns: tuple[Pattern, ...]


class HostRule(_Rule):
    suffixes: tuple[str, ...]
    paths: Pattern | None = None
    exempt: Pattern | None = Field(default=None, alias="except")
    readable_only: bool = False  # not for addresses made of tokens, which lead on


class SubdomainRule(_Rule):
    """What the first label of a host of three labels or more stands for. `whatever_path`: also when
    the path looks like an article's."""

    labels: frozenset[str]
    whatever_path: bool = False


class PathRule(_Rule):
    """Whole segments. `before_slug`: also when a page's name follows; `end_only`: only the last."""

    segments: frozenset[str]
    before_slug: bool = False
    end_only: bool = False
    not_in_folder: bool = False  # says nothing below a folder of articles


class CueRule(_Strict):
    """Words in a link, around, before, after or above it that make an article more or less likely.

    `heading` stands for all of a heading."""

    id: str
    reason: str
    score: float
    text: Pattern | None = None
    snippet: Pattern | None = None
    before: Pattern | None = None
    after: Pattern | None = None
    heading: Pattern | None = None


class Generic(_Strict):
    texts: tuple[Pattern, ...]


class Scores(_Strict):
    kept_from: float
    base: float
    headline: float
    short_headline: float
    generic_explained: float
    title: float
    picture: float
    header_zone: float
    footer_zone: float
    link_row: float
    hidden: float
    short_inline: float
    prose: float
    slug: float
    short_slug: float
    date: float
    number: float
    file: float
    document: float
    folder: float
    bare_word: float
    short_name: float
    two_words: float


class Shapes(_Strict):
    folders: frozenset[str]
    documents: frozenset[str]
    files: frozenset[str]
    images: frozenset[str]
    other_files: frozenset[str]
    papers: tuple[str, ...]  # hosts that have nothing else
    repositories: tuple[str, ...]
    paid: frozenset[str]
    paid_parameters: frozenset[str]


class FilterRules(_Strict):
    """All of rules.toml. Whoever changes a rule raises the version."""

    version: int
    phrases: tuple[PhraseRule, ...]
    generic: Generic
    surroundings: tuple[SurroundingRule, ...]
    sections: tuple[SectionRule, ...]
    cues: tuple[CueRule, ...]
    actions: tuple[ActionRule, ...]
    hosts: tuple[HostRule, ...]
    subdomains: tuple[SubdomainRule, ...]
    paths: tuple[PathRule, ...]
    score: Scores
    shapes: Shapes


@cache
def filter_rules() -> FilterRules:
    """The rules that ship with Educe."""
    return FilterRules.model_validate(tomllib.loads(_FILE.read_text()))


class SiteRule(BaseModel):
    """A project's own rule: a host with all below it, and a path in which `*` stands for anything.

    Without a host it holds for every host, without a path for every path.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    host: str = ""
    path: str = ""


class ProjectRules(BaseModel):
    """What a project allows and blocks, beyond the rules that ship with Educe."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    allow: tuple[SiteRule, ...] = ()
    block: tuple[SiteRule, ...] = ()
