"""What the pictures of newsletters show: a mailbox, its newsletters, and what came of them."""

import base64
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from playwright.sync_api import Page, Route, expect

from tests.screens.mails import SEAGRASS, Track, mails
from tests.support.dovecot import PASSWORD, Dovecot
from tests.support.installation import Served

HOST = "127.0.0.1"
ADDRESS = "maria@example.org"
#: what the pictures call Dovecot
SHOWN_HOST, SHOWN_PORT = "imap.reading-room.example", 993
_ADVERTISED = "oilskins"
_SECONDS = 1.3  # each redirect takes, so that there is progress to be seen


class Newsletters:
    def __init__(self, served: Served, dovecot: Dovecot, track: Track) -> None:
        self._served, self._dovecot = served, dovecot
        made = served.ask("POST", "/api/projects", json={"name": "Morning reading"})
        #: what addresses of pictures name
        self.places = {"newsletters": made["id"]}
        for received, mail in mails(track):
            dovecot.deliver(ADDRESS, [mail], received=received)

    def try_mailbox(self, opened: Page) -> None:
        """Fills the form of a new mailbox, and has it tried."""
        opened.route("**/mailboxes/test", self._reach_dovecot)
        of = f"/projects/{self.places['newsletters']}/mailboxes"
        opened.goto(f"{of}?mailbox=new&provider=imap")
        dialog = opened.get_by_role("dialog", name="Add a mailbox")
        dialog.get_by_label("E-mail address").fill(ADDRESS)
        dialog.get_by_label("Password").fill(PASSWORD)
        dialog.get_by_label("IMAP server").fill(SHOWN_HOST)
        dialog.get_by_label("Port").fill(str(SHOWN_PORT))
        dialog.get_by_role("button", name="Test").click()
        expect(dialog.get_by_text("It works")).to_be_visible()

    def _reach_dovecot(self, route: Route) -> None:
        body = {**json.loads(route.request.post_data or "{}"), **self._where()}
        route.continue_(post_data=json.dumps(body))

    def _where(self) -> dict[str, str | int]:
        return {"host": HOST, "port": self._dovecot.tls_port}

    def start(self) -> None:
        """An extraction, from the mailbox."""
        given = {"user_name": ADDRESS, "name": "Newsletters", "password": PASSWORD}
        project = self.places["newsletters"]
        where = f"/api/projects/{project}/mailboxes"
        mailbox = self._served.ask("POST", where, json={**given, **self._where()})["id"]
        started = self._served.ask("POST", "/api/newsletters/extract", json={"mailbox_id": mailbox})
        self.places["newsletters_job"] = started["extraction_id"]

    def finish(self) -> None:
        """When it has ended: some of it is read, and what pictures open is found."""
        status = f"/api/newsletters/extractions/{self.places['newsletters_job']}/status"
        while self._served.ask("GET", status)["status"] in ("pending", "running"):
            time.sleep(0.2)
        project = f"/api/projects/{self.places['newsletters']}"
        articles = self._served.ask("GET", f"{project}/articles")["articles"]
        story = next(each for each in articles if SEAGRASS in each["url"])
        rejected = self._served.ask("GET", f"{project}/rejected-links?search={_ADVERTISED}")[
            "links"
        ]
        self.places |= {"article": story["id"], "rejected": rejected[0]["id"]}
        for number, article in enumerate(articles):
            marks = {"read": number > 0 and number % 3 == 0, "saved": number in (0, 4)}
            self._served.ask("PUT", f"/api/articles/{article['id']}/mark", json=marks)


@contextmanager
def tracker() -> Iterator[Track]:
    """A host that newsletters' links go by, on this machine, and slow. It sends on to addresses
    that have the target in them, because nobody answers where that is."""
    server = _Tracker((HOST, 0), _Redirects)
    Thread(target=server.serve_forever, daemon=True).start()
    yield server.track
    server.shutdown()
    server.server_close()


class _Tracker(ThreadingHTTPServer):
    targets: list[str]

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.targets = []

    def track(self, address: str) -> str:
        self.targets.append(base64.urlsafe_b64encode(f"https://{address}".encode()).decode())
        return f"http://{HOST}:{self.server_port}/c/{len(self.targets)}"


class _Redirects(BaseHTTPRequestHandler):
    server: _Tracker

    def do_GET(self) -> None:
        time.sleep(_SECONDS)
        target = self.server.targets[int(self.path.rpartition("/")[2]) - 1]
        self.send_response(302)
        self.send_header("Location", f"https://click.nighttrain.example/f/{target.rstrip('=')}")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_HEAD(self) -> None:
        self.do_GET()

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""
