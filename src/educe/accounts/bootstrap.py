"""The first account: one owner of one organization, made when there is nobody yet.

It runs as the database's owner, beside the migrations. The owner's bearer token is left in the data
folder, readable by its owner alone, so that the command line on this machine can use it.
"""

import os
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import psycopg

from educe.accounts.secrets import new_secret, secret_hash
from educe.ids import new_id

OWNER_EMAIL = "owner@localhost"
_LINK_LIFE = timedelta(hours=24)
_LOCK = 0x6F776E6572  # "owner"


def ensure_owner(owner_url: str, token_path: Path) -> UUID:
    """Makes the owner's account where there is none, and their token. Returns the owner's id."""
    with psycopg.connect(owner_url) as connection:
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        row = connection.execute(
            "SELECT id FROM kb.users WHERE is_admin AND disabled_at IS NULL"
            " ORDER BY created_at LIMIT 1"
        ).fetchone()
        user_id: UUID = row[0] if row else _make_owner(connection)
        _ensure_token(connection, user_id, token_path)
    return user_id


def sign_in_link(owner_url: str, user_id: UUID, base_url: str) -> str:
    """A fresh one-time link that signs this user in; valid for a day."""
    secret = new_secret("link")
    with psycopg.connect(owner_url) as connection:
        _store(connection, user_id, "link", secret, "sign-in link", _LINK_LIFE)
    return f"{base_url}/sign-in#{secret}"


def _make_owner(connection: psycopg.Connection) -> UUID:
    user_id, organization_id = new_id(), new_id()
    connection.execute(
        "INSERT INTO kb.users (id, email, name, is_admin) VALUES (%s, %s, 'Owner', true)",
        [user_id, OWNER_EMAIL],
    )
    connection.execute(
        "INSERT INTO kb.organizations (id, name) VALUES (%s, 'My organization')", [organization_id]
    )
    connection.execute(
        "INSERT INTO kb.members (organization_id, user_id, role) VALUES (%s, %s, 'owner')",
        [organization_id, user_id],
    )
    return user_id


def _ensure_token(connection: psycopg.Connection, user_id: UUID, path: Path) -> None:
    if path.exists():
        known = connection.execute(
            "SELECT FROM kb.credentials WHERE secret_hash = %s AND kind = 'token'",
            [secret_hash(path.read_text().strip())],
        ).fetchone()
        if known is not None:
            return
    secret = new_secret("token")
    _store(connection, user_id, "token", secret, "command line on this machine", None)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_suffix(f".{os.getpid()}")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secret + "\n")
    draft.replace(path)


def _store(
    connection: psycopg.Connection,
    user_id: UUID,
    kind: str,
    secret: str,
    name: str,
    life: timedelta | None,
) -> None:
    connection.execute(
        "INSERT INTO kb.credentials (id, user_id, kind, name, secret_hash, expires_at)"
        " VALUES (%s, %s, %s, %s, %s, now() + %s)",
        [new_id(), user_id, kind, name, secret_hash(secret), life],
    )
