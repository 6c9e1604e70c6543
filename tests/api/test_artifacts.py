"""What an extraction wrote, one by one and together."""

import io
from zipfile import ZipFile

import pytest

from educe.documents.blobs import BlobStore
from educe.ids import new_id
from tests.api.conftest import Api, Tenant, problem

pytestmark = pytest.mark.slow


async def store(api: Api, job: str, project: str, name: str, data: bytes) -> None:
    blobs = BlobStore.open(api.world.settings.blob_store_url)
    blob = await blobs.put(data, prefix="artifacts", limit=1 << 40)
    api.world.execute(
        "INSERT INTO kb.job_artifacts (id, job_id, project_id, name, media_type, size, sha256,"
        " blob_name) VALUES (%s, %s, %s, %s, 'text/plain', %s, %s, %s)",
        new_id(),
        job,
        project,
        name,
        len(data),
        blob.sha256,
        blob.name,
    )


async def test_all_that_an_extraction_wrote_comes_as_one_zip_file(api: Api, anna: Tenant) -> None:
    project = anna.project()
    job = anna.submit(project, succeed=1)
    where = f"/api/extractions/{job}/artifacts"
    assert (
        "when it is completed" in problem(anna.http.get(f"{where}.zip"), 404, "not-found")["detail"]
    )
    large = bytes(range(256)) * 20_000
    written = {"graph/nodes.csv": b"id,name\n", "empty.txt": b"", "large.bin": large}
    for name, data in written.items():
        await store(api, job, project, name, data)
    for name in ("../../evil.sh", "evil.sh", "/evil.sh"):
        await store(api, job, project, name, b"echo")
    listed = anna.http.get(where).json()["artifacts"]
    assert {a["name"]: a["size"] for a in listed}["large.bin"] == len(large)
    answer = anna.http.get(f"{where}.zip")
    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["content-disposition"].startswith("attachment; ")
    with ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        told = {name: archive.read(name) for name in archive.namelist()}
    assert told == {**written, "evil.sh": b"echo", "2-evil.sh": b"echo", "3-evil.sh": b"echo"}


async def test_what_is_missing_shows_before_the_zip_file_begins(api: Api, anna: Tenant) -> None:
    project = anna.project()
    job = anna.submit(project, succeed=1)
    await store(api, job, project, "a.txt", b"words")
    api.world.execute("UPDATE kb.job_artifacts SET blob_name = %s", f"artifacts/{new_id()}")
    problem(anna.http.get(f"/api/extractions/{job}/artifacts.zip"), 404, "not-found")


async def test_items_say_why_they_failed_and_what_to_do(api: Api, anna: Tenant) -> None:
    project = anna.project()
    steps = [{"do": "permanent"}, {"do": "transient"}, {"do": "succeed"}]
    async with api.world.worker_process():
        job = anna.submit(project, steps=steps)
        await api.world.until_ended(job)  # type: ignore[arg-type]
    where = f"/api/extractions/{job}/items"
    items = anna.http.get(f"{where}?failed_first=true").json()["items"]
    told = [(i["attempts"], i["failure"] and i["failure"]["kind"]) for i in items]
    assert told == [(1, "permanent"), (3, "transient"), (0, None)]
    assert "first" in items[0]["failure"]["what_to_do"]
    assert "Retry" in items[1]["failure"]["what_to_do"]
    assert items[1]["failure"]["attempt"] == 3
    assert all(item["duration_seconds"] >= 0 for item in items)
    label = items[1]["label"]
    found = anna.http.get(where, params={"search": label.upper()}).json()["items"]
    assert label in [item["label"] for item in found]
    again = anna.http.post(
        f"/api/extractions/{job}/retry",
        json={"from": "failed_items", "items": [items[0]["seq"]]},
    )
    assert again.status_code == 202
    after = anna.http.get(where).json()["items"]
    assert [item["status"] for item in after] == ["pending", "failed", "succeeded"]
