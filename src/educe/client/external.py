"""`client.external`: doing extractions of the extractor “external” in a program of one's own."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, TypedDict, cast

from educe.client.transport import Transport

Outcome = Literal["succeeded", "failed", "again"]


class Item(TypedDict):
    """A piece of work that the claim holds."""

    seq: int
    label: str
    payload: Any
    attempts: int


class Written(TypedDict):
    """The job's counters after results were written."""

    written: int
    total_items: int
    processed_items: int
    successful_items: int
    failed_items: int
    progress: int
    cancelling: bool


def item_result(
    seq: int,
    outcome: Outcome = "succeeded",
    *,
    result: Any = None,
    error: str | None = None,
    delay_seconds: float = 0.0,
) -> dict[str, Any]:
    """What came of an item, for `Claim.send`. `again`: it failed for a passing reason, and is free
    again after the delay."""
    return {
        "seq": seq,
        "outcome": outcome,
        "result": result,
        "error": error,
        "delay_seconds": delay_seconds,
    }


class External:
    """Jobs that programs outside do."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def claim(self, job_id: str, program: str, *, lease_seconds: float = 60) -> "Claim":
        """The job is this program's until the lease has passed; renew it before. Raises
        EduceApiError (409) while another program holds it."""
        body = {"program": program, "lease_seconds": lease_seconds}
        path = f"/api/extractions/{job_id}/claim"
        made = self._transport.ask("POST", path, json=body)
        return Claim(self._transport, job_id, made["token"], lease_seconds)

    def add_items(
        self, job_id: str, items: Iterable[tuple[str, Any]], *, token: str | None = None
    ) -> dict[str, Any]:
        """Adds items, as (label, payload), to a job's plan: at most 1,000 at a time."""
        body = {
            "token": token,
            "items": [{"label": label, "payload": payload} for label, payload in items],
        }
        path = f"/api/extractions/{job_id}/items"
        return cast("dict[str, Any]", self._transport.create(path, body))


class Claim:
    """A job that this program holds. All methods raise EduceApiError (409) when it was lost.

    `cancelling`: what the last answer said; the program then stops and ends the job as cancelled.
    """

    def __init__(self, transport: Transport, job_id: str, token: str, lease_seconds: float) -> None:
        self.job_id = job_id
        self.token = token
        self.cancelling = False
        self._transport = transport
        self._lease_seconds = lease_seconds

    def renew(self) -> None:
        """The lease lasts from now on as long again."""
        self._ask("claim/renew", lease_seconds=self._lease_seconds)

    def release(self) -> None:
        """Another program may go on."""
        self._ask("claim/release")

    def add(self, items: Iterable[tuple[str, Any]]) -> None:
        """Adds items, as (label, payload), to the plan: at most 1,000 at a time."""
        added = External(self._transport).add_items(self.job_id, items, token=self.token)
        self.cancelling = added["cancelling"]

    def take(self, most: int = 10) -> list[Item]:
        """Takes items in hand. None: nothing is free just now."""
        return cast("list[Item]", self._ask("items/claim", most=most)["items"])

    def send(self, results: Sequence[Mapping[str, Any]]) -> Written:
        """Writes results, as `item_result` makes them: at most 1,000 at a time."""
        return cast("Written", self._ask("items/results", results=list(results)))

    def _ask(self, what: str, **body: Any) -> dict[str, Any]:
        path = f"/api/extractions/{self.job_id}/{what}"
        answer = self._transport.ask("POST", path, json={"token": self.token, **body}) or {}
        self.cancelling = answer.get("cancelling", False)
        return cast("dict[str, Any]", answer)
