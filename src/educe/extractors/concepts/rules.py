"""The wordings that express a relation, as data: see `patterns` for how they are matched.

Directions: `IS_A` from the special to the general, `PART_OF` from the part to the whole,
`PREREQUISITE_OF` from what is needed first to what comes later.
"""

import re
from typing import NamedTuple

from educe.extractors.concepts.slots import ARTICLE, LIST, SLOT

_BE = r"(?:is|are|was|were|be|being)"
_ADVERB = (
    r"(?:(?:also|often|usually|commonly|typically|generally|sometimes|always|"
    r"just|simply|itself|themselves|thus|therefore|essentially|really|mainly|"
    r"directly|heavily|closely) )?"
)
_KIND = (
    r"(?:kinds?|types?|forms?|class(?:es)?|varieties|variety|variants?|examples?|"
    r"instances?|special cases?|subclass(?:es)?|subtypes?|species|sorts?|"
    r"generali[sz]ations?)"
)
_LEARN = (
    r"(?:studying|learning|reading|starting|tackling|approaching|attempting|"
    r"moving on to|turning to|we (?:study|turn to|discuss|look at|consider|"
    r"meet|introduce|can (?:study|discuss|understand))|you (?:study|learn|"
    r"read|start|tackle|begin|can (?:study|understand|learn)))"
)
_KNOW = (
    r"(?:a |an |the )?(?:(?:basic|good|solid|sound|working|some|prior|thorough|"
    r"firm|clear) )*(?:knowledge|understanding|familiarity|grasp|command|"
    r"mastery|fluency|comfort)(?: (?:of|with|in))"
)
_KNOWING = (
    r"(?:know(?:ing)?|understand(?:ing)?|review(?:ing)?|revis(?:e|ing)|master(?:ing)"
    r"?|learn(?:ing)?|study(?:ing)?|(?:be |being )?(?:familiar|comfortable)"
    r" with|recall|remember)"
)


class Rule(NamedTuple):
    """`left` and `right` are groups of `pattern`; the relation runs from left to right."""

    cue: str
    type: str
    pattern: re.Pattern[str]
    left: int
    right: int
    confidence: float


def _rule(cue: str, kind: str, pattern: str, *order: int, sure: float) -> Rule:
    left, right = order
    return Rule(cue, kind, re.compile(pattern), left, right, sure)


RULES = (
    # Hearst's patterns. "including" may also name parts, and "like" compare.
    _rule("such as", "IS_A", rf"{SLOT},? such as {LIST}", 2, 1, sure=0.9),
    _rule("such … as", "IS_A", rf"such {SLOT} as {LIST}", 2, 1, sure=0.9),
    _rule(
        "and other",
        "IS_A",
        rf"{LIST},? (?:and|or) (?:any |many |all |some )?other {SLOT}",
        1,
        2,
        sure=0.85,
    ),
    _rule("including", "IS_A", rf"{SLOT}, including {LIST}", 2, 1, sure=0.6),
    _rule(
        "especially",
        "IS_A",
        rf"{SLOT},? (?:especially|particularly|notably|in particular) {LIST}",
        2,
        1,
        sure=0.6,
    ),
    _rule(
        "for example",
        "IS_A",
        rf"{SLOT},? (?:\()?(?:for example|for instance|e\.g\.?),? {LIST}",
        2,
        1,
        sure=0.65,
    ),
    _rule(
        "kind of",
        "IS_A",
        rf"{LIST},? {_BE} {_ADVERB}(?:an? |one |the |both )?(?:\w+ )?{_KIND} of {ARTICLE}{SLOT}",
        1,
        2,
        sure=0.95,
    ),
    _rule("kinds are", "IS_A", rf"{_KIND} of {SLOT} (?:are|include)[:,]? {LIST}", 2, 1, sure=0.85),
    _rule(
        "known as",
        "IS_A",
        rf"(?:an?|every|any) {SLOT} (?:\([^)]*\) )?(?:called|known as|named) (?:an? |the )?{SLOT}",
        2,
        1,
        sure=0.6,
    ),
    # Parts.
    _rule(
        "part of",
        "PART_OF",
        (
            rf"{LIST},? {_BE} {_ADVERB}(?:an? |the )?(?:\w+ )?(?:parts?|components?|"
            rf"elements?|constituents?|building blocks?|organelles?) (?:of|in) {ARTICLE}{SLOT}"
        ),
        1,
        2,
        sure=0.9,
    ),
    _rule(
        "consists of",
        "PART_OF",
        (
            rf"{SLOT} {_ADVERB}(?:consists? of|comprises?|(?:is|are) (?:composed|"
            rf"made up|built up|made) of|(?:is|are) {_ADVERB}(?:divided|split|subdivided|"
            r"organi[sz]ed) into) (?:\w+ (?:main |major |basic )?(?:parts|components|"
            rf"elements|branches|phases|stages|steps|layers)[:,] )?{ARTICLE}{LIST}"
        ),
        2,
        1,
        sure=0.85,
    ),
    _rule(
        "made up of",
        "PART_OF",
        rf"{SLOT},? (?:made up|composed|consisting) of {LIST}",
        2,
        1,
        sure=0.75,
    ),
    # What comes first.
    _rule(
        "before studying",
        "PREREQUISITE_OF",
        (
            rf"before {_LEARN} (?:about )?{ARTICLE}{SLOT}[^<>]*?,[^<>]*?\b(?:{_KNOWING}|"
            rf"need|{_KNOW}) (?:about |how )?{LIST}"
        ),
        2,
        1,
        sure=0.9,
    ),
    _rule(
        "know before",
        "PREREQUISITE_OF",
        rf"\b(?:{_KNOWING}) (?:about )?{LIST} before {_LEARN} (?:about )?{ARTICLE}{SLOT}",
        1,
        2,
        sure=0.9,
    ),
    _rule(
        "to understand",
        "PREREQUISITE_OF",
        (
            r"(?:to|in order to) (?:understand|learn|study|follow|master|appreciate)"
            rf" {ARTICLE}{SLOT},[^<>]*?\b(?:{_KNOWING}|need|require) (?:about )?{LIST}"
        ),
        2,
        1,
        sure=0.85,
    ),
    _rule(
        "needed to understand",
        "PREREQUISITE_OF",
        (
            rf"{LIST} (?:is|are) (?:needed|required|necessary|essential|assumed|used)"
            r" (?:to|for|in order to) (?:understand(?:ing)?|learn(?:ing)?|study(?:ing)"
            rf"?|follow(?:ing)?) {ARTICLE}{SLOT}"
        ),
        1,
        2,
        sure=0.9,
    ),
    _rule(
        "requires knowledge",
        "PREREQUISITE_OF",
        (
            rf"{SLOT} {_ADVERB}(?:requires?|assumes?|presupposes?|needs?|demands?|"
            rf"relies on|rely on|depends? on|builds? on|takes for granted) {_KNOW} "
            rf"{ARTICLE}{LIST}"
        ),
        2,
        1,
        sure=0.95,
    ),
    _rule(
        "builds on",
        "PREREQUISITE_OF",
        (
            rf"{SLOT} {_ADVERB}(?:builds? (?:directly )?(?:up)?on|presupposes?|assumes?)"
            r" (?:your |what you know about |the (?:idea|notion|concept|theory)s? "
            rf"of )?{ARTICLE}{LIST}"
        ),
        2,
        1,
        sure=0.85,
    ),
    _rule(
        "prerequisite",
        "PREREQUISITE_OF",
        (
            rf"{LIST} (?:is|are) {_ADVERB}(?:an? |the )?(?:\w+ )?prerequisites? (?:for|"
            rf"of|to) (?:understanding |studying |learning )?{ARTICLE}{SLOT}"
        ),
        1,
        2,
        sure=0.95,
    ),
    _rule(
        "prerequisite",
        "PREREQUISITE_OF",
        (
            r"prerequisites? (?:for|of|to) (?:understanding |studying |learning "
            rf")?{ARTICLE}{SLOT} (?:is|are|include)[:,]? {LIST}"
        ),
        2,
        1,
        sure=0.95,
    ),
    _rule(
        "foundation of",
        "PREREQUISITE_OF",
        (
            rf"{LIST} (?:is|are|forms?|provides?|lays?|underpins?) (?:the )?(?:foundations?|"
            rf"basis|groundwork) (?:of|for) {ARTICLE}{SLOT}"
        ),
        1,
        2,
        sure=0.7,
    ),
    # Told apart.
    _rule("unlike", "CONTRASTS_WITH", rf"^unlike {ARTICLE}{SLOT},[^<>]*{SLOT}", 2, 1, sure=0.7),
    _rule(
        "differs from",
        "CONTRASTS_WITH",
        (
            rf"{SLOT} (?:differs?|is different|are different|is distinct|are distinct)"
            rf" from {ARTICLE}{SLOT}"
        ),
        1,
        2,
        sure=0.8,
    ),
    _rule(
        "in contrast to",
        "CONTRASTS_WITH",
        rf"^(?:in contrast to|as opposed to|in contrast with) {ARTICLE}{SLOT},[^<>]*{SLOT}",
        2,
        1,
        sure=0.7,
    ),
    # The same thing by another name: for people to confirm, never merged unseen.
    _rule(
        "also called",
        "SAME_AS",
        (
            rf"{SLOT},? \(?(?:(?:is|are) )?(?:also|sometimes|often|otherwise|commonly)"
            rf" (?:called|known as|referred to as|named|termed) (?:an? |the )?{SLOT}"
        ),
        2,
        1,
        sure=0.85,
    ),
)
