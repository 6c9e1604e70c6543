"""Newsletters while what they need dies: no message is lost, none is told twice, the mailbox's mark
moves with success only, and no link is followed again when it is known where it leads."""

import hashlib
import os
import random
import signal
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import psutil
import psycopg
import pytest

from educe.db.embedded import EmbeddedServer
from educe.fetching.canonical import canonical
from educe.ids import new_id
from tests.newsletters.conftest import HOST, Post, Reader, add_mailbox
from tests.newsletters.making import issue, page
from tests.support.databases import Server, TestDatabase
from tests.support.dovecot import Dovecot, dovecot_server
from tests.support.web import answer, web_server
from tests.support.wire import wire_to
from tests.support.world import WorkerProcess, World, until

pytestmark = pytest.mark.slow

MESSAGES, LINKS, AT_ONCE = 40, 4, 4
#: links that are lost at most when all dies: being asked for, or answered and not yet written down
UNDER_WAY = 6 * AT_ONCE
SETTINGS: dict[str, Any] = {
    "slots": 1,
    "fetch_concurrency": AT_ONCE,
    "fetch_concurrency_per_host": AT_ONCE,
}


@dataclass(frozen=True)
class Death:
    """What stood when something died: where links led, and how often each was asked for."""

    known: set[str]
    asked: Counter[str]


@dataclass
class Scene:
    """A mailbox of newsletters. Each link leads over a counter of clicks to an article; the last
    link of a newsletter to the first article of the next one."""

    reader: Reader
    post: Post
    deaths: list[Death] = field(default_factory=list)

    @property
    def world(self) -> World:
        return self.reader.world

    def fill(self) -> None:
        web = self.reader.web
        for path, article in targets().items():
            web.says(path, answer(302, after=0.03, location=article))
            web.says(article, answer(200, page("An article"), after=0.03))
        self.post.deliver(*(issue(n, self._links(n)) for n in range(MESSAGES)))

    def _links(self, number: int) -> list[tuple[str, str]]:
        paths = [f"/c/{number}-{place}" for place in range(LINKS)]
        return [
            (f"What the archives say of the winter in chapter {path[3:]}", self.reader.url(path))
            for path in paths
        ]

    async def extract(self) -> UUID:
        return await self.reader.extract(mailbox_id=str(self.post.mailbox_id), only_new=True)

    def asked(self) -> Counter[str]:
        """How often each counter was."""
        return Counter(path for path in self.reader.web.paths() if path.startswith("/c/"))

    def known(self) -> set[str]:
        """The counters of which it is kept where they lead."""
        kept = {row["url_hash"] for row in self.world.rows("SELECT url_hash FROM kb.resolutions")}
        return {path for path in targets() if self._key(path) in kept}

    def _key(self, path: str) -> bytes:
        return hashlib.sha256(canonical(self.reader.url(path)).encode()).digest()

    async def until_known(self, links: int) -> None:
        await until(lambda: len(self.known()) >= links, within=120)

    async def died(self) -> None:
        """Call it when whatever was at work is gone, and nothing works yet."""
        await until(lambda: not self.reader.web.at_once)
        self.deaths.append(Death(self.known(), self.asked()))
        # they would come back by themselves, after ten seconds
        self.world.execute("DELETE FROM kb.limit_leases")

    def uidnext(self) -> list[int]:
        """Up to where the mailbox counts as read; empty before that is said for the first time."""
        return [row["uidnext"] for row in self.world.rows("SELECT uidnext FROM kb.mail_marks")]

    def processed(self) -> list[UUID]:
        """By which job each message was."""
        rows = self.world.rows("SELECT job_id FROM kb.mail_messages WHERE processed_at IS NOT NULL")
        return [row["job_id"] for row in rows]

    async def expect_all_told_once(self, job: UUID) -> None:
        row = self.world.row(job)
        assert row["status"] == "completed", row["error_details"]
        assert row["successful_items"] == MESSAGES
        told = self.world.rows("SELECT subject, job_id FROM kb.newsletters")
        subjects = [f"Issue {number}" for number in range(MESSAGES)]
        assert sorted(each["subject"] for each in told) == sorted(subjects)
        assert {each["job_id"] for each in told} == {job}
        assert self._sources() == expected_sources()
        assert self.processed() == [job] * MESSAGES
        assert self.uidnext() == [MESSAGES + 1]
        articles = await self.reader.articles(job)
        assert sorted(articles) == sorted(subjects)
        listed = [url for urls in articles.values() for url in urls]
        assert len(listed) == len(set(listed)) == len(expected_sources())

    def _sources(self) -> dict[str, list[str]]:
        """Of each article, as often as it is there, the newsletters that link to it."""
        rows = self.world.rows(
            "SELECT a.id, a.url, a.source_count, array_agg(n.subject ORDER BY n.subject) AS sources"
            " FROM kb.articles a JOIN kb.newsletter_links l USING (project_id, identity)"
            " JOIN kb.newsletters n ON n.id = l.newsletter_id WHERE l.is_source GROUP BY a.id"
        )
        assert all(row["source_count"] == len(row["sources"]) for row in rows)
        assert len({row["url"] for row in rows}) == len(rows)
        return {row["url"].removeprefix(self.reader.url("")): row["sources"] for row in rows}

    def expect_no_link_followed_again(self) -> None:
        """But those that were under way when something died."""
        asked = self.asked()
        assert set(asked) == set(targets())
        for death in self.deaths:
            assert [path for path in death.known if asked[path] > death.asked[path]] == []
            assert len(set(death.asked) - death.known) <= UNDER_WAY
        assert asked.total() <= len(targets()) + UNDER_WAY * len(self.deaths)


def targets() -> dict[str, str]:
    """The counters' paths, and where they lead."""
    led = {}
    for number in range(MESSAGES):
        for place in range(LINKS):
            last = place == LINKS - 1
            story = f"{(number + 1) % MESSAGES}-0" if last else f"{number}-{place}"
            led[f"/c/{number}-{place}"] = f"/2026/10/what-the-archives-say-of-winter-{story}"
    return led


def expected_sources() -> dict[str, list[str]]:
    sources: dict[str, list[str]] = {}
    for path, article in targets().items():
        sources.setdefault(article, []).append(f"Issue {path[3:].partition('-')[0]}")
    return {article: sorted(subjects) for article, subjects in sources.items()}


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    with dovecot_server() as server:
        yield server


@asynccontextmanager
async def scene_in(database: TestDatabase, folder: Path, dovecot: Dovecot) -> AsyncIterator[Scene]:
    given = {"fetch_allowed": [f"{HOST}:*"], "fetch_rest_seconds": 0.0}
    world = World(database, folder, **given, mail_ca_file=dovecot.ca)
    async with web_server() as web:
        reader, name = Reader(world, world.person(), web), f"u{new_id().hex}"
        post = Post(world, dovecot, name, add_mailbox(world, reader.person, dovecot, name))
        made = Scene(reader, post)
        made.fill()
        yield made
    await world.close()


@pytest.fixture
async def scene(database: TestDatabase, tmp_path: Path, dovecot: Dovecot) -> AsyncIterator[Scene]:
    async with scene_in(database, tmp_path, dovecot) as made:
        yield made


async def test_workers_and_their_children_are_killed_again_and_again(scene: Scene) -> None:
    chance, world = random.Random(7), scene.world
    job = await scene.extract()
    for _ in range(4):
        async with world.worker_process(**SETTINGS, lease_seconds=2.0, beat_seconds=0.2) as worker:
            await scene.until_known(len(scene.known()) + chance.randrange(8, 30))
            await kill(worker)
            await scene.died()
        assert (scene.uidnext(), scene.processed()) == ([], [])
    async with world.worker_process(**SETTINGS) as worker:
        await scene.until_known(len(scene.known()) + 8)
        await kill_children(worker)
        await scene.died()
        await world.until_ended(job, within=120)
    await scene.expect_all_told_once(job)
    scene.expect_no_link_followed_again()
    assert all((i["attempts"], i["crashes"]) == (0, 0) for i in world.items(job))


async def test_the_mailbox_is_cut_off_in_mid_fetch_and_away_for_a_while(scene: Scene) -> None:
    world = scene.world
    with wire_to(scene.post.dovecot.port) as wire:
        scene.post.reach_through(wire)
        wire.cuts = [8_000, 30_000, 10_000]  # while it lists, then while it gives out messages
        async with world.worker(**SETTINGS):
            job = await scene.extract()
            await until(lambda: wire.connections > 3, within=60)
            await scene.until_known(40)
            with wire.away():
                await until(lambda: any(i["attempts"] for i in world.items(job)), within=60)
                assert scene.uidnext() == []
            await world.until_ended(job, within=180)
    await scene.expect_all_told_once(job)
    scene.expect_no_link_followed_again()


async def test_a_cancelled_job_goes_on_from_its_checkpoint(scene: Scene) -> None:
    world = scene.world
    async with world.worker(**SETTINGS):
        job = await scene.extract()
        await cancel_in_mid_job(scene, job)
        done = {i["seq"]: i for i in world.items(job) if i["status"] == "succeeded"}
        await world.retry(scene.reader.person, job)
        await world.until_ended(job, within=120)
    assert 0 < len(done) < MESSAGES
    after = {i["seq"]: i for i in world.items(job) if i["seq"] in done}
    assert after == done  # nobody has touched them
    await scene.expect_all_told_once(job)
    scene.expect_no_link_followed_again()


async def test_what_a_cancelled_job_had_read_is_the_next_jobs(scene: Scene) -> None:
    world = scene.world
    async with world.worker(**SETTINGS):
        await cancel_in_mid_job(scene, await scene.extract())
        job = await scene.extract()
        await world.until_ended(job, within=120)
    await scene.expect_all_told_once(job)
    scene.expect_no_link_followed_again()


async def test_the_database_is_restarted(tmp_path: Path, dovecot: Dovecot) -> None:
    with EmbeddedServer.start(tmp_path / "home", fast=True) as embedded:
        server = Server(embedded.url_for("postgres"), tmp_path / "logins")
        server.make_template()
        with server.database() as database:
            async with scene_in(database, tmp_path / "home", dovecot) as scene:
                async with scene.world.worker_process(**SETTINGS):
                    job = await scene.extract()
                    await scene.until_known(40)
                    await scene.world.close()
                    os.kill(postmaster(scene.world), signal.SIGINT)
                    await until(lambda: has_ended(scene.world, job), within=120)
                await scene.expect_all_told_once(job)
                scene.expect_no_link_followed_again()
                assert all(i["attempts"] == 0 for i in scene.world.items(job))


async def kill(worker: WorkerProcess) -> None:
    """With its children, at once."""
    processes = [psutil.Process(worker.pid), *children_of(worker)]
    worker.signal_group(signal.SIGKILL)
    worker.process.wait()
    await until(lambda: not any(map(is_alive, processes)))


async def kill_children(worker: WorkerProcess) -> None:
    killed = children_of(worker)
    assert killed
    for child in killed:
        child.kill()
    await until(lambda: not any(map(is_alive, killed)))


def children_of(worker: WorkerProcess) -> list[psutil.Process]:
    return psutil.Process(worker.pid).children(recursive=True)


def is_alive(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


async def cancel_in_mid_job(scene: Scene, job: UUID) -> None:
    await until(lambda: scene.world.row(job)["successful_items"] > 2, within=60)
    await scene.world.cancel(scene.reader.person, job)
    row = await scene.world.until_ended(job, within=60)
    assert row["status"] == "cancelled"
    assert (scene.uidnext(), scene.processed()) == ([], [])
    await scene.died()


def postmaster(world: World) -> int:
    """The process id of the world's PostgreSQL."""
    row = world.rows("SELECT current_setting('data_directory') AS folder")[0]
    return int(Path(row["folder"], "postmaster.pid").read_text().split()[0])


def has_ended(world: World, job: UUID) -> bool:
    """Not while nobody can be asked."""
    try:
        return world.row(job)["completed_at"] is not None
    except psycopg.OperationalError:
        return False
