"""All pages of the user interface, and a small world that has something on each of them."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from playwright.async_api import Page, expect

from educe.client.external import item_result
from tests.support.api import Api, Tenant
from tests.support.articles import Newsroom, link, newsletter
from tests.support.drawing import Drawing

TEXT = "A heap is a tree whose root is its smallest key.\n\nA queue is a list.\n"


class Places:
    """One name for everything that has one, so that it can be a hostile one."""

    def __init__(self, served: Api, who: Tenant, name: str) -> None:
        self._served, self._who, self.name = served, who, name
        self.project = who.project(name[:190])
        file = name.replace("/", "|")[:150]
        self.file = str(who.upload(self.project, f"{file}.txt", f"{name}\n\n{TEXT}".encode())["id"])
        assert who.http.post(f"/api/files/{self.file}/read").is_success
        drawing = Drawing(served.world, self.project)
        told = {"type": name[:60], "definition": name, "aliases": [f"alias {name}"]}
        self.concept, other = drawing.concepts([(name, 0.9, told), (f"queue {name}", 0.5, told)])
        drawing.relation(self.concept, other)
        drawing.evidence(self.file, 0, definition=True, object_id=self.concept)
        self._schedule()
        self._newsletters()
        self._mailbox()

    async def jobs(self) -> None:
        """A job of each state, with messages as programs and workers may leave them."""
        self.completed = self._external()
        claim = self._who.client.external.claim(self.completed, self.name[:100])
        claim.add([(self.name[:500], None), ("page 2", None)])
        first, second = claim.take(2)
        failed = item_result(first["seq"], "failed", error=self.name[:10_000])
        claim.send([failed, item_result(second["seq"])])
        summary = {"message": self.name[:1000]}
        self._report(self.completed, "completed", summary=summary, claim_token=claim.token)
        self.failed = self._external()
        self._report(self.failed, "running")
        self._report(self.failed, "failed", error_message=self.name[:10_000])
        self.running = self._external()
        self._report(self.running, "running", progress_message=self.name[:500])
        self.waiting = self._external()
        dead = self._who.submit(self.project, plan="fatal")
        await self._served.world.until_ended(UUID(dead))

    def _external(self) -> str:
        made = self._who.client.submit(self.project, "external", file_ids=[self.file])
        return str(made["id"])

    def _report(self, job: str, status: str, **more: Any) -> None:
        answer = self._who.http.patch(
            f"/api/admin/extraction-jobs/{job}",
            params={"org_id": str(self._who.organization_id), "project_id": self.project},
            json={"status": status, **more},
        )
        assert answer.is_success, answer.text

    def addresses(self) -> Iterator[str]:
        """Of every page and of what opens over one, but for the sign-in page."""
        project = f"/projects/{self.project}"
        yield from ("/", "/jobs", "/schedules", "/settings")
        yield from (f"{project}/{page}" for page in ("files", "jobs", "settings"))
        yield f"{project}/files?extract={self.project}"
        yield f"{project}/graph?focus=%22{self.concept}%22"
        yield f"{project}/concepts?focus=%22{self.concept}%22"
        yield f"/files/{self.file}?start=0&end=5&concept=%22{self.concept}%22"
        articles = f"{project}/articles"
        yield f"{articles}?article={self.article}"
        yield f"{articles}?group=newsletter&search=nothing-like-it"
        yield f"{articles}/rejected?link={self.rejected}"
        yield from (f"{articles}/{page}" for page in ("newsletters", "rules"))
        yield from (
            f"{project}/mailboxes{opened}" for opened in ("", "?mailbox=new&provider=gmail")
        )
        yield "/mailboxes?problem=whatever"
        for job in (self.completed, self.failed, self.running, self.waiting):
            yield f"/jobs/{job}"
        yield f"/jobs/{self.completed}?tab=items"
        yield f"/?watch={self.failed}"
        tabs = ("", "/queue", "/workers", "/dead-letters", "/storage", "/people")
        yield from (f"/admin{tab}" for tab in tabs)

    def _newsletters(self) -> None:
        told = {"text": self.name, "heading": self.name, "snippet": self.name}
        kept = link("https://heaps.example/why", self.name, description=self.name, **told)
        rejected = link("javascript:alert(4)", self.name, out="mail", url="javascript:alert(4)")
        room = Newsroom(self._served.world.database, self._served.world.api, self.project)
        room.record_now(newsletter(self.name, kept, rejected, sender_name=self.name))
        of = f"/api/projects/{self.project}"
        self.article = self._who.http.get(f"{of}/articles").json()["articles"][0]["id"]
        self.rejected = self._who.http.get(f"{of}/rejected-links").json()["links"][0]["id"]
        rule = {"decision": "block", "host": "shop.example", "path": "/sale"}
        assert self._who.http.post(f"{of}/site-rules", json=rule).status_code == 201

    def _mailbox(self) -> None:
        of = f"/api/projects/{self.project}"
        made = {"user_name": self.name[:90], "name": self.name[:190], "host": "mail.test"}
        answer = self._who.http.post(f"{of}/mailboxes", json={**made, "password": "secret"})
        assert answer.status_code == 201, answer.text
        self._served.world.execute(
            "UPDATE kb.mailboxes SET last_checked = now(), last_problem = %s WHERE id = %s",
            self.name[:900],
            answer.json()["id"],
        )
        assert self._who.http.post(f"{of}/feeds", json={"name": self.name[:190]}).is_success

    def _schedule(self) -> None:
        made = self._who.http.post(
            f"/api/projects/{self.project}/schedules",
            json={"name": self.name[:190], "cron": "0 7 * * *", "extractor": "scripted"},
        )
        assert made.status_code == 201, made.text


async def shown(page: Page, address: str) -> None:
    """Goes there, and waits until what is to come has come."""
    await page.goto(address)
    await expect(page.locator("h1")).to_be_visible()
    await page.wait_for_load_state("networkidle")
    await expect(page.locator("[aria-hidden].animate-pulse:visible")).to_have_count(0)


async def sticks_out(page: Page) -> int:
    """By how many pixels the page could be scrolled sideways."""
    pixels: int = await page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    return pixels
