"""What every slice in a child works with."""

from collections.abc import Callable
from dataclasses import dataclass

from educe.documents.blobs import BlobStore
from educe.extractors.registry import Registry
from educe.jobs.work.awake import Pulse
from educe.jobs.work.reach import Reach
from educe.jobs.work.store import WorkStore


@dataclass(slots=True)
class Tools:
    """What every slice in this child works with."""

    store: WorkStore
    registry: Registry
    blobs: BlobStore
    slice_seconds: float
    tell: Callable[..., None]  # a message to the parent
    pulse: Pulse
    reach: Reach
