"""A job over 10,000 newsletters, from a mailbox and from a file of mails: messages a second, and
how much memory its processes take, compared with a job over a tenth of them.

The targets of their links stand in the links, so nothing is fetched. The mailbox is Dovecot's, over
TLS; it is left out where that isn't installed."""

import tempfile
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import UUID

import psutil
from tests.newsletters.conftest import HOST, add_mailbox
from tests.newsletters.making import issue
from tests.support.courses import upload
from tests.support.dovecot import INSTALLED, Dovecot, dovecot_server
from tests.support.world import Person, World

from bench.world import fresh_world
from educe.jobs.submit import NewJob, submit

_LINKS = 8
_BEGIN = b"From weekly@example.org Fri Oct 17 14:33:28 2025\n"
_WITHIN = 3600.0

#: submits a job over so many messages in the person's project
Submit = Callable[[World, Person, int], Awaitable[UUID]]


async def measure(*, quick: bool) -> dict[str, float]:
    messages = 1000 if quick else 10_000
    figures = await _compared("mbox", _from_file, messages)
    if INSTALLED:
        with dovecot_server() as dovecot:
            given = {"fetch_allowed": [f"{HOST}:*"], "mail_ca_file": dovecot.ca}
            figures |= await _compared("imap", _from(dovecot), messages, **given)
    return figures


async def _compared(name: str, begin: Submit, messages: int, **settings: Any) -> dict[str, float]:
    async with fresh_world(**settings) as world:
        few = await _extracted(world, begin, messages // 10)
        many = await _extracted(world, begin, messages)
    return {
        f"{name}_messages": float(messages),
        f"{name}_messages_per_second": many["messages_per_second"],
        f"{name}_child_peak_megabytes": many["child"],
        f"{name}_worker_peak_megabytes": many["worker"],
        f"{name}_peak_over_peak_of_a_tenth": many["child"] / few["child"],
    }


async def _extracted(world: World, begin: Submit, messages: int) -> dict[str, float]:
    """By a worker of its own with one slot; peaks are of its processes' whole lives, in MB."""
    job = await begin(world, world.person(), messages)
    async with world.worker_process(slots=1) as worker:
        row = await world.until_ended(job, within=_WITHIN, every=0.5)
        assert (row["status"], row["successful_items"]) == ("completed", messages), row
        assert row["counts"]["kept"] == messages * _LINKS, row["counts"]
        peaks = [_peak(child.pid) for child in psutil.Process(worker.pid).children(recursive=True)]
        seconds = (row["completed_at"] - row["started_at"]).total_seconds()
        return {
            "messages_per_second": messages / seconds,
            "child": max(peaks),
            "worker": _peak(worker.pid),
        }


def _peak(process: int) -> float:
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    kilobytes = next(line.split()[1] for line in lines if line.startswith("VmHWM:"))
    return int(kilobytes) / 1000


async def _from_file(world: World, person: Person, messages: int) -> UUID:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "mails.mbox"
        with path.open("wb") as file:
            for mail in _issues(messages):
                file.write(_BEGIN + mail.replace(b"\r\n", b"\n") + b"\n\n")
        files = await upload(world, person, path)
    return await _submitted(world, person, messages, files)


def _from(dovecot: Dovecot) -> Submit:
    async def begin(world: World, person: Person, messages: int) -> UUID:
        name = f"u{person.id.hex}"
        since = datetime.now(UTC) - timedelta(days=1)
        dovecot.deliver(name, _issues(messages), received=since, apart=timedelta(seconds=1))
        mailbox = add_mailbox(world, person, dovecot, name)
        return await _submitted(world, person, messages, [], mailbox_id=str(mailbox))

    return begin


async def _submitted(
    world: World, person: Person, messages: int, files: list[UUID], **config: Any
) -> UUID:
    new = NewJob(
        person.project_id, "newsletters", {"max_results": messages, **config}, file_ids=files
    )
    async with world.api.session(person.id) as session:
        return await submit(session, world.rules, new, user_id=person.id)


def _issues(messages: int) -> Iterator[bytes]:
    """Of some ten thousand bytes each."""
    for number in range(messages):
        hidden = "<p>" + f"What else there was to say in issue {number}. " * 150 + "</p>"
        yield issue(number, [_link(number, place) for place in range(_LINKS)], hidden=hidden)


def _link(number: int, place: int) -> tuple[str, str]:
    story = f"what-the-archives-say-of-winter-{number}-{place}"
    target = f"https://paper-{number % 50}.example/2026/10/{story}"
    text = f"What the archives say of the winter in chapter {number}-{place}"
    return text, f"https://www.google.com/url?q={quote(target, safe='')}"
