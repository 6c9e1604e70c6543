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
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from educe.errors import InvalidInput, Unavailable

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
    """Makes the group roles where they are missing. `owner` is in autocommit mode.

    Raises Unavailable when the owner may not: then an administrator must.
    """
    with _ServerLock(owner), _advice(owner):
        for name in GROUPS:
            if not _exists(owner, name):
                owner.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(name)))
        if not _can_become(owner, "educe_system"):
            # an owner that is no superuser must be a member to hand functions over
            owner.execute("GRANT educe_system TO CURRENT_USER")


def ensure_logins(owner: psycopg.Connection, logins: Logins) -> None:
    """Makes this installation's logins, with their passwords, where they are missing.

    Raises Unavailable when the owner may not: then an administrator must.
    """
    with _ServerLock(owner), _advice(owner):
        for group, (name, password) in (("educe_api", logins.api), ("educe_worker", logins.worker)):
            if not _exists(owner, name):
                # in one statement: a login without its group would never be given it
                owner.execute(
                    sql.SQL("CREATE ROLE {} LOGIN PASSWORD {} IN ROLE {}").format(
                        sql.Identifier(name), sql.Literal(password), sql.Identifier(group)
                    )
                )


def _can_become(owner: psycopg.Connection, name: str) -> bool:
    # since PostgreSQL 16 whoever made a role is its member for administration only
    kind = "SET" if owner.info.server_version >= 160000 else "MEMBER"
    row = owner.execute("SELECT pg_has_role(%s, %s)", [name, kind]).fetchone()
    return row == (True,)


@contextmanager
def _advice(owner: psycopg.Connection) -> Iterator[None]:
    try:
        yield
    except psycopg.errors.InsufficientPrivilege as error:
        groups, user = ", ".join(GROUPS), owner.info.user
        raise Unavailable(
            f"The database's owner, {user}, may not set up Educe's roles: "
            f"{error.diag.message_primary}. It needs the attribute CREATEROLE, and, where the "
            "roles were made by somebody else, an administrator's "
            f'GRANT {groups} TO "{user}" WITH ADMIN OPTION.'
        ) from error


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
    """Makes a login that the administrator chose a member of its group.

    Raises InvalidInput when there is no such login or it stands above row-level security, and
    Unavailable when the owner may not.
    """
    login = str(conninfo_to_dict(login_url).get("user"))
    with psycopg.connect(owner_url, autocommit=True) as owner, _ServerLock(owner), _advice(owner):
        row = owner.execute(
            "SELECT rolsuper OR rolbypassrls OR rolname = current_user,"
            " pg_has_role(oid, %s, 'MEMBER') FROM pg_roles WHERE rolname = %s",
            [group, login],
        ).fetchone()
        if row is None:
            raise InvalidInput(
                f"The database has no login “{login}”. Make one with CREATE ROLE, or leave its "
                "address out and `educe migrate` makes one."
            )
        if row[0]:
            raise InvalidInput(
                f"The login “{login}” can bypass row-level security, so one organization could see "
                "another's data. Name one that is not the owner, without SUPERUSER and BYPASSRLS."
            )
        if not row[1]:
            owner.execute(
                sql.SQL("GRANT {} TO {}").format(sql.Identifier(group), sql.Identifier(login))
            )
