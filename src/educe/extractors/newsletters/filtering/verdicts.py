"""What rules say of a link, and what becomes of it."""

from enum import StrEnum
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from educe.extractors.newsletters.links import Link


class Stage(StrEnum):
    """The stages, in their order."""

    READER = "reader"  # a person's decision, which wins over all rules
    MAIL = "mail"  # what the mail says: headers, zones, words of the link and around it
    SCHEME = "scheme"
    CANONICAL = "canonical"
    EMBEDDED = "embedded"  # the target that stands in the link itself
    REDIRECTS = "redirects"
    HOST = "host"
    PATH = "path"
    SCORE = "score"
    PAGE = "page"
    DUPLICATE = "duplicate"


class Kind(StrEnum):
    """What a link is."""

    ARTICLE = "article"
    SPONSOR = "sponsor"
    NAVIGATION = "navigation"
    SOCIAL = "social"
    UNSUBSCRIBE = "unsubscribe"
    IMAGE = "image"
    OTHER = "other"


class Decision(StrEnum):
    KEEPS = "keeps"
    REJECTS = "rejects"
    NOTES = "notes"  # adds its score, decides nothing


class Verdict(BaseModel):
    """One rule's word on one link. `score` lies between -1 and 1; a deciding one is -1 or 1."""

    model_config = ConfigDict(frozen=True)

    stage: Stage
    rule_id: str
    reason: str
    score: float
    decision: Decision = Decision.NOTES
    kind: Kind | None = None
    never_fetch: bool = False


def reject(
    stage: Stage, rule_id: str, reason: str, kind: Kind, *, never_fetch: bool = False
) -> Verdict:
    return Verdict(
        stage=stage,
        rule_id=rule_id,
        reason=reason,
        score=-1.0,
        decision=Decision.REJECTS,
        kind=kind,
        never_fetch=never_fetch,
    )


def keep(stage: Stage, rule_id: str, reason: str) -> Verdict:
    return Verdict(
        stage=stage,
        rule_id=rule_id,
        reason=reason,
        score=1.0,
        decision=Decision.KEEPS,
        kind=Kind.ARTICLE,
    )


def note(stage: Stage, rule_id: str, reason: str, score: float) -> Verdict:
    return Verdict(stage=stage, rule_id=rule_id, reason=reason, score=score)


class Judgement(NamedTuple):
    """What became of a link: kept or rejected, and by which words."""

    link: Link
    title: str  # as the mail has it; may be empty
    url: str  # where it leads, as far as is known
    canonical_url: str  # equal to `url` when that is no web address
    identity: str  # what duplicates have in common
    site: str  # the host: on platforms each has a publication of its own; empty: no web address
    kept: bool
    kind: Kind
    score: float  # from 0 to 1: how much speaks for an article
    verdicts: tuple[Verdict, ...]  # in the order of the stages; never empty

    @property
    def deciding(self) -> Verdict:
        """The verdict that decided: the last one."""
        return self.verdicts[-1]

    @property
    def reason(self) -> str:
        return self.deciding.reason
