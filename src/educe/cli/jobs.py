"""`educe jobs …`: what became of jobs, and what to do with them."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from educe.cli.console import errors, out
from educe.cli.extract import exit_code
from educe.cli.local import connected
from educe.settings import Settings

if TYPE_CHECKING:
    from educe.client import EduceClient
    from educe.client.views import Job, Status

app = typer.Typer(help="List, show, watch, cancel and retry jobs.", no_args_is_help=True)

JobId = Annotated[str, typer.Argument(help="The job's id.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command(name="list")
def list_jobs(
    status: Annotated[list[str] | None, typer.Option(help="Only jobs in this state.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="At most so many, newest first.")] = 20,
    as_json: AsJson = False,
) -> None:
    """List jobs, newest first."""
    wanted: list[Status] = list(status or [])  # type: ignore[arg-type]
    with _client() as client:
        found = list(islice(client.jobs(status=wanted), limit))
    if as_json:
        _print_json(found)
        return
    table = Table("id", "extractor", "status", "done", "message", box=None, pad_edge=False)
    for job in found:
        done = f"{job['successful_items']} of {job['total_items']}"
        table.add_row(job["id"], job["extractor"], state(job), done, Text(job["progress_message"]))
    out.print(table if found else "There are no jobs.")


@app.command()
def show(job_id: JobId, as_json: AsJson = False) -> None:
    """Show a job: its state, its failed items, its history, its artifacts."""
    with _client() as client:
        job = client.job(job_id)
        failed = list(islice(client.items(job_id, status="failed"), 100))
        artifacts = client.artifacts(job_id)
    if as_json:
        _print_json({**job, "failed": failed, "artifacts": artifacts})
        return
    _show(job)
    for item in failed:
        out.print(f"  failed: {item['label']}: {item['error']['message']}", markup=False)
    if artifacts:
        out.print(f"artifacts  {', '.join(artifact['name'] for artifact in artifacts)}")


@app.command()
def watch(job_id: JobId) -> None:
    """Show a job's progress until it has ended. Ctrl-C leaves; the job goes on."""
    from educe.cli.following import Detached, follow

    with _client() as client:
        try:
            follow(client, job_id)
        except Detached:
            errors.print("\nThe job goes on.")
            sys.exit(130)
        job = client.job(job_id)
        _show(job)
    sys.exit(exit_code(job))


@app.command()
def cancel(job_id: JobId, as_json: AsJson = False) -> None:
    """Cancel a job: a waiting one at once, a running one within seconds."""
    with _client() as client:
        _answer(client.cancel(job_id), as_json)


@app.command()
def retry(job_id: JobId, as_json: AsJson = False) -> None:
    """Run a failed or cancelled job again, or the failed items of a completed one."""
    with _client() as client:
        _answer(client.retry(job_id), as_json)


@contextmanager
def _client() -> Iterator["EduceClient"]:
    with connected(Settings(), start=False) as server:
        yield server.client


def state(job: "Job") -> str:
    return "cancelling" if job["cancelling"] else job["status"]


def _answer(job: "Job", as_json: bool) -> None:
    if as_json:
        _print_json(job)
    else:
        _show(job)


def _show(job: "Job") -> None:
    rows = {
        "job": job["id"],
        "extractor": job["extractor"],
        "status": f"{state(job)}, attempt {job['attempt']}",
        "items": job["outcome"],
        "message": job["error_message"] or job["progress_message"],
        "created": job["created_at"],
        "ended": job["completed_at"] or "",
    }
    for name, value in rows.items():
        out.print(Text(f"{name:<10} {value}"), soft_wrap=True)


def _print_json(value: Any) -> None:
    typer.echo(json.dumps(value, indent=2))
