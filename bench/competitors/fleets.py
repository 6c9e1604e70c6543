"""The other systems as they are run: two worker processes each, with their best settings."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from bench.competitors import marks

#: interpreters that have them, separated as in PATH: arq needs an older Redis client than Celery
INTERPRETERS = "BENCH_PYTHON"
_ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Fleet:
    """One system with one set of settings."""

    name: str
    system: str  # its distribution
    how: str  # for people
    worker: tuple[str, ...]  # after the interpreter
    on_crash: str  # what becomes of a job when its process is killed
    processes: int = 2  # so many of the command; Celery's prefork pool has two by itself
    environment: Mapping[str, str] = field(default_factory=dict)
    jobs: int = 4000  # so many take seconds

    @property
    def module(self) -> str:
        return f"with_{self.system}"


_CELERY = (
    *("-m", "celery", "-A", "bench.competitors.with_celery", "worker", "--loglevel", "ERROR"),
    *("--without-gossip", "--without-mingle", "--without-heartbeat"),
)
_CELERY_LOSES = (
    "lost, for it was acknowledged when it began; with acks_late it runs again when the visibility"
    " timeout is over, after an hour by default, as does what was fetched ahead"
)
_RQ = (
    *("-m", "rq.cli", "worker", "--quiet", "--url", "{redis}"),
    *("--worker-class",),
)
_RQ_FAILS = "marked failed within minutes; runs again only where retries were asked for"
_ARQ_REPEATS = "runs again when its claim is over: its time limit and 10 s, 310 s by default"


FLEETS = (
    Fleet(
        "celery",
        "celery",
        "prefork pool of 2, prefetch 64",
        (*_CELERY, "--pool", "prefork", "--concurrency", "2"),
        _CELERY_LOSES,
        processes=1,
    ),
    Fleet(
        "celery_solo",
        "celery",
        "2 workers with the solo pool, prefetch 64: no limits on time, no isolation",
        (*_CELERY, "--pool", "solo"),
        _CELERY_LOSES,
    ),
    Fleet(
        "rq",
        "rq",
        "2 workers, which fork for each job",
        (*_RQ, "rq.Worker"),
        _RQ_FAILS + "; at once when only its own process is killed",
        jobs=800,
    ),
    Fleet(
        "rq_simple",
        "rq",
        "2 SimpleWorkers, which don't fork: no isolation",
        (*_RQ, "rq.SimpleWorker"),
        _RQ_FAILS,
        jobs=2000,
    ),
    Fleet(
        "arq",
        "arq",
        "2 workers, polling as by default",
        ("-m", "bench.competitors.with_arq"),
        _ARQ_REPEATS,
        jobs=1600,
    ),
    Fleet(
        "arq_fast",
        "arq",
        "2 workers that poll every 5 ms, 20 jobs at a time",
        ("-m", "bench.competitors.with_arq"),
        _ARQ_REPEATS,
        environment={"EDUCE_BENCH_POLL": "0.005", "EDUCE_BENCH_MAX_JOBS": "20"},
    ),
)


@cache
def interpreter(system: str) -> tuple[str, str] | None:
    """An interpreter that has the system, and the system's version."""
    named = os.environ.get(INTERPRETERS, "").split(os.pathsep)
    for python in [*filter(None, named), sys.executable]:
        asked = subprocess.run(
            [python, "-c", f"from importlib import metadata as m; print(m.version('{system}'))"],
            capture_output=True,
            text=True,
            check=False,
        )
        if asked.returncode == 0:
            return python, asked.stdout.strip()
    return None


class Running:
    """A fleet with its Redis."""

    def __init__(self, fleet: Fleet, redis_url: str, folder: Path) -> None:
        there = interpreter(fleet.system)
        assert there is not None
        self._fleet = fleet
        self._redis = redis_url
        self._python = there[0]
        self.marks = folder / "marks"
        self.marks.touch()
        self._log = folder / "log"

    def drive(self, what: str, n: int) -> str:
        """What the driver prints."""
        command = [self._python, "-m", "bench.competitors.driver", self._fleet.module, what, str(n)]
        return subprocess.run(
            command,
            env=self._environment(),
            cwd=_ROOT,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        ).stdout

    @contextmanager
    def working(self) -> Iterator[None]:
        arguments = [part.format(redis=self._redis) for part in self._fleet.worker]
        with self._log.open("ab") as log:
            workers = [
                subprocess.Popen(
                    [self._python, *arguments],
                    env=self._environment(),
                    cwd=_ROOT,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )
                for _ in range(self._fleet.processes)
            ]
        try:
            yield
        finally:
            for worker in workers:
                _end(worker)

    def log(self) -> str:
        return self._log.read_text(errors="replace")[-2000:]

    def _environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "EDUCE_BENCH_REDIS": self._redis,
            marks.FILE: str(self.marks),
            **self._fleet.environment,
        }


@contextmanager
def running(fleet: Fleet, redis_url: str) -> Iterator[Running]:
    with tempfile.TemporaryDirectory(prefix="educe-bench-") as folder:
        yield Running(fleet, redis_url, Path(folder))


def _end(worker: subprocess.Popen[bytes]) -> None:
    worker.terminate()
    try:
        worker.wait(10)
    except subprocess.TimeoutExpired:
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
