"""Why a mailbox can't be read, and at which step of getting there."""

from typing import ClassVar, Literal

from educe.errors import EduceError, NotFound

Code = Literal[
    "host_not_found",
    "refused_address",  # in a private network, or no port of IMAP's
    "unreachable",  # nobody answers there
    "timed_out",
    "no_encryption",  # the server doesn't speak TLS there
    "certificate_expired",
    "certificate_untrusted",
    "certificate_wrong_name",
    "bad_certificate",
    "wrong_credentials",
    "consent_withdrawn",
    "sign_in_refused",  # for another reason than the credentials
    "too_many_connections",
    "folder_missing",
    "folder_changed",  # it was made anew while it was read
    "connection_lost",
    "bad_answer",  # what came wasn't IMAP, or too much
    "server_refused",
]
Step = Literal["host", "connection", "encryption", "sign_in", "folder"]
STEPS: tuple[Step, ...] = ("host", "connection", "encryption", "sign_in", "folder")
STEP_OF: dict[Code, Step] = {
    "host_not_found": "host",
    "refused_address": "host",
    "unreachable": "connection",
    "timed_out": "connection",
    "no_encryption": "encryption",
    "certificate_expired": "encryption",
    "certificate_untrusted": "encryption",
    "certificate_wrong_name": "encryption",
    "bad_certificate": "encryption",
    "wrong_credentials": "sign_in",
    "consent_withdrawn": "sign_in",
    "sign_in_refused": "sign_in",
    "too_many_connections": "sign_in",
    "folder_missing": "folder",
    "folder_changed": "folder",
    "connection_lost": "folder",
    "bad_answer": "folder",
    "server_refused": "folder",
}
#: what may be otherwise in a while, without anybody doing anything
PASSING: frozenset[Code] = frozenset(
    (
        *("host_not_found", "unreachable", "timed_out"),
        *("too_many_connections", "connection_lost", "folder_changed"),
    )
)


class MailboxFailed(EduceError):
    """The mailbox can't be read."""

    status: ClassVar[int] = 502
    slug: ClassVar[str] = "mailbox-failed"

    def __init__(self, code: Code, message: str, *, step: Step | None = None) -> None:
        """`step`: where it failed, when that isn't what its code says."""
        super().__init__(message, code=code)
        self.code: Code = code
        self.step: Step = step or STEP_OF[code]

    @property
    def is_passing(self) -> bool:
        return self.code in PASSING


class MailboxGone(NotFound):
    """There is no such mailbox any more."""
