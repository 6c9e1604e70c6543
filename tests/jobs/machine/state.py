"""What an example knows of itself, and how its actions are chosen."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncSession

from educe.errors import EduceError, NotFound
from tests.jobs.machine.ground import Ground
from tests.jobs.machine.invariants import check_state, check_statistics, check_step
from tests.jobs.machine.people import People
from tests.jobs.machine.played import PlayedSlice
from tests.jobs.machine.snapshot import Row, Snapshot

T = TypeVar("T")

_STATISTICS_EVERY = 5  # looks: what counts wrong once goes on to be wrong

some = st.integers(0, 999)  # which one of what there is


def pick(among: Sequence[T], which: int) -> T:
    return among[which % len(among)]


class State:
    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        ground.clear()
        self.people = People(ground)
        self.workers: list[UUID] = []  # alive, or taken for it
        self.slices: list[PlayedSlice] = []
        self.deleting: set[UUID] = set()  # the jobs that this step deletes
        self._looks = 0
        self.seen = Snapshot.take(ground)  # before this step

    def look(self) -> None:
        """After each transaction: all that must hold."""
        now = self.now()
        check_state(now)
        check_step(self.seen, now, self.ground.engine.sent, deleted=self.deleting)
        self._looks += 1
        if self._looks % _STATISTICS_EVERY == 0:
            check_statistics(self.ground)
        self.seen, self.deleting, self.ground.engine.sent = now, set(), set()

    def now(self) -> Snapshot:
        return Snapshot.take(self.ground)

    def jobs(self) -> list[Row]:
        return list(self.seen.jobs.values())

    def at(self, *stages: str) -> list[PlayedSlice]:
        """Slices that take themselves to be at one of these stages."""
        return [work for work in self.slices if work.stage in stages]

    def in_hand(self) -> list[PlayedSlice]:
        """Slices that take themselves to hold items."""
        return [work for work in self.at("extract") if work.hand]

    def busy(self) -> list[PlayedSlice]:
        """Slices that hold something."""
        return [work for work in self.slices if work.holds(self.seen)]

    def as_person(
        self, person: UUID, act: Callable[[AsyncSession], Awaitable[object]]
    ) -> EduceError | None:
        """In one transaction of the API. Returns what was refused, if anything was."""

        async def run() -> EduceError | None:
            try:
                async with self.ground.api.session(person) as session:
                    await act(session)
            except EduceError as error:
                return error
            return None

        return self.ground.do(run())

    def somebody(self, job: Row, who: int) -> UUID:
        """Nearly always one who may see the job."""
        return pick(self.people.members_of(job["project_id"]) if who % 6 else self.people.ids, who)

    def not_theirs(self, person: UUID, job: Row, error: EduceError | None) -> bool:
        """Somebody else's job isn't there."""
        if person in self.people.members_of(job["project_id"]):
            return False
        assert isinstance(error, NotFound)
        return True


@dataclass(frozen=True)
class Action:
    name: str
    weight: int
    when: Callable[[Any], object]
    choices: dict[str, st.SearchStrategy[Any]]


def action(
    weight: int = 1, when: Callable[[Any], object] = lambda state: True, **choices: Any
) -> Callable[[T], T]:
    """A step that an example may take, so much more often than others, when it is possible.

    Rules of hypothesis are switched off at random for a whole example; a job that is to get to its
    end needs nearly all of these."""

    def mark(function: T) -> T:
        function.action = Action(function.__name__, weight, when, choices)  # type: ignore[attr-defined]
        return function

    return mark


def actions_of(kind: type) -> list[Action]:
    """What is taken most often comes first: that is where hypothesis starts."""
    members = (getattr(kind, name) for name in dir(kind))
    actions = [member.action for member in members if hasattr(member, "action")]
    return sorted(actions, key=lambda each: -each.weight)
