"""`client.mailboxes`: where newsletters are read from."""

from collections.abc import Sequence
from typing import Any, TypedDict, cast

from educe.client.transport import Transport


class Mailbox(TypedDict):
    """A mailbox of a project. Its password is never told."""

    id: str
    project_id: str
    name: str
    preset: str
    host: str
    port: int
    security: str
    user_name: str
    auth: str
    folder: str
    is_default: bool
    last_checked: str | None
    last_problem: str | None
    created_by: str | None
    created_at: str


class TriedStep(TypedDict):
    """One step of a trial. `ok`: none when it wasn't reached."""

    step: str
    ok: bool | None
    message: str


class Trial(TypedDict):
    """Whether a mailbox can be read, and how far one gets."""

    ok: bool
    code: str | None
    message: str
    steps: list[TriedStep]
    messages: int | None


class Mailboxes:
    """The mailboxes of one server."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def presets(self) -> list[dict[str, Any]]:
        """Mail providers that Educe knows."""
        answer = self._transport.ask("GET", "/api/mailboxes/presets")
        return cast("list[dict[str, Any]]", answer["presets"])

    def list(self, project_id: str | None = None) -> Sequence[Mailbox]:
        """By name; of one project or of all."""
        path = f"/api/projects/{project_id}/mailboxes" if project_id else "/api/mailboxes"
        return cast("list[Mailbox]", self._transport.ask("GET", path)["mailboxes"])

    def get(self, mailbox_id: str) -> Mailbox:
        return self._ask("GET", mailbox_id)

    def add(self, project_id: str, user_name: str, password: str, **given: Any) -> Mailbox:
        """`given`: any of `preset`, `name`, `host`, `port`, `security`, `folder`; the rest is the
        provider's, who is known by the address."""
        body = {"user_name": user_name, "password": password, **given}
        path = f"/api/projects/{project_id}/mailboxes"
        return cast("Mailbox", self._transport.ask("POST", path, json=body))

    def change(self, mailbox_id: str, **changes: Any) -> Mailbox:
        """Changes what is named: any of `add`'s arguments, `is_default`."""
        return self._ask("PATCH", mailbox_id, json=changes)

    def remove(self, mailbox_id: str) -> None:
        """What was read from it stays."""
        self._transport.ask("DELETE", f"/api/mailboxes/{mailbox_id}")

    def test(self, mailbox_id: str) -> Trial:
        """Says step by step what works and what is wrong."""
        return cast("Trial", self._transport.ask("POST", f"/api/mailboxes/{mailbox_id}/test"))

    def folders(self, mailbox_id: str) -> Sequence[str]:
        """As the mail server calls them."""
        answer = self._transport.ask("GET", f"/api/mailboxes/{mailbox_id}/folders")
        return cast("list[str]", answer["folders"])

    def connect(self, project_id: str, preset: str, user_name: str, **given: Any) -> str:
        """Adds a mailbox by consent at its provider: the address to open in a browser that is
        signed in here. `given`: `name`, `folder`."""
        body = {"preset": preset, "user_name": user_name, **given}
        answer = self._transport.ask(
            "POST", f"/api/projects/{project_id}/mailboxes/oauth", json=body
        )
        return cast("str", answer["authorization_url"])

    def reconnect(self, mailbox_id: str) -> str:
        """The same for a mailbox that there is."""
        answer = self._transport.ask("POST", f"/api/mailboxes/{mailbox_id}/oauth")
        return cast("str", answer["authorization_url"])

    def _ask(self, method: str, path: str, **request: Any) -> Mailbox:
        answer = self._transport.ask(method, f"/api/mailboxes/{path}", **request)
        return cast("Mailbox", answer)
