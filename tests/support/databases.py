"""A fresh database for each test, cloned from a template that is migrated once a run."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode

import psycopg
from filelock import FileLock
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from educe.db.migrate import migrate
from educe.db.roles import Logins

_TEMPLATE = "educe_template"


def url_with(url: str, **changes: str) -> str:
    """A libpq URL with some of its parts changed."""
    parts = {**conninfo_to_dict(url), **changes}
    user, password = parts.pop("user", ""), parts.pop("password", "")
    name = parts.pop("dbname", "")
    login = quote(str(user), safe="") + (f":{quote(str(password), safe='')}" if password else "")
    return f"postgresql://{login}@/{name}?{urlencode(parts)}"


@dataclass(frozen=True)
class TestDatabase:
    """One test's database: how its owner, the API and workers sign in."""

    __test__ = False

    owner_url: str
    api_url: str
    worker_url: str
    home: Path


class Server:
    """A PostgreSQL server for tests, whoever runs it."""

    def __init__(self, url: str, home: Path) -> None:
        self.url = url
        self.home = home
        self.logins = Logins.of_home(home)

    def make_template(self) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {_TEMPLATE}")
        migrate(url_with(self.url, dbname=_TEMPLATE), self.logins)

    def has_template(self) -> bool:
        with psycopg.connect(self.url) as connection:
            return (
                connection.execute(
                    "SELECT FROM pg_database WHERE datname = %s", [_TEMPLATE]
                ).fetchone()
                is not None
            )

    @contextmanager
    def database(self, *, template: str = _TEMPLATE) -> Iterator[TestDatabase]:
        name = f"t_{secrets.token_hex(6)}"
        with psycopg.connect(self.url, autocommit=True) as connection:
            # its files copied as they are: a fifth of the time of a copy by way of the log
            how = sql.SQL("STRATEGY file_copy" if connection.info.server_version >= 150_000 else "")
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {} {}").format(
                    sql.Identifier(name), sql.Identifier(template), how
                )
            )
        (api, api_password), (worker, worker_password) = self.logins.api, self.logins.worker
        try:
            yield TestDatabase(
                url_with(self.url, dbname=name),
                url_with(self.url, dbname=name, user=api, password=api_password),
                url_with(self.url, dbname=name, user=worker, password=worker_password),
                self.home,
            )
        finally:
            with psycopg.connect(self.url, autocommit=True) as connection:
                connection.execute(
                    sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
                )


@contextmanager
def shared_server(run_folder: Path) -> Iterator[Server]:
    """The run's server: the one that EDUCE_TEST_DATABASE_URL names, else an embedded one that the
    processes of the run share."""
    home = run_folder / "home"
    with FileLock(run_folder / "server.lock"):
        Logins.of_home(home)
    named = os.environ.get("EDUCE_TEST_DATABASE_URL")
    if named:
        with FileLock(run_folder / "server.lock"):
            server = Server(named, home)
            _prepare(server, run_folder)
        yield server
        return
    from educe.db.embedded import EmbeddedServer

    with EmbeddedServer.start(home, fast=True) as embedded:
        with FileLock(run_folder / "server.lock"):
            server = Server(embedded.url_for(database="postgres"), home)
            _prepare(server, run_folder)
        yield server


def _prepare(server: Server, run_folder: Path) -> None:
    marker = run_folder / "template-made"
    if marker.exists():
        return
    if server.has_template():  # of an earlier run on a server that stays
        with psycopg.connect(server.url, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {_TEMPLATE} WITH (FORCE)")
    server.make_template()
    marker.touch()
