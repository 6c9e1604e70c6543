"""Tells names that look alike and mean different things: the first and the second law.

Embeddings and edit distance see such pairs as nearly equal (for "Newton's first law" and
"Newton's second law" a sentence model gives a cosine of 0.90); a table of contrasts doesn't.
"""

import re
from collections.abc import Sequence
from itertools import product

from educe.graph.naming import is_acronym

_OPPOSITES = """
    upper lower
    input output
    best worst average amortized
    minimum maximum
    min max
    inner outer
    internal external
    left right
    top bottom
    ascending descending
    increasing decreasing
    inorder preorder postorder levelorder
    breadth depth
    directed undirected
    weighted unweighted
    connected disconnected
    cyclic acyclic
    positive negative
    active passive
    static dynamic
    local global
    public private
    forward backward
    front back
    head tail
    push pop
    enqueue dequeue
    insert delete
    insertion deletion
    insertion selection merge quick heap bubble radix bucket counting
    addition subtraction
    multiplication division
    singly doubly
    linear quadratic cubic exponential
    logarithmic constant
    supervised unsupervised
    micro macro
    open closed
    hot cold
    high low
    long short
    old new
    early late
    north south east west
    northern southern eastern western
    male female
    true false
    odd even
    prime composite
    plaintext ciphertext
    symmetric asymmetric
    encryption decryption
    encoder decoder
    client server
    sender receiver
    source sink target
    parent child
    ancestor descendant
    predecessor successor
    civil criminal
    plaintiff defendant
    vein artery
    anode cathode
    acid base
    oxidation reduction
    mitosis meiosis
    dna rna
    prokaryotic eukaryotic
    prokaryote eukaryote
    anabolic catabolic
    aerobic anaerobic
    domestic foreign
    import export
    demand supply
    buyer seller
    strong weak
    hard soft
    primary secondary tertiary
    sufficient necessary
    absolute relative
    deterministic nondeterministic
    discrete continuous
    finite infinite
    sparse dense
    full empty
    lhs rhs
    pre post
    ex in
    single double triple
    binary ternary decimal octal hexadecimal
    eager lazy
    recall precision
    training test validation
    variance bias
    numerator denominator
    row column
    horizontal vertical
    serial parallel
    synchronous asynchronous
    mutable immutable
    light dark
    sympathetic parasympathetic
    afferent efferent
    dominant recessive
    homozygous heterozygous
    inductive deductive
    qualitative quantitative
    subject object
    first last
    past present future
"""
_GROUPS: dict[str, set[int]] = {}
for _number, _group in enumerate(_OPPOSITES.strip().splitlines()):
    for _word in _group.split():
        _GROUPS.setdefault(_word, set()).add(_number)

_ORDINALS = {
    word: number
    for number, names in enumerate(
        (
            "zero zeroth 0th",
            "one first 1st i",
            "two second 2nd ii",
            "three third 3rd iii",
            "four fourth 4th iv",
            "five fifth 5th v",
            "six sixth 6th vi",
            "seven seventh 7th vii",
            "eight eighth 8th viii",
            "nine ninth 9th ix",
            "ten tenth 10th x",
            "eleven eleventh 11th xi",
            "twelve twelfth 12th xii",
        )
    )
    for word in names.split()
}
_NEGATIONS = ("un", "non", "in", "im", "ir", "il", "dis", "anti", "a", "an", "de", "counter")
_PREFIXES = (
    "pre", "post", "sub", "super", "hyper", "hypo", "inter", "intra", "micro", "macro", "mono",
    "poly", "multi", "uni", "bi", "tri", "semi", "quasi", "pseudo", "meta", "co", "re", "over",
    "under", "endo", "exo", "ecto", "homo", "hetero", "iso", "auto", "bio", "geo", "neo", "para",
    "proto", "tele", "thermo", "ultra", "infra", "extra", "trans", "up", "down", "out",
)  # fmt: skip
_DIGITS = re.compile(r"\d+(?:\.\d+)*")


def contrast(left: Sequence[str], right: Sequence[str]) -> str | None:
    """Why two names, as folded words, can't be one thing; None if nothing speaks against it.

    It is symmetric. An acronym and its words aren't compared: `BFS` has no "first" in it.
    """
    if _is_acronym_pair(left, right):
        return None
    if _numbers(left) != _numbers(right):
        return "different numbers"
    ours, theirs = _difference(left, right)
    if any(len(word) == 1 for word in (*ours, *theirs)):
        return "different letters"
    for one, other in product(ours, theirs):
        reason = _opposed(one, other)
        if reason is not None:
            return reason
    if set(_NEGATIONS) & {*ours, *theirs} or {"not"} & {*ours, *theirs}:
        return "one denies the other"
    return None


def _is_acronym_pair(left: Sequence[str], right: Sequence[str]) -> bool:
    short = [words for words in (left, right) if len(words) == 1 and is_acronym(words[0])]
    return len(short) == 1


def _numbers(words: Sequence[str]) -> list[str]:
    """All numbers in it, ordinals, words and Roman numerals as digits."""
    found: list[str] = []
    for position, word in enumerate(words):
        low = word.casefold()
        is_roman = len(low) == 1 and (position == 0 or (low != word and not word.isupper()))
        if low in _ORDINALS and not is_roman:
            found.append(str(_ORDINALS[low]))
        else:
            found.extend(_DIGITS.findall(low))
    return sorted(found)


def _difference(left: Sequence[str], right: Sequence[str]) -> tuple[list[str], list[str]]:
    a, b = [word.casefold() for word in left], [word.casefold() for word in right]
    return [w for w in a if w not in b], [w for w in b if w not in a]


def _opposed(one: str, other: str) -> str | None:
    if _GROUPS.get(one, set()) & _GROUPS.get(other, set()):
        return "opposites"
    short, long = sorted((one, other), key=len)
    if len(short) > 2 and long.endswith(short):
        prefix = long.removesuffix(short)
        if prefix in _NEGATIONS:
            return "one denies the other"
        if prefix in _PREFIXES:
            return "different prefixes"
    return _different_prefixes(one, other)


def _different_prefixes(one: str, other: str) -> str | None:
    """`endothermic` and `exothermic`: the same word behind different prefixes."""
    every = (*_PREFIXES, *_NEGATIONS)
    ours = {one.removeprefix(p) for p in every if one.startswith(p)}
    theirs = {other.removeprefix(p) for p in every if other.startswith(p)}
    if any(len(rest) > 3 for rest in ours & theirs):
        return "different prefixes"
    return None
