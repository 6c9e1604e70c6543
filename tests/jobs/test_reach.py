"""What extractors reach outside their job: mailboxes, files of mails, links."""

import logging
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import psutil
import pytest

from educe.accounts.vault import Vault, new_key, parse_keys
from educe.documents.blobs import BlobStore
from educe.errors import InvalidConfig, NotFound
from educe.extractors.registry import Registry
from educe.ids import new_id
from educe.jobs.preview import preview
from educe.jobs.queue.ranking import QueueBoard
from educe.jobs.rules import Rules
from educe.jobs.submit import NewJob, submit
from educe.mailboxes.credentials import seal
from educe.mailboxes.servers import Credential
from tests.mailboxes.making import message
from tests.support.databases import TestDatabase
from tests.support.dovecot import PASSWORD, Dovecot, dovecot_server
from tests.support.web import Web, web_server
from tests.support.world import Person, World, until

pytestmark = pytest.mark.slow

READER = "tests.support.mail_reading:MailReader"
KEY = new_key()


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Dovecot]:
    with dovecot_server() as server:
        yield server


@pytest.fixture
async def web() -> AsyncIterator[Web]:
    async with web_server() as server:
        yield server


@pytest.fixture
async def world(database: TestDatabase, tmp_path: Path) -> AsyncIterator[World]:
    made = World(database, tmp_path)
    made.settings = made.settings.model_copy(
        update={
            "extractors": [*made.settings.extractors, READER],
            "fetch_allowed": ["127.0.0.1:*"],
            "secret_keys": [_Secret(KEY)],
        }
    )
    made.rules = Rules(Registry(made.settings.extractors), made.rules.sender)
    yield made
    await made.close()


class _Secret:
    """As pydantic's; settings that are copied aren't parsed."""

    def __init__(self, value: str) -> None:
        self._value = value

    def get_secret_value(self) -> str:
        return self._value


def mailbox(
    world: World, person: Person, dovecot: Dovecot, *, password: str = PASSWORD, key: str = KEY
) -> tuple[UUID, str]:
    """Its id, and the user's name at the server."""
    mailbox_id, user = new_id(), f"u{new_id().hex}"
    world.execute(
        "INSERT INTO kb.mailboxes (id, project_id, name, kind, host, port, security, user_name,"
        " auth, credential) VALUES (%s, %s, 'Mine', 'imap', '127.0.0.1', %s, 'plain', %s,"
        " 'password', %s)",
        mailbox_id,
        person.project_id,
        dovecot.port,
        user,
        seal(Vault(parse_keys([key])), mailbox_id, Credential(kind="password", password=password)),
    )
    return mailbox_id, user


async def read(world: World, person: Person, *files: UUID, **config: Any) -> UUID:
    async with world.api.session(person.id) as session:
        new = NewJob(person.project_id, "mail_reader", config, files)
        return await submit(session, world.rules, new, user_id=person.id)


def results(world: World, job: UUID) -> list[dict[str, Any]]:
    return [item["result"] for item in world.items(job)]


async def test_a_mailbox_is_read_once_however_often_processes_end(
    world: World, dovecot: Dovecot, tmp_path: Path
) -> None:
    person = world.person()
    mailbox_id, user = mailbox(world, person, dovecot)
    dovecot.deliver(user, [message(n) for n in range(8)])
    given = {"mailbox_id": str(mailbox_id), "die_at": "Issue 5", "traces": str(tmp_path)}
    async with world.worker(slots=2):
        job = await read(world, person, **given)
        row = await world.until_ended(job)
    assert (row["status"], row["successful_items"], row["counts"]) == ("completed", 8, {})
    assert (tmp_path / "died").exists()
    assert {one["subject"] for one in results(world, job)} == {f"Issue {n}" for n in range(8)}
    assert all(one["claimed"] for one in results(world, job))
    remembered = world.rows("SELECT processed_at FROM kb.mail_messages WHERE job_id = %s", job)
    assert len(remembered) == 8
    assert all(each["processed_at"] for each in remembered)
    [kept] = world.rows("SELECT * FROM kb.mailboxes WHERE id = %s", mailbox_id)
    assert kept["last_checked"] is not None
    assert kept["last_problem"] is None


async def test_slices_of_a_job_share_one_connection_to_its_mailbox(
    world: World, dovecot: Dovecot
) -> None:
    person = world.person()
    mailbox_id, user = mailbox(world, person, dovecot)
    dovecot.deliver(user, [message(n) for n in range(30)])
    async with world.worker(slots=1, slice_seconds=0.05):
        job = await read(world, person, mailbox_id=str(mailbox_id))
        row = await world.until_ended(job)
    assert row["successful_items"] == 30
    [process] = {one["process"] for one in results(world, job)}
    assert process
    signed_in = [
        line for line in dovecot.log().splitlines() if "Logged in" in line or "Login:" in line
    ]
    assert len([line for line in signed_in if user in line]) == 1


async def test_mails_of_an_uploaded_file_are_read_and_links_are_followed(
    world: World, web: Web
) -> None:
    person = world.person()
    web.moves("/track", web.url("/article", "127.0.0.1"))
    box = b"\n".join(b"From me Fri Oct 17 14:33:28 2025\n" + message(n) + b"\n" for n in range(5))
    file_id = await uploaded(world, person, "news.mbox", "application/mbox", box)
    async with world.worker(slots=1):
        job = await read(world, person, file_id, links=[web.url("/track", "127.0.0.1")])
        row = await world.until_ended(job)
    assert (row["status"], row["successful_items"]) == ("completed", 5)
    assert {tuple(one["lead_to"]) for one in results(world, job)} == {
        (web.url("/article", "127.0.0.1"),)
    }
    assert web.paths().count("/track") == 1  # followed once for all who ask at the same time


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"password": "wrong"}, "password"),
        ({"key": new_key()}, "EDUCE_SECRET_KEYS"),
    ],
)
async def test_a_mailbox_that_lets_nobody_in_fails_the_job_with_what_to_do(
    world: World, dovecot: Dovecot, wrong: dict[str, str], told: str
) -> None:
    person = world.person()
    mailbox_id, _ = mailbox(world, person, dovecot, **wrong)
    async with world.worker():
        job = await read(world, person, mailbox_id=str(mailbox_id))
        row = await world.until_ended(job)
    assert (row["status"], row["error_details"]["kind"]) == ("failed", "job_fatal")
    assert told in row["error_message"]


async def test_a_mailbox_that_was_deleted_since_fails_the_job(
    world: World, dovecot: Dovecot
) -> None:
    person = world.person()
    mailbox_id, _ = mailbox(world, person, dovecot)
    job = await read(world, person, mailbox_id=str(mailbox_id))
    world.execute("DELETE FROM kb.mailboxes WHERE id = %s", mailbox_id)
    async with world.worker():
        row = await world.until_ended(job)
    assert (row["status"], row["error_details"]["kind"]) == ("failed", "job_fatal")
    assert "no such mailbox" in row["error_message"]


async def test_a_lost_connection_to_the_database_is_made_anew(
    world: World, dovecot: Dovecot
) -> None:
    person = world.person()
    mailbox_id, user = mailbox(world, person, dovecot)
    dovecot.deliver(user, [message(n) for n in range(200)])
    cut = 0
    async with world.worker(slots=1):
        job = await read(world, person, mailbox_id=str(mailbox_id))
        while world.row(job)["completed_at"] is None:
            cut += len(
                world.rows(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE application_name = 'educe worker child'"
                    " AND datname = current_database()"
                )
            )
            before = world.row(job)["processed_items"]
            await until(
                lambda before=before: (
                    (row := world.row(job))["completed_at"] or row["processed_items"] > before + 30
                )
            )
    row = world.row(job)
    assert (row["status"], row["successful_items"], row["failed_items"]) == ("completed", 200, 0)
    assert cut >= 2


async def test_secrets_are_in_no_log_and_on_no_command_line(
    world: World, dovecot: Dovecot, caplog: pytest.LogCaptureFixture
) -> None:
    person = world.person()
    mailbox_id, user = mailbox(world, person, dovecot)
    dovecot.deliver(user, [message()])
    caplog.set_level(logging.DEBUG)
    async with world.worker(slots=1):
        job = await read(world, person, mailbox_id=str(mailbox_id))
        await world.until_ended(job)
        children = psutil.Process().children(recursive=True)
        assert any("educe.jobs.work.child" in child.cmdline() for child in children)
        seen = [" ".join([*c.cmdline(), *c.environ().values()]) for c in children]
    stored = world.rows("SELECT * FROM kb.extraction_jobs WHERE id = %s", job)
    for text in (caplog.text, *seen, str(stored), str(world.events(job)), str(world.items(job))):
        assert KEY not in text
        assert PASSWORD not in text


async def test_a_mailbox_of_another_project_is_refused_at_submit(
    world: World, dovecot: Dovecot
) -> None:
    person, other = world.person(), world.person()
    theirs, _ = mailbox(world, other, dovecot)
    for wrong in (theirs, new_id()):
        with pytest.raises(InvalidConfig) as refused:
            await read(world, person, mailbox_id=str(wrong))
        [problem] = refused.value.details["fields"]
        assert problem["field"] == "mailbox_id"
    world.execute(
        "INSERT INTO kb.members VALUES (%s, %s, 'owner')", other.organization_id, person.id
    )
    with pytest.raises(InvalidConfig):  # one that is seen, and of another project
        await read(world, person, mailbox_id=str(theirs))
    async with world.api.session(person.id) as session:
        new = NewJob(other.project_id, "mail_reader", {"mailbox_id": str(theirs)})
        assert await submit(session, world.rules, new, user_id=person.id)


async def test_a_project_that_isnt_there_is_not_told_from_a_mailbox(
    world: World, dovecot: Dovecot
) -> None:
    person, other = world.person(), world.person()
    theirs, _ = mailbox(world, other, dovecot)
    new = NewJob(other.project_id, "mail_reader", {"mailbox_id": str(theirs)})
    async with world.api.session(person.id) as session:
        with pytest.raises(NotFound):
            await submit(session, world.rules, new, user_id=person.id)


async def test_a_preview_names_the_field_that_the_extractor_or_the_project_refuses(
    world: World, dovecot: Dovecot
) -> None:
    person, other = world.person(), world.person()
    theirs, _ = mailbox(world, other, dovecot)
    board = QueueBoard(world.api, world.rules, world.settings)
    async with world.api.session(person.id) as session:
        for config in ({}, {"mailbox_id": str(theirs)}):
            new = NewJob(person.project_id, "mail_reader", config)
            [problem] = (await preview(session, world.rules, board, new)).problems
            assert problem.field == "mailbox_id"
    await board.close()
    with pytest.raises(InvalidConfig, match="Choose a mailbox"):
        await read(world, person)


async def uploaded(world: World, person: Person, name: str, media_type: str, data: bytes) -> UUID:
    blob = await BlobStore.open(world.settings.blob_store_url).put(
        data, prefix="files", limit=len(data)
    )
    file_id, document = new_id(), new_id()
    world.execute(
        "INSERT INTO kb.documents (id, project_id, name) VALUES (%s, %s, %s)",
        document,
        person.project_id,
        name,
    )
    world.execute(
        "INSERT INTO kb.files (id, document_id, project_id, name, media_type, size, sha256,"
        " blob_name, version) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, 1)",
        file_id,
        document,
        person.project_id,
        name,
        media_type,
        blob.size,
        blob.sha256,
        blob.name,
    )
    return file_id
