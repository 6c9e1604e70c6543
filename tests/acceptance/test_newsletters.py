"""From mails to articles, as a reader goes the way: files, a mailbox, curl, the command line."""

import json
import shlex
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from mailbox import mbox
from pathlib import Path
from typing import Any

import pytest

from tests.support.dovecot import PASSWORD, Dovecot, dovecot_server
from tests.support.installation import Installation, Served, parsed

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "examples" / "newsletters.mbox"
SUBJECTS = [
    "The meadows are back",
    "No. 112: one oven, eight loaves",
    "Four borders before breakfast",
    "Trees, gardens and river baths",
]
STORY = "https://www.harbour-observer.example/2026/05/seagrass-meadows-return-to-the-estuary"
DECODED = "https://nightrails.example/stories/the-sleeper-that-crosses-four-borders"
FILES = {
    "config_used.json",
    "newsletters.json",
    "raw_html",
    "extracted_links.json",
    "resolved_links.json",
    "filtered_articles.json",
    "filtered_articles.txt",
    "article_urls.txt",
    "rejected.json",
    "rejected.txt",
    "digest.html",
    "digest.md",
}


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Dovecot]:
    """With the sample newsletters in the mailbox of `reader`."""
    with dovecot_server() as running, closing(mbox(SAMPLE)) as sample:
        mails = [message.as_bytes() for message in sample]
        began = datetime.now(UTC) - timedelta(minutes=10)
        running.deliver("reader", mails, received=began, apart=timedelta(minutes=1))
        yield running


@pytest.fixture
def served(installation: Installation, dovecot: Dovecot, port: int) -> Iterator[Served]:
    installation.environment["EDUCE_FETCH_ALLOWED"] = "localhost:*"
    installation.environment["EDUCE_MAIL_CA_FILE"] = str(dovecot.ca)
    with installation.serving(port) as running:
        installation.environment["EDUCE_URL"] = running.url
        yield running


def with_mailbox(installation: Installation, dovecot: Dovecot, user: str = "reader") -> str:
    """Adds it, as the owner's default one. Returns its id."""
    options = ["--host", "localhost", "--port", str(dovecot.tls_port), "--json"]
    done = installation.run("newsletters", "add", user, *options, MAILBOX_PASSWORD=PASSWORD)
    assert done.returncode == 0, done.stdout + done.stderr
    return str(parsed(done)["mailbox"]["id"])


def links(newsletters: list[dict[str, Any]]) -> list[str]:
    return [article["canonical_url"] for each in newsletters for article in each["articles"]]


def typed(served: Served, line: str) -> Any:
    """What curl says to a line that somebody types with a token and this server's port."""
    words = line.replace("$TOKEN", served.token).replace("http://localhost:9765", served.url)
    command = [word for word in shlex.split(words, comments=True) if word != "\n"]
    done = subprocess.run(
        [*command, "--silent", "--show-error"], capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


STARTED = r"""
curl -X POST http://localhost:9765/api/newsletters/extract \
  -H "Content-Type: application/json" \
  -H "Authorization: Bearer $TOKEN" \
  -d '{
    "hours_back": 1,
    "max_results": 1
  }'
"""
POLLED = r"""
curl http://localhost:9765/api/newsletters/extractions/ID/status -H "Authorization: Bearer $TOKEN"
"""


def ended(served: Served, extraction: str) -> dict[str, Any]:
    """The status when it has ended, asked for by curl."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        told: dict[str, Any] = typed(served, POLLED.replace("ID", extraction))
        assert told["extraction_id"] == extraction
        if told["completed_at"] is not None:
            return told
        assert told["newsletters"] is None
        time.sleep(0.1)
    raise AssertionError(f"it hasn't ended: {told}")


def test_the_sample_newsletters_become_articles_without_account_and_network(
    installation: Installation,
) -> None:
    began = time.monotonic()
    done = installation.run(
        "extract", str(SAMPLE), "--extractor", "newsletters", "--out", "results"
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert time.monotonic() - began < 60
    shown = [done.stdout.find(subject) for subject in SUBJECTS]
    assert shown == sorted(shown)
    assert shown[0] > 0
    assert "Seagrass meadows return to the estuary" in done.stdout
    assert STORY in done.stdout
    assert DECODED in done.stdout
    assert "unsubscribe" not in done.stdout
    results = installation.folder / "results"
    assert {path.name for path in results.iterdir()} == FILES
    assert len(list((results / "raw_html").iterdir())) == 3
    urls = (results / "article_urls.txt").read_text().split()
    assert len(urls) == len(set(urls)) == 11
    assert not any("click.nighttrain" in url for url in urls)
    rejected = (results / "rejected.txt").read_text()
    assert "saltwater-outfitters.example" in rejected
    assert "sponsor" in rejected


def test_mails_that_were_read_before_arent_read_again_unless_somebody_says_so(
    installation: Installation, served: Served
) -> None:
    def extract(*more: str) -> Any:
        done = installation.run("extract", str(SAMPLE), "--extractor", "newsletters", *more)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    first = json.loads(extract("--json"))
    assert len(first["newsletters"]) == 4
    assert "read before" in extract()
    again = json.loads(extract("--json", "--config", '{"again": true}'))
    assert links(again["newsletters"]) == links(first["newsletters"])
    # what the first one found is still what it found
    path = f"/api/newsletters/extractions/{first['job']['id']}/status"
    assert served.ask("GET", path)["newsletters"] == first["newsletters"]


def test_the_lines_of_curl_work_as_they_are_typed(
    installation: Installation, served: Served, dovecot: Dovecot
) -> None:
    refused = typed(served, STARTED)
    assert refused["type"] == "/problems/no-mailbox"
    assert "educe newsletters add" in refused["detail"]
    with_mailbox(installation, dovecot)
    started = typed(served, STARTED)
    assert (started["status"], started["message"]) == ("pending", "Extraction started")
    told = ended(served, started["extraction_id"])
    assert (told["status"], told["progress"], told["error_message"]) == ("completed", 100, None)
    read = told["steps"][0]
    assert (read["title"], read["done"], read["total"]) == ("Read messages", 1, 1)
    [newsletter] = told["newsletters"]
    assert newsletter["subject"] == SUBJECTS[-1]
    assert newsletter["sender"] == "monday@citydesk.example"
    assert len(newsletter["articles"]) == 4
    assert {"title", "url", "canonical_url", "site", "position", "score"} <= set(
        newsletter["articles"][0]
    )


def test_an_empty_mailbox_completes_with_nothing_found(
    installation: Installation, served: Served, dovecot: Dovecot
) -> None:
    with_mailbox(installation, dovecot, "nobody-writes")
    told = ended(served, typed(served, STARTED)["extraction_id"])
    assert (told["status"], told["newsletters"]) == ("completed", [])
    assert told["progress_message"].startswith("Nothing found")
    shown = installation.run("newsletters", "extract")
    assert shown.returncode == 0, shown.stderr
    assert "Nothing found" in shown.stdout


def test_a_mailbox_that_doesnt_let_us_in_fails_the_job_with_what_to_do(
    installation: Installation, served: Served, dovecot: Dovecot
) -> None:
    mailbox = with_mailbox(installation, dovecot)
    wrong = {"password": "wrong"}
    served.ask("PATCH", f"/api/mailboxes/{mailbox}", json=wrong)
    shown = installation.run("newsletters", "extract")
    assert shown.returncode == 1
    assert "password" in shown.stderr
    assert "Traceback" not in shown.stderr
    [failed] = served.ask("GET", "/api/newsletters/extractions")["extractions"]
    told = served.ask("GET", f"/api/newsletters/extractions/{failed['extraction_id']}/status")
    assert (told["status"], told["newsletters"]) == ("failed", None)
    assert "password" in told["error_message"]


def test_the_command_line_extracts_lists_and_overrules(
    installation: Installation, served: Served, dovecot: Dovecot
) -> None:
    with_mailbox(installation, dovecot)

    def educe(*words: str) -> Any:
        done = installation.run("newsletters", *words)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    left = json.loads(educe("extract", "--no-wait", "--max", "1", "--json"))
    assert left["status"] == "pending"
    assert installation.run("jobs", "watch", left["extraction_id"]).returncode == 0
    shown = educe("extract", "--sender", "tidetable.example", "--days-back", "0.5")
    assert SUBJECTS[0] in shown
    assert SUBJECTS[1] not in shown
    rest = json.loads(educe("extract", "--json", "--out", "results"))
    assert {each["subject"] for each in rest["newsletters"]} == {SUBJECTS[1], SUBJECTS[2]}
    assert {path.name for path in (installation.folder / "results").iterdir()} == FILES

    articles = json.loads(educe("articles", "--json"))
    assert len(articles) == 11
    [story] = [each for each in articles if each["canonical_url"] == STORY]
    assert {source["subject"] for source in story["sources"]} == {SUBJECTS[n] for n in (0, 2, 3)}
    assert "The sleeper that crosses four borders" in educe("articles", "--search", "sleeper")
    reasons = educe("rejected", "--search", "podcast")
    assert "Is to be listened to" in reasons

    [podcast] = json.loads(educe("rejected", "--search", "podcast", "--json"))
    assert "is kept" in educe("overrule", podcast["id"], "--keep")
    assert len(json.loads(educe("articles", "--json"))) == 12
    assert "is left out" in educe("overrule", podcast["id"])
    assert len(json.loads(educe("articles", "--json"))) == 11


def test_a_schedule_reads_what_is_new_and_the_feed_has_it(
    installation: Installation, served: Served, dovecot: Dovecot
) -> None:
    mailbox = with_mailbox(installation, dovecot)
    project = served.ask("GET", f"/api/mailboxes/{mailbox}")["project_id"]
    made = installation.run(
        "schedules", "add", project, "--name", "Morning paper", "--cron", "0 7 * * *",
        "--timezone", "Europe/Berlin", "--extractor", "newsletters", "--no-files",
        "--config", json.dumps({"only_new": True, "mailbox_id": mailbox}), "--json",
    )  # fmt: skip
    schedule = parsed(made)["id"]
    first, second = (
        ended(served, parsed(installation.run("schedules", "run", schedule, "--json"))["id"])
        for _ in range(2)
    )
    assert len(first["newsletters"]) == 4
    assert (second["status"], second["newsletters"]) == ("completed", [])
    assert second["progress_message"].startswith("Nothing new")
    path = f"/api/extractions/{first['extraction_id']}/artifacts"
    names = {each["name"] for each in served.ask("GET", path)["artifacts"]}
    assert {"digest.html", "digest.md"} <= names
    feed = served.ask("POST", f"/api/projects/{project}/feeds", json={"name": "Reader"})
    address = feed["url"] if feed["url"].startswith("http") else served.url + feed["url"]
    told = subprocess.run(["curl", "-sf", address], capture_output=True, text=True, check=True)
    assert told.stdout.count("<item>") == 11
