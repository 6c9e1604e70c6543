"""Connecting a mailbox by consent at its provider: going there, and coming back."""

from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.ext.asyncio import AsyncSession

from educe.accounts.projects import get_project
from educe.errors import InvalidInput
from educe.mailboxes.access import Mail
from educe.mailboxes.mailboxes import find_mailbox, replace_credential, store_new
from educe.mailboxes.oauth import Consent, authorization_url, new_verifier
from educe.mailboxes.presets import Preset, Provider, preset
from educe.mailboxes.servers import Credential, Line, Server


class NewConsent(BaseModel):
    """Which account of which provider."""

    model_config = ConfigDict(extra="forbid")

    preset: str = Field(description="A provider with `oauth`: gmail or outlook.")
    user_name: Line = Field(description="The e-mail address.")
    name: str | None = Field(None, description="Default: the address.")
    folder: Line = "INBOX"


class ConsentView(BaseModel):
    """Where to send the browser. It comes back by itself, within 15 minutes."""

    authorization_url: str


async def begin_consent(
    session: AsyncSession,
    mail: Mail,
    project_id: UUID,
    new: NewConsent,
    *,
    user_id: UUID,
    redirect_uri: str,
) -> ConsentView:
    """For a new mailbox. `redirect_uri`: as it is registered with the provider.

    Raises NotFound without such a project, InvalidInput without such a provider, or a client of
    its."""
    await get_project(session, project_id)
    known = preset(new.preset)
    verifier, expires_at = new_verifier()
    consent = Consent(
        user_id=user_id,
        project_id=project_id,
        provider=_provider(known),
        preset=known.name,
        user_name=new.user_name,
        name=new.name or new.user_name,
        folder=new.folder,
        mailbox_id=None,
        redirect_uri=redirect_uri,
        verifier=verifier,
        expires_at=expires_at,
    )
    return ConsentView(authorization_url=authorization_url(mail, consent))


async def renew_consent(
    session: AsyncSession, mail: Mail, mailbox_id: UUID, *, user_id: UUID, redirect_uri: str
) -> ConsentView:
    """For a mailbox that there is, in place of its password or of a consent that was withdrawn.

    Raises as `begin_consent` does."""
    mailbox = await find_mailbox(session, mailbox_id)
    verifier, expires_at = new_verifier()
    consent = Consent(
        user_id=user_id,
        project_id=mailbox.project_id,
        provider=_provider(preset(mailbox.kind)),
        preset=mailbox.kind,
        user_name=mailbox.user_name,
        name=mailbox.name,
        folder=mailbox.folder,
        mailbox_id=mailbox.id,
        redirect_uri=redirect_uri,
        verifier=verifier,
        expires_at=expires_at,
    )
    return ConsentView(authorization_url=authorization_url(mail, consent))


async def keep_consent(
    session: AsyncSession, mail: Mail, consent: Consent, credential: Credential
) -> UUID:
    """Stores the tokens. Returns the mailbox's id. Raises NotFound, Conflict."""
    if consent.mailbox_id is not None:
        await replace_credential(session, mail.vault, consent.mailbox_id, credential)
        return consent.mailbox_id
    known = preset(consent.preset)
    server = Server(
        host=known.host, port=known.port, security=known.security, user_name=consent.user_name
    )
    return await store_new(
        session,
        mail.vault,
        consent.project_id,
        known,
        server,
        credential,
        name=consent.name,
        folder=consent.folder,
        user_id=consent.user_id,
    )


def _provider(known: Preset) -> Provider:
    if known.oauth is None:
        raise InvalidInput(f"{known.title} has no consent screen. Add the mailbox by a password.")
    return known.oauth
