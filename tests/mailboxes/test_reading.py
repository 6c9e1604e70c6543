"""Finding and reading messages, on a real server."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import psutil
import pytest

from educe.mailboxes.access import Mail, MailOptions
from educe.mailboxes.failures import MailboxFailed
from educe.mailboxes.messages import Found
from educe.mailboxes.reading import ImapSource, mark_after
from educe.mailboxes.wanted import Mark, Wanted
from tests.mailboxes.conftest import Open, Post, to_loopback
from tests.mailboxes.making import message
from tests.support.wire import wire_to

NOW = datetime(2025, 10, 17, 14, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


async def found_in(
    source: ImapSource, marks: dict[str, Mark] | None = None, **wanted: Any
) -> list[Found]:
    return [each async for each in source.find(Wanted(**wanted), marks or {})]


async def subjects(source: ImapSource, **wanted: Any) -> list[str]:
    return [each.subject for each in await found_in(source, **wanted)]


async def test_messages_are_found_and_read_and_nothing_is_marked(
    post: Post, open_source: Open
) -> None:
    mails = [message(n) for n in range(3)]
    post.deliver(*mails, received=NOW, apart=HOUR)
    async with open_source() as source:
        found = await found_in(source)
        read = [each async for each in source.read(found)]
    assert [each.subject for each in found] == ["Issue 0", "Issue 1", "Issue 2"]
    assert [each.received for each in found] == [NOW, NOW + HOUR, NOW + 2 * HOUR]
    assert {each.sender for each in found} == {"news@example.org"}
    assert [each.data.replace(b"\r\n", b"\n") for each in read] == mails
    assert post.dovecot.flags(post.name) == ["", "", ""]


async def test_the_window_is_exact_to_the_second_though_servers_search_by_days(
    post: Post, open_source: Open
) -> None:
    post.deliver(*map(message, range(5)), received=NOW, apart=HOUR / 2)
    async with open_source() as source:
        assert await subjects(source, since=NOW + 1.5 * HOUR) == ["Issue 3", "Issue 4"]
        since = NOW + 1.5 * HOUR + timedelta(seconds=1)
        assert await subjects(source, since=since) == ["Issue 4"]
        assert await subjects(source, since=NOW + 9 * HOUR) == []


async def test_a_window_begins_on_the_day_before_where_the_clock_says_so(
    post: Post, open_source: Open
) -> None:
    midnight = datetime(2025, 10, 17, 0, 10, tzinfo=UTC)
    post.deliver(message(), received=midnight)
    async with open_source() as source:
        assert await subjects(source, since=midnight - HOUR) == ["Issue 1"]


@pytest.mark.parametrize(
    ("senders", "expected"),
    [
        (["crew@news.example.org"], ["A"]),
        (["example.org"], ["A", "B"]),
        (["@example.org"], ["A", "B"]),
        (["*@*.example.org"], ["A"]),
        (["*.com"], ["C"]),
        (["CREW@news.example.org", "x.com"], ["A", "C"]),
        (["ample.org", "crew"], []),
        ([f"s{n}.org" for n in range(50)] + ["x.com"], ["C"]),
    ],
)
async def test_senders_are_addresses_domains_and_patterns(
    post: Post, open_source: Open, senders: list[str], expected: list[str]
) -> None:
    post.deliver(
        message(1, sender='"The Crew" <crew@news.example.org>', subject="A"),
        message(2, sender="B@example.org", subject="B"),
        message(3, sender="c@x.com", subject="C"),
        message(4, sender='"crew@news.example.org" <d@netflix.org>', subject="D"),
        received=NOW,
        apart=HOUR,
    )
    async with open_source() as source:
        assert await subjects(source, senders=senders) == expected


async def test_subjects_are_compared_as_people_read_them(post: Post, open_source: Open) -> None:
    post.deliver(message(1, subject="Die WÖCHENTLICHE Übersicht"), message(2, subject="Else"))
    async with open_source() as source:
        assert await subjects(source, subject="wöchentliche ü") == ["Die WÖCHENTLICHE Übersicht"]


async def test_at_most_so_many_are_the_latest_and_of_new_ones_the_oldest(
    post: Post, open_source: Open
) -> None:
    post.deliver(*map(message, range(5)), received=NOW, apart=HOUR)
    async with open_source() as source:
        assert await subjects(source, most=2) == ["Issue 3", "Issue 4"]
        assert await subjects(source, most=2, only_new=True) == ["Issue 0", "Issue 1"]


async def test_several_folders_are_read_in_one_go(post: Post, open_source: Open) -> None:
    odd = "Lesestoff &amp; „mehr“/2"
    post.deliver(message(1), received=NOW + HOUR)
    async with open_source() as source:
        imap = await source._connected()
        imap._box.folder.create('Grüße & "mehr"')
    post.deliver(message(3), folder="Letters", received=NOW)
    async with open_source() as source:
        assert set(await source.folders()) == {"INBOX", "Letters", 'Grüße & "mehr"'}
        assert (await source.look('Grüße & "mehr"')).messages == 0
        found = await found_in(source, folders=["INBOX", "Letters"])
        assert [each.subject for each in found] == ["Issue 3", "Issue 1"]
        assert len([each async for each in source.read(found)]) == 2
    assert odd not in post.dovecot.log()


async def test_a_message_that_is_gone_is_left_out(post: Post, open_source: Open) -> None:
    post.deliver(*map(message, range(3)), received=NOW, apart=HOUR)
    async with open_source() as source:
        found = await found_in(source)
        gone = found[1].model_copy(update={"place": found[1].place.replace("/2/", "/99/")})
        read = [each async for each in source.read([found[0], gone, found[2]])]
    assert [each.found.subject for each in read] == ["Issue 0", "Issue 2"]


async def test_an_empty_mailbox_gives_nothing(open_source: Open) -> None:
    async with open_source() as source:
        assert await found_in(source) == []


# going on where one was


async def test_only_new_goes_on_at_the_mark_and_finds_what_came_in_late(
    post: Post, open_source: Open
) -> None:
    post.deliver(*map(message, range(3)), received=NOW - 10 * 24 * HOUR, apart=HOUR)
    async with open_source() as source:
        mark = mark_after(await found_in(source, only_new=True))
        assert mark is not None
        assert await subjects_since(source, mark) == ["Issue 0", "Issue 1", "Issue 2"]
        post.deliver(message(7, subject="Late"), received=NOW - 90 * 24 * HOUR)
        post.deliver(message(8, subject="Today"), received=NOW)
        mark = mark.model_copy(update={"seen_until": NOW - 5 * 24 * HOUR})
        assert await subjects_since(source, mark) == ["Late", "Today"]


async def subjects_since(source: ImapSource, mark: Mark) -> list[str]:
    found = await found_in(source, {"INBOX": mark}, only_new=True, since=NOW + HOUR)
    return [each.subject for each in found]


async def test_what_was_left_is_found_again(post: Post, open_source: Open) -> None:
    post.deliver(*map(message, range(4)), received=NOW - 20 * 24 * HOUR, apart=24 * 5 * HOUR)
    async with open_source() as source:
        found = await found_in(source)
        mark = mark_after([found[0], found[2], found[3]], left=[found[1]])
        assert mark is not None
        assert await subjects_since(source, mark) == ["Issue 1", "Issue 2", "Issue 3"]
        done = mark_after(found, before=mark)
        assert done is not None
        assert mark_after(found[:1], before=done) == done


async def test_a_folder_that_was_made_anew_is_read_by_dates(post: Post, open_source: Open) -> None:
    post.deliver(*map(message, range(3)), folder="Letters", received=NOW, apart=HOUR)
    async with open_source(folder="Letters") as source:
        found = await found_in(source)
    mark = mark_after(found)
    assert mark is not None
    post.dovecot.remove(post.name, "Letters")
    post.deliver(message(1), folder="Letters", received=NOW - 30 * 24 * HOUR)
    post.deliver(message(2), folder="Letters", received=NOW + HOUR)
    async with open_source(folder="Letters") as source:
        assert (await source.look()).uidvalidity != mark.uidvalidity
        again = await found_in(source, {"Letters": mark}, only_new=True)
        assert [each.subject for each in again] == ["Issue 2"]
        with pytest.raises(MailboxFailed) as failed:
            _ = [each async for each in source.read(found)]
    assert (failed.value.code, failed.value.is_passing) == ("folder_changed", True)


# when the connection is bad


@pytest.mark.slow
async def test_a_connection_that_is_cut_again_and_again_loses_and_doubles_nothing(
    post: Post, open_source: Open
) -> None:
    mails = [message(n, size=20_000) for n in range(40)]
    post.deliver(*mails, received=NOW, apart=HOUR)
    with wire_to(post.dovecot.tls_port) as wire:
        wire.cuts = [3_000, 30_000, 60_000, 200_000]
        async with open_source(port=wire.port) as source:
            found = await found_in(source)
            wire.cuts += [300_000]
            await source.close()
            read = [each async for each in source.read(found)]
        assert wire.connections > 4
    assert [each.data.replace(b"\r\n", b"\n") for each in read] == mails


@pytest.mark.slow
async def test_a_message_that_breaks_every_connection_doesnt_hide_the_others(
    post: Post, open_source: Open
) -> None:
    post.deliver(message(1), message(2, size=300_000), message(3), received=NOW, apart=HOUR)
    with wire_to(post.dovecot.tls_port) as wire:
        async with open_source(port=wire.port, tries=2) as source:
            found = await found_in(source)
            await source.close()
            wire.cuts = [100_000] * 50
            reading = source.read([found[0], found[2], found[1]])
            assert [(await anext(reading)).found for _ in range(2)] == [found[0], found[2]]
            with pytest.raises(MailboxFailed) as failed:
                await anext(reading)
    assert failed.value.code == "connection_lost"


@pytest.mark.slow
async def test_a_server_that_is_too_slow_is_given_up(
    post: Post, options: MailOptions, open_source: Open
) -> None:
    post.deliver(message(size=50_000))
    hasty = Mail(
        options.model_copy(update={"answer_seconds": 0.5, "bytes_per_second": 1e9}),
        resolve=to_loopback,
    )
    with wire_to(post.dovecot.tls_port) as wire:
        async with open_source(port=wire.port, tries=1, through=hasty) as source:
            found = await found_in(source)
            await source.close()
            wire.seconds_per_kilobyte = 0.05
            with pytest.raises(MailboxFailed) as failed:
                _ = [each async for each in source.read(found)]
    hasty.close()
    assert failed.value.code == "timed_out"


@pytest.mark.slow
async def test_who_stops_waiting_ends_the_connection(
    post: Post, mail: Mail, open_source: Open
) -> None:
    post.deliver(message(size=200_000))
    with wire_to(post.dovecot.tls_port) as wire:
        async with open_source(port=wire.port) as source:
            found = await found_in(source)
            await source.close()
            wire.seconds_per_kilobyte = 0.05
            reading = asyncio.ensure_future(anext(source.read(found)))  # type: ignore[arg-type]
            await asyncio.sleep(0.6)
            reading.cancel()
            with pytest.raises(asyncio.CancelledError):
                await reading
            assert source._imap is None


@pytest.mark.slow
async def test_thousands_of_messages_are_read_in_bounded_memory(
    post: Post, open_source: Open
) -> None:
    mails = [message(n, size=10_000) for n in range(3_000)]
    post.deliver(*mails, received=NOW, apart=timedelta(seconds=10))
    size = sum(map(len, mails))
    keys = set()
    del mails
    process = psutil.Process()
    before = process.memory_info().rss
    most = 0
    async with open_source() as source:
        found = await found_in(source)
        assert len(found) == 3_000
        async for each in source.read(found):
            keys.add(each.key)
            most = max(most, process.memory_info().rss - before)
    assert len(keys) == 3_000
    assert most < size
    assert post.dovecot.flags(post.name) == [""] * 3_000


@pytest.mark.slow
async def test_of_a_very_large_message_the_beginning_is_read(
    post: Post, open_source: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("imap", "reading"):
        monkeypatch.setattr(f"educe.mailboxes.{module}.MAX_MESSAGE", 100_000)
    post.deliver(message(size=3_000_000), message(2))
    async with open_source() as source:
        read = [each async for each in source.read(await found_in(source))]
    assert sorted(len(each.data) for each in read)[1] == 100_000
    assert max(each.found.size for each in read) > 3_000_000
