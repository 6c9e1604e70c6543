"""What the rules of this package say about terms of one sentence, before it has file offsets."""

from dataclasses import dataclass

from spacy.tokens import Span


@dataclass(frozen=True, slots=True)
class Relation:
    """A rule's claim that two terms of a sentence are related."""

    type: str
    source: Span
    target: Span
    cue: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Definition:
    """A term and the clause that says what it is: character offsets in the passage."""

    start: int
    end: int
    clause_start: int
    clause_end: int
    cue: str
