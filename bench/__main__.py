import argparse
import asyncio
import json
import os
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import uvloop
from rich.console import Console
from rich.table import Table

from educe.jobs.work.children import ONE_THREAD

# as in extractor processes; set before numpy is imported
os.environ.update({**ONE_THREAD, **os.environ})

from bench import (
    concepts,
    engine,
    graph_views,
    many_mails,
    queue_waits,
    resolving,
    scale,
    startup,
    watchers,
)
from bench.competitors import compare

#: what is aimed at: the figure's name → (bound, whether larger is better)
AIMS = {
    "first_start_seconds": (5.0, False),
    "idle_megabytes": (300.0, False),
    "job_goes_on_after_kill_seconds": (5.0, False),
    "accept_p99_ms": (10.0, False),
    "accept_over_bare_p99": (8.0, False),
    "start_p50_ms": (25.0, False),
    "one_item_jobs_per_second": (220.0, True),
    "items_per_second": (1800.0, True),
    "concepts_engine_over_bare": (0.95, True),
    "concepts_two_slots_over_one": (1.8, True),
    "educe_items_over_celery_jobs": (1.5, True),
    "educe_jobs_over_arq_jobs": (1.0, True),
    "waits_come_true": (0.9, True),
    "resolving_over_allowed": (1.2, False),
    "mbox_peak_over_peak_of_a_tenth": (1.5, False),
    "imap_peak_over_peak_of_a_tenth": (1.5, False),
    "watchers_p95_ms": (200.0, False),
    "watchers_of_one_job_p95_ms": (200.0, False),
    "watchers_wrong": (0.0, False),
    "watchers_of_one_job_wrong": (0.0, False),
    "graph_overview_p95_ms": (500.0, False),
    "graph_search_of_1_letters_p95_ms": (50.0, False),
    "graph_search_of_2_letters_p95_ms": (50.0, False),
    "graph_search_of_3_letters_p95_ms": (50.0, False),
    "graph_search_of_6_letters_p95_ms": (50.0, False),
}
AIMS |= {f"{name}_p95_ms": (aim, False) for name, aim in scale.AIMS_MS.items()}

Part = Callable[..., dict[str, float]]


def _asynchronous(
    measure: Callable[..., Coroutine[Any, Any, dict[str, float]]],
    run: Callable[..., dict[str, float]] = asyncio.run,
) -> Part:
    return lambda *, quick: run(measure(quick=quick))


ALWAYS: dict[str, Part] = {
    "startup": startup.measure,
    "engine": _asynchronous(engine.measure),
    "concepts": _asynchronous(concepts.measure),
}
#: what takes long, or needs what isn't installed
ASKED_FOR: dict[str, Part] = {
    "competitors": _asynchronous(compare.measure),
    "graph": _asynchronous(graph_views.measure),
    "many_mails": _asynchronous(many_mails.measure),
    "queue_waits": _asynchronous(queue_waits.measure),
    "resolving": _asynchronous(resolving.measure, uvloop.run),  # as children run
    "scale": _asynchronous(scale.measure),
    "watchers": _asynchronous(watchers.measure),
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure Educe.")
    parser.add_argument("--quick", action="store_true", help="smaller numbers, rougher figures")
    parser.add_argument("--only", choices=[*ALWAYS, *ASKED_FOR], help="one part alone")
    parser.add_argument("--json", type=Path, help="write the figures to this file too")
    given = parser.parse_args()
    figures: dict[str, float] = {}
    for name, measure in (ALWAYS | ASKED_FOR).items():
        if given.only == name or (given.only is None and name in ALWAYS):
            figures |= measure(quick=given.quick)
    show(figures)
    if given.json:
        given.json.write_text(json.dumps(figures, indent=2) + "\n")


def show(figures: dict[str, float]) -> None:
    table = Table("figure", "measured", "aim", "")
    for name, value in figures.items():
        aim, larger = AIMS.get(name, (None, True))
        if aim is None:
            table.add_row(name, f"{value:,.2f}", "", "")
        else:
            met = value >= aim if larger else value <= aim
            table.add_row(
                name,
                f"{value:,.2f}",
                f"{'≥' if larger else '≤'} {aim:g}",
                "met" if met else "missed",
            )
    Console().print(table)


main()
