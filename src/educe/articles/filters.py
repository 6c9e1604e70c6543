"""What lists of newsletters, links and articles can be asked for, as SQL."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from educe.articles.words import found_by
from educe.cursors import opened

MOST_COUNTED = 100_000
Mark = Literal["unread", "read", "saved"]
NO_NUL = r"^[^\x00]*$"

#: what decided about a link `l`, whose rule of the project, if any, is `r`
STAGE = (
    "CASE WHEN l.overruled IS NULL THEN l.stage"
    " WHEN l.site_rule_id IS NULL THEN 'reader' ELSE 'host' END"
)
RULE = (
    "CASE WHEN l.overruled IS NULL THEN l.rule_id"
    " WHEN l.site_rule_id IS NULL THEN 'overruled' ELSE l.site_rule_id::text END"
)
REASON = (
    "CASE WHEN l.overruled IS NULL THEN l.reason"
    " WHEN l.site_rule_id IS NOT NULL AND l.overruled"
    " THEN 'The project always takes ' || r.host || r.path || '.'"
    " WHEN l.site_rule_id IS NOT NULL THEN 'The project leaves out ' || r.host || r.path || '.'"
    " WHEN l.overruled THEN 'A reader decided that it is an article.'"
    " ELSE 'A reader decided that it is no article.' END"
)
KIND = (
    "CASE WHEN l.is_kept THEN 'article'"
    " WHEN NOT l.overruled AND l.kind = 'article' THEN 'other' ELSE l.kind END"
)


def _utc(given: datetime) -> datetime:
    return given if given.tzinfo else given.replace(tzinfo=UTC)


Time = Annotated[datetime, AfterValidator(_utc)]
Word = Annotated[str, Field(max_length=300, pattern=NO_NUL)]


class _Filter(BaseModel):
    model_config = ConfigDict(extra="forbid")

    search: str = Field(
        "",
        max_length=200,
        pattern=NO_NUL,
        description="Words, or parts of them, of title, text, site, subject or sender. Case and"
        " accents don't count. One or two characters: beginnings of words only.",
    )
    sender: Word | None = Field(None, description="An address, or a domain: all of its addresses.")
    job_id: UUID | None = Field(None, description="In newsletters that this extraction read.")
    since: Time | None = Field(None, description="Received then or later; UTC unless it says so.")
    until: Time | None = Field(None, description="Received before.")


class NewsletterFilter(_Filter):
    """Which newsletters."""


class ArticleFilter(_Filter):
    """Which articles."""

    site: Word | None = None
    newsletter_id: UUID | None = None
    mark: Mark | None = Field(None, description="By you.")


class LinkFilter(_Filter):
    """Which rejected links."""

    site: Word | None = None
    newsletter_id: UUID | None = None
    stage: Word | None = Field(None, description="Where it was decided.")
    rule: Word | None = Field(None, description="Which rule decided.")
    kind: Word | None = None


class Conditions:
    """Conditions of a query, with their values."""

    def __init__(self) -> None:
        self._texts: list[str] = []
        self.values: list[Any] = []

    def add(self, text: str, *values: Any) -> None:
        self._texts.append(text)
        self.values.extend(values)

    def add_given(self, *given: tuple[str, Any]) -> None:
        """Each that has a value."""
        for text, value in given:
            if value is not None:
                self.add(text, value)

    @property
    def sql(self) -> str:
        return " AND ".join(f"({text})" for text in self._texts)


def of_newsletters(project_id: UUID, wanted: _Filter) -> Conditions:
    """What newsletters `n` must fulfil."""
    conditions = Conditions()
    conditions.add("n.project_id = %s", project_id)
    _search(conditions, wanted.search, "n.folded")
    _from_sender(conditions, wanted.sender)
    conditions.add_given(
        ("n.job_id = %s", wanted.job_id),
        ("n.received_at >= %s", wanted.since),
        ("n.received_at < %s", wanted.until),
    )
    return conditions


def of_articles(project_id: UUID, wanted: ArticleFilter) -> Conditions:
    """What articles `a`, with the reader's marks `m`, must fulfil."""
    conditions = Conditions()
    conditions.add("a.project_id = %s AND a.source_count > 0", project_id)
    _search(conditions, wanted.search, "a.folded")
    conditions.add_given(
        ("a.site = %s", wanted.site.lower() if wanted.site else None),
        ("a.received_at >= %s", wanted.since),
        ("a.received_at < %s", wanted.until),
    )
    sources = _newsletters_of(project_id, wanted)
    if sources is not None:
        conditions.add(
            "a.identity IN (SELECT l.identity FROM kb.newsletters n JOIN kb.newsletter_links l"  # noqa: S608
            f" ON l.newsletter_id = n.id WHERE l.is_source AND {sources.sql})",
            *sources.values,
        )
    marks = {
        "unread": "m.read_at IS NULL",
        "read": "m.read_at IS NOT NULL",
        "saved": "m.saved_at IS NOT NULL",
    }
    if wanted.mark is not None:
        conditions.add(marks[wanted.mark])
    return conditions


def of_rejected(project_id: UUID, wanted: LinkFilter) -> Conditions:
    """What links `l` must fulfil."""
    conditions = Conditions()
    conditions.add("l.project_id = %s AND NOT l.is_kept", project_id)
    _search(conditions, wanted.search, "l.folded")
    conditions.add_given(
        ("l.site = %s", wanted.site.lower() if wanted.site else None),
        (f"{STAGE} = %s", wanted.stage),
        (f"{RULE} = %s", wanted.rule),
        (f"{KIND} = %s", wanted.kind),
        ("l.received_at >= %s", wanted.since),
        ("l.received_at < %s", wanted.until),
    )
    sources = _newsletters_of(project_id, wanted)
    if sources is not None:
        conditions.add(
            f"l.newsletter_id IN (SELECT n.id FROM kb.newsletters n WHERE {sources.sql})",  # noqa: S608
            *sources.values,
        )
    return conditions


def _newsletters_of(project_id: UUID, wanted: ArticleFilter | LinkFilter) -> Conditions | None:
    """What the newsletters must fulfil; None: any will do."""
    if not (wanted.sender or wanted.newsletter_id or wanted.job_id):
        return None
    conditions = Conditions()
    conditions.add("n.project_id = %s", project_id)
    _from_sender(conditions, wanted.sender)
    conditions.add_given(("n.id = %s", wanted.newsletter_id), ("n.job_id = %s", wanted.job_id))
    return conditions


def _search(conditions: Conditions, search: str, column: str) -> None:
    texts, values = found_by(search, column)
    for text, value in zip(texts, values, strict=True):
        conditions.add(text, value)


def _from_sender(conditions: Conditions, sender: str | None) -> None:
    if not sender:
        return
    name, _, domain = sender.lower().rpartition("@")
    if name:
        conditions.add("n.sender_address = %s", sender.lower())
    else:
        conditions.add("split_part(n.sender_address, '@', 2) = %s", domain)


# pages


def position(part: str) -> int:
    """A cursor's place in a newsletter. Raises ValueError for what is none."""
    if not 0 <= (found := int(part)) < 2**31:
        raise ValueError(part)
    return found


def score(part: str) -> float:
    """A cursor's score. Raises ValueError for what is none."""
    if not 0 <= (found := float(part)) <= 1:
        raise ValueError(part)
    return found


def add_page(
    conditions: Conditions,
    cursor: str | None,
    columns: Sequence[tuple[str, Callable[[str], Any], str]],
    within: tuple[str, str],
    *,
    descending: bool,
) -> None:
    """What comes after the cursor, in the order of the columns (how they are called, read and
    sent), and `within` them in that of a place and an id. Raises InvalidInput."""
    if cursor is None:
        return
    kinds = [read for _, read, _ in columns]
    *values, place, id_ = opened(cursor, *kinds, position, UUID)
    names = ", ".join(name for name, _, _ in columns)
    sent = ", ".join(f"%s::{kind}" for _, _, kind in columns)
    than = "<" if descending else ">"
    conditions.add(
        f"({names}) {than}= ({sent}) AND (({names}) {than} ({sent})"
        f" OR ({', '.join(within)}) > (%s, %s))",
        *values,
        *values,
        place,
        id_,
    )
