"""All tests, as `make test` runs them: python -m tests.run [paths…]

First everything on the embedded PostgreSQL; where the machine has no browser, one is installed.
Then the schema's and the jobs' tests once more on the PostgreSQL that this machine has installed,
where it has one; in CI it must have one.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.browser import NONE, obtain_browser

ON_A_REAL_SERVER = [
    "tests/migrations",
    "tests/db/test_roles.py",
    "tests/db/test_addresses.py",
    "tests/jobs",
]


def main(paths: list[str]) -> int:
    with_browser = any(path == "tests" or path.startswith("tests/ui") for path in paths)
    browser = obtain_browser() if with_browser else None
    code = on_both_servers(paths)
    if with_browser and browser is None:
        print(f"SKIPPED: the tests of the user interface, tests/ui: {NONE}")
    return code


def on_both_servers(paths: list[str]) -> int:
    code = pytest(paths)
    if code or paths != ["tests"]:
        return code
    with real_server() as url:
        if url is None:
            if os.environ.get("CI"):
                print("In CI a PostgreSQL server must be installed: apt-get install postgresql")
                return 1
            print("Skipped: no PostgreSQL server is installed to run the schema tests on.")
            return 0
        print(f"Once more, on {version()}:")
        return pytest(ON_A_REAL_SERVER, EDUCE_TEST_DATABASE_URL=url)


def pytest(paths: list[str], **environment: str) -> int:
    workers = str((os.cpu_count() or 2) + 1)  # many tests wait more than they compute
    command = [sys.executable, "-m", "pytest", "-q", "-n", workers, "--dist", "worksteal", *paths]
    return subprocess.run(command, env={**os.environ, **environment}, check=False).returncode


@contextmanager
def real_server() -> Iterator[str | None]:
    """A server of the machine's own PostgreSQL, in a temporary folder, on a Unix socket."""
    binaries = binaries_folder()
    if binaries is None:
        yield None
        return
    as_root = os.geteuid() == 0
    folder = Path(tempfile.mkdtemp(prefix="educe-pg-"))
    if as_root:
        shutil.chown(folder, "postgres")
    account = {"user": "postgres"} if as_root else {}

    def run(*command: str) -> None:
        subprocess.run(
            [str(binaries / command[0]), *command[1:]],
            check=True,
            cwd=folder,
            stdout=subprocess.DEVNULL,
            **account,  # type: ignore[call-overload]
        )

    run("initdb", "-D", "data", "-A", "trust", "-U", "postgres", "--no-sync")
    options = f"-k {folder} -c listen_addresses= -c fsync=off -c max_connections=200"
    run("pg_ctl", "-w", "-D", "data", "-l", "log", "-o", options, "start")
    try:
        yield f"postgresql://postgres@/postgres?host={folder}"
    finally:
        run("pg_ctl", "-w", "-D", "data", "-m", "immediate", "stop")
        shutil.rmtree(folder)


def binaries_folder() -> Path | None:
    """Debian keeps the servers of all versions beside each other; elsewhere they are on PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    named = shutil.which("initdb")
    return found[-1].parent if found else Path(named).parent if named else None


def version() -> str:
    binaries = binaries_folder()
    assert binaries is not None
    return subprocess.run(
        [binaries / "postgres", "--version"], check=True, capture_output=True, text=True
    ).stdout.strip()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or ["tests"]))
