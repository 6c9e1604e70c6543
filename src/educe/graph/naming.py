"""Folds the ways to write one name into one key, and picks the best of them to show.

A key is the same for `Hash Tables`, `hash-table` and `hash table`; it joins nothing whose words
differ (see `canonicalise` for that).
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Container, Mapping
from functools import lru_cache

MAX_ACRONYM = 8
_SHORT_ACRONYM = 4

_POSSESSIVE = re.compile(r"(?<=\w)['’ʼ](?:s\b)?", re.IGNORECASE)
_NOT_WORD = re.compile(r"[^\w+#&.]+|_+|(?<!\w)\.|\.(?!\w)")
_ARTICLE = frozenset({"a", "an", "the"})
_PREPOSITIONS = frozenset(
    {"of", "in", "for", "with", "to", "on", "by", "from", "between", "under", "at", "over"}
)

_IRREGULAR = {
    "vertices": "vertex", "matrices": "matrix", "indices": "index", "indexes": "index",
    "appendices": "appendix", "axes": "axis", "analyses": "analysis", "hypotheses": "hypothesis",
    "theses": "thesis", "crises": "crisis", "syntheses": "synthesis", "parentheses": "parenthesis",
    "criteria": "criterion", "phenomena": "phenomenon", "automata": "automaton",
    "mitochondria": "mitochondrion", "bacteria": "bacterium", "nuclei": "nucleus",
    "stimuli": "stimulus", "radii": "radius", "fungi": "fungus", "alumni": "alumnus",
    "formulae": "formula", "larvae": "larva", "algae": "alga", "antennae": "antenna",
    "children": "child", "men": "man", "women": "woman", "people": "person", "mice": "mouse",
    "feet": "foot", "teeth": "tooth", "geese": "goose", "leaves": "leaf", "halves": "half",
    "knives": "knife", "lives": "life", "wolves": "wolf", "shelves": "shelf", "wives": "wife",
    "calves": "calf", "quizzes": "quiz", "heroes": "hero", "potatoes": "potato",
    "tomatoes": "tomato", "echoes": "echo", "vetoes": "veto", "embargoes": "embargo",
    "strata": "stratum", "spectra": "spectrum", "quanta": "quantum", "polyhedra": "polyhedron",
    "bases": "base", "ova": "ovum", "schemata": "schema", "lemmata": "lemma", "genera": "genus",
    "caches": "cache", "aches": "ache", "axises": "axis", "movies": "movie", "ties": "tie",
    "cookies": "cookie", "calories": "calorie", "zombies": "zombie", "pies": "pie", "lies": "lie",
    "biases": "bias", "gases": "gas", "buses": "bus", "viruses": "virus", "statuses": "status",
    "censuses": "census", "campuses": "campus", "lenses": "lens", "aliases": "alias",
    "canvases": "canvas", "atlases": "atlas", "sizes": "size", "prizes": "prize",
}  # fmt: skip
_UNCHANGED_TEXT = """
    always alias apparatus as atlas bias bus calculus canvas census chaos consensus corpus cosmos
    diabetes gas genus has his is its lens means news plus previous rabies series species status
    this thus virus was yes los texas paris bayes gauss athens brussels descartes maxwells
    keynes hobbes archimedes socrates mars venus christmas towards alps congress
"""
_UNCHANGED = frozenset(_UNCHANGED_TEXT.split())
_BRITISH = (
    (re.compile(r"(?<=\w{3})isation(?=s?$)"), "ization"),
    (re.compile(r"(?<=\w{3})ise(?=[drs]$)"), "ize"),
    (re.compile(r"(?<=\w{3})ising$"), "izing"),
    (re.compile(r"(behavi|neighb|col|lab|fav|hon|hum|harb|vap|tum)our"), r"\1or"),
    (re.compile(r"^(cent|fib|met|lit|theat)re(?=s?$)"), r"\1er"),
    (re.compile(r"logue(?=s?$)"), "log"),
    (re.compile(r"(?<=[aeiou])lling$"), "ling"),
    (re.compile(r"(?<=[aeiou])lled$"), "led"),
)  # fmt: skip


@lru_cache(maxsize=200_000)
def key_of(name: str) -> str:
    """The key of a name: its words, folded, the head noun in the singular; may be empty."""
    return " ".join(words_of(name))


@lru_cache(maxsize=200_000)
def words_of(name: str) -> tuple[str, ...]:
    """The folded words of a name. Acronyms stay in capitals: `AIDS` helps nobody, `aids` do."""
    text = unicodedata.normalize("NFKC", name)
    text = _POSSESSIVE.sub("", text)
    words = [word for word in _NOT_WORD.sub(" ", text).split() if word]
    while len(words) > 1 and words[0].casefold() in _ARTICLE:
        words = words[1:]
    shouted = len(words) > 1 and all(word.isupper() for word in words)
    folded = [_folded(word, shouted=shouted) for word in words]
    head = _head(folded)
    if folded:
        folded[head] = singular(folded[head])
    return tuple(folded)


def plain_words(text: str) -> list[str]:
    """The words of any text without case and accents, none left out and none made singular."""
    even = _POSSESSIVE.sub("", unicodedata.normalize("NFKC", text))
    return [_without_marks(word.casefold()) for word in _NOT_WORD.sub(" ", even).split()]


def is_acronym(word: str) -> bool:
    """`BFS`, `SVMs`, `TCP/IP`; longer words in capitals are shouted."""
    base = word[:-1] if len(word) > 2 and word.endswith("s") else word
    if not 2 <= len(base) <= MAX_ACRONYM or not base.isupper():
        return False
    return len(base) <= _SHORT_ACRONYM or not re.search("[AEIOU]", base)


def singular(word: str) -> str:
    """The singular of one folded English noun; what is no plural comes back as it is."""
    if is_acronym(word):
        return word[:-1] if word.endswith("s") else word
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) < 4 or word in _UNCHANGED or word.endswith(("ss", "us", "is", "ics", "sis")):
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "xes", "sses", "zzes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") else word


def compact(key: str) -> str:
    """A key without its spaces: `data base` and `database` look alike in this."""
    return key.replace(" ", "")


def best_name(
    surfaces: Mapping[str, int], lower: Container[str] = (), *, headings: bool = False
) -> str:
    """Of the ways a text writes a name: the full form, singular if seen, in its usual case.

    `lower` are words that the texts have in lower case somewhere: no proper names. `headings`
    says that the surfaces come from headings, where Every Word may be capital.
    """
    full = {name: count for name, count in surfaces.items() if not is_acronym(name)} or surfaces
    spellings: Counter[str] = Counter()
    for name, count in full.items():
        spellings[name.casefold()] += count
    spelling = min(spellings, key=lambda each: (not _is_singular(each), -spellings[each], each))
    cases = {name: count for name, count in full.items() if name.casefold() == spelling}
    return _uncapitalised(_usual_case(cases, full), lower, headings=headings)


def _usual_case(cases: Mapping[str, int], full: Mapping[str, int]) -> str:
    """Lower case if running text has it: capitals are often those of headings and sentences."""
    lower = [name for name in cases if name == name.lower()]
    if lower and 2 * cases[lower[0]] >= max(cases.values()):
        return lower[0]
    most = min(cases, key=lambda name: (-cases[name], name.isupper(), name))
    if any(name[:1].islower() for name in full) and most[1:] == most[1:].lower():
        return most[:1].lower() + most[1:]  # the plural is seen in lower case
    return most


def _uncapitalised(name: str, lower: Container[str], *, headings: bool) -> str:
    """`Binary search` begins a sentence, `Bloom filter` a person's name."""
    first, *rest = re.split(r"(?<=[\s-])", name)
    if (
        len(first.strip(" -")) < 2
        or first.strip(" -").casefold() not in lower
        or is_acronym(first.strip(" -"))
    ):
        return name
    if all(part == part.lower() for part in rest):
        return first.lower() + "".join(rest)
    if headings and all(part.strip(" -").casefold() in lower for part in rest):
        return "".join(part if part.isupper() else part.lower() for part in (first, *rest))
    return name


def _is_singular(name: str) -> bool:
    words = name.replace("-", " ").split()
    if not words:
        return False
    head = words[_head(words)]
    return singular(head) == head


def _folded(word: str, *, shouted: bool) -> str:
    if not shouted and is_acronym(word):
        return word
    word = _without_marks(word.casefold())
    for pattern, replacement in _BRITISH:
        word = pattern.sub(replacement, word)
    return word


@lru_cache(maxsize=100_000)
def _without_marks(word: str) -> str:
    """`Poincaré` is often written `Poincare`; scripts other than Latin keep their marks."""
    if word.isascii():
        return word
    plain = "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))
    return plain if plain.isascii() else word


def _head(words: list[str]) -> int:
    """Where the head noun stands: before the first preposition, else last."""
    for position, word in enumerate(words):
        if position and word in _PREPOSITIONS:
            return position - 1
    return len(words) - 1
