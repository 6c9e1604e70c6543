"""Finds the clause in which a text says what a term is.

Forms: "A heap is a tree that …", "Hashing: mapping keys …" in glossaries and bold terms, "…, that
is, …", "is defined as", "refers to", "is called", "we call … a heap".
"""

import re
from collections.abc import Iterable, Iterator

from spacy.tokens import Doc, Span, Token

from educe.documents.model import BlockKind
from educe.extractors.concepts.findings import Definition
from educe.extractors.concepts.passages import Passage, is_heading
from educe.extractors.concepts.wording import words

MAX_CLAUSE = 300
MIN_CLAUSE_WORDS = 3

_GLOSSARY = re.compile(
    r"glossary|key (?:terms|words|concepts|vocabulary)|definitions|terminology|vocabulary|terms",
    re.IGNORECASE,
)
_AFTER_TERM = re.compile(r"\s*(?:\([^()]*\)\s*)?(?::\s+|\s[–—-]\s+|[–—]\s*)(?=\S)")
_SAYS = re.compile(
    r"\s*(?:\([^()]*\)\s*)?,?\s*(?:(?:is|are|can be|may be) (?:formally |usually |often )?"
    r"(?:defined (?:as|to be)|understood as)"
    r"|refers? to|means|denotes?|, that is,|, i\.e\.,?|is the name (?:for|given to))\s+",
    re.IGNORECASE,
)
_CALLED = re.compile(
    r"(?:(?:is|are) (?:then |often |usually |commonly )?"
    r"(?:called|known as|termed|referred to as|named)(?: an?| the)?"
    r"|(?:we|which we|one|people) (?:will )?call"
    r"(?: such an?| this an?| it an?| this| these)?)\s*[\"“'*]*$",
    re.IGNORECASE,
)
_GENERIC_SUBJECT = words("this that these those it they there which who what he she we")


def definitions(doc: Doc, passage: Passage, terms: Iterable[Span]) -> Iterator[Definition]:
    """At most one definition for each of these terms."""
    if is_heading(passage.block):
        return
    text = passage.content  # the same as doc.text, which is put together at every use
    for term in terms:
        found = (
            _glossary_entry(doc, passage, term)
            or _said(doc, text, term)
            or _copular(doc, text, term)
        )
        if found is not None:
            yield found


def _glossary_entry(doc: Doc, passage: Passage, term: Span) -> Definition | None:
    """`Heap: a tree …` at the start of a block, where the term is marked or the section says so."""
    text = passage.content
    before = text[: term.start_char]
    if before.strip(" \"“'•*-").lower() not in {"", "a", "an", "the"}:
        return None
    separator = _AFTER_TERM.match(text, term.end_char)
    if separator is None or not _is_glossary(passage, term):
        return None
    return _definition(text, term, separator.end(), _sentence_end(doc, separator.end()), "glossary")


def _is_glossary(passage: Passage, term: Span) -> bool:
    block = passage.block
    if any(_GLOSSARY.search(heading) for heading in block.heading_path[-2:]):
        return True
    start = passage.start + term.start_char
    marked = any(span.start <= start < span.end for span in block.emphasis)
    return marked or block.kind is BlockKind.LIST_ITEM


def _said(doc: Doc, text: str, term: Span) -> Definition | None:
    match = _SAYS.match(text, term.end_char)
    if match is not None and _begins_clause(term):
        end = _sentence_end(doc, match.end())
        return _definition(text, term, match.end(), end, "defined")
    sentence = term.sent
    if _CALLED.search(text, sentence.start_char, term.start_char):
        return _definition(text, term, sentence.start_char, _clause_end(doc, term), "called")
    return None


def _begins_clause(term: Span) -> bool:
    root = term.root
    return root.dep_ in {"nsubj", "nsubjpass", "ROOT", "npadvmod", "dep"} and _is_early(term)


def _is_early(term: Span) -> bool:
    """Nothing but an article, "So" or "In biology," before it."""
    return term.start - term.sent.start <= 4


def _copular(doc: Doc, text: str, term: Span) -> Definition | None:
    """`A heap is a tree that …`: a generic subject, an indefinite or superlative complement."""
    root = term.root
    verb = root.head
    if root.dep_ != "nsubj" or verb.lemma_ != "be" or not _is_early(term) or _is_pointing(root):
        return None
    complement = next((child for child in verb.children if child.dep_ == "attr"), None)
    if complement is None or verb.i < term.end - 1 or complement.i < verb.i or _is_denied(verb):
        return None
    if verb.i > term.end and not doc[term.end : verb.i].text.strip().startswith(("(", ",")):
        return None
    if not _is_telling(complement):
        return None
    start = complement.left_edge.idx
    return _definition(text, term, start, _sentence_end(doc, start), "is a")


def _is_pointing(root: Token) -> bool:
    spellings = {child.lower_ for child in root.children if child.dep_ in {"det", "poss", "nummod"}}
    has_owner = any(child.dep_ == "poss" for child in root.children)
    return has_owner or bool(spellings & _GENERIC_SUBJECT)


def _is_denied(verb: Token) -> bool:
    return any(child.dep_ in {"neg", "mark", "aux"} for child in verb.children)


def _is_telling(complement: Token) -> bool:
    """It says more than one noun: a relative clause, a participle or a phrase follows."""
    return any(
        child.i > complement.i and child.dep_ in {"relcl", "acl", "prep", "appos", "advcl"}
        for child in complement.children
    )


def _sentence_end(doc: Doc, start: int) -> int:
    for sentence in doc.sents:
        if sentence.start_char <= start < sentence.end_char:
            return sentence.end_char
    return doc[-1].idx + len(doc[-1])


def _clause_end(doc: Doc, term: Span) -> int:
    return term.end_char


def _definition(text: str, term: Span, start: int, end: int, cue: str) -> Definition | None:
    while start < end and text[start].isspace():
        start += 1
    end = _bounded(text, start, end)
    if len(text[start:end].split()) < MIN_CLAUSE_WORDS:
        return None
    return Definition(term.start_char, term.end_char, start, end, cue)


def _bounded(text: str, start: int, end: int) -> int:
    if end - start > MAX_CLAUSE:
        cut = max(text.rfind(mark, start, start + MAX_CLAUSE) for mark in (", ", "; ", " "))
        end = cut if cut > start else start + MAX_CLAUSE
    while end > start and (text[end - 1].isspace() or text[end - 1] in ".;,"):
        end -= 1
    return end
