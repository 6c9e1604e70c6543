"""Starting: how long `educe serve` takes to be ready, what it uses, how soon a job goes on after a
kill. Python's imports are most of it, so the time of importing alone is measured beside it."""

import socket
import statistics
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.support.clusters import forget_clusters
from tests.support.installation import Installation


def measure(*, quick: bool) -> dict[str, float]:
    """Seconds and megabytes by name; medians of several rounds."""
    rounds = [_round() for _ in range(1 if quick else 3)]
    return {name: statistics.median(each[name] for each in rounds) for name in rounds[0]}


def _round() -> dict[str, float]:
    with TemporaryDirectory(prefix="educe-bench-") as folder:
        figures = _measured(Installation(Path(folder)))
        forget_clusters(Path(folder))
    return figures


def _measured(installation: Installation) -> dict[str, float]:
    port = _free_port()
    figures = {"imports_seconds": _imports()}
    began = time.perf_counter()
    with installation.serving(port) as served:
        figures["first_start_seconds"] = time.perf_counter() - began
        figures["idle_megabytes"] = installation.memory() / 1e6
        course = served.ask("POST", "/api/courses", json={"name": "C"})["id"]
        job = served.ask(
            "POST",
            f"/api/courses/{course}/extractions",
            json={
                "extractor": "scripted",
                "file_ids": [],
                "config": {"steps": [{"do": "sleep", "seconds": 0.1}] * 200},
            },
        )["id"]
        while (done := served.ask("GET", f"/api/extractions/{job}")["processed_items"]) < 5:
            time.sleep(0.02)
        served.kill()
    began = time.perf_counter()
    with installation.serving(port) as served:
        figures["restart_seconds"] = time.perf_counter() - began
        while served.ask("GET", f"/api/extractions/{job}")["processed_items"] <= done + 1:
            time.sleep(0.02)
        figures["job_goes_on_after_kill_seconds"] = time.perf_counter() - began
        served.ask("POST", f"/api/extractions/{job}/cancel")
    return figures


def _imports() -> float:
    began = time.perf_counter()
    code = "import educe.cli, educe.serving, educe.db.addresses"
    subprocess.run([sys.executable, "-c", code], check=True)
    return time.perf_counter() - began


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
