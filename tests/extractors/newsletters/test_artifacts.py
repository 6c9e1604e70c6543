"""The files that an extraction leaves, as others read them."""

import json
from typing import IO, Any

import pytest
from tests.extractors.newsletters.test_digest import link, newsletter
from tests.extractors.newsletters.test_extractor import FOUND

from educe.articles.found import FoundNewsletter
from educe.extractors.newsletters.artifacts import SHEETS, Sheets
from educe.extractors.newsletters.digest import Totals
from educe.extractors.newsletters.items import MessageResult


class Job:
    def __init__(self) -> None:
        self.artifacts: dict[str, str] = {}

    async def artifact(self, name: str, media_type: str, data: IO[bytes]) -> None:
        data.seek(0)
        self.artifacts[name] = data.read().decode()


async def left_by(*newsletters: FoundNewsletter) -> dict[str, str]:
    job, totals = Job(), Totals()
    with Sheets() as sheets:
        for each in newsletters:
            totals.add(each)
            sheets.add(MessageResult(state="read", found=FOUND, newsletter=each), each)
        made: Any = job
        await sheets.leave(made, totals)
    return job.artifacts


@pytest.mark.parametrize("count", [0, 1, 3])
async def test_each_list_has_an_entry_for_each_newsletter(count: int) -> None:
    left = await left_by(*[newsletter(link(), link(kept=False))] * count)
    assert set(left) == {sheet.name for sheet in SHEETS}
    for name, text in left.items():
        if name.endswith(".json"):
            assert len(json.loads(text)) == count, name


async def test_articles_say_where_they_stood_and_why_they_were_kept() -> None:
    left = await left_by(newsletter(link(), link(kept=False)), newsletter(link(kept=False)))
    first, second = json.loads(left["filtered_articles.json"])
    assert (first["subject"], first["sender"], first["sender_name"], first["date"]) == (
        "Issue 1",
        "weekly@example.org",
        "The Weekly",
        "2026-10-17T14:33:00+00:00",
    )
    [article] = first["articles"]
    assert article["url"] == "https://example.org/a?utm_source=x"
    assert article["link_url"] == "https://click.test/1"
    assert article["canonical_url"] == "https://example.org/a"
    assert article["reason"] == "R."
    assert second["articles"] == []


async def test_the_text_is_laid_out_for_people() -> None:
    left = await left_by(newsletter(link(), link(kept=False)))
    assert left["filtered_articles.txt"] == (
        "Filtered Newsletter Articles\n"
        "Total: 1 newsletters, 1 articles\n"
        f"{'=' * 80}\n"
        "\n"
        "📧 Issue 1\n"
        "   From: weekly@example.org\n"
        "   Date: Sat, 17 Oct 2026 14:33:00 +0000 (UTC)\n"
        "   Articles (1):\n"
        "   • https://example.org/a\n"
        "\n"
    )
    assert left["article_urls.txt"] == "https://example.org/a\n"
    assert "   Rejected (1):\n   • https://example.org/a?utm_source=x\n" in left["rejected.txt"]
