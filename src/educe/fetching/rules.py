"""The rules about links, as data: rules.toml, read once."""

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from educe.fetching.links import Link

_FILE = Path(__file__).with_name("rules.toml")


def _pattern(value: Any) -> Any:
    return re.compile(value) if isinstance(value, str) else value


Pattern = Annotated[re.Pattern[str], BeforeValidator(_pattern)]


class _Rule(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class Redirectors(_Rule):
    """Which links lead on to something else."""

    hosts: frozenset[str]
    labels: frozenset[str]
    paths: tuple[Pattern, ...]

    def fit(self, link: Link) -> bool:
        if link.is_below(self.hosts):
            return True
        labels = link.host.split(".")
        if len(labels) > 2 and labels[0] in self.labels:
            return True
        return any(path.search(link.path) for path in self.paths)


class Never(_Rule):
    """The words of links that do something when they are fetched."""

    strong: tuple[str, ...]
    weak: tuple[str, ...]


class Decoding(_Rule):
    """Where a target stands in a link, and how it is written."""

    name: str
    hosts: frozenset[str] = frozenset()
    redirectors: bool = False
    same_host: bool = False
    path: Pattern | None = None
    source: Literal["query", "path", "link"] = Field(alias="from")
    names: tuple[str, ...] = ()
    pattern: Pattern | None = None
    value: Pattern | None = None
    strip: str = ""
    codec: Literal["plain", "base64", "json", "v2", "v3"] = "plain"
    keys: tuple[str, ...] = ()
    scheme: str | None = None


class Parameter(_Rule):
    """A query parameter that says nothing of what is read."""

    name: Pattern
    value: Pattern | None = None
    path: Pattern | None = None
    hosts: frozenset[str] = frozenset()
    not_hosts: frozenset[str] = frozenset()

    def fits(self, link: Link, name: str, value: str) -> bool:
        return bool(
            self.name.fullmatch(name.lower())
            and (self.value is None or self.value.fullmatch(value))
            and (self.path is None or self.path.search(link.path))
            and (not self.hosts or link.is_below(self.hosts))
            and not link.is_below(self.not_hosts)
        )


class LinkRules(_Rule):
    version: int
    redirectors: Redirectors
    never: Never
    decode: tuple[Decoding, ...]
    parameter: tuple[Parameter, ...]


@cache
def link_rules() -> LinkRules:
    """The rules that ship with Educe."""
    return LinkRules.model_validate(tomllib.loads(_FILE.read_text()))
