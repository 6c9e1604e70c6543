from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.support.databases import TestDatabase
from tests.support.world import World


@pytest.fixture
async def world(database: TestDatabase, tmp_path: Path) -> AsyncIterator[World]:
    made = World(database, tmp_path)
    yield made
    await made.close()
