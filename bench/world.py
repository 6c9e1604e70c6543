"""A fresh installation in a temporary folder, as in tests, but with a durable database."""

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from tests.support.clusters import forget_clusters
from tests.support.databases import Server
from tests.support.world import World

from educe.db.embedded import EmbeddedServer


@asynccontextmanager
async def fresh_world(**settings: Any) -> AsyncIterator[World]:
    with tempfile.TemporaryDirectory(prefix="educe-bench-") as folder:
        home = Path(folder) / "home"
        with EmbeddedServer.start(home) as embedded:
            server = Server(embedded.url_for("postgres"), home)
            server.make_template()
            with server.database() as database:
                world = World(database, home, sweep_seconds=1.0, **settings)
                try:
                    yield world
                finally:
                    await world.close()
        forget_clusters(Path(folder))
