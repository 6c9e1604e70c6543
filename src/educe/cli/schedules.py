"""`educe schedules …`: jobs that start by themselves."""

from itertools import islice
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from educe.cli.console import out, table_of
from educe.cli.extract import parsed_config
from educe.cli.jobs import AsJson, client_of_server, print_json
from educe.errors import InvalidInput

if TYPE_CHECKING:
    from educe.client.schedules import Schedule

app = typer.Typer(help="Start jobs once at a given time, or by a cron.", no_args_is_help=True)

ScheduleId = Annotated[str, typer.Argument(help="The schedule's id.")]
Timezone = Annotated[
    str, typer.Option(help="Where the cron's clock hangs, as Europe/Berlin.", show_default=True)
]


@app.command(name="list")
def list_schedules(
    project: Annotated[str | None, typer.Option(help="Only of the project with this id.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="At most so many, newest first.")] = 50,
    as_json: AsJson = False,
) -> None:
    """List schedules, newest first."""
    with client_of_server() as client:
        found = list(islice(client.schedules.list(project), limit))
    if as_json:
        print_json(found)
        return
    table = table_of("id", "name", "when", "state", "next")
    for schedule in found:
        next_time = schedule["next"][0] if schedule["next"] else ""
        state = f"{schedule['state']}{', with an error' if schedule['last_error'] else ''}"
        table.add_row(schedule["id"], Text(schedule["name"]), _when(schedule), state, next_time)
    out.print(table if found else "There are no schedules.")


@app.command()
def add(
    project_id: Annotated[str, typer.Argument(help="The project's id.")],
    name: Annotated[str, typer.Option(help="A name for it.")],
    cron: Annotated[
        str | None,
        typer.Option(help="When, again and again: minute, hour, day of month, month, weekday."),
    ] = None,
    at: Annotated[
        str | None, typer.Option(help="When, once: as 2026-03-01T07:00:00+01:00.")
    ] = None,
    timezone: Timezone = "UTC",
    extractor: Annotated[str, typer.Option(help="Which extractor to run.")] = "concepts",
    config: Annotated[str, typer.Option(help="The extractor's config, as JSON.")] = "{}",
    file: Annotated[
        list[str] | None,
        typer.Option(help="The id of a file to read. Default: the latest version of each."),
    ] = None,
    no_files: Annotated[
        bool, typer.Option("--no-files", help="Read none: for a mailbox's newsletters.")
    ] = False,
    priority: Annotated[str, typer.Option(help="urgent, normal or low.")] = "normal",
    catch_up: Annotated[
        str,
        typer.Option(help="Times that were missed: skip them, catch them up once, or all."),
    ] = "once",
    as_json: AsJson = False,
) -> None:
    """Make a schedule, by --cron or --at."""
    parsed = parsed_config(config)
    with client_of_server() as client:
        made = client.schedules.create(
            project_id,
            name,
            cron=cron,
            at=at,
            timezone=timezone,
            extractor=extractor,
            config=parsed,
            file_ids=[] if no_files else file or None,
            priority=priority,
            catch_up=catch_up,
        )
    _answer(made, as_json)


@app.command()
def show(schedule_id: ScheduleId, as_json: AsJson = False) -> None:
    """Show a schedule: when it fires, what it starts, its last jobs."""
    with client_of_server() as client:
        _answer(client.schedules.get(schedule_id), as_json)


@app.command()
def pause(schedule_id: ScheduleId, as_json: AsJson = False) -> None:
    """Start nothing until it is resumed."""
    with client_of_server() as client:
        _answer(client.schedules.pause(schedule_id), as_json)


@app.command()
def resume(schedule_id: ScheduleId, as_json: AsJson = False) -> None:
    """Go on with its next time."""
    with client_of_server() as client:
        _answer(client.schedules.resume(schedule_id), as_json)


@app.command()
def run(schedule_id: ScheduleId, as_json: AsJson = False) -> None:
    """Start its job now; its times stay as they are."""
    with client_of_server() as client:
        job = client.schedules.run(schedule_id)
    if as_json:
        print_json(job)
    else:
        out.print(f"job        {job['id']}")


@app.command(name="next")
def next_times(
    schedule_id: Annotated[str | None, typer.Argument(help="The schedule's id.")] = None,
    cron: Annotated[str | None, typer.Option(help="A cron to try, in place of an id.")] = None,
    timezone: Timezone = "UTC",
    as_json: AsJson = False,
) -> None:
    """Show the next five times of a schedule, or of a --cron that isn't one yet."""
    if (schedule_id is None) == (cron is None):
        raise InvalidInput("Give either a schedule's id or --cron.")
    with client_of_server() as client:
        if cron is not None:
            found = client.schedules.preview(cron, timezone)
        else:
            schedule = client.schedules.get(str(schedule_id))
            found = {name: schedule[name] for name in ("cron", "timezone", "in_words", "next")}
    if as_json:
        print_json(found)
        return
    out.print(Text(f"{found['in_words']}, {found['timezone']}"), soft_wrap=True)
    for time in found["next"]:
        out.print(f"  {time}", highlight=False)


@app.command()
def remove(schedule_id: ScheduleId, as_json: AsJson = False) -> None:
    """Delete a schedule. The jobs that it started stay."""
    with client_of_server() as client:
        client.schedules.remove(schedule_id)
    if as_json:
        print_json({"deleted": schedule_id})


def _when(schedule: "Schedule") -> Text:
    return Text(f"{schedule['in_words']}, {schedule['timezone']}")


def _answer(schedule: "Schedule", as_json: bool) -> None:
    if as_json:
        print_json(schedule)
        return
    rows = {
        "schedule": schedule["id"],
        "name": schedule["name"],
        "when": f"{schedule['in_words']}, {schedule['timezone']}",
        "state": schedule["state"],
        "paused": schedule["paused_reason"],
        "extractor": schedule["extractor"],
        "error": schedule["last_error"],
        "next": "\n           ".join(schedule["next"]),
    }
    for name, value in rows.items():
        if value:
            out.print(Text(f"{name:<10} {value}"), soft_wrap=True)
    for job in schedule["last_jobs"]:
        told = f"  job {job['id']} {job['status']}, for {job['fire_at'] or 'a run between times'}"
        out.print(Text(told), soft_wrap=True)
