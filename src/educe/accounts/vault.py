"""Secrets that Educe itself needs again (passwords of mailboxes, tokens), encrypted at rest.

AES-256-GCM by keys that are not in the database: those of EDUCE_SECRET_KEYS, else those of a file
in the data folder. What is sealed is bound to its purpose: elsewhere it can't be opened.
"""

import base64
import binascii
import hashlib
import os
import secrets
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import ClassVar

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from educe.errors import EduceError, InvalidInput
from educe.settings import Settings

KEY_BYTES = 32
FILE = "secret-keys"  # in the data folder
_VERSION = b"\x01"
_ID_BYTES, _NONCE_BYTES = 4, 12
_HEAD = len(_VERSION) + _ID_BYTES


class WrongSecretKey(EduceError):
    """A stored secret can't be decrypted with the keys at hand."""

    status: ClassVar[int] = 500
    slug: ClassVar[str] = "wrong-secret-key"


class Vault:
    """Seals secrets with the first of its keys, and opens what any of them sealed."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        self._ciphers = {_id_of(key): AESGCM(key) for key in keys}
        self._present = _id_of(keys[0])

    @classmethod
    def of(cls, settings: Settings) -> "Vault":
        """Raises InvalidInput for a key that isn't one."""
        return cls(parse_keys(secret_keys(settings)))

    def seal(self, secret: str, purpose: str) -> bytes:
        """`purpose`: what it is for, and whose: "mailbox 018f…". It is needed to open it."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        head = _VERSION + self._present
        cipher = self._ciphers[self._present]
        return head + nonce + cipher.encrypt(nonce, secret.encode(), head + purpose.encode())

    def open(self, sealed: bytes, purpose: str) -> str:
        """Raises WrongSecretKey."""
        head, nonce = sealed[:_HEAD], sealed[_HEAD : _HEAD + _NONCE_BYTES]
        key_id = head[len(_VERSION) :]
        cipher = self._ciphers.get(key_id)
        if cipher is None or head[: len(_VERSION)] != _VERSION:
            raise WrongSecretKey(
                f"A stored secret was encrypted with another key ({key_id.hex() or 'unknown'}) than"
                " those that are here. Add that key to EDUCE_SECRET_KEYS (or to the file"
                f" {FILE} of the data folder), the same on all machines; if it is lost, enter the"
                " secret anew."
            )
        try:
            body = sealed[_HEAD + _NONCE_BYTES :]
            return cipher.decrypt(nonce, body, head + purpose.encode()).decode()
        except (InvalidTag, ValueError):
            raise WrongSecretKey(
                "A stored secret was changed or belongs elsewhere. Enter it anew."
            ) from None

    def is_current(self, sealed: bytes) -> bool:
        """Whether it was sealed with the first key."""
        return sealed[:_HEAD] == _VERSION + self._present


def secret_keys(settings: Settings) -> tuple[str, ...]:
    """The keys as they are written down, the newest first; made when there are none."""
    given = tuple(key.get_secret_value() for key in settings.secret_keys)
    return given or _keys_of_home(settings.home)


def new_key() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def parse_keys(texts: Iterable[str]) -> list[bytes]:
    """Raises InvalidInput, without the key in it."""
    keys = [_parsed(text) for text in texts]
    if not keys:
        raise InvalidInput(f"There is no secret key. {_HOW}")
    return keys


_HOW = "A key is 32 random bytes in base64, as `openssl rand -base64 32` prints them."


def _parsed(text: str) -> bytes:
    try:
        key = base64.b64decode(text.strip().translate(str.maketrans("-_", "+/")), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise InvalidInput(f"One of EDUCE_SECRET_KEYS is no key. {_HOW}")
    return key


def _id_of(key: bytes) -> bytes:
    """Names the key without telling anything of it."""
    return hashlib.sha256(b"educe key id" + key).digest()[:_ID_BYTES]


def _keys_of_home(home: Path) -> tuple[str, ...]:
    path = home / FILE
    if not path.exists():
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = path.with_suffix(f".{os.getpid()}.{secrets.token_hex(4)}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(f"{new_key()}\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)  # the first of several processes wins, whole
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return tuple(path.read_text().split())
