"""Whatever dies on the way: no message is lost, none is told twice, no link is followed again."""

from pathlib import Path
from typing import Any

import pytest

from tests.newsletters.conftest import Reader
from tests.newsletters.making import issue, page
from tests.support.web import answer
from tests.support.world import until

pytestmark = pytest.mark.slow

MESSAGES, LINKS = 4, 6


def mbox(reader: Reader, folder: Path) -> Path:
    """Issues whose links lead over a slow counter to an article each."""
    mails = []
    for number in range(MESSAGES):
        links = []
        for place in range(LINKS):
            name = f"{number}-{place}"
            path = f"/2026/10/what-the-archives-say-of-{name}"
            reader.web.says(f"/c/{name}", answer(302, after=0.2, location=path))
            reader.web.says(path, answer(200, page(f"Winter {name}"), after=0.2))
            links.append((f"What the archives say of winter {name}", reader.url(f"/c/{name}")))
        mails.append(issue(number, links).replace(b"\r\n", b"\n"))
    file = folder / "mails.mbox"
    begin = b"From weekly@example.org Fri Oct 17 14:33:28 2025\n"
    file.write_bytes(b"".join(begin + mail + b"\n\n" for mail in mails))
    return file


def resolved(reader: Reader) -> int:
    return int(reader.world.rows("SELECT count(*) AS n FROM kb.resolutions")[0]["n"])


async def failed_at_the_end(reader: Reader, file: Path) -> dict[str, Any]:
    """A job that has read all messages, and couldn't record what it found."""
    world = reader.world
    world.execute(
        "CREATE FUNCTION kb.no() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'not now'; END $$"
    )
    world.execute(
        "CREATE TRIGGER no BEFORE INSERT ON kb.articles FOR EACH ROW EXECUTE FUNCTION kb.no()"
    )
    failed = await reader.extracted(file)
    world.execute("DROP TRIGGER no ON kb.articles")
    assert failed["status"] == "failed"
    return failed


async def test_a_killed_worker_loses_no_message_and_follows_no_link_again(
    reader: Reader, tmp_path: Path
) -> None:
    world = reader.world
    job = await reader.extract(mbox(reader, tmp_path))
    async with world.worker_process(slots=1, fetch_concurrency_per_host=2) as worker:
        await until(lambda: resolved(reader) >= 5, within=60)
        worker.kill()
    known = resolved(reader)
    asked = {path for path in reader.web.paths() if path.startswith("/c/")}
    async with world.worker(slots=1):
        row = await world.until_ended(job, within=60)
    assert row["status"] == "completed", row
    assert row["failed_items"] == 0
    articles = await reader.articles(job)
    assert [len(urls) for urls in articles.values()] == [LINKS] * MESSAGES
    assert len(world.rows("SELECT FROM kb.newsletters")) == MESSAGES
    paths = [path for path in reader.web.paths() if path.startswith("/c/")]
    twice = {path for path in paths if paths.count(path) > 2}  # HEAD and GET are two
    assert len(twice) <= len(asked) - known
    kept = world.rows("SELECT name FROM kb.job_artifacts WHERE name LIKE 'raw_html/%%'")
    assert len(kept) == MESSAGES


async def test_a_cancelled_job_leaves_its_messages_to_the_next(
    reader: Reader, tmp_path: Path
) -> None:
    world, file = reader.world, mbox(reader, tmp_path)
    async with world.worker(slots=1, fetch_concurrency_per_host=2):
        first = await reader.extract(file)
        await until(lambda: resolved(reader) >= 5, within=60)
        await world.cancel(reader.person, first)
        cancelled = await world.until_ended(first, within=60)
        row = await reader.extracted(file)
    assert cancelled["status"] == "cancelled"
    assert row["progress_message"].startswith(
        f"{MESSAGES * LINKS} articles from {MESSAGES} newsletters"
    )
    assert len(world.rows("SELECT FROM kb.articles")) == MESSAGES * LINKS


async def test_a_failed_finish_that_is_done_again_tells_nothing_twice(
    reader: Reader, tmp_path: Path
) -> None:
    """A retry from the checkpoint reads no message again, and replaces what was recorded."""
    world, file = reader.world, mbox(reader, tmp_path)
    async with world.worker(slots=1):
        failed = await failed_at_the_end(reader, file)
        asked = len(reader.web.asked)
        await world.retry(reader.person, failed["id"])
        row = await world.until_ended(failed["id"], within=60)
    assert row["status"] == "completed", row
    assert len(reader.web.asked) == asked
    assert len(world.rows("SELECT FROM kb.articles")) == MESSAGES * LINKS
    assert len(await reader.articles(row["id"])) == MESSAGES


async def test_a_retried_job_leaves_alone_what_another_has_read_since(
    reader: Reader, tmp_path: Path
) -> None:
    world, file = reader.world, mbox(reader, tmp_path)
    async with world.worker(slots=1):
        failed = await failed_at_the_end(reader, file)
        other = await reader.extracted(file)
        await world.retry(reader.person, failed["id"])
        row = await world.until_ended(failed["id"], within=60)
    assert len(await reader.articles(other["id"])) == MESSAGES
    assert await reader.articles(row["id"]) == {}
    assert row["progress_message"] == f"Nothing new: {MESSAGES} messages were read before."
    of_jobs = world.rows("SELECT DISTINCT job_id FROM kb.newsletters")
    assert of_jobs == [{"job_id": other["id"]}]
