"""Running headers, footers and page numbers: found by repetition, and left out."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from educe.documents.reading.pdf.lines import Line

ZONE = 0.12  # of the page's height, at its top and at its bottom
NUMBER = re.compile(r"\d+")
PAGE_NUMBER = re.compile(
    r"(?:page|seite|p\.)?\s*[-–—]?\s*(?:\d{1,4}|[ivxlc]{1,7})\s*[-–—]?(?:\s*(?:/|of|von)\s*\d{1,4})?",
    re.IGNORECASE,
)
FEWEST = 3  # pages on which something stands before it counts as repeated


def without_margins(
    pages: Sequence[list[Line]], heights: Sequence[tuple[float, float]]
) -> list[list[Line]]:
    """The pages' lines but for running ones. `heights` are each page's bottom and top."""
    zones = [_zoned(lines, *height) for lines, height in zip(pages, heights, strict=True)]
    running = _repeated(zones) | _numbered(zones) | _lone_numbers(zones)
    return [[line for line in lines if id(line) not in running] for lines in pages]


def _zoned(lines: list[Line], bottom: float, top: float) -> list[tuple[str, Line]]:
    """The lines in the two zones, each with its place: which zone, and how far from the edge."""
    reach = ZONE * (top - bottom)
    found: list[tuple[str, Line]] = []
    for line in lines:
        if line.bottom > top - reach:
            found.append((f"top {round((top - line.bottom) / 3)}", line))
        elif line.top < bottom + reach:
            found.append((f"bottom {round((line.bottom - bottom) / 3)}", line))
    return found


def _repeated(zones: Iterable[list[tuple[str, Line]]]) -> set[int]:
    """Lines that say the same, but for numbers, at the same place on several pages."""
    groups: dict[tuple[str, str], list[Line]] = defaultdict(list)
    for zone in zones:
        for place, line in zone:
            groups[place, NUMBER.sub("#", line.text.casefold())].append(line)
    return {
        id(line)
        for group in groups.values()
        if len({line.page for line in group}) >= FEWEST
        for line in group
    }


def _numbered(zones: Iterable[list[tuple[str, Line]]]) -> set[int]:
    """Lines whose first or last number counts with the pages: "Chapter 3: Sorting 41"."""
    candidates: list[tuple[str, int, Line]] = []
    for zone in zones:
        for place, line in zone:
            words = line.text.split()
            numbers = {int(w) for w in (words[0], words[-1]) if re.fullmatch(r"\d{1,4}", w)}
            candidates += [(place, number - line.page, line) for number in numbers]
    counts = Counter((place, offset) for place, offset, _ in candidates)
    return {id(line) for place, offset, line in candidates if counts[place, offset] >= FEWEST}


def _lone_numbers(zones: Iterable[list[tuple[str, Line]]]) -> set[int]:
    """Lines in the zones that are nothing but a page number."""
    return {
        id(line) for zone in zones for _, line in zone if PAGE_NUMBER.fullmatch(line.text.strip())
    }
