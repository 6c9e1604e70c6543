"""Opening what messages are read from: a stored mailbox, or one that isn't stored yet."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

from educe.limits.slots import Query
from educe.mailboxes.access import Mail
from educe.mailboxes.credentials import NOT_THERE, Account
from educe.mailboxes.failures import MailboxGone
from educe.mailboxes.presets import OTHER, presets
from educe.mailboxes.reading import ImapSource
from educe.mailboxes.servers import Credential, Server
from educe.mailboxes.trying import Trial, try_mailbox


@asynccontextmanager
async def open_mailbox(
    mail: Mail, query: Query, mailbox_id: UUID, folder: str | None = None, *, tries: int = 4
) -> AsyncIterator[ImapSource]:
    """A stored mailbox. `query` is in its project's name, each time in a transaction of its own;
    `folder`: the one that is read when none is wanted; none: the mailbox's own.

    Raises NotFound."""
    title, own_folder = await _described(query, mailbox_id)
    account = Account(mail, query, mailbox_id)
    source = ImapSource(mail, account.sign_in, folder or own_folder, title=title, tries=tries)
    try:
        yield source
    finally:
        await source.close()


async def _described(query: Query, mailbox_id: UUID) -> tuple[str, str]:
    """What people call the mailbox, by its provider where that is known, and its own folder."""
    rows = await query("SELECT kind, name, folder FROM kb.mailboxes WHERE id = %s", mailbox_id)
    if not rows:
        raise MailboxGone(NOT_THERE)
    kind, name, folder = rows[0]
    return (presets()[kind].title if kind in presets() and kind != OTHER else name), folder


async def try_stored(mail: Mail, query: Query, mailbox_id: UUID, folder: str) -> Trial:
    """Tries it and keeps what came out, for people. Raises NotFound, WrongSecretKey."""
    async with open_mailbox(mail, query, mailbox_id, folder, tries=1) as source:
        trial = await try_mailbox(source)
    await Account(mail, query, mailbox_id).note(None if trial.ok else trial.message)
    return trial


async def try_given(mail: Mail, server: Server, credential: Credential, folder: str) -> Trial:
    """Tries what isn't stored."""

    async def sign_in(_: bool) -> tuple[Server, Credential]:
        return server, credential

    source = ImapSource(mail, sign_in, folder, tries=1)
    try:
        return await try_mailbox(source)
    finally:
        await source.close()
