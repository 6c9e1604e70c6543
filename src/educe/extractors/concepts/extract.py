"""Finds the concepts and relations that a text, or a range of its blocks, mentions."""

from collections.abc import Iterable, Iterator

from spacy.tokens import Doc
from spacy.tokens import Span as Tokens

from educe.documents.model import Block, Span, Text
from educe.extractors.concepts import pipeline
from educe.extractors.concepts.abbreviations import abbreviations
from educe.extractors.concepts.candidates import Candidates, candidates
from educe.extractors.concepts.clauses import clause_relations
from educe.extractors.concepts.definitions import definitions
from educe.extractors.concepts.findings import Definition, Relation
from educe.extractors.concepts.fixed_phrases import fixed_phrases
from educe.extractors.concepts.passages import Passage, is_heading, passages
from educe.extractors.concepts.patterns import pattern_relations
from educe.extractors.concepts.prerequisites import lists_prerequisites, says_needed, topic
from educe.extractors.concepts.sentences import around, quotes
from educe.extractors.concepts.slots import longest, slotted
from educe.extractors.concepts.wording import GENERAL_NOUNS
from educe.graph.mentions import SENTENCE_START, FileMentions, ObjectMention, RelationMention
from educe.graph.naming import words_of

BATCH = 64  # passages that the pipeline reads together


def extract_text(text: Text, *, file_id: str, blocks: slice | range | None = None) -> FileMentions:
    """Mentions of one file, or of the given range of its blocks; spans are of the whole text.

    Abbreviations are explained only by what the same range says.
    """
    chosen = tuple(_chosen(text.blocks, blocks))
    objects: list[ObjectMention] = []
    relations: list[RelationMention] = []
    for reading in _readings(text, chosen):
        objects.extend(reading.objects())
        relations.extend(reading.relations())
    return FileMentions(file_id=file_id, objects=tuple(objects), relations=_distinct(relations))


def _chosen(blocks: tuple[Block, ...], chosen: slice | range | None) -> Iterable[Block]:
    if chosen is None:
        return blocks
    if isinstance(chosen, slice):
        return blocks[chosen]
    return [blocks[index] for index in chosen if 0 <= index < len(blocks)]


def _readings(text: Text, blocks: Iterable[Block]) -> Iterator["_Reading"]:
    phrases = fixed_phrases(text, blocks)
    parts = ((passage.content, passage) for passage in passages(text, blocks))
    for doc, passage in pipeline.load().pipe(parts, as_tuples=True, batch_size=BATCH):
        yield _Reading(text, passage, doc, candidates(doc, passage, phrases))


def _distinct(relations: Iterable[RelationMention]) -> tuple[RelationMention, ...]:
    """The surest rule for each claim of a sentence."""
    best: dict[tuple[object, ...], RelationMention] = {}
    for found in relations:
        claim = (found.type, found.source.lower(), found.target.lower(), found.sentence)
        if claim not in best or best[claim].confidence < found.confidence:
            best[claim] = found
    return tuple(best.values())


class _Reading:
    """One parsed passage of a file."""

    def __init__(self, text: Text, passage: Passage, doc: Doc, found: Candidates) -> None:
        self.text, self.passage, self.doc, self.found = text, passage, doc, found
        self.long_forms = self._long_forms()
        self.quotes = self._quotes()

    def objects(self) -> Iterator[ObjectMention]:
        told = {(found.start, found.end): found for found in self._definitions()}
        for start, end in sorted(self.found):
            term = self.doc[start:end]
            definition = told.get((term.start_char, term.end_char))
            yield self._object(term, self.found[start, end], definition)

    def relations(self) -> Iterator[RelationMention]:
        if is_heading(self.passage.block):
            return
        for sentence in self.doc.sents:
            terms = longest(self.doc, sentence.start, sentence.end, self._related_ranges())
            if not terms:
                continue
            pattern_text = slotted(self.doc, sentence, terms)
            heads = {term.root.i: term for term in terms}
            for relation in (
                *pattern_relations(pattern_text),
                *clause_relations(sentence, heads),
            ):
                if not _is_circular(relation):
                    yield self._relation(relation)
        yield from self._prerequisites()

    def _related_ranges(self) -> list[tuple[int, int]]:
        """What relations may be about: `vertices` rather than `set of vertices`."""
        return [
            (start, end)
            for (start, end), cues in self.found.items()
            if cues != {"of_phrase"} or self.doc[start].lemma_.lower() not in GENERAL_NOUNS
        ]

    def _long_forms(self) -> dict[Span, str]:
        """Abbreviations of this passage; both forms become candidates."""
        words: dict[Span, str] = {}
        for pair in abbreviations(self.passage.content):
            long = self._add(pair.long, "long_form")
            short = self._add(pair.short, "abbreviation")
            if long is not None and short is not None:
                words[pair.short] = _folded(long.text)
        return words

    def _add(self, span: Span, cue: str) -> Tokens | None:
        term = self.doc.char_span(span.start, span.end)
        if term is not None:
            self.found.setdefault((term.start, term.end), set()).add(cue)
        return term

    def _quotes(self) -> list[Span]:
        content = self.passage.content
        parts: list[Span] = []
        for sentence in self.doc.sents:
            parts.extend(quotes(content, sentence.start_char, sentence.end_char))
        return parts

    def _definitions(self) -> Iterator[Definition]:
        ends = longest(self.doc, 0, len(self.doc), list(self.found))
        yield from definitions(self.doc, self.passage, ends)

    def _object(self, term: Tokens, cues: set[str], definition: Definition | None) -> ObjectMention:
        span = Span(term.start_char, term.end_char)
        clause = None
        if definition is not None:
            cues = {*cues, "glossary" if definition.cue == "glossary" else "definition"}
            clause = self._moved(Span(definition.clause_start, definition.clause_end))
        if self._is_uncommonly_capital(term):
            cues = {*cues, SENTENCE_START}
        return ObjectMention(
            name=_folded(self._original(span)),
            span=self._moved(span),
            sentence=self._moved(around(self.passage.content, span, self.quotes)),
            page=self.passage.block.page,
            cues=tuple(sorted(cues)),
            long_form=self.long_forms.get(span),
            definition=clause,
        )

    def _is_uncommonly_capital(self, term: Tokens) -> bool:
        """A common noun that has its capital only from beginning a sentence."""
        first = term[0]
        return (
            first.is_sent_start is True
            and first.is_title
            and first.pos_ != "PROPN"
            and not is_heading(self.passage.block)
            and term.text[1:] == term.text[1:].lower()
        )

    def _relation(self, relation: Relation) -> RelationMention:
        ends = (relation.source, relation.target)
        both = Span(min(end.start_char for end in ends), max(end.end_char for end in ends))
        return RelationMention(
            type=relation.type,
            source=self._name(relation.source),
            target=self._name(relation.target),
            sentence=self._moved(around(self.passage.content, both, self.quotes)),
            page=self.passage.block.page,
            cue=relation.cue,
            confidence=round(relation.confidence, 3),
        )

    def _prerequisites(self) -> Iterator[RelationMention]:
        if not lists_prerequisites(self.passage.block, self.text):
            return
        later = topic(self.text)
        if later is None:
            return
        for term in longest(self.doc, 0, len(self.doc), list(self.found)):
            if later.lower() != term.text.lower() and says_needed(
                term.sent.text, self.passage.block
            ):
                yield self._prerequisite(term, later)

    def _prerequisite(self, term: Tokens, later: str) -> RelationMention:
        span = Span(term.start_char, term.end_char)
        return RelationMention(
            type="PREREQUISITE_OF",
            source=self._name(term),
            target=later,
            sentence=self._moved(around(self.passage.content, span, self.quotes)),
            page=self.passage.block.page,
            cue="prerequisites section",
            confidence=0.75,
        )

    def _name(self, term: Tokens) -> str:
        return _folded(self._original(Span(term.start_char, term.end_char)))

    def _original(self, span: Span) -> str:
        """As the file has it: the pipeline may have read a heading in lower case."""
        start, end = self._moved(span)
        return self.text.text[start:end]

    def _moved(self, span: Span) -> Span:
        return Span(span.start + self.passage.start, span.end + self.passage.start)


def _is_circular(relation: Relation) -> bool:
    """`All other nodes are internal nodes` doesn't make a node a kind of internal node."""
    if relation.type != "IS_A":
        return False
    source, target = words_of(relation.source.text), words_of(relation.target.text)
    return len(target) > len(source) and target[-len(source) :] == source


def _folded(text: str) -> str:
    return " ".join(text.split())
