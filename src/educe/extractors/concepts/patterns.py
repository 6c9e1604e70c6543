"""Finds the relations that fixed wordings express: Hearst patterns, parts, prerequisites.

Each rule (see `rules`) reads a sentence whose terms are slots (see `slots`).
"""

import re
from collections.abc import Iterator

from spacy.tokens import Span

from educe.extractors.concepts.findings import Relation
from educe.extractors.concepts.rules import RULES, Rule
from educe.extractors.concepts.slots import Slotted

_NEGATED = re.compile(r"\b(?:not|never|neither|nor|no longer|cannot|n't|rather than|instead of)\b")
# "properties of trees such as height": the list names properties, not trees.
_ATTACHED_BEFORE = re.compile(
    r"(?:\b(?:of|in|for|with|to|on|from|by) (?:only |just )?(?:an? |the )?)$"
)
_PARTITIVE = re.compile(
    r"(?:kinds?|types?|forms?|class(?:es)?|variet(?:y|ies)|examples?|number|"
    r"set|range|families|family|list|variants?|lots?|some|many|most) of "
    r"(?:the )?$"
)
_LIST_CUES = frozenset({"such as", "including", "especially", "for example"})


def pattern_relations(sentence: Slotted) -> Iterator[Relation]:
    """Every relation that a rule finds in this sentence."""
    if len(sentence.terms) < 2 or sentence.text.endswith("?"):
        return
    for rule in RULES:
        for match in rule.pattern.finditer(sentence.text):
            if not _is_trusted(rule, match, sentence):
                continue
            for source in sentence.listed(_group(match, rule.left)):
                for target in sentence.listed(_group(match, rule.right)):
                    yield from _relation(rule, source, target)


def _group(match: re.Match[str], number: int) -> str:
    """A bare slot's group holds only its digits, a list's its text."""
    text: str = match[number]
    return f"<{text}>" if text.isdigit() else text


def _is_trusted(rule: Rule, match: re.Match[str], sentence: Slotted) -> bool:
    if _NEGATED.search(match[0]):
        return False
    before = sentence.text[: match.start()]
    begins_with_term = sentence.text.startswith("<", match.start())
    if begins_with_term and _ATTACHED_BEFORE.search(before) and not _PARTITIVE.search(before):
        return False
    if rule.cue not in _LIST_CUES:
        return True
    general = sentence.listed(_group(match, rule.right))[0]
    return rule.cue == "for example" or _is_plural_or_mass(general)


def _is_plural_or_mass(term: Span) -> bool:
    """What a list exemplifies stands in the plural; a singular mostly belongs to another word."""
    last = term[-1]
    return last.tag_ in {"NNS", "NNPS"} or last.lower_.endswith("s")


def _relation(rule: Rule, source: Span, target: Span) -> Iterator[Relation]:
    if source.text.lower() != target.text.lower():
        yield Relation(rule.type, source, target, rule.cue, rule.confidence)
