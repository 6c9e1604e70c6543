"""Proves that each role's address is right for the database that the settings name, and that an
address which is wrong gives one error that says what to do."""

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from urllib.parse import quote

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict
from tests.support.databases import Server, TestDatabase, url_with

from educe.db.addresses import open_database, with_login
from educe.db.roles import Logins
from educe.errors import InvalidInput, Unavailable
from educe.settings import Settings

HARD = "p@ss:/?#[]%20 ü&=+'\"\\"


@pytest.fixture
def empty(server: Server) -> Iterator[TestDatabase]:
    """A database that was never migrated."""
    with server.database(template="template0") as made:
        yield made


@pytest.fixture
def home(server: Server, tmp_path: Path) -> Iterator[Path]:
    """A data folder; the logins that it got on the server are dropped at the end."""
    yield tmp_path / "home"
    logins = Logins.of_home(tmp_path / "home")
    drop(server, logins.api[0], logins.worker[0])


# with_login


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgresql://o:p@db:5433/educe", {"host": "db", "port": "5433", "dbname": "educe"}),
        ("postgres://o:p@db/educe", {"host": "db", "dbname": "educe"}),
        ("postgresql://db/educe", {"host": "db", "dbname": "educe"}),
        ("postgresql://o@/educe?host=/run/pg", {"host": "/run/pg", "dbname": "educe"}),
        ("postgresql:///educe?host=/run/pg&port=1",
         {"host": "/run/pg", "port": "1", "dbname": "educe"}),
        ("postgresql://o:p@%2Frun%2Fpg/educe", {"host": "/run/pg", "dbname": "educe"}),
        ("postgresql://o:p@[::1]:5433/educe", {"host": "::1", "port": "5433", "dbname": "educe"}),
        ("postgresql://[2001:db8::7]/educe", {"host": "2001:db8::7", "dbname": "educe"}),
        ("postgresql://o:p@a:1,b:2/educe", {"host": "a,b", "port": "1,2", "dbname": "educe"}),
        (f"postgresql://o:{quote(HARD, safe='')}@db/educe", {"host": "db", "dbname": "educe"}),
        ("postgresql://o:p@db/educe?sslmode=require",
         {"host": "db", "dbname": "educe", "sslmode": "require"}),
    ],
)  # fmt: skip
@pytest.mark.parametrize("password", ["plain", HARD])
def test_another_login_reaches_the_same_database(
    url: str, expected: dict[str, str], password: str
) -> None:
    parts = conninfo_to_dict(with_login(url, "some one", password))
    assert parts == {**expected, "user": "some one", "password": password}


@pytest.mark.parametrize("named", ["?user=o", "?password=p", "?host=/run/pg&user=o&password=p"])
def test_an_owner_named_at_the_end_of_an_address_is_replaced_too(named: str) -> None:
    parts = conninfo_to_dict(with_login(f"postgresql:///educe{named}", "someone", "secret"))
    assert (parts["user"], parts["password"]) == ("someone", "secret")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "db.example.org",
        "host=db dbname=educe",
        "mysql://o:p@db/educe",
        "sqlite:///educe.db",
        "postgresql+psycopg://o:p@db/educe",
        "postgresql://o:p@[::1/educe",
    ],
)
def test_what_is_no_address_is_refused_with_an_example(url: str) -> None:
    with pytest.raises(InvalidInput, match=r"EDUCE_DATABASE_URL.*postgresql://"):
        with_login(url, "someone", "secret")


# open_database


def test_a_server_named_by_the_environment_is_migrated_and_entered(
    empty: TestDatabase, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDUCE_HOME", str(home))
    monkeypatch.setenv("EDUCE_DATABASE_URL", empty.owner_url)
    with open_database(Settings()) as addresses:
        assert addresses.owner == empty.owner_url
        assert may_act_as(addresses.api) == {"educe_api"}
        assert may_act_as(addresses.worker) == {"educe_worker"}
    assert not (home / "postgres").exists()


def test_opening_again_gives_the_same_addresses(empty: TestDatabase, home: Path) -> None:
    settings = Settings(home=home, database_url=empty.owner_url)
    with open_database(settings) as first:
        pass
    with open_database(settings) as second:
        assert first == second
        assert may_act_as(second.api) == {"educe_api"}


def test_logins_that_the_administrator_chose_are_used_and_made_members(
    server: Server, empty: TestDatabase, home: Path
) -> None:
    with chosen_login(server, HARD) as api, chosen_login(server, "plain") as worker:
        settings = Settings(
            home=home,
            database_url=empty.owner_url,
            api_database_url=url_with(empty.owner_url, user=api, password=HARD),
            worker_database_url=url_with(empty.owner_url, user=worker, password="plain"),
        )
        for _ in range(2):
            with open_database(settings) as addresses:
                assert addresses.api == settings.api_database_url
                assert addresses.worker == settings.worker_database_url
                assert may_act_as(addresses.api) == {"educe_api"}
                assert may_act_as(addresses.worker) == {"educe_worker"}


@pytest.mark.parametrize(
    "changes",
    [
        {"host": "/nowhere"},
        {"dbname": "there_is_none"},
        {"user": "nobody_at_all"},
        {"host": "127.0.0.1", "port": "1"},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_a_wrong_address_gives_one_clear_error(
    server: Server, home: Path, changes: dict[str, str]
) -> None:
    url = url_with(server.url, **changes)
    with (
        pytest.raises(Unavailable) as refused,
        open_database(Settings(home=home, database_url=url)),
    ):
        pass
    told = str(refused.value)
    assert told.startswith("The database can't be reached:")
    assert "Check EDUCE_DATABASE_URL" in told


def test_an_error_never_shows_the_password(server: Server, home: Path) -> None:
    url = url_with(server.url, dbname="there_is_none", password="very-secret")
    with (
        pytest.raises(Unavailable) as refused,
        open_database(Settings(home=home, database_url=url)),
    ):
        pass
    assert "very-secret" not in "".join(traceback.format_exception(refused.value))


def test_what_is_no_address_is_refused_before_anything_is_opened(home: Path) -> None:
    settings = Settings(home=home, database_url="mysql://o:p@db/educe")
    with pytest.raises(InvalidInput), open_database(settings):
        pass


@pytest.mark.slow
def test_without_a_setting_the_embedded_server_is_used(home: Path) -> None:
    with open_database(Settings(home=home, database_url=None)) as addresses:
        assert may_act_as(addresses.api) == {"educe_api"}
        assert may_act_as(addresses.worker) == {"educe_worker"}
    assert (home / "postgres").exists()


def may_act_as(url: str) -> set[str]:
    """The groups that whoever signs in with this address is in; a superuser is in all of them."""
    with psycopg.connect(url) as login:
        rows = login.execute(
            "SELECT g FROM unnest(ARRAY['educe_api', 'educe_worker', 'educe_system']) g"
            " WHERE pg_has_role(session_user, g, 'USAGE')"
        ).fetchall()
    return {name for (name,) in rows}


@contextmanager
def chosen_login(server: Server, password: str) -> Iterator[str]:
    name = f"Chosen {token_hex(6)}"
    with psycopg.connect(server.url, autocommit=True) as superuser:
        superuser.execute(
            sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(sql.Identifier(name), password)
        )
    try:
        yield name
    finally:
        drop(server, name)


def drop(server: Server, *names: str) -> None:
    with psycopg.connect(server.url, autocommit=True) as superuser:
        for name in names:
            superuser.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(name)))
