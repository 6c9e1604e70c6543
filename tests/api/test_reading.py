"""Looking at a file that no extraction has read yet."""

from concurrent.futures import ThreadPoolExecutor
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from educe.documents.reading import apart
from tests.api.conftest import Api, Tenant, problem
from tests.documents.making import lecture_pdf

pytestmark = pytest.mark.slow
WORDS = b"A graph is a set of nodes and edges.\n"


async def test_a_file_is_read_for_whoever_wants_to_look_at_it(anna: Tenant) -> None:
    file = anna.upload(anna.project(), "lecture.pdf", lecture_pdf())
    assert file["reading"] == {"state": "unread", "at": None, "pages": None, "characters": None,
                               "warnings": 0, "problem": None}  # fmt: skip
    where = f"/api/files/{file['id']}"
    assert "/read" in problem(anna.http.get(f"{where}/text"), 404, "not-found")["detail"]
    read = anna.http.post(f"{where}/read").json()["reading"]
    text = anna.http.get(f"{where}/text").json()
    assert (read["state"], read["pages"]) == ("read", text["pages"])
    assert read["characters"] == len(text["text"]) > 100
    assert anna.http.get(where).json()["reading"] == read
    assert anna.http.post(f"{where}/read").json()["reading"] == read  # it isn't read twice


async def test_why_a_file_cannot_be_read_is_kept(anna: Tenant) -> None:
    project = anna.project()
    file = anna.upload(project, "cut.pdf", lecture_pdf()[:900])
    told = problem(anna.http.post(f"/api/files/{file['id']}/read"), 400, "unreadable-file")
    reading = anna.http.get(f"/api/files/{file['id']}").json()["reading"]
    assert reading["state"] == "failed"
    assert reading["problem"] == {"type": told["type"], "detail": told["detail"]}
    counts = anna.http.get(f"/api/projects/{project}/files/counts").json()
    assert counts == {"files": 1, "bytes": 900, "unread": 0, "read": 0, "failed": 1, "locked": 0}


async def test_a_file_that_is_too_much_for_a_preview_stays_unread(
    anna: Tenant, monkeypatch: pytest.MonkeyPatch, api: Api
) -> None:
    bomb = api.world.folder / "bomb.docx"
    with ZipFile(bomb, "w", ZIP_DEFLATED) as made:
        made.writestr("[Content_Types].xml", "<Types/>")
        made.writestr("word/document.xml", b" " * 800_000_000)
    file = anna.upload(anna.project(), "bomb.docx", bomb.read_bytes())
    answer = anna.http.post(f"/api/files/{file['id']}/read")
    assert answer.status_code in (400, 413)
    monkeypatch.setattr(apart.sys, "executable", "/bin/false")
    other = anna.upload(anna.project(), "a.txt", WORDS)
    problem(anna.http.post(f"/api/files/{other['id']}/read"), 413, "too-large-to-preview")
    assert anna.http.get(f"/api/files/{other['id']}").json()["reading"]["state"] == "unread"


async def test_many_who_ask_at_once_are_served_one_after_the_other(anna: Tenant) -> None:
    project = anna.project()
    files = [anna.upload(project, f"{n}.txt", WORDS)["id"] for n in range(3)]
    with ThreadPoolExecutor(6) as pool:
        asked = [pool.submit(anna.http.post, f"/api/files/{f}/read") for f in files * 2]
    assert [one.result().json()["reading"]["state"] for one in asked] == ["read"] * 6


async def test_who_asks_for_many_at_once_is_told_to_come_again(anna: Tenant) -> None:
    project = anna.project()
    files = [anna.upload(project, f"{n}.txt", WORDS)["id"] for n in range(8)]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda f: anna.http.post(f"/api/files/{f}/read"), files))
    refused = [answer for answer in answers if answer.status_code != 200]
    assert 3 <= len(answers) - len(refused) < 8
    for answer in refused:
        problem(answer, 503, "unavailable")
        assert int(answer.headers["retry-after"]) > 0


async def test_a_worker_keeps_why_it_could_not_read_a_file(api: Api, anna: Tenant) -> None:
    project = anna.project()
    good = anna.upload(project, "good.txt", WORDS)["id"]
    bad = anna.upload(project, "cut.pdf", lecture_pdf()[:900])["id"]
    body = {"extractor": "concepts"}
    job = anna.http.post(f"/api/projects/{project}/extractions", json=body).json()["id"]
    locks = anna.http.get(f"/api/files/{good}").json()["locks"]
    assert [(lock["job_id"], lock["status"]) for lock in locks] == [(job, "pending")]
    async with api.world.worker_process():
        await api.world.until_ended(job)
    files = {f["id"]: f for f in anna.http.get(f"/api/projects/{project}/files").json()["files"]}
    assert {i: f["reading"]["state"] for i, f in files.items()} == {good: "read", bad: "failed"}
    assert files[good]["last_extraction"]["job_id"] == job
    assert (files[good]["locks"], files[good]["locked_by"]) == ([], [])
