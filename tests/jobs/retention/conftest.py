"""A blob store, and a connection as workers have one."""

from collections.abc import AsyncIterator

import pytest
from psycopg import AsyncConnection

from educe.documents.blobs import BlobStore
from tests.support.ended import worker_of
from tests.support.world import World


@pytest.fixture
def store(world: World) -> BlobStore:
    return BlobStore.open(world.settings.blob_store_url)


@pytest.fixture
async def worker(world: World) -> AsyncIterator[AsyncConnection]:
    async with worker_of(world) as connection:
        yield connection
