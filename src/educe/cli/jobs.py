"""`educe jobs …`: what became of jobs, and what to do with them."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from itertools import islice
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.text import Text

from educe.cli.console import errors, out, table_of
from educe.cli.extract import exit_code, parsed_config
from educe.cli.local import connected
from educe.settings import Settings

if TYPE_CHECKING:
    from educe.client import EduceClient
    from educe.client.views import Job, Status

app = typer.Typer(help="List, show, watch, cancel and retry jobs.", no_args_is_help=True)

JobId = Annotated[str, typer.Argument(help="The job's id.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
ProjectId = Annotated[str | None, typer.Option("--project", help="Only of this project.")]
OfExtractor = Annotated[str | None, typer.Option("--extractor", help="Only of this extractor.")]
Search = Annotated[str | None, typer.Option(help="Only with these words in id, source, message.")]


class Begin(StrEnum):
    """Where a retry begins."""

    CHECKPOINT = "checkpoint"
    FAILED_ITEMS = "failed_items"
    START = "start"
    NEW = "new"


@app.command(name="list")
def list_jobs(
    status: Annotated[list[str] | None, typer.Option(help="Only jobs in this state.")] = None,
    project: ProjectId = None,
    extractor: OfExtractor = None,
    search: Search = None,
    limit: Annotated[int, typer.Option(min=1, help="At most so many, newest first.")] = 20,
    as_json: AsJson = False,
) -> None:
    """List jobs, newest first."""
    wanted: list[Status] = list(status or [])  # type: ignore[arg-type]
    more = given(extractor=extractor, search=search)
    with client_of_server() as client:
        found = list(islice(client.jobs(project, status=wanted, **more), limit))
    if as_json:
        print_json(found)
        return
    table = table_of("id", "extractor", "status", "done", "message")
    for job in found:
        done = f"{job['successful_items']} of {job['total_items']}"
        table.add_row(job["id"], job["extractor"], state(job), done, Text(job["progress_message"]))
    out.print(table if found else "There are no jobs.")


@app.command()
def show(job_id: JobId, as_json: AsJson = False) -> None:
    """Show a job: its state, its attempts, its failed items, its artifacts."""
    with client_of_server() as client:
        job = client.job(job_id)
        queue = client.status(job_id).get("queue")
        failed = list(islice(client.items(job_id, status="failed"), 100))
        artifacts = client.artifacts(job_id)
    if as_json:
        print_json({**job, "queue": queue, "failed": failed, "artifacts": artifacts})
        return
    _show(job)
    if queue is not None:
        out.print(Text(f"waits      {queue['message']}"), soft_wrap=True)
    for attempt in job.get("attempts", []):
        told = f"attempt {attempt['attempt']} {attempt['status']} on {attempt['worker'] or '-'}"
        out.print(Text(f"  {told}: {attempt['message']}"), soft_wrap=True)
    for item in failed:
        out.print(f"  failed: {item['label']}: {item['error']['message']}", markup=False)
    if artifacts:
        out.print(f"artifacts  {', '.join(artifact['name'] for artifact in artifacts)}")


@app.command()
def watch(job_id: JobId, as_json: AsJson = False) -> None:
    """Show a job's progress until it has ended. Ctrl-C leaves; the job goes on."""
    from educe.cli.following import Detached, follow

    with client_of_server() as client:
        try:
            follow(client, job_id)
        except Detached:
            errors.print("\nThe job goes on.")
            sys.exit(130)
        job = client.job(job_id)
        _answer(job, as_json)
    sys.exit(exit_code(job))


@app.command()
def history(job_id: JobId, as_json: AsJson = False) -> None:
    """Show what has happened to a job: its numbered events."""
    with client_of_server() as client:
        found = client.events(job_id)
    if as_json:
        print_json(found)
        return
    for event in found:
        line = f"{event['seq']:>5}  {event['at'][:19]}Z  {event['kind']:<12} {event['message']}"
        out.print(Text(line), soft_wrap=True)


@app.command()
def cancel(
    job_id: JobId,
    force: Annotated[
        bool, typer.Option("--force", help="Don't wait for its work to stop.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Cancel a job: a waiting one at once, a running one within seconds."""
    with client_of_server() as client:
        _answer(client.cancel(job_id, force=force), as_json)


@app.command()
def retry(
    job_id: JobId,
    begin: Annotated[
        Begin, typer.Option("--from", help="Where to begin; `new` makes a new job.")
    ] = Begin.CHECKPOINT,
    item: Annotated[
        list[int] | None, typer.Option(help="Only this failed item, by its number.")
    ] = None,
    config: Annotated[
        str | None, typer.Option(help="With --from new: its config, as JSON.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Run a failed or cancelled job again, or the failed items of a completed one."""
    if item:
        begin = Begin.FAILED_ITEMS
    with client_of_server() as client:
        changed = None if config is None else parsed_config(config)
        _answer(client.retry(job_id, begin.value, items=item, config=changed), as_json)


@app.command()
def delete(job_id: JobId, as_json: AsJson = False) -> None:
    """Delete an ended job. What it found stays."""
    with client_of_server() as client:
        client.delete_job(job_id)
    if as_json:
        print_json({"deleted": job_id})


@app.command()
def dead(
    project: ProjectId = None,
    extractor: OfExtractor = None,
    search: Search = None,
    limit: Annotated[int, typer.Option(min=1, help="At most so many, newest first.")] = 20,
    as_json: AsJson = False,
) -> None:
    """List jobs that failed for good, with the error, the attempts and the worker of each."""
    more = given(extractor=extractor, search=search)
    with client_of_server() as client:
        found = list(islice(client.dead_letters(project, **more), limit))
    if as_json:
        print_json(found)
        return
    table = table_of("id", "extractor", "attempts", "worker", "error")
    for letter in found:
        job = letter["job"]
        error = Text(job["error_message"] or "")
        worker = job["last_worker"] or "-"
        table.add_row(job["id"], job["extractor"], str(job["attempt"]), worker, error)
    out.print(table if found else "No job has failed for good.")


@contextmanager
def client_of_server() -> Iterator["EduceClient"]:
    with connected(Settings(), start=False) as server:
        yield server.client


def state(job: "Job") -> str:
    return "cancelling" if job["cancelling"] else job["status"]


def _answer(job: "Job", as_json: bool) -> None:
    if as_json:
        print_json(job)
    else:
        _show(job)


def _show(job: "Job") -> None:
    rows = {
        "job": job["id"],
        "project": job["project_id"],
        "extractor": f"{job['extractor']}, {job['priority']}",
        "status": f"{state(job)}, attempt {job['attempt']}",
        "items": job["outcome"],
        "message": job["error_message"] or job["progress_message"],
        "created": job["created_at"],
        "started": job["started_at"] or "",
        "ended": job["completed_at"] or "",
    }
    for name, value in rows.items():
        out.print(Text(f"{name:<10} {value}"), soft_wrap=True)


def given(**options: Any) -> dict[str, Any]:
    """Those that were given."""
    return {name: value for name, value in options.items() if value is not None}


def print_json(value: Any) -> None:
    typer.echo(json.dumps(value, indent=2))
