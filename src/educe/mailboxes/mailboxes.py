"""Adding, finding, changing and deleting mailboxes of projects."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, SecretStr
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from educe.accounts.projects import clean_name, get_project, hold_project
from educe.accounts.vault import Vault
from educe.errors import Conflict, Forbidden, InvalidInput, NotFound
from educe.ids import new_id
from educe.mailboxes.credentials import NOT_THERE, seal
from educe.mailboxes.models import Mailbox
from educe.mailboxes.presets import Preset, Security, preset, preset_of_address
from educe.mailboxes.servers import Credential, Host, Line, Server, check_password

_REACHING = ("host", "port", "security", "user_name")


class _Given(BaseModel):
    model_config = ConfigDict(extra="forbid")


class NewMailbox(_Given):
    """A mailbox with a password. What isn't given is the provider's."""

    preset: str | None = Field(
        None, description="A provider of GET /api/mailboxes/presets. Default: the address's own."
    )
    user_name: Line = Field(description="Mostly the e-mail address.")
    password: SecretStr = Field(description="An app password, where the provider wants one.")
    name: str | None = Field(None, description="Default: the user name.")
    host: Host | None = None
    port: int | None = Field(None, ge=1, le=65535)
    security: Security | None = Field(
        None, description="`plain` works on this machine's own addresses only."
    )
    folder: Line = "INBOX"


class MailboxChanges(_Given):
    """What is to be different. Whatever the password is sent to can only change with it."""

    name: str | None = None
    folder: Line | None = None
    is_default: Literal[True] | None = Field(
        None, description="Yours, for when you name none. The one before isn't any more."
    )
    host: Host | None = None
    port: int | None = Field(None, ge=1, le=65535)
    security: Security | None = None
    user_name: Line | None = None
    password: SecretStr | None = None


class MailboxView(BaseModel):
    """A mailbox. Its password or tokens are never told."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    project_id: UUID
    name: str
    preset: str = Field(validation_alias="kind")
    host: str
    port: int
    security: Security
    user_name: str
    auth: Literal["password", "oauth"] = Field(description="oauth: by consent at the provider.")
    folder: str = Field(description="The one that is read when none is named.")
    is_default: bool = Field(description="The one that its maker means who names none.")
    last_checked: datetime | None
    last_problem: str | None = Field(
        description="Why it couldn't be read when it was last checked, and what to do."
    )
    created_by: UUID | None
    created_at: datetime
    updated_at: datetime


class MailboxesView(BaseModel):
    """Mailboxes, by name."""

    mailboxes: list[MailboxView]


def server_of(new: NewMailbox) -> tuple[Preset, Server]:
    """Whom to ask for the mail. Raises InvalidInput when the host isn't known."""
    known = preset(new.preset) if new.preset else preset_of_address(new.user_name)
    host = new.host or known.host
    if not host:
        raise InvalidInput("Give the `host` of the IMAP server; your mail provider tells it.")
    security = new.security or known.security
    port = new.port or (143 if security == "starttls" else known.port)
    return known, Server(host=host, port=port, security=security, user_name=new.user_name)


def password_of(given: SecretStr) -> Credential:
    """Raises InvalidInput for one that can't be sent."""
    return Credential(kind="password", password=check_password(given.get_secret_value()))


async def add_mailbox(
    session: AsyncSession,
    vault: Vault,
    project_id: UUID,
    new: NewMailbox,
    *,
    user_id: UUID,
) -> UUID:
    """A user's first mailbox is their default. Returns its id.

    Raises NotFound without such a project, InvalidInput for what can't be a mailbox, Conflict when
    the project has it already."""
    known, server = server_of(new)
    if not known.passwords:
        raise InvalidInput(f"{known.title} takes no passwords. {known.password_hint}")
    credential = password_of(new.password)
    name, folder = new.name or new.user_name, new.folder
    return await store_new(
        session, vault, project_id, known, server, credential, name, folder, user_id
    )


async def store_new(
    session: AsyncSession,
    vault: Vault,
    project_id: UUID,
    known: Preset,
    server: Server,
    credential: Credential,
    name: str,
    folder: str,
    user_id: UUID,
) -> UUID:
    """Raises as `add_mailbox` does."""
    await hold_project(session, project_id)
    mailbox_id = new_id()
    mailbox = Mailbox(
        id=mailbox_id,
        project_id=project_id,
        name=clean_name(name),
        kind=known.name,
        **server.model_dump(),
        auth=credential.kind,
        credential=seal(vault, mailbox_id, credential),
        folder=folder,
        is_default=await _default_of(session, user_id) is None,
        created_by=user_id,
    )
    session.add(mailbox)
    await _flush(session, server)
    return mailbox_id


async def replace_credential(
    session: AsyncSession, vault: Vault, mailbox_id: UUID, credential: Credential
) -> None:
    """After a new consent, for the same account. Raises NotFound."""
    mailbox = await _for_update(session, mailbox_id)
    _keep(vault, mailbox, credential)
    await session.flush()


async def change_mailbox(
    session: AsyncSession,
    vault: Vault,
    mailbox_id: UUID,
    changes: MailboxChanges,
    *,
    user_id: UUID,
) -> None:
    """Raises NotFound, InvalidInput, Conflict; Forbidden for making somebody else's the default."""
    mailbox = await _for_update(session, mailbox_id)
    given = changes.model_dump(exclude_none=True, exclude={"password", "is_default"})
    if "name" in given:
        given["name"] = clean_name(given["name"])
    moved = any(given.get(field, getattr(mailbox, field)) != getattr(mailbox, field)
                for field in _REACHING)  # fmt: skip
    if moved and changes.password is None:
        raise InvalidInput(
            "Give the password, too: it isn't sent to another server or for another user name than"
            " it was given for."
        )
    for field, value in given.items():
        setattr(mailbox, field, value)
    if changes.password is not None:
        _keep(vault, mailbox, password_of(changes.password))
    if changes.is_default:
        await _make_default(session, mailbox, user_id)
    mailbox.updated_at = func.now()
    await _flush(session, Server.model_validate(mailbox, from_attributes=True))


async def delete_mailbox(session: AsyncSession, mailbox_id: UUID) -> None:
    """What was read from it stays. When it was somebody's default, their oldest other one is now.
    Raises NotFound."""
    mailbox = await _for_update(session, mailbox_id)
    owner, was_default = mailbox.created_by, mailbox.is_default
    await session.execute(delete(Mailbox).where(Mailbox.id == mailbox_id))
    if was_default and owner is not None:
        oldest = select(Mailbox.id).where(Mailbox.created_by == owner).order_by(Mailbox.id).limit(1)
        await session.execute(
            update(Mailbox).where(Mailbox.id == oldest.scalar_subquery()).values(is_default=True)
        )


async def mailbox_view(session: AsyncSession, mailbox_id: UUID) -> MailboxView:
    """Raises NotFound."""
    return MailboxView.model_validate(await find_mailbox(session, mailbox_id))


async def find_mailbox(session: AsyncSession, mailbox_id: UUID) -> Mailbox:
    """The row. Raises NotFound."""
    found = await session.get(Mailbox, mailbox_id, populate_existing=True)
    if found is None:
        raise NotFound(NOT_THERE)
    return found


async def list_mailboxes(session: AsyncSession, project_id: UUID | None = None) -> MailboxesView:
    """Of one project, or of all that the user may see. Raises NotFound without such a project."""
    wanted = select(Mailbox).order_by(func.lower(Mailbox.name), Mailbox.id)
    if project_id is not None:
        await get_project(session, project_id)
        wanted = wanted.where(Mailbox.project_id == project_id)
    found = await session.scalars(wanted)
    return MailboxesView(mailboxes=[MailboxView.model_validate(each) for each in found])


async def default_mailbox(session: AsyncSession, user_id: UUID) -> MailboxView:
    """The one that the user means who names none. Raises NoMailbox."""
    found = await _default_of(session, user_id)
    if found is None:
        raise NoMailbox(
            "You have no mailbox yet. Add one with POST /api/projects/{project_id}/mailboxes or"
            " `educe newsletters add`, or name one with `mailbox_id`."
        )
    return MailboxView.model_validate(found)


class NoMailbox(InvalidInput):
    """There is no mailbox to read."""

    slug = "no-mailbox"


async def _default_of(session: AsyncSession, user_id: UUID) -> Mailbox | None:
    found: Mailbox | None = await session.scalar(
        select(Mailbox).where(Mailbox.created_by == user_id, Mailbox.is_default)
    )
    return found


async def _make_default(session: AsyncSession, mailbox: Mailbox, user_id: UUID) -> None:
    if mailbox.created_by != user_id:
        raise Forbidden(
            "Somebody else added this mailbox. Your default is one that you have added."
        )
    others = update(Mailbox).where(Mailbox.created_by == user_id, Mailbox.id != mailbox.id)
    await session.execute(others.values(is_default=False))
    mailbox.is_default = True


def _keep(vault: Vault, mailbox: Mailbox, credential: Credential) -> None:
    mailbox.auth = credential.kind
    mailbox.credential = seal(vault, mailbox.id, credential)
    mailbox.last_checked = mailbox.last_problem = None


async def _for_update(session: AsyncSession, mailbox_id: UUID) -> Mailbox:
    found: Mailbox | None = await session.scalar(
        select(Mailbox).where(Mailbox.id == mailbox_id).with_for_update(key_share=True)
    )
    if found is None:
        raise NotFound(NOT_THERE)
    return found


async def _flush(session: AsyncSession, server: Server) -> None:
    try:
        await session.flush()
    except IntegrityError as error:
        told = str(error.orig)
        if "mailboxes_once_in_a_project" in told:
            raise Conflict(
                f"This project has the mailbox {server.user_name} at {server.host} already. Change"
                " that one."
            ) from None
        if "mailboxes_default_key" in told:
            raise Conflict("Another mailbox has just become your default. Try again.") from None
        raise
