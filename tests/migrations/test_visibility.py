"""Proves that row-level security keeps organizations apart, whatever SQL a login sends.

Two organizations have a row each in every table. The tables are read off the database, so that a
new one without policies fails here.
"""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg import sql
from psycopg.errors import CheckViolation, InsufficientPrivilege, UniqueViolation
from psycopg.types.json import Jsonb

from educe.ids import new_id
from tests.migrations.tenants import (
    TENANT_COLUMN,
    Tenant,
    count_of,
    insert,
    make_project,
    make_tenant,
    make_user,
    signed_in,
    tenant_column,
)
from tests.support.databases import TestDatabase

OPEN_TABLES = {
    "workers",  # machines, of no tenant
    "plans",  # what an account can subscribe to
    "pauses",  # of the whole installation
    "queue_samples",  # numbers of the whole installation, for administrators
    "limit_leases",  # of processes; no login reaches it
    "blob_collections",  # how far the blob store was looked through
    "sign_in_attempts",  # of nobody who could be named; no login reaches it
    "alembic_version",
}
WRITTEN_BY_API = {
    "projects",
    "documents",
    "files",
    "file_texts",
    "file_refusals",
    "extraction_jobs",
    "job_files",
    "job_dependencies",
    "job_items",  # of jobs that programs outside do
    "job_events",
    "objects",
    "relationships",
    "evidence",
    "graphs",
    "credentials",
    "passwords",
    "idempotency_keys",
    "retention_rules",
    "schedules",
    "mailboxes",
    "articles",
    "article_overrules",
    "article_marks",
    "site_rules",
    "feeds",
}
WRITTEN_BY_WORKER = {
    "newsletters",
    "newsletter_links",
    "articles",
    "resolutions",
    "mail_marks",
    "mail_messages",
    "file_texts",
    "file_refusals",
    "job_items",
    "job_events",
    "job_artifacts",
    "graphs",
    "mentions",
    "objects",
    "relationships",
    "evidence",
}
HIDDEN_FROM_WORKERS = {"organizations", "users", "members", "project_members", "credentials"} | {
    "passwords",
    "idempotency_keys",
    "job_statistics",
    "job_types",
    "job_history",
    "job_times",
    "job_changes",
    "retention_rules",
    "archived_jobs",
    "schedules",
    "article_marks",
    "feeds",
}


@pytest.fixture
def ours(tenants: tuple[Tenant, Tenant]) -> Tenant:
    return tenants[0]


@pytest.fixture
def theirs(tenants: tuple[Tenant, Tenant]) -> Tenant:
    return tenants[1]


@pytest.fixture
def api(shared: TestDatabase, ours: Tenant) -> Iterator[psycopg.Connection]:
    """The API, in the name of the owner of our organization."""
    with signed_in(shared.api_url, user_id=ours.user_id) as connection:
        yield connection


@pytest.fixture
def worker(shared: TestDatabase, ours: Tenant) -> Iterator[psycopg.Connection]:
    """A worker, at a job of our project."""
    with signed_in(shared.worker_url, project_id=ours.project_id) as connection:
        yield connection


# what there is


def test_every_table_but_a_listed_few_has_row_level_security_and_policies(
    owner: psycopg.Connection,
) -> None:
    without = owner.execute(
        "SELECT relname FROM pg_class c WHERE relnamespace = 'kb'::regnamespace"
        " AND relkind IN ('r', 'p') AND NOT (relrowsecurity"
        " AND EXISTS (SELECT FROM pg_policy WHERE polrelid = c.oid))"
    ).fetchall()
    assert {name for (name,) in without} == OPEN_TABLES


def test_nothing_in_the_schema_reads_around_row_level_security(owner: psycopg.Connection) -> None:
    views = owner.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = 'kb'::regnamespace"
        " AND relkind IN ('v', 'm', 'f')"
    ).fetchall()
    assert views == []


def test_both_organizations_have_rows_in_every_table(
    owner: psycopg.Connection, tenants: tuple[Tenant, Tenant]
) -> None:
    for table in tables(owner):
        assert all(count_of(owner, table, tenant) for tenant in tenants), table


# seeing


def test_an_organizations_owner_sees_all_of_its_rows_and_no_others(
    owner: psycopg.Connection, api: psycopg.Connection, ours: Tenant
) -> None:
    there = {table: count_of(owner, table, ours) for table in tables(owner)}
    assert {table: count_of(api, table) for table in there} == there


def test_a_project_that_nobody_lists_is_seen_by_owners_and_admins(
    database: TestDatabase,
) -> None:
    with psycopg.connect(database.owner_url) as connection:
        tenant = make_tenant(connection)
        project_id = make_project(connection, tenant)
        roles = {role: make_user(connection, tenant, role=role) for role in ("owner", "admin")}
    for user_id in roles.values():
        with signed_in(database.api_url, user_id=user_id) as api:
            assert project_id in seen_projects(api)


def test_a_plain_member_sees_only_projects_that_list_them(database: TestDatabase) -> None:
    with psycopg.connect(database.owner_url) as connection:
        tenant = make_tenant(connection)
        member = make_user(connection, tenant)
        listed = make_project(connection, tenant, member)
        named = [table for table in tables(connection) if table not in TENANT_COLUMN]
    with signed_in(database.api_url, user_id=member) as api:
        assert seen_projects(api) == {listed}
        assert count_of(api, "organizations") == 1
        rows = {table: count_of(api, table) for table in named}
        assert rows == {table: int(table == "project_members") for table in named}


def test_a_plain_member_sees_the_project_that_they_make_and_lists_nobody_else_in_it(
    database: TestDatabase,
) -> None:
    with psycopg.connect(database.owner_url) as connection:
        tenant = make_tenant(connection)
        member, other = (make_user(connection, tenant) for _ in range(2))
    made, planted = new_id(), new_id()
    with signed_in(database.api_url, user_id=member) as api:
        here = {"organization_id": tenant.organization_id, "name": "N"}
        insert(api, "projects", id=made, created_by=member, **here)
        insert(api, "projects", id=planted, created_by=other, **here)
        assert seen_projects(api) == {made}
        api.commit()
    with signed_in(database.api_url, user_id=other) as api:
        assert seen_projects(api) == set()


def test_a_user_whose_account_is_disabled_sees_nothing(database: TestDatabase) -> None:
    with psycopg.connect(database.owner_url) as connection:
        tenant = make_tenant(connection)
        connection.execute("UPDATE kb.users SET disabled_at = now()")
    with signed_in(database.api_url, user_id=tenant.user_id) as api:
        assert seen_projects(api) == set()
        assert count_of(api, "organizations") == count_of(api, "extraction_jobs") == 0


@pytest.mark.parametrize(
    "question", ["kb.sharers(%s)", "kb.members_of(%s)", "kb.password_of('nobody@example.org')"]
)
def test_names_of_others_are_told_to_their_own_people_only(
    api: psycopg.Connection, theirs: Tenant, question: str
) -> None:
    for whose in (theirs.project_id, theirs.organization_id):
        asked = f"SELECT * FROM {question}"
        values = [whose] if "%s" in question else []
        assert api.execute(asked.encode(), values).fetchall() == []


@pytest.mark.parametrize(
    "change",
    [
        "kb.add_user(gen_random_uuid(), 'x@example.org', 'X', true)",
        "kb.change_user(%(user)s, NULL, NULL, true)",
        "kb.disable_user(%(user)s)",
        "kb.enable_user(%(user)s)",
        "kb.add_link(gen_random_uuid(), %(user)s, sha256('x'), interval '1 day')",
        "kb.set_password(%(user)s, '$argon2id$x')",
        "kb.put_member(%(organization)s, %(me)s, 'owner')",
        "kb.remove_member(%(organization)s, %(user)s)",
        "kb.add_organization(gen_random_uuid(), 'X')",
        "kb.share_project(%(project)s, %(me)s::text)",
        "kb.unshare_project(%(project)s, %(user)s::text)",
    ],
)
def test_nobody_decides_about_others_who_may_not(
    api: psycopg.Connection, ours: Tenant, theirs: Tenant, change: str
) -> None:
    named = {
        "me": ours.user_id,
        "user": theirs.user_id,
        "organization": theirs.organization_id,
        "project": theirs.project_id,
    }
    with pytest.raises(InsufficientPrivilege):
        api.execute(f"SELECT {change}".encode(), named)


def test_a_guest_of_one_project_sees_nothing_else_of_its_organization(
    database: TestDatabase,
) -> None:
    with psycopg.connect(database.owner_url) as connection:
        tenant, home = make_tenant(connection), make_tenant(connection)
        guest = make_user(connection, home)
        project_id = make_project(connection, tenant, guest)
    with signed_in(database.api_url, user_id=guest) as api:
        assert seen_projects(api) == {project_id}
        assert count_of(api, "organizations", tenant) == count_of(api, "members", tenant) == 0


@pytest.mark.parametrize("setting", [{}, {"user_id": ""}])
def test_without_a_user_the_api_sees_nothing(
    owner: psycopg.Connection, shared: TestDatabase, tenants: object, setting: dict[str, str]
) -> None:
    with signed_in(shared.api_url, **setting) as nobody:
        rows = {table: count_of(nobody, table) for table in tables(owner)}
    assert rows == dict.fromkeys(rows, 0)


def test_the_api_gains_nothing_from_naming_a_project(
    owner: psycopg.Connection, shared: TestDatabase, theirs: Tenant
) -> None:
    with signed_in(shared.api_url, project_id=theirs.project_id) as nobody:
        rows = {table: count_of(nobody, table) for table in tables(owner)}
    assert rows == dict.fromkeys(rows, 0)


def test_a_worker_sees_the_project_it_names_and_no_other(
    owner: psycopg.Connection, worker: psycopg.Connection, ours: Tenant
) -> None:
    there = {
        table: count_of(owner, table, ours)
        for table in tables(owner)
        if table not in HIDDEN_FROM_WORKERS
    }
    assert {table: count_of(worker, table) for table in there} == there


@pytest.mark.parametrize("table", sorted(HIDDEN_FROM_WORKERS))
def test_a_worker_reads_no_accounts(worker: psycopg.Connection, table: str) -> None:
    with pytest.raises(InsufficientPrivilege):
        count_of(worker, table)


def test_a_worker_gains_nothing_from_naming_a_user(
    shared: TestDatabase, ours: Tenant, theirs: Tenant
) -> None:
    with signed_in(shared.worker_url, project_id=ours.project_id, user_id=theirs.user_id) as worker:
        assert seen_projects(worker) == {ours.project_id}
    with signed_in(shared.worker_url, user_id=theirs.user_id) as worker:
        assert seen_projects(worker) == set()


def test_the_projects_are_looked_up_once_a_statement(
    api: psycopg.Connection, worker: psycopg.Connection
) -> None:
    for login in (api, worker):
        told = login.execute("EXPLAIN SELECT * FROM kb.job_items").fetchall()
        plan = "\n".join(line for (line,) in told)
        assert "InitPlan" in plan
        assert "visible_projects" not in plan.split("InitPlan")[0]


# writing


def test_the_api_writes_what_its_user_sees(
    owner: psycopg.Connection, api: psycopg.Connection, ours: Tenant
) -> None:
    assert writable(owner, api, ours) == WRITTEN_BY_API


def test_a_worker_writes_what_is_its_projects(
    owner: psycopg.Connection, worker: psycopg.Connection, ours: Tenant
) -> None:
    assert writable(owner, worker, ours) == WRITTEN_BY_WORKER


@pytest.mark.parametrize("login", ["api", "worker"])
def test_nobody_adds_rows_to_somebody_elses_project(
    owner: psycopg.Connection, request: pytest.FixtureRequest, theirs: Tenant, login: str
) -> None:
    connection: psycopg.Connection = request.getfixturevalue(login)
    assert writable(owner, connection, theirs) == set()


@pytest.mark.parametrize("login", ["api", "worker"])
@pytest.mark.parametrize("change", ["UPDATE kb.{0} SET {1} = {1} WHERE {1} = %s",
                                    "DELETE FROM kb.{0} WHERE {1} = %s"])  # fmt: skip
def test_nobody_changes_or_deletes_somebody_elses_rows(
    owner: psycopg.Connection,
    request: pytest.FixtureRequest,
    theirs: Tenant,
    login: str,
    change: str,
) -> None:
    connection: psycopg.Connection = request.getfixturevalue(login)
    for table in tables(owner):
        statement = sql.SQL(change).format(sql.Identifier(table), tenant_column(table))
        assert touched(connection, statement, theirs.key(table)) == 0, table


@pytest.mark.parametrize("login", ["api", "worker"])
def test_nobody_moves_rows_into_somebody_elses_project(
    owner: psycopg.Connection,
    request: pytest.FixtureRequest,
    ours: Tenant,
    theirs: Tenant,
    login: str,
) -> None:
    connection: psycopg.Connection = request.getfixturevalue(login)
    for table in tables(owner):
        statement = sql.SQL("UPDATE kb.{0} SET {1} = %s WHERE {1} = %s").format(
            sql.Identifier(table), tenant_column(table)
        )
        with pytest.raises((InsufficientPrivilege, CheckViolation)), connection.transaction():
            connection.execute(statement, [theirs.key(table), ours.key(table)])


def test_a_project_is_made_in_ones_own_organization_only(
    api: psycopg.Connection, ours: Tenant, theirs: Tenant
) -> None:
    insert(api, "projects", id=theirs.job_id, organization_id=ours.organization_id, name="N")
    with pytest.raises(InsufficientPrivilege):
        insert(api, "projects", id=ours.job_id, organization_id=theirs.organization_id, name="N")


def test_a_project_stays_in_its_organization(
    api: psycopg.Connection, ours: Tenant, theirs: Tenant
) -> None:
    api.execute("UPDATE kb.projects SET name = 'Renamed' WHERE id = %s", [ours.project_id])
    with pytest.raises(InsufficientPrivilege):
        api.execute(
            "UPDATE kb.projects SET organization_id = %s WHERE id = %s",
            [theirs.organization_id, ours.project_id],
        )


def test_a_job_counts_against_its_projects_organization_only(
    api: psycopg.Connection, ours: Tenant, theirs: Tenant
) -> None:
    job = {"project_id": ours.project_id, "extractor": "concepts", "created_by": ours.user_id}
    insert(api, "extraction_jobs", id=ours.file_id, organization_id=ours.organization_id, **job)
    with pytest.raises(InsufficientPrivilege):
        insert(
            api, "extraction_jobs", id=theirs.file_id, organization_id=theirs.organization_id, **job
        )


def test_nobody_makes_themselves_a_member(
    api: psycopg.Connection, ours: Tenant, theirs: Tenant
) -> None:
    forged: dict[str, dict[str, Any]] = {
        "members": {"organization_id": theirs.organization_id, "role": "owner"},
        "project_members": {"project_id": theirs.project_id},
    }
    for table, row in forged.items():
        with pytest.raises(InsufficientPrivilege), api.transaction():
            insert(api, table, user_id=ours.user_id, **row)


def test_only_owners_and_admins_decide_how_long_an_organizations_jobs_are_kept(
    database: TestDatabase,
) -> None:
    with psycopg.connect(database.owner_url) as connection:
        tenant = make_tenant(connection)
        users = {role: make_user(connection, tenant, role=role) for role in ("admin", "member")}
    changed = {}
    for role, user_id in users.items():
        with signed_in(database.api_url, user_id=user_id) as api:
            assert count_of(api, "retention_rules") == 1  # all may know
            changed[role] = api.execute("UPDATE kb.retention_rules SET failed_days = 1").rowcount
    assert changed == {"admin": 1, "member": 0}


def test_secrets_of_others_are_not_read_nor_planted(
    api: psycopg.Connection, ours: Tenant, theirs: Tenant
) -> None:
    read = api.execute("SELECT user_id FROM kb.credentials WHERE secret_hash IS NOT NULL")
    assert read.fetchall() == [(ours.user_id,)]
    with pytest.raises(InsufficientPrivilege):
        insert(
            api,
            "credentials",
            id=ours.job_id,
            user_id=theirs.user_id,
            kind="token",
            secret_hash=b"0" * 32,
        )


def tables(owner: psycopg.Connection) -> list[str]:
    """Every table of tenants' rows."""
    return [
        name
        for (name,) in owner.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'kb'::regnamespace"
            " AND relkind IN ('r', 'p') AND relname <> ALL (%s) ORDER BY relname",
            [list(OPEN_TABLES)],
        ).fetchall()
    ]


def seen_projects(connection: psycopg.Connection) -> set[object]:
    return {row[0] for row in connection.execute("SELECT id FROM kb.projects").fetchall()}


def writable(owner: psycopg.Connection, connection: psycopg.Connection, tenant: Tenant) -> set[str]:
    """The tables that take a copy of the tenant's rows: so far that they find the copy a double."""
    found = set()
    for table in tables(owner):
        name, whose = sql.Identifier(table), tenant_column(table)
        rows = owner.execute(
            sql.SQL("SELECT to_jsonb(t) FROM kb.{} t WHERE {} = %s LIMIT 1").format(name, whose),
            [tenant.key(table)],
        ).fetchone()
        assert rows is not None
        copy = sql.SQL(
            "INSERT INTO kb.{0} ({2}) SELECT {2} FROM jsonb_populate_record(NULL::kb.{0}, {1})"
        )
        columns = sql.SQL(", ").join(map(sql.Identifier, written_columns(owner, table)))
        try:
            with connection.transaction():
                connection.execute(copy.format(name, sql.Literal(Jsonb(rows[0])), columns))
        except UniqueViolation:
            found.add(table)
        except InsufficientPrivilege:
            pass
    return found


def written_columns(owner: psycopg.Connection, table: str) -> list[str]:
    """The columns that the database doesn't make itself."""
    rows = owner.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0"
        " AND NOT attisdropped AND attgenerated = ''",
        [f"kb.{table}"],
    )
    return [name for (name,) in rows]


def touched(connection: psycopg.Connection, statement: sql.Composed, key: object) -> int:
    try:
        with connection.transaction():
            return connection.execute(statement, [key]).rowcount
    except InsufficientPrivilege:
        return 0


@pytest.mark.parametrize(
    "question",
    [
        "SELECT * FROM kb.find_user((SELECT email FROM kb.users LIMIT 1), 2)",
        "SELECT * FROM kb.find_organization((SELECT id FROM kb.organizations LIMIT 1), 2)",
        "SELECT * FROM kb.queue_depth()",
        "SELECT * FROM kb.hourly_jobs_of_all('2026-01-01', '2026-02-01')",
        "SELECT * FROM kb.hourly_times_of_all('2026-01-01', '2026-02-01')",
        "SELECT * FROM kb.storage_of_organizations()",
        "SELECT * FROM kb.worker_loads()",
        "SELECT * FROM kb.list_users(NULL, NULL, NULL, NULL, 10)",
        "SELECT * FROM kb.list_organizations()",
    ],
)
def test_names_and_numbers_of_all_tenants_are_told_to_administrators_only(
    owner: psycopg.Connection, api: psycopg.Connection, question: str
) -> None:
    assert api.execute(question.encode()).fetchall() == []
