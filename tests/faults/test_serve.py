"""`educe serve` itself is killed."""

import time
from pathlib import Path

import pytest

from tests.support.courses import COURSE
from tests.support.installation import Installation, nothing_left

pytestmark = pytest.mark.slow


def test_after_serve_was_killed_the_job_goes_on_soon_after_being_up_again(
    tmp_path: Path, unused_tcp_port: int
) -> None:
    installation = Installation(tmp_path)
    with installation.serving(unused_tcp_port) as served:
        project = served.ask("POST", "/api/courses", json={"name": "C"})["id"]
        with next(COURSE.glob("10*")).open("rb") as file:
            served.ask("POST", f"/api/projects/{project}/files", files={"files": file})
        job = served.ask(
            "POST",
            f"/api/courses/{project}/extractions",
            json={
                "extractor": "scripted",
                "config": {"steps": [{"do": "sleep", "seconds": 0.2}] * 60},
            },
        )["id"]
        _until(lambda: served.ask("GET", f"/api/extractions/{job}")["processed_items"] >= 5)
        before = served.ask("GET", f"/api/extractions/{job}")["processed_items"]
        served.kill()
    assert nothing_left(installation)  # no child and no database outlives it
    with installation.serving(unused_tcp_port) as served:
        up = time.monotonic()
        _until(lambda: served.ask("GET", f"/api/extractions/{job}")["processed_items"] > before + 2)
        assert time.monotonic() - up < 20
        _until(lambda: served.ask("GET", f"/api/extractions/{job}")["status"] == "completed")
        done = served.ask("GET", f"/api/extractions/{job}")
        assert (done["successful_items"], done["failed_items"]) == (60, 0)
    assert nothing_left(installation)


def _until(look, within: float = 30) -> None:  # type: ignore[no-untyped-def]
    deadline = time.monotonic() + within
    while not look():
        assert time.monotonic() < deadline
        time.sleep(0.05)
