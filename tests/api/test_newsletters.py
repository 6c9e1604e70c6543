"""The endpoints of newsletters: started, watched, stopped, and what their answers are like."""

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from educe.api.newsletter_views import NewNewsletterExtraction, NewsletterStatus
from educe.extractors.newsletters.config import NewsletterConfig
from educe.ids import new_id
from tests.api.conftest import Api, Tenant, problem
from tests.mailboxes.making import message

EXTRACT = "/api/newsletters/extract"
EXTRACTIONS = "/api/newsletters/extractions"
SAMPLE = Path(__file__).parents[2] / "examples" / "newsletters.mbox"


def mailbox(tenant: Tenant, project: str | None = None) -> dict[str, Any]:
    """One that is never reached."""
    body = {"user_name": "reader@mail.invalid", "password": "x", "host": "imap.invalid"}
    path = f"/api/projects/{project or tenant.project()}/mailboxes"
    return dict(tenant.http.post(path, json=body).json())


def start(tenant: Tenant, **wanted: Any) -> str:
    answer = tenant.http.post(EXTRACT, json=wanted)
    assert answer.status_code == 202, answer.text
    return str(answer.json()["extraction_id"])


def config_of(tenant: Tenant, extraction: str) -> dict[str, Any]:
    return dict(tenant.http.get(f"{EXTRACTIONS}/{extraction}").json()["extraction_config"])


# starting


def test_the_answer_comes_at_once_with_an_id_and_where_to_watch(anna: Tenant) -> None:
    there = mailbox(anna)
    answer = anna.http.post(EXTRACT, json={"hours_back": 1, "max_results": 1})
    assert answer.status_code == 202
    extraction = answer.json()["extraction_id"]
    assert answer.json() == {
        "status": "pending",
        "extraction_id": extraction,
        "message": "Extraction started",
    }
    assert answer.headers["location"] == f"{EXTRACTIONS}/{extraction}"
    made = anna.http.get(answer.headers["location"]).json()
    assert (made["project_id"], made["status"]) == (there["project_id"], "pending")
    config = made["extraction_config"]
    assert (config["mailbox_id"], config["hours_back"], config["max_results"]) == (
        there["id"],
        1,
        1,
    )
    job = anna.client.job(extraction)
    assert (job["extractor"], job["priority"]) == ("newsletters", "normal")


def test_without_a_mailbox_the_answer_says_how_to_add_one(anna: Tenant) -> None:
    told = problem(anna.http.post(EXTRACT, json={"hours_back": 1}), 400, "no-mailbox")
    assert "educe newsletters add" in told["detail"]
    assert "/mailboxes" in told["detail"]
    assert "mailbox_id" in told["detail"]


def test_the_default_mailbox_isnt_taken_for_another_project(anna: Tenant) -> None:
    mailbox(anna)
    other = anna.project("Other")
    told = problem(anna.http.post(EXTRACT, json={"project_id": other}), 400, "no-mailbox")
    assert "another project" in told["detail"]


def test_the_mailbox_of_another_member_can_be_named_but_is_nobodys_default(
    api: Api, anna: Tenant
) -> None:
    there = mailbox(anna)
    admin = api.member(anna.organization_id, "Admin", role="admin")
    problem(admin.http.post(EXTRACT, json={}), 400, "no-mailbox")
    assert config_of(admin, start(admin, mailbox_id=there["id"]))["mailbox_id"] == there["id"]


def test_a_mailbox_that_isnt_there_or_somebody_elses_is_404(anna: Tenant, ben: Tenant) -> None:
    for unknown in (str(new_id()), mailbox(ben)["id"]):
        problem(anna.http.post(EXTRACT, json={"mailbox_id": unknown}), 404, "not-found")


def test_a_mailbox_of_another_project_is_told_by_its_field(anna: Tenant) -> None:
    body = {"mailbox_id": mailbox(anna)["id"], "project_id": anna.project("Other")}
    told = problem(anna.http.post(EXTRACT, json=body), 400, "invalid-config")
    assert [each["field"] for each in told["fields"]] == ["mailbox_id"]


def test_uploaded_mails_need_no_mailbox_and_name_the_project(anna: Tenant, ben: Tenant) -> None:
    project = anna.project()
    file = anna.upload(project, "issue.eml", message())["id"]
    made = anna.client.newsletters.get(start(anna, file_ids=[file]))
    assert (made["project_id"], made["extraction_config"]["mailbox_id"]) == (project, None)
    [read] = anna.client.job(made["extraction_id"])["files"]  # type: ignore[typeddict-item]
    assert read["file_id"] == file
    problem(ben.http.post(EXTRACT, json={"file_ids": [file]}), 404, "not-found")


@pytest.mark.parametrize(
    ("wrong", "slug", "field"),
    [
        ({"hours_back": 0}, "invalid-config", "hours_back"),
        ({"days_back": -1}, "invalid-config", "days_back"),
        ({"max_results": 10_001}, "invalid-config", "max_results"),
        ({"senders": ["not a sender"]}, "invalid-config", "senders.0"),
        ({"hours_back": 1, "days_back": 1}, "invalid-config", "config"),
        ({"hours_back": "soon"}, "invalid-input", "hours_back"),
        ({"hours": 1}, "invalid-input", "hours"),
        ({"priority": "now"}, "invalid-input", "priority"),
    ],
)
def test_what_is_wrong_is_told_by_the_fields_that_were_sent(
    anna: Tenant, wrong: dict[str, Any], slug: str, field: str
) -> None:
    mailbox(anna)
    told = problem(anna.http.post(EXTRACT, json=wrong), 400, slug)
    assert [each["field"] for each in told["fields"]] == [field]
    assert all(name in told["detail"] for name in wrong)


def test_null_is_as_good_as_nothing(anna: Tenant) -> None:
    mailbox(anna)
    every = dict.fromkeys(NewNewsletterExtraction.model_fields)
    assert config_of(anna, start(anna, **every)) == config_of(anna, start(anna))


def test_every_option_of_the_extractor_can_be_given_here() -> None:
    ours = {"project_id", "file_ids", "priority"}
    assert set(NewNewsletterExtraction.model_fields) - ours == set(NewsletterConfig.model_fields)


def test_a_request_that_is_sent_twice_with_a_key_starts_one(anna: Tenant) -> None:
    mailbox(anna)
    once = {"Idempotency-Key": str(new_id())}
    made = [anna.http.post(EXTRACT, json={"days_back": 0.5}, headers=once) for _ in range(2)]
    assert made[0].json() == made[1].json()
    assert made[1].headers["idempotency-replayed"] == "true"
    assert made[1].headers["location"] == made[0].headers["location"]
    assert len(list(anna.client.newsletters.list())) == 1


# watching


def test_the_status_of_a_pending_one_has_the_documented_fields_and_no_newsletters(
    anna: Tenant,
) -> None:
    mailbox(anna)
    extraction = start(anna)
    status = anna.http.get(f"{EXTRACTIONS}/{extraction}/status")
    assert status.headers["content-type"] == "application/json"
    told = status.json()
    assert set(told) >= {
        "extraction_id", "status", "progress", "progress_message", "error_message",
        "created_at", "completed_at", "newsletters",
    }  # fmt: skip
    assert (told["extraction_id"], told["status"]) == (extraction, "pending")
    assert (told["progress"], told["error_message"]) == (0, None)
    assert (told["completed_at"], told["newsletters"]) == (None, None)
    assert [step["title"] for step in told["steps"]] == [
        "Read messages",
        "Extract links",
        "Resolve redirects",
        "Filter links",
    ]


def test_a_cancelled_one_has_no_newsletters_and_runs_again_under_its_id(anna: Tenant) -> None:
    mailbox(anna)
    extraction = start(anna)
    path = f"{EXTRACTIONS}/{extraction}"
    cancelled = anna.http.post(f"{path}/cancel")
    assert cancelled.is_success, cancelled.text
    assert (cancelled.json()["extraction_id"], cancelled.json()["status"]) == (
        extraction,
        "cancelled",
    )
    assert anna.http.get(f"{path}/status").json()["newsletters"] is None
    problem(anna.http.post(f"{path}/cancel"), 409, "conflict")
    again = anna.http.post(f"{path}/retry")
    assert again.status_code == 202
    assert again.json()["extraction_id"] == extraction
    assert again.headers["location"] == path
    assert anna.http.get(f"{path}/status").json()["status"] == "pending"
    problem(anna.http.post(f"{path}/retry"), 409, "conflict")


def test_a_retry_as_a_new_one_has_a_new_id(anna: Tenant) -> None:
    mailbox(anna)
    extraction = start(anna)
    anna.client.newsletters.cancel(extraction)
    again = anna.client.newsletters.retry(extraction, "new")
    assert again["extraction_id"] != extraction
    assert anna.client.newsletters.get(again["extraction_id"])["status"] == "pending"


def test_extractions_are_listed_newest_first_by_status_and_page(anna: Tenant) -> None:
    project = mailbox(anna)["project_id"]
    started = [start(anna) for _ in range(3)]
    anna.submit(project, succeed=1)  # of another extractor
    anna.client.newsletters.cancel(started[0])
    newest = [each["extraction_id"] for each in anna.client.newsletters.list()]
    assert newest == started[::-1]
    page = anna.http.get(EXTRACTIONS, params={"limit": 2}).json()
    assert [each["extraction_id"] for each in page["extractions"]] == newest[:2]
    rest = anna.http.get(EXTRACTIONS, params={"limit": 2, "cursor": page["next"]}).json()
    assert [each["extraction_id"] for each in rest["extractions"]] == newest[2:]
    assert rest["next"] is None
    [cancelled] = anna.client.newsletters.list(status=["cancelled"])
    assert cancelled["extraction_id"] == started[0]


# whose it is


def test_what_isnt_an_extraction_of_newsletters_of_yours_is_404(anna: Tenant, ben: Tenant) -> None:
    mailbox(ben)
    other = anna.submit(anna.project(), succeed=1)
    for extraction in (other, start(ben), str(new_id()), "20251017_103045"):
        path = f"{EXTRACTIONS}/{extraction}"
        problem(anna.http.get(path), 404, "not-found")
        problem(anna.http.get(f"{path}/status"), 404, "not-found")
        problem(anna.http.post(f"{path}/cancel"), 404, "not-found")
        problem(anna.http.post(f"{path}/retry"), 404, "not-found")
    assert anna.client.job(other)["status"] == "pending"
    assert list(anna.client.newsletters.list()) == []


def test_all_of_it_needs_a_sign_in(api: Api) -> None:
    nobody = api.http()
    problem(nobody.post(EXTRACT, json={}), 401, "unauthenticated")
    problem(nobody.get(EXTRACTIONS), 401, "unauthenticated")
    problem(nobody.get(f"{EXTRACTIONS}/{new_id()}/status"), 401, "unauthenticated")


# what was found


async def ended(api: Api, tenant: Tenant, extraction: str) -> dict[str, Any]:
    await api.world.until_ended(UUID(extraction), within=60)
    answer = tenant.http.get(f"{EXTRACTIONS}/{extraction}/status")
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-store"
    return dict(answer.json())


@pytest.mark.slow
async def test_a_completed_one_tells_what_it_found_and_keeps_telling_it(alone: Api) -> None:
    anna = alone.tenant("Anna")
    async with alone.world.worker_process():
        project = anna.project()
        file = anna.upload(project, "newsletters.mbox", SAMPLE.read_bytes())["id"]
        extraction = start(anna, file_ids=[file])
        told = await ended(alone, anna, extraction)
        assert (told["status"], told["progress"]) == ("completed", 100)
        assert [each["subject"] for each in told["newsletters"]] == [
            "The meadows are back",
            "No. 112: one oven, eight loaves",
            "Four borders before breakfast",
            "Trees, gardens and river baths",
        ]
        assert [len(each["articles"]) for each in told["newsletters"]] == [3, 3, 2, 3]
        NewsletterStatus.model_validate({**told, "id": told["extraction_id"]})
        details = anna.http.get(f"{EXTRACTIONS}/{extraction}").json()
        assert details["newsletters"] == told["newsletters"]
        assert details["project_id"] == project
        path = f"/api/extractions/{extraction}/artifacts/filtered_articles.json"
        assert anna.http.get(path).json() == told["newsletters"]
        # another extraction of the same mails takes nothing away from this one
        again = await ended(alone, anna, start(anna, file_ids=[file], again=True))
        assert [len(each["articles"]) for each in again["newsletters"]] == [3, 3, 2, 3]
        assert (await ended(alone, anna, extraction))["newsletters"] == told["newsletters"]


@pytest.mark.slow
async def test_one_that_finds_nothing_is_completed_with_an_empty_list(alone: Api) -> None:
    anna = alone.tenant("Anna")
    async with alone.world.worker_process():
        file = anna.upload(anna.project(), "newsletters.mbox", SAMPLE.read_bytes())["id"]
        told = await ended(alone, anna, start(anna, file_ids=[file], senders=["nobody.example"]))
        assert (told["status"], told["newsletters"]) == ("completed", [])
        assert told["progress_message"] == "Nothing found: no message fits."
        assert told["outcome"] == "nothing found"
        read = await ended(alone, anna, start(anna, file_ids=[file], senders=["citydesk.example"]))
        assert len(read["newsletters"]) == 1
        before = await ended(
            alone, anna, start(anna, file_ids=[file], senders=["citydesk.example"])
        )
        assert (before["status"], before["newsletters"]) == ("completed", [])
