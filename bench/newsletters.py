"""How well the filter tells articles: precision and recall on the labelled newsletters.

`python -m bench.newsletters` prints a table for each half; `--errors` names what went wrong, in
the tuning half only unless `--half test` is given.
"""

import argparse
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from educe.errors import InvalidInput
from educe.extractors.newsletters.filtering.chain import Filter, Known
from educe.extractors.newsletters.filtering.verdicts import Judgement, Stage
from educe.extractors.newsletters.links import extract_links
from educe.extractors.newsletters.messages import read_message
from educe.fetching.canonical import identity
from educe.fetching.resolution import Resolution

DATA = Path(__file__).parents[1] / "tests" / "data" / "newsletters"
HALVES = ("tune", "test", *(f"hand{n}" for n in range(1, 10)))


@dataclass(frozen=True)
class Counts:
    """Of articles: kept rightly, kept wrongly, left out wrongly."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.right + other.right, self.wrong + other.wrong, self.missed + other.missed
        )

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True)
class Outcome:
    """One newsletter: what became of its pages, and the judgements on them."""

    name: str
    style: str
    language: str
    links: int
    counts: Counts
    errors: tuple[tuple[str, str, Judgement], ...]  # what happened, label, judgement


def evaluate(half: str, *, resolved: bool) -> list[Outcome]:
    """Judge every newsletter of a half.

    `resolved`: with the targets that following the redirects would have found; without them by the
    mail alone. A page counts once, however many links lead to it.
    """
    labels = json.loads((DATA / f"{half}.labels.json").read_text())
    return [_outcome(half, name, issue, resolved=resolved) for name, issue in labels.items()]


def _outcome(half: str, name: str, issue: dict[str, object], *, resolved: bool) -> Outcome:
    newsletter = read_message((DATA / half / name).read_bytes())
    links = extract_links(newsletter).links
    labelled: list[dict[str, str]] = issue["links"]  # type: ignore[assignment]
    resolutions = {
        entry["url"]: Resolution(original=entry["url"], final=entry["target"], how="redirects")
        for entry in labelled
        if resolved and "target" in entry
    }
    judged = Filter().judge(newsletter, links, Known(resolutions=_with_hops(resolutions)))
    by_url = {entry["url"]: entry for entry in labelled}
    pages: dict[str, list[tuple[str, Judgement]]] = defaultdict(list)
    for judgement in judged:
        entry = by_url.get(judgement.link.url, {"label": "other"})
        pages[_page(entry.get("target") or judgement.url)].append((entry["label"], judgement))
    found = [_compared(group) for group in pages.values()]
    unseen = {e["url"] for e in labelled if e["label"] == "article"} - {j.link.url for j in judged}
    counts = sum((counts for counts, _ in found), Counts(missed=len(unseen)))
    return Outcome(
        name,
        str(issue["style"]),
        str(issue["language"]),
        len(links),
        counts,
        tuple(error for _, errors in found for error in errors),
    )


def _with_hops(resolutions: dict[str, Resolution]) -> dict[str, Resolution]:
    hop = {"status": 200, "how": "end"}
    return {
        url: Resolution.model_validate({**r.model_dump(), "hops": [{"url": r.final, **hop}]})
        for url, r in resolutions.items()
    }


def _page(url: str) -> str:
    try:
        return identity(url)
    except InvalidInput:
        return url


def _compared(
    group: list[tuple[str, Judgement]],
) -> tuple[Counts, list[tuple[str, str, Judgement]]]:
    """All links to one page: it is kept when one of them is."""
    is_article = any(label == "article" for label, _ in group)
    kept = [(label, judgement) for label, judgement in group if judgement.kept]
    if is_article:
        missed = [] if kept else [("missed", *group[0])]
        return Counts(right=bool(kept), missed=not kept), missed
    return Counts(wrong=bool(kept)), [("wrongly kept", *entry) for entry in kept]


def total(outcomes: Iterable[Outcome]) -> Counts:
    return sum((outcome.counts for outcome in outcomes), Counts())


def by_style(outcomes: Iterable[Outcome]) -> dict[str, Counts]:
    found: dict[str, Counts] = defaultdict(Counts)
    for outcome in outcomes:
        found[outcome.style] += outcome.counts
    return dict(sorted(found.items()))


def rows(half: str) -> Iterator[tuple[str, ...]]:
    for resolved in (True, False):
        outcomes = evaluate(half, resolved=resolved)
        how = "resolved" if resolved else "mail alone"
        yield _row(half, how, "all", total(outcomes))
        for style, counts in by_style(outcomes).items():
            yield _row("", "", style, counts)


def _row(half: str, how: str, style: str, counts: Counts) -> tuple[str, ...]:
    figures = (counts.precision, counts.recall, counts.f1)
    articles = counts.right + counts.missed
    return half, how, style, str(articles), *(f"{figure:.3f}" for figure in figures)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.newsletters", description=__doc__)
    parser.add_argument("--half", choices=HALVES, help="one half alone")
    parser.add_argument("--errors", action="store_true", help="name each wrong decision")
    given = parser.parse_args()
    table = Table("half", "targets", "style", "articles", "precision", "recall", "F1")
    for half in [given.half] if given.half else HALVES:
        for row in rows(half):
            table.add_row(*row)
    Console(width=110).print(table)
    if given.errors:
        for resolved in (True, False):
            print(f"\n--- {'resolved' if resolved else 'mail alone'}")
            show_errors(evaluate(given.half or "tune", resolved=resolved))


def show_errors(outcomes: Iterable[Outcome]) -> None:
    for outcome in outcomes:
        for what, label, judgement in outcome.errors:
            notes = ", ".join(
                f"{v.rule_id} {v.score:+.2f}" for v in judgement.verdicts if v.stage != Stage.READER
            )
            text = judgement.link.text[:60]
            print(f"{outcome.name}: {what} ({label}) “{text}” {judgement.url[:90]}\n    {notes}")
            print(f"    {judgement.reason}")


if __name__ == "__main__":
    main()
