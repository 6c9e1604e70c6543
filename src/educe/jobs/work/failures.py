"""What kind of failure an exception is, and what follows from it."""

import random
import traceback
from dataclasses import dataclass
from typing import Any, Literal

import psycopg

from educe.errors import EduceError, Unavailable
from educe.extractors.contract import RetryPolicy
from educe.extractors.errors import JobFatalError, TransientError
from educe.fetching.failures import PASSING, FetchFailed
from educe.mailboxes.failures import MailboxFailed, MailboxGone

Kind = Literal["transient", "permanent", "job_fatal"]
# of a mailbox that lets us in: what it says to one question it may not say to the next
_OF_ONE_MESSAGE = frozenset({"bad_answer", "server_refused"})


@dataclass(frozen=True, slots=True)
class Failure:
    kind: Kind
    message: str  # for people
    details: dict[str, Any]  # for debugging
    retry_after: float | None = None

    def as_error(self) -> dict[str, Any]:
        return {"kind": self.kind, "message": self.message, **self.details}


def classify(error: BaseException) -> Failure:
    """The failure's class. What is a bug fails again just the same, so it is permanent."""
    details = {
        "type": type(error).__name__,
        "trace": "".join(traceback.format_exception(error)[-6:])[-4000:].replace("\x00", ""),
    }
    if isinstance(error, JobFatalError):
        return Failure("job_fatal", error.message, details)
    if isinstance(error, TransientError):
        return Failure("transient", error.message, details, error.retry_after)
    if isinstance(error, Unavailable):
        return Failure("transient", error.message, details)
    if isinstance(error, EduceError):
        return Failure(_kind(error), error.message, details)
    if isinstance(error, TimeoutError):
        return Failure("transient", "It took too long and was stopped.", details)
    if isinstance(error, ConnectionError | psycopg.OperationalError):
        return Failure("transient", f"A connection was lost: {_plain(error)}", details)
    if isinstance(error, MemoryError):
        return Failure("permanent", "It needs more memory than there is.", details)
    return Failure("permanent", f"Unexpected {type(error).__name__}: {_plain(error)}", details)


def _kind(error: EduceError) -> Kind:
    """Of errors that know nothing of extractors."""
    if isinstance(error, FetchFailed):
        return "transient" if error.code in PASSING else "permanent"
    if isinstance(error, MailboxFailed):
        if error.is_passing:
            return "transient"
        one_message = error.code in _OF_ONE_MESSAGE and error.step == "folder"
        return "permanent" if one_message else "job_fatal"
    return "job_fatal" if isinstance(error, MailboxGone) else "permanent"


def backoff(policy: RetryPolicy, attempts: int, retry_after: float | None) -> float:
    """Seconds to wait after the `attempts`-th failure: exponential with full jitter above half, so
    that what failed together doesn't come back together; never sooner than the other side
    asked, up to the policy's cap on that: what comes from outside mustn't park a job for years."""
    delay = min(policy.cap_seconds, policy.base_seconds * 2.0 ** (attempts - 1))
    asked = min(retry_after or 0.0, policy.retry_after_cap_seconds)
    return max(delay * random.uniform(0.5, 1.0), asked)  # noqa: S311


def _plain(error: BaseException) -> str:
    return str(error).replace("\x00", "")[:500] or type(error).__name__
