"""Sealing everything anew, when the key is changed."""

from uuid import UUID

import psycopg

from educe.accounts.vault import Vault
from educe.mailboxes.credentials import purpose_of


def seal_anew(owner_url: str, vault: Vault) -> int:
    """Seals with the first key what another one sealed, of all projects. Returns how many it were.

    `owner_url`: the address of the database's owner. Raises WrongSecretKey, and changes nothing
    then."""
    with psycopg.connect(owner_url) as owner:
        rows = owner.execute("SELECT id, credential FROM kb.mailboxes FOR UPDATE").fetchall()
        old = [(each, bytes(sealed)) for each, sealed in rows if not vault.is_current(sealed)]
        for mailbox_id, sealed in old:
            _seal_anew(owner, vault, mailbox_id, sealed)
    return len(old)


def _seal_anew(owner: psycopg.Connection, vault: Vault, mailbox_id: UUID, sealed: bytes) -> None:
    purpose = purpose_of(mailbox_id)
    fresh = vault.seal(vault.open(sealed, purpose), purpose)
    owner.execute("UPDATE kb.mailboxes SET credential = %s WHERE id = %s", [fresh, mailbox_id])
