"""Relations that a clause's verb expresses: "X is a Y", "X contains Y", "Y is used by X"."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from spacy.tokens import Span, Token

from educe.extractors.concepts.findings import Relation
from educe.extractors.concepts.wording import words


class Verb(NamedTuple):
    """What a verb says; `swapped` where its object is the relation's source."""

    type: str
    confidence: float
    swapped: bool = False


TRANSITIVE = {
    "use": Verb("USES", 0.75),
    "employ": Verb("USES", 0.75),
    "utilise": Verb("USES", 0.75),
    "utilize": Verb("USES", 0.75),
    "exploit": Verb("USES", 0.65),
    "contain": Verb("PART_OF", 0.7, swapped=True),
    "comprise": Verb("PART_OF", 0.8, swapped=True),
    "implement": Verb("IMPLEMENTS", 0.75),
    "cause": Verb("CAUSES", 0.8),
    "trigger": Verb("CAUSES", 0.7),
    "induce": Verb("CAUSES", 0.7),
    "produce": Verb("PRODUCES", 0.7),
    "generate": Verb("PRODUCES", 0.7),
    "synthesise": Verb("PRODUCES", 0.75),
    "synthesize": Verb("PRODUCES", 0.75),
    "secrete": Verb("PRODUCES", 0.75),
    "solve": Verb("SOLVES", 0.75),
    "measure": Verb("MEASURES", 0.75),
    "represent": Verb("REPRESENTS", 0.65),
    "extend": Verb("EXTENDS", 0.65),
    "generalise": Verb("EXTENDS", 0.75),
    "generalize": Verb("EXTENDS", 0.75),
    "regulate": Verb("REGULATES", 0.75),
    "govern": Verb("REGULATES", 0.7),
    "inhibit": Verb("INHIBITS", 0.75),
    "catalyse": Verb("CAUSES", 0.7),
    "catalyze": Verb("CAUSES", 0.7),
    "require": Verb("PREREQUISITE_OF", 0.55, swapped=True),
    "explain": Verb("EXPLAINS", 0.65),
    "replace": Verb("REPLACES", 0.65),
}
WITH_PREPOSITION = {
    ("lead", "to"): Verb("CAUSES", 0.7),
    ("result", "in"): Verb("CAUSES", 0.7),
    ("rely", "on"): Verb("USES", 0.65),
    ("depend", "on"): Verb("DEPENDS_ON", 0.65),
    ("belong", "to"): Verb("PART_OF", 0.65),
    ("differ", "from"): Verb("CONTRASTS_WITH", 0.75),
}
PASSIVE = {
    ("base", "on"): Verb("USES", 0.65),
    ("base", "upon"): Verb("USES", 0.65),
    ("use", "in"): Verb("USES", 0.65, swapped=True),
    ("use", "for"): Verb("USES", 0.6, swapped=True),
    ("contain", "in"): Verb("PART_OF", 0.7),
    ("derive", "from"): Verb("DERIVED_FROM", 0.65),
    ("implement", "with"): Verb("USES", 0.65),
}
# "X is a part of Y", "X is an example of Y".
_PART_NOUNS = words("part component element constituent branch organelle subset")
_KIND_NOUNS = words("kind type form sort variety variant example instance case species")
_HYPOTHETICAL = words("if whether unless suppose assume")
_INDEFINITE = words("a an every each any one another")
_POINTING = words("no neither this that these those its their his her our my your")

Terms = Mapping[int, Span]  # the token that heads a term → the term


def clause_relations(sentence: Span, terms: Terms) -> Iterator[Relation]:
    """Every relation that a verb of this sentence states as a fact."""
    if len(terms) < 2 or sentence.text.rstrip().endswith("?"):
        return
    for token in sentence:
        if token.pos_ not in {"VERB", "AUX"} or not _is_asserted(token):
            continue
        if token.lemma_ == "be" and token.dep_ not in {"aux", "auxpass"}:
            yield from _copula(token, terms)
        elif token.pos_ == "VERB":
            yield from _transitive(token, terms)
            yield from _inclusive(token, terms)
            yield from _prepositional(token, terms)


def _is_asserted(verb: Token) -> bool:
    """Neither denied, nor supposed, nor only possible."""
    for child in verb.children:
        if child.dep_ == "neg" or child.lower_ in {"never", "hardly", "rarely"}:
            return False
        if child.dep_ == "mark" and child.lower_ in _HYPOTHETICAL:
            return False
        if child.dep_ == "aux" and child.lower_ in {"might", "may", "could", "would", "should"}:
            return False
    return verb.dep_ not in {"csubj"}


def _copula(verb: Token, terms: Terms) -> Iterator[Relation]:
    complement = next((child for child in verb.children if child.dep_ == "attr"), None)
    if complement is None:
        return
    for subject in _subjects(verb, terms):
        confidence = _generic(subject)
        if confidence and complement.i in terms and _is_class(complement):
            target = terms[complement.i]
            yield from _related("IS_A", subject, target, "is a", confidence)
        yield from _partitive(subject, complement, terms, confidence)


def _generic(subject: Span) -> float:
    """How sure it is that a statement about this subject holds for the concept."""
    root = subject.root
    spellings = {child.lower_ for child in root.children if child.dep_ in {"det", "poss"}}
    if spellings & _POINTING or any(
        child.dep_ == "nummod" or child.lower_ in {"other", "no"} for child in root.children
    ):
        return 0.0
    if any(child.dep_ in {"relcl", "acl"} for child in root.children):
        return 0.5  # "A tree that is balanced is a …": not about all trees
    if any(child.dep_ == "prep" for child in root.children):
        return 0.5 if subject.end <= root.i + 1 else 0.75
    return 0.6 if "the" in spellings and root.pos_ != "PROPN" else 0.85


def _is_class(complement: Token) -> bool:
    """`a tree` and `trees` name a class, `the tree` a thing."""
    spellings = {child.lower_ for child in complement.children if child.dep_ == "det"}
    if spellings & _INDEFINITE:
        return True
    return not spellings and complement.tag_ in {"NNS", "NNPS"}


def _partitive(
    subject: Span, complement: Token, terms: Terms, confidence: float
) -> Iterator[Relation]:
    noun = complement.lemma_.lower()
    if noun not in _PART_NOUNS | _KIND_NOUNS or not confidence:
        return
    for preposition in complement.children:
        if preposition.lower_ != "of":
            continue
        for target in _objects(preposition, terms, {"pobj"}):
            kind = "PART_OF" if noun in _PART_NOUNS - {"subset"} else "IS_A"
            yield from _related(
                kind, subject, target, f"is a {noun} of", min(0.9, confidence + 0.1)
            )


def _transitive(verb: Token, terms: Terms) -> Iterator[Relation]:
    meaning = TRANSITIVE.get(verb.lemma_.lower())
    if meaning is None:
        return
    if any(child.dep_ == "auxpass" for child in verb.children):
        sources = _agents(verb, terms)
        targets = list(_subjects(verb, terms))
    else:
        sources = list(_subjects(verb, terms))
        targets = _objects(verb, terms, {"dobj"})
    yield from _all(meaning, sources, targets, verb.lemma_.lower())


def _inclusive(verb: Token, terms: Terms) -> Iterator[Relation]:
    """`Remedies include damages and fines` lists kinds; what one thing includes are its parts."""
    if verb.lemma_.lower() != "include" or verb.tag_ == "VBG":
        return
    for general in _subjects(verb, terms):
        listed = _objects(verb, terms, {"dobj"})
        if general.root.tag_ not in {"NNS", "NNPS"}:
            for part in listed:
                yield from _related(
                    "PART_OF", part, general, "include", 0.6 * bool(_generic(general))
                )
        elif len(listed) > 1 and _generic(general):
            for kind in listed:
                yield from _related("IS_A", kind, general, "include", 0.65)


def _prepositional(verb: Token, terms: Terms) -> Iterator[Relation]:
    passive = any(child.dep_ == "auxpass" for child in verb.children)
    table = PASSIVE if passive else WITH_PREPOSITION
    for preposition in verb.children:
        meaning = table.get((verb.lemma_.lower(), preposition.lower_))
        if meaning is not None and preposition.dep_ in {"prep", "agent"}:
            targets = _objects(preposition, terms, {"pobj"})
            cue = f"{verb.lemma_.lower()} {preposition.lower_}"
            yield from _all(meaning, list(_subjects(verb, terms)), targets, cue)


def _all(meaning: Verb, sources: list[Span], targets: list[Span], cue: str) -> Iterator[Relation]:
    for source in sources:
        for target in targets:
            # What one thing does ("the tree contains …") is weaker than what all do.
            factor = _generic(source) / 0.85
            confidence = round(meaning.confidence * factor, 3)
            first, second = (target, source) if meaning.swapped else (source, target)
            yield from _related(meaning.type, first, second, cue, confidence)


def _subjects(verb: Token, terms: Terms) -> Iterator[Span]:
    for child in verb.children:
        if child.dep_ in {"nsubj", "nsubjpass"}:
            yield from _conjoined(child, terms)


def _agents(verb: Token, terms: Terms) -> list[Span]:
    by = [child for child in verb.children if child.dep_ == "agent"]
    return [term for token in by for term in _objects(token, terms, {"pobj"})]


def _objects(head: Token, terms: Terms, roles: set[str]) -> list[Span]:
    children = [child for child in head.children if child.dep_ in roles]
    return [term for child in children for term in _conjoined(child, terms)]


def _conjoined(token: Token, terms: Terms) -> list[Span]:
    return [terms[each.i] for each in (token, *token.conjuncts) if each.i in terms]


def _related(
    kind: str, source: Span, target: Span, cue: str, confidence: float
) -> Iterator[Relation]:
    if confidence > 0 and source.text.lower() != target.text.lower():
        yield Relation(kind, source, target, cue, confidence)
