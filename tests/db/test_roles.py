"""Proves that the logins of the API and of workers can do what they need and nothing that leads
around row-level security, and that roles are made once, whoever comes first."""

import os
import secrets
import stat
import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import LiteralString

import psycopg
import pytest
from psycopg import sql
from psycopg.errors import InsufficientPrivilege
from tests.support.databases import Server, TestDatabase, url_with

from educe.db import roles
from educe.db.roles import GROUPS, Logins, ensure_groups, ensure_logins
from educe.errors import Unavailable

LOGINS = ["api", "worker"]
FOR_BOTH = {
    # articles
    "is_of_site",
    "lock_articles",
    "refresh_articles",
    "visible_projects",
    "visible_organizations",
    "add_event",
    "delivery_priority",
    "admit",
    "confirm_cancel",
    "checkpoint",  # of a program outside, under row-level security; of a worker
    "sum_of_counts",
    "came_at",
    "condition_met",
    "head_start",
    "is_paused",
    "is_ready",
    "limit_of_user",
}
FOR_API = FOR_BOTH | {
    "user_of_secret",
    "feed_of_secret",
    # passwords
    "forgive_attempt",
    "password_of",
    "take_attempt",
    # who sees what
    "manages",
    "may_share",
    "members_of",
    "share_project",
    "sharers",
    "unshare_project",
    "force_stop",
    "requeue",
    # programs outside
    "claim_external_items",
    "claim_job",
    "free_lapsed_claim",
    "give_back_claim",
    "renew_claim",
    # counters
    "counted_jobs",
    "counted_types",
    "hourly_jobs",
    "hourly_times",
    "named",
    "sides",
    "times_of",
    "names_of_users",
    # the queue
    "fleet",
    "queue_place",
    "queue_place_of_new",
    "queue_positions",
    "recent_runs",
    "recent_sizes",
    "sample_queue",
    # schedules
    "due_schedules",
    "stop_orphaned_schedule",
    # administrators
    "is_admin",
    "add_link",
    "add_organization",
    "add_user",
    "change_user",
    "delete_plan",
    "disable_user",
    "enable_user",
    "find_organization",
    "find_user",
    "hourly_jobs_of_all",
    "hourly_times_of_all",
    "limit_organization",
    "limit_user",
    "list_organizations",
    "list_users",
    "pause",
    "pause_worker",
    "put_member",
    "put_plan",
    "queue_depth",
    "remove_member",
    "resume",
    "sampled_queue",
    "set_password",
    "storage_of_organizations",
    "subscribe",
    "worker_loads",
}
FOR_WORKER = FOR_BOTH | {
    "take_job",
    "store_plan",
    "claim_items",
    "hand_back",
    "end_job",
    "postpone_stage",
    "fail_job",
    "send_round",
    "release",
    "beat",
    "bury_worker",
    "sweep",
    "wanted_deliveries",
    "waiting_owners",
    # fetching
    "close_slots",
    "lease_slots",
    # housekeeping
    "archive_jobs",
    "fold_job_changes",
    "forget_attempts",
    "forget_fetching",
    "forget_idempotency_keys",
    "forget_old_rows",
    "unreferenced_blobs",
}
FIXED_PATH = "search_path=pg_catalog, pg_temp"
HARMLESS = {
    *(
        "uuid",
        "uuid[]",
        "integer",
        "integer[]",
        "smallint",
        "bigint",
        "boolean",
        "double precision",
        "interval",
    ),
    *("void", "trigger"),
}
TELLING = {
    ("take_job", "stage", "text"),
    # names of blobs, which say nothing of what is in them
    ("archive_jobs", "blobs", "text[]"),
    ("unreferenced_blobs", "", "text"),
    # places and seconds, of a job that the caller may see
    ("queue_place", "line", "jsonb"),
    ("queue_place", "places", "jsonb"),
    ("queue_place_of_new", "line", "jsonb"),
    ("queue_place_of_new", "places", "jsonb"),
    # of those who share an organization with the caller
    ("names_of_users", "name", "text"),
    # the API compares passwords itself: hashing is nothing for the database
    ("password_of", "hash", "text"),
    # of a project, to those who see it; of an organization, to who manages it
    ("sharers", "email", "text"),
    ("sharers", "name", "text"),
    ("sharers", "role", "text"),
    ("members_of", "email", "text"),
    ("members_of", "name", "text"),
    ("members_of", "role", "text"),
    # to administrators only: FOR_ADMINISTRATORS
    ("list_organizations", "name", "text"),
    ("list_organizations", "created_at", "timestamp with time zone"),
    ("list_users", "email", "text"),
    ("list_users", "name", "text"),
    ("list_users", "organizations", "jsonb"),
    ("list_users", "created_at", "timestamp with time zone"),
    ("list_users", "disabled_at", "timestamp with time zone"),
    ("list_users", "seen_at", "timestamp with time zone"),
    ("hourly_jobs_of_all", "extractor", "text"),
    ("hourly_jobs_of_all", "status", "text"),
    ("hourly_times_of_all", "extractor", "text"),
    ("hourly_times_of_all", "measure", "text"),
    ("hourly_jobs_of_all", "hour", "timestamp with time zone"),
    ("hourly_times_of_all", "hour", "timestamp with time zone"),
    ("sampled_queue", "at", "timestamp with time zone"),
    ("find_organization", "name", "text"),
    ("find_user", "email", "text"),
    ("find_user", "name", "text"),
    ("find_user", "plan", "text"),
    ("queue_depth", "extractor", "text"),
    ("queue_depth", "organization", "text"),
    ("queue_depth", "priority", "text"),
    ("storage_of_organizations", "name", "text"),
}


@pytest.fixture(scope="module")
def shared(server: Server) -> Iterator[TestDatabase]:
    with server.database() as made:
        yield made


@pytest.fixture(scope="module")
def owner(shared: TestDatabase) -> Iterator[psycopg.Connection]:
    with psycopg.connect(shared.owner_url, autocommit=True) as connection:
        yield connection


@pytest.fixture(params=LOGINS)
def login(shared: TestDatabase, request: pytest.FixtureRequest) -> Iterator[psycopg.Connection]:
    """Each of the two logins, in autocommit mode."""
    url = {"api": shared.api_url, "worker": shared.worker_url}[request.param]
    with psycopg.connect(url, autocommit=True) as connection:
        yield connection


# what the logins are


def test_a_login_is_nothing_special(login: psycopg.Connection) -> None:
    row = login.execute(
        "SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication"
        " FROM pg_roles WHERE rolname = session_user"
    ).fetchone()
    assert row == (False,) * 5


@pytest.mark.parametrize(("kind", "group"), [("api", "educe_api"), ("worker", "educe_worker")])
def test_a_login_is_member_of_its_group_alone(
    server: Server, owner: psycopg.Connection, kind: str, group: str
) -> None:
    name = {"api": server.logins.api, "worker": server.logins.worker}[kind][0]
    groups = owner.execute(
        "SELECT rolname FROM pg_roles WHERE rolname <> %s AND pg_has_role(%s, oid, 'MEMBER')",
        [name, name],
    ).fetchall()
    assert groups == [(group,)]


@pytest.mark.parametrize("group", GROUPS)
def test_a_group_is_nothing_special_and_nobody_signs_in_as_it(
    owner: psycopg.Connection, group: str
) -> None:
    row = owner.execute(
        "SELECT rolcanlogin, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles"
        " WHERE rolname = %s",
        [group],
    ).fetchone()
    assert row == (False,) * 5


def test_a_login_owns_nothing(owner: psycopg.Connection, login: psycopg.Connection) -> None:
    owned = owner.execute(
        "SELECT classid::regclass, objid FROM pg_shdepend WHERE deptype = 'o'"
        " AND refobjid IN (%s::regrole, 'educe_api'::regrole, 'educe_worker'::regrole)",
        [login.info.user],
    ).fetchall()
    assert owned == []


def test_the_system_role_owns_functions_only(owner: psycopg.Connection) -> None:
    owned = owner.execute(
        "SELECT DISTINCT classid::regclass::text FROM pg_shdepend WHERE deptype = 'o'"
        " AND refobjid = 'educe_system'::regrole AND dbid ="
        " (SELECT oid FROM pg_database WHERE datname = current_database())"
    ).fetchall()
    assert owned == [("pg_proc",)]


@pytest.mark.parametrize(
    "statement",
    [
        "SET ROLE educe_system",
        "SET SESSION AUTHORIZATION educe_system",
        "CREATE TABLE kb.mine (n integer)",
        "CREATE TABLE public.mine (n integer)",
        "CREATE SCHEMA mine",
        "CREATE FUNCTION kb.mine() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
        "ALTER TABLE kb.extraction_jobs DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE kb.extraction_jobs DISABLE TRIGGER guard",
        "DROP POLICY of_visible_projects ON kb.files",
        "TRUNCATE kb.job_items",
        "SET session_replication_role = replica",
        "COPY kb.workers TO PROGRAM 'cat'",
        "SELECT rolpassword FROM pg_authid",
        "INSERT INTO kb.alembic_version VALUES ('x')",
        "UPDATE kb.users SET is_admin = true",
        "SELECT * FROM kb.sign_in_attempts",
        "UPDATE kb.sign_in_attempts SET failures = 0",
        "INSERT INTO kb.members SELECT organization_id, user_id, 'owner' FROM kb.members",
        "UPDATE kb.organizations SET max_running_jobs = NULL",
    ],
)
def test_a_login_has_no_way_around(login: psycopg.Connection, statement: str) -> None:
    with pytest.raises(InsufficientPrivilege):
        login.execute(statement.encode())


# functions


@pytest.mark.parametrize(
    ("group", "allowed"), [("educe_api", FOR_API), ("educe_worker", FOR_WORKER)]
)
def test_each_group_executes_its_own_functions_only(
    owner: psycopg.Connection, group: str, allowed: set[str]
) -> None:
    rows = owner.execute(
        "SELECT proname FROM pg_proc WHERE pronamespace = 'kb'::regnamespace"
        " AND has_function_privilege(%s, oid, 'EXECUTE')",
        [group],
    ).fetchall()
    assert {name for (name,) in rows} == allowed


def test_public_may_do_nothing_in_the_schema(owner: psycopg.Connection) -> None:
    row = owner.execute(
        "SELECT has_schema_privilege('public', 'kb', 'USAGE'),"
        " (SELECT array_agg(proname) FROM pg_proc WHERE pronamespace = 'kb'::regnamespace"
        "   AND has_function_privilege('public', oid, 'EXECUTE')),"
        " (SELECT array_agg(relname) FROM pg_class WHERE relnamespace = 'kb'::regnamespace"
        "   AND relkind IN ('r', 'p', 'v') AND has_any_column_privilege('public', oid,"
        "   'SELECT, INSERT, UPDATE'))"
    ).fetchone()
    assert row == (False, None, None)


def test_the_api_cannot_pose_as_a_worker(shared: TestDatabase) -> None:
    with psycopg.connect(shared.api_url) as api, pytest.raises(InsufficientPrivilege):
        api.execute("SELECT kb.sweep(interval '0')")


def test_every_function_has_a_fixed_search_path(owner: psycopg.Connection) -> None:
    rows = owner.execute(
        "SELECT proname FROM pg_proc WHERE pronamespace = 'kb'::regnamespace"
        # a body that was bound when it was made looks for no names any more
        " AND prosqlbody IS NULL AND proconfig[1] IS DISTINCT FROM %s",
        [FIXED_PATH],
    ).fetchall()
    assert rows == []


def test_functions_that_see_across_tenants_are_owned_by_the_system_role(
    owner: psycopg.Connection,
) -> None:
    rows = owner.execute(
        "SELECT proname FROM pg_proc WHERE pronamespace = 'kb'::regnamespace"
        " AND prosecdef <> (proowner = 'educe_system'::regrole)"
    ).fetchall()
    assert rows == []


def test_functions_that_see_across_tenants_return_ids_and_positions_only(
    owner: psycopg.Connection,
) -> None:
    rows = owner.execute(
        """
        SELECT p.proname, coalesce(p.proargnames[a.n], ''), format_type(a.type, NULL)
        FROM pg_proc p, LATERAL (
            SELECT n, type FROM unnest(p.proallargtypes, p.proargmodes)
                WITH ORDINALITY AS o (type, mode, n) WHERE mode IN ('o', 'b', 't')
            UNION ALL
            SELECT NULL, p.prorettype WHERE p.prorettype <> 'record'::regtype
                AND p.proargmodes IS NULL
        ) a
        WHERE p.pronamespace = 'kb'::regnamespace AND p.prosecdef
        """
    ).fetchall()
    told = {(function, name, kind) for function, name, kind in rows if kind not in HARMLESS}
    assert told == TELLING
    definers = owner.execute(
        "SELECT count(DISTINCT proname) FROM pg_proc"
        " WHERE pronamespace = 'kb'::regnamespace AND prosecdef"
    ).fetchone()
    assert definers == (len({function for function, _, _ in rows}),)


def test_a_temporary_type_of_a_logins_own_runs_nothing_as_the_system_role(
    login: psycopg.Connection,
) -> None:
    seen: list[str | None] = []
    login.add_notice_handler(lambda notice: seen.append(notice.message_primary))
    login.execute(
        "CREATE FUNCTION pg_temp.tell(value pg_catalog.uuid) RETURNS boolean LANGUAGE plpgsql"
        " AS $$ BEGIN RAISE NOTICE '%', current_user; RETURN true; END $$"
    )
    login.execute("CREATE DOMAIN pg_temp.uuid AS pg_catalog.uuid CHECK (pg_temp.tell(VALUE))")
    login.execute("SET search_path = pg_temp")
    for setting in ("user_id", "project_id"):
        someone = "00000000-0000-0000-0000-000000000001"
        login.execute("SELECT set_config('educe.' || %s, %s, false)", [setting, someone])
    login.execute("SELECT kb.visible_projects(), kb.visible_organizations()")
    assert seen == []


# making them


@pytest.mark.slow
def test_groups_made_from_several_databases_at_once_dont_collide(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    with server.database() as one, server.database() as other:
        for _ in range(5):
            names = tuple(f"educe_t_{secrets.token_hex(6)}" for _ in range(3))
            monkeypatch.setattr(roles, "GROUPS", names)
            try:
                assert at_once([one.owner_url, other.owner_url] * 2, ensure_groups) == []
                assert existing(server, names) == set(names)
            finally:
                drop(server, *names)


@pytest.mark.slow
def test_logins_made_from_several_databases_at_once_dont_collide(server: Server) -> None:
    with server.database() as one, server.database() as other:
        for _ in range(5):
            logins = fresh_logins()
            names = {logins.api[0], logins.worker[0]}
            try:
                urls = [one.owner_url, other.owner_url] * 2
                assert at_once(urls, lambda owner, made=logins: ensure_logins(owner, made)) == []  # type: ignore[misc]
                assert existing(server, names) == names
            finally:
                drop(server, *names)


def test_making_roles_again_changes_nothing(server: Server, shared: TestDatabase) -> None:
    before = role_rows(server)
    with psycopg.connect(shared.owner_url, autocommit=True) as owner:
        ensure_groups(owner)
        ensure_logins(owner, server.logins)
    assert role_rows(server) == before


def test_installations_on_one_server_have_logins_of_their_own(
    server: Server, tmp_path: Path
) -> None:
    one, other = Logins.of_home(tmp_path / "one"), Logins.of_home(tmp_path / "other")
    assert len({one.api[0], one.worker[0], other.api[0], other.worker[0]}) == 4
    assert len({one.api[1], one.worker[1], other.api[1], other.worker[1]}) == 4


def test_an_installation_keeps_its_logins_where_only_it_can_read_them(tmp_path: Path) -> None:
    home = tmp_path / "home"
    made = Logins.of_home(home)
    again = Logins.of_home(home)
    assert (made.api, made.worker) == (again.api, again.worker)
    (path,) = home.iterdir()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(home.stat().st_mode) == 0o700


def test_processes_that_come_first_at_once_agree_on_the_logins(tmp_path: Path) -> None:
    found: set[str] = set()
    threads = [
        threading.Thread(target=lambda: found.add(Logins.of_home(tmp_path / "home").api[0]))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 1
    assert os.listdir(tmp_path / "home") == ["database-logins.json"]  # noqa: PTH208


def test_an_owner_who_may_not_make_roles_is_told_what_to_ask_for(server: Server) -> None:
    name = f"educe_t_{secrets.token_hex(6)}"
    with (
        role(server, name, "LOGIN PASSWORD 'p'"),
        psycopg.connect(
            url_with(server.url, user=name, password="p"), autocommit=True
        ) as powerless,
        pytest.raises(Unavailable, match=f'CREATEROLE.*TO "{name}" WITH ADMIN OPTION'),
    ):
        ensure_logins(powerless, fresh_logins())


def fresh_logins() -> Logins:
    return Logins(f"t_{secrets.token_hex(6)}", "a", "w")


def at_once(urls: list[str], do: Callable[[psycopg.Connection], None]) -> list[Exception]:
    """Does it on a connection to each address, all starting together. Returns what went wrong."""
    ready = threading.Barrier(len(urls))
    wrong: list[Exception] = []

    def run(url: str) -> None:
        with psycopg.connect(url, autocommit=True) as owner:
            ready.wait(timeout=30)
            try:
                do(owner)
            except Exception as error:
                wrong.append(error)

    threads = [threading.Thread(target=run, args=[url]) for url in urls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return wrong


def existing(server: Server, names: Collection[str]) -> set[str]:
    with psycopg.connect(server.url) as connection:
        rows = connection.execute(
            "SELECT rolname FROM pg_roles WHERE rolname = ANY (%s)", [list(names)]
        ).fetchall()
    return {name for (name,) in rows}


def role_rows(server: Server) -> list[tuple[object, ...]]:
    """The roles of this run's installation, with their memberships, as the catalogue has them."""
    names = [*GROUPS, server.logins.api[0], server.logins.worker[0]]
    with psycopg.connect(server.url) as connection:
        return connection.execute(
            "SELECT a.oid, a.rolname, a.rolpassword, m.roleid FROM pg_authid a"
            " LEFT JOIN pg_auth_members m ON m.member = a.oid"
            " WHERE a.rolname = ANY (%s) ORDER BY 1, 4",
            [names],
        ).fetchall()


def drop(server: Server, *names: str) -> None:
    with psycopg.connect(server.url, autocommit=True) as connection:
        for name in names:
            connection.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(name)))


@contextmanager
def role(server: Server, name: str, attributes: LiteralString) -> Iterator[None]:
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute(
            sql.SQL("CREATE ROLE {} {}").format(sql.Identifier(name), sql.SQL(attributes))
        )
    try:
        yield
    finally:
        drop(server, name)
