"""The rounds: every system's turn after the other, as often as there are rounds."""

import json
import statistics
import time
from collections import defaultdict
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from bench.competitors import educes, marks, redis
from bench.competitors.fleets import FLEETS, INTERPRETERS, Fleet, interpreter, running
from bench.world import fresh_world

#: by system and figure, one of each round
Rounds = defaultdict[str, list[float]]


async def measure(*, quick: bool) -> dict[str, float]:
    """Medians of the rounds, and ratios of the same round. Says what it leaves out."""
    fleets = _found()
    seen: Rounds = defaultdict(list)
    scale = 8 if quick else 1
    with (
        redis.redis_server(append_only=False) as memory,
        redis.redis_server(append_only=True) as disk,
    ):
        async with fresh_world() as world:
            for number in range(1 if quick else 3):
                turn = await educes.turn(
                    world, jobs=2000 // scale, items=40_000 // scale, starts=40 // scale
                )
                seen["educe_jobs_per_second"].append(rate(turn.ends))
                seen["educe_items_per_second"].append(turn.items_per_second)
                seen["educe_starts"] += turn.starts
                # another one comes after Educe each time
                for fleet in [*fleets[number:], *fleets[:number]]:
                    print(f"round {number + 1}: {fleet.name}")
                    _turn(fleet, memory, seen, "", fleet.jobs // scale, starts=40 // scale)
                    _turn(fleet, disk, seen, "_on_disk", fleet.jobs // scale, starts=0)
    figures = _figures(seen)
    _show(fleets, figures)
    return figures


def rate(ends: Sequence[float]) -> float:
    """Jobs a second from the first to the last, without the first tenth: processes warm up then."""
    warm = len(ends) // 10
    return (len(ends) - 1 - warm) / (ends[-1] - ends[warm])


def _found() -> list[Fleet]:
    if redis.found() is None:
        print(f"Left out: all but Educe, for there is no {redis.PROGRAM} in the PATH.")
        return []
    systems = dict.fromkeys(fleet.system for fleet in FLEETS)
    for system in systems:
        there = interpreter(system)
        if there is None:
            print(
                f"Left out: {system}. Neither this Python has it nor one that {INTERPRETERS} names;"
                " `python -m bench.competitors.install FOLDER` makes them."
            )
        else:
            print(f"{system} {there[1]} of {there[0]}")
    return [fleet for fleet in FLEETS if interpreter(fleet.system)]


def _turn(fleet: Fleet, url: str, seen: Rounds, where: str, jobs: int, starts: int) -> None:
    redis.empty(url)
    with running(fleet, url) as run:
        run.drive("fill", jobs)
        with run.working():
            try:
                marks.wait(run.marks, jobs, within=120)
            except TimeoutError as error:
                raise TimeoutError(f"{fleet.name}: {error}\n{run.log()}") from error
            entered = marks.read(run.marks)
            if starts:
                time.sleep(0.5)
                seen[f"{fleet.name}_starts"] += json.loads(run.drive("starts", starts))
        assert len(entered) == jobs, f"{fleet.name} ran {len(entered)} jobs, not {jobs}"
    seen[f"{fleet.name}{where}_jobs_per_second"].append(rate(entered))


def _figures(seen: Rounds) -> dict[str, float]:
    figures: dict[str, float] = {}
    for name, values in seen.items():
        if name.endswith("_starts"):
            system = name.removesuffix("_starts")
            figures[f"{system}_start_p50_ms"] = 1000 * statistics.median(values)
            figures[f"{system}_start_p95_ms"] = 1000 * statistics.quantiles(values, n=20)[18]
        else:
            figures[name] = statistics.median(values)
    for system, ours in (("celery", "items"), ("arq", "jobs")):
        if best := _best(system, figures):
            theirs = seen[f"{best}_jobs_per_second"]
            own = seen[f"educe_{ours}_per_second"]
            ratios = [mine / other for mine, other in zip(own, theirs, strict=True)]
            figures[f"educe_{ours}_over_{system}_jobs"] = statistics.median(ratios)
    return figures


def _best(system: str, figures: dict[str, float]) -> str | None:
    """The fastest fleet of a system."""
    names = [fleet.name for fleet in FLEETS if fleet.system == system]
    rates = {name: figures.get(f"{name}_jobs_per_second", 0.0) for name in names}
    best = max(rates, key=lambda name: rates[name])
    return best if rates[best] else None


def _show(fleets: Sequence[Fleet], figures: dict[str, float]) -> None:
    table = Table("", "jobs/s", "on disk", "start p50", "p95", "Educe's jobs ÷", "items ÷")
    jobs, items = figures["educe_jobs_per_second"], figures["educe_items_per_second"]
    table.add_row(
        "Educe: 1 worker, 2 slots", "", f"{jobs:,.0f}", *_starts("educe", figures), "", ""
    )
    table.add_row("Educe: items of one job", "", f"{items:,.0f}", "", "", "", "")
    for fleet in fleets:
        theirs = figures[f"{fleet.name}_jobs_per_second"]
        table.add_row(
            f"{fleet.system}: {fleet.how}",
            f"{theirs:,.0f}",
            f"{figures[f'{fleet.name}_on_disk_jobs_per_second']:,.0f}",
            *_starts(fleet.name, figures),
            f"{jobs / theirs:.2f}",
            f"{items / theirs:.2f}",
        )
    console = Console()
    console.print(table)
    console.print("A job whose process is killed…")
    console.print("- Educe: goes on from its last checkpoint, on any worker, within seconds")
    for fleet in fleets:
        console.print(f"- {fleet.name}: {fleet.on_crash}")
    console.print("A power cut takes what was submitted or done…")
    console.print("- Educe: nothing (what is cheap to redo may run again)")
    console.print("- Redis: everything; on disk (appendfsync everysec): the last second")


def _starts(name: str, figures: dict[str, float]) -> tuple[str, str]:
    return f"{figures[f'{name}_start_p50_ms']:.1f}", f"{figures[f'{name}_start_p95_ms']:.1f}"
