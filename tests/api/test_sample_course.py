"""The sample course, at one click."""

import pytest

from educe.jobs.sample_course import COURSE, sample_files
from tests.api.conftest import Api, Tenant

pytestmark = pytest.mark.slow


async def test_the_sample_course_is_made_with_its_files_and_its_extraction(anna: Tenant) -> None:
    answer = anna.http.post("/api/sample-course")
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert (made["project"]["name"], made["project"]["kind"]) == (COURSE, "course")
    assert (made["job"]["extractor"], made["job"]["status"]) == ("concepts", "pending")
    assert made["job"]["file_count"] == len(sample_files()) == 11
    assert made["is_new"]


async def test_asking_again_gives_the_same_and_each_user_their_own(
    anna: Tenant, ben: Tenant
) -> None:
    first = anna.http.post("/api/sample-course").json()
    again = anna.http.post("/api/sample-course")
    assert again.status_code == 200
    assert again.json()["project"] == first["project"]
    assert again.json()["job"]["id"] == first["job"]["id"]
    assert not again.json()["is_new"]
    assert ben.http.post("/api/sample-course").json()["project"]["id"] != first["project"]["id"]


async def test_what_is_missing_is_made_good(api: Api, anna: Tenant) -> None:
    made = anna.http.post("/api/sample-course").json()
    project = made["project"]["id"]
    api.world.execute("DELETE FROM kb.extraction_jobs WHERE project_id = %s", project)
    [first, *_] = anna.client.files(project)
    anna.http.delete(f"/api/files/{first['id']}")
    again = anna.http.post("/api/sample-course")
    assert again.status_code == 201
    assert again.json()["project"]["id"] == project
    files = list(anna.client.files(project))
    assert [f["version"] for f in files] == [1] * 11
