"""Texts made by hand, and the pipeline, which takes a second to load, loaded once."""

from collections.abc import Callable

import pytest

from educe.documents.model import Block, BlockKind, Span, Text
from educe.extractors.concepts import pipeline

MakeText = Callable[..., Text]


@pytest.fixture(scope="session", autouse=True)
def _pipeline() -> None:
    pipeline.load()


@pytest.fixture
def make_text() -> MakeText:
    return text_of


def text_of(*parts: str | tuple[BlockKind, str]) -> Text:
    """A text of paragraphs, or of `(kind, content)`; `*term*` marks emphasis."""
    text, blocks, path = "", [], ()
    for part in parts:
        kind, marked = (BlockKind.PARAGRAPH, part) if isinstance(part, str) else part
        start, emphasis = len(text), []
        for position, piece in enumerate(marked.split("*")):
            if position % 2:
                emphasis.append(Span(len(text), len(text) + len(piece)))
            text += piece
        end = len(text)
        blocks.append(
            Block(kind=kind, start=start, end=end, heading_path=path, emphasis=tuple(emphasis))
        )
        if kind in (BlockKind.TITLE, BlockKind.HEADING):
            path = (text[start:end],)
        text += "\n\n"
    return Text(text=text, blocks=tuple(blocks))
