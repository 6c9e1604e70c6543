"""What several newsletters link to is one article; what people decided holds from then on."""

from pathlib import Path
from typing import Any

import pytest

from educe.articles.words import identity_hash
from educe.fetching.canonical import identity
from tests.newsletters.conftest import Reader
from tests.newsletters.making import Linked, issue, page
from tests.support.web import answer

pytestmark = pytest.mark.slow

TRAIN = "/2026/10/the-quiet-return-of-the-night-train"
HEADLINE = "The quiet return of the night train to the north"


def mail(folder: Path, number: int, *links: Linked, **how: Any) -> Path:
    path = folder / f"{number}.eml"
    path.write_bytes(issue(number, links, **how))
    return path


async def test_an_article_in_two_newsletters_is_told_once_with_both_as_sources(
    reader: Reader, tmp_path: Path
) -> None:
    reader.web.says(TRAIN, answer(200, page(HEADLINE)))
    reader.web.moves("/c/2", f"{TRAIN}?utm_campaign=two")
    late, early = "Sat, 18 Oct 2025 09:00:00 +0000", "Fri, 17 Oct 2025 09:00:00 +0000"
    third = "Sun, 19 Oct 2025 09:00:00 +0000"
    direct = (HEADLINE, reader.url(TRAIN))
    files = (
        mail(tmp_path, 1, (HEADLINE, reader.url("/c/2")), subject="Second", date=late),
        mail(tmp_path, 2, direct, subject="First", date=early),
    )
    async with reader.world.worker(slots=1):
        row = await reader.extracted(*files)
        again = await reader.extracted(
            mail(tmp_path, 3, direct, subject="Third", date=third, sender="Other <o@other.org>")
        )
    assert await reader.articles(row["id"]) == {"First": [reader.url(TRAIN)], "Second": []}
    [_, second] = await reader.json(row["id"], "rejected.json")
    assert [link["reason"] for link in second["links"]] == ["Was in “First” before."]
    assert await reader.articles(again["id"]) == {"Third": []}
    assert list((await reader.reasons(again["id"])).values()) == ["seen-before"]
    rows = reader.world.rows(
        "SELECT n.subject FROM kb.articles JOIN kb.newsletter_links l USING (project_id, identity)"
        " JOIN kb.newsletters n ON n.id = l.newsletter_id ORDER BY n.received_at"
    )
    assert [each["subject"] for each in rows] == ["First", "Second", "Third"]
    assert len(reader.world.rows("SELECT FROM kb.articles")) == 1


async def test_a_readers_decision_and_a_rule_of_the_site_hold_for_the_next_job(
    reader: Reader, tmp_path: Path
) -> None:
    pages = [f"/2026/10/what-the-archives-say-of-winter-{number}" for number in (1, 2)]
    for path in pages:
        reader.web.says(path, answer(200, page("Winter")))
    dull, liked = (reader.url(path) for path in pages)
    links = [
        (HEADLINE, dull),
        ("A tale of rivers that remember their beds", liked),
        ("Jobs", reader.url("/jobs")),
    ]
    async with reader.world.worker(slots=1):
        first = await reader.extracted(mail(tmp_path, 1, *links))
        reader.world.execute(
            "INSERT INTO kb.article_overrules (project_id, identity, kept, url) VALUES"
            " (%s, %s, false, %s), (%s, %s, true, %s)",
            *(reader.person.project_id, identity_hash(identity(dull)), dull),
            *(reader.person.project_id, identity_hash(identity(links[2][1])), links[2][1]),
        )
        second = await reader.extracted(mail(tmp_path, 2, *links), again=True)
        reader.world.execute(
            "INSERT INTO kb.site_rules (id, project_id, decision, host, path) VALUES"
            " (gen_random_uuid(), %s, 'block', '127.0.0.1', '/2026/*')",
            reader.person.project_id,
        )
        third = await reader.extracted(mail(tmp_path, 1, *links), again=True)
    assert await reader.articles(first["id"]) == {"Issue 1": [dull, liked]}
    assert await reader.articles(second["id"]) == {"Issue 2": [links[2][1]]}
    assert await reader.reasons(second["id"]) == {dull: "overruled", liked: "seen-before"}
    reasons = await reader.reasons(third["id"])
    rule = str(reader.world.rows("SELECT id FROM kb.site_rules")[0]["id"])
    assert reasons == {dull: "overruled", liked: rule}
    stored = reader.world.rows(
        "SELECT l.kept, l.is_kept FROM kb.newsletter_links l"
        " JOIN kb.newsletters n ON n.id = l.newsletter_id WHERE n.subject = 'Issue 1'"
        " ORDER BY l.position"
    )
    # what the rules alone say stays known, so that each decision can be undone
    assert [(r["kept"], r["is_kept"]) for r in stored] == [
        (True, False),
        (True, False),
        (False, True),
    ]


async def test_pages_are_checked_when_that_is_wished(reader: Reader, tmp_path: Path) -> None:
    web = reader.web
    canonical = f'<link rel="canonical" href="{TRAIN}">'
    published = '<meta property="article:published_time" content="2026-10-03T08:00:00Z">'
    web.says(
        TRAIN,
        answer(200, page("Night trains return", about="On rails.", head=canonical + published)),
    )
    web.says("/amp/night-train-returns-north", answer(200, page("Night", head=canonical)))
    product = '<meta property="og:type" content="product">'
    web.says("/2026/10/a-chair-that-you-will-love-for-ever", answer(200, page("", head=product)))
    links = [
        (HEADLINE, reader.url(f"{TRAIN}?utm_source=weekly")),
        (HEADLINE, reader.url(f"{TRAIN}?utm_source=footer")),
        (
            "Night trains come back, says a report that nobody read",
            reader.url("/amp/night-train-returns-north"),
        ),
        (
            "A chair that you will love for ever and ever",
            reader.url("/2026/10/a-chair-that-you-will-love-for-ever"),
        ),
        ("A story that has gone from the web since then", reader.url("/2026/10/gone-since-then")),
    ]
    path = mail(tmp_path, 1, *links)
    async with reader.world.worker(slots=1):
        unchecked = await reader.extracted(path)
        row = await reader.extracted(path, check_pages=True, again=True)
    assert unchecked["summary"]["counts"]["articles"] == 4
    [newsletter] = await reader.json(row["id"], "filtered_articles.json")
    [article] = newsletter["articles"]
    assert (article["title"], article["description"]) == ("Night trains return", "On rails.")
    assert article["published_at"] == "2026-10-03T00:00:00+00:00"
    assert article["words"] > 300
    reasons = await reader.reasons(row["id"])
    assert list(reasons.values()) == ["same-page", "same-page", "page-type", "gone"]
    assert reader.web.paths("GET").count(f"{TRAIN}?utm_source=weekly") <= 2


async def test_hostile_newsletters_do_no_harm_to_what_is_written(
    reader: Reader, tmp_path: Path
) -> None:
    reader.web.says(TRAIN, answer(200, page(HEADLINE)))
    subject = "<script>alert(1)</script> [x](javascript:alert(1)) \u202e## \u0000 `rm` 📰"
    text = "</a><img src=http://evil.test/x> *bold* and more words than one"
    js = "javascript:alert(document.cookie)//2026/10/a-headline-of-an-article"
    path = mail(
        tmp_path,
        1,
        (text, reader.url(TRAIN)),
        ("A headline that leads into a script of ours", js),
        subject=subject,
        sender='"<b>Evil</b>" <evil@example.org>',
    )
    async with reader.world.worker(slots=1):
        row = await reader.extracted(path)
    assert row["status"] == "completed", row
    [read] = await reader.json(row["id"], "filtered_articles.json")
    assert [each["url"] for each in read["articles"]] == [reader.url(TRAIN)]
    html = (await reader.artifact(row["id"], "digest.html")).decode()
    assert "<script" not in html
    assert "<img" not in html
    assert "<b>" not in html
    txt = (await reader.artifact(row["id"], "filtered_articles.txt")).decode()
    assert txt.splitlines()[4].startswith("📧 <script>")
    assert txt.splitlines()[5].startswith("   From: evil@example.org")
