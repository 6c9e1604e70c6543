"""Secrets at rest: nobody without the key reads them, and no other row can use them."""

from pathlib import Path
from typing import Any

import pytest

from educe.accounts.vault import FILE, Vault, WrongSecretKey, new_key, parse_keys, secret_keys
from educe.errors import InvalidInput
from educe.settings import Settings


def vault(*keys: str) -> Vault:
    return Vault(parse_keys(keys))


def test_what_is_sealed_is_opened_by_the_same_key_for_the_same_purpose_only() -> None:
    first, second = new_key(), new_key()
    sealed = vault(first).seal("hunter2", "mailbox 1")
    assert b"hunter2" not in sealed
    assert vault(first).open(sealed, "mailbox 1") == "hunter2"
    assert vault(first).seal("hunter2", "mailbox 1") != sealed
    with pytest.raises(WrongSecretKey, match="belongs elsewhere"):
        vault(first).open(sealed, "mailbox 2")
    with pytest.raises(WrongSecretKey, match="EDUCE_SECRET_KEYS"):
        vault(second).open(sealed, "mailbox 1")


@pytest.mark.parametrize("at", [0, 1, 5, 17, -1])
def test_what_was_changed_is_not_opened(at: int) -> None:
    made = vault(new_key())
    sealed = bytearray(made.seal("hunter2", "mailbox 1"))
    sealed[at] ^= 1
    with pytest.raises(WrongSecretKey):
        made.open(bytes(sealed), "mailbox 1")
    with pytest.raises(WrongSecretKey):
        made.open(bytes(sealed)[:10], "mailbox 1")


def test_an_older_key_still_opens_and_the_newest_seals() -> None:
    old, new = new_key(), new_key()
    sealed = vault(old).seal("hunter2", "p")
    both = vault(new, old)
    assert both.open(sealed, "p") == "hunter2"
    assert not both.is_current(sealed)
    again = both.seal("hunter2", "p")
    assert both.is_current(again)
    assert vault(new).open(again, "p") == "hunter2"


def test_without_a_setting_a_key_is_made_once_that_its_owner_alone_can_read(
    tmp_path: Path,
) -> None:
    settings = Settings(home=tmp_path / "home")
    keys = secret_keys(settings)
    assert secret_keys(settings) == keys
    assert len(parse_keys(keys)) == 1
    assert (settings.home / FILE).stat().st_mode & 0o777 == 0o600
    assert [path.name for path in settings.home.iterdir()] == [FILE]


def test_keys_of_the_setting_leave_no_file_and_are_not_shown(
    tmp_path: Path, monkeypatch: Any
) -> None:
    keys = [new_key(), new_key()]
    monkeypatch.setenv("EDUCE_SECRET_KEYS", ",".join(keys))
    settings = Settings(home=tmp_path / "home")
    assert secret_keys(settings) == tuple(keys)
    assert not settings.home.exists()
    assert keys[0] not in repr(settings)
    assert keys[0] not in settings.model_dump_json()


@pytest.mark.parametrize(
    "key", ["", "short", "x" * 44, "ä" * 44, "T9aoNNd7Bq2hxslN9s8AzFZMe5U-rztP39Lyps8t"]
)
def test_what_is_no_key_is_refused_without_telling_it(key: str) -> None:
    with pytest.raises(InvalidInput, match="openssl rand -base64 32") as refused:
        parse_keys([key])
    assert not key or key not in refused.value.message


def test_without_any_key_there_is_no_vault() -> None:
    with pytest.raises(InvalidInput, match="no secret key"):
        parse_keys([])
