"""Mentions: what an extractor found in one file, each with the span that it was found at.

They are what is stored for good. The graph is derived from all mentions of a project and can
be derived again at any time; nothing in it is known from elsewhere.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from educe.documents.model import Span

Match = Literal["verbatim", "normalised", "fuzzy"]

HEADING_CUES = frozenset({"title", "heading", "in_heading"})
SENTENCE_START = "sentence_start"  # the cue of a common noun that is capital only for its place


class ObjectMention(BaseModel):
    """One place where a file names an object."""

    model_config = ConfigDict(frozen=True)

    type: str = "Concept"
    name: str  # as written there, white space folded
    span: Span  # the name's own characters
    sentence: Span  # the quote around it that is shown as evidence
    page: int | None = None
    cues: tuple[str, ...] = ()  # why it counts: "heading", "emphasis", "definition", "entity", …
    long_form: str | None = None  # of an abbreviation that the text explains: "BFS" → its words
    definition: Span | None = None  # the clause that says what it is
    match: Match = "verbatim"
    score: float = Field(default=1.0, ge=0, le=1)


class RelationMention(BaseModel):
    """One sentence that says how two objects relate."""

    model_config = ConfigDict(frozen=True)

    type: str  # "IS_A", "PART_OF", "PREREQUISITE_OF", "RELATED_TO", …
    source: str  # a name as in `ObjectMention.name`
    target: str
    sentence: Span
    page: int | None = None
    cue: str  # the rule that found it
    confidence: float = Field(ge=0, le=1)
    match: Match = "verbatim"


class FileMentions(BaseModel):
    """Everything that one item found in one file."""

    model_config = ConfigDict(frozen=True)

    file_id: str
    objects: tuple[ObjectMention, ...] = ()
    relations: tuple[RelationMention, ...] = ()


class PartMentions(BaseModel):
    """What part `part` (from 0) of a file that is read in `parts` parts mentions."""

    model_config = ConfigDict(frozen=True)

    part: int = Field(ge=0)
    parts: int = Field(ge=1)
    mentions: FileMentions
