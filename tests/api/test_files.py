"""Uploading, listing, reading and deleting files."""

import hashlib
import threading

import pytest

from educe.client import EduceApiError
from educe.documents.file_names import LONGEST, clean_file_name, clean_file_path
from educe.errors import InvalidInput
from tests.api.conftest import MAX_UPLOAD, Api, Tenant, problem
from tests.documents.making import lecture_pdf

WORDS = b"A graph is a set of nodes and edges.\n"


def blobs(api: Api, project: str) -> int:
    """How many blobs the project has; there are none that nothing names, and none is missing."""
    folder = api.world.settings.home / "blobs" / "files"
    there = {f"files/{path.name}" for path in folder.rglob("*") if path.is_file()}
    rows = api.world.rows("SELECT blob_name, project_id FROM kb.files")
    assert there == {row["blob_name"] for row in rows}
    return sum(str(row["project_id"]) == project for row in rows)


async def test_an_upload_is_described_and_comes_back_as_it_was(anna: Tenant) -> None:
    project, pdf = anna.project(), lecture_pdf()
    file = anna.upload(project, "lecture.pdf", pdf)
    assert (file["size"], file["media_type"]) == (len(pdf), "application/pdf")
    assert file["sha256"] == hashlib.sha256(pdf).hexdigest()
    assert (file["version"], file["locked_by"]) == (1, [])
    answer = anna.http.get(f"/api/files/{file['id']}/content")
    assert answer.content == pdf
    assert answer.headers["content-disposition"].startswith("attachment; ")
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_html_is_never_shown_in_place(anna: Tenant) -> None:
    page = b"<!doctype html><html><body><script>alert(1)</script><p>Words</p></body></html>"
    file = anna.upload(anna.project(), "page.html", page)
    answer = anna.http.get(f"/api/files/{file['id']}/content")
    assert answer.headers["content-disposition"].startswith("attachment; ")
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_the_same_name_again_is_the_next_version_and_only_it_is_listed(
    anna: Tenant,
) -> None:
    project = anna.project()
    first = anna.upload(project, "a.txt", WORDS)
    second = anna.upload(project, "a.txt", WORDS + b"More.")
    anna.upload(project, "b.txt", WORDS)
    assert (second["version"], second["document_id"]) == (2, first["document_id"])
    assert [(f["name"], f["version"]) for f in anna.client.files(project)] == [
        ("a.txt", 2),
        ("b.txt", 1),
    ]
    assert anna.http.get(f"/api/files/{first['id']}").json()["version"] == 1
    page = anna.http.get(f"/api/projects/{project}/files?limit=1").json()
    assert page["next"] == "a.txt"


async def test_one_bad_file_does_not_spoil_the_others(api: Api, anna: Tenant) -> None:
    project = anna.project()
    answer = anna.http.post(
        f"/api/projects/{project}/files",
        files=[
            ("files", ("good.txt", WORDS)),
            ("files", ("empty.txt", b"")),
            ("files", ("picture.pdf", b"\x89PNG\r\n\x1a\n" + bytes(100))),
            ("files", ("big.txt", b"x" * (MAX_UPLOAD + 1))),
            ("files", ("also good.md", b"# Title\n\nWords.")),
        ],
    )
    assert answer.status_code == 201
    told = answer.json()
    assert [file["name"] for file in told["files"]] == ["good.txt", "also good.md"]
    assert [(r["name"], r["problem"]["type"]) for r in told["refused"]] == [
        ("empty.txt", "/problems/unreadable-file"),
        ("picture.pdf", "/problems/unreadable-file"),
        ("big.txt", "/problems/too-large"),
    ]
    assert blobs(api, project) == 2


async def test_when_all_are_refused_the_answer_is_the_first_ones_problem(anna: Tenant) -> None:
    path = f"/api/projects/{anna.project()}/files"
    told = problem(
        anna.http.post(path, files=[("files", ("a.txt", b"")), ("files", ("b.exe", b"MZ" * 99))]),
        400,
        "unreadable-file",
    )
    assert "empty" in told["detail"]
    assert [refused["name"] for refused in told["refused"]] == ["a.txt", "b.exe"]
    big = anna.http.post(path, files=[("files", ("a.txt", b"x" * (MAX_UPLOAD + 1)))])
    assert "1 MB" in problem(big, 413, "too-large")["detail"]


async def test_a_request_that_says_it_is_too_long_is_not_read(api: Api, anna: Tenant) -> None:
    project = anna.project()
    path = f"/api/projects/{project}/files"
    answer = anna.http.post(path, files=[("files", ("a.txt", b"x" * (8 * MAX_UPLOAD)))])
    problem(answer, 413, "too-large")

    def endless():  # type: ignore[no-untyped-def]
        yield b'--b\r\nContent-Disposition: form-data; name="f"; filename="a.txt"\r\n\r\n'
        for _ in range(1000):
            yield b"x" * 100_000

    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    problem(anna.http.post(path, content=endless(), headers=headers), 413, "too-large")
    assert blobs(api, project) == 0


async def test_forms_without_files_and_other_bodies_are_refused(anna: Tenant) -> None:
    path = f"/api/projects/{anna.project()}/files"
    kind = "multipart/form-data; boundary=b"
    for content, headers in (
        (b"words", {"Content-Type": "text/plain"}),
        (b"", {}),
        (b"--b--\r\n", {"Content-Type": kind}),
        (b"nonsense", {"Content-Type": kind}),
        (b"--b\r\n\r\nx\r\n--b--\r\n", {"Content-Type": kind}),
        (b"--b\r\n\r\nx\r\n--b--\r\n", {"Content-Type": "multipart/form-data"}),
    ):
        problem(anna.http.post(path, content=content, headers=headers), 400, "invalid-input")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\me\\notes.txt", "notes.txt"),
        ("/abs/olute.txt", "olute.txt"),
        ("two\r\nlines\x00.txt", "two lines .txt"),
        ("invoice\u202etxt.exe", "invoice txt.exe"),
        ("  Ünïcode 数学 🙂.md ", "Ünïcode 数学 🙂.md"),
        ("n" * 500 + ".txt", "n" * (LONGEST - 4) + ".txt"),
        ("e\u0301.txt", "é.txt"),
    ],
)
def test_a_file_name_is_a_name_and_nothing_else(given: str, kept: str) -> None:
    assert clean_file_name(given) == kept


@pytest.mark.parametrize("given", ["", "..", "/", "a/", "\x00", " . "])
def test_no_name_is_refused(given: str) -> None:
    with pytest.raises(InvalidInput, match="no name"):
        clean_file_name(given)


async def test_hostile_names_end_up_as_names_in_every_header(anna: Tenant) -> None:
    project = anna.project()
    for name in ('a"; filename=evil.html; x=".txt', "ü%0d%0aX: y.txt", "a;b'c.txt"):
        file = anna.upload(project, name, WORDS)
        disposition = anna.http.get(f"/api/files/{file['id']}/content").headers[
            "content-disposition"
        ]
        assert disposition.count('"') == 2
        assert disposition.startswith("attachment; filename=")


async def test_while_a_job_uses_a_file_it_can_not_be_deleted_or_replaced(anna: Tenant) -> None:
    project = anna.project()
    file = anna.upload(project, "a.txt", WORDS)
    job = anna.submit(project, files=[file["id"]])
    assert anna.client.files(project)[0]["locked_by"] == [job]
    told = problem(anna.http.delete(f"/api/files/{file['id']}"), 409, "conflict")
    assert told["jobs"] == [job]
    assert job in told["detail"]
    again = anna.http.post(
        f"/api/projects/{project}/files", files=[("files", ("a.txt", WORDS + b"x"))]
    )
    assert problem(again, 409, "conflict")["jobs"] == [job]
    told = problem(anna.http.delete(f"/api/projects/{project}"), 409, "conflict")
    assert told["jobs"] == [job]
    anna.client.cancel(job)
    assert anna.upload(project, "a.txt", WORDS)["version"] == 2
    anna.client.delete_file(file["id"])


async def test_a_file_tells_its_active_jobs_and_the_newest_completed_one(
    api: Api, anna: Tenant
) -> None:
    project = anna.project()
    read, other = (anna.upload(project, name, WORDS)["id"] for name in ("a.txt", "b.txt"))
    first, second, failed, pending = (anna.submit(project, files=[read]) for _ in range(4))
    unrelated = anna.submit(project, files=[other])
    for job, ended in ((second, "completed"), (first, "completed"), (failed, "failed")):
        for status in ("running", ended):
            api.world.execute(
                "UPDATE kb.extraction_jobs SET status = %s WHERE id = %s", status, job
            )
    files = {file["id"]: file for file in anna.client.files(project)}
    assert files[read]["last_extraction"]["job_id"] == second
    assert files[read]["locked_by"] == [pending]
    assert files[other]["last_extraction"] is None
    assert files[other]["locked_by"] == [unrelated]
    assert anna.http.get(f"/api/files/{read}").json() == files[read]


async def test_a_refused_replacement_leaves_no_bytes_behind(api: Api, anna: Tenant) -> None:
    project = anna.project()
    file = anna.upload(project, "a.txt", WORDS)
    anna.submit(project, files=[file["id"]])
    with pytest.raises(EduceApiError, match="using it"):
        anna.client.upload(project, [("a.txt", WORDS)])
    assert blobs(api, project) == 1


async def test_a_deleted_file_is_gone_with_its_bytes(api: Api, anna: Tenant) -> None:
    project = anna.project()
    file = anna.upload(project, "a.txt", WORDS)
    assert anna.http.delete(f"/api/files/{file['id']}").status_code == 204
    problem(anna.http.get(f"/api/files/{file['id']}"), 404, "not-found")
    problem(anna.http.get(f"/api/files/{file['id']}/content"), 404, "not-found")
    problem(anna.http.delete(f"/api/files/{file['id']}"), 404, "not-found")
    assert anna.client.files(project) == []
    assert blobs(api, project) == 0
    assert anna.upload(project, "a.txt", WORDS)["version"] == 1


async def test_a_deleted_project_takes_its_bytes_along(api: Api, anna: Tenant) -> None:
    project = anna.project()
    anna.upload(project, "a.txt", WORDS)
    anna.client.delete_project(project)
    assert anna.client.projects() == []
    assert blobs(api, project) == 0


async def test_uploads_of_one_name_at_once_become_versions(anna: Tenant) -> None:
    project = anna.project()
    threads = [
        threading.Thread(target=anna.upload, args=(project, "a.txt", WORDS + bytes([65 + n])))
        for n in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    [file] = anna.client.files(project)
    assert file["version"] == 6


async def test_a_text_is_there_when_the_file_has_been_read(api: Api, anna: Tenant) -> None:
    file = anna.upload(anna.project(), "a.txt", WORDS)
    told = problem(anna.http.get(f"/api/files/{file['id']}/text"), 404, "not-found")
    assert "hasn't been read" in told["detail"]
    api.world.execute(
        "INSERT INTO kb.file_texts (file_id, project_id, text, body) VALUES (%s, %s, %s, %s)",
        file["id"],
        file["project_id"],
        "A graph.",
        '{"blocks": [{"kind": "paragraph", "start": 0, "end": 8}]}',
    )
    text = anna.client.file_text(file["id"])
    assert text["text"] == "A graph."
    assert text["blocks"][0]["kind"] == "paragraph"


async def test_courses_have_the_same_files(anna: Tenant) -> None:
    course = anna.client.create_course("Logic")["id"]
    path = f"/api/courses/{course}/files"
    assert anna.http.post(path, files=[("files", ("a.txt", WORDS))]).status_code == 201
    assert [file["name"] for file in anna.http.get(path).json()["files"]] == ["a.txt"]
    problem(anna.http.get(f"/api/courses/{anna.project()}/files"), 404, "not-found")
    assert [c["name"] for c in anna.http.get("/api/courses").json()["courses"]] == ["Logic"]
    renamed = anna.http.patch(f"/api/courses/{course}", json={"name": "Proofs"})
    assert (renamed.json()["name"], renamed.json()["kind"]) == ("Proofs", "course")


async def test_folders_are_kept_where_that_is_asked_for(anna: Tenant) -> None:
    project = anna.project()
    names = ("week 1/notes.md", "week 2/notes.md", "../../etc/x.txt")
    sent = [("files", (name, b"# Title\n\n" + WORDS)) for name in names]
    kept = anna.http.post(f"/api/projects/{project}/files?folders=true", files=sent).json()
    assert [(f["name"], f["version"]) for f in kept["files"]] == [
        ("week 1/notes.md", 1),
        ("week 2/notes.md", 1),
        ("etc/x.txt", 1),
    ]
    [first, *_] = kept["files"]
    answer = anna.http.get(f"/api/files/{first['id']}/content")
    assert "week" not in answer.headers["content-disposition"]
    flat = anna.http.post(f"/api/projects/{anna.project()}/files", files=sent[:2]).json()
    assert [(f["name"], f["version"]) for f in flat["files"]] == [("notes.md", 1), ("notes.md", 2)]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("a/b/c.txt", "a/b/c.txt"),
        ("a//./../b/c.txt", "a/b/c.txt"),
        ("/etc/passwd", "etc/passwd"),
        (r"C:\Users\me\y.txt", "Users/me/y.txt"),
        ("a\u202eb\x00/c.txt", "a b/c.txt"),
        ("x" * 150 + "/" + "y" * 60 + "/c.txt", "y" * 60 + "/c.txt"),
        ("x" * 300 + "/c.txt", "c.txt"),
        ("a/" + "c" * 300 + ".txt", "c" * (LONGEST - 4) + ".txt"),
    ],
)
def test_a_path_is_kept_as_far_as_it_is_harmless_and_fits(given: str, kept: str) -> None:
    assert clean_file_path(given) == kept
    assert len(kept) <= LONGEST


@pytest.mark.slow
async def test_files_are_searched_sorted_and_counted(api: Api, anna: Tenant) -> None:
    project = anna.project()
    sizes = {"b.txt": 3, "a.txt": 1, "Notes 100%.txt": 2}
    ids = {name: anna.upload(project, name, WORDS * n)["id"] for name, n in sizes.items()}
    anna.upload(project, "a.txt", WORDS)  # a next version of the same

    def found(**asked: object) -> list[str]:
        where = f"/api/projects/{project}/files"
        names: list[str] = []
        after: dict[str, str] = {}
        while True:
            answer = anna.http.get(where, params={"limit": 1, **asked, **after})  # type: ignore[dict-item]
            names += [file["name"] for file in answer.json()["files"]]
            if answer.json()["next"] is None:
                return names
            after = {"after": answer.json()["next"]}

    assert set(found()) == set(sizes)
    assert found(sort="newest") == ["a.txt", "Notes 100%.txt", "b.txt"]
    assert found(sort="oldest") == ["b.txt", "Notes 100%.txt", "a.txt"]
    assert found(sort="largest") == ["b.txt", "Notes 100%.txt", "a.txt"]
    assert found(sort="smallest") == ["a.txt", "Notes 100%.txt", "b.txt"]
    assert found(search="100%") == ["Notes 100%.txt"]
    assert found(search="NOTES") == ["Notes 100%.txt"]
    assert found(locked=True) == []
    anna.submit(project, files=[ids["b.txt"]], succeed=1)
    assert found(locked=True) == ["b.txt"]
    assert set(found(locked=False)) == {"a.txt", "Notes 100%.txt"}
    assert found(state="read") == []
    counts = anna.http.get(f"/api/projects/{project}/files/counts?search=.txt").json()
    assert counts == {"files": 3, "bytes": 6 * len(WORDS), "unread": 3, "read": 0, "failed": 0,
                      "locked": 1}  # fmt: skip
    foreign = anna.http.get(
        f"/api/projects/{project}/files", params={"sort": "newest", "after": "b.txt"}
    )
    problem(foreign, 400, "invalid-input")


async def test_a_documents_versions_are_listed_newest_first(anna: Tenant, ben: Tenant) -> None:
    project = anna.project()
    first = anna.upload(project, "a.txt", WORDS)
    second = anna.upload(project, "a.txt", WORDS * 2)
    where = f"/api/documents/{first['document_id']}/versions"
    assert anna.http.get(where).json()["files"] == [second, first]
    assert first["uploaded_by_name"] == "Anna"
    problem(ben.http.get(where), 404, "not-found")
