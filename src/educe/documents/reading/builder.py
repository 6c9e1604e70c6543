"""Puts a text together block by block and keeps its offsets true."""

from collections.abc import Iterable

from educe.documents.model import Block, BlockKind, Span, Text
from educe.documents.reading.cleaning import Inline, Run, fold, preserve
from educe.documents.reading.limits import ReadingLimits

SEPARATOR = "\n\n"


class TextBuilder:
    """Collects blocks in reading order.

    Headings nest by level: the title is 0, headings are 1 and up. A heading's own path holds
    the headings above it, not itself.
    """

    def __init__(self, name: str, limits: ReadingLimits) -> None:
        self._name = name
        self._limits = limits
        self._parts: list[str] = []
        self._length = 0
        self._blocks: list[Block] = []
        self._headings: list[tuple[int, str]] = []
        self._warnings: list[str] = []
        self.title: str | None = None

    @property
    def length(self) -> int:
        """Characters so far."""
        return self._length

    def add(
        self,
        kind: BlockKind,
        content: str | Iterable[Run],
        *,
        page: int | None = None,
        level: int = 1,
    ) -> Block | None:
        """Append a block, and return it; none, if nothing of it is left when cleaned.

        `level` counts for headings only. Raises TooLarge when the text outgrows its limit.
        """
        if kind is BlockKind.CODE:
            inline = preserve(_plain(content))
        else:
            inline = fold([Run(content)] if isinstance(content, str) else content)
        if not inline.text.strip():
            return None
        if kind in (BlockKind.TITLE, BlockKind.HEADING):
            self.leave_headings(0 if kind is BlockKind.TITLE else level)
        block = self._append(kind, inline, page)
        if kind in (BlockKind.TITLE, BlockKind.HEADING):
            self._headings.append((0 if kind is BlockKind.TITLE else level, inline.text))
        return block

    def add_row(self, cells: Iterable[Iterable[Run]], *, page: int | None = None) -> Block | None:
        """Append one row of a table, its cells parted by " | "; a row of empty cells is none."""
        runs: list[Run] = []
        filled = False
        for cell in cells:
            content = list(cell)
            filled = filled or bool(fold(content).text)
            runs += [Run(" | "), *content] if runs else [Run(""), *content]
        return self.add(BlockKind.TABLE, runs, page=page) if filled else None

    def leave_headings(self, level: int) -> None:
        """End the headings of this level and deeper, as the next heading of it would."""
        while self._headings and self._headings[-1][0] >= level:
            self._headings.pop()

    def warn(self, sentence: str) -> None:
        """Note something that people should know about this reading."""
        self._warnings.append(sentence)

    def build(self, *, pages: int | None = None, language: str | None = None) -> Text:
        """The finished text. Its title is the one set, else the first title or top heading."""
        return Text(
            text="".join(self._parts),
            blocks=tuple(self._blocks),
            pages=pages,
            title=fold([Run(self.title or self._first_heading())]).text[:500] or None,
            language=language,
            warnings=tuple(self._warnings),
        )

    def _append(self, kind: BlockKind, inline: Inline, page: int | None) -> Block:
        start = self._length + (len(SEPARATOR) if self._parts else 0)
        end = start + len(inline.text)
        self._limits.check_characters(self._name, end)
        self._parts += [SEPARATOR, inline.text] if self._parts else [inline.text]
        self._length = end
        block = Block(
            kind=kind,
            start=start,
            end=end,
            page=page,
            heading_path=tuple(text for _, text in self._headings),
            emphasis=tuple(Span(start + a, start + b) for a, b in inline.emphasis),
        )
        self._blocks.append(block)
        return block

    def _first_heading(self) -> str:
        for block, text in zip(self._blocks, self._parts[::2], strict=True):
            if block.kind is BlockKind.TITLE:
                return text
            if block.kind is BlockKind.HEADING and not block.heading_path:
                return text
        return ""


def _plain(content: str | Iterable[Run]) -> str:
    return content if isinstance(content, str) else "".join(run.text for run in content)
