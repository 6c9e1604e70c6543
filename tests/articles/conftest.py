from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from educe.articles.filters import ArticleFilter, LinkFilter
from educe.articles.links import find_rejected
from educe.articles.listing import find_articles
from educe.articles.overruling import Overruled, overrule_link
from educe.articles.views import ArticleView, LinkView
from tests.support.articles import Newsroom
from tests.support.databases import Server, TestDatabase
from tests.support.world import Person, World


@pytest.fixture(scope="module")
def database(server: Server) -> Iterator[TestDatabase]:
    with server.database() as made:
        yield made


@pytest.fixture
async def world(database: TestDatabase, tmp_path: Path) -> AsyncIterator[World]:
    made = World(database, tmp_path)
    yield made
    await made.close()


@dataclass
class Desk:
    """A reader's view of their project's newsroom."""

    room: Newsroom
    reader: Person

    async def articles(self, **wanted: Any) -> list[ArticleView]:
        async with self.room.as_user(self.reader.id) as query:
            page = await find_articles(
                query, self.room.project_id, self.reader.id, ArticleFilter(**wanted), limit=200
            )
        assert page.total == len(page.articles)
        return page.articles

    async def titles(self, **wanted: Any) -> list[str]:
        return [article.title for article in await self.articles(**wanted)]

    async def rejected(self, **wanted: Any) -> list[LinkView]:
        async with self.room.as_user(self.reader.id) as query:
            page = await find_rejected(query, self.room.project_id, LinkFilter(**wanted), limit=200)
        assert page.total == len(page.links)
        return page.links

    async def overrule(
        self, link_id: UUID, kept: bool | None, *, always: bool = False
    ) -> Overruled:
        async with self.room.as_user(self.reader.id) as query:
            return await overrule_link(
                query, link_id, kept=kept, always=always, user_id=self.reader.id
            )


@pytest.fixture
def desk(world: World, database: TestDatabase) -> Desk:
    reader = world.person()
    return Desk(Newsroom(database, world.api, reader.project_id), reader)
