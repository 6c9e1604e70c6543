"""`educe workers …`: the fleet, for administrators."""

from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from educe.cli.console import out
from educe.cli.jobs import AsJson, client_of_server, print_json
from educe.documents.sizes import human_size

app = typer.Typer(help="List, pause and resume workers.", no_args_is_help=True)

WorkerId = Annotated[str, typer.Argument(help="The worker's id.")]


@app.command(name="list")
def list_workers(
    ended_hours: Annotated[
        int, typer.Option(min=0, help="Also those that ended in the last hours.")
    ] = 24,
    as_json: AsJson = False,
) -> None:
    """List workers, alive ones first."""
    with client_of_server() as client:
        found = client.workers.list(ended_hours=ended_hours)
    if as_json:
        print_json(found)
        return
    table = Table(
        *("id", "name", "state", "version", "slots", "jobs", "items", "memory", "last beat"),
        box=None,
        pad_edge=False,
    )
    for worker in found:
        memory = human_size(worker["memory_bytes"]) if worker["memory_bytes"] else ""
        counts = [str(worker[name]) for name in ("slots", "running_jobs", "running_items")]
        beat = f"{worker['seconds_since_beat']:,.0f} s ago"
        name = Text(worker["name"])
        table.add_row(worker["id"], name, worker["state"], worker["version"], *counts, memory, beat)
    out.print(table if found else "There are no workers. `educe worker` starts one.")


@app.command()
def pause(worker_id: WorkerId, as_json: AsJson = False) -> None:
    """Let a worker end the items in hand and take no more."""
    with client_of_server() as client:
        client.workers.pause(worker_id)
    _answer("paused", worker_id, as_json)


@app.command()
def resume(worker_id: WorkerId, as_json: AsJson = False) -> None:
    """Let a worker take work again."""
    with client_of_server() as client:
        client.workers.resume(worker_id)
    _answer("resumed", worker_id, as_json)


def _answer(done: str, worker_id: str, as_json: bool) -> None:
    if as_json:
        print_json({"id": worker_id, "done": done})
    else:
        out.print(f"{done.capitalize()}.")
