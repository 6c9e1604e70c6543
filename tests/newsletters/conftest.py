"""Newsletters through the whole engine: a mailbox, a web, a worker."""

import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest

from educe.accounts.vault import Vault, parse_keys, secret_keys
from educe.documents.blobs import BlobStore
from educe.ids import new_id
from educe.jobs.submit import NewJob, submit
from educe.mailboxes.credentials import seal
from educe.mailboxes.servers import Credential
from tests.migrations.tenants import insert
from tests.support.courses import upload
from tests.support.databases import TestDatabase
from tests.support.dovecot import PASSWORD, Dovecot, dovecot_server
from tests.support.web import Web, web_server
from tests.support.wire import Wire
from tests.support.world import Person, World

HOST = "127.0.0.1"  # workers ask the machine's own resolver, which knows no other names of ours


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    with dovecot_server() as server:
        yield server


@pytest.fixture
async def world(database: TestDatabase, tmp_path: Path) -> AsyncIterator[World]:
    made = World(database, tmp_path, fetch_allowed=[f"{HOST}:*"], fetch_rest_seconds=0.0)
    yield made
    await made.close()


@pytest.fixture
async def web() -> AsyncIterator[Web]:
    async with web_server() as server:
        yield server


@dataclass
class Reader:
    """Somebody who extracts newsletters, and what becomes of it."""

    world: World
    person: Person
    web: Web

    def url(self, path: str) -> str:
        return self.web.url(path, host=HOST)

    async def extract(self, *files: Path, **config: Any) -> UUID:
        """Submits a job over these files, or over a mailbox. Returns its id."""
        ids = await upload(self.world, self.person, *files) if files else []
        new = NewJob(self.person.project_id, "newsletters", config, file_ids=ids)
        async with self.world.api.session(self.person.id) as session:
            return await submit(session, self.world.rules, new, user_id=self.person.id)

    async def extracted(self, *files: Path, within: float = 60, **config: Any) -> dict[str, Any]:
        """The job's row when it has ended; there must be a worker."""
        return await self.world.until_ended(await self.extract(*files, **config), within=within)

    async def artifact(self, job_id: UUID, name: str) -> bytes:
        rows = self.world.rows(
            "SELECT blob_name FROM kb.job_artifacts WHERE job_id = %s AND name = %s", job_id, name
        )
        assert len(rows) == 1, (name, rows)
        blobs = BlobStore.open(self.world.settings.blob_store_url)
        return b"".join([chunk async for chunk in blobs.stream(rows[0]["blob_name"])])

    async def json(self, job_id: UUID, name: str) -> Any:
        return json.loads(await self.artifact(job_id, name))

    async def articles(self, job_id: UUID) -> dict[str, list[str]]:
        """Addresses of the articles, by the newsletter's subject."""
        found = await self.json(job_id, "filtered_articles.json")
        return {each["subject"]: [a["url"] for a in each["articles"]] for each in found}

    async def reasons(self, job_id: UUID) -> dict[str, str]:
        """The rule by which each rejected address was."""
        found = await self.json(job_id, "rejected.json")
        return {link["url"]: link["rule"] for each in found for link in each["links"]}

    def warnings(self, job_id: UUID) -> list[str]:
        return [e["message"] for e in self.world.events(job_id) if e["kind"] == "warning"]


@dataclass
class Post:
    """A mailbox on Dovecot that the reader's project has."""

    world: World
    dovecot: Dovecot
    name: str
    mailbox_id: UUID

    def deliver(self, *messages: bytes, **how: Any) -> None:
        self.dovecot.deliver(self.name, messages, **how)

    def reach_through(self, wire: Wire) -> None:
        """From now on, and without encryption, so that the wire knows what is said."""
        self.world.execute(
            "UPDATE kb.mailboxes SET security = 'plain', port = %s WHERE id = %s",
            wire.port,
            self.mailbox_id,
        )


@pytest.fixture
def reader(world: World, web: Web) -> Reader:
    return Reader(world, world.person(), web)


@pytest.fixture
def post(dovecot: Dovecot, world: World, reader: Reader) -> Post:
    world.settings = world.settings.model_copy(update={"mail_ca_file": dovecot.ca})
    name = f"u{new_id().hex}"
    return Post(world, dovecot, name, add_mailbox(world, reader.person, dovecot, name))


def add_mailbox(
    world: World,
    person: Person,
    dovecot: Dovecot,
    user_name: str,
    *,
    password: str = PASSWORD,
) -> UUID:
    """A stored mailbox: by its kind a well-known provider's, by its address ours."""
    vault, mailbox_id = Vault(parse_keys(secret_keys(world.settings))), new_id()
    credential = Credential(kind="password", password=password)
    with psycopg.connect(world.database.owner_url) as owner:
        insert(
            owner,
            "mailboxes",
            id=mailbox_id,
            project_id=person.project_id,
            name="Mine",
            kind="gmail",
            host=HOST,
            port=dovecot.tls_port,
            security="tls",
            user_name=user_name,
            auth="password",
            credential=seal(vault, mailbox_id, credential),
            created_by=person.id,
        )
    return mailbox_id
