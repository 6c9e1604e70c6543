"""`client.bulk`: many jobs in one call."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, TypedDict, cast

from educe.client.transport import Transport
from educe.client.views import Status

Action = Literal["cancel", "retry", "delete", "priority"]
_AT_ONCE = 1000
_TOLD = 100


class BatchEntry(TypedDict):
    """A job that a batch has started."""

    ref: str | None
    id: str
    status: Status


class RefusedJob(TypedDict):
    """A job that stayed as it was, and why."""

    id: str
    reason: str


class Outcome(TypedDict):
    """What came of an action on many jobs. `refused`: the first hundred."""

    action: Action
    dry_run: bool
    matched: int
    matched_is_lower_bound: bool
    done: int
    refused: list[RefusedJob]
    refused_count: int


class Bulk:
    """Many jobs of one server at a time."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def create(
        self, jobs: Sequence[Mapping[str, Any]], *, idempotency_key: str | None = None
    ) -> list[BatchEntry]:
        """Starts up to 1,000 jobs, all or none. Each names its `project_id` and, as it likes, a
        `ref`, `extractor`, `config`, `file_ids`, `priority`, `source_id`, `source_metadata`,
        `run_at` and its `needs`: `{"ref": …}` or `{"job_id": …}` with a `condition` (success,
        failure, any)."""
        body = {"jobs": [dict(job) for job in jobs]}
        answer = self._transport.create("/api/extractions/batch", body, idempotency_key)
        return cast("list[BatchEntry]", answer["jobs"])

    def act(
        self,
        action: Action,
        ids: Sequence[str] | None = None,
        *,
        to: str | None = None,
        dry_run: bool = False,
        **wanted: Any,
    ) -> Outcome:
        """Does it to the jobs with these ids, or to those that fit all that is `wanted`: as
        `project_id`, `status` (a list), `extractor`, `created_before`. `dry_run` only counts them;
        `to` is the priority to give. Calls as often as there is more to do."""
        order = {"action": action, "dry_run": dry_run, "priority": to}
        if ids is None:
            answers = [*self._pages({**order, "filter": wanted})]
            return _together(answers, matched=answers[0]["matched"])
        parts = [[*ids[at : at + _AT_ONCE]] for at in range(0, max(1, len(ids)), _AT_ONCE)]
        pages = [[*self._pages({**order, "ids": part})] for part in parts]
        matched = sum(first["matched"] for first, *_ in pages)
        return _together([answer for page in pages for answer in page], matched=matched)

    def cancel(self, ids: Sequence[str] | None = None, **wanted: Any) -> Outcome:
        """As `act`."""
        return self.act("cancel", ids, **wanted)

    def retry(self, ids: Sequence[str] | None = None, **wanted: Any) -> Outcome:
        """As `act`: from their last checkpoints."""
        return self.act("retry", ids, **wanted)

    def delete(self, ids: Sequence[str] | None = None, **wanted: Any) -> Outcome:
        """As `act`: ended ones. What they found stays."""
        return self.act("delete", ids, **wanted)

    def change_priority(self, to: str, ids: Sequence[str] | None = None, **wanted: Any) -> Outcome:
        """As `act`: makes jobs `urgent`, `normal` or `low`."""
        return self.act("priority", ids, to=to, **wanted)

    def _pages(self, order: dict[str, Any]) -> Iterator[Outcome]:
        """The first answer counts what all of them are about."""
        cursor: str | None = None
        while True:
            answer = self._transport.ask(
                "POST", "/api/extractions/bulk", json={**order, "cursor": cursor}
            )
            cursor = answer.pop("next")
            yield cast("Outcome", answer)
            if cursor is None:
                return


def _together(answers: Sequence[Outcome], *, matched: int) -> Outcome:
    whole = answers[0]
    whole["matched"] = matched
    for answer in answers[1:]:
        whole["done"] += answer["done"]
        whole["refused_count"] += answer["refused_count"]
        whole["refused"] = (whole["refused"] + answer["refused"])[:_TOLD]
    return whole
