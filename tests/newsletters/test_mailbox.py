"""A mailbox becomes articles, and each link that is left out has a reason."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from educe.mailboxes.messages import message_key
from tests.newsletters.conftest import Post, Reader, add_mailbox
from tests.newsletters.making import issue, page
from tests.support.web import answer
from tests.support.wire import wire_to
from tests.support.world import until

pytestmark = pytest.mark.slow

HEADLINE = "The quiet return of the night train to the north"
TRAIN = "/2026/10/the-quiet-return-of-the-night-train"
RIVERS = "/2026/10/how-rivers-remember-their-old-beds"
ARTIFACTS = {
    *("config_used.json", "newsletters.json", "extracted_links.json", "resolved_links.json"),
    *("filtered_articles.json", "filtered_articles.txt", "article_urls.txt"),
    *("rejected.json", "rejected.txt", "digest.html", "digest.md"),
}


def story(reader: Reader, number: int) -> tuple[str, str]:
    """An article on the web, and the headline that leads to it."""
    path = f"/2026/10/what-the-archives-say-of-winter-{number}"
    reader.web.says(path, answer(200, page(f"Winter {number}")))
    return f"What the archives say of the winter of year {number}", reader.url(path)


async def test_a_mailbox_becomes_articles_and_reasons_and_all_files(
    reader: Reader, post: Post
) -> None:
    web = reader.web
    web.moves("/c/1", "/hop", status=301)
    web.moves("/hop", f"{TRAIN}?utm_source=weekly")
    web.says(TRAIN, answer(200, page(HEADLINE)))
    web.says(RIVERS, answer(200, page("Rivers")))
    leave, direct = reader.url("/leave/8"), reader.url(RIVERS)
    links = [
        (HEADLINE, reader.url("/c/1")),
        ("How rivers remember their old beds for centuries", direct),
        ("Unsubscribe", reader.url("/unsubscribe/7")),
        ("A story that only looks like one but is the way out", leave),
        ("Follow us on Twitter", "https://twitter.com/weekly"),
    ]
    post.deliver(issue(1, links, subject="🍏 Rivers", unsubscribe=leave))
    async with reader.world.worker(slots=1):
        row = await reader.extracted(mailbox_id=str(post.mailbox_id))
    job = row["id"]
    assert (row["status"], row["progress_message"]) == (
        "completed",
        "2 articles from 1 newsletter, 3 links rejected",
    )
    train = reader.url(f"{TRAIN}?utm_source=weekly")
    assert await reader.articles(job) == {"🍏 Rivers": [train, direct]}
    reasons = await reader.reasons(job)
    assert set(reasons) == {links[2][1], leave, "https://twitter.com/weekly"}
    assert not {"/unsubscribe/7", "/leave/8"} & set(web.paths())
    counts = {"links": 5, "to_resolve": 2, "resolved": 2, "judged": 5, "kept": 2, "rejected": 3}
    assert row["counts"] == {**counts, "unresolved": 0}
    names = {r["name"] for r in reader.world.rows("SELECT name FROM kb.job_artifacts")}
    [html] = names - ARTIFACTS
    assert names > ARTIFACTS
    [told] = await reader.json(job, "newsletters.json")
    assert told["raw_html"] == html == f"raw_html/{told['key'][:16]}.html"
    assert HEADLINE in (await reader.artifact(job, html)).decode("utf-8-sig")
    [resolved] = await reader.json(job, "resolved_links.json")
    assert [(link["how"], link["hops"]) for link in resolved["links"]] == [
        ("redirects", 3),
        ("direct", 1),
    ]
    urls = (await reader.artifact(job, "article_urls.txt")).decode().splitlines()
    assert urls == [reader.url(TRAIN), direct]
    stored = reader.world.rows("SELECT canonical_url FROM kb.articles ORDER BY id")
    assert {each["canonical_url"] for each in stored} == set(urls)


async def test_the_config_used_tells_rules_and_no_secret(reader: Reader, post: Post) -> None:
    reader.world.execute(
        "INSERT INTO kb.site_rules (id, project_id, decision, host, path) VALUES"
        " (gen_random_uuid(), %s, 'block', 'dull.test', '')",
        reader.person.project_id,
    )
    post.deliver(issue(1, [story(reader, 1)]))
    async with reader.world.worker(slots=1):
        row = await reader.extracted(mailbox_id=str(post.mailbox_id), days_back=0.5)
    told = await reader.json(row["id"], "config_used.json")
    assert told["extraction_id"] == str(row["id"])
    assert told["config"]["days_back"] == 0.5
    assert told["filter_rules_version"] >= 1
    assert [rule["host"] for rule in told["project_rules"]["block"]] == ["dull.test"]
    assert "password" not in json.dumps(told)


async def test_a_message_is_read_once_unless_it_is_asked_for_again(
    reader: Reader, post: Post
) -> None:
    post.deliver(issue(1, [story(reader, 1)]))
    mailbox = {"mailbox_id": str(post.mailbox_id)}
    async with reader.world.worker(slots=1):
        await reader.extracted(**mailbox)
        asked = len(reader.web.asked)
        second = await reader.extracted(**mailbox)
        third = await reader.extracted(**mailbox, again=True)
    assert (second["status"], second["progress_message"]) == (
        "completed",
        "Nothing new: 1 message was read before.",
    )
    assert third["progress_message"] == "1 article from 1 newsletter, 0 links rejected"
    assert len(reader.web.asked) == asked  # where its links lead is known
    assert len(reader.world.rows("SELECT FROM kb.newsletters")) == 1
    assert len(reader.world.rows("SELECT FROM kb.articles")) == 1


async def test_an_empty_mailbox_ends_completed_with_nothing_found(
    reader: Reader, post: Post
) -> None:
    post.deliver(issue(1, []), folder="Other")
    async with reader.world.worker(slots=1):
        row = await reader.extracted(mailbox_id=str(post.mailbox_id))
    assert (row["status"], row["progress_message"]) == (
        "completed",
        "Nothing found: no message fits.",
    )


async def test_a_wrong_password_fails_the_job_at_once_and_says_what_to_do(
    reader: Reader, post: Post
) -> None:
    world = reader.world
    mailbox = add_mailbox(world, reader.person, post.dovecot, f"{post.name}x", password="no")
    async with world.worker(slots=1):
        row = await reader.extracted(mailbox_id=str(mailbox), within=90)
    assert row["status"] == "failed"
    assert "password" in row["error_message"]
    assert row["stage_failures"] == 0


async def test_only_new_goes_on_where_it_was_and_not_past_what_failed(
    reader: Reader, post: Post
) -> None:
    now = datetime.now(UTC)
    for number in (1, 2, 3):
        hours = timedelta(hours=number - 6)
        post.deliver(issue(number, [story(reader, number)]), received=now + hours)
    with wire_to(post.dovecot.port) as wire:
        post.reach_through(wire)
        wanted = {"mailbox_id": str(post.mailbox_id), "only_new": True}
        wire.garbled = {b"UID FETCH 2 (UID BODY": b"UID FITCH 2 (UID BODY"}
        async with reader.world.worker(slots=1):
            first = await reader.extracted(**wanted)
            wire.garbled = {}
            held = reader.world.rows("SELECT uidnext FROM kb.mail_marks")
            problems = reader.world.rows("SELECT last_problem FROM kb.mailboxes")
            second = await reader.extracted(**wanted)
            third = await reader.extracted(**wanted)
    assert (first["successful_items"], first["failed_items"]) == (2, 1)
    assert held == [{"uidnext": 2}]
    assert problems == [{"last_problem": None}]  # a message's, not the mailbox's
    assert list(await reader.articles(second["id"])) == ["Issue 2"]
    assert second["total_items"] == 1
    assert reader.world.rows("SELECT uidnext FROM kb.mail_marks")[0]["uidnext"] > 2
    assert third["progress_message"] == "Nothing new: 3 messages were read before."


async def test_only_new_reads_the_oldest_first_and_comes_to_the_end(
    reader: Reader, post: Post
) -> None:
    now = datetime.now(UTC)
    issues = [issue(number, [story(reader, number)]) for number in range(1, 6)]
    post.deliver(*issues, received=now - timedelta(hours=9), apart=timedelta(hours=1))
    wanted = {"mailbox_id": str(post.mailbox_id), "only_new": True, "max_results": 2}
    async with reader.world.worker(slots=1):
        rows = [await reader.extracted(**wanted) for _ in range(4)]
    read = [[*await reader.articles(row["id"])] for row in rows[:3]]
    assert read == [["Issue 1", "Issue 2"], ["Issue 3", "Issue 4"], ["Issue 5"]]
    assert rows[3]["progress_message"] == "Nothing new: 5 messages were read before."


async def test_old_messages_that_are_filed_late_are_all_read_in_whatever_order_they_came(
    reader: Reader, post: Post
) -> None:
    now = datetime.now(UTC)
    wanted = {"mailbox_id": str(post.mailbox_id), "only_new": True, "max_results": 1}
    async with reader.world.worker(slots=1):
        post.deliver(issue(1, [story(reader, 1)]), received=now)
        await reader.extracted(**wanted)
        for number, days in ((2, 20), (3, 30), (4, 25)):  # long before the mark
            received = now - timedelta(days=days)
            post.deliver(issue(number, [story(reader, number)]), received=received)
        rows = [await reader.extracted(**wanted) for _ in range(4)]
    read = [[*await reader.articles(row["id"])] for row in rows[:3]]
    assert sorted(read) == [["Issue 2"], ["Issue 3"], ["Issue 4"]]
    assert rows[3]["progress_message"].startswith("Nothing new")


async def test_messages_of_a_file_that_were_read_do_not_keep_new_ones_waiting(
    reader: Reader, post: Post, tmp_path: Path
) -> None:
    for number in (1, 2):
        (tmp_path / f"{number}.eml").write_bytes(issue(number, [story(reader, number)]))
    files = [tmp_path / "1.eml", tmp_path / "2.eml"]
    post.deliver(issue(3, [story(reader, 3)]))
    wanted = {"mailbox_id": str(post.mailbox_id), "only_new": True, "max_results": 1}
    async with reader.world.worker(slots=1):
        rows = [await reader.extracted(*files, **wanted) for _ in range(4)]
    read = [[*await reader.articles(row["id"])] for row in rows[:3]]
    assert sorted(read) == [["Issue 1"], ["Issue 2"], ["Issue 3"]]
    assert rows[3]["progress_message"] == "Nothing new: 3 messages were read before."


async def test_without_only_new_the_latest_messages_are_read(reader: Reader, post: Post) -> None:
    now = datetime.now(UTC)
    issues = [issue(number, [story(reader, number)]) for number in range(1, 5)]
    post.deliver(*issues, received=now - timedelta(hours=9), apart=timedelta(hours=1))
    async with reader.world.worker(slots=1):
        row = await reader.extracted(
            mailbox_id=str(post.mailbox_id), max_results=2, hours_back=7.5, senders=["example.org"]
        )
        other = await reader.extracted(mailbox_id=str(post.mailbox_id), senders=["example.com"])
    assert list(await reader.articles(row["id"])) == ["Issue 3", "Issue 4"]
    assert other["progress_message"] == "Nothing found: no message fits."


async def test_a_message_that_another_job_is_at_is_left_to_it(reader: Reader, post: Post) -> None:
    """And is found again, for the other may fail."""
    world, data = reader.world, issue(1, [story(reader, 1)])
    post.deliver(data, issue(2, [story(reader, 2)]))
    world.execute("UPDATE kb.users SET max_running_jobs = 1 WHERE id = %s", reader.person.id)
    wanted = {"mailbox_id": str(post.mailbox_id), "only_new": True}
    mine = await reader.extract(**wanted)
    other = await world.submit(reader.person, succeed=1)  # waits until mine has ended
    world.execute(
        "INSERT INTO kb.mail_messages (project_id, key, place, sender, subject, job_id)"
        " VALUES (%s, %s, '', '', '', %s)",
        *(reader.person.project_id, message_key("1@example.org", data), other),
    )
    async with world.worker(slots=1):
        row = await world.until_ended(mine, within=60)
        await world.until_ended(other)
        second = await reader.extracted(**wanted)
    assert list(await reader.articles(mine)) == ["Issue 2"]
    assert row["counts"]["elsewhere"] == 1
    assert any("Another extraction" in warning for warning in reader.warnings(mine))
    assert list(await reader.articles(second["id"])) == ["Issue 1"]


async def test_what_is_under_way_is_told_with_the_providers_name(
    reader: Reader, post: Post
) -> None:
    told, path = set[str](), "/2026/10/a-story-that-takes-its-time"
    links = [
        (f"A story that takes its time, part {n}", reader.url(f"{path}-{n}")) for n in range(9)
    ]
    for number in range(9):
        reader.web.says(f"{path}-{number}", answer(200, page("Slow"), after=0.3))
    post.deliver(issue(1, links, subject="Slow news"))
    async with reader.world.worker(slots=1, fetch_concurrency_per_host=1):
        job = await reader.extract(mailbox_id=str(post.mailbox_id))

        def ended() -> bool:
            row = reader.world.row(job)
            told.add(row["progress_message"])
            return row["completed_at"] is not None

        await until(ended, within=60)
    step = re.compile(r"Extracting from Gmail… resolving links of “Slow news”, \d of 9")
    assert sum(step.fullmatch(message) is not None for message in told) >= 2, told


async def test_a_mailbox_that_is_deleted_meanwhile_takes_nothing_with_it(
    reader: Reader, post: Post
) -> None:
    path = "/2026/10/a-story-that-takes-its-time"
    reader.web.says(path, answer(200, page("Slow"), after=2.0))
    post.deliver(issue(1, [("A story that takes its time to come", reader.url(path))]))
    async with reader.world.worker(slots=1):
        job = await reader.extract(mailbox_id=str(post.mailbox_id), only_new=True)
        await until(lambda: reader.web.asked)
        reader.world.execute("DELETE FROM kb.mailboxes")
        row = await reader.world.until_ended(job, within=60)
    assert row["progress_message"] == "1 article from 1 newsletter, 0 links rejected", row


@pytest.mark.parametrize("check_pages", [False, True])
async def test_the_way_out_is_not_taken_when_a_link_leads_to_it_on_detours(
    reader: Reader, post: Post, check_pages: bool
) -> None:
    leave = reader.url("/bye/8")
    reader.web.moves("/c/9", "/bye/8")
    links = [("A story that is behind a counter of clicks", reader.url("/c/9"))]
    post.deliver(issue(1, links, unsubscribe=leave))
    async with reader.world.worker(slots=1):
        row = await reader.extracted(mailbox_id=str(post.mailbox_id), check_pages=check_pages)
    assert set(reader.web.paths()) == {"/c/9"}
    [told] = await reader.json(row["id"], "resolved_links.json")
    assert [link["code"] for link in told["links"]] == ["never_fetched"]
    assert row["summary"]["counts"]["unresolved"] == 1
