"""What kind of failure an exception is."""

import pytest

from educe.errors import InvalidInput, NotFound, Unavailable
from educe.extractors.errors import JobFatalError, PermanentError, TransientError
from educe.fetching.failures import FetchFailed
from educe.jobs.work.failures import Kind, classify
from educe.mailboxes.failures import MailboxFailed, MailboxGone


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (TransientError("x"), "transient"),
        (PermanentError("x"), "permanent"),
        (JobFatalError("x"), "job_fatal"),
        (Unavailable("x"), "transient"),
        (TimeoutError(), "transient"),
        (ConnectionResetError(), "transient"),
        (InvalidInput("x"), "permanent"),
        (NotFound("x"), "permanent"),
        (KeyError("x"), "permanent"),
        (MailboxFailed("connection_lost", "x"), "transient"),
        (MailboxFailed("too_many_connections", "x"), "transient"),
        (MailboxFailed("wrong_credentials", "x"), "job_fatal"),
        (MailboxFailed("folder_missing", "x"), "job_fatal"),
        (MailboxFailed("bad_answer", "x"), "permanent"),  # of one message
        (MailboxFailed("bad_answer", "x", step="connection"), "job_fatal"),  # of the server
        (MailboxGone("x"), "job_fatal"),
        (FetchFailed("timed_out", "x"), "transient"),
        (FetchFailed("never_fetched", "x"), "permanent"),
    ],
)
def test_an_error_is_of_its_kind(error: Exception, kind: Kind) -> None:
    assert classify(error).kind == kind
