"""The Python client, beside what the other tests do with it."""

import socket
from pathlib import Path

import pytest

from educe.client import EduceApiError, EduceClient, EduceUnreachable
from tests.api.conftest import Api, Tenant


def test_it_imports_no_other_room() -> None:
    folder = Path(__file__).parents[2] / "src/educe/client"
    for file in folder.glob("*.py"):
        for line in file.read_text().splitlines():
            if line.startswith(("from educe", "import educe")):
                assert "educe.client" in line, f"{file.name}: {line}"


def test_a_server_that_is_not_there_is_told_with_what_to_do() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    with EduceClient(url) as client:
        with pytest.raises(EduceUnreachable, match="educe serve"):
            client.projects()
        with pytest.raises(EduceUnreachable):
            next(client.watch("x", patience=0.1))


async def test_a_refusal_is_an_error_with_its_problem(api: Api, anna: Tenant) -> None:
    with pytest.raises(EduceApiError, match="no such project") as refused:
        anna.client.files("01900000-0000-7000-8000-000000000000")
    assert (refused.value.status, refused.value.slug) == (404, "not-found")
    with EduceClient(api.url, "wrong") as stranger, pytest.raises(EduceApiError) as refused:
        stranger.me()
    assert refused.value.slug == "unauthenticated"


@pytest.mark.slow
def test_many_files_are_uploaded_in_several_requests(anna: Tenant, tmp_path: Path) -> None:
    for n in range(60):
        (tmp_path / f"{n:02}.txt").write_text(f"Number {n}." if n % 10 else "")
    project = anna.project()
    done = anna.client.upload(project, sorted(tmp_path.glob("*.txt")))
    assert (len(done["files"]), len(done["refused"])) == (54, 6)
    assert len(anna.client.files(project)) == 54
    with pytest.raises(EduceApiError, match="empty"):
        anna.client.upload(project, [("a.txt", b""), ("b.txt", b"")])


def test_an_artifact_that_is_not_there_leaves_no_file(anna: Tenant, tmp_path: Path) -> None:
    job = anna.submit(anna.project())
    with pytest.raises(EduceApiError, match="no artifact"):
        anna.client.download_artifact(job, "nope.txt", tmp_path / "nope.txt")
    assert list(tmp_path.glob("*nope*")) == []
