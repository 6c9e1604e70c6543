"""Finds the spans that may name a concept: many of them, each with the reasons to think so.

Candidates are noun chunks, names, headings, emphasised terms and phrases with "of"; which of them
are concepts of a project is decided later, from all of its files (see `ranking`).
"""

import re
from collections.abc import Iterable, Iterator

from spacy.tokens import Doc, Span, Token

from educe.documents.model import BlockKind
from educe.extractors.concepts.fixed_phrases import NO_PHRASES, Phrases, occurrences
from educe.extractors.concepts.passages import Passage, is_heading
from educe.extractors.concepts.trimming import says_nothing, trimmed
from educe.extractors.concepts.wording import SIGNPOSTS, TRANSPARENT_NOUNS

Candidates = dict[tuple[int, int], set[str]]  # token range in the passage → cues

MAX_EMPHASIS_WORDS = 6

# A name with parentheses right behind it: `f(x)`, `push()`; not the plural of `word(s)`.
_FORMULA = re.compile(r"\b\w+\((?!e?s\))(?:[^()\n]|\([^()\n]*\)){0,60}\)")

_OPENING = re.compile(
    r"(?:an? )?(?:introduction to|introducing|overview of|basics of|fundamentals of|more on|"
    r"(?:the )?(?:causes?|history|properties|types|kinds|applications|uses|examples|analysis|"
    r"definition|role|nature|importance|effects?|consequences|origins?|principles|elements|"
    r"advantages|structure|sources?|end|rise|fall|beginnings?|concept|notion|idea|basics) of|"
    r"understanding|what (?:is|are)(?: an?)?|why|how|when|review of|the|an?)\s+",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(
    r"\s*(?::|;|,|\||/|\bversus\b|\bvs\b\.?|\band\b|\bor\b|\(|\)|–|—| - |\?)\s*"
)
_PREPOSITION = re.compile(r"\b(?:in|for|with|by|from|on|to|as|using|via|at|between|through)\b")


def candidates(doc: Doc, passage: Passage, phrases: Phrases = NO_PHRASES) -> Candidates:
    """Token ranges of one parsed passage that may name a concept, with their cues.

    `phrases` are the terms with "and" in them that the file is known to have.
    """
    found: Candidates = {}
    if is_heading(passage.block):
        cue = "title" if passage.block.kind is BlockKind.TITLE else "heading"
        _add_all(found, _heading_terms(doc, passage.content), cue)
        _add_all(found, _chunks(doc), "in_heading")
    else:
        _add_all(found, _chunks(doc), "noun_chunk")
    _add_all(found, _names(doc), "name")
    _add_all(found, _gerunds(doc), "gerund")
    for phrase in _of_phrases(doc, found):
        if _is_proper(phrase):
            _add_whole(found, phrase)
        else:
            _add_all(found, [phrase], "of_phrase")
    _add_all(found, _emphasised(doc, passage), "emphasis")
    for phrase in occurrences(doc, phrases):
        _add_whole(found, phrase)
    return _outside_formulas(found, doc, passage.content)


def _add_whole(found: Candidates, term: Span) -> None:
    """A term whose parts aren't meant: there is no `conquer` in `divide and conquer`."""
    inside = [each for each in found if term.start <= each[0] and each[1] <= term.end]
    cues = {cue for each in inside for cue in found.pop(each)}
    found[term.start, term.end] = cues or {"fixed_phrase"}


def _outside_formulas(found: Candidates, doc: Doc, content: str) -> Candidates:
    """There is no concept `log` in `O(n log n)`."""
    formulas = [match.span() for match in _FORMULA.finditer(content)]
    if not formulas:
        return found
    return {
        (start, end): cues
        for (start, end), cues in found.items()
        if not any(
            doc[start].idx < right and left < doc[end - 1].idx + len(doc[end - 1])
            for left, right in formulas
        )
    }


def _add_all(found: Candidates, terms: Iterable[Span], cue: str) -> None:
    for term in terms:
        found.setdefault((term.start, term.end), set()).add(cue)


def _chunks(doc: Doc) -> Iterator[Span]:
    for chunk in doc.noun_chunks:
        term = trimmed(chunk)
        if term is not None:
            yield term


def _names(doc: Doc) -> Iterator[Span]:
    """Runs of proper nouns that are part of a longer chunk: `the novelist [George Eliot]`."""
    start: int | None = None
    for token in doc:
        if token.pos_ == "PROPN" and token.is_alpha and not token.is_sent_start:
            start = token.i if start is None else start
        elif start is not None:
            yield from _name(doc, start, token.i)
            start = None
    if start is not None:
        yield from _name(doc, start, len(doc))


def _name(doc: Doc, start: int, end: int) -> Iterator[Span]:
    if end - start < 2 or not all(token.text[0].isupper() for token in doc[start:end]):
        return
    if end < len(doc) and (doc[end].text in "-'’" or doc[end].tag_ == "POS"):
        return  # "Bellman-Ford algorithm", "Moore's law" are one
    term = trimmed(doc[start:end])
    if term is not None:
        yield term


def _gerunds(doc: Doc) -> Iterator[Span]:
    """`hashing` and `dynamic programming`, where the tagger takes them for verbs."""
    for token in doc:
        if token.tag_ == "VBG" and _stands_as_noun(token):
            start = token.i
            while (
                start > 0
                and doc[start - 1].head == token
                and doc[start - 1].dep_
                in {
                    "amod",
                    "compound",
                }
            ):
                start -= 1
            term = trimmed(doc[start : token.i + 1])
            if term is not None:
                yield term


def _stands_as_noun(token: Token) -> bool:
    if token.dep_ not in {"nsubj", "nsubjpass", "pobj", "attr", "appos", "csubj"}:
        return False
    return not any(child.dep_ in {"dobj", "aux", "auxpass", "nsubj"} for child in token.children)


def _of_phrases(doc: Doc, found: Candidates) -> list[Span]:
    """`conservation of energy`: two terms joined by "of", the second without an article."""
    phrases: list[Span] = []
    ends = dict(sorted(found))
    starts = {end: start for start, end in sorted(found, reverse=True)}
    for token in doc[1:-1] if len(doc) > 2 else ():
        if token.lower_ != "of" or token.i + 1 not in ends:
            continue
        start = starts.get(token.i, _general_head(doc, token.i))
        if start is None or doc[token.i - 1].lemma_.lower() in TRANSPARENT_NOUNS:
            continue
        phrase = doc[start : ends[token.i + 1]]
        if len(phrase) <= 5 and not says_nothing(phrase):
            phrases.append(phrase)
    return phrases


def _is_proper(phrase: Span) -> bool:
    """`Treaty of Versailles` is one name."""
    words = [token for token in phrase if token.lower_ != "of"]
    return all(token.text[0].isupper() for token in words) and words[0].pos_ == "PROPN"


def _general_head(doc: Doc, end: int) -> int | None:
    """`rate of change`: general words alone, a term together."""
    token = doc[end - 1]
    return token.i if token.pos_ in {"NOUN", "PROPN"} and token.is_alpha else None


def _heading_terms(doc: Doc, content: str) -> Iterator[Span]:
    """The whole heading, or what its separators leave of it."""
    text = content.strip()
    offset = content.find(text)
    begin = _opening_end(text)
    for start, end in _between(_SEPARATOR, text, begin):
        term = _span_of(doc, offset + start, offset + end)
        if term is None or _PREPOSITION.search(term.text) or _has_finite_verb(term):
            continue
        kept = trimmed(term, lenient=True)
        if kept is not None:
            yield kept


def _opening_end(heading: str) -> int:
    """After "Introduction to", "The causes of the" and the like, one or more of them."""
    end = 0
    while (match := _OPENING.match(heading, end)) and match.end() < len(heading):
        end = match.end()
    return end


def _between(separator: re.Pattern[str], text: str, start: int) -> Iterator[tuple[int, int]]:
    for match in separator.finditer(text, start):
        yield start, match.start()
        start = match.end()
    yield start, len(text)


def _has_finite_verb(term: Span) -> bool:
    """`Sorting a list` and `Why trees matter` are headings, not terms."""
    return any(
        token.tag_ in {"VBZ", "VBP", "VBD", "MD"}
        or (token.pos_ == "VERB" and any(child.dep_ == "dobj" for child in token.children))
        or (
            token.pos_ in {"DET", "PRON"} and token.i > term.start and token.nbor(-1).lower_ != "of"
        )
        for token in term
    )


def _emphasised(doc: Doc, passage: Passage) -> Iterator[Span]:
    for span in passage.block.emphasis:
        marked = _span_of(doc, span.start - passage.start, span.end - passage.start)
        if marked is None or len(marked) > MAX_EMPHASIS_WORDS or _has_finite_verb(marked):
            continue
        if all(token.lower_ in SIGNPOSTS or token.is_punct for token in marked):
            continue
        term = trimmed(marked, lenient=True, marked=True)
        if term is not None:
            yield term


def _span_of(doc: Doc, start: int, end: int) -> Span | None:
    if start < 0 or start >= end or end > doc[-1].idx + len(doc[-1].text_with_ws):
        return None
    span = doc.char_span(start, end, alignment_mode="contract")
    return span if span is not None and len(span) else None
