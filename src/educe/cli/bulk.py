"""`educe jobs create` and `educe jobs bulk`: many jobs in one go."""

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from educe.cli.console import errors, out
from educe.cli.jobs import (
    AsJson,
    OfExtractor,
    ProjectId,
    Search,
    client_of_server,
    given,
    print_json,
)
from educe.errors import InvalidInput

if TYPE_CHECKING:
    from educe.client import EduceClient
    from educe.client.bulk import Outcome

_TOLD = 10


class Action(StrEnum):
    """What to do to many jobs."""

    CANCEL = "cancel"
    RETRY = "retry"
    DELETE = "delete"
    PRIORITY = "priority"


_DONE = {
    Action.CANCEL: "Cancelled",
    Action.RETRY: "Retried",
    Action.DELETE: "Deleted",
    Action.PRIORITY: "Changed the priority of",
}


class Priority(StrEnum):
    """How urgent a job is."""

    URGENT = "urgent"
    NORMAL = "normal"
    LOW = "low"


def create(
    file: Annotated[
        Path, typer.Argument(help="JSON: a list of jobs. `-`: read it from standard input.")
    ],
    as_json: AsJson = False,
) -> None:
    """Start many jobs, all or none. They may need each other."""
    jobs = _jobs_in(sys.stdin.read() if str(file) == "-" else _text_of(file))
    with client_of_server() as client:
        made = client.bulk.create(jobs)
    if as_json:
        print_json(made)
        return
    table = Table("ref", "id", "status", box=None, pad_edge=False)
    for job in made:
        table.add_row(Text(job["ref"] or ""), job["id"], job["status"])
    out.print(table)


def bulk(
    action: Annotated[Action, typer.Argument(help="What to do.")],
    ids: Annotated[
        list[str] | None, typer.Argument(help="The jobs' ids, in place of a filter.")
    ] = None,
    to: Annotated[Priority | None, typer.Option(help="The new one, for `priority`.")] = None,
    status: Annotated[
        list[str] | None, typer.Option(help="Only jobs in this state; can be repeated.")
    ] = None,
    extractor: OfExtractor = None,
    project: ProjectId = None,
    search: Search = None,
    created_before: Annotated[
        str | None, typer.Option(help="Only older ones than 2026-03-01T07:00:00+01:00, say.")
    ] = None,
    created_after: Annotated[str | None, typer.Option(help="Only newer ones.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only count them.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Don't ask first.")] = False,
    as_json: AsJson = False,
) -> None:
    """Cancel, retry, delete or re-rank many jobs: by their ids, or those that fit a filter.

    A filter reaches only what the action can be done to: `delete --status failed` deletes all
    that failed, and `cancel --project …` cancels what has not ended there."""
    wanted = given(
        status=status or None,
        extractor=extractor,
        project_id=project,
        search=search,
        created_before=created_before,
        created_after=created_after,
    )
    if bool(ids) == bool(wanted):
        raise InvalidInput("Say which jobs: give their ids, or a filter such as --status failed.")
    if (to is None) == (action is Action.PRIORITY):
        raise InvalidInput("--to says which priority `bulk priority` gives, as --to urgent.")
    with client_of_server() as client:
        outcome = _act(client, action, ids or None, to and to.value, wanted, dry_run, yes)
    if as_json:
        print_json(outcome)
    else:
        _tell(action, outcome)
    sys.exit(3 if outcome["refused_count"] else 0)


def _act(
    client: "EduceClient",
    action: Action,
    ids: list[str] | None,
    to: str | None,
    wanted: dict[str, Any],
    dry_run: bool,
    yes: bool,
) -> "Outcome":
    """Counts, asks, and does it."""
    counted = client.bulk.act(action.value, ids, to=to, dry_run=True, **wanted)
    if dry_run or (ids is None and not counted["matched"]):
        return counted
    if counted["matched"] and not yes:
        what = f"{action.value} to {to}" if to else action.value
        typer.confirm(f"{what.capitalize()}: {_count(counted)}. Go on?", abort=True, err=True)
    return client.bulk.act(action.value, ids, to=to, **wanted)


def _tell(action: Action, outcome: "Outcome") -> None:
    if outcome["dry_run"]:
        out.print(f"{_count(outcome)} to {action.value}.", highlight=False)
        return
    out.print(f"{_DONE[action]} {_jobs(outcome['done'])}.", highlight=False)
    for refused in outcome["refused"][:_TOLD]:
        errors.print(Text(f"  not {refused['id']}: {refused['reason']}"), soft_wrap=True)
    if (more := outcome["refused_count"] - _TOLD) > 0:
        errors.print(f"  nor {more:,} more", highlight=False)


def _count(outcome: "Outcome") -> str:
    least = "more than " if outcome["matched_is_lower_bound"] else ""
    return f"{least}{_jobs(outcome['matched'])}"


def _jobs(number: int) -> str:
    return f"{number:,} job" if number == 1 else f"{number:,} jobs"


def _text_of(file: Path) -> str:
    try:
        return file.read_text()
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(f"{file} can't be read: {error}") from error


def _jobs_in(text: str) -> list[dict[str, Any]]:
    """A list of jobs, or an object with it as `jobs`."""
    try:
        parsed = json.loads(text)
    except ValueError as error:
        raise InvalidInput(f"This is not JSON: {error}") from error
    jobs = parsed.get("jobs") if isinstance(parsed, dict) else parsed
    if not isinstance(jobs, list) or not all(isinstance(job, dict) for job in jobs):
        raise InvalidInput(
            'Give a list of jobs, as [{"project_id": "…", "extractor": "concepts"}].'
        )
    return jobs
