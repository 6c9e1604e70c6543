"""What administrators decide at the same time leaves nobody without one who decides."""

import threading
import time
from collections.abc import Iterator

import psycopg
import pytest

from tests.migrations.tenants import Tenant, count_of, make_tenant, make_user, signed_in
from tests.support.databases import TestDatabase


@pytest.fixture
def owner(database: TestDatabase) -> Iterator[psycopg.Connection]:
    """The database's owner, in autocommit mode."""
    with psycopg.connect(database.owner_url, autocommit=True) as connection:
        yield connection


@pytest.fixture
def two(owner: psycopg.Connection) -> tuple[Tenant, Tenant]:
    """Two administrators."""
    made = make_tenant(owner), make_tenant(owner)
    owner.execute("UPDATE kb.users SET is_admin = true")
    return made


def meanwhile(
    database: TestDatabase,
    owner: psycopg.Connection,
    first: tuple[object, str],
    then: tuple[object, str],
) -> object:
    """Two users' statements, each in a transaction of its own: the second is sent while the first
    isn't committed, and waits for it. Returns the second's answer."""
    answers: list[object] = []

    def second() -> None:
        with signed_in(database.api_url, user_id=then[0]) as api:
            row = api.execute(f"SELECT {then[1]}".encode()).fetchone()
            answers.append(row and row[0])
            api.commit()

    with signed_in(database.api_url, user_id=first[0]) as api:
        row = api.execute(f"SELECT {first[1]}".encode()).fetchone()
        assert row == (True,)
        thread = threading.Thread(target=second)
        thread.start()
        waiting = (
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE wait_event_type = 'Lock' AND datname = current_database()"
        )
        deadline = time.monotonic() + 20
        while thread.is_alive() and owner.execute(waiting).fetchone() == (0,):
            assert time.monotonic() < deadline
            thread.join(0.01)
        assert thread.is_alive(), "the second didn't wait for the first"
        api.commit()
    thread.join(20)
    return answers[0]


@pytest.mark.parametrize(
    "end", ["kb.disable_user('{}')", "kb.change_user('{}', NULL, NULL, false)"]
)
def test_two_administrators_who_end_each_other_at_once_leave_one(
    database: TestDatabase, owner: psycopg.Connection, two: tuple[Tenant, Tenant], end: str
) -> None:
    one, other = (tenant.user_id for tenant in two)
    answer = meanwhile(database, owner, (one, end.format(other)), (other, end.format(one)))
    assert answer is False
    left = owner.execute("SELECT id FROM kb.users WHERE is_admin AND disabled_at IS NULL")
    assert left.fetchall() == [(one,)]


@pytest.mark.parametrize(
    "end", ["kb.remove_member('{}', '{}')", "kb.put_member('{}', '{}', 'member')"]
)
def test_two_owners_who_are_removed_at_once_leave_one(
    database: TestDatabase, owner: psycopg.Connection, two: tuple[Tenant, Tenant], end: str
) -> None:
    here, admin = two[0].organization_id, two[1].user_id
    second = make_user(owner, two[0], role="owner")
    answer = meanwhile(
        database,
        owner,
        (admin, end.format(here, two[0].user_id)),
        (admin, end.format(here, second)),
    )
    assert answer is False
    left = owner.execute(
        "SELECT user_id FROM kb.members WHERE organization_id = %s AND role = 'owner'", [here]
    )
    assert left.fetchall() == [(second,)]


def test_who_is_let_into_a_project_while_they_leave_the_organization_is_not_in_it(
    database: TestDatabase, owner: psycopg.Connection, two: tuple[Tenant, Tenant]
) -> None:
    here, admin = two[0], two[1].user_id
    member = make_user(owner, here)
    answer = meanwhile(
        database,
        owner,
        (here.user_id, f"kb.share_project('{here.project_id}', '{member}')"),
        (admin, f"kb.remove_member('{here.organization_id}', '{member}')"),
    )
    assert answer is True
    assert count_of(owner, "project_members") == 2  # the tenants' own
