"""Who uses the fleet in a soak: people in a few organizations, and the jobs that they submit."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import psycopg

from educe.ids import new_id
from educe.jobs.dependencies import Need
from educe.jobs.states import Priority
from educe.jobs.submit import NewJob, submit
from tests.support.world import World

T = TypeVar("T")

_STEPS: list[tuple[int, dict[str, Any]]] = [
    (300, {"do": "succeed"}),
    (300, {"do": "sleep", "seconds": 0.05}),
    (150, {"do": "sleep", "seconds": 0.3}),
    (30, {"do": "spin", "seconds": 0.05}),
    (60, {"do": "transient", "times": 1}),
    (45, {"do": "permanent"}),
    (9, {"do": "fatal", "times": 1}),
    # rare, because a process takes its time to start again
    (2, {"do": "crash", "times": 1}),
    (1, {"do": "crash"}),
    (1, {"do": "hang", "times": 1}),
]
_STAGES = [(200, "succeed"), (3, "transient"), (3, "permanent"), (1, "crash")]


@dataclass(frozen=True)
class Citizen:
    id: UUID
    project_id: UUID


class Town:
    """Twenty people with limits of 1 to 3; every other organization of four has a limit as well."""

    def __init__(self, world: World, chance: random.Random, traces: Path) -> None:
        self._world = world
        self._chance = chance
        self._traces = traces
        self.people: list[Citizen] = []
        with psycopg.connect(world.database.owner_url) as connection:
            for n in range(5):
                self._found(connection, 3 if n % 2 else None)

    def _found(self, connection: psycopg.Connection, limit: int | None) -> None:
        organization, project = new_id(), new_id()
        connection.execute(
            "INSERT INTO kb.organizations (id, name, max_running_jobs) VALUES (%s, 'O', %s)",
            [organization, limit],
        )
        connection.execute(
            "INSERT INTO kb.projects (id, organization_id, name) VALUES (%s, %s, 'P')",
            [project, organization],
        )
        for _ in range(4):
            person = new_id()
            connection.execute(
                "INSERT INTO kb.users (id, email, name, max_running_jobs) VALUES (%s, %s, 'P', %s)",
                [person, f"{person}@example.org", self._chance.randint(1, 3)],
            )
            connection.execute(
                "INSERT INTO kb.members VALUES (%s, %s, 'owner')", [organization, person]
            )
            self.people.append(Citizen(person, project))

    async def submit_one(self) -> None:
        """Somebody submits a job; now and then it needs earlier ones, or waits for its time."""
        chance, person = self._chance, self._chance.choice(self.people)
        job_id = new_id()
        folder = self._traces / str(job_id)
        folder.mkdir()
        later = timedelta(seconds=3) if chance.random() < 0.1 else None
        job = NewJob(
            person.project_id,
            chance.choice(["scripted", "scripted", "scripted_waiting"]),
            self._script(folder),
            priority=chance.choice(list(Priority)),
            needs=self._needs(person),
            run_at=datetime.now(UTC) + later if later else None,
            id=job_id,
        )
        async with self._world.api.session(person.id) as session:
            await submit(session, self._world.rules, job, user_id=person.id)

    def _script(self, folder: Path) -> dict[str, Any]:
        return {
            "steps": [self._one_of(_STEPS) for _ in range(self._chance.randint(0, 8))],
            "succeed": self._chance.choice([0, 0, 0, 100]),
            "plan": self._one_of(_STAGES),
            "finish": self._one_of(_STAGES),
            "runs": str(folder),
        }

    def _one_of(self, weighted: Sequence[tuple[int, T]]) -> T:
        weights, things = zip(*weighted, strict=True)
        return self._chance.choices(things, weights)[0]

    def _needs(self, person: Citizen) -> list[Need]:
        if self._chance.random() > 0.25:
            return []
        there = self._world.rows(
            "SELECT id FROM kb.extraction_jobs WHERE project_id = %s AND completed_at IS NULL"
            " ORDER BY id DESC LIMIT 5",
            person.project_id,
        )
        chosen = self._chance.sample(there, min(len(there), self._chance.randint(1, 2)))
        conditions = ["success", "success", "any", "failure"]
        return [
            Need.model_validate({"job_id": row["id"], "condition": self._chance.choice(conditions)})
            for row in chosen
        ]
