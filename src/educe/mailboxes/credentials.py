"""What signs in to a mailbox: opened where it is used, and renewed when it has run out.

Only one process renews a token at a time, because some providers give a new refresh token each time
and end the one before. The others wait for what it gets.
"""

import asyncio
import time
from uuid import UUID

from educe.accounts.vault import Vault
from educe.ids import new_id
from educe.limits.slots import Query
from educe.mailboxes.access import Mail
from educe.mailboxes.failures import MailboxFailed, MailboxGone
from educe.mailboxes.oauth import refresh
from educe.mailboxes.servers import Credential, Server

NOT_THERE = "There is no such mailbox. It may have been deleted, or its address is mistyped."
_HOLD_SECONDS = 30.0  # longer than a provider is waited for
_EARLY_SECONDS = 120.0  # before a token runs out
_LOOK_SECONDS = 0.2


def seal(vault: Vault, mailbox_id: UUID, credential: Credential) -> bytes:
    return vault.seal(credential.model_dump_json(exclude_defaults=True), purpose_of(mailbox_id))


def unseal(vault: Vault, mailbox_id: UUID, sealed: bytes) -> Credential:
    """Raises WrongSecretKey."""
    return Credential.model_validate_json(vault.open(sealed, purpose_of(mailbox_id)))


def purpose_of(mailbox_id: UUID) -> str:
    return f"mailbox {mailbox_id}"


class Account:
    """One stored mailbox, as its source signs in to it. `query` is in its project's name, each time
    in a transaction of its own."""

    def __init__(self, mail: Mail, query: Query, mailbox_id: UUID) -> None:
        self._mail = mail
        self._query = query
        self._id = mailbox_id

    async def sign_in(self, renewed: bool = False) -> tuple[Server, Credential]:
        """With a token that is good for a while; `renewed`: with another than the present one.

        Raises NotFound, WrongSecretKey, MailboxFailed."""
        server, credential, sealed = await self._stored()
        if credential.kind == "oauth" and (renewed or _is_old(credential)):
            credential = await self._renewed(sealed, credential)
        elif not self._mail.vault.is_current(sealed):
            await self._store(sealed, credential)
        return server, credential

    async def note(self, problem: str | None) -> None:
        """Keeps how the last look at the mailbox went, for people."""
        await self._query(
            "UPDATE kb.mailboxes SET last_checked = now(), last_problem = %s WHERE id = %s",
            problem,
            self._id,
        )

    async def _stored(self) -> tuple[Server, Credential, bytes]:
        rows = await self._query(
            "SELECT host, port, security, user_name, credential FROM kb.mailboxes WHERE id = %s",
            self._id,
        )
        if not rows:
            raise MailboxGone(NOT_THERE)
        host, port, security, user_name, credential = rows[0]
        server = Server(host=host, port=port, security=security, user_name=user_name)
        sealed = bytes(credential)
        return server, unseal(self._mail.vault, self._id, sealed), sealed

    async def _renewed(self, sealed: bytes, old: Credential) -> Credential:
        me, give_up = new_id(), time.monotonic() + 2 * _HOLD_SECONDS
        while time.monotonic() < give_up:
            if await self._claim(me, sealed):
                try:
                    fresh = await refresh(self._mail.options.clients, old)
                    await self._store(sealed, fresh)
                finally:
                    await self._let_go(me)
                return fresh
            _, present, now_sealed = await self._stored()
            if now_sealed != sealed:
                return present
            await asyncio.sleep(_LOOK_SECONDS)
        raise MailboxFailed("timed_out", "The mailbox's token isn't renewed in time. Try later.")

    async def _claim(self, me: UUID, sealed: bytes) -> bool:
        rows = await self._query(
            "UPDATE kb.mailboxes SET refreshing = %s,"
            " refreshing_until = clock_timestamp() + make_interval(secs => %s)"
            " WHERE id = %s AND credential = %s AND (refreshing IS NULL OR refreshing = %s"
            " OR refreshing_until < clock_timestamp()) RETURNING 1",
            me,
            _HOLD_SECONDS,
            self._id,
            sealed,
            me,
        )
        return bool(rows)

    async def _let_go(self, me: UUID) -> None:
        await self._query(
            "UPDATE kb.mailboxes SET refreshing = NULL, refreshing_until = NULL"
            " WHERE id = %s AND refreshing = %s",
            self._id,
            me,
        )

    async def _store(self, before: bytes, credential: Credential) -> None:
        """Unless somebody has given another in the meantime."""
        await self._query(
            "UPDATE kb.mailboxes SET credential = %s WHERE id = %s AND credential = %s",
            seal(self._mail.vault, self._id, credential),
            self._id,
            before,
        )


def _is_old(credential: Credential) -> bool:
    return time.time() > credential.expires_at - _EARLY_SECONDS
