"""The database goes away in the middle of a job and comes back."""

import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import psycopg
import pytest

from educe.db.embedded import EmbeddedServer
from tests.support.databases import Server
from tests.support.world import World, until

pytestmark = pytest.mark.slow


@pytest.fixture
async def own(tmp_path: Path) -> AsyncIterator[World]:
    """A world on an embedded server of its own, that may be killed."""
    with EmbeddedServer.start(tmp_path / "home", fast=True) as embedded:
        server = Server(embedded.url_for("postgres"), tmp_path / "logins")
        server.make_template()
        with server.database() as database:
            world = World(database, tmp_path / "home")
            yield world
            await world.close()


def postmaster(world: World) -> int:
    """The process id of the world's PostgreSQL."""
    row = world.rows("SELECT current_setting('data_directory') AS folder")[0]
    return int(Path(row["folder"], "postmaster.pid").read_text().split()[0])


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL], ids=["restarted", "killed"])
async def test_a_job_ends_as_if_nothing_had_happened(own: World, how: signal.Signals) -> None:
    async with own.worker_process(slots=2):
        job = await own.submit(own.person(), steps=[{"do": "sleep", "seconds": 0.05}] * 60)
        await until(lambda: own.row(job)["processed_items"] >= 10)
        await own.close()
        os.kill(postmaster(own), how)
        row = await until(lambda: ended(own, job), within=60)
        assert (row["status"], row["successful_items"], row["failed_items"]) == ("completed", 60, 0)
        assert all((i["attempts"], i["crashes"]) == (0, 0) for i in own.items(job))
        # deliveries, too, work as before
        after = await own.submit(own.person(), succeed=3)
        row = await until(lambda: ended(own, after), within=20)
        assert row["status"] == "completed"
        assert (row["started_at"] - row["created_at"]).total_seconds() < 15


def ended(world: World, job: object) -> dict[str, object] | None:
    """The job's row when it has ended; None while it hasn't, or while nobody can be asked."""

    try:
        row = world.row(job)  # type: ignore[arg-type]
    except psycopg.OperationalError:
        return None
    return row if row["completed_at"] else None
