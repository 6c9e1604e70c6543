"""How long wrong passwords make one wait, and whom."""

import asyncio
from collections.abc import AsyncIterator

import psycopg
import pytest

from educe.accounts.attempts import Attempt, TooManyAttempts, forgive_attempt, take_attempt
from educe.db.session import Database
from educe.ids import new_id
from tests.support.databases import TestDatabase

pytestmark = pytest.mark.slow

ANNA = "anna@example.org"


class Door:
    """Where attempts are made, and a clock that can be put forward."""

    def __init__(self, test: TestDatabase, database: Database) -> None:
        self._owner_url = test.owner_url
        self._database = database

    async def wait(self, attempt: Attempt) -> int:
        """Makes a wrong attempt. Returns 0, or how many seconds it has to wait."""
        try:
            async with self._database.session() as session:
                await take_attempt(session, attempt)
        except TooManyAttempts as error:
            return int(error.details["retry_after"])
        return 0

    async def guess(self, attempt: Attempt) -> None:
        """Makes a wrong attempt as soon as it may."""
        while seconds := await self.wait(attempt):
            self.later(seconds)

    async def right(self, attempt: Attempt) -> None:
        """Makes an attempt that is right."""
        assert await self.wait(attempt) == 0
        async with self._database.session() as session:
            await forgive_attempt(session, attempt)

    def later(self, seconds: float) -> None:
        with psycopg.connect(self._owner_url) as owner:
            owner.execute(
                "UPDATE kb.sign_in_attempts SET last_at = last_at - %s * interval '1 second'",
                [seconds],
            )

    def rows(self) -> int:
        with psycopg.connect(self._owner_url) as owner:
            owner.execute("SELECT kb.forget_attempts()")
            found = owner.execute("SELECT count(*) FROM kb.sign_in_attempts").fetchone()
        assert found is not None
        return int(found[0])


@pytest.fixture
async def door(database: TestDatabase) -> AsyncIterator[Door]:
    opened = Database(database.api_url, pool_size=5)
    yield Door(database, opened)
    await opened.close()


def stranger(email: str = ANNA, address: str = "203.0.113.1") -> Attempt:
    return Attempt.of_stranger(email, address)


async def test_a_few_wrong_passwords_cost_no_time_and_then_each_doubles_the_wait(
    door: Door,
) -> None:
    assert [await door.wait(stranger()) for _ in range(5)] == [0] * 5
    for expected in (5, 10, 20, 40, 80):
        assert await door.wait(stranger()) == expected
        door.later(expected)
        assert await door.wait(stranger()) == 0


async def test_the_wait_is_never_longer_than_a_quarter_of_an_hour(door: Door) -> None:
    for _ in range(25):
        await door.guess(stranger())
    assert 890 <= await door.wait(stranger()) <= 900


async def test_asking_while_one_has_to_wait_makes_it_no_longer(door: Door) -> None:
    waits = [await door.wait(stranger()) for _ in range(20)]
    assert max(waits) == 5


async def test_one_address_keeps_nobody_elsewhere_out(door: Door) -> None:
    for _ in range(30):
        await door.guess(stranger())
    assert await door.wait(stranger()) > 0
    assert await door.wait(stranger(address="198.51.100.7")) == 0
    assert await door.wait(stranger(address="2001:db8::1")) == 0


async def test_many_addresses_make_strangers_wait_a_minute_at_most_and_soon_no_more(
    door: Door,
) -> None:
    for n in range(60):
        await door.guess(stranger(address=f"203.0.113.{n}"))
    assert 0 < await door.wait(stranger(address="198.51.100.7")) <= 60
    door.later(60)
    assert await door.wait(stranger(address="198.51.100.7")) == 0


async def test_who_has_signed_in_from_this_browser_before_waits_for_no_stranger(
    door: Door,
) -> None:
    for n in range(60):
        await door.guess(stranger(address=f"203.0.113.{n}"))
    known = Attempt.of_device("a secret")
    assert await door.wait(known) == 0
    for _ in range(10):
        await door.wait(known)
    assert await door.wait(known) > 0  # a stolen browser doesn't guess for ever either


async def test_trying_many_accounts_from_one_address_takes_longer_and_longer(door: Door) -> None:
    waits = [await door.wait(stranger(f"{n}@example.org")) for n in range(40)]
    assert waits[:30] == [0] * 30
    assert waits[30] > 0


async def test_half_an_ipv6_address_is_one_address(door: Door) -> None:
    for n in range(5):
        assert await door.wait(stranger(address=f"2001:db8::{n}")) == 0
    assert await door.wait(stranger(address="2001:db8::ffff:1")) > 0
    assert await door.wait(stranger(address="2001:db8:0:1::1")) == 0
    assert stranger(address="::ffff:203.0.113.1") == stranger(address="203.0.113.1")
    assert stranger(address="fe80::1%eth0") == stranger(address="fe80::2")


async def test_an_address_written_otherwise_is_the_same_account(door: Door) -> None:
    for email in ("anna@example.org", "ANNA@example.org", " anna@Example.org "):
        assert stranger(email) == stranger()


async def test_a_right_password_takes_back_what_was_wrong_before(door: Door) -> None:
    for _ in range(4):
        await door.wait(stranger())
    await door.right(stranger())
    assert [await door.wait(stranger()) for _ in range(5)] == [0] * 5


async def test_signing_in_to_ones_own_account_buys_no_guesses_at_others(door: Door) -> None:
    for n in range(30):
        assert await door.wait(stranger(f"{n}@example.org")) == 0
        if n < 29:
            await door.right(stranger("mallory@example.org"))
    assert await door.wait(stranger("next@example.org")) > 0


async def test_attempts_at_once_are_no_more_than_those_one_after_the_other(door: Door) -> None:
    waits = await asyncio.gather(*(door.wait(stranger()) for _ in range(40)))
    assert waits.count(0) == 5


async def test_attempts_at_once_for_several_accounts_dont_block_each_other(door: Door) -> None:
    one, other = stranger("a@example.org"), stranger("b@example.org")
    both = [attempt for _ in range(10) for attempt in (one, other)]
    waits = await asyncio.gather(*(door.wait(attempt) for attempt in both))
    assert waits.count(0) == 10


async def test_what_time_has_forgiven_is_forgotten(door: Door) -> None:
    await door.wait(stranger())
    await door.wait(Attempt.of_user(new_id()))
    assert door.rows() == 4
    door.later(2 * 3600)
    assert door.rows() == 0
