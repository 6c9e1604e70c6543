"""What the functions of this room are given: the extractors, the engine's sender, the limits."""

from dataclasses import dataclass, field

from educe.extractors.registry import Registry
from educe.jobs.admission import Limits
from educe.jobs.engine.port import Sender


@dataclass(frozen=True, slots=True)
class Rules:
    registry: Registry
    sender: Sender
    limits: Limits = field(default_factory=Limits)
    max_files_per_job: int = 10_000
