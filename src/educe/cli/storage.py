"""`educe storage …`: what is stored, for how long jobs are kept, and what remains of them."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from educe.cli.console import out, table_of
from educe.cli.local import connected
from educe.documents.sizes import human_size
from educe.errors import InvalidInput
from educe.settings import Settings

if TYPE_CHECKING:
    from educe.client import EduceClient

app = typer.Typer(
    help="Show what is stored, decide how long jobs are kept, look into the archive.",
    no_args_is_help=True,
)
OUTCOMES = ("completed", "failed", "cancelled")
_DAYS = "Keep {} jobs for so many days; 0: for ever; “default”: as the installation says."

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
OrganizationId = Annotated[
    str | None, typer.Option("--organization", help="Its id. Default: your first organization.")
]


@app.command()
def show(
    project: Annotated[str | None, typer.Option(help="Only this project: its id.")] = None,
    organization: OrganizationId = None,
    everything: Annotated[
        bool, typer.Option("--all", help="The whole installation, for administrators.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Show how much an organization stores, and which of its projects."""
    with _client() as client:
        if everything:
            found, parts = client.storage.of_installation(), "organizations"
        elif project is not None:
            found, parts = client.storage.of_project(project), ""
        else:
            found = client.storage.of_organization(_organization(client, organization))
            parts = "projects"
    if as_json:
        _print_json(found)
        return
    _show(found, found.get(parts, []))


@app.command()
def retention(
    organization: OrganizationId = None,
    completed: Annotated[str | None, typer.Option(help=_DAYS.format("completed"))] = None,
    failed: Annotated[str | None, typer.Option(help=_DAYS.format("failed"))] = None,
    cancelled: Annotated[str | None, typer.Option(help=_DAYS.format("cancelled"))] = None,
    as_json: AsJson = False,
) -> None:
    """Show or decide for how long an organization keeps its ended jobs."""
    given = dict(zip(OUTCOMES, (completed, failed, cancelled), strict=True))
    wanted = {f"{name}_days": _days(value) for name, value in given.items() if value is not None}
    with _client() as client:
        of = _organization(client, organization)
        found = client.storage.retention(of)
        if wanted:
            found = client.storage.set_retention(of, **{**found["decided"], **wanted})
    if as_json:
        _print_json(found)
        return
    table = Table("jobs that", "are kept", "decided by", box=None, pad_edge=False)
    for name in OUTCOMES:
        days, own = found["in_force"][f"{name}_days"], found["decided"][f"{name}_days"]
        who = "the default" if own is None else "the organization"
        table.add_row(name, f"{days} days" if days else "for ever", who)
    out.print(table)


@app.command()
def archive(
    project: Annotated[str, typer.Argument(help="The project's id.")],
    status: Annotated[list[str] | None, typer.Option(help="Only jobs that ended so.")] = None,
    extractor: Annotated[str | None, typer.Option(help="Only this extractor's.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="At most so many, newest first.")] = 20,
    as_json: AsJson = False,
) -> None:
    """List jobs of a project that were archived, newest first."""
    wanted: dict[str, Any] = {"status": status or []}
    if extractor is not None:
        wanted["extractor"] = extractor
    with _client() as client:
        found = list(islice(client.storage.archive(project, **wanted), limit))
    if as_json:
        _print_json(found)
        return
    names = ("extractor", "status", "done", "ended", "message")
    # an id that is cut short is of no use
    table = table_of("id", *names)
    for job in found:
        message = Text(job["error_message"] or job["progress_message"])
        ended = job["completed_at"][:10]
        table.add_row(job["id"], job["extractor"], job["status"], job["outcome"], ended, message)
    out.print(table if found else "Nothing is archived.")


@contextmanager
def _client() -> Iterator["EduceClient"]:
    with connected(Settings(), start=False) as server:
        yield server.client


def _organization(client: "EduceClient", given: str | None) -> str:
    if given is not None:
        return given
    mine = client.me()["organizations"]
    if not mine:
        raise InvalidInput("You are in no organization. Name one with --organization.")
    return str(mine[0]["id"])


def _days(value: str) -> int | None:
    if value == "default":
        return None
    if not value.isdecimal():
        raise InvalidInput(f"“{value}” is no number of days. Give one, 0 for ever, or “default”.")
    return int(value)


def _show(found: dict[str, Any], parts: list[dict[str, Any]]) -> None:
    table = Table("", "files", "artifacts", "together", box=None, pad_edge=False)
    for one in [*parts, {**found, "name": "all" if parts else found.get("name", "all")}]:
        cells = [human_size(one[kind]["bytes"]) for kind in ("files", "artifacts", "blobs")]
        table.add_row(Text(one["name"]), *cells)
    out.print(table)
    if "database_bytes" in found:
        out.print(f"database  {human_size(found['database_bytes'])}")
        collected = found["collected"]
        told = f"{collected['count']} blobs, {human_size(collected['bytes'])}"
        out.print(f"deleted because nothing named them  {told}")


def _print_json(value: Any) -> None:
    typer.echo(json.dumps(value, indent=2))
