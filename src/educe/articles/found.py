"""What an extractor found in newsletters: their links, and what became of each."""

import re
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def _storable(text: str) -> str:
    return _UNSTORABLE.sub("\N{REPLACEMENT CHARACTER}", text)


#: of strangers, without what JSON in the database can't hold
Text = Annotated[str, AfterValidator(_storable)]
Decision = Literal["keeps", "rejects", "notes"]


class _Found(BaseModel):
    model_config = ConfigDict(frozen=True)


class VerdictNote(_Found):
    """One rule's word on one link."""

    stage: Text
    rule_id: Text
    reason: Text = Field(description="In words for people.")
    score: float = Field(description="From -1 to 1.")
    decision: Decision


class Way(_Found):
    """How it became known where a link leads."""

    how: Text
    hops: int
    status: int | None = None
    code: Text | None = None
    reason: Text | None = None


class FoundLink(_Found):
    """A link of a newsletter. Texts of any length: what is stored of them is cut."""

    position: int  # among the anchors of the mail
    url: Text  # as the mail has it
    target_url: Text  # where it leads, as far as is known
    canonical_url: Text
    identity: Text  # what duplicates have in common
    site: Text
    title: Text
    text: Text
    heading: Text
    snippet: Text
    kind: Text
    kept: bool
    score: float  # from 0 to 1
    verdicts: tuple[VerdictNote, ...] = Field(min_length=1)  # the last one decided
    #: what the rules alone decide, where a reader or a rule of the project decided
    otherwise: VerdictNote | None = None
    way: Way | None = None
    published: datetime | None = None
    description: Text | None = None
    words: int | None = None


class FoundNewsletter(_Found):
    """A message with all of its links."""

    key: str = Field(pattern="^[0-9a-f]{64}$")  # RawMessage.key of mailboxes
    mailbox_id: UUID | None = None
    file_id: UUID | None = None
    message_id: Text = ""
    subject: Text
    sender_name: Text = ""
    sender_address: Text
    list_id: Text = ""
    received_at: datetime | None = None
    forwarded_by: Text = ""
    links: tuple[FoundLink, ...] = ()
