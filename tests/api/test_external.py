"""A program outside does a job over HTTP, with the client."""

import pytest

from educe.client import EduceApiError
from educe.client.external import item_result
from educe.ids import new_id
from tests.api.conftest import Tenant, problem

pytestmark = pytest.mark.slow


def test_a_program_claims_a_job_does_its_items_and_completes_it(anna: Tenant) -> None:
    project = anna.project()
    jobs = anna.client.admin_jobs.project(project, str(anna.organization_id))
    job = anna.client.submit(project, "external", config={"dpi": 300}, file_ids=[])["id"]
    anna.client.external.add_items(job, [(f"page {n}", {"page": n}) for n in range(5)])

    claim = anna.client.external.claim(job, "ocr on host 7")
    claim.add([("appendix", None)])
    while items := claim.take(4):
        claim.renew()
        claim.send([item_result(item["seq"], result={"text": item["label"]}) for item in items])
    assert not claim.cancelling
    done = jobs.update(
        job, claim_token=claim.token, status="completed", summary={"message": "6 pages"}
    )
    assert (done["status"], done["outcome"]) == ("completed", "6 of 6 items")
    assert [item["label"] for item in anna.client.items(job)][-1] == "appendix"
    kinds = [event["kind"] for event in anna.client.watch(job)]
    assert (kinds[0], kinds[-1]) == ("submitted", "completed")


def test_a_second_program_is_told_who_has_the_job(anna: Tenant) -> None:
    job = anna.client.submit(anna.project(), "external")["id"]
    claim = anna.client.external.claim(job, "ocr on host 7")
    with pytest.raises(EduceApiError, match="“ocr on host 7” holds this job until") as refused:
        anna.client.external.claim(job, "another")
    assert refused.value.status == 409
    claim.release()
    with pytest.raises(EduceApiError, match="lost the claim"):
        claim.renew()
    anna.client.external.claim(job, "another")


def test_a_claims_token_can_be_sent_as_a_header(anna: Tenant) -> None:
    project = anna.project()
    job = anna.client.submit(project, "external")["id"]
    claim = anna.client.external.claim(job, "ocr")
    path = f"/api/admin/extraction-jobs/{job}"
    scope = {"project_id": project, "org_id": str(anna.organization_id)}
    change = {"progress_message": "Page 7"}
    told = problem(anna.http.patch(path, params=scope, json=change), 400, "conflict")
    assert "holds this job" in told["detail"]
    headers = {"Claim-Token": str(new_id())}
    told = problem(
        anna.http.patch(path, params=scope, json=change, headers=headers), 400, "conflict"
    )
    assert "lost the claim" in told["detail"]
    headers = {"Claim-Token": claim.token}
    answer = anna.http.patch(path, params=scope, json=change, headers=headers)
    assert (answer.status_code, answer.json()["progress_message"]) == (200, "Page 7")


@pytest.mark.parametrize(
    ("what", "body"),
    [
        ("claim", {"program": " "}),
        ("claim", {"program": "x", "lease_seconds": 4}),
        ("claim", {"program": "x", "lease_seconds": 3601}),
        ("claim", {"program": "x", "leese": 60}),
        ("items", {"items": []}),
        ("items", {"items": [{"label": "x"}] * 1001}),
        ("items", {"items": [{"label": ""}]}),
        ("items/claim", {"token": "x"}),
        ("items/results", {"token": str(new_id()), "results": [{"seq": 1, "outcome": "maybe"}]}),
        ("items/results", {"token": str(new_id()), "results": [{"seq": 0, "outcome": "failed"}]}),
    ],
)
def test_what_can_not_be_meant_is_refused(anna: Tenant, what: str, body: object) -> None:
    job = anna.client.submit(anna.project(), "external")["id"]
    problem(anna.http.post(f"/api/extractions/{job}/{what}", json=body), 400, "invalid-input")


def test_adding_items_twice_with_one_key_adds_them_once(anna: Tenant) -> None:
    job = anna.client.submit(anna.project(), "external")["id"]
    headers = {"Idempotency-Key": str(new_id())}
    for _ in range(2):
        body = {"items": [{"label": "a"}, {"label": "b", "payload": ["any", 1]}]}
        answer = anna.http.post(f"/api/extractions/{job}/items", json=body, headers=headers)
        assert answer.status_code == 201
        assert answer.json() == {
            "first_seq": 1,
            "last_seq": 2,
            "total_items": 2,
            "cancelling": False,
        }
    assert anna.client.job(job)["total_items"] == 2
