"""Databases for schema tests: one for a whole file, whose tests roll back what they do."""

from collections.abc import Iterator

import psycopg
import pytest

from tests.migrations.tenants import Tenant, make_tenant
from tests.support.databases import Server, TestDatabase


@pytest.fixture(scope="module")
def shared(server: Server) -> Iterator[TestDatabase]:
    """A migrated database that the file's tests share."""
    with server.database() as made:
        yield made


@pytest.fixture(scope="module")
def tenants(shared: TestDatabase) -> tuple[Tenant, Tenant]:
    """Two organizations with a row each in every table of the shared database."""
    with psycopg.connect(shared.owner_url) as owner:
        return make_tenant(owner), make_tenant(owner)


@pytest.fixture
def owner(shared: TestDatabase) -> Iterator[psycopg.Connection]:
    """A transaction of the shared database's owner; rolled back at the end."""
    connection = psycopg.connect(shared.owner_url)
    yield connection
    connection.close()
