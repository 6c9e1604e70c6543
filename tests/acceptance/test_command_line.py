"""The command line, as a new user types it."""

import json
import signal
import subprocess
from pathlib import Path

import pytest

from tests.support.courses import COURSE
from tests.support.installation import Installation, parsed

pytestmark = pytest.mark.slow


@pytest.mark.timeout(300)
def test_the_demo_ends_by_itself_shows_what_it_found_and_works_a_second_time(
    installation: Installation,
) -> None:
    for _ in range(2):
        done = installation.run("demo")
        assert done.returncode == 0, done.stderr
        assert "Most central concepts" in done.stdout
        assert "pdf, page" in done.stdout
        assert "make serve" in done.stdout
    artifacts = installation.folder / "out" / "demo"
    assert {p.name for p in artifacts.iterdir()} == {"graph.json", "concepts.csv", "graph.graphml"}
    graph = json.loads((artifacts / "graph.json").read_text())
    assert all(thing["evidence"] for thing in graph["objects"])


def test_the_demo_works_beside_a_running_server(installation: Installation, port: int) -> None:
    with installation.serving(port):
        assert installation.run("demo", EDUCE_PORT=str(port)).returncode == 0


def test_extract_runs_everything_by_itself_and_prints_json(installation: Installation) -> None:
    source = installation.folder / "notes"
    source.mkdir()
    (source / "cells.md").write_text(
        "# Cells\n\nA cell is the smallest unit of life. Cells contain organelles such as"
        " mitochondria and ribosomes.\n"
    )
    done = installation.run("extract", "notes", "--json", "--out", "results")
    assert done.returncode == 0, done.stderr
    told = parsed(done)
    assert told["job"]["status"] == "completed"
    assert "cell" in {thing["name"].casefold() for thing in told["graph"]["objects"]}
    assert (installation.folder / "results" / "graph.json").exists()


def test_extract_uses_a_running_server_and_jobs_can_be_looked_at(
    installation: Installation, port: int
) -> None:
    with installation.serving(port) as served:
        there = {"EDUCE_URL": served.url}
        file = str(next(COURSE.glob("10*")))
        told = parsed(installation.run("extract", file, "--json", **there))
        job = told["job"]["id"]
        listed = parsed(installation.run("jobs", "list", "--json", **there))
        assert [each["id"] for each in listed] == [job]
        shown = installation.run("jobs", "show", job, **there)
        assert shown.returncode == 0
        assert "completed" in shown.stdout
        assert installation.run("jobs", "watch", job, **there).returncode == 0
        refused = installation.run("jobs", "retry", job, **there)
        assert refused.returncode == 1
        assert "nothing to retry" in refused.stderr


def test_an_empty_folder_completes_with_nothing_found(installation: Installation) -> None:
    (installation.folder / "empty").mkdir()
    done = installation.run("extract", "empty")
    assert done.returncode == 0, done.stderr
    assert "Nothing found" in done.stdout


def test_a_missing_file_is_one_clear_error(installation: Installation) -> None:
    done = installation.run("extract", "gone")
    assert done.returncode == 1
    assert "There is no gone" in done.stderr
    assert "Traceback" not in done.stderr


def test_files_that_fail_are_told_and_the_others_extracted(installation: Installation) -> None:
    source = installation.folder / "mixed"
    source.mkdir()
    (source / "good.txt").write_text("A graph is a set of vertices and a set of edges.\n")
    broken = next(COURSE.glob("09*.pdf")).read_bytes()[:2000]
    (source / "broken.pdf").write_bytes(broken)
    (source / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    done = installation.run("extract", "mixed")
    assert done.returncode == 3
    assert "broken.pdf" in done.stderr
    assert "picture.png" in done.stderr
    assert "1 of 2 items failed" in done.stderr


def test_a_taken_port_is_one_clear_error(installation: Installation, port: int) -> None:
    with installation.serving(port):
        done = installation.run("serve", "--port", str(port))
    assert done.returncode == 1
    assert f"Port {port}" in done.stderr
    assert "--port" in done.stderr


def test_serve_idles_under_300_megabytes_before_its_first_job(
    installation: Installation, port: int
) -> None:
    with installation.serving(port):
        used = installation.memory()
    assert used < 300_000_000, f"{used / 1e6:.0f} MB"


def test_ctrl_c_detaches_from_a_server_where_the_job_goes_on(
    installation: Installation, port: int
) -> None:
    with installation.serving(port) as served:
        installation.environment["EDUCE_URL"] = served.url
        process = installation.start(
            "extract", str(next(COURSE.glob("10*"))), "--extractor", "scripted",
            "--config", json.dumps({"steps": [{"do": "sleep", "seconds": 0.5}] * 6}),
        )  # fmt: skip
        _read_until(process, "Started")
        process.send_signal(signal.SIGINT)
        rest, _ = process.communicate(timeout=20)
        assert process.returncode == 130
        assert "Detached; the job goes on" in rest
        job = rest.split("educe jobs watch ")[1].split()[0]
        assert installation.run("jobs", "watch", job).returncode == 0
        assert served.ask("GET", f"/api/extractions/{job}")["successful_items"] == 6


def test_openapi_is_printed_without_starting_anything(installation: Installation) -> None:
    schema = parsed(installation.run("openapi"))
    assert "/api/extractions/{job_id}/events" in schema["paths"]
    assert not Path(installation.home, "postgres").exists()


def test_the_doctor_finds_a_fresh_machine_well_and_an_ill_one_ill(
    installation: Installation,
) -> None:
    findings = parsed(installation.run("doctor", "--json"))
    assert {finding["part"] for finding in findings} >= {"database", "files", "disk"}
    assert all(finding["well"] for finding in findings), findings
    nowhere = "postgresql://me@127.0.0.1:1/nothing"
    wrong = "10.0.0.0/8,10.0.0.0/99"
    ill = installation.run(
        "doctor", "--json", EDUCE_DATABASE_URL=nowhere, EDUCE_FETCH_ALLOWED=wrong
    )
    assert ill.returncode == 1
    told = {finding["part"]: finding for finding in parsed(ill)}
    assert not told["database"]["well"]
    assert "EDUCE_DATABASE_URL" in told["database"]["told"]
    assert not told["links"]["well"]
    assert "EDUCE_FETCH_ALLOWED: '10.0.0.0/99'" in told["links"]["told"]


def test_jobs_without_a_server_say_what_to_do(installation: Installation, port: int) -> None:
    installation.run("migrate")
    done = installation.run("jobs", "list", EDUCE_PORT=str(port))
    assert done.returncode == 1
    assert "educe serve" in done.stderr


def _read_until(process: subprocess.Popen[str], words: str) -> None:
    assert process.stdout is not None
    for line in process.stdout:
        if words in line:
            return
    raise AssertionError(f"it ended without saying {words!r}")
