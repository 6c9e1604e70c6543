"""A played child process: one slice of work, done with a child's own statements. Once its token was
released it is a zombie that doesn't know: it goes on and tries to write."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from educe.ids import new_id
from educe.jobs.work.store import Checkpointed, ClaimedItem, Outcome
from tests.jobs.machine.ground import Ground, PlayedStore
from tests.jobs.machine.snapshot import Snapshot

HOLD_SECONDS = 3600.0
AGAIN_SECONDS = 60.0
_ERROR = {"kind": "transient", "message": "The other side is busy."}


@dataclass(eq=False)
class PlayedSlice:
    ground: Ground
    worker_id: UUID
    job_id: UUID
    store: PlayedStore
    token: UUID = field(default_factory=new_id)
    stage: str | None = None  # as the child believes; none: the slice is over
    hand: set[int] = field(default_factory=set)  # as the child believes
    zombie: bool = False

    @classmethod
    def begin(cls, ground: Ground, worker_id: UUID, job_id: UUID) -> "PlayedSlice":
        made = cls(ground, worker_id, job_id, ground.store_for(worker_id))
        made.store.begin(job_id, made.token)
        taken = ground.do(made.store.take(HOLD_SECONDS))
        made.stage = taken and taken[0]
        return made

    def plan(self, items: int) -> list[ClaimedItem] | None:
        """Items of `items`, the first of them claimed; None when the stage isn't ours."""
        planned = [(f"item {n}", {"number": n}) for n in range(items)]
        claimed = self.ground.do(
            self.store.store_plan(planned, "Extracting…", claim=1, hold=HOLD_SECONDS)
        )
        if claimed is None:
            self.stage = None
        else:
            self.stage = "extract" if items else "finish"
            self.hand |= {item.seq for item in claimed}
        return claimed

    def claim(self, most: int) -> set[int]:
        claimed = {item.seq for item in self.ground.do(self.store.claim(most, HOLD_SECONDS))}
        self.hand |= claimed
        return claimed

    def checkpoint(self, outcomes: dict[int, str]) -> Checkpointed:
        self.hand -= outcomes.keys()
        told = [
            Outcome(
                seq,
                outcome,
                {"number": seq} if outcome == "succeeded" else None,
                None if outcome == "succeeded" else _ERROR,
                AGAIN_SECONDS if outcome == "again" else None,
                # what doesn't succeed counts nothing, whatever it says
                {"items": 1, "numbers": seq} if seq % 3 else None,
            )
            for seq, outcome in outcomes.items()
        ]
        written = self.ground.do(
            self.store.checkpoint(told, "Going on", HOLD_SECONDS, durable=False)
        )
        if written.complete:
            self.stage = "finish"
        return written

    def hand_back(self, seqs: set[int]) -> None:
        self.hand -= seqs
        self.ground.do(self.store.hand_back(sorted(seqs)))

    def fail_job(self) -> bool:
        self.stage = None
        return self.ground.do(self.store.fail_now("The password is wrong.", _ERROR))

    def postpone(self) -> None:
        self.stage = None
        self.ground.do(self.store.postpone_stage(AGAIN_SECONDS, "Trying again", _ERROR))

    def end(self, status: str, **found: Any) -> bool:
        self.stage = None

        async def end() -> bool:
            async with self.store.ending() as connection:
                return await self.store.end(connection, status=status, message=status, **found)

        return self.ground.do(end())

    def send_round(self) -> None:
        self.stage = None
        self.ground.do(self.store.deliver_again())

    def believes_to_hold(self) -> bool:
        return bool(self.hand) or self.stage in ("plan", "finish")

    def holds(self, seen: Snapshot) -> bool:
        return bool(seen.held(self.job_id, self.token)) or seen.holds_stage(self.job_id, self.token)
