"""Proves that several processes may migrate at once, and an owner with few rights too."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from secrets import token_hex

import psycopg
import pytest
from psycopg import sql

from educe.db.embedded import EmbeddedServer
from educe.db.migrate import migrate
from educe.db.roles import GROUPS, Logins
from educe.errors import Unavailable
from tests.migrations.comparing import differences
from tests.migrations.tenants import count_of, make_tenant
from tests.support.databases import Server, url_with

pytestmark = pytest.mark.slow

MIGRATE = """
import sys
from educe.db.migrate import migrate
from educe.db.roles import Logins
print("ready", flush=True)
sys.stdin.readline()
migrate(sys.argv[1], Logins(*sys.argv[2:]))
"""


@pytest.mark.slow
def test_two_migrators_of_one_database_both_succeed(server: Server) -> None:
    with server.database(template="template0") as empty, own_logins(server) as logins:
        run_at_once([(empty.owner_url, logins), (empty.owner_url, logins)])
        assert differences(empty.owner_url) == []
        assert able_to_sign_in(empty.owner_url, logins)


@pytest.mark.slow
def test_two_databases_of_one_server_are_migrated_at_once(server: Server) -> None:
    with ExitStack() as stack:
        made = [
            (
                stack.enter_context(server.database(template="template0")).owner_url,
                stack.enter_context(own_logins(server)),
            )
            for _ in range(2)
        ]
        run_at_once(made)
        for url, logins in made:
            assert differences(url) == []
            assert able_to_sign_in(url, logins)


@pytest.mark.slow
def test_the_first_databases_of_a_new_server_are_migrated_at_once(tmp_path: Path) -> None:
    with EmbeddedServer.start(tmp_path / "home", fast=True) as new:
        urls = [new.url_for(database=make_database(new.url, name)) for name in ("one", "other")]
        run_at_once([(url, Logins(f"t_{n}", "a", "w")) for n, url in enumerate(urls)])
        for url in urls:
            assert differences(url) == []


@pytest.mark.slow
def test_an_owner_that_is_no_superuser_migrates_a_new_server(tmp_path: Path) -> None:
    with EmbeddedServer.start(tmp_path / "home", fast=True) as new:
        with psycopg.connect(new.url, autocommit=True) as superuser:
            superuser.execute("CREATE ROLE boss LOGIN CREATEROLE PASSWORD 'p'")
        make_database(new.url, "theirs", owner="boss")
        url = new.url_for(database="theirs", user="boss", password="p")
        logins = Logins("t", "a", "w")
        migrate(url, logins)
        migrate(url, logins)
        assert differences(url) == []
        assert able_to_sign_in(url, logins)
        assert_tenants_are_apart(url, logins)


def test_an_owner_that_is_no_superuser_migrates_where_roles_exist(server: Server) -> None:
    with limited_owner(server) as url, own_logins(server) as logins:
        with psycopg.connect(server.url, autocommit=True) as superuser:
            grant = sql.SQL("GRANT {} TO {} WITH ADMIN OPTION").format(
                sql.SQL(", ").join(map(sql.Identifier, GROUPS)), sql.Identifier(user_of(url))
            )
            superuser.execute(grant)
        migrate(url, logins)
        assert differences(url) == []
        assert able_to_sign_in(url, logins)
        assert_tenants_are_apart(url, logins)


def test_an_owner_that_may_not_use_others_roles_is_told_what_to_ask_for(server: Server) -> None:
    with limited_owner(server) as url, own_logins(server) as logins:
        with psycopg.connect(url) as owner:
            may = owner.info.server_version < 160000  # since then, whoever made a role decides
        if may:
            migrate(url, logins)
            assert able_to_sign_in(url, logins)
        else:
            with pytest.raises(Unavailable, match="WITH ADMIN OPTION"):
                migrate(url, logins)


def run_at_once(jobs: list[tuple[str, Logins]]) -> None:
    """Migrates in processes of their own that start together."""
    running = [
        subprocess.Popen(
            [sys.executable, "-c", MIGRATE, url, suffix_of(logins), "a", "w"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for url, logins in jobs
    ]
    for process in running:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in running:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    ends = [(process.communicate(timeout=60)[1], process.returncode) for process in running]
    assert ends == [("", 0)] * len(running)


def suffix_of(logins: Logins) -> str:
    return logins.api[0].removeprefix("educe_api_")


@contextmanager
def own_logins(server: Server) -> Iterator[Logins]:
    logins = Logins(f"t_{token_hex(6)}", "a", "w")
    try:
        yield logins
    finally:
        drop_roles(server, logins.api[0], logins.worker[0])


@contextmanager
def limited_owner(server: Server) -> Iterator[str]:
    """The address of a new database whose owner may make roles and nothing more."""
    name = f"educe_t_{token_hex(6)}"
    with psycopg.connect(server.url, autocommit=True) as superuser:
        superuser.execute(f"CREATE ROLE {name} LOGIN CREATEROLE PASSWORD 'p'".encode())
    make_database(server.url, name, owner=name)
    try:
        yield url_with(server.url, dbname=name, user=name, password="p")
    finally:
        with psycopg.connect(server.url, autocommit=True) as superuser:
            superuser.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())
        drop_roles(server, name)


def drop_roles(server: Server, *names: str) -> None:
    with psycopg.connect(server.url, autocommit=True) as superuser:
        for name in names:
            superuser.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(name)))


def make_database(url: str, name: str, *, owner: str | None = None) -> str:
    with psycopg.connect(url, autocommit=True) as superuser:
        superuser.execute(f"CREATE DATABASE {name} {f'OWNER {owner}' if owner else ''}".encode())
    return name


def user_of(url: str) -> str:
    with psycopg.connect(url) as connection:
        return connection.info.user


def able_to_sign_in(url: str, logins: Logins) -> bool:
    for name, password in (logins.api, logins.worker):
        with psycopg.connect(url_with(url, user=name, password=password)) as login:
            login.execute("SELECT kb.visible_projects()")
    return True


def assert_tenants_are_apart(url: str, logins: Logins) -> None:
    with psycopg.connect(url) as owner:
        ours, theirs = make_tenant(owner), make_tenant(owner)
    with psycopg.connect(url_with(url, user=logins.api[0], password=logins.api[1])) as api:
        api.execute("SELECT set_config('educe.user_id', %s, true)", [str(ours.user_id)])
        assert count_of(api, "files", ours) == 1
        assert count_of(api, "files", theirs) == 0
        assert (
            len(api.execute("SELECT * FROM kb.admit(%s, 2, NULL)", [theirs.user_id]).fetchall())
            == 1
        )
