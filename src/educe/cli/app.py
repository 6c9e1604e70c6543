"""The command line's root: its commands, and how errors are told.

Exit codes: 0 done; 1 an error or a job that failed; 2 wrong usage; 3 a job that completed with
failed items, or an action that some of the jobs refused; 130 interrupted. Commands import what they
need when they run, so that `educe --help` is quick.
"""

import sys
from typing import Annotated

import typer

import educe
from educe.cli import (
    articles,
    bulk,
    demo,
    doctor,
    extract,
    jobs,
    newsletters,
    projects,
    queue,
    schedules,
    serve,
    storage,
    users,
    workers,
)
from educe.cli.console import errors
from educe.errors import EduceError

app = typer.Typer(
    name="educe",
    help="Turns documents into knowledge in which every fact points at the words it came from.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _version(value: bool) -> None:
    if value:
        typer.echo(f"educe {educe.__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say the version.")
    ] = False,
) -> None:
    pass


app.command(name="serve")(serve.serve)
app.command(name="worker")(serve.worker)
app.command(name="migrate")(serve.migrate)
app.command(name="openapi")(serve.openapi)
app.command(name="extract")(extract.extract)
app.command(name="demo")(demo.demo)
app.command(name="doctor")(doctor.doctor)
for does in (articles.extract, articles.articles, articles.rejected, articles.overrule):
    newsletters.app.command()(does)
jobs.app.command(name="create")(bulk.create)
jobs.app.command(name="bulk")(bulk.bulk)
app.add_typer(jobs.app, name="jobs")
app.add_typer(newsletters.app, name="newsletters")
app.add_typer(projects.app, name="projects")
app.add_typer(queue.app, name="queue")
app.add_typer(schedules.app, name="schedules")
app.add_typer(storage.app, name="storage")
app.add_typer(users.app, name="users")
app.add_typer(workers.app, name="workers")


def main() -> None:
    """Runs the command line. An error that a person can act on is one line on standard error."""
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        told = _advice(error)
        if told is None:
            raise
        errors.print(f"educe: {told}", style="red", markup=False, highlight=False, soft_wrap=True)
        sys.exit(1)


def _advice(error: Exception) -> str | None:
    """What to tell of an error that a person can act on; None for a mistake of ours."""
    if isinstance(error, EduceError):
        return error.message
    from educe.client.errors import EduceApiError, EduceUnreachable

    if isinstance(error, EduceUnreachable):
        return f"{error} Start one with `educe serve`, or name one with EDUCE_URL."
    return str(error) if isinstance(error, EduceApiError) else None
