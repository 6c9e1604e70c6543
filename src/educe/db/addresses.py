"""Where the database is: the embedded server's or a real one's address, for each role."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

import psycopg

from educe.db.embedded import EmbeddedServer
from educe.db.migrate import migrate
from educe.db.roles import Logins, admit_login
from educe.errors import InvalidInput, Unavailable
from educe.settings import Settings

_LOGIN_PARTS = frozenset({"user", "password", "passfile"})


@dataclass(frozen=True, slots=True)
class Addresses:
    """How each role signs in."""

    owner: str
    api: str
    worker: str


@contextmanager
def open_database(settings: Settings) -> Iterator[Addresses]:
    """The database, running, migrated, with its logins made; stopped at the end if it is embedded
    and nobody else uses it.

    Raises Unavailable when it can't be reached, InvalidInput when its address can't be read."""
    if settings.database_url is None and (
        settings.api_database_url or settings.worker_database_url
    ):
        raise InvalidInput(
            "EDUCE_API_DATABASE_URL and EDUCE_WORKER_DATABASE_URL belong to a server of your own:"
            " set EDUCE_DATABASE_URL too, or none of them for the embedded database."
        )
    if settings.database_url is None:
        with EmbeddedServer.start(settings.home) as server:
            yield _prepared(settings, server.url)
    else:
        yield _prepared(settings, settings.database_url)


def _prepared(settings: Settings, owner_url: str) -> Addresses:
    logins = Logins.of_home(settings.home)
    api = settings.api_database_url or with_login(owner_url, *logins.api)
    worker = settings.worker_database_url or with_login(owner_url, *logins.worker)
    try:
        given = settings.api_database_url and settings.worker_database_url
        migrate(owner_url, None if given else logins)
        for group, url in (
            ("educe_api", settings.api_database_url),
            ("educe_worker", settings.worker_database_url),
        ):
            if url is not None:
                admit_login(owner_url, group, url)
    except psycopg.OperationalError as error:
        raise Unavailable(
            f"The database can't be reached: {str(error).strip()} Check EDUCE_DATABASE_URL,"
            " and that the server is running."
        ) from error
    return Addresses(owner_url, api, worker)


def with_login(url: str, user: str, password: str) -> str:
    """The same database, for another login."""
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("postgresql", "postgres"):
        raise InvalidInput(
            "EDUCE_DATABASE_URL is not a PostgreSQL address. It looks like "
            "postgresql://owner:password@host:5432/educe."
        )
    host = parts.netloc.rpartition("@")[2]
    login = f"{quote(user, safe='')}:{quote(password, safe='')}"
    # a login in the query would win over the one before the host
    kept = [(k, v) for k, v in parse_qsl(parts.query) if k not in _LOGIN_PARTS]
    return urlunsplit(parts._replace(netloc=f"{login}@{host}", query=urlencode(kept)))
