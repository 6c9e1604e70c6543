from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from educe.jobs.watching.hints import HintRounds
from educe.jobs.watching.watchers import WatcherRounds
from tests.support.databases import TestDatabase
from tests.support.watching import Watching
from tests.support.world import World


@pytest.fixture
async def world(database: TestDatabase, tmp_path: Path) -> AsyncIterator[World]:
    made = World(database, tmp_path)
    yield made
    await made.close()


@pytest.fixture
async def watching(world: World) -> AsyncIterator[Watching]:
    made = Watching(world)
    async with made.listener.running():
        await made.until_listening()
        yield made


@pytest.fixture
def without_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """What comes, comes without looking by itself."""
    monkeypatch.setattr(WatcherRounds, "look_seconds", 60.0)
    monkeypatch.setattr(HintRounds, "look_seconds", 60.0)
