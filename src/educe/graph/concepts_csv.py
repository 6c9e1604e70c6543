"""A graph's objects as a table for spreadsheets."""

import csv
import io

from educe.graph.snapshot import GraphSnapshot, ObjectView

COLUMNS = (
    "name",
    "aliases",
    "definition",
    "centrality",
    "mentions",
    "files",
    "quote",
    "file",
    "page",
)


def to_csv(snapshot: GraphSnapshot) -> bytes:
    """One row an object, as UTF-8 (RFC 4180); `quote`, `file`, `page` are its first evidence."""
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow(COLUMNS)
    writer.writerows(_row(thing) for thing in snapshot.objects)
    return written.getvalue().encode("utf-8", "replace")


def _row(thing: ObjectView) -> list[str | int | float | None]:
    first = thing.evidence[0] if thing.evidence else None
    return [
        _cell(thing.name),
        _cell("; ".join(thing.aliases)),
        _cell(thing.definition or ""),
        round(thing.centrality, 4),
        thing.mention_count,
        thing.file_count,
        _cell(first.quote if first else ""),
        _cell(first.file_name if first else ""),
        first.page if first else None,
    ]


def _cell(text: str) -> str:
    """Text as text: a spreadsheet runs what begins like a formula (OWASP, "CSV injection")."""
    risky = text.startswith(("\t", "\r")) or text.lstrip().startswith(("=", "+", "-", "@"))
    return "'" + text if risky else text
