"""Trims a run of tokens to the term in it, or finds that there is none."""

import re
from collections.abc import Sequence

from spacy.tokens import Doc, Span, Token

from educe.extractors.concepts.wording import (
    CODE_HINTS,
    COURSE_NOUNS,
    GENERAL_NOUNS,
    SOFT_MODIFIERS,
    TIME_NOUNS,
    VAGUE_MODIFIERS,
    words,
)

MAX_WORDS = 6

_NOT_FIRST = words("DET PRON NUM PUNCT SPACE ADV CCONJ SCONJ ADP PART AUX SYM INTJ")
_NOT_LAST = words("DET PRON NUM PUNCT SPACE CCONJ SCONJ ADP PART AUX SYM INTJ ADV")
_BREAKS = frozenset(
    [
        ",",
        ";",
        ":",
        "(",
        ")",
        "[",
        "]",
        '"',
        "“",
        "”",
        "«",
        "»",
        "—",
        "–",
        "/",
        "|",
        ".",
        "!",
        "?",
        "…",
        "•",
        "→",
        "=",
        "<",
        ">",
    ]
)
HYPHENS = words("- ‐ ‑ –")
_HEADS = frozenset({"NOUN", "PROPN"})
# Of these, the letter after them belongs to the name: vitamin C, hepatitis B.
_LETTERED = words("vitamin hepatitis influenza factor coenzyme immunoglobulin type")
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_VAGUE_PARTICIPLES = words("used known called given chosen made done important different")
_MARKS = HYPHENS | {"'s", "’s", "'", "’"}
_QUANTIFIERS = words("each every both either neither all any some no such own")
ORDINALS = words("first second third fourth fifth sixth")
_IGNORED = GENERAL_NOUNS | COURSE_NOUNS | TIME_NOUNS


def trimmed(span: Span, *, lenient: bool = False, marked: bool = False) -> Span | None:
    """The term inside `span`, without articles, numbers, vague adjectives and loose symbols.

    `lenient` is for headings and bold terms: any last word will do. `marked` is for terms that
    their author set in bold: even a general word is a term then ("an **offer** is …").
    """
    span = _with_whole_words(span)
    tokens = _after_break(list(span))
    marked = marked and len(tokens) == len(span)  # "best and average case" isn't about cases
    tokens = _without_end(_without_start(tokens, lenient=lenient))
    if not tokens or len([t for t in tokens if not t.is_punct]) > MAX_WORDS:
        return None
    term = span.doc[tokens[0].i : tokens[-1].i + 1]
    if not _is_spelled_as_term(term.text) or not _has_head(term, lenient=lenient):
        return None
    return None if says_nothing(term, marked=marked) else term


def _with_whole_words(span: Span) -> Span:
    """The parser may end a chunk inside `min-heap`."""
    doc, end = span.doc, span.end
    while (
        end + 1 < len(doc)
        and doc[end].text in HYPHENS
        and not doc[end - 1].whitespace_
        and not doc[end].whitespace_
        and doc[end + 1].is_alpha
    ):
        end += 2
    return doc[span.start : end]


def says_nothing(term: Span, *, marked: bool = False) -> bool:
    """Whether it ends in a general word, or has nothing but general words."""
    head = _head_of(term)
    if marked and not {head.lemma_.lower(), head.lower_} & (COURSE_NOUNS | TIME_NOUNS):
        return False
    if head.lemma_.lower() in _IGNORED or head.lower_ in _IGNORED:
        return len(term) == 1 or not _is_specific(term)
    return False


def _is_specific(term: Span) -> bool:
    """`second law` is not a term of a subject, `eigenvalue problem` and `halting problem` are."""
    rest = [token for token in term if token.i != _head_of(term).i and not token.is_punct]
    head = _head_of(term)
    if head.lower_ in COURSE_NOUNS or head.lemma_.lower() in COURSE_NOUNS | TIME_NOUNS:
        return False
    return any(_is_content(token) for token in rest)


def _is_content(token: Token) -> bool:
    spellings = {token.lower_, token.lemma_.lower()}
    return (
        token.pos_ in {"NOUN", "PROPN", "ADJ", "VERB"}
        and not spellings & (_IGNORED | VAGUE_MODIFIERS | SOFT_MODIFIERS)
        and len(token) > 2
    )


def _head_of(term: Span) -> Token:
    """The word before "of", else the last: what `conservation of energy` is."""
    doc: Doc = term.doc
    for token in term:
        if token.lower_ == "of" and token.i > term.start:
            return doc[token.i - 1]
    return doc[term.end - 1]


def _after_break(tokens: list[Token]) -> list[Token]:
    """A chunk with a comma or "and" in it is a list that the parser took for one: its last."""
    for position in range(len(tokens) - 2, -1, -1):
        token = tokens[position]
        if token.text in _BREAKS and not _is_hyphen(tokens, position):
            return tokens[position + 1 :]
        if token.pos_ == "CCONJ" and not _is_hyphenated(tokens, position):
            return tokens[position + 1 :]
    return tokens


def _is_hyphen(tokens: Sequence[Token], position: int) -> bool:
    """Hyphens and slashes inside a word, as in `divide-and-conquer` and `TCP/IP`."""
    token = tokens[position]
    if position == 0 or tokens[position - 1].whitespace_ or token.whitespace_:
        return False
    return token.text in HYPHENS or token.text == "/"


def _is_hyphenated(tokens: Sequence[Token], position: int) -> bool:
    return 0 < position < len(tokens) - 1 and tokens[position - 1].text in HYPHENS


def _without_start(tokens: list[Token], *, lenient: bool) -> list[Token]:
    while tokens and _drops_first(tokens):
        if lenient and tokens[0].lower_ in ORDINALS and len(tokens) > 1:
            break
        tokens = tokens[3 if _is_hyphenated_vague(tokens) else 1 :]
    return tokens


def _drops_first(tokens: Sequence[Token]) -> bool:
    first = tokens[0]
    if _is_hyphenated_vague(tokens):
        return True
    if len(tokens) > 1 and tokens[1].text in HYPHENS and not first.whitespace_:
        return first.text in HYPHENS  # "two-phase commit", "in-order traversal"
    if first.lower_ in _QUANTIFIERS | _MARKS or first.tag_ in {"PRP$", "WP$", "WDT"}:
        return True
    if first.lower_ in VAGUE_MODIFIERS:
        return not _is_ordinal_law(tokens)
    if first.pos_ == "ADV" and _makes_participle(tokens):
        return False
    return first.pos_ in _NOT_FIRST or (len(first) == 1 and not first.is_upper)


def _makes_participle(tokens: Sequence[Token]) -> bool:
    """`Singly linked list` is a term, `commonly used list` isn't."""
    if len(tokens) < 3 or not tokens[0].lower_.endswith("ly"):
        return False
    return tokens[1].tag_ in {"VBN", "VBD", "JJ"} and tokens[1].lower_ not in _VAGUE_PARTICIPLES


def _is_hyphenated_vague(tokens: Sequence[Token]) -> bool:
    """`well-known` is three tokens."""
    return "".join(token.lower_ for token in tokens[:3]) in VAGUE_MODIFIERS


def _is_ordinal_law(tokens: Sequence[Token]) -> bool:
    """`First World War` keeps its number, `first step` doesn't."""
    first = tokens[0]
    return first.is_title and not first.is_sent_start and tokens[-1].is_title


def _without_end(tokens: list[Token]) -> list[Token]:
    while tokens and _drops_last(tokens):
        tokens = tokens[:-1]
    return tokens


def _drops_last(tokens: Sequence[Token]) -> bool:
    last = tokens[-1]
    joined = len(tokens) > 1 and not tokens[-2].whitespace_ and tokens[-2].text in HYPHENS
    if joined and last.text not in HYPHENS:
        return False
    if last.pos_ == "NUM" or last.like_num:
        return not _is_named_number(tokens)
    if len(last) == 1 and last.is_alpha:
        return len(tokens) == 1 or tokens[-2].lower_ not in _LETTERED
    return last.pos_ in _NOT_LAST or last.is_punct or last.tag_ == "POS"


def _is_named_number(tokens: Sequence[Token]) -> bool:
    """`World War II` is another war without its number."""
    return len(tokens) > 1 and tokens[-1].is_upper and tokens[-1].is_alpha


def _is_spelled_as_term(text: str) -> bool:
    if any(hint in text and hint != "/" for hint in CODE_HINTS):
        return False
    if "(" in text or ")" in text or text.startswith(("'", "`", "’", "%", "&")) or '"' in text:
        return False
    inner_dot = re.search(r"\w\.\w", text) is not None and not re.match(r"(?:\w\.)+\w?$", text)
    return _LETTERS.search(text) is not None and not inner_dot


def _has_head(term: Span, *, lenient: bool) -> bool:
    head = _head_of(term)
    if head.pos_ in _HEADS:
        return True
    if head.tag_ == "VBG" and len(head) > 5:
        return True
    return lenient and (len(term) > 1 or (head.pos_ in {"X", "VERB"} and head.tag_ == "VBG"))
