"""Showing what newsletters link to. Strangers wrote it, so nothing of it reaches the terminal but
letters."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from rich.text import Text

from educe.cli.console import out

if TYPE_CHECKING:
    from educe.client.newsletters import FoundNewsletter


def show_newsletters(found: Iterable["FoundNewsletter"]) -> None:
    """Newsletters, each with the articles that it links to."""
    for newsletter in found:
        out.print()
        _line(newsletter["subject"] or "(no subject)", "bold")
        _line(f"{newsletter['sender']}  {_time(newsletter['date'])}", "dim", indent=2)
        for article in newsletter["articles"]:
            _line(f"• {article['title'] or article['site']}", indent=2)
            _line(article["canonical_url"] or article["url"], "cyan", indent=4)
        if not newsletter["articles"]:
            _line("no articles", indent=2)


def show_articles(found: Iterable[Mapping[str, Any]]) -> None:
    """Articles, each with the newsletters that link to it."""
    for article in found:
        _line(article["title"] or article["site"], "bold")
        _line(article["canonical_url"] or article["url"], "cyan", indent=2)
        _line(_sources(article), "dim", indent=2)


def show_rejected(found: Iterable[Mapping[str, Any]]) -> None:
    """Links that were left out, each with its reason."""
    for link in found:
        _line(link["text"] or link["title"] or link["site"], "bold")
        _line(link["target_url"], "cyan", indent=2)
        _line(f"{link['stage']}: {link['reason']} ({link['rule_id']})", indent=2)
        _line(f"{link['id']}, in “{link['subject']}”", "dim", indent=2)


def _sources(article: Mapping[str, Any]) -> str:
    first = next(iter(article["sources"]), None)
    if first is None:
        return ""
    named = f"“{first['subject']}”, {first['sender_address']}, {_time(first['received_at'])}"
    others = article["source_count"] - 1
    return f"{named}, and {others} more" if others > 0 else named


def _time(at: str | None) -> str:
    return (at or "")[:16].replace("T", " ")


def _line(words: str, style: str = "", *, indent: int = 0) -> None:
    shown = "".join(c if c.isprintable() else " " for c in words)
    out.print(Text(" " * indent + " ".join(shown.split()), style), soft_wrap=True)
