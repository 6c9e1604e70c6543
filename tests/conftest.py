"""Fixtures for all tests: a PostgreSQL server for the run, a fresh database for each test."""

import contextlib
import functools
import os
from collections.abc import Iterator
from pathlib import Path

import httpcore2
import pytest

from tests.support.clusters import forget_clusters
from tests.support.databases import Server, TestDatabase, shared_server


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for the run, whichever of its processes asks."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


@pytest.fixture(scope="session")
def server(run_folder: Path) -> Iterator[Server]:
    with shared_server(run_folder) as running:
        yield running


@pytest.fixture(scope="session", autouse=True)
def authorities_read_once() -> Iterator[None]:
    """Each HTTP client reads all authorities that the machine trusts, which takes 30 ms; tests make
    hundreds of clients."""
    with pytest.MonkeyPatch.context() as patch:
        read_once = functools.cache(httpcore2.default_ssl_context)
        patch.setattr(httpcore2, "default_ssl_context", read_once)
        yield


@pytest.fixture
def database(server: Server) -> Iterator[TestDatabase]:
    with server.database() as fresh:
        yield fresh


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Once a run, when all its servers have stopped."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        with contextlib.suppress(AttributeError):
            forget_clusters(session.config._tmp_path_factory.getbasetemp())  # type: ignore[attr-defined]
