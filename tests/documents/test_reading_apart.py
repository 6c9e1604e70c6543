"""Files are read in a process that may die of them; whoever asks doesn't."""

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import pytest
from tests.documents.making import lecture_pdf
from tests.support.world import until

from educe.documents.media import MediaType
from educe.documents.reading import apart, read
from educe.documents.reading.apart import ApartReader, NotReadNow
from educe.errors import Unavailable, UnreadableFile
from educe.ids import new_id

pytestmark = pytest.mark.slow


async def chunks(data: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(data), 1000):
        yield data[start : start + 1000]


async def test_the_text_is_the_one_that_a_worker_reads() -> None:
    data = lecture_pdf()
    reader = ApartReader()
    async with reader.turn(new_id(), new_id()):
        told = await reader.read(chunks(data), MediaType.PDF, name="a.pdf")
    assert told == read(data, MediaType.PDF, name="a.pdf")


async def test_a_file_that_nobody_can_read_is_refused_in_the_readers_words() -> None:
    with pytest.raises(UnreadableFile, match="is damaged"):
        await ApartReader().read(chunks(b"%PDF-1.7 and no more"), MediaType.PDF, name="ä.pdf")


async def test_reading_that_takes_too_long_is_ended() -> None:
    with pytest.raises(NotReadNow, match="takes longer than 0 seconds"):
        await ApartReader(seconds=0.01).read(chunks(b"Words."), MediaType.PLAIN, name="a.txt")


async def test_reading_that_takes_too_much_memory_is_ended() -> None:
    reader = ApartReader(memory_bytes=400_000_000)
    data = b"Words and more words.\n" * 15_000_000
    with pytest.raises(NotReadNow, match="memory"):
        await reader.read(chunks_of(data), MediaType.PLAIN, name="a.txt")


async def chunks_of(data: bytes) -> AsyncIterator[bytes]:
    yield data


@pytest.mark.parametrize(
    "deed",
    [
        "import os; os.kill(os.getpid(), 11)",
        "print('{}')",
        "print('not json')",
        """print('{"text": {"text": "x", "blocks": [{"kind": "title", "start": 0, "end": 9}]}}')""",
        r"""print('{"text": {"text": "a\\u0000b", "blocks": []}}')""",
        """print('{"refused": {"slug": "made-up", "message": "x"}}')""",
        """print('[' * 100_000)""",
    ],
)
async def test_a_reader_that_breaks_or_lies_breaks_nobody_else(
    deed: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    wrong = tmp_path / "python"
    wrong.write_text(f"#!{apart.sys.executable}\n{deed}\n")
    wrong.chmod(0o755)
    monkeypatch.setattr(apart.sys, "executable", str(wrong))
    with pytest.raises((UnreadableFile, NotReadNow)):
        await ApartReader().read(chunks(b"Words."), MediaType.PLAIN, name="a.txt")


async def test_the_child_knows_no_settings_and_no_secrets(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    told = tmp_path / "told"
    spy = tmp_path / "python"
    spy.write_text(f"#!/bin/sh\nenv > {told}\nexit 1\n")
    spy.chmod(0o755)
    monkeypatch.setenv("EDUCE_TOKEN", "secret")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setattr(apart.sys, "executable", str(spy))
    with pytest.raises(NotReadNow):
        await ApartReader().read(chunks(b"Words."), MediaType.PLAIN, name="a.txt")
    assert "secret" not in told.read_text()


async def test_one_file_is_read_at_a_time_and_not_any_number_waits() -> None:
    reader = ApartReader()
    at_work: list[int] = []

    async def one(number: int) -> None:
        async with reader.turn(new_id(), new_id()):
            at_work.append(number)
            assert len(at_work) == 1
            await asyncio.sleep(0)
            at_work.remove(number)

    async with reader.turn(new_id(), new_id()):
        waiting = [asyncio.create_task(one(n)) for n in range(20)]
        await asyncio.sleep(0)
        with pytest.raises(Unavailable, match="Try again"):
            await one(99)
    await asyncio.gather(*waiting)


async def test_nobody_fills_the_line_alone() -> None:
    reader = ApartReader()
    anna, ben = new_id(), new_id()

    async def one(user: UUID) -> None:
        async with reader.turn(user, new_id()):
            pass

    async with reader.turn(anna, new_id()):
        waiting = [asyncio.create_task(one(user)) for user in (anna, anna, ben)]
        await asyncio.sleep(0)
        with pytest.raises(Unavailable, match="2 files wait already to be read for you"):
            await one(anna)
        waiting[0].cancel()
        await asyncio.wait(waiting[:1])
        waiting.append(asyncio.create_task(one(anna)))  # one gave up: there is room again
        await asyncio.sleep(0)
        with pytest.raises(Unavailable):
            await one(anna)
    await asyncio.gather(*waiting[1:])
    await one(anna)


async def test_who_asks_for_one_file_many_times_stands_in_line_once() -> None:
    reader = ApartReader()
    anna, file = new_id(), new_id()
    at_work: list[int] = []

    async def one(number: int) -> None:
        async with reader.turn(anna, file):
            at_work.append(number)
            await asyncio.sleep(0)

    async with reader.turn(new_id(), new_id()):
        waiting = [asyncio.create_task(one(n)) for n in range(30)]
        await asyncio.sleep(0)
    await asyncio.gather(*waiting)
    assert at_work == list(range(30))


async def test_who_gives_up_leaves_no_child_behind(monkeypatch: pytest.MonkeyPatch,
                                                   tmp_path: Path) -> None:  # fmt: skip
    pid = tmp_path / "pid"
    slow = tmp_path / "python"
    slow.write_text(f"#!/bin/sh\necho $$ > {pid}\nexec sleep 60\n")
    slow.chmod(0o755)
    monkeypatch.setattr(apart.sys, "executable", str(slow))
    reading = asyncio.create_task(
        ApartReader().read(chunks(b"Words."), MediaType.PLAIN, name="a.txt")
    )
    await until(lambda: pid.exists() and pid.read_text().strip())
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid.read_text()), 0)
