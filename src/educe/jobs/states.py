"""A job's states. docs/state-machine.md draws them; a trigger in the database enforces them."""

from enum import StrEnum


class Status(StrEnum):
    PENDING = "pending"
    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def ended(self) -> bool:
        return self not in (Status.PENDING, Status.RUNNING)


#: what a job says of itself while it is pending, by who runs it
WAITING_FOR = {"worker": "Waiting for its turn", "external": "Waiting for its program"}


class Priority(StrEnum):
    URGENT = "urgent"
    NORMAL = "normal"
    LOW = "low"
