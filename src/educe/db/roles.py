"""The database's roles.

Three group roles carry the rights: `educe_api` and `educe_worker` own nothing and can't bypass
row-level security; `educe_system` owns the functions that must see across tenants. Each
installation signs in with two roles of its own, members of the first two, so installations that
share a server don't change each other's passwords. Roles belong to the whole server: they are made
under one lock, whatever the database.
"""

import json
import os
import secrets
from pathlib import Path

import psycopg
from psycopg import sql

GROUPS = ("educe_api", "educe_worker", "educe_system")
_LOCK = 0x6564756365  # "educe"


class Logins:
    """The names and passwords of an installation's two logins, kept in its data folder."""

    def __init__(self, suffix: str, api_password: str, worker_password: str) -> None:
        self.api = (f"educe_api_{suffix}", api_password)
        self.worker = (f"educe_worker_{suffix}", worker_password)

    @classmethod
    def of_home(cls, home: Path) -> "Logins":
        path = home / "database-logins.json"
        if not path.exists():
            home.mkdir(parents=True, exist_ok=True, mode=0o700)
            fresh = json.dumps([secrets.token_hex(4), secrets.token_hex(24), secrets.token_hex(24)])
            draft = path.with_suffix(f".{os.getpid()}.{secrets.token_hex(4)}")
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w") as file:
                file.write(fresh)
            try:
                os.link(draft, path)  # the first of several processes wins, whole
            except FileExistsError:
                pass
            finally:
                draft.unlink()
        return cls(*json.loads(path.read_text()))


def ensure_groups(owner: psycopg.Connection) -> None:
    """Makes the group roles where they are missing. `owner` is in autocommit mode."""
    with _ServerLock(owner):
        for name in GROUPS:
            if not _exists(owner, name):
                owner.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(name)))
        row = owner.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
        if row is not None and not row[0]:
            # an owner that is no superuser must be a member to hand functions over
            owner.execute("GRANT educe_system TO CURRENT_USER")


def ensure_logins(owner: psycopg.Connection, logins: Logins) -> None:
    """Makes this installation's logins, with their passwords, where they are missing."""
    with _ServerLock(owner):
        for group, (name, password) in (("educe_api", logins.api), ("educe_worker", logins.worker)):
            if not _exists(owner, name):
                owner.execute(
                    sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(
                        sql.Identifier(name), sql.Literal(password)
                    )
                )
                owner.execute(
                    sql.SQL("GRANT {} TO {}").format(sql.Identifier(group), sql.Identifier(name))
                )


def _exists(owner: psycopg.Connection, name: str) -> bool:
    return owner.execute("SELECT FROM pg_roles WHERE rolname = %s", [name]).fetchone() is not None


class _ServerLock:
    """An advisory lock for the whole server.

    Advisory locks belong to one database, so it is taken in `postgres`, which every server has;
    where that one can't be entered, the present database's lock must do.
    """

    def __init__(self, owner: psycopg.Connection) -> None:
        self._owner = owner
        self._connection: psycopg.Connection | None = None

    def __enter__(self) -> None:
        info = self._owner.info
        try:
            self._connection = psycopg.connect(
                info.dsn, dbname="postgres", password=info.password, autocommit=True
            )
        except psycopg.OperationalError:
            self._connection = None
        (self._connection or self._owner).execute("SELECT pg_advisory_lock(%s)", [_LOCK])

    def __exit__(self, *_: object) -> None:
        if self._connection is None:
            self._owner.execute("SELECT pg_advisory_unlock(%s)", [_LOCK])
        else:
            self._connection.close()


def admit_login(owner_url: str, group: str, login_url: str) -> None:
    """Makes a login that the administrator chose a member of its group."""
    login = psycopg.conninfo.conninfo_to_dict(login_url).get("user")
    with psycopg.connect(owner_url, autocommit=True) as owner, _ServerLock(owner):
        row = owner.execute("SELECT pg_has_role(%s, %s, 'MEMBER')", [login, group]).fetchone()
        if row is not None and not row[0]:
            owner.execute(
                sql.SQL("GRANT {} TO {}").format(sql.Identifier(group), sql.Identifier(str(login)))
            )
