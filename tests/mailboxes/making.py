"""Messages for tests."""

from email.message import EmailMessage


def message(
    number: int = 1,
    *,
    sender: str = "News <news@example.org>",
    subject: str | None = None,
    message_id: str | None = None,
    body: str | None = None,
    size: int = 0,
) -> bytes:
    """A plain message, the same for the same arguments, filled up to a size in bytes."""
    made = EmailMessage()
    made["From"] = sender
    made["To"] = "reader@example.org"
    made["Subject"] = subject if subject is not None else f"Issue {number}"
    made["Date"] = "Fri, 17 Oct 2025 14:33:28 +0000"
    made["Message-ID"] = message_id or f"<{number}@example.org>"
    made.set_content((body or f"What happened, number {number}.") + "\n" + filling(size))
    return made.as_bytes()


def filling(size: int) -> str:
    return "".join(f"{'x' * 70}\n" for _ in range(size // 71))
