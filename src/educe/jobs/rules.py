"""What the functions of this room are given: the extractors, the engine's sender, the limits."""

from dataclasses import dataclass

from educe.extractors.registry import Registry
from educe.jobs.engine.port import Sender


@dataclass(frozen=True, slots=True)
class Rules:
    registry: Registry
    sender: Sender
    max_running_jobs: int  # of one user, unless the user has a limit
    max_files_per_job: int = 10_000
