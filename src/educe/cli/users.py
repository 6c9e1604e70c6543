"""`educe users …`: people, their links and passwords, and the organizations they are in."""

import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from educe.cli.console import out, table_of
from educe.cli.jobs import AsJson, client_of_server, print_json
from educe.errors import InvalidInput

if TYPE_CHECKING:
    from educe.client import EduceClient
    from educe.client.users import Link, User

app = typer.Typer(
    help="Add people, let them sign in, disable them. For administrators.", no_args_is_help=True
)


class Role(StrEnum):
    """What a member may do in an organization."""

    OWNER = "owner"
    ADMIN = "admin"
    MEMBER = "member"


Who = Annotated[str, typer.Argument(help="A user's id or e-mail address.")]
Organization = Annotated[
    str | None,
    typer.Option(
        "--organization", help="An organization's id or name. Default: the only one there is."
    ),
]


@app.command(name="list")
def list_users(
    search: Annotated[
        str | None, typer.Option(help="Only with these letters in address or name.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List users by e-mail address."""
    with client_of_server() as client:
        found = list(client.users.list(search=search))
    if as_json:
        print_json(found)
        return
    table = Table(
        *("email", "name", "state", "signs in with", "organizations"), box=None, pad_edge=False
    )
    for user in found:
        state = "disabled" if user["disabled_at"] else "admin" if user["is_admin"] else ""
        known = "password" if user["has_password"] else "link"
        roles = ", ".join(f"{o['name']} ({o['role']})" for o in user["organizations"])
        table.add_row(Text(user["email"]), Text(user["name"]), state, known, Text(roles))
    out.print(table if found else "There are no such users.")


@app.command()
def add(
    email: Annotated[str, typer.Argument(help="Their e-mail address.")],
    name: Annotated[str, typer.Argument(help="Their name.")],
    organization: Organization = None,
    role: Annotated[Role, typer.Option(help="Their role in the organization.")] = Role.MEMBER,
    admin: Annotated[
        bool, typer.Option("--admin", help="Let them administer the whole installation.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Add a user, and print a link that signs them in once within a day."""
    with client_of_server() as client:
        added = client.users.add(
            email,
            name,
            is_admin=admin,
            organization_id=_organization(client, organization),
            role=role.value,
        )
    if as_json:
        print_json(added)
        return
    _tell(added["user"])
    _tell_link(added["link"])


@app.command()
def link(who: Who, as_json: AsJson = False) -> None:
    """Print a new link that signs a user in once within a day. Earlier ones end."""
    with client_of_server() as client:
        made = client.users.link(who)
    if as_json:
        print_json(made)
        return
    _tell_link(made)


@app.command()
def password(
    who: Who,
    stdin: Annotated[
        bool, typer.Option("--stdin", help="Read it from standard input, one line.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Set a user's password, asking for it, and end their sessions."""
    if stdin:
        new = sys.stdin.readline().rstrip("\r\n")
    else:
        new = typer.prompt("New password", hide_input=True, confirmation_prompt=True)
    with client_of_server() as client:
        client.users.set_password(who, new)
    _answer({"who": who, "done": "password set"}, "The password is set.", as_json)


@app.command()
def disable(who: Who, as_json: AsJson = False) -> None:
    """End a user's sessions and tokens, and let them sign in no more. Their jobs go on."""
    with client_of_server() as client:
        _answer_user(client.users.disable(who), as_json)


@app.command()
def enable(who: Who, as_json: AsJson = False) -> None:
    """Let a disabled user sign in again."""
    with client_of_server() as client:
        _answer_user(client.users.enable(who), as_json)


@app.command()
def admin(
    who: Who,
    no: Annotated[bool, typer.Option("--no", help="Take it away from them.")] = False,
    as_json: AsJson = False,
) -> None:
    """Let a user administer the whole installation."""
    with client_of_server() as client:
        _answer_user(client.users.change(who, is_admin=not no), as_json)


@app.command()
def role(
    who: Who,
    role: Annotated[Role, typer.Argument(help="Their role.")],
    organization: Organization = None,
    as_json: AsJson = False,
) -> None:
    """Add a user to an organization, or change their role in it."""
    with client_of_server() as client:
        of = _organization(client, organization)
        _answer_user(client.users.put_member(who, of, role.value), as_json)


@app.command(name="remove-from-organization")
def remove(who: Who, organization: Organization = None, as_json: AsJson = False) -> None:
    """Take a user out of an organization and its projects. Their jobs and files stay."""
    with client_of_server() as client:
        of = _organization(client, organization)
        _answer_user(client.users.remove_member(who, of), as_json)


@app.command()
def organizations(as_json: AsJson = False) -> None:
    """List the organizations."""
    with client_of_server() as client:
        found = client.users.organizations()
    if as_json:
        print_json(found)
        return
    table = table_of("id", "name", "members", "projects")
    for each in found:
        table.add_row(each["id"], Text(each["name"]), str(each["members"]), str(each["projects"]))
    out.print(table)


@app.command(name="add-organization")
def add_organization(
    name: Annotated[str, typer.Argument(help="Its name.")], as_json: AsJson = False
) -> None:
    """Add an organization. It has no members yet: `educe users role` adds them."""
    with client_of_server() as client:
        made = client.users.add_organization(name)
    _answer(dict(made), made["id"], as_json)


def _organization(client: "EduceClient", wanted: str | None) -> str:
    """The id of the organization of this id or name. Raises InvalidInput unless there is one."""
    there = client.users.organizations()
    fits = [o for o in there if wanted is None or wanted in (o["id"], o["name"])]
    if len(fits) == 1:
        return fits[0]["id"]
    which = "more than one organization" if fits else "no such organization"
    raise InvalidInput(
        f"There is {which}. Name one with --organization; `educe users organizations` lists them."
    )


def _answer_user(user: "User", as_json: bool) -> None:
    if as_json:
        print_json(user)
    else:
        _tell(user)


def _tell(user: "User") -> None:
    state = "; disabled" if user["disabled_at"] else ""
    what = "; administrator" if user["is_admin"] else ""
    roles = ", ".join(f"{o['role']} of {o['name']}" for o in user["organizations"])
    told = f"{user['name']} <{user['email']}>{what}{state}; {roles or 'in no organization'}"
    out.print(Text(told), soft_wrap=True)


def _tell_link(made: "Link") -> None:
    out.print(Text(f"Sign in, once, within a day: {made['url']}"), soft_wrap=True)


def _answer(value: dict[str, Any], told: str, as_json: bool) -> None:
    if as_json:
        print_json(value)
    else:
        out.print(Text(told), soft_wrap=True)
