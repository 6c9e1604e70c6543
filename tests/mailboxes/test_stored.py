"""Stored mailboxes as workers use them: tokens that run out, new keys, what is remembered."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest

from educe.accounts.vault import Vault, WrongSecretKey, new_key, parse_keys
from educe.errors import NotFound
from educe.ids import new_id
from educe.limits.slots import Query
from educe.mailboxes.access import Mail, MailOptions, OAuthClient
from educe.mailboxes.credentials import Account, seal, unseal
from educe.mailboxes.failures import MailboxFailed
from educe.mailboxes.memory import Memory
from educe.mailboxes.messages import Found, RawMessage
from educe.mailboxes.oauth import PROVIDERS, Endpoints
from educe.mailboxes.rotation import seal_anew
from educe.mailboxes.servers import Credential
from educe.mailboxes.sources import open_mailbox, try_stored
from educe.mailboxes.wanted import Mark, Wanted
from tests.fetching.conftest import as_project
from tests.mailboxes.conftest import Post, to_loopback
from tests.mailboxes.making import message
from tests.migrations.tenants import Tenant, insert, make_job, make_tenant
from tests.support.databases import Server as DatabaseServer
from tests.support.databases import TestDatabase
from tests.support.dovecot import PASSWORD, Dovecot
from tests.support.oauth_provider import OAuthProvider, oauth_provider

NOW = datetime(2025, 10, 17, tzinfo=UTC)


@pytest.fixture(scope="module")
def database(server: DatabaseServer) -> Iterator[TestDatabase]:
    with server.database() as made:
        yield made


@pytest.fixture
def tenant(database: TestDatabase) -> Tenant:
    with psycopg.connect(database.owner_url) as owner:
        return make_tenant(owner)


@pytest.fixture
async def query(database: TestDatabase, tenant: Tenant) -> AsyncIterator[Query]:
    async with as_project(database, tenant.project_id) as made:
        yield made


@pytest.fixture
def provider(dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch) -> Iterator[OAuthProvider]:
    with oauth_provider(dovecot.oauth_port) as made:
        here = Endpoints("Google", f"{made.url}/authorize", f"{made.url}/token", "mail", {})
        monkeypatch.setitem(PROVIDERS, "google", here)
        yield made


@pytest.fixture
def mail(options: MailOptions) -> Iterator[Mail]:
    client = OAuthClient(id=OAuthProvider.client_id, secret=OAuthProvider.client_secret)
    made = Mail(options.model_copy(update={"clients": {"google": client}}), resolve=to_loopback)
    yield made
    made.close()


def store(
    database: TestDatabase, tenant: Tenant, mail: Mail, post: Post, credential: Credential
) -> UUID:
    mailbox_id = new_id()
    with psycopg.connect(database.owner_url) as owner:
        insert(
            owner,
            "mailboxes",
            id=mailbox_id,
            project_id=tenant.project_id,
            name="Mine",
            kind="imap",
            **post.server().model_dump(),
            auth=credential.kind,
            credential=seal(mail.vault, mailbox_id, credential),
        )
    return mailbox_id


def consent(refresh_token: str, *, access_token: str = "", expires_in: float = 0) -> Credential:
    return Credential(
        kind="oauth",
        provider="google",
        refresh_token=refresh_token,
        access_token=access_token,
        expires_at=time.time() + expires_in,
    )


def row(database: TestDatabase, mailbox_id: UUID) -> dict[str, Any]:
    with psycopg.connect(database.owner_url) as owner:
        cursor = owner.cursor(row_factory=psycopg.rows.dict_row)
        found = cursor.execute("SELECT * FROM kb.mailboxes WHERE id = %s", [mailbox_id]).fetchone()
        assert found is not None
        return found


async def test_a_worker_reads_a_stored_mailbox_and_keeps_how_it_went(
    database: TestDatabase, tenant: Tenant, query: Query, mail: Mail, post: Post
) -> None:
    post.deliver(message())
    password = Credential(kind="password", password=PASSWORD)
    mailbox_id = store(database, tenant, mail, post, password)
    assert (await try_stored(mail, query, mailbox_id, "INBOX")).ok
    assert row(database, mailbox_id)["last_problem"] is None
    trial = await try_stored(mail, query, mailbox_id, "Nowhere")
    assert row(database, mailbox_id)["last_problem"] == trial.message
    async with open_mailbox(mail, query, mailbox_id) as source:
        assert len([each async for each in source.find(Wanted(), {})]) == 1


async def test_somebody_elses_mailbox_isnt_there(
    database: TestDatabase, query: Query, mail: Mail, post: Post
) -> None:
    with psycopg.connect(database.owner_url) as owner:
        other = make_tenant(owner)
    theirs = store(database, other, mail, post, Credential(kind="password", password="x"))
    with pytest.raises(NotFound):
        await Account(mail, query, theirs).sign_in()


# consent


@pytest.mark.slow
async def test_a_token_that_has_run_out_is_renewed_once_for_all_who_ask(
    database: TestDatabase, tenant: Tenant, mail: Mail, post: Post, provider: OAuthProvider
) -> None:
    stale = consent(provider.grant(post.name))
    mailbox_id = store(database, tenant, mail, post, stale)

    async def read() -> None:
        async with as_project(database, tenant.project_id) as mine:
            assert (await try_stored(mail, mine, mailbox_id, "INBOX")).ok

    await asyncio.gather(*[read() for _ in range(4)])
    assert len(provider.forms) == 1
    assert row(database, mailbox_id)["refreshing"] is None


@pytest.mark.slow
async def test_a_token_that_the_server_refuses_is_renewed_before_its_time(
    database: TestDatabase, tenant: Tenant, query: Query, mail: Mail, post: Post,
    provider: OAuthProvider,
) -> None:  # fmt: skip
    revoked = consent(provider.grant(post.name), access_token="revoked", expires_in=3600)
    mailbox_id = store(database, tenant, mail, post, revoked)
    assert (await try_stored(mail, query, mailbox_id, "INBOX")).ok
    assert len(provider.forms) == 1


@pytest.mark.slow
async def test_a_consent_that_was_withdrawn_is_said_to_be(
    database: TestDatabase, tenant: Tenant, query: Query, mail: Mail, post: Post,
    provider: OAuthProvider,
) -> None:  # fmt: skip
    mailbox_id = store(database, tenant, mail, post, consent(provider.grant(post.name)))
    provider.withdraw()
    told = await try_stored(mail, query, mailbox_id, "INBOX")
    assert (told.code, told.steps[3].ok) == ("consent_withdrawn", False)
    assert "Connect the mailbox again" in told.message
    assert row(database, mailbox_id)["refreshing"] is None


@pytest.mark.slow
async def test_a_consent_for_another_account_is_explained(
    database: TestDatabase, tenant: Tenant, query: Query, mail: Mail, post: Post,
    provider: OAuthProvider,
) -> None:  # fmt: skip
    mailbox_id = store(database, tenant, mail, post, consent(provider.grant("somebody-else")))
    told = await try_stored(mail, query, mailbox_id, "INBOX")
    assert told.code == "wrong_credentials"
    assert "another account" in told.message


@pytest.mark.slow
async def test_a_provider_that_is_down_is_a_passing_trouble(
    database: TestDatabase, tenant: Tenant, query: Query, mail: Mail, post: Post,
    provider: OAuthProvider,
) -> None:  # fmt: skip
    mailbox_id = store(database, tenant, mail, post, consent(provider.grant(post.name)))
    provider.down = True
    with pytest.raises(MailboxFailed) as failed:
        await Account(mail, query, mailbox_id).sign_in()
    assert (failed.value.code, failed.value.is_passing) == ("unreachable", True)


@pytest.mark.slow
async def test_who_died_while_renewing_is_waited_for_no_longer_than_agreed(
    database: TestDatabase, tenant: Tenant, query: Query, mail: Mail, post: Post,
    provider: OAuthProvider,
) -> None:  # fmt: skip
    mailbox_id = store(database, tenant, mail, post, consent(provider.grant(post.name)))
    with psycopg.connect(database.owner_url) as owner:
        owner.execute(
            "UPDATE kb.mailboxes SET refreshing = gen_random_uuid(),"
            " refreshing_until = clock_timestamp() + interval '1 second' WHERE id = %s",
            [mailbox_id],
        )
    began = time.monotonic()
    await Account(mail, query, mailbox_id).sign_in()
    assert 0.5 < time.monotonic() - began < 10


# keys


async def test_with_a_new_key_what_is_used_is_sealed_anew(
    database: TestDatabase, tenant: Tenant, query: Query, options: MailOptions, mail: Mail,
    post: Post,
) -> None:  # fmt: skip
    password = Credential(kind="password", password=PASSWORD)
    mailbox_id = store(database, tenant, mail, post, password)
    keys = (new_key(), *options.secret_keys)
    renewed = Mail(options.model_copy(update={"secret_keys": keys}))
    assert (await Account(renewed, query, mailbox_id).sign_in())[1] == password
    assert renewed.vault.is_current(bytes(row(database, mailbox_id)["credential"]))
    with pytest.raises(WrongSecretKey):
        await Account(mail, query, mailbox_id).sign_in()
    renewed.close()


async def test_all_mailboxes_are_sealed_anew_at_once_or_none(
    database: TestDatabase, tenant: Tenant, options: MailOptions, mail: Mail, post: Post
) -> None:
    with psycopg.connect(database.owner_url) as owner:
        owner.execute("DELETE FROM kb.mailboxes")
    mailbox_id = store(database, tenant, mail, post, Credential(kind="password", password="mine"))
    new = new_key()
    with pytest.raises(WrongSecretKey):
        seal_anew(database.owner_url, Vault(parse_keys([new])))
    assert seal_anew(database.owner_url, Vault(parse_keys([new, *options.secret_keys]))) == 1
    assert seal_anew(database.owner_url, Vault(parse_keys([new]))) == 0
    sealed = bytes(row(database, mailbox_id)["credential"])
    assert unseal(Vault(parse_keys([new])), mailbox_id, sealed).password == "mine"


async def test_a_credential_that_was_moved_to_another_mailbox_is_refused(
    database: TestDatabase, tenant: Tenant, query: Query, mail: Mail, post: Post
) -> None:
    first = store(database, tenant, mail, post, Credential(kind="password", password=PASSWORD))
    sealed = row(database, first)["credential"]
    with psycopg.connect(database.owner_url) as owner:
        owner.execute("DELETE FROM kb.mailboxes WHERE id = %s", [first])
    second = store(database, tenant, mail, post, Credential(kind="password", password="mine"))
    with psycopg.connect(database.owner_url) as owner:
        owner.execute("UPDATE kb.mailboxes SET credential = %s WHERE id = %s", [sealed, second])
    with pytest.raises(WrongSecretKey):
        await Account(mail, query, second).sign_in()


# what is remembered


def raw(number: int) -> RawMessage:
    found = Found(
        place=f"1/{number}/INBOX", received=NOW, size=1, message_id="", sender="", subject=""
    )
    return RawMessage(found, bytes([number]) * 32, b"")


def new_job(database: TestDatabase, tenant: Tenant) -> UUID:
    with psycopg.connect(database.owner_url) as owner:
        return make_job(owner, tenant)


def end_job(database: TestDatabase, job_id: UUID) -> None:
    with psycopg.connect(database.owner_url) as owner:
        owner.execute("UPDATE kb.extraction_jobs SET status = 'cancelled' WHERE id = %s", [job_id])


async def test_a_message_is_one_jobs_at_a_time_and_processed_once(
    database: TestDatabase, tenant: Tenant, query: Query, mail: Mail, post: Post
) -> None:
    mailbox_id = store(database, tenant, mail, post, Credential(kind="password", password="x"))
    memory = Memory(query, tenant.project_id)
    first, second = new_job(database, tenant), new_job(database, tenant)
    a, b, c = raw(1), raw(2), raw(3)
    assert await memory.claim(first, mailbox_id, [a, b, a]) == {a.key, b.key}
    assert await memory.claim(first, mailbox_id, [a]) == {a.key}  # asked again
    assert await memory.claim(second, None, [a, b, c]) == {c.key}  # the first is still active
    await memory.processed(first, [a.key])
    end_job(database, first)
    assert await memory.claim(second, mailbox_id, [a, b]) == {b.key}  # taken over, but not a
    assert await memory.claim(first, mailbox_id, [a]) == {a.key}  # its own, for a retry
    found = [a.found, b.found, c.found]
    assert await memory.unread(mailbox_id, found) == [b.found, c.found]
    await memory.processed(second, [a.key, b.key])
    assert await memory.unread(mailbox_id, found) == [c.found]


async def test_a_message_whose_job_was_deleted_before_it_was_done_is_read_again(
    database: TestDatabase, tenant: Tenant, query: Query
) -> None:
    memory = Memory(query, tenant.project_id)
    first, second = new_job(database, tenant), new_job(database, tenant)
    done, undone = raw(4), raw(5)
    await memory.claim(first, None, [done, undone])
    await memory.processed(first, [done.key])
    end_job(database, first)
    with psycopg.connect(database.owner_url) as owner:
        owner.execute("DELETE FROM kb.extraction_jobs WHERE id = %s", [first])
    assert await memory.claim(second, None, [done, undone]) == {undone.key}


async def test_marks_are_kept_for_each_kind_of_search(
    database: TestDatabase, tenant: Tenant, query: Query, mail: Mail, post: Post
) -> None:
    mailbox_id = store(database, tenant, mail, post, Credential(kind="password", password="x"))
    memory = Memory(query, tenant.project_id)
    first = Wanted(senders=("b.org", "a.org"), subject="News")
    mark = Mark(uidvalidity=7, uidnext=8, seen_until=NOW)
    await memory.advance(mailbox_id, first, {"INBOX": mark, "Letters": mark})
    same = Wanted(senders=("a.org", "b.org"), subject="NEWS", since=NOW, most=3, only_new=True)
    assert await memory.marks(mailbox_id, same) == {"INBOX": mark, "Letters": mark}
    assert await memory.marks(mailbox_id, Wanted(senders=("a.org",))) == {}
    later = mark.model_copy(update={"seen_until": NOW + timedelta(days=1)})
    await memory.advance(mailbox_id, first, {"INBOX": later})
    assert (await memory.marks(mailbox_id, first))["INBOX"] == later
