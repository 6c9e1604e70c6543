"""`educe newsletters extract`, `articles`, `rejected`, `overrule`: from mails to articles."""

import sys
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from educe.cli.console import out
from educe.cli.extract import see_through
from educe.cli.jobs import AsJson, client_of_server, given, print_json
from educe.cli.local import connected
from educe.cli.newsletters import default_mailbox
from educe.settings import Settings

if TYPE_CHECKING:
    from educe.client import EduceClient

OfProject = Annotated[
    str | None, typer.Option("--project", help="A project's id. Default: your mailbox's.")
]
OfJob = Annotated[str | None, typer.Option("--job", help="Only of this extraction.")]
Search = Annotated[str | None, typer.Option(help="Only with these words.")]
Site = Annotated[str | None, typer.Option(help="Only of this site, as example.org.")]
Sender = Annotated[str | None, typer.Option(help="Only from this address's newsletters.")]
Limit = Annotated[int, typer.Option(min=1, help="At most so many, newest first.")]


def extract(
    mailbox: Annotated[
        str | None, typer.Option(help="A mailbox's id. Default: your default mailbox.")
    ] = None,
    hours_back: Annotated[
        float | None, typer.Option(help="Received in so many hours until now.")
    ] = None,
    days_back: Annotated[
        float | None, typer.Option(help="The same in days. Neither: 7 days.")
    ] = None,
    most: Annotated[
        int | None, typer.Option("--max", help="At most so many messages. Default: 100.")
    ] = None,
    sender: Annotated[
        list[str] | None,
        typer.Option(help="From an address, a domain, or a pattern with * and ?. Repeatable."),
    ] = None,
    folder: Annotated[
        list[str] | None, typer.Option(help="In a folder of the mailbox. Repeatable.")
    ] = None,
    subject: Annotated[str | None, typer.Option(help="With these letters in the subject.")] = None,
    only_new: Annotated[
        bool, typer.Option("--only-new", help="Only what wasn't read before, ever since.")
    ] = False,
    again: Annotated[
        bool, typer.Option("--again", help="Also what was read before, once more.")
    ] = False,
    check_pages: Annotated[
        bool, typer.Option("--check-pages", help="Look at the pages, too. Takes longer.")
    ] = False,
    to: Annotated[
        Path | None, typer.Option("--out", help="A folder for the artifacts; made if missing.")
    ] = None,
    no_wait: Annotated[bool, typer.Option("--no-wait", help="Start it, and leave.")] = False,
    as_json: AsJson = False,
) -> None:
    """Read newsletters from a mailbox, and list the articles that they link to."""
    wanted = given(
        mailbox_id=mailbox,
        hours_back=hours_back,
        days_back=days_back,
        max_results=most,
        senders=sender or None,
        folders=folder or None,
        subject=subject,
        only_new=only_new or None,
        again=again or None,
        check_pages=check_pages or None,
    )
    with connected(Settings(), start=False) as server:
        started = server.client.newsletters.extract(**wanted)
        if not no_wait:
            sys.exit(see_through(server, started["extraction_id"], to, as_json=as_json))
    if as_json:
        print_json(started)
    else:
        out.print(started["extraction_id"])


def articles(
    project: OfProject = None,
    job: OfJob = None,
    search: Search = None,
    site: Site = None,
    sender: Sender = None,
    limit: Limit = 50,
    as_json: AsJson = False,
) -> None:
    """List the articles that were found, newest first."""
    from educe.cli.article_lists import show_articles

    wanted = given(job_id=job, search=search, site=site, sender=sender)
    with client_of_server() as client:
        pages = client.newsletters.articles(project or _project(client), **wanted)
        found = list(islice(pages, limit))
    if as_json:
        print_json(found)
    elif found:
        show_articles(found)
    else:
        out.print("There are no articles.")


def rejected(
    project: OfProject = None,
    job: OfJob = None,
    search: Search = None,
    site: Site = None,
    sender: Sender = None,
    stage: Annotated[str | None, typer.Option(help="Only by this stage of the rules.")] = None,
    limit: Limit = 50,
    as_json: AsJson = False,
) -> None:
    """List the links that were left out, newest first, each with its reason."""
    from educe.cli.article_lists import show_rejected

    wanted = given(job_id=job, search=search, site=site, sender=sender, stage=stage)
    with client_of_server() as client:
        pages = client.newsletters.rejected(project or _project(client), **wanted)
        found = list(islice(pages, limit))
    if as_json:
        print_json(found)
    elif found:
        show_rejected(found)
    else:
        out.print("No links were left out.")


def overrule(
    link_id: Annotated[str, typer.Argument(help="The link's id; `rejected` tells it.")],
    kept: Annotated[
        bool | None,
        typer.Option("--keep/--reject", help="An article, or none. Neither: as the rules say."),
    ] = None,
    always: Annotated[
        bool, typer.Option("--always", help="So are all links to its site, from now on.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Say of a link that it is an article, or that it isn't."""
    with client_of_server() as client:
        told = client.newsletters.overrule(link_id, kept, always=always)
    if as_json:
        print_json(told)
        return
    state = "is kept" if told["link"]["is_kept"] else "is left out"
    out.print(f"The link {state}. Links that changed: {told['changed']}.", highlight=False)


def _project(client: "EduceClient") -> str:
    """The id of the project of the caller's default mailbox. Raises InvalidInput."""
    return default_mailbox(client)["project_id"]
