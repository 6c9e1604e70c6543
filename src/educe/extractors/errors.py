"""How an extractor says what kind of failure it met.

    ExtractionError
    ├── TransientError   passing: the item runs again, after a pause that grows
    ├── PermanentError   the item can't be done: it fails at once, the others go on
    └── JobFatalError    nothing can be done: the job fails now

Any other exception counts as permanent, but for timeouts and lost connections, which are transient.
"""

from educe.errors import EduceError


class ExtractionError(EduceError):
    """The extraction failed."""

    slug = "extraction-failed"


class TransientError(ExtractionError):
    """The extraction failed for a passing reason."""

    slug = "extraction-failed-for-now"

    def __init__(self, message: str, *, retry_after: float | None = None) -> None:
        """`retry_after`: seconds that the other side asked to wait, if it did."""
        super().__init__(message)
        self.retry_after = retry_after


class PermanentError(ExtractionError):
    """This item can't be extracted."""

    slug = "extraction-impossible"


class JobFatalError(ExtractionError):
    """Nothing of this job can be extracted."""

    slug = "job-impossible"
