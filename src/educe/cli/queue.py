"""`educe queue …`: where jobs stand; limits, plans and pauses."""

from collections.abc import Sequence
from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from educe.cli.console import out
from educe.cli.jobs import AsJson, JobId, client_of_server, print_json
from educe.errors import InvalidInput

app = typer.Typer(
    help="Show the queue; decide on priorities, limits, plans and pauses.", no_args_is_help=True
)
plan_app = typer.Typer(help="Make, change, delete and give plans.", no_args_is_help=True)
app.add_typer(plan_app, name="plan")

Extractor = Annotated[
    str | None, typer.Option("--extractor", help="Only this extractor. Default: the whole queue.")
]
PlanName = Annotated[str, typer.Argument(help="The plan's name.")]
Who = Annotated[str, typer.Argument(help="A user's id or e-mail address.")]
_MOST_HELP = "How many of its users' jobs run at a time. Default: as the setting says."


@app.command()
def show(
    everybody: Annotated[
        bool, typer.Option("--all", help="Everybody's jobs, for administrators.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Show what waits and runs, the fleet, and what is paused."""
    with client_of_server() as client:
        found = client.queue.everybodys() if everybody else client.queue.mine()
    if as_json:
        print_json(found)
        return
    table = Table("extractor", "priority", "waiting", "running", box=None, pad_edge=False)
    if everybody:
        table = Table(
            *("organization", "extractor", "priority", "waiting", "running", "longest wait"),
            box=None,
            pad_edge=False,
        )
    for part in found["depth"]:
        cells = [part["extractor"], part["priority"], str(part["waiting"]), str(part["running"])]
        if everybody:
            cells = [part["organization"], *cells, _seconds(part["oldest_seconds"])]
        table.add_row(*(Text(cell) for cell in cells))
    out.print(table if found["depth"] else "No jobs wait or run.")
    fleet = found["fleet"]
    out.print(
        f"fleet      {fleet['workers']} workers, {fleet['paused_workers']} of them paused; "
        f"{fleet['slots']} slots; {fleet['running']} jobs running",
        highlight=False,
    )
    _show_pauses(found["pauses"])


@app.command()
def position(job_id: JobId, as_json: AsJson = False) -> None:
    """Show where a job stands and how long it will wait."""
    with client_of_server() as client:
        found = client.queue.position(job_id)
    if as_json:
        print_json(found)
        return
    out.print(Text(found["message"]), soft_wrap=True)


@app.command()
def priority(
    job_id: JobId,
    priority: Annotated[str, typer.Argument(help="urgent, normal or low.")],
    as_json: AsJson = False,
) -> None:
    """Change how urgent a job is that hasn't ended."""
    with client_of_server() as client:
        job = client.queue.prioritise(job_id, priority)
        stands = client.queue.position(job_id)
    if as_json:
        print_json({**job, "queue": stands})
        return
    out.print(Text(f"{job['id']}: {stands['message']}"), soft_wrap=True)


@app.command()
def pause(
    extractor: Extractor = None,
    reason: Annotated[str, typer.Option(help="Shown to those whose jobs wait.")] = "",
    as_json: AsJson = False,
) -> None:
    """Begin nothing new, of an extractor or at all. Items in hand go on to their end."""
    with client_of_server() as client:
        _answer_pauses(client.queue.pause(extractor, reason=reason), as_json)


@app.command()
def resume(extractor: Extractor = None, as_json: AsJson = False) -> None:
    """Go on after a pause."""
    with client_of_server() as client:
        _answer_pauses(client.queue.resume(extractor), as_json)


@app.command()
def limits(as_json: AsJson = False) -> None:
    """Show how many of your jobs run at a time, and your plan."""
    with client_of_server() as client:
        found = client.queue.limits()
    if as_json:
        print_json(found)
        return
    plan = f"; plan: {found['plan']['title']}" if found["plan"] else ""
    told = f"{found['running']} of at most {found['limit']} run, {found['waiting']} wait{plan}"
    out.print(Text(told), soft_wrap=True)


@app.command()
def limit(
    user: Annotated[
        str | None, typer.Option("--user", help="A user's id or e-mail address.")
    ] = None,
    organization: Annotated[
        str | None, typer.Option("--organization", help="An organization's id.")
    ] = None,
    most: Annotated[
        str | None, typer.Option("--most", help="So many jobs at a time, or “default”.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show or set how many jobs of a --user or an --organization run at a time."""
    if (user is None) == (organization is None):
        raise InvalidInput("Give either --user or --organization.")
    with client_of_server() as client:
        queue = client.queue
        if user is not None:
            found = queue.user(user) if most is None else queue.limit_user(user, _most(most))
        else:
            of = str(organization)
            found = (
                queue.organization(of)
                if most is None
                else queue.limit_organization(of, _most(most))
            )
    _answer_limits(found, as_json)


@app.command()
def plans(as_json: AsJson = False) -> None:
    """List the plans."""
    with client_of_server() as client:
        found = client.queue.plans()
    if as_json:
        print_json(found)
        return
    table = Table("name", "title", "head start", "jobs at a time", box=None, pad_edge=False)
    for plan in found:
        most = str(plan["max_running_jobs"] or "default")
        head_start = f"{plan['head_start_minutes']} min"
        table.add_row(plan["name"], Text(plan["title"]), head_start, most)
    out.print(table if found else "There are no plans.")


@plan_app.command(name="set")
def set_plan(
    name: PlanName,
    title: Annotated[str, typer.Option(help="What people see.")],
    head_start: Annotated[
        int,
        typer.Option(help="Minutes that its users' jobs count as having waited. 0 to 300."),
    ] = 0,
    most: Annotated[int | None, typer.Option(help=_MOST_HELP)] = None,
    as_json: AsJson = False,
) -> None:
    """Make a plan, or change it."""
    with client_of_server() as client:
        made = client.queue.put_plan(
            name, title, head_start_minutes=head_start, max_running_jobs=most
        )
    if as_json:
        print_json(made)
        return
    out.print(Text(f"{made['name']}: {made['title']}"), soft_wrap=True)


@plan_app.command()
def remove(name: PlanName, as_json: AsJson = False) -> None:
    """Delete a plan. Its users have none then."""
    with client_of_server() as client:
        client.queue.delete_plan(name)
    if as_json:
        print_json({"deleted": name})


@plan_app.command()
def give(
    who: Who,
    name: Annotated[str | None, typer.Argument(help="The plan's name. Default: none.")] = None,
    as_json: AsJson = False,
) -> None:
    """Give a user a plan, or take it away."""
    with client_of_server() as client:
        _answer_limits(client.queue.subscribe(who, name), as_json)


def _most(value: str) -> int | None:
    if value == "default":
        return None
    if not value.isdecimal() or not int(value):
        raise InvalidInput(f"“{value}” is no number of jobs. Give one from 1, or “default”.")
    return int(value)


def _seconds(seconds: float | None) -> str:
    return "" if seconds is None else f"{seconds:,.0f} s"


def _answer_limits(found: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print_json(found)
        return
    who = found.get("email") or found["name"]
    most = found["limit"] or "any number"
    own = "" if found["max_running_jobs"] is None else ", a limit of its own"
    plan = f"; plan {found['plan']}" if found.get("plan") else ""
    told = f"{who}: {most} at a time{own}; {found['running']} run, {found['waiting']} wait{plan}"
    out.print(Text(told), soft_wrap=True)


def _answer_pauses(pauses: Sequence[dict[str, Any]], as_json: bool) -> None:
    if as_json:
        print_json(pauses)
        return
    _show_pauses(pauses)
    if not pauses:
        out.print("Nothing is paused.")


def _show_pauses(pauses: Sequence[dict[str, Any]]) -> None:
    for pause in pauses:
        what = "the queue" if pause["kind"] == "queue" else f"extractor {pause['name']}"
        reason = f": {pause['reason']}" if pause["reason"] else ""
        out.print(Text(f"paused     {what} since {pause['paused_at']}{reason}"), soft_wrap=True)
