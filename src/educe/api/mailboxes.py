"""Mailboxes of projects: adding them, trying them, consent at their providers."""

import re
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, Field

from educe.accounts.projects import get_project
from educe.api.deps import Caller, Given, SignedIn
from educe.api.problems import RESPONSES
from educe.documents.files import query_in
from educe.errors import Conflict, InvalidInput, NotFound
from educe.limits.slots import Query as RunQuery
from educe.mailboxes import mailboxes
from educe.mailboxes.consenting import (
    ConsentView,
    NewConsent,
    begin_consent,
    keep_consent,
    renew_consent,
)
from educe.mailboxes.failures import MailboxFailed
from educe.mailboxes.mailboxes import MailboxChanges, MailboxesView, MailboxView, NewMailbox
from educe.mailboxes.oauth import consent_of, exchange
from educe.mailboxes.presets import Preset, presets
from educe.mailboxes.sources import open_mailbox, try_given, try_stored
from educe.mailboxes.trying import Trial

router = APIRouter(prefix="/api", tags=["mailboxes"], responses=RESPONSES)
_BACK = "/api/mailboxes/oauth/callback"
_PAGE = "/mailboxes"  # of the user interface


class ProviderView(Preset):
    """A mail provider, as this installation can use it."""

    can_consent: bool = Field(
        description="Whether this Educe is registered with it, so that consent can be asked for."
    )


class Presets(BaseModel):
    """Mail providers that Educe knows."""

    presets: list[ProviderView]


class Folders(BaseModel):
    """The folders of a mailbox, as its server calls them."""

    folders: list[str]


@router.get("/mailboxes/presets", summary="List mail providers")
async def list_presets(given: Given, caller: SignedIn) -> Presets:
    """With what their users must do before Educe can sign in."""
    clients = given.mail.options.clients
    return Presets(
        presets=[
            ProviderView(**known.model_dump(), can_consent=known.oauth in clients)
            for known in presets().values()
        ]
    )


@router.get("/mailboxes/oauth/callback", summary="Come back from a provider", status_code=303)
async def come_back(
    given: Given,
    caller: SignedIn,
    state: Annotated[str, Query(max_length=5_000)],
    code: Annotated[str, Query(max_length=5_000)] = "",
    error: Annotated[str, Query(max_length=200)] = "",
) -> RedirectResponse:
    """For browsers. It leads on to the user interface, with `connected`, the mailbox's id, or with
    `problem`, a word for why not."""
    try:
        consent = consent_of(given.mail.vault, state, caller.user_id)
        if not code:
            return _lead_on("problem", error or "access_denied")
        credential = await exchange(given.mail.options.clients, consent, code)
        async with caller.session() as session:
            mailbox_id = await keep_consent(session, given.mail, consent, credential)
    except MailboxFailed as failed:
        return _lead_on("problem", failed.code)
    except (InvalidInput, Conflict, NotFound) as refused:
        return _lead_on("problem", refused.slug)
    return _lead_on("connected", str(mailbox_id))


@router.get("/mailboxes", summary="List mailboxes of all projects")
async def list_mine(caller: SignedIn) -> MailboxesView:
    """By name."""
    async with caller.session() as session:
        return await mailboxes.list_mailboxes(session)


@router.get("/projects/{project_id}/mailboxes", summary="List a project's mailboxes")
async def list_of_project(project_id: UUID, caller: SignedIn) -> MailboxesView:
    """By name."""
    async with caller.session() as session:
        return await mailboxes.list_mailboxes(session, project_id)


@router.post("/projects/{project_id}/mailboxes", status_code=201, summary="Add a mailbox")
async def add(project_id: UUID, body: NewMailbox, given: Given, caller: SignedIn) -> MailboxView:
    """By a password, which is stored encrypted and never told. Your first one is your default. 409
    when the project has it already."""
    async with caller.session() as session:
        mailbox_id = await mailboxes.add_mailbox(
            session, given.mail.vault, project_id, body, user_id=caller.user_id
        )
        return await mailboxes.mailbox_view(session, mailbox_id)


@router.post("/projects/{project_id}/mailboxes/test", summary="Try a mailbox before adding it")
async def try_new(project_id: UUID, body: NewMailbox, given: Given, caller: SignedIn) -> Trial:
    """Says step by step what works and what is wrong. Nothing is stored."""
    async with caller.session() as session:
        await get_project(session, project_id)
    _, server = mailboxes.server_of(body)
    credential = mailboxes.password_of(body.password)
    return await try_given(given.mail, server, credential, body.folder)


@router.post("/projects/{project_id}/mailboxes/oauth", summary="Add a mailbox by consent")
async def ask_for_consent(
    project_id: UUID, body: NewConsent, given: Given, caller: SignedIn, request: Request
) -> ConsentView:
    """In place of a password: send the browser to `authorization_url`."""
    async with caller.session() as session:
        return await begin_consent(
            session,
            given.mail,
            project_id,
            body,
            user_id=caller.user_id,
            redirect_uri=_redirect_uri(request),
        )


@router.get("/mailboxes/{mailbox_id}", summary="Get a mailbox")
async def get(mailbox_id: UUID, caller: SignedIn) -> MailboxView:
    async with caller.session() as session:
        return await mailboxes.mailbox_view(session, mailbox_id)


@router.patch("/mailboxes/{mailbox_id}", summary="Change a mailbox")
async def change(
    mailbox_id: UUID, body: MailboxChanges, given: Given, caller: SignedIn
) -> MailboxView:
    """Only what is named changes. Another host, port, security or user name needs the password."""
    async with caller.session() as session:
        await mailboxes.change_mailbox(
            session, given.mail.vault, mailbox_id, body, user_id=caller.user_id
        )
        return await mailboxes.mailbox_view(session, mailbox_id)


@router.delete("/mailboxes/{mailbox_id}", status_code=204, summary="Delete a mailbox")
async def delete(mailbox_id: UUID, caller: SignedIn) -> None:
    """Here, with its password; the account itself isn't touched. What was read from it stays."""
    async with caller.session() as session:
        await mailboxes.delete_mailbox(session, mailbox_id)


@router.post("/mailboxes/{mailbox_id}/test", summary="Try a mailbox")
async def try_it(mailbox_id: UUID, given: Given, caller: SignedIn) -> Trial:
    """Says step by step what works and what is wrong."""
    async with caller.session() as session:
        view = await mailboxes.mailbox_view(session, mailbox_id)
    return await try_stored(given.mail, _query_of(caller), mailbox_id, view.folder)


@router.get("/mailboxes/{mailbox_id}/folders", summary="List the folders of a mailbox")
async def list_folders(mailbox_id: UUID, given: Given, caller: SignedIn) -> Folders:
    """Asks the mail server. 502 when it can't be read; `code` says why."""
    async with open_mailbox(given.mail, _query_of(caller), mailbox_id, tries=1) as source:
        return Folders(folders=await source.folders())


@router.post("/mailboxes/{mailbox_id}/oauth", summary="Connect a mailbox by consent, again")
async def ask_again(
    mailbox_id: UUID, given: Given, caller: SignedIn, request: Request
) -> ConsentView:
    """When a consent was withdrawn, or in place of the password."""
    async with caller.session() as session:
        return await renew_consent(
            session,
            given.mail,
            mailbox_id,
            user_id=caller.user_id,
            redirect_uri=_redirect_uri(request),
        )


def _query_of(caller: Caller) -> RunQuery:
    """Each statement in a transaction of its own: none is open while others are waited for."""

    async def query(statement: str, *values: Any) -> list[tuple[Any, ...]]:
        async with caller.session() as session:
            return await (await query_in(session))(statement, *values)

    return query


def _redirect_uri(request: Request) -> str:
    return str(request.base_url).rstrip("/") + _BACK


def _lead_on(what: str, value: str) -> RedirectResponse:
    known = re.sub(r"[^a-z0-9_-]", "", value.lower())[:60]
    return RedirectResponse(f"{_PAGE}?{what}={known}", 303)
