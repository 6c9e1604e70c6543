"""Which passwords may be chosen, and that comparing them tells nobody whether an account exists."""

import threading

import pytest

from educe.accounts.passwords import Passwords, UnusablePassword, check_usable
from educe.errors import Unavailable

EMAIL = "anna@example.org"


@pytest.fixture
def passwords() -> Passwords:
    return Passwords(memory_kib=8)


@pytest.mark.parametrize(
    "password",
    [
        "x" * 10,
        "x" * 200,
        "correct horse",
        "ärgerlich!",
        "🐎🔋📎🔑🐎🔋📎🔑🐎🔋",
        "a\x00b\x00c\x00d\x00e\x00",
    ],
)
async def test_a_password_of_any_characters_is_taken(passwords: Passwords, password: str) -> None:
    check_usable(password, EMAIL)
    known = await passwords.hash(password)
    assert (await passwords.check(password, known)).matches
    assert not (await passwords.check(password + "x", known)).matches


@pytest.mark.parametrize(
    "password", ["", "x" * 9, "x" * 201, "anna@example.org", " Anna@Example.ORG"]
)
def test_too_short_too_long_and_the_address_itself_are_refused(password: str) -> None:
    with pytest.raises(UnusablePassword):
        check_usable(password, EMAIL)


async def test_a_letter_is_the_same_however_a_keyboard_puts_it_together(
    passwords: Passwords,
) -> None:
    known = await passwords.hash("\u00e4rgerlich!")
    assert (await passwords.check("a\u0308rgerlich!", known)).matches
    with pytest.raises(UnusablePassword):
        check_usable("a\u0308" * 5, EMAIL)


async def test_without_an_account_a_password_is_compared_all_the_same(
    passwords: Passwords, monkeypatch: pytest.MonkeyPatch
) -> None:
    await passwords.check("x" * 10, None)
    compared: list[str] = []
    threads: list[str] = []
    verify = passwords._hasher.verify

    def counted(password: str, known: str) -> bool:
        compared.append(known)
        threads.append(threading.current_thread().name)
        return verify(password, known)

    monkeypatch.setattr(passwords._hasher, "verify", counted)
    assert not (await passwords.check("x" * 10, None)).matches
    assert len(compared) == 1
    assert threads[0].startswith("passwords")  # never in the event loop's
    cost = compared[0].split("$")[3]
    assert cost == (await passwords.hash("x" * 10)).split("$")[3]


async def test_a_hash_of_other_parameters_is_renewed(passwords: Passwords) -> None:
    old = await Passwords(memory_kib=16).hash("correct horse")
    checked = await passwords.check("correct horse", old)
    assert checked.matches
    assert checked.renewed is not None
    again = await passwords.check("correct horse", checked.renewed)
    assert again.matches
    assert again.renewed is None
    assert (await passwords.check("wrong horse", old)).renewed is None


def test_when_all_places_are_taken_the_next_is_sent_away() -> None:
    passwords = Passwords(at_once=1, most_waiting=1)
    with passwords.place(), passwords.place(), pytest.raises(Unavailable), passwords.place():
        pass
    with passwords.place():
        pass
