"""Which of an object's mentions are shown first, and which of its definitions is shown."""

from collections.abc import Sequence

from educe.graph.derived import DerivedEvidence
from educe.graph.mentions import HEADING_CUES, ObjectMention

Mentions = Sequence[tuple[str, ObjectMention]]

_TELLING = {"glossary": 5, "definition": 4, "emphasis": 2, "long_form": 2, "abbreviation": 1}
_SHORTEST, _LONGEST = 40, 300  # characters of a quote that reads well


def best_mentions(found: Mentions, limit: int) -> tuple[DerivedEvidence, ...]:
    """The most telling sentences first, each once, then files and places in order."""
    shown: dict[tuple[str, int, int], DerivedEvidence] = {}
    for file_id, mention in sorted(found, key=_order):
        if len(shown) == limit:
            break
        shown.setdefault((file_id, *mention.sentence), _evidence(file_id, mention))
    return tuple(shown.values())


def best_definition(found: Mentions) -> DerivedEvidence | None:
    """The definition from a glossary, else from the clearest sentence; its span is the clause."""
    defined = [(file_id, mention) for file_id, mention in found if mention.definition]
    if not defined:
        return None
    file_id, mention = min(defined, key=_order)
    return DerivedEvidence(
        file_id=file_id,
        sentence=mention.sentence,
        span=mention.definition,
        page=mention.page,
        match=mention.match,
        cue="glossary" if "glossary" in mention.cues else "definition",
        score=mention.score,
    )


def _evidence(file_id: str, mention: ObjectMention) -> DerivedEvidence:
    return DerivedEvidence(
        file_id=file_id,
        sentence=mention.sentence,
        span=mention.span,
        page=mention.page,
        match=mention.match,
        cue=_main_cue(mention.cues),
        score=mention.score,
    )


def _order(each: tuple[str, ObjectMention]) -> tuple[float, float, int, str, int, int]:
    file_id, mention = each
    length = mention.sentence.end - mention.sentence.start
    awkward = 0 if _SHORTEST <= length <= _LONGEST else 1
    return (-mention.score, -_telling(mention), awkward, file_id, *mention.span)


def _telling(mention: ObjectMention) -> float:
    cues = mention.cues
    told = sum(_TELLING.get(cue, 0) for cue in cues)
    return told - 3 if HEADING_CUES & set(cues) else told


def _main_cue(cues: Sequence[str]) -> str:
    ordered = sorted(cues, key=lambda cue: (-_TELLING.get(cue, 0), cue not in HEADING_CUES, cue))
    return ordered[0] if ordered else ""
