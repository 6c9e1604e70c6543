"""`educe projects`: what files, jobs and graphs belong to."""

from typing import Annotated

import typer
from rich.text import Text

from educe.cli.console import out, table_of
from educe.cli.jobs import AsJson, client_of_server, print_json

app = typer.Typer(help="List and make projects.", no_args_is_help=True)


@app.command(name="list")
def list_projects(as_json: AsJson = False) -> None:
    """List projects and courses, newest first, with their ids."""
    with client_of_server() as client:
        found = client.projects()
    if as_json:
        print_json(found)
        return
    table = table_of("id", "name", "kind", "created")
    for project in found:
        name = Text(project["name"])
        table.add_row(project["id"], name, project["kind"], project["created_at"][:19] + "Z")
    out.print(table if found else "There are no projects.")


@app.command()
def add(name: Annotated[str, typer.Argument(help="Its name.")], as_json: AsJson = False) -> None:
    """Make a project."""
    with client_of_server() as client:
        made = client.create_project(name)
    if as_json:
        print_json(made)
    else:
        out.print(made["id"])
