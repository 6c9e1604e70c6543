"""Passwords: which may be chosen, and how they are hashed and compared.

Hashing is meant to cost time and memory, so it runs in threads of its own, few at a time, and when
too many wait for them the next is sent away.
"""

import asyncio
import secrets
import unicodedata
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from educe.accounts.emails import folded_email
from educe.errors import Forbidden, InvalidInput, Unavailable

SHORTEST, LONGEST = 10, 200

# argon2id with what OWASP's “Password Storage Cheat Sheet” asks for at least
_MEMORY_KIB = 46 * 1024
_PASSES = 1
_LANES = 1


class UnusablePassword(InvalidInput):
    """This can't be a password."""

    slug: ClassVar[str] = "unusable-password"


class WrongPassword(Forbidden):
    """The present password is needed and wasn't given."""

    slug: ClassVar[str] = "wrong-password"


@dataclass(frozen=True, slots=True)
class Checked:
    """Whether a password was right; and its hash by today's parameters, if the stored one is of
    others."""

    matches: bool
    renewed: str | None = None


class Passwords:
    """Hashes passwords and compares them, in `at_once` threads. Close it when done."""

    def __init__(
        self, *, at_once: int = 2, most_waiting: int = 32, memory_kib: int = _MEMORY_KIB
    ) -> None:
        self._hasher = PasswordHash(
            [Argon2Hasher(time_cost=_PASSES, memory_cost=memory_kib, parallelism=_LANES)]
        )
        self._threads = ThreadPoolExecutor(at_once, thread_name_prefix="passwords")
        self._places = at_once + most_waiting

    @contextmanager
    def place(self) -> Iterator[None]:
        """One of the places for those who wait for `check` or `hash`. Raises Unavailable when all
        are taken."""
        if not self._places:
            raise Unavailable("Very many are signing in just now. Try again in a few seconds.")
        self._places -= 1
        try:
            yield
        finally:
            self._places += 1

    async def hash(self, password: str) -> str:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._hasher.hash, _normal(password))

    async def check(self, password: str, known: str | None) -> Checked:
        """Compares it with a hash. With none it takes as long, and doesn't match."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._threads, self._check, _normal(password), known)

    def close(self) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _check(self, password: str, known: str | None) -> Checked:
        nobodys = self._nobodys  # made by whoever is first, so that nobody can be told by it
        if known is None:
            self._hasher.verify(password, nobodys)
            return Checked(matches=False)
        return Checked(*self._hasher.verify_and_update(password, known))

    @cached_property
    def _nobodys(self) -> str:
        return self._hasher.hash(secrets.token_urlsafe())


def check_usable(password: str, email: str) -> None:
    """Raises UnusablePassword unless the password may be chosen by the user of this address."""
    length = len(_normal(password))
    if length < SHORTEST:
        raise UnusablePassword(
            f"The password has {length} characters; it needs {SHORTEST} or more. A few words that"
            " don't belong together make a good one."
        )
    if length > LONGEST:
        raise UnusablePassword(f"The password is longer than {LONGEST} characters. Shorten it.")
    if folded_email(password) == folded_email(email):
        raise UnusablePassword("The password is the e-mail address. Choose another.")


def _normal(password: str) -> str:
    """The same for keyboards that put a letter together differently (RFC 8265)."""
    return unicodedata.normalize("NFC", password)
