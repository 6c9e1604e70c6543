"""`educe newsletters …`: the mailboxes that newsletters are read from. What is read from them is in
`cli/articles.py`."""

import os
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from educe.cli.console import out, table_of
from educe.cli.jobs import AsJson, client_of_server, print_json
from educe.errors import InvalidInput

if TYPE_CHECKING:
    from educe.client import EduceClient
    from educe.client.mailboxes import Mailbox, Trial

app = typer.Typer(help="Read newsletters from mailboxes.", no_args_is_help=True)

PASSWORD = "MAILBOX_PASSWORD"  # noqa: S105 - the name of an environment variable
_MARKS = {True: "ok", False: "wrong", None: "-"}

MailboxId = Annotated[
    str | None, typer.Argument(help="A mailbox's id. Default: your default mailbox.")
]


@app.command()
def add(
    user_name: Annotated[str, typer.Argument(help="The user name, mostly the e-mail address.")],
    project: Annotated[
        str, typer.Option(help="The name of the project it belongs to; made if there is none.")
    ] = "Newsletters",
    preset: Annotated[
        str | None, typer.Option(help="The provider: gmail, fastmail, icloud, yahoo, gmx, webde.")
    ] = None,
    name: Annotated[str | None, typer.Option(help="A name for it.")] = None,
    host: Annotated[str | None, typer.Option(help="The IMAP server.")] = None,
    port: Annotated[int | None, typer.Option(help="Its port.")] = None,
    security: Annotated[
        str | None, typer.Option(help="tls, starttls, or plain on this machine.")
    ] = None,
    folder: Annotated[str, typer.Option(help="The folder to read.")] = "INBOX",
    stdin: Annotated[
        bool,
        typer.Option("--stdin", help="Read the password from standard input, one line."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Add a mailbox and try it. Asks for the password, unless the variable MAILBOX_PASSWORD holds
    it. Most providers want an app password."""
    options = {"preset": preset, "name": name, "host": host, "port": port, "security": security}
    given = {key: value for key, value in options.items() if value is not None}
    password = _password(stdin)
    with client_of_server() as client:
        project_id = _project(client, project)
        made = client.mailboxes.add(project_id, user_name, password, folder=folder, **given)
        trial = client.mailboxes.test(made["id"])
    if as_json:
        print_json({"mailbox": made, "trial": trial})
    else:
        out.print(made["id"])
        _tell(trial)
    raise typer.Exit(0 if trial["ok"] else 1)


@app.command(name="list")
def list_mailboxes(
    project: Annotated[str | None, typer.Option(help="Only of the project with this id.")] = None,
    as_json: AsJson = False,
) -> None:
    """List mailboxes by name."""
    with client_of_server() as client:
        found = client.mailboxes.list(project)
    if as_json:
        print_json(found)
        return
    table = table_of("id", "name", "server", "folder", "state")
    for mailbox in found:
        server = f"{mailbox['user_name']} at {mailbox['host']}"
        table.add_row(
            mailbox["id"], *map(Text, (mailbox["name"], server, mailbox["folder"], _state(mailbox)))
        )
    out.print(table if found else "There are no mailboxes. `educe newsletters add` adds one.")


@app.command(name="test")
def try_mailbox(mailbox_id: MailboxId = None, as_json: AsJson = False) -> None:
    """Try a mailbox: step by step, what works and what is wrong."""
    with client_of_server() as client:
        trial = client.mailboxes.test(mailbox_id or default_mailbox(client)["id"])
    if as_json:
        print_json(trial)
    else:
        _tell(trial)
    raise typer.Exit(0 if trial["ok"] else 1)


@app.command()
def folders(mailbox_id: MailboxId = None, as_json: AsJson = False) -> None:
    """List the folders of a mailbox, as its server calls them."""
    with client_of_server() as client:
        found = client.mailboxes.folders(mailbox_id or default_mailbox(client)["id"])
    if as_json:
        print_json(found)
        return
    for folder in found:
        out.print(Text(folder), soft_wrap=True)


@app.command()
def remove(
    mailbox_id: Annotated[str, typer.Argument(help="The mailbox's id.")], as_json: AsJson = False
) -> None:
    """Forget a mailbox and its password. What was read from it stays."""
    with client_of_server() as client:
        client.mailboxes.remove(mailbox_id)
    if as_json:
        print_json({"deleted": mailbox_id})


@app.command(name="renew-secrets")
def renew_secrets() -> None:
    """Encrypt all stored passwords and tokens with the newest key. Then the older ones can go. For
    the machine that has the database's owner."""
    from educe.accounts.vault import Vault
    from educe.db.addresses import open_database
    from educe.mailboxes.rotation import seal_anew
    from educe.settings import Settings

    settings = Settings()
    with open_database(settings) as addresses:
        renewed = seal_anew(addresses.owner, Vault.of(settings))
    out.print(f"{renewed} mailboxes are encrypted with the newest key now.")


def _project(client: "EduceClient", name: str) -> str:
    """The id of the project of this name, found or made."""
    there = (each["id"] for each in client.projects() if each["name"] == name)
    return str(next(there, None) or client.create_project(name)["id"])


def _password(stdin: bool) -> str:
    if stdin:
        return sys.stdin.readline().rstrip("\r\n")
    told: Any = os.environ.get(PASSWORD) or typer.prompt("Password", hide_input=True)
    return str(told)


def default_mailbox(client: "EduceClient") -> "Mailbox":
    """The caller's. Raises InvalidInput when they have none."""
    me = client.me()["id"]
    for mailbox in client.mailboxes.list():
        if mailbox["is_default"] and mailbox["created_by"] == me:
            return mailbox
    raise InvalidInput("You have no mailbox yet. `educe newsletters add` adds one.")


def _state(mailbox: "Mailbox") -> str:
    if mailbox["last_problem"]:
        return mailbox["last_problem"]
    default = "default; " if mailbox["is_default"] else ""
    return default + ("works" if mailbox["last_checked"] else "not tried")


def _tell(trial: "Trial") -> None:
    table = Table("step", "", "", box=None, pad_edge=False, show_header=False)
    for step in trial["steps"]:
        table.add_row(step["step"], _MARKS[step["ok"]], Text(step["message"]))
    out.print(table)
    if trial["ok"]:
        out.print(Text(trial["message"]), soft_wrap=True)
