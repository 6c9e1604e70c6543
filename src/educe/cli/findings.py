"""Showing what a job found: counts, the central concepts, relations with the words that say so."""

from collections.abc import Iterator
from typing import Any

from rich.table import Table
from rich.text import Text

from educe.cli.console import out

_PHRASES = {
    "IS_A": "is a kind of",
    "PART_OF": "is part of",
    "PREREQUISITE_OF": "is needed before",
    "CONTRASTS_WITH": "contrasts with",
}
_QUOTE_LENGTH = 160


def show_graph(graph: dict[str, Any], *, concepts: int = 10, relations: int = 6) -> None:
    """The most central concepts and the surest relations of a project's graph."""
    objects = graph["objects"][:concepts]
    if not objects:
        return
    table = Table(title="Most central concepts", title_justify="left", box=None, pad_edge=False)
    table.add_column("concept", style="bold")
    table.add_column("mentions", justify="right")
    table.add_column("what the text says")
    for each in objects:
        table.add_row(Text(_named(each)), str(each["mention_count"]), Text(_says(each)))
    out.print()
    out.print(table)
    out.print("\n[bold]Some relations, and the words that say so[/]")
    for relation in _various(graph["relationships"], relations):
        _show_relation(relation)


def _various(relations: list[dict[str, Any]], most: int) -> Iterator[dict[str, Any]]:
    """The surest relations, of each type in turn and no source twice: one sees the kinds."""
    by_type: dict[str, list[dict[str, Any]]] = {}
    for relation in relations:
        if relation["type"] != "RELATED_TO" and relation["evidence"]:
            by_type.setdefault(relation["type"], []).append(relation)
    seen: set[str] = set()
    while by_type and most > 0:
        for kind in list(by_type):
            fresh = [r for r in by_type[kind] if r["source"] not in seen]
            if not fresh or most == 0:
                del by_type[kind]
                continue
            by_type[kind] = fresh[1:]
            seen.add(fresh[0]["source"])
            most -= 1
            yield fresh[0]


def _show_relation(relation: dict[str, Any]) -> None:
    phrase = _PHRASES.get(relation["type"], relation["type"].lower().replace("_", " "))
    evidence = relation["evidence"][0]
    page = f", page {evidence['page']}" if evidence["page"] else ""
    line = Text("  ")
    line.append(relation["source"], "bold").append(f" {phrase} ").append(relation["target"], "bold")
    out.print(line)
    out.print(Text(f"    “{_short(evidence['quote'])}”", "italic"))
    out.print(Text(f"    {evidence['file_name']}{page}", "dim"))


def _named(each: dict[str, Any]) -> str:
    others = [alias for alias in each["aliases"] if alias.casefold() != each["name"].casefold()]
    return f"{each['name']} ({', '.join(others[:2])})" if others else str(each["name"])


def _says(each: dict[str, Any]) -> str:
    if each["definition"]:
        return _short(each["definition"])
    quotes = each["evidence"]
    return f"“{_short(quotes[0]['quote'])}”" if quotes else ""


def _short(words: str) -> str:
    folded = " ".join(words.split())
    return folded if len(folded) <= _QUOTE_LENGTH else folded[: _QUOTE_LENGTH - 1].rstrip() + "…"
