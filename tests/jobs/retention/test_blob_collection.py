"""Blobs that nothing names go, when they are old enough; nothing else does."""

import logging
import os
import time
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from psycopg import AsyncConnection

from educe.documents.blobs import BlobStore
from educe.errors import Unavailable
from educe.jobs.retention.blobs import Collected, collect_blobs
from educe.jobs.retention.housekeeper import Housekeeper
from tests.support.databases import Server
from tests.support.ended import add_artifact, add_file, ended_job
from tests.support.world import World

pytestmark = pytest.mark.slow

GRACE = timedelta(hours=24)
AT_ONCE = timedelta(0)


@pytest.fixture
def root(world: World) -> Path:
    return world.settings.home / "blobs"


async def test_old_blobs_that_nothing_names_go_and_all_others_stay(
    world: World, worker: AsyncConnection, store: BlobStore, root: Path
) -> None:
    person = world.person()
    _, file = await add_file(world, person, store)
    artifact = await add_artifact(world, person, ended_job(world, person), store)
    left = [await orphan(store, prefix) for prefix in ("files", "artifacts", "readiness")]
    age(root, hours=25)
    young = await orphan(store, "files")
    assert await collect_blobs(worker, store, grace=GRACE) == Collected(3, 15)
    assert [name for name in left if await store.exists(name)] == []
    assert [name for name in (file, artifact, young) if not await store.exists(name)] == []


async def test_the_grace_is_counted_from_when_a_blob_was_written(
    worker: AsyncConnection, store: BlobStore, root: Path
) -> None:
    name = await orphan(store, "files")
    age(root, hours=47.9)
    await collect_blobs(worker, store, grace=timedelta(hours=48))
    assert await store.exists(name)
    age(root, hours=48.1)
    await collect_blobs(worker, store, grace=timedelta(hours=48), every=AT_ONCE)
    assert not await store.exists(name)


async def test_what_educe_did_not_write_is_left_alone(
    worker: AsyncConnection, store: BlobStore, root: Path
) -> None:
    blob = await orphan(store, "files")
    known = Path(blob).name
    others = [
        root / "backup.tar",
        root / "files" / "report.pdf",
        root / "files" / "0b7e0f5e-8d2f-4f43-9d0c-2f1f4e1d7a11",  # of another version of UUIDs
        root / "files" / known / "notes",
        root / "elsewhere" / known,
        root / "files2" / known,
    ]
    (root / blob).unlink()
    for path in others:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"mine")
    age(root, hours=1000)
    assert await collect_blobs(worker, store, grace=GRACE) == Collected()
    assert all(path.exists() for path in others)


async def test_a_round_begins_once_an_hour_in_the_whole_fleet(
    world: World, worker: AsyncConnection, store: BlobStore, root: Path
) -> None:
    assert await collect_blobs(worker, store, grace=GRACE) == Collected()
    await orphan(store, "files")
    age(root, hours=25)
    assert await collect_blobs(worker, store, grace=GRACE) == Collected()
    world.execute("UPDATE kb.blob_collections SET looked_at = looked_at - interval '61 minutes'")
    assert await collect_blobs(worker, store, grace=GRACE) == Collected(1, 5)


async def test_a_round_is_bounded_and_the_next_one_goes_on_behind_it(
    world: World, worker: AsyncConnection, store: BlobStore, root: Path
) -> None:
    names = sorted([await orphan(store, "files") for _ in range(5)])
    age(root, hours=25)
    left = []
    for _ in range(4):
        await collect_blobs(worker, store, grace=GRACE, every=AT_ONCE, most=2)
        left.append([name for name in names if await store.exists(name)])
    assert left == [names[2:], names[4:], [], []]
    again = await orphan(store, "files")
    age(root, hours=25)
    await collect_blobs(worker, store, grace=GRACE, every=AT_ONCE, most=2)
    assert not await store.exists(again)
    [told] = world.rows("SELECT * FROM kb.blob_collections WHERE prefix = 'files'")
    assert (told["deleted_blobs"], told["deleted_bytes"]) == (6, 30)


async def test_blobs_that_stay_keep_none_behind_them_from_being_looked_at(
    world: World, worker: AsyncConnection, store: BlobStore, root: Path
) -> None:
    person = world.person()
    for _ in range(3):
        await add_file(world, person, store)
    last = await orphan(store, "files")
    age(root, hours=25)
    for there in (True, False):
        await collect_blobs(worker, store, grace=GRACE, every=AT_ONCE, most=2)
        assert await store.exists(last) == there


async def test_a_round_that_is_cut_short_loses_nothing_and_is_gone_on_with(
    world: World,
    worker: AsyncConnection,
    store: BlobStore,
    root: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    person = world.person()
    _, named = await add_file(world, person, store)
    names = [await orphan(store, "files") for _ in range(4)]
    age(root, hours=25)
    monkeypatch.setattr("educe.documents.blobs.PAGE", 2)
    deletions = 0
    delete = BlobStore.delete

    class Crash(BaseException):
        pass

    async def crash_at_the_third(self: BlobStore, name: str) -> None:
        nonlocal deletions
        deletions += 1
        if deletions == 3:
            raise Crash
        await delete(self, name)

    with monkeypatch.context() as broken:
        broken.setattr(BlobStore, "delete", crash_at_the_third)
        with pytest.raises(Crash):
            await collect_blobs(worker, store, grace=GRACE)
    assert 0 < sum([await store.exists(name) for name in names]) < 4
    await collect_blobs(worker, store, grace=GRACE, every=AT_ONCE)
    assert not any([await store.exists(name) for name in names])
    assert await store.exists(named)


async def test_a_blob_that_can_not_be_deleted_now_is_deleted_in_a_later_round(
    worker: AsyncConnection, store: BlobStore, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = await orphan(store, "files")
    age(root, hours=25)

    async def refuse(self: BlobStore, name: str) -> None:
        raise Unavailable("not now")

    with monkeypatch.context() as broken:
        broken.setattr(BlobStore, "delete", refuse)
        await collect_blobs(worker, store, grace=GRACE, every=AT_ONCE)
    assert await store.exists(name)
    await collect_blobs(worker, store, grace=GRACE, every=AT_ONCE)
    assert not await store.exists(name)


async def test_nothing_is_deleted_from_another_databases_store(
    server: Server,
    worker: AsyncConnection,
    store: BlobStore,
    root: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await collect_blobs(worker, store, grace=GRACE)  # the store is this one's now
    name = await orphan(store, "files")
    age(root, hours=25)
    with server.database() as other:
        async with await AsyncConnection.connect(other.worker_url, autocommit=True) as stranger:
            with caplog.at_level(logging.WARNING):
                assert await collect_blobs(stranger, store, grace=GRACE) == Collected()
            assert await store.exists(name)
            assert "belongs to another database" in caplog.text
            await store.delete("owner")  # somebody said that the first one is gone
            assert await collect_blobs(stranger, store, grace=GRACE) == Collected(1, 5)


async def test_the_store_stays_this_databases_own(
    worker: AsyncConnection, store: BlobStore, root: Path
) -> None:
    for _ in range(2):
        await orphan(store, "files")
        age(root, hours=25)
        assert await collect_blobs(worker, store, grace=GRACE, every=AT_ONCE) == Collected(1, 5)


def test_every_column_that_names_blobs_is_looked_at(world: World) -> None:
    columns = world.rows(
        "SELECT table_name FROM information_schema.columns"
        " WHERE table_schema = 'kb' AND column_name LIKE %s",
        "%blob%name%",
    )
    [source] = world.rows(
        "SELECT prosrc FROM pg_proc WHERE oid = 'kb.unreferenced_blobs(text[])'::regprocedure"
    )
    assert columns
    for row in columns:
        assert f"kb.{row['table_name']} " in source["prosrc"], row


async def test_the_housekeeper_collects_with_the_grace_of_the_settings(
    world: World, store: BlobStore, root: Path
) -> None:
    name = await orphan(store, "files")
    age(root, hours=30)
    for hours, there in ((31, True), (29, False)):
        given = world.settings.model_copy(update={"blob_grace_hours": hours})
        await Housekeeper(world.database.worker_url, given).round()
        assert await store.exists(name) == there
        world.execute("DELETE FROM kb.blob_collections")


async def test_a_store_that_can_not_be_reached_keeps_nobody_from_the_rest(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def refuse(self: BlobStore, claimant: str) -> str:
        raise Unavailable("The blob store can't be written to now.")

    monkeypatch.setattr(BlobStore, "owner", refuse)
    ended_job(world, world.person(), days_ago=91)
    await Housekeeper(world.database.worker_url, world.settings).round()
    assert "no blobs were collected" in caplog.text
    assert len(world.rows("SELECT FROM kb.archived_jobs")) == 1


def test_the_api_can_not_say_how_far_the_collection_is(world: World) -> None:
    with (
        psycopg.connect(world.database.api_url) as api,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        api.execute("UPDATE kb.blob_collections SET after = NULL")


async def orphan(store: BlobStore, prefix: str) -> str:
    """A blob of five bytes that nothing names."""
    blob = await store.put(b"words", prefix=prefix, limit=100)
    return blob.name


def age(root: Path, *, hours: float) -> None:
    """All that is there was written so long ago."""
    at = time.time() - hours * 3600
    for path in root.rglob("*"):
        if path.is_file():
            os.utime(path, (at, at))
