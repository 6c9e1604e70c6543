import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.installation import Installation, nothing_left


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """A new user's machine; nothing may be left running on it."""
    made = Installation(tmp_path)
    yield made
    assert nothing_left(made), [p.cmdline() for p in made.processes()]


@pytest.fixture
def port() -> int:
    """A port that is free."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
