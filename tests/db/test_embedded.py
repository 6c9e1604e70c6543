"""The embedded PostgreSQL, with real processes and real kills."""

import contextlib
import json
import os
import random
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest

from educe.db import embedded
from educe.db.embedded import EmbeddedServer
from educe.db.embedded_account import NAME, account
from educe.db.embedded_home import MAJOR, Home
from educe.db.embedded_install import find_install
from educe.errors import Unavailable

pytestmark = pytest.mark.slow

AS_ROOT = os.geteuid() == 0
needs_root = pytest.mark.skipif(not AS_ROOT, reason="only root runs PostgreSQL as another user")

# A client in a process of its own: says its URL, then holds the server until its input ends.
CLIENT = """
import sys
from pathlib import Path
from educe.db.embedded import EmbeddedServer
with EmbeddedServer.start(Path(sys.argv[1]), fast=True) as server:
    print(server.url, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    home = tmp_path / "home"
    home.mkdir()
    yield home
    wait_until(lambda: not processes_of(home), seconds=30)
    remove_elsewhere(home)


@pytest.fixture(scope="module")
def ready_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home with a database in it, for tests that don't care how it came there."""
    home = tmp_path_factory.mktemp("ready")
    with EmbeddedServer.start(home, fast=True):
        pass
    yield home
    remove_elsewhere(home)


@pytest.fixture
def made(ready_home: Path) -> Iterator[Path]:
    yield ready_home
    wait_until(lambda: not processes_of(ready_home), seconds=30)


def remove_elsewhere(home: Path) -> None:
    pointer = home / "postgres" / str(MAJOR) / "cluster"
    if pointer.exists():
        shutil.rmtree(pointer.read_text())


@pytest.fixture
def open_home() -> Iterator[Path]:
    """A home that every user may pass through to, as far as it goes."""
    parent = Path(f"/tmp/educe-test-{os.getpid()}-{random.randrange(10**9)}")
    parent.mkdir(mode=0o755)
    parent.chmod(0o755)
    home = parent / "home"
    home.mkdir(mode=0o755)
    home.chmod(0o755)
    yield home
    wait_until(lambda: not processes_of(home), seconds=30)
    shutil.rmtree(parent)


def wait_until(condition: Callable[[], Any], seconds: float = 10.0) -> Any:
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.02)
    return value


def fold(home: Path) -> Path:
    return home / "postgres" / str(MAJOR)


def supervisors(home: Path) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            command = process.cmdline()
            if "educe.db.embedded_supervisor" in command and str(fold(home)) in command:
                found.append(process)
    return found


def servers(home: Path) -> list[psutil.Process]:
    """The postmasters on this home's data."""
    place = Home(fold(home)).place()
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            command = process.cmdline()
            if place and place.data and command[1:3] == ["-D", place.data]:
                found.append(process)
    return found


def processes_of(home: Path) -> list[psutil.Process]:
    return supervisors(home) + servers(home)


def answers(url: str) -> bool:
    try:
        with psycopg.connect(url, connect_timeout=3) as connection:
            return connection.execute("SELECT 1").fetchone() == (1,)
    except psycopg.OperationalError:
        return False


def environment() -> dict[str, str]:
    return os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}


def client(home: Path, **options: Any) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", CLIENT, str(home)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment(),
        **options,
    )


def finish(process: "subprocess.Popen[str]") -> None:
    with process:
        process.kill()


def kill(victims: list[psutil.Process]) -> None:
    """SIGKILL for all of them; the end of one may be the end of another, before it is its turn."""
    for victim in victims:
        with contextlib.suppress(psutil.NoSuchProcess):
            victim.kill()


def kill_until(home: Path, victims: Callable[[Path], list[psutil.Process]]) -> None:
    """SIGKILL, and see to it that the kernel has done it."""
    found = victims(home)
    assert found
    kill(found)
    wait_until(lambda: all(has_ended(process) for process in found))


def has_ended(process: psutil.Process) -> bool:
    try:
        return process.status() in {psutil.STATUS_ZOMBIE, psutil.STATUS_DEAD}
    except psutil.NoSuchProcess:
        return True


def test_the_first_start_makes_a_database_within_seconds(home: Path) -> None:
    begin = time.monotonic()
    with EmbeddedServer.start(home) as server:
        assert time.monotonic() - begin < 30  # below two on a machine with nothing else to do
        with psycopg.connect(server.url) as connection:
            row = connection.execute(
                "SELECT current_database(), current_user, current_setting('fsync'),"
                " current_setting('synchronous_commit'), current_setting('server_encoding')"
            ).fetchone()
        assert row == ("educe", "postgres", "on", "on", "UTF8")
    wait_until(lambda: not processes_of(home))


def test_data_are_there_at_the_next_start(home: Path) -> None:
    with EmbeddedServer.start(home, fast=True) as server, psycopg.connect(server.url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
    with EmbeddedServer.start(home, fast=True) as server, psycopg.connect(server.url) as connection:
        assert connection.execute("SELECT number FROM kept").fetchone() == (7,)


def test_a_second_process_shares_the_server_and_the_last_to_leave_stops_it(made: Path) -> None:
    with EmbeddedServer.start(made, fast=True) as server:
        other = client(made)
        assert other.stdout
        assert other.stdout.readline().strip() == server.url
        assert len(servers(made)) == len(supervisors(made)) == 1
    assert answers(server.url)
    other.communicate()
    assert other.returncode == 0
    wait_until(lambda: not processes_of(made))


def test_closing_twice_is_closing_once(made: Path) -> None:
    server = EmbeddedServer.start(made, fast=True)
    with EmbeddedServer.start(made, fast=True) as second:
        server.close()
        server.close()
        assert answers(second.url)


def test_a_killed_client_leaves_nothing_running(made: Path) -> None:
    process = client(made)
    assert process.stdout
    assert answers(process.stdout.readline().strip())
    finish(process)
    wait_until(lambda: not processes_of(made))


def test_a_forked_child_does_not_keep_the_server_running(made: Path) -> None:
    server = EmbeddedServer.start(made, fast=True)
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(writing)
        os.read(reading, 1)  # lives until the parent lets go
        os._exit(0)
    os.close(reading)
    try:
        server.close()
        wait_until(lambda: not processes_of(made))
    finally:
        os.close(writing)
        os.waitpid(child, 0)


def test_a_killed_postmaster_comes_back_at_the_same_address(made: Path) -> None:
    with EmbeddedServer.start(made, fast=True) as server:
        url = server.url
        killed = {process.pid for process in servers(made)}
        kill_until(made, servers)
        wait_until(lambda: answers(url))
        assert server.url == url
        assert killed.isdisjoint(process.pid for process in servers(made))


def test_a_killed_supervisor_is_replaced_under_a_live_handle(made: Path) -> None:
    with EmbeddedServer.start(made, fast=True) as server:
        url = server.url
        for _ in range(2):
            kill_until(made, supervisors)
            wait_until(lambda: supervisors(made) and answers(url))
            wait_until(lambda: len(servers(made)) == len(supervisors(made)) == 1)
        assert server.url == url
    wait_until(lambda: not processes_of(made))


def test_the_killed_supervisor_of_several_clients_is_replaced_by_one(made: Path) -> None:
    with EmbeddedServer.start(made, fast=True) as server:
        others = [client(made) for _ in range(3)]
        try:
            assert {process.stdout and process.stdout.readline() for process in others} == {
                f"{server.url}\n"
            }
            kill_until(made, supervisors)
            wait_until(lambda: supervisors(made) and answers(server.url))
            wait_until(lambda: len(servers(made)) == len(supervisors(made)) == 1)
        finally:
            for process in others:
                finish(process)
        assert answers(server.url)


def test_everything_killed_at_once_starts_again_with_its_data(home: Path) -> None:
    process = client(home)
    assert process.stdout
    connection = psycopg.connect(process.stdout.readline().strip(), autocommit=True)
    with contextlib.closing(connection):
        connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
        # A busy backend outlives its postmaster and holds on to the data.
        connection.pgconn.send_query(b"SELECT count(*) FROM generate_series(1, 100000000000)")
        kill(processes_of(home))
        finish(process)
    with EmbeddedServer.start(home, fast=True) as server, psycopg.connect(server.url) as connection:
        assert connection.execute("SELECT number FROM kept").fetchone() == (7,)


def test_the_supervisor_ignores_the_signals_of_terminals(made: Path) -> None:
    with EmbeddedServer.start(made, fast=True) as server:
        (supervisor,) = supervisors(made)
        assert os.getsid(supervisor.pid) != os.getsid(0)
        for number in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
            supervisor.send_signal(number)
        assert answers(server.url)
        assert supervisors(made) == [supervisor]


def test_a_stale_pid_file_with_a_reused_process_id_is_no_obstacle(made: Path) -> None:
    with EmbeddedServer.start(made, fast=True):
        place = Home(fold(made)).place()
        assert place
    socket = Path(place.sockets) / ".s.PGSQL.5432"
    pid_file = Path(place.data) / "postmaster.pid"
    socket.touch()
    for path in (pid_file, socket.with_name(f"{socket.name}.lock")):
        path.write_text(f"{os.getpid()}\n{place.data}\n1700000000\n5432\n{place.sockets}\n")
        os.chown(path, Path(place.data).stat().st_uid, -1)
    with EmbeddedServer.start(made, fast=True) as server:
        assert answers(server.url)


def test_a_damaged_record_of_the_address_is_written_anew(made: Path) -> None:
    with EmbeddedServer.start(made, fast=True):
        pass
    (fold(made) / "place.json").write_text('{"control": "/nonexi')
    with EmbeddedServer.start(made, fast=True) as server:
        assert answers(server.url)


@pytest.mark.slow
def test_kills_at_any_moment_of_a_start_break_nothing(home: Path) -> None:
    chance = random.Random(7)
    written = 0
    for attempt in range(12):
        with client(home, start_new_session=True) as process:
            # The first rounds hit the making of the cluster, later ones the start.
            time.sleep(chance.uniform(0.1, 0.9 if attempt < 6 else 0.5))
            if attempt % 3 == 1:
                os.killpg(process.pid, signal.SIGKILL)
            elif attempt % 3 == 2:
                kill(processes_of(home))
            process.kill()
        if attempt % 3 == 2:
            server = EmbeddedServer.start(home, fast=True)
            with server, psycopg.connect(server.url) as connection:
                connection.execute("CREATE TABLE IF NOT EXISTS kept (number int)")
                connection.execute("INSERT INTO kept VALUES (%s)", (attempt,))
                written += 1
                row = connection.execute("SELECT count(*) FROM kept").fetchone()
                assert row == (written,)
    assert not list(Path(Home(fold(home)).place().data).parent.glob("initdb-*"))  # type: ignore[union-attr]


@pytest.mark.slow
def test_processes_that_start_at_the_same_instant_share_one_server(home: Path) -> None:
    for _ in range(4):
        pair = [client(home), client(home)]
        urls = {process.stdout and process.stdout.readline() for process in pair}
        assert len(urls) == 1
        assert "postgresql://" in str(urls)
        assert len(servers(home)) == len(supervisors(home)) == 1
        for process in pair:
            process.communicate()
        wait_until(lambda: not processes_of(home))


@pytest.mark.slow
def test_who_comes_while_the_last_one_leaves_gets_a_server(made: Path) -> None:
    for _ in range(5):
        leaving = client(made)
        assert leaving.stdout
        leaving.stdout.readline()
        assert leaving.stdin
        leaving.stdin.close()
        with EmbeddedServer.start(made, fast=True) as server:
            leaving.wait()
            assert answers(server.url)
        leaving.stdout.close()


def test_a_wrong_password_is_refused(made: Path) -> None:
    with EmbeddedServer.start(made, fast=True) as server:
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(server.url_for(password="wrong"))
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(server.url_for(user=NAME))


def test_nothing_listens_on_the_network_and_no_command_line_holds_the_password(made: Path) -> None:
    with EmbeddedServer.start(made, fast=True) as server, psycopg.connect(server.url) as connection:
        password = (fold(made) / "password").read_text()
        (postmaster,) = servers(made)
        for process in [*processes_of(made), *postmaster.children()]:
            assert not process.net_connections(kind="inet")
            assert password not in " ".join(process.cmdline())
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
    assert password not in (fold(made) / "server.log").read_text()


@needs_root
def test_another_user_of_the_machine_gets_nowhere(open_home: Path) -> None:
    with EmbeddedServer.start(open_home, fast=True) as server:
        assert (fold(open_home) / "data").is_dir()
        psql = find_install() / "bin" / "psql"
        told = as_nobody([str(psql), server.url, "-c", "SELECT 1"])
        assert told.returncode != 0
        assert "Permission denied" in told.stderr
        for path in (fold(open_home) / "password", fold(open_home) / "data" / "PG_VERSION"):
            assert as_nobody(["cat", str(path)]).returncode != 0
        assert as_nobody(["ls", str(fold(open_home))]).returncode != 0


def as_nobody(command: list[str]) -> "subprocess.CompletedProcess[str]":
    nobody: dict[str, Any] = {"user": "nobody", "extra_groups": []}
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd="/", **nobody)


@pytest.mark.parametrize("place", ["home", "open_home"])
def test_only_its_own_folders_get_permissions(place: str, request: pytest.FixtureRequest) -> None:
    home: Path = request.getfixturevalue(place)
    watched = [home, *home.parents, find_install(), *find_install().parents]
    before = [(path.stat().st_mode, path.stat().st_uid, path.stat().st_gid) for path in watched]
    with EmbeddedServer.start(home, fast=True):
        record = Home(fold(home)).place()
        assert record
    after = [(path.stat().st_mode, path.stat().st_uid, path.stat().st_gid) for path in watched]
    assert after == before
    ours = [home / "postgres", fold(home), Path(record.data), Path(record.sockets)]
    for path in [*ours, *fold(home).iterdir(), Path(record.data).parent]:
        assert stat.S_IMODE(path.stat().st_mode) & 0o067 == 0, path


def test_a_very_long_path_is_no_obstacle(home: Path) -> None:
    long = home / ("long" * 30) / ("longer" * 20)
    long.mkdir(parents=True)
    with EmbeddedServer.start(long, fast=True) as server:
        url = server.url
        assert answers(url)
        record = Home(fold(long)).place()
        assert record
    # Somebody cleaned the temporary folder.
    shutil.rmtree(Path(record.control).parent)
    shutil.rmtree(record.sockets, ignore_errors=True)
    with EmbeddedServer.start(long, fast=True) as server:
        assert answers(server.url)
        assert server.url == url
        again = Home(fold(long)).place()
        assert again
    for folder in (Path(again.control).parent, Path(again.sockets)):
        shutil.rmtree(folder)
    remove_elsewhere(long)


@pytest.mark.slow
def test_a_socket_that_was_cleaned_away_comes_back(made: Path) -> None:
    with EmbeddedServer.start(made, fast=True) as server:
        record = Home(fold(made)).place()
        assert record
        Path(record.control).unlink()
        shutil.rmtree(record.sockets)
        wait_until(lambda: Path(record.control).exists() and answers(server.url))
        with EmbeddedServer.start(made, fast=True) as second:
            assert second.url == server.url
            assert len(servers(made)) == len(supervisors(made)) == 1


def test_data_made_in_haste_are_written_to_disk_before_they_are_taken_seriously(
    made: Path,
) -> None:
    with EmbeddedServer.start(made, fast=True):
        assert (fold(made) / "unsynced").exists()
    with EmbeddedServer.start(made) as server, psycopg.connect(server.url) as connection:
        assert connection.execute("SHOW fsync").fetchone() == ("on",)
        assert not (fold(made) / "unsynced").exists()


@needs_root
def test_a_home_that_only_root_can_enter_works(home: Path) -> None:
    home.chmod(0o700)
    with EmbeddedServer.start(home, fast=True) as server:
        assert answers(server.url)
    assert Path((fold(home) / "cluster").read_text()).is_relative_to("/var/lib/educe/clusters")
    assert stat.S_IMODE(home.stat().st_mode) == 0o700


@needs_root
def test_programs_in_a_folder_that_only_root_can_enter_work(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / "closed"
    site.mkdir(mode=0o700)
    install = find_install()
    package = site / install.parent.name
    package.mkdir()
    (site / f"{package.name}-0.0.{os.getpid()}.dist-info").mkdir()
    (package / install.name).symlink_to(install)
    shutil.copytree(install, package / "copy", copy_function=os.link)
    (package / install.name).unlink()
    (package / "copy").rename(package / install.name)
    libraries = install.parent.with_name(f"{package.name}.libs")
    shutil.copytree(libraries, site / libraries.name)
    monkeypatch.setattr(embedded, "find_install", lambda: package / install.name)
    copies = Path("/var/lib/educe/postgresql")
    before = set(copies.iterdir()) if copies.exists() else set()
    with EmbeddedServer.start(home, fast=True) as server:
        assert answers(server.url)
        assert servers(home)[0].exe().startswith(str(copies))
    assert stat.S_IMODE(site.stat().st_mode) == 0o700
    (copy,) = set(copies.iterdir()) - before
    assert copy.stat().st_uid == 0
    shutil.rmtree(copy)


def test_a_cluster_of_another_major_version_is_refused_with_advice(home: Path) -> None:
    other = home / "postgres" / "17" / "data"
    other.mkdir(parents=True)
    (other / "PG_VERSION").write_text("17\n")
    with pytest.raises(Unavailable, match=r"written by PostgreSQL 17.*Export it"):
        EmbeddedServer.start(home, fast=True)


def test_a_server_that_cannot_start_says_why(home: Path) -> None:
    with EmbeddedServer.start(home, fast=True):
        record = Home(fold(home)).place()
        assert record
    with (Path(record.data) / "postgresql.conf").open("a") as settings:
        settings.write("no_such_setting = 1\n")
    with pytest.raises(Unavailable, match="no_such_setting"):
        EmbeddedServer.start(home, fast=True)
    wait_until(lambda: not processes_of(home))


def test_a_home_that_is_a_file_is_refused_with_advice(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Unavailable, match="choose another home"):
        EmbeddedServer.start(tmp_path / "file" / "home", fast=True)


def test_a_stranger_at_the_address_is_not_believed(made: Path, tmp_path: Path) -> None:
    other_home = tmp_path / "other"
    with EmbeddedServer.start(made, fast=True), EmbeddedServer.start(other_home, fast=True):
        record = fold(made) / "place.json"
        stolen = json.loads((fold(other_home) / "place.json").read_text())
        genuine = record.read_text()
        record.write_text(json.dumps(json.loads(genuine) | {"sockets": stolen["sockets"]}))
        with pytest.raises(Unavailable):
            EmbeddedServer.start(made, fast=True)
        record.write_text(genuine)
    remove_elsewhere(other_home)


@needs_root
def test_the_system_user_is_no_login(home: Path) -> None:
    import pwd

    who = account()
    entry = pwd.getpwnam(NAME)
    assert (who.uid, who.gid) == (entry.pw_uid, entry.pw_gid)
    assert entry.pw_shell.endswith("nologin")
