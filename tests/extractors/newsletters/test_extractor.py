"""One message's way, in a job whose world is scripted."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from tests.newsletters.making import issue

from educe.articles.found import FoundLink
from educe.articles.store import SiteRuleRow
from educe.errors import Unavailable
from educe.extractors.newsletters import working
from educe.extractors.newsletters.config import NewsletterConfig
from educe.extractors.newsletters.extractor import NewsletterExtractor
from educe.extractors.newsletters.items import MessageItem, MessageResult
from educe.extractors.newsletters.marks import Reached
from educe.fetching.canonical import identity
from educe.fetching.failures import FetchFailed
from educe.fetching.fetching import Page
from educe.fetching.resolution import Hop, Resolution
from educe.mailboxes.messages import Found, RawMessage
from educe.mailboxes.wanted import Mark

ARTICLE = "https://example.org/2026/10/how-rivers-remember-their-old-beds"
HEADLINE = "How rivers remember their old beds for centuries"
FOUND = Found(
    place="7/1/INBOX",
    received=datetime(2026, 10, 17, tzinfo=UTC),
    size=1000,
    message_id="1@example.org",
    sender="weekly@example.org",
    subject="Issue 1",
)


class Source:
    """A mailbox with one message, or none."""

    title = "Gmail"

    def __init__(self, data: bytes | None) -> None:
        self._data = data

    async def read(self, found: Iterable[Found]) -> AsyncIterator[RawMessage]:
        for message in found:
            if self._data is not None:
                yield RawMessage(message, b"k" * 32, self._data)


class Memory:
    def __init__(self, claims: bool, read_before: bool) -> None:
        self._claims, self._read_before = claims, read_before

    async def claim(self, *_: object) -> set[bytes]:
        return {b"k" * 32} if self._claims else set()

    async def read_before(self, *_: object) -> set[bytes]:
        return {b"k" * 32} if self._read_before else set()


class Job:
    """What an item sees; what isn't said otherwise is reached directly."""

    job_id = project_id = uuid4()

    def __init__(
        self,
        *links: tuple[str, str],
        data: bytes | None = b"",
        claims: bool = True,
        read_before: bool = False,
        resolve: Callable[[str], Any] = lambda url: direct(url),  # noqa: PLW0108 - it stands below
        page: Callable[[str], Page] | None = None,
        rules: list[SiteRuleRow] | None = None,
        overrules: dict[str, bool] | None = None,
        **config: Any,
    ) -> None:
        self.config = NewsletterConfig(**config)
        self._data = issue(1, links) if data == b"" else data
        self.memory = Memory(claims, read_before)
        self.resolver = self.articles = self
        self._resolve, self._page = resolve, page
        self._rules, self._overrules = rules or [], overrules or {}
        self.asked: list[str] = []
        self.kept: dict[str, bytes] = {}
        self.told: list[str] = []

    @asynccontextmanager
    async def mailbox(self, _: UUID) -> AsyncIterator[Source]:
        yield Source(self._data)

    async def resolve_all(
        self, urls: Iterable[str], *, deny: Iterable[str]
    ) -> AsyncIterator[Resolution]:
        for url in urls:
            self.asked.append(url)
            found = self._resolve(url)
            yield (await found) if asyncio.iscoroutine(found) else found

    async def page(self, url: str, *, max_bytes: int, deny: Iterable[str]) -> Page:
        assert self._page is not None
        return self._page(url)

    async def site_rules(self) -> list[SiteRuleRow]:
        return self._rules

    async def overrules(self, identities: Iterable[str]) -> dict[str, bool]:
        return {each: self._overrules[each] for each in identities if each in self._overrules}

    async def keep(self, name: str, media_type: str, data: bytes) -> None:
        if name in self.kept:
            raise ValueError("the name is another artifact's")
        self.kept[name] = data

    def progress(self, message: str) -> None:
        self.told.append(message)


def direct(url: str) -> Resolution:
    return Resolution(
        original=url, final=url, how="direct", hops=(Hop(url=url, status=200, how="end"),)
    )


async def extract(job: Job) -> MessageResult:
    item = MessageItem(label="Issue 1", mailbox_id=uuid4(), source="Gmail", found=FOUND)
    stored = MessageItem.model_validate(item.model_dump(mode="json"))
    result = await NewsletterExtractor().extract(stored, job)  # type: ignore[arg-type]
    return MessageResult.model_validate_json(result.model_dump_json())


def links_of(result: MessageResult) -> dict[str, FoundLink]:
    assert result.newsletter is not None
    return {link.url: link for link in result.newsletter.links}


async def test_a_link_tells_its_way_and_its_verdicts() -> None:
    result = await extract(job := Job((HEADLINE, ARTICLE)))
    link = links_of(result)[ARTICLE]
    assert link.kept
    assert (link.title, link.site) == (HEADLINE, "example.org")
    assert link.identity == identity(ARTICLE)
    assert link.way is not None
    assert (link.way.how, link.way.status) == ("direct", 200)
    assert link.verdicts[-1].decision == "keeps"
    assert link.otherwise is None
    assert result.html == f"raw_html/{'6b' * 8}.html"
    assert job.kept[result.html].startswith(b"\xef\xbb\xbf")
    assert job.told[-1] == "Extracting from Gmail… resolving links of “Issue 1”, 1 of 1"


@pytest.mark.parametrize(
    ("world", "state"),
    [
        ({"data": None}, "gone"),
        ({"claims": False, "read_before": True}, "read_before"),
        ({"claims": False, "read_before": True, "again": True}, "read"),
        ({"claims": False}, "elsewhere"),
        ({"claims": False, "again": True}, "elsewhere"),
    ],
)
async def test_a_message_that_is_not_this_jobs_has_no_links(
    world: dict[str, Any], state: str
) -> None:
    result = await extract(job := Job((HEADLINE, ARTICLE), **world))
    assert result.state == state
    assert (result.newsletter is None) == (state != "read")
    assert bool(job.asked) == bool(job.kept) == (state == "read")


async def test_what_the_screening_leaves_out_is_never_asked_for() -> None:
    left_out = [
        ("Unsubscribe", "https://example.org/leave/1"),
        ("Share this", "https://example.org/share/1"),
        ("On Facebook", "https://www.facebook.com/weekly"),
        ("Write to us about rivers and beds", "mailto:us@example.org"),
    ]
    overrules = {identity(left_out[0][1]): True}
    result = await extract(job := Job((HEADLINE, ARTICLE), *left_out, overrules=overrules))
    assert job.asked == [ARTICLE]
    found = links_of(result)
    assert [url for url, link in found.items() if link.kept] == [ARTICLE, left_out[0][1]]
    assert found[left_out[0][1]].verdicts[-1].rule_id == "overruled"
    assert all(link.way is None for url, link in found.items() if url != ARTICLE)
    assert result.counts == {
        **{"links": 5, "judged": 5, "kept": 2, "rejected": 3},
        **{"to_resolve": 1, "resolved": 1, "unresolved": 0},
    }


async def test_what_people_decided_leaves_known_what_the_rules_say() -> None:
    rule = SiteRuleRow(uuid4(), "block", "example.org", "")
    link = links_of(await extract(Job((HEADLINE, ARTICLE), rules=[rule])))[ARTICLE]
    assert not link.kept
    assert link.verdicts[-1].rule_id == str(rule.id)
    assert link.otherwise is not None
    assert link.otherwise.decision == "keeps"


async def test_when_links_take_too_long_the_rest_keep_their_addresses(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def hangs() -> Resolution:
        await asyncio.sleep(60)
        raise AssertionError

    def resolve(url: str) -> Any:
        return direct(url) if url == ARTICLE else hangs()

    monkeypatch.setattr(working, "RESOLVING_SECONDS", 0.05)
    other = "https://example.org/2026/10/a-story-that-nobody-answers-for"
    result = await extract(
        Job((HEADLINE, ARTICLE), ("A story that nobody answers for", other), resolve=resolve)
    )
    found = links_of(result)[other]
    assert found.kept
    assert found.way is not None
    assert (found.way.how, found.way.code) == ("unresolved", "timed_out")
    assert result.counts["unresolved"] == 1
    assert result.counts["resolved"] == result.counts["to_resolve"] == 2


async def test_a_page_that_does_not_open_changes_nothing() -> None:
    def page(url: str) -> Page:
        raise FetchFailed("unreachable", "Nobody answers.")

    result = await extract(Job((HEADLINE, ARTICLE), page=page, check_pages=True))
    assert links_of(result)[ARTICLE].kept


async def test_a_database_that_is_away_while_pages_are_checked_passes() -> None:
    def page(url: str) -> Page:
        raise Unavailable("The database can't be reached.")

    with pytest.raises(Unavailable):
        await extract(Job((HEADLINE, ARTICLE), page=page, check_pages=True))


async def test_links_to_one_page_stay_one_when_it_names_its_address() -> None:
    looked: list[str] = []

    def page(url: str) -> Page:
        looked.append(url)
        head = '<link rel="canonical" href="https://example.org/rivers">'
        body = f"<!doctype html><html><head>{head}</head><body><p>Words</p></body></html>"
        kind = "text/html"
        return Page(url=url, status=200, content_type=kind, body=body.encode(), whole=True)

    links = [(HEADLINE, f"{ARTICLE}?utm_source={n}") for n in range(3)]
    found = links_of(await extract(Job(*links, page=page, check_pages=True)))
    assert [link.kept for link in found.values()] == [True, False, False]
    assert {link.identity for link in found.values()} == {"example.org/rivers"}
    assert len(looked) == 1


async def test_the_same_message_in_another_folder_shares_the_file_of_its_html() -> None:
    job = Job((HEADLINE, ARTICLE))
    first, second = await extract(job), await extract(job)
    assert first.html == second.html
    assert len(job.kept) == 1


def test_marks_stop_before_what_failed_or_is_elsewhere() -> None:
    def message(uid: int, folder: str = "INBOX") -> Found:
        received = datetime(2026, 10, 1, tzinfo=UTC) + timedelta(hours=uid)
        return FOUND.model_copy(update={"place": f"7/{uid}/{folder}", "received": received})

    def result(found: Found, state: str = "read") -> MessageResult:
        return MessageResult.model_validate(
            {"state": state, "mailbox_id": uuid4(), "found": found.model_dump()}
        )

    reached = Reached()
    for found in (message(1), message(5), message(3, "News"), message(9, "News")):
        reached.note(result(found))
    reached.note(result(message(7, "News"), "elsewhere"))
    reached.note(result(message(8, "Other"), "elsewhere"))
    before = {"INBOX": Mark(uidvalidity=7, uidnext=2, seen_until=datetime(2026, 9, 1, tzinfo=UTC))}
    marks = reached.marks([message(4)], before)
    assert {folder: mark.uidnext for folder, mark in marks.items()} == {"INBOX": 4, "News": 7}
    assert marks["INBOX"].seen_until == message(4).received
